"""The signing, and every way in which talks can end."""

from typing import Any, get_args

import pytest

from game.engine.acts.endings import GameEnded, TalksConcluded
from game.engine.acts.phases import PhaseOpened
from game.engine.acts.ratification import RatificationClosed, RatificationReceived
from game.engine.due import next_due
from game.engine.phases import PhaseName
from game.engine.refusals import GAME_OVER
from game.scenario.model import ConsensusRule, Ending
from tests.builders import FixedDraws, Game, changed, harbour


def angry(**changes: Any) -> Game:
    """A table of the long preset whose anger starts where it is told to."""
    structure = harbour()
    anger = structure.indicator("anger").model_copy(update=changes)
    others = tuple(i for i in structure.indicators if i.id != "anger")
    return Game(changed(structure, indicators=(anger, *others)), preset="full")


# --- signing -----------------------------------------------------------------------------------


def test_a_full_accord_is_signed_by_all() -> None:
    game = Game().ratify(quay="short", fishing="lanes")
    game.sign()
    assert game.told(TalksConcluded)[-1].ending == "full_accord"
    game.honour_everything()
    assert game.state.ending == "full_accord"
    assert game.state.signatories == {"port", "village", "ministry"}
    assert game.state.name is PhaseName.DEBRIEF
    assert game.told(RatificationClosed)[-1].ratified


def test_a_partial_accord_lacks_one_where_the_rules_allow_it() -> None:
    game = Game(consensus="minus_one").ratify(quay="short")
    game.head("port").signs()
    game.head("village").signs()
    game.head("ministry").refuses_to_sign()
    game.honour_everything()
    assert game.state.ending == "partial_accord"
    assert game.state.signatories == {"port", "village"}


@pytest.mark.parametrize(
    ("consensus", "missing"),
    [("unanimity", "ministry"), ("minus_one", "port"), ("minus_one", "village")],
)
def test_a_refusal_that_the_rules_do_not_allow_ends_without_agreement(
    consensus: ConsensusRule, missing: str
) -> None:
    game = Game(consensus=consensus).ratify(quay="short")
    for seat in game.heads:
        if seat.actor.delegation == missing:
            seat.refuses_to_sign()
        else:
            seat.signs()
    assert game.state.ending == "no_agreement"
    assert game.state.signatories == frozenset()


def test_no_decision_is_a_refusal_at_the_deadline() -> None:
    game = Game().ratify(quay="short")
    game.head("port").signs()
    game.head("village").signs()
    game.run_out("phase")
    assert game.state.decisions == {"port": "sign", "village": "sign", "ministry": "refuse"}
    assert game.state.ending == "no_agreement"


def test_a_decision_may_be_changed_until_all_have_decided() -> None:
    game = Game().ratify(quay="short")
    game.head("port").refuses_to_sign()
    game.head("port").signs()
    game.head("village").signs()
    assert not game.told(RatificationClosed)
    game.head("ministry").signs()
    assert game.state.decisions_opened
    assert game.state.concluded == "full_accord"
    received = [event.delegation for event in game.told(RatificationReceived)]
    assert received == ["port", "village", "ministry"]


def test_nothing_is_signed_when_the_text_is_empty() -> None:
    game = Game().advance_to(PhaseName.DRAFTING)
    game.run_out("phase")
    assert game.state.ending == "no_agreement"
    assert game.state.name is PhaseName.DEBRIEF
    assert not game.told(RatificationClosed)
    assert [change.cause for change in game.state.course] == ["round_closed", "not_ratified"]


def test_a_text_that_was_struck_clause_by_clause_is_empty() -> None:
    game = Game().advance_to(PhaseName.DRAFTING)
    game.agree(quay="short")
    game.agree(quay="none")
    game.run_out("phase")
    assert game.state.ending == "no_agreement"


def test_an_open_roll_call_can_still_fill_the_text_as_the_last_drafting_ends() -> None:
    game = Game(consensus="minus_one").advance_to(PhaseName.DRAFTING)
    proposal = game.head("port").tables({"quay": "short"})
    game.head("village").votes(proposal, "accept")
    game.instructor.advances()
    assert game.state.name is PhaseName.RATIFICATION
    assert game.state.text_package() == {"quay": "short"}


# --- red lines ---------------------------------------------------------------------------------


def test_standing_falls_when_a_red_line_is_signed() -> None:
    game = Game().ratify(quay="short")
    for seat in game.heads:
        seat.signs()
    assert game.state.crossed == {"village": ("grounds",)}
    assert game.state.standing == {"port": 60, "village": 55, "ministry": 50}
    assert [(s.delegation, s.cause) for s in game.state.standing_course] == [("village", "grounds")]


def test_a_red_line_in_a_text_that_is_not_ratified_costs_nothing() -> None:
    game = Game().ratify(quay="short")
    game.head("port").signs()
    game.head("village").signs()
    game.head("ministry").refuses_to_sign()
    assert game.state.crossed == {}
    assert game.state.standing["village"] == 70


