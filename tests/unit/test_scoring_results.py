"""A score beside its seat's yardsticks, for a package, a running game and a finished one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.engine.phases import PhaseName
from game.engine.results import appraise, outcome_of, result_of
from game.engine.scoring import (
    Outcome,
    SideAccord,
    attainment,
    par_score,
    reference_deal,
    reference_no_deal,
    score,
)
from game.scenario.model import IssueId, Par, Preset, Structure
from tests.builders import Game, changed, harbour

FULL: tuple[IssueId, ...] = ("quay", "fishing", "payers")
DELEGATIONS = ("port", "village", "ministry")
WHOLE_TEXT = {"quay": "short", "fishing": "lanes", "payers": "shared"}


# --- yardsticks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "reservation", "best", "found"),
    [
        (3_000, 3_000, 8_000, 0),
        (8_000, 3_000, 8_000, 100),
        (5_500, 3_000, 8_000, 50),
        (9_999, 3_000, 8_000, 100),
        (2_500, 3_000, 8_000, -10),
        (0, 3_000, 8_000, -50),
        (3_025, 3_000, 8_000, 1),
        (3_024, 3_000, 8_000, 0),
        (5_000, 3_000, None, None),
        (5_000, 3_000, 3_000, None),
        (5_000, 3_000, 2_000, None),
    ],
)
def test_attainment_runs_from_the_reservation_value_to_the_best(
    points: int, reservation: int, best: int | None, found: int | None
) -> None:
    assert attainment(points, reservation, best) == found


@settings(deadline=None)
@given(
    points=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)),
    reservation=st.integers(0, 10_000),
    best=st.integers(0, 10_000),
)
def test_more_points_never_attain_less(
    points: tuple[int, int], reservation: int, best: int
) -> None:
    low = attainment(min(points), reservation, best)
    high = attainment(max(points), reservation, best)
    if low is None or high is None:
        assert best <= reservation
    else:
        assert -50 <= low <= high <= 100


@pytest.mark.parametrize("preset", harbour().presets, ids=lambda preset: preset.id)
def test_the_reservation_value_is_the_score_of_no_deal(preset: Preset) -> None:
    frozen = harbour().benchmark(preset.agenda)
    assert frozen is not None
    no_deal = reference_no_deal(harbour(), preset.agenda)
    assert frozen.reservation == {d: score(harbour(), d, no_deal).total for d in DELEGATIONS}


def test_a_package_under_composition_is_scored_as_if_all_signed_it() -> None:
    appraisal = appraise(harbour(), FULL, "port", WHOLE_TEXT)
    assert appraisal.result.sheet == score(
        harbour(), "port", reference_deal(harbour(), FULL, WHOLE_TEXT)
    )
    assert (appraisal.result.reservation, appraisal.result.best) == (3_510, 8_330)
    assert appraisal.crossed == ()
    assert appraise(harbour(), FULL, "port", {"quay": "long"}).crossed == ("ruin",)


def test_without_a_frozen_analysis_the_reservation_is_worked_out_and_the_best_unknown() -> None:
    bare = changed(harbour(), benchmarks=())
    result = appraise(bare, FULL, "port", WHOLE_TEXT).result
    assert (result.reservation, result.best, result.attainment) == (3_510, None, None)


# --- a finished game ---------------------------------------------------------------------------


def test_a_finished_game_is_scored_by_what_was_signed() -> None:
    game = Game(preset="full").ratify(**WHOLE_TEXT)
    game.sign().honour_everything()
    found = outcome_of(game.structure, game.state)
    assert found == Outcome(
        agenda=FULL,
        signed=WHOLE_TEXT,
        package=WHOLE_TEXT,
        ending="full_accord",
        bound=frozenset(DELEGATIONS),
        indicators=game.state.indicators,
        standing=game.state.standing,
        moves=dict.fromkeys((move.id for move in game.structure.moves), "not_made"),
    )
    result = result_of(game.structure, game.state, "port")
    assert result.sheet == score(game.structure, "port", found)
    assert result.attainment == attainment(result.sheet.total, 3_510, 8_330)


def test_a_finished_game_knows_what_became_of_every_move_and_of_its_accords() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    game.head("port").moves("strike")
    game.head("port").moves("dredging")
    game.head("village").agrees_to(game.head("port").offers("pilotage", fishing="lanes"))
    game.ratify(quay="short").sign().honour_everything()
    found = outcome_of(game.structure, game.state)
    assert (found.moves["strike"], found.moves["subsidy"]) == ("known", "not_made")
    assert found.moves["dredging"] == "known"  # the inspectors of the short quay
    assert found.accords == (SideAccord(("port", "village"), {"fishing": "lanes"}),)
    assert found.standing == game.state.standing


def test_a_text_that_nobody_signed_scores_nothing() -> None:
    game = Game(preset="full").ratify(**WHOLE_TEXT)
    game.run_out("phase")
    found = outcome_of(game.structure, game.state)
    assert found.ending == "no_agreement"
    assert found.package == harbour().silent_package(FULL)


def test_who_did_not_sign_a_partial_accord_is_not_charged_for_it() -> None:
    rules = harbour().rules.model_copy(update={"essential": ("port",)})
    structure = changed(harbour(), rules=rules)
    game = Game(structure, preset="full", consensus="minus_one").ratify(quay="short")
    game.head("port").signs()
    game.head("ministry").signs()
    game.run_out("phase")
    game.honour_everything()
    assert game.state.ending == "partial_accord"
    assert result_of(structure, game.state, "village").sheet.charges == ()
    assert outcome_of(structure, game.state).package["quay"] == "short"


def test_a_running_game_is_scored_as_if_it_stopped_now() -> None:
    game = Game(preset="full").advance_to(PhaseName.DRAFTING)
    game.agree(**WHOLE_TEXT)
    found = outcome_of(game.structure, game.state)
    assert found.ending == "no_agreement"
    assert found.package == harbour().silent_package(FULL)


# --- par ---------------------------------------------------------------------------------------


def with_par(**seats: int) -> Structure:
    par = Par(preset="full", games=200, deals=150, depends="", seats=seats)
    return changed(harbour(), pars=(par,))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (3_000, 0),  # at the reservation value
        (4_000, 50),  # at par: a quarter of the way to the best
        (3_500, 25),
        (7_000, 100),  # at the best
        (5_500, 75),
        (9_000, 100),
        (2_600, -5),  # below: half of the attainment, which is -10
        (0, -25),  # attainment is bounded, and so is this
    ],
)
def test_par_score_runs_straight_from_reservation_to_par_to_best(
    points: int, expected: int
) -> None:
    assert par_score(points, 3_000, 7_000, 2_500) == expected


def test_without_par_or_best_there_is_no_par_score() -> None:
    assert par_score(5_000, 3_000, 7_000, None) is None
    assert par_score(5_000, 3_000, None, 2_500) is None
    assert par_score(5_000, 3_000, 3_000, 2_500) is None


@settings(max_examples=60)
@given(
    st.integers(0, 10_000), st.integers(0, 5_000), st.integers(5_100, 10_000), st.integers(1, 9_999)
)
def test_par_score_grows_with_the_points(points: int, low: int, high: int, par: int) -> None:
    here = par_score(points, low, high, par)
    more = par_score(points + 40, low, high, par)
    assert here is not None
    assert more is not None
    assert -25 <= here <= more <= 100


def test_a_finished_game_has_the_par_of_its_preset() -> None:
    structure = with_par(port=4_000, village=5_000, ministry=6_000)
    game = Game(structure, preset="full").ratify(**WHOLE_TEXT)
    game.sign().honour_everything()
    result = result_of(structure, game.state, "port")
    assert result.par == 4_000
    assert result.par_score == par_score(result.sheet.total, 3_510, 8_330, 4_000)
    short = Game(structure, preset="quick").ratify(quay="short")
    assert result_of(structure, short.state, "port").par_score is None
    assert appraise(structure, FULL, "port", WHOLE_TEXT).result.par_score is None


def test_par_of_two_rounds_says_nothing_of_a_game_of_three() -> None:
    structure = with_par(port=4_000, village=5_000, ministry=6_000)
    longer = Game(structure, preset="full", rounds=3)
    assert result_of(structure, longer.state, "port").par is None
