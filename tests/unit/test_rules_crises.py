"""Injects: when fate sends a card, who must answer, and what follows."""

from collections import Counter

import pytest

from game.engine.acts.effects import IndicatorMoved, StandingMoved
from game.engine.acts.expiry import NOT_DUE
from game.engine.acts.injects import (
    DECISION_CLOSED,
    INJECT_SPENT,
    NOTHING_ASKED,
    UNKNOWN_ANSWER,
    UNKNOWN_INJECT,
    InjectFell,
    InjectSlotLapsed,
)
from game.engine.phases import PhaseName
from game.refusals import Reason
from tests.builders import FixedDraws, Game, SeededDraws, changed, harbour

#: Every card runs a race of its own. Where all run alike the heaviest wins, the storm; where none
#: needs any time at all, the first in the order of the ids, the blockade.
STORM, BLOCKADE = 0.9, 0.0


def talks(draws: FixedDraws | SeededDraws | None = None, preset: str = "full") -> Game:
    """A table in the consultations of its first round."""
    return Game(preset=preset, draws=draws).advance_to(PhaseName.CONSULTATIONS)


def fell(game: Game) -> list[str]:
    """The cards that have fallen, in order."""
    return [event.inject for event in game.told(InjectFell)]


# --- fate --------------------------------------------------------------------------------------


def test_a_rounds_cards_fall_in_its_talks_by_turns() -> None:
    game = talks(preset="full")
    assert set(game.state.schedule) == {"1.consultations.0"}
    game.advance_to(PhaseName.DRAFTING)
    assert set(game.state.schedule) == {"1.drafting.1"}


@pytest.mark.parametrize(("fraction", "seconds"), [(0.0, 45), (0.5, 127.5), (0.999, 209.835)])
def test_a_card_falls_early_enough_to_be_answered(fraction: float, seconds: float) -> None:
    game = talks(FixedDraws({"when 1.consultations.0": fraction}))
    slot = game.state.schedule["1.consultations.0"]
    assert slot.due - game.now == pytest.approx(seconds)


def test_the_card_falls_when_its_time_has_come() -> None:
    game = talks(FixedDraws(otherwise=STORM))
    with game.expect_refusal(NOT_DUE):
        game.clock.expires("inject_slot", "1.consultations.0")
    game.run_out("inject_slot")
    assert fell(game) == ["storm"]
    assert game.state.schedule == {}
    assert game.state.crises["storm"].deadline == game.now + 90


def test_what_fate_had_planned_lapses_with_the_phase() -> None:
    game = talks()
    game.advance_to(PhaseName.DRAFTING)
    assert [event.slot for event in game.told(InjectSlotLapsed)] == ["1.consultations.0"]
    assert fell(game) == []


@pytest.mark.parametrize("fraction", [0.0, 0.3, 0.5, 0.7, 0.99])
def test_only_fitting_cards_are_drawn(fraction: float) -> None:
    game = talks(FixedDraws(otherwise=fraction))
    game.run_out("inject_slot")
    assert fell(game)[0] != "newspaper"


def test_cards_are_drawn_by_their_weight() -> None:
    table = talks()
    drawn = Counter[str]()
    for seed in range(400):
        game = table.fork()
        game.draws = SeededDraws(seed)
        game.run_out("inject_slot")
        drawn[fell(game)[0]] += 1
    assert set(drawn) == {"blockade", "storm"}
    assert drawn["storm"] == pytest.approx(400 * 3 / 5, abs=30)


def test_a_card_that_nobody_else_may_know_to_fit_changes_nothing_between_the_others() -> None:
    # With the leak at the end of the deck, a draw among all cards at once would shift.
    deck = sorted(harbour().injects, key=lambda card: card.id == "leak")
    plain = Game(changed(harbour(), injects=tuple(deck)), preset="full")
    plain.advance_to(PhaseName.CONSULTATIONS)
    dredged = plain.fork()
    dredged.head("port").moves("dredging")
    seen = set()
    for seed in range(60):
        drawn = []
        for table in (plain, dredged):
            game = table.fork()
            game.draws = SeededDraws(seed)
            game.run_out("inject_slot")
            drawn += fell(game)
        assert drawn[1] in ("leak", drawn[0])
        seen |= set(drawn)
    assert seen == {"blockade", "leak", "storm"}


