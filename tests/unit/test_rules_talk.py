"""Plenary statements, private channels, priorities."""

import pytest

from game.engine.acts.channels import (
    ALREADY_INVITED,
    CHANNEL_NOT_OPEN,
    CHANNEL_SIZE,
    NOT_INVITED,
    UNKNOWN_CHANNEL,
    InvitationsLapsed,
    MeetingClosed,
    MeetingOpened,
)
from game.engine.acts.plenary import NOT_YOUR_TURN
from game.engine.phases import PhaseName
from game.engine.refusals import (
    EMPTY_TEXT,
    LONG_TEXT,
    REPEATED_ISSUE,
    UNKNOWN_DELEGATION,
    UNKNOWN_ISSUE,
    Refused,
)
from tests.builders import Game


@pytest.fixture
def game() -> Game:
    """A table in its consultations."""
    return Game(preset="full").advance_to(PhaseName.CONSULTATIONS)


# --- the plenary -------------------------------------------------------------------------------


def test_during_opening_statements_only_the_speaker_is_heard() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    game.adviser("ministry").says("The ministry wishes for peace on the coast.")
    with game.expect_refusal(NOT_YOUR_TURN):
        game.head("village").says("Point of order!")
    assert [(s.delegation, s.by) for s in game.state.statements] == [
        ("ministry", "adviser of ministry")
    ]


def test_after_the_opening_statements_anybody_speaks() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    for _ in range(3):
        game.run_out("floor")
    game.head("village").says("Now then.")
    assert game.state.statements[-1].delegation == "village"
    assert game.state.statements[-1].round == 1


@pytest.mark.parametrize("blank", ["", "   ", "\n\t"])
def test_silence_is_not_a_statement(game: Game, blank: str) -> None:
    with game.expect_refusal(EMPTY_TEXT):
        game.head("port").says(blank)
    with game.expect_refusal(EMPTY_TEXT):
        game.head("port").writes("port", blank)
    with game.expect_refusal(EMPTY_TEXT):
        game.instructor.announces(blank)


def test_a_text_may_be_as_long_as_the_scenario_says_and_no_longer(game: Game) -> None:
    longest = "x" * game.structure.rules.message_limit
    game.head("port").says(longest)
    game.head("port").says(f"  {longest}  ")
    with game.expect_refusal(LONG_TEXT):
        game.head("port").says(longest + "x")
    with game.expect_refusal(LONG_TEXT):
        game.head("port").writes("port", longest + "x")


def test_a_refusal_says_how_long_the_text_was_and_may_be(game: Game) -> None:
    with pytest.raises(Refused) as refusal:
        game.head("port").says("x" * 401)
    assert refusal.value.details == {"limit": 400, "length": 401}


# --- private channels --------------------------------------------------------------------------


def test_a_channel_opens_when_all_who_were_invited_accept(game: Game) -> None:
    channel = game.head("port").invites("village")
    assert game.state.channels[channel].status == "invited"
    game.adviser("village").accepts(channel)
    assert game.state.channels[channel].status == "open"
    assert game.told(MeetingOpened)[-1].members == ("port", "village")


def test_an_invitation_is_no_meeting(game: Game) -> None:
    game.head("port").declines(game.head("village").invites("port"))
    assert game.state.meetings == {}


def test_one_refusal_closes_an_invitation(game: Game) -> None:
    channel = game.head("port").invites("village")
    game.head("village").declines(channel)
    assert game.state.channels[channel].status == "closed"
    with game.expect_refusal(NOT_INVITED):
        game.head("village").accepts(channel)


def test_an_invitation_can_be_taken_back(game: Game) -> None:
    channel = game.head("port").invites("village")
    game.head("port").leaves(channel)
    with game.expect_refusal(NOT_INVITED):
        game.head("village").accepts(channel)
    assert not game.told(MeetingClosed)


def test_a_closed_channel_can_be_opened_again_and_keeps_its_messages(game: Game) -> None:
    channel = game.meet("port", "village")
    game.head("port").writes(channel, "As we were saying.")
    game.head("village").leaves(channel)
    assert game.meet("village", "port") == channel
    assert game.state.channels[channel].invited_by == "village"
    assert [m.text for m in game.state.channels[channel].messages] == ["As we were saying."]


