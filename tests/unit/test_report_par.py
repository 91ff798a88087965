"""The par score and the report card, with numbers worked out by hand."""

from collections.abc import Mapping

import pytest

from game.bots.par import depends_on, par_state, results
from game.engine.phases import PhaseName
from game.report.export.material import TableMaterial
from game.report.export.measures import parts
from game.report.figures.card import Card, joint_gain
from game.report.figures.card import cards as report_cards
from game.report.figures.crises import Answer, CrisisFigure
from game.report.figures.played import Played
from game.report.figures.scores import scores
from game.report.figures.table import TableFigures, figures_of
from game.scenario.model import Par, Structure
from tests.builders import Game, changed, harbour

TITLES = {"quay": "The quay", "fishing": "The fishing grounds", "payers": "The bill"}
SEATS = {"port": 2500, "village": 5000, "ministry": 7500}


def with_par(depends: str | None = None) -> Structure:
    """The tiny scenario with a par for its quick preset, by its own numbers or by others."""
    found = depends or depends_on(harbour())
    par = Par(preset="quick", games=1, deals=1, depends=found, seats=SEATS)
    return changed(harbour(), pars=(par,))


def figures(game: Game) -> TableFigures:
    return figures_of(Played.of(game.structure, game.log), TITLES)


def accord(structure: Structure) -> Game:
    """A short quay and lanes, signed by all and kept."""
    return Game(structure).ratify(quay="short", fishing="lanes").sign().honour_everything()


def cards(game: Game) -> Mapping[str, Card]:
    return {card.delegation: card for card in figures(game).cards}


# --- par ---------------------------------------------------------------------------------------


def test_the_par_score_lies_on_two_straight_lines_through_par() -> None:
    """A quarter of the way is par for the port, half for the village, three quarters for the
    ministry: attainments of 25, 50 and 75 would all score 50."""
    for score in figures(accord(with_par())).scores:
        assert score.best is not None
        attained = (score.total - score.reservation) / (score.best - score.reservation)
        par = SEATS[score.delegation] / 10_000
        below, above = 50 * attained / par, 50 + 50 * (attained - par) / (1 - par)
        assert score.par_score == round(below if attained <= par else above)
        assert score.par == SEATS[score.delegation]


def test_without_a_par_there_is_no_par_score() -> None:
    found = figures(accord(harbour()))
    assert found.facts.par == par_state(harbour(), "quick", found.facts.agenda) == "missing"
    assert all(score.par_score is None and score.par is None for score in found.scores)


def test_a_par_of_other_numbers_is_not_used() -> None:
    structure = with_par(depends="0123456789abcdef")
    found = figures(accord(structure))
    assert found.facts.par == "stale"
    assert all(score.par_score is None for score in found.scores)
    assert all(result.par is None for result in results(structure, Game(structure).state).values())


def test_a_par_of_the_same_numbers_holds() -> None:
    assert figures(accord(with_par())).facts.par == "holds"


# --- the card ----------------------------------------------------------------------------------


def test_value_claimed_is_the_par_score_and_else_attainment() -> None:
    by_par, by_hand = figures(accord(with_par())), figures(accord(harbour()))
    assert [c.claimed for c in by_par.cards] == [s.par_score for s in by_par.scores]
    assert [c.claimed for c in by_hand.cards] == [s.attainment for s in by_hand.scores]


def test_value_created_is_what_all_got_of_the_most_there_was() -> None:
    found = figures(accord(harbour()))
    assert found.value is not None
    assert found.value.most is not None
    gained = sum(score.total - score.reservation for score in found.scores)
    assert {c.created for c in found.cards} == {round(100 * gained / found.value.most)}


def test_a_table_without_a_deal_has_created_next_to_nothing() -> None:
    """Nothing signed is a nought that was measured, and no gap in the measure."""
    created = {c.created for c in figures(Game().advance_to(PhaseName.DEBRIEF)).cards}
    assert created == {3}


@pytest.mark.parametrize(
    ("gains", "most", "share"),
    [
        ((300, 200), 1000, 50),
        ((-300, 200), 1000, 0),
        ((900, 900), 1000, 100),
        ((10, 0), None, None),
        ((10, 0), 0, None),
    ],
)
def test_the_joint_gain_is_bounded(
    gains: tuple[int, ...], most: int | None, share: int | None
) -> None:
    assert joint_gain(gains, most) == share


def test_an_order_counts_in_the_mandate_and_is_no_crisis() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("board_letter")
    game.head("port").answers("board_letter", "temporise")
    port = cards(game)["port"]
    assert (port.mandate, port.ignored, port.crises) == (90, ("board_letter",), None)


def test_an_order_that_was_obeyed_costs_nothing() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("board_letter")
    game.head("port").answers("board_letter", "obey")
    assert cards(game)["port"].mandate == 100


def test_crises_are_rated_by_the_answers_not_given() -> None:
    """Turning away brings the port −1.12, shelter +1.40: the worst of two, so nought. An answer in
    time does not help: what counts is what it brought."""
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("storm")
    game.head("village").answers("storm", "row_out")
    game.head("port").answers("storm", "turn_away")
    found = cards(game)
    assert found["port"].crises == 0
    assert found["village"].crises is None


def test_the_more_hangs_on_an_answer_the_more_it_counts() -> None:
    """Best where two points hung on it, worst where four hundredths did: 200 of 204."""
    found = Played.of(harbour(), accord(harbour()).log)
    answered = tuple(
        CrisisFigure(inject, 0, 1, (), (Answer("port", chosen, False, worth, None, False),), (), {})
        for inject, chosen, worth in (
            ("storm", "shelter", {"shelter": 150, "turn_away": -50}),
            ("leak", "deny", {"deny": 6, "admit": 10}),
        )
    )
    port = next(
        c for c in report_cards(found, scores(found), answered, None) if c.delegation == "port"
    )
    assert port.crises == 98


# --- a grade takes the same --------------------------------------------------------------------


def test_the_parts_of_a_grade_are_those_of_the_card() -> None:
    game = accord(with_par())
    table = TableMaterial(1, game.structure, tuple(game.log))
    for delegation, card in cards(game).items():
        found = parts(table, delegation, card.created)
        assert card.claimed is not None
        assert found.claimed == max(0, card.claimed)
        assert found.created == card.created
        assert (found.mandate, found.commitments, found.crises) == (
            card.mandate,
            card.commitments,
            card.crises,
        )


def test_a_game_that_still_runs_has_no_parts() -> None:
    game = Game().advance_to(PhaseName.DRAFTING)
    found = parts(TableMaterial(1, game.structure, tuple(game.log)), "port", 50)
    assert {found.claimed, found.created, found.mandate, found.commitments, found.crises} == {None}
