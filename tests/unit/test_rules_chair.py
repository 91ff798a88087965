"""What the instructor may do beside running the clock, and the house rules of a table."""

from typing import Any

import pytest
from pydantic import ValidationError

from game.engine.acts.chair import (
    EFFECTS_FOR_ALL,
    UNKNOWN_INDICATOR,
    UNKNOWN_MESSAGE,
    HideMessage,
    SendDispatch,
)
from game.engine.acts.channels import TALK_ALOUD, UNKNOWN_CHANNEL
from game.engine.acts.debrief import OpenChapter
from game.engine.acts.endings import EndTalks
from game.engine.acts.hands import NO_HAND, LowerHand, RaiseHand
from game.engine.acts.injects import INJECT_SPENT, UNKNOWN_INJECT, HoldInject
from game.engine.acts.proposals import RollCallClosed
from game.engine.acts.table import OpenTable, lay_table
from game.engine.phases import PhaseName
from game.engine.refusals import EMPTY_TEXT, GAME_OVER, LONG_TEXT, UNKNOWN_DELEGATION, WRONG_PHASE
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of
from game.refusals import Reason
from tests.builders import NOON, FixedDraws, Game, harbour

STORM = 0.9


def talks(**house: Any) -> Game:
    """A table in consultations at which fate would send a storm."""
    return Game(draws=FixedDraws(otherwise=STORM), **house).advance_to(PhaseName.CONSULTATIONS)


# --- the deck ----------------------------------------------------------------------------------


def test_fate_does_not_draw_a_card_that_is_held() -> None:
    game = talks()
    game.instructor.sends(HoldInject(inject="storm", held=True))
    game.run_out("inject_slot")
    assert "storm" not in game.state.crises


def test_a_card_that_is_let_go_can_be_drawn_again() -> None:
    game = talks()
    game.instructor.sends(HoldInject(inject="storm", held=True))
    game.instructor.sends(HoldInject(inject="storm", held=False))
    game.run_out("inject_slot")
    assert "storm" in game.state.crises


def test_holding_a_held_card_changes_nothing() -> None:
    game = talks()
    game.instructor.sends(HoldInject(inject="storm", held=True))
    assert game.instructor.sends(HoldInject(inject="storm", held=True)) == ()


def test_the_instructor_can_send_a_card_that_is_held() -> None:
    game = talks()
    game.instructor.sends(HoldInject(inject="storm", held=True))
    game.instructor.drops("storm")
    assert "storm" in game.state.crises


@pytest.mark.parametrize(
    ("inject", "reason"), [("whale", UNKNOWN_INJECT), ("newspaper", INJECT_SPENT)]
)
def test_only_a_card_of_the_deck_can_be_held(inject: str, reason: Reason) -> None:
    game = talks()
    game.instructor.drops("newspaper")
    with game.expect_refusal(reason):
        game.instructor.sends(HoldInject(inject=inject, held=True))


def test_what_is_held_only_the_instructor_knows() -> None:
    game = talks()
    before = [game.view(viewer) for viewer in (of("port"), PUBLIC_VIEW)]
    game.instructor.sends(HoldInject(inject="storm", held=True))
    assert [game.view(viewer) for viewer in (of("port"), PUBLIC_VIEW)] == before
    assert game.view(INSTRUCTOR_VIEW).held == {"storm"}


# --- dispatches --------------------------------------------------------------------------------


def test_news_of_the_instructors_own_making_moves_the_world() -> None:
    game = talks()
    game.instructor.sends(SendDispatch(headline="A wreck", text="Offshore.", effects={"trade": -4}))
    assert game.state.indicators["trade"] == 16
    assert game.state.course[-1].cause == game.state.dispatches[-1].id
    assert game.view(PUBLIC_VIEW).dispatches[-1].headline == "A wreck"