def test_nobody_is_invited_twice_to_the_same_talk(game: Game) -> None:
    game.head("port").invites("village")
    for inviter, other in (("port", "village"), ("village", "port")):
        with game.expect_refusal(ALREADY_INVITED):
            game.head(inviter).invites(other)
    game.head("village").accepts("port+village")
    with game.expect_refusal(ALREADY_INVITED):
        game.head("port").invites("village")


def test_nobody_answers_its_own_invitation(game: Game) -> None:
    channel = game.head("port").invites("village")
    with game.expect_refusal(NOT_INVITED):
        game.head("port").accepts(channel)


@pytest.mark.parametrize("members", [(), ("port",), ("village", "ministry")])
def test_private_talk_is_among_two_or_more_but_never_all(
    game: Game, members: tuple[str, ...]
) -> None:
    with game.expect_refusal(CHANNEL_SIZE):
        game.head("port").invites(*members)


def test_nobody_talks_to_a_delegation_that_is_not_there(game: Game) -> None:
    with game.expect_refusal(UNKNOWN_DELEGATION):
        game.head("port").invites("navy")


def test_an_outsider_cannot_tell_a_channel_that_it_lacks_from_none_at_all(game: Game) -> None:
    game.meet("port", "village")
    for channel in ("port+village", "ministry+navy", "nonsense"):
        with game.expect_refusal(UNKNOWN_CHANNEL):
            game.head("ministry").writes(channel, "Is anybody there?")
        with game.expect_refusal(UNKNOWN_CHANNEL):
            game.head("ministry").leaves(channel)
        with game.expect_refusal(UNKNOWN_CHANNEL):
            game.head("ministry").accepts(channel)


def test_a_message_needs_an_open_channel(game: Game) -> None:
    channel = game.head("port").invites("village")
    with game.expect_refusal(CHANNEL_NOT_OPEN):
        game.head("port").writes(channel, "Are you coming?")
    game.head("village").accepts(channel)
    game.adviser("village").writes(channel, "Here we are.")
    said = game.state.channels[channel].messages[-1]
    assert (said.delegation, said.by, said.text) == (
        "village",
        "adviser of village",
        "Here we are.",
    )
    game.head("port").leaves(channel)
    with game.expect_refusal(CHANNEL_NOT_OPEN):
        game.head("village").writes(channel, "Wait!")


def test_nobody_leaves_its_own_delegation_or_a_closed_talk(game: Game) -> None:
    with game.expect_refusal(CHANNEL_NOT_OPEN):
        game.head("port").leaves("port")
    channel = game.meet("port", "village")
    game.head("port").leaves(channel)
    with game.expect_refusal(CHANNEL_NOT_OPEN):
        game.head("village").leaves(channel)


def test_private_talks_go_on_from_the_consultations_into_the_drafting(game: Game) -> None:
    channel = game.meet("port", "village")
    game.advance_to(PhaseName.DRAFTING)
    game.head("port").writes(channel, "And now on paper.")
    assert game.state.channels[channel].status == "open"


def test_private_talks_end_with_the_round(game: Game) -> None:
    talk = game.meet("port", "village")
    invitation = game.head("port").invites("ministry")
    game.advance_to(PhaseName.PLENARY, 2)
    assert game.state.channels[talk].status == "closed"
    assert game.state.channels[invitation].status == "closed"
    assert [event.channel for event in game.told(MeetingClosed)] == [talk]
    assert [event.channel for event in game.told(InvitationsLapsed)] == [invitation]
    assert game.state.channels["port"].status == "open"


def test_private_talks_end_with_the_game() -> None:
    game = Game().ratify(quay="short")
    channel = game.meet("port", "village")
    game.run_out("phase")
    assert game.state.over
    assert game.state.channels[channel].status == "closed"


# --- priorities --------------------------------------------------------------------------------


def test_a_delegation_keeps_an_order_of_the_issues_to_itself(game: Game) -> None:
    game.adviser("port").ranks("payers", "quay")
    game.head("port").ranks("quay")
    assert game.state.priorities == {"port": ("quay",)}


def test_priorities_name_each_issue_of_the_agenda_at_most_once(game: Game) -> None:
    with game.expect_refusal(UNKNOWN_ISSUE):
        game.head("port").ranks("quay", "whales")
    with game.expect_refusal(REPEATED_ISSUE):
        game.head("port").ranks("quay", "quay")


def test_an_issue_that_is_not_on_the_agenda_is_unknown() -> None:
    game = Game(preset="quick").advance_to(PhaseName.BRIEFING)
    with game.expect_refusal(UNKNOWN_ISSUE):
        game.head("port").ranks("payers")
