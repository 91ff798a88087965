"""Who may meet alone, and what it costs and brings that they do."""

import pytest

from game.engine.acts.channels import ACCESS_SHUT, MeetingClosed
from game.engine.phases import PhaseName
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of
from game.scenario.loader import load_packaged
from tests.builders import Game, altered

PAIR = frozenset({"port", "ministry"})


@pytest.fixture
def game() -> Game:
    """A table in its consultations."""
    return Game(preset="full").advance_to(PhaseName.CONSULTATIONS)


# --- shut and open -----------------------------------------------------------------------------


def test_two_meet_alone_only_when_the_scenario_lets_them(game: Game) -> None:
    for one, other in (("village", "ministry"), ("ministry", "village")):
        with game.expect_refusal(ACCESS_SHUT):
            game.head(one).invites(other)


def test_any_one_condition_opens_the_door(game: Game) -> None:
    by_deed, by_text = game.fork(), game.fork()
    by_deed.head("ministry").moves("subsidy")
    by_deed.meet("village", "ministry")
    by_text.advance_to(PhaseName.DRAFTING)
    by_text.agree(fishing="lanes")
    by_text.meet("village", "ministry")


def test_a_door_that_shuts_again_lets_nobody_in() -> None:
    game = Game(preset="full").advance_to(PhaseName.DRAFTING)
    game.agree(fishing="lanes")
    channel = game.head("village").invites("ministry")
    game.agree(fishing="open")
    with game.expect_refusal(ACCESS_SHUT):
        game.head("ministry").accepts(channel)
    game.head("ministry").declines(channel)


def test_a_larger_circle_needs_no_open_door() -> None:
    # A caucus is not the pair alone; with three delegations all of them would be a plenary.
    game = Game(load_packaged("six_party_talks").structure, preset="class50")
    game.advance_to(PhaseName.CONSULTATIONS)
    with game.expect_refusal(ACCESS_SHUT):
        game.head("rok").invites("dprk")
    game.meet("rok", "dprk", "china")
    assert game.state.meetings == {frozenset({"rok", "dprk", "china"}): 1}


def test_where_the_scenario_says_nothing_two_meet_as_they_like(game: Game) -> None:
    game.meet("port", "village")
    assert game.state.course == ()
    assert game.state.standing_course == ()


# --- what a meeting does -----------------------------------------------------------------------


def test_a_meeting_has_its_price_and_its_effect(game: Game) -> None:
    game.head("ministry").moves("subsidy")
    game.meet("village", "ministry")
    assert game.state.indicators["anger"] == 39
    assert game.state.standing["ministry"] == 43


def test_an_invitation_costs_nothing_before_they_sit_down(game: Game) -> None:
    channel = game.head("port").invites("ministry")
    assert game.state.standing["ministry"] == 50
    game.head("ministry").accepts(channel)
    assert game.state.standing["ministry"] == 47


# --- meetings of which nobody learns -----------------------------------------------------------


def test_of_a_discreet_meeting_only_those_who_met_and_the_instructor_know(game: Game) -> None:
    channel = game.meet("port", "ministry")
    for viewer in (of("port"), of("ministry"), INSTRUCTOR_VIEW):
        assert game.view(viewer).meetings == {PAIR: 1}
        assert game.view(viewer).meeting_now == (("port", "ministry"),)
    for viewer in (of("village"), PUBLIC_VIEW):
        assert game.view(viewer).meetings == {}
        assert game.view(viewer).meeting_now == ()
    assert not any(note.kind == "meeting_opened" for note in game.state.notes)
    game.head("port").leaves(channel)
    assert not any(event.audience.public for event in game.told(MeetingClosed))
    assert game.view(of("village")).meetings == {}


def test_a_discreet_meeting_counts_for_those_who_score_on_it(game: Game) -> None:
    game.meet("port", "ministry")
    assert game.state.meetings == {PAIR: 1}


def test_a_meeting_is_as_public_as_the_scenario_says_and_no_less() -> None:
    game = Game(altered("access", "port_ministry", public=True), preset="full")
    game.advance_to(PhaseName.CONSULTATIONS).meet("port", "ministry")
    assert game.view(of("village")).meetings == {PAIR: 1}
    assert game.state.notes[-1].ref == "ministry+port"


def test_a_meeting_counts_and_costs_once_a_round() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    pair = frozenset({"port", "ministry"})
    for _ in range(3):
        game.head("port").leaves(game.meet("port", "ministry"))
    assert game.state.meetings[pair] == 1
    assert game.state.standing["ministry"] == 47
    game.advance_to(PhaseName.CONSULTATIONS, 2)
    game.meet("port", "ministry")
    assert game.state.meetings[pair] == 2
    assert game.state.standing["ministry"] == 44


def test_a_meeting_in_implementation_is_not_one_of_the_first_round() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.head("port").leaves(game.meet("port", "ministry"))
    game.advance_to(PhaseName.DRAFTING)
    game.agree(quay="short")
    game.advance_to(PhaseName.RATIFICATION).sign()
    game.meet("port", "ministry")
    assert game.state.meetings[frozenset({"port", "ministry"})] == 2


# --- a third in the room -----------------------------------------------------------------------


def six() -> Game:
    """The packaged scenario in its first consultations."""
    game = Game(load_packaged("six_party_talks").structure, preset="class50")
    return game.advance_to(PhaseName.CONSULTATIONS)


def lost(game: Game, delegation: str, *room: str) -> int:
    """What that meeting costs the delegation at home."""
    before = game.state.standing[delegation]
    game.head(room[0]).leaves(game.meet(*room))
    return before - game.state.standing[delegation]


def test_a_third_delegation_is_no_way_round_a_shut_door() -> None:
    for third in ("us", "japan", "russia"):
        with six().expect_refusal(ACCESS_SHUT):
            six().head("rok").invites("dprk", third)
    six().meet("rok", "dprk", "china")
    six().meet("rok", "dprk", "japan", "us")


@pytest.mark.parametrize("third", ["rok", "japan", "russia"])
def test_a_third_delegation_does_not_lessen_the_price(third: str) -> None:
    alone = lost(six(), "us", "us", "dprk")
    assert alone > 0
    game = six()
    if third == "rok":
        game.head("rok").moves("food_and_fertiliser")
    before = game.state.standing["us"]
    assert lost(game, "us", "us", "dprk", third) >= alone - (before < alone)


def test_the_host_halves_the_price_and_larger_circles_cost_nothing() -> None:
    alone, hosted = lost(six(), "us", "us", "dprk"), lost(six(), "us", "us", "dprk", "china")
    assert hosted == alone // 2
    assert lost(six(), "us", "us", "dprk", "japan", "russia") == 0


def test_each_meeting_costs_more_than_the_one_before() -> None:
    game = six()
    first = lost(game, "us", "us", "dprk")
    game.advance_to(PhaseName.CONSULTATIONS, 2)
    second = lost(game, "us", "us", "dprk")
    assert second > first