def test_a_card_whose_condition_does_not_hold_is_not_drawn() -> None:
    game = Game(preset="full", draws=FixedDraws(otherwise=BLOCKADE))
    game.advance_to(PhaseName.DRAFTING)
    game.agree(quay="short")
    assert game.state.indicators["anger"] < 35
    game.run_out("inject_slot")
    assert fell(game) == ["storm"]


def test_a_card_falls_only_once() -> None:
    game = talks(FixedDraws(otherwise=BLOCKADE))
    game.run_out("inject_slot")
    game.advance_to(PhaseName.DRAFTING)
    game.run_out("inject_slot")
    assert fell(game) == ["blockade", "storm"]


def test_a_slot_lapses_where_no_card_fits() -> None:
    game = talks()
    game.instructor.drops("storm")
    game.instructor.drops("blockade")
    game.run_out("inject_slot")
    assert fell(game) == ["storm", "blockade"]
    assert [event.slot for event in game.told(InjectSlotLapsed)] == ["1.consultations.0"]


def test_a_card_waits_for_its_round() -> None:
    game = talks(FixedDraws(otherwise=0.5))
    game.instructor.drops("storm")
    game.instructor.drops("blockade")
    game.advance_to(PhaseName.CONSULTATIONS, 2)
    game.run_out("inject_slot")
    assert fell(game)[-1] == "newspaper"


def test_the_same_draws_bring_the_same_fate() -> None:
    def fate(seed: int) -> list[tuple[float, str]]:
        game = Game(preset="full", draws=SeededDraws(seed)).advance_to(PhaseName.BRIEFING)
        while not game.state.over:
            if game.state.paused:
                game.instructor.resumes()
            game.expire_next()
        return [(event.at, event.inject) for event in game.told(InjectFell)]

    assert fate(7) == fate(7)
    assert len({str(fate(seed)) for seed in range(10)}) > 1


# --- answers -----------------------------------------------------------------------------------


def test_a_crisis_is_settled_by_the_last_answer() -> None:
    game = talks()
    game.instructor.drops("storm")
    game.head("port").answers("storm", "shelter")
    assert not game.state.crises["storm"].settled
    game.head("village").answers("storm", "row_out")
    crisis = game.state.crises["storm"]
    assert crisis.settled
    assert crisis.defaulted == ()
    assert crisis.consequences == ("rescued",)


def test_an_answer_may_be_changed_until_the_crisis_is_settled() -> None:
    game = talks()
    game.instructor.drops("storm")
    game.head("port").answers("storm", "turn_away")
    game.head("port").answers("storm", "shelter")
    game.head("village").answers("storm", "row_out")
    assert game.state.crises["storm"].answers["port"] == "shelter"


def test_silence_is_the_cards_default_answer() -> None:
    game = talks()
    game.instructor.drops("storm")
    game.head("village").answers("storm", "row_out")
    game.run_out("inject")
    crisis = game.state.crises["storm"]
    assert crisis.answers == {"port": "turn_away", "village": "row_out"}
    assert crisis.defaulted == ("port",)


@pytest.mark.parametrize(
    ("port", "village", "following"),
    [
        ("shelter", "row_out", ("rescued",)),
        ("shelter", "stay", ("idle",)),
        ("turn_away", "row_out", ("adrift",)),
        ("turn_away", "stay", ("adrift", "idle")),
    ],
)
def test_what_follows_depends_on_the_combination(
    port: str, village: str, following: tuple[str, ...]
) -> None:
    game = talks()
    game.instructor.drops("storm")
    game.head("port").answers("storm", port)
    game.head("village").answers("storm", village)
    assert game.state.crises["storm"].consequences == following