def test_what_the_text_leaves_unsaid_can_cross_a_red_line() -> None:
    game = Game(preset="full").ratify(quay="long")
    for seat in game.heads:
        seat.signs()
    assert game.state.crossed == {"port": ("ruin",), "village": ("grounds",)}


# --- breakdown ---------------------------------------------------------------------------------


def test_the_talks_break_down_when_an_indicator_reaches_its_top() -> None:
    game = angry(initial=92).advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("blockade")
    assert game.state.indicators["anger"] == 94
    assert game.state.ending == "breakdown"
    assert game.state.name is PhaseName.DEBRIEF
    assert game.state.signatories == frozenset()


def test_an_indicator_that_is_good_when_high_breaks_the_talks_at_its_bottom() -> None:
    structure = harbour()
    trade = structure.indicator("trade").model_copy(update={"breakdown_at": 15})
    anger = structure.indicator("anger")
    game = Game(changed(structure, indicators=(anger, trade)))
    game.advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("storm")
    assert game.state.ending == "breakdown"


def test_a_failed_roll_call_can_break_the_talks() -> None:
    game = angry(initial=95).advance_to(PhaseName.DRAFTING)
    proposal = game.head("port").tables({"quay": "long"})
    pending = game.head("village").tables({"fishing": "lanes"})
    game.head("village").votes(proposal, "reject")
    game.head("ministry").votes(proposal, "reject")
    assert game.state.ending == "breakdown"
    assert game.state.proposals[pending].status == "withdrawn"


def test_talks_that_break_down_at_a_rounds_end_open_no_further_round() -> None:
    game = angry(initial=95).advance_to(PhaseName.DRAFTING)
    game.instructor.advances()
    assert game.state.ending == "breakdown"
    assert [event.round for event in game.told(PhaseOpened) if event.phase == "plenary"] == [1]
    assert not game.state.paused


def test_talks_that_break_down_with_an_empty_text_have_broken_down() -> None:
    game = angry(initial=90).advance_to(PhaseName.DRAFTING, 2)
    game.instructor.advances()
    assert game.state.ending == "breakdown"
    assert not any(change.cause == "not_ratified" for change in game.state.course)


@pytest.mark.parametrize("accord", [True, False])
def test_a_refusal_to_sign_that_drives_an_indicator_to_its_top_is_a_breakdown(accord: bool) -> None:
    game = angry(initial=90).advance_to(PhaseName.CONSULTATIONS)
    if accord:
        offer = game.head("port").offers("pilotage", fishing="lanes")
        game.head("village").agrees_to(offer)
    game.ratify(quay="short")
    game.run_out("phase")
    assert game.state.indicators["anger"] == 100
    assert game.state.ending == "breakdown"


def test_an_open_crisis_that_is_settled_with_the_talks_can_break_them() -> None:
    # Nobody took the boats in: with the last signature the coast is in uproar.
    game = angry(initial=93, rules=()).advance_to(PhaseName.DRAFTING, 2)
    game.instructor.drops("storm")
    game.ratify(payers="state").sign()
    assert game.state.concluded == "full_accord"
    assert game.state.crises["storm"].consequences == ("adrift", "idle")
    assert game.state.ending == "breakdown"


def every_ending() -> dict[str, Game]:
    """A game for each way in which one can end."""
    full = Game().ratify(quay="short", fishing="lanes").sign().honour_everything()
    partial = Game(consensus="minus_one").ratify(quay="short")
    partial.head("port").signs()
    partial.head("village").signs()
    partial.run_out("phase")
    partial.honour_everything()
    nothing = Game().advance_to(PhaseName.DEBRIEF)
    gone = Game().ratify(quay="short")
    gone.head("village").moves("leave_hall")
    gone.run_out("phase")
    broken = angry(initial=92).advance_to(PhaseName.CONSULTATIONS)
    broken.instructor.drops("blockade")
    return {
        "full_accord": full,
        "partial_accord": partial,
        "no_agreement": nothing,
        "walk_out": gone,
        "breakdown": broken,
    }


def test_a_game_can_end_in_every_way_that_there_is() -> None:
    games = every_ending()
    assert set(games) == set(get_args(Ending))
    assert {name: game.state.ending for name, game in games.items()} == {n: n for n in games}


# --- afterwards --------------------------------------------------------------------------------


def test_after_the_end_nothing_runs_and_nothing_is_planned() -> None:
    game = angry(initial=92)
    game.draws = FixedDraws(otherwise=0.9)
    game.advance_to(PhaseName.CONSULTATIONS)
    game.meet("port", "village")
    game.head("port").invites("ministry")
    game.instructor.drops("blockade")
    assert game.state.over
    assert next_due(game.state) is None
    assert game.state.schedule == {}
    assert game.state.open_crises() == ()
    assert game.state.open_proposals() == ()
    assert all(c.status == "closed" for c in game.state.channels.values() if len(c.members) > 1)


def test_a_table_ends_once() -> None:
    game = Game().ratify(quay="short")
    game.run_out("phase")
    with game.expect_refusal(GAME_OVER):
        game.instructor.advances()
    with game.expect_refusal(GAME_OVER):
        game.clock.expires("phase", "0.ratification")
    assert len(game.told(GameEnded)) == 1