def test_a_word_to_one_delegation_is_read_by_it_alone() -> None:
    game = talks()
    others = [game.view(viewer) for viewer in (of("village"), PUBLIC_VIEW)]
    game.instructor.sends(SendDispatch(headline="Mind your red line", to=("port",)))
    assert [game.view(viewer) for viewer in (of("village"), PUBLIC_VIEW)] == others
    assert game.view(of("port")).dispatches[-1].headline == "Mind your red line"


def test_the_id_of_news_does_not_tell_how_many_words_went_to_others() -> None:
    game, twin = talks(), talks()
    twin.instructor.sends(SendDispatch(headline="Psst", to=("port",)))
    for one in (game, twin):
        one.instructor.sends(SendDispatch(headline="A wreck"))
    assert game.state.dispatches[-1].id == twin.state.dispatches[-1].id


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (SendDispatch(headline=" "), EMPTY_TEXT),
        (SendDispatch(headline="x", text="y" * 401), LONG_TEXT),
        (SendDispatch(headline="x", to=("navy",)), UNKNOWN_DELEGATION),
        (SendDispatch(headline="x", effects={"tide": 3}), UNKNOWN_INDICATOR),
        (SendDispatch(headline="x", to=("port",), effects={"anger": 3}), EFFECTS_FOR_ALL),
    ],
)
def test_a_dispatch_must_make_sense(command: SendDispatch, reason: Reason) -> None:
    game = talks()
    with game.expect_refusal(reason):
        game.instructor.sends(command)


def test_when_the_game_is_over_news_moves_nothing_any_more() -> None:
    game = talks().advance_to(PhaseName.DEBRIEF)
    indicators = game.state.indicators
    with game.expect_refusal(GAME_OVER):
        game.instructor.sends(SendDispatch(headline="Riots", effects={"anger": 5}))
    game.instructor.sends(SendDispatch(headline="Thank you all"))
    assert game.state.indicators == indicators


def test_news_can_break_the_talks() -> None:
    game = talks()
    game.instructor.sends(SendDispatch(headline="Riots", effects={"anger": 50}))
    game.instructor.sends(SendDispatch(headline="More riots", effects={"anger": 50}))
    assert game.state.ending == "breakdown"


# --- words out of sight ------------------------------------------------------------------------


def test_hidden_words_are_out_of_sight_of_all_but_the_instructor() -> None:
    game = talks()
    game.head("port").says("You are all fools.")
    game.instructor.sends(HideMessage(index=0))
    assert game.view(PUBLIC_VIEW).statements[0].text == ""
    assert game.view(of("port")).statements[0].text == ""
    assert game.view(INSTRUCTOR_VIEW).statements[0].text == "You are all fools."
    game.instructor.sends(HideMessage(index=0, hidden=False))
    assert game.view(PUBLIC_VIEW).statements[0].text == "You are all fools."


def test_hiding_words_in_a_private_talk_shows_to_its_members_alone() -> None:
    game = talks()
    channel = game.meet("port", "village")
    game.head("port").writes(channel, "Fools.")
    before = game.view(of("ministry"))
    game.instructor.sends(HideMessage(channel=channel, index=0))
    assert game.view(of("ministry")) == before
    talk = game.view(of("village")).channels[channel]
    assert [(said.text, said.hidden) for said in talk.messages] == [("", True)]


@pytest.mark.parametrize(
    ("channel", "reason"),
    [(None, UNKNOWN_MESSAGE), ("navy", UNKNOWN_CHANNEL)],
)
def test_only_words_that_were_said_can_be_hidden(channel: str | None, reason: Reason) -> None:
    game = talks()
    with game.expect_refusal(reason):
        game.instructor.sends(HideMessage(channel=channel, index=0))


# --- hands -------------------------------------------------------------------------------------


def test_a_raised_hand_is_between_the_delegation_and_the_instructor() -> None:
    game = talks()
    before = game.view(of("village"))
    game.adviser("port").raises_hand()
    assert game.view(of("village")) == before
    assert set(game.view(INSTRUCTOR_VIEW).hands) == {"port"}
    game.instructor.sends(LowerHand(delegation="port"))
    assert game.state.hands == {}