def test_effects_fall_at_once_and_consequences_when_it_is_settled() -> None:
    game = talks()
    game.instructor.drops("blockade")
    assert game.state.indicators == {"anger": 50, "trade": 16}
    assert game.state.standing["ministry"] == 45
    game.head("ministry").answers("blockade", "coastguard")
    assert game.state.indicators == {"anger": 62, "trade": 20}
    assert game.state.standing["village"] == 65


def test_a_card_that_asks_nobody_is_settled_at_once() -> None:
    game = talks()
    game.instructor.drops("newspaper")
    crisis = game.state.crises["newspaper"]
    assert crisis.settled
    assert crisis.deadline is None
    assert game.state.standing == {"port": 58, "village": 72, "ministry": 50}


def test_a_crisis_outlasts_the_phase_in_which_it_fell() -> None:
    game = talks()
    game.instructor.drops("storm")
    game.advance_to(PhaseName.PLENARY, 2)
    game.instructor.resumes()
    assert not game.state.crises["storm"].settled
    game.head("port").answers("storm", "shelter")


def test_an_open_crisis_is_settled_when_the_talks_end() -> None:
    game = Game(preset="quick").advance_to(PhaseName.DRAFTING)
    game.wait(100)
    game.instructor.drops("storm")
    game.run_out("phase")
    assert game.state.over
    assert game.state.crises["storm"].defaulted == ("port", "village")


@pytest.mark.parametrize(
    ("delegation", "inject", "answer", "reason"),
    [
        ("port", "blockade", "envoy", UNKNOWN_INJECT),
        ("port", "plague", "pray", UNKNOWN_INJECT),
        ("ministry", "storm", "shelter", NOTHING_ASKED),
        ("port", "storm", "row_out", UNKNOWN_ANSWER),
        ("port", "newspaper", "deny", NOTHING_ASKED),
    ],
)
def test_an_answer_must_be_asked_for(
    delegation: str, inject: str, answer: str, reason: Reason
) -> None:
    game = talks()
    game.instructor.drops("storm")
    game.instructor.drops("newspaper")
    with game.expect_refusal(reason):
        game.head(delegation).answers(inject, answer)


def test_an_answer_can_come_too_late() -> None:
    game = talks()
    game.instructor.drops("storm")
    game.run_out("inject")
    with game.expect_refusal(DECISION_CLOSED):
        game.head("port").answers("storm", "shelter")


# --- the instructor's hand ---------------------------------------------------------------------


def test_the_instructor_sends_a_card_whether_or_not_its_conditions_hold() -> None:
    game = talks()
    game.instructor.drops("newspaper")
    assert fell(game) == ["newspaper"]
    assert game.told(InjectFell)[0].slot is None


def test_the_instructor_sends_no_card_twice_and_none_that_the_deck_lacks() -> None:
    game = talks()
    game.instructor.drops("storm")
    with game.expect_refusal(INJECT_SPENT):
        game.instructor.drops("storm")
    with game.expect_refusal(UNKNOWN_INJECT):
        game.instructor.drops("plague")


# --- bounds ------------------------------------------------------------------------------------


def test_indicators_and_standing_stay_within_their_bounds() -> None:
    storm = (
        harbour()
        .inject("storm")
        .model_copy(
            update={
                "effects": {"trade": -500, "anger": -500},
                "standing": {"port": 500, "village": -500},
            }
        )
    )
    game = Game(changed(harbour(), injects=(storm,))).advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("storm")
    assert game.state.indicators == {"anger": 0, "trade": 0}
    assert game.state.standing == {"port": 100, "village": 0, "ministry": 50}


def test_what_does_not_move_is_not_told() -> None:
    game = talks()
    game.instructor.drops("newspaper")
    moved = {event.delegation for event in game.told(StandingMoved)}
    assert moved == {"port", "village"}
    assert {event.indicator for event in game.told(IndicatorMoved)} == {"anger"}
