"""Directives and other private cards: who is told, what shifts, and when they fall."""

import pytest

from game.engine.acts.injects import UNKNOWN_INJECT, InjectScheduled
from game.engine.phases import PhaseName
from game.engine.results import appraise, position_of, result_of
from game.engine.scoring import played_terms
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of
from game.scenario.model import Inject, Structure
from tests.builders import Game, altered, changed, harbour

FULL = ("quay", "fishing", "payers")


@pytest.fixture
def game() -> Game:
    """A table in its consultations."""
    return Game(preset="full").advance_to(PhaseName.CONSULTATIONS)


def with_second_letter() -> Structure:
    """The harbour with another directive for the port."""
    second = Inject.model_validate(
        {
            **harbour().inject("board_letter").model_dump(),
            "id": "second_letter",
            "weights": {"good_name": 5, "passage": -5},
        }
    )
    return changed(harbour(), injects=(*harbour().injects, second))


# --- who is told -------------------------------------------------------------------------------


def test_a_directive_is_known_to_its_delegation_alone(game: Game) -> None:
    game.instructor.drops("board_letter")
    for viewer in (of("port"), INSTRUCTOR_VIEW):
        [crisis] = game.view(viewer).crises.values()
        assert (crisis.inject, crisis.private) == ("board_letter", True)
    for viewer in (of("village"), of("ministry"), PUBLIC_VIEW):
        view = game.view(viewer)
        assert (view.crises, view.weights_course) == ({}, ())
        assert view.standing_course == ()
    assert not any(note.ref == "board_letter" for note in game.state.notes)


def test_a_public_card_is_not_private_though_some_are_told_more(game: Game) -> None:
    assert game.structure.inject("leak").told == ("port",)
    game.instructor.drops("leak")
    [crisis] = game.view(of("village")).crises.values()
    assert not crisis.private
    assert game.state.notes[-1].ref == "leak"


def test_a_stranger_cannot_answer_a_card_that_it_does_not_know(game: Game) -> None:
    game.instructor.drops("board_letter")
    with game.expect_refusal(UNKNOWN_INJECT):
        game.head("village").answers("board_letter", "obey")


def test_a_private_card_is_answered_and_settled_in_private(game: Game) -> None:
    game.instructor.drops("board_letter")
    before = game.view(of("village"))
    game.head("port").answers("board_letter", "temporise")
    assert game.state.crises["board_letter"].consequences == ("displeased",)
    assert game.state.standing["port"] == 60 - 1 - 5
    assert game.view(of("village")) == before


def test_a_private_card_that_is_not_answered_takes_its_default_in_private(game: Game) -> None:
    game.instructor.drops("board_letter")
    before = game.view(of("village"))
    game.wait(90)
    game.clock.expires("inject", "board_letter")
    assert game.state.crises["board_letter"].defaulted == ("port",)
    assert game.view(of("village")) == before


# --- what shifts -------------------------------------------------------------------------------


def test_a_directive_shifts_its_delegations_weights(game: Game) -> None:
    game.instructor.drops("board_letter")
    assert game.state.weights == {"port": {"growth": 40, "passage": 40, "good_name": 20}}
    [shift] = game.view(of("port")).weights_course
    assert (shift.delegation, shift.inject) == ("port", "board_letter")


def test_a_later_directive_stands_in_place_of_an_earlier_one() -> None:
    game = Game(with_second_letter(), preset="full").advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("board_letter")
    game.instructor.drops("second_letter")
    assert game.state.weights["port"] == {"growth": 50, "passage": 25, "good_name": 25}
    assert len(game.state.weights_course) == 2


def test_a_delegation_scores_by_the_weights_that_its_capital_set_last() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("board_letter")
    game.ratify(quay="long", fishing="reserve").sign().honour_everything()
    result = result_of(game.structure, game.state, "port")
    possible = {line.objective: line.possible for line in result.sheet.objectives}
    assert possible == {"growth": 4_000, "passage": 4_000, "good_name": 2_000}
    assert (result.reservation, result.best) == (4_210, 7_890)


def test_the_others_scores_do_not_know_of_a_directive(game: Game) -> None:
    before = [result_of(game.structure, game.state, d) for d in ("village", "ministry")]
    game.instructor.drops("board_letter")
    assert [result_of(game.structure, game.state, d) for d in ("village", "ministry")] == before


def test_a_directive_counts_while_a_package_is_weighed(game: Game) -> None:
    package = {"quay": "long", "fishing": "reserve", "payers": "state"}
    plain = appraise(harbour(), FULL, "port", package)
    game.instructor.drops("board_letter")
    position = position_of(game.view(of("port")), "port")
    directed = appraise(harbour(), FULL, "port", package, position)
    assert directed.result.sheet.total < plain.result.sheet.total
    assert (plain.result.reservation, plain.result.best) == (3_510, 8_330)
    assert (directed.result.reservation, directed.result.best) == (4_210, 7_890)
    assert position_of(game.view(of("village")), "port").directed is None


def test_without_a_frozen_analysis_a_directed_reservation_is_worked_out() -> None:
    game = Game(changed(harbour(), benchmarks=()), preset="full")
    game.advance_to(PhaseName.CONSULTATIONS).instructor.drops("board_letter")
    result = result_of(game.structure, game.state, "port")
    assert (result.reservation, result.best) == (4_210, None)


def test_directed_weights_make_a_hundred_points_of_what_the_agenda_serves() -> None:
    weights = harbour().delegation("port").weights_after({"growth": -10, "passage": 10})
    terms = played_terms(harbour(), FULL, "port", weights)
    assert sum(term.possible for term in terms) == pytest.approx(10_000, abs=5)
    by_objective = {term.objective: 0 for term in terms}
    for term in terms:
        by_objective[term.objective] += term.possible
    assert by_objective == {"growth": 4_000, "passage": 4_000, "good_name": 2_000}


# --- when they fall ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rounds", "directives", "expected"),
    [
        (1, 1, [1]),
        (2, 1, [2]),
        (3, 1, [2]),
        (4, 1, [3]),
        (3, 2, [2, 3]),
        (4, 2, [2, 3]),
        (3, 3, [1, 2, 3]),
        (2, 0, []),
    ],
)
def test_directives_fall_evenly_over_the_rounds(
    rounds: int, directives: int, expected: list[int]
) -> None:
    structure = altered(
        "presets", "full", rounds=rounds, directives=directives, pause_after_round=None
    )
    game = Game(structure, preset="full").advance_to(PhaseName.DEBRIEF)
    slots = [event.slot for event in game.told(InjectScheduled) if "directive" in event.slot]
    assert [int(slot.partition(".")[0]) for slot in slots] == expected


def test_a_directives_time_brings_a_private_card_and_no_other() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS, 2)
    assert "2.consultations.directive0" in game.state.schedule
    public = game.fork()
    while game.expire_next().ref != "2.consultations.directive0":
        pass
    assert "board_letter" in game.state.crises
    while public.expire_next().ref != "2.consultations.0":
        pass
    assert "board_letter" not in public.state.crises


def test_what_fate_has_in_store_for_single_delegations_is_the_instructors_secret() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS, 2)
    assert "2.consultations.directive0" in game.view(INSTRUCTOR_VIEW).schedule
    for viewer in (of("port"), of("village"), PUBLIC_VIEW):
        assert game.view(viewer).schedule == {}
        assert game.view(viewer).follow_ups == ()