def test_a_hand_can_be_taken_down_by_whoever_raised_it() -> None:
    game = talks()
    game.head("port").raises_hand()
    assert game.head("port").sends(RaiseHand(raised=True)) == ()
    game.head("port").raises_hand(False)
    assert game.state.hands == {}


def test_a_hand_that_is_not_raised_cannot_be_lowered() -> None:
    game = talks()
    with game.expect_refusal(NO_HAND):
        game.instructor.sends(LowerHand(delegation="port"))


# --- the end -----------------------------------------------------------------------------------


def test_the_instructor_can_end_the_game_at_any_time() -> None:
    game = talks()
    game.instructor.sends(EndTalks())
    assert game.state.ending == "no_agreement"
    assert game.state.name is PhaseName.DEBRIEF


def test_ended_during_implementation_what_was_signed_stays_signed() -> None:
    game = Game().ratify(quay="short").sign()
    game.instructor.sends(EndTalks())
    assert game.state.ending == "full_accord"
    assert game.state.signatories == {"port", "village", "ministry"}


def test_the_debrief_is_opened_chapter_by_chapter() -> None:
    game = talks()
    with game.expect_refusal(WRONG_PHASE):
        game.instructor.sends(OpenChapter(chapter="moves"))
    game.instructor.sends(EndTalks())
    game.instructor.sends(OpenChapter(chapter="moves"))
    assert game.view(PUBLIC_VIEW).opened == {"scores", "moves"}
    assert game.instructor.sends(OpenChapter(chapter="moves")) == ()


# --- house rules -------------------------------------------------------------------------------


def test_scores_wait_for_the_instructor_where_the_house_says_so() -> None:
    game = talks(scores="when_opened")
    game.instructor.sends(EndTalks())
    assert game.state.opened == frozenset()
    game.instructor.sends(OpenChapter(chapter="scores"))
    assert game.state.opened == {"scores"}


def test_in_person_only_that_they_met_is_recorded() -> None:
    game = talks(talk="in_person")
    channel = game.meet("port", "village")
    with game.expect_refusal(TALK_ALOUD):
        game.head("port").writes(channel, "Hm.")
    with game.expect_refusal(TALK_ALOUD):
        game.head("port").says("Hm.")
    game.head("port").writes("port", "What do we say?")
    assert game.state.meetings == {frozenset({"port", "village"}): 1}


def test_of_anonymous_votes_only_the_count_is_opened() -> None:
    game = Game(votes="anonymous").advance_to(PhaseName.DRAFTING)
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "reject")
    game.head("ministry").votes(proposal, "accept")
    assert game.told(RollCallClosed)[-1].ballots == {}
    public = game.view(PUBLIC_VIEW).proposals[proposal]
    assert (public.ballots, public.tally) == ({}, {"accept": 2, "reject": 1})
    assert game.view(of("village")).proposals[proposal].ballots == {"village": "reject"}


def test_minutes_of_the_instructors_own_replace_the_presets() -> None:
    timings = harbour().preset("quick").timings.model_copy(update={"briefing": 7})
    command = OpenTable(preset="quick", consensus="unanimity", timings=timings)
    assert lay_table(harbour(), "0" * 64, command, NOON).timings.briefing == 7


@pytest.mark.parametrize(("rounds", "pause"), [(None, 1), (1, None), (2, 1), (4, 2), (5, 2)])
def test_rounds_of_the_instructors_own_keep_the_planned_pause_in_its_place(
    rounds: int | None, pause: int | None
) -> None:
    command = OpenTable(preset="full", consensus="unanimity", rounds=rounds)
    laid = lay_table(harbour(), "0" * 64, command, NOON)
    assert (laid.rounds, laid.pause_after_round) == (rounds or 2, pause)


@pytest.mark.parametrize("rounds", [0, 13])
def test_no_game_has_less_than_a_round_or_more_than_twelve(rounds: int) -> None:
    with pytest.raises(ValidationError):
        OpenTable(preset="full", consensus="unanimity", rounds=rounds)
