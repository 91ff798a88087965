"""Tables side by side: ranks within the same seat, what differs."""

import pytest

from game.engine.phases import PhaseName
from game.report.figures.conference import CLASS_FIGURES, class_figures
from game.report.figures.played import Played
from game.report.figures.table import TableFigures, figures_of
from tests.builders import Game

TITLES = {"quay": "The quay", "fishing": "The fishing grounds", "payers": "The bill"}


def figures(game: Game) -> TableFigures:
    return figures_of(Played.of(game.structure, game.log), TITLES)


@pytest.fixture
def tables() -> dict[int, TableFigures]:
    """Two that signed different texts, and one that signed nothing."""
    first = Game().ratify(quay="short", fishing="lanes").sign()
    second = Game().ratify(quay="long", fishing="reserve").sign()
    third = Game().advance_to(PhaseName.DEBRIEF)
    return {
        1: figures(first.honour_everything()),
        2: figures(second.honour_everything()),
        3: figures(third),
    }


def test_same_seats_are_ranked_across_tables(tables: dict[int, TableFigures]) -> None:
    """Lanes leave the port 16.8 of 24 points, a reserve 2.4; a long quay brings it 50, a short 30:
    so it does best at table 2. The village lives on its waters: 55 points for a reserve."""
    found = {seat.delegation: seat for seat in class_figures(tables).seats}
    ranks = {d: [place.rank for place in seat.places] for d, seat in found.items()}
    assert ranks["port"] == [2, 1, 3]
    assert ranks["village"][2] == 3
    totals = [place.total for place in found["port"].places]
    assert found["port"].median == sorted(totals)[1]
    assert found["port"].reservation == 3010


def test_equals_share_a_rank_and_the_middle_of_two_is_their_mean(
    tables: dict[int, TableFigures],
) -> None:
    (port, *_) = class_figures({1: tables[1], 2: tables[1]}).seats
    assert [place.rank for place in port.places] == [1, 1]
    (port, *_) = class_figures({1: tables[1], 2: tables[2]}).seats
    assert port.median == (port.places[0].total + port.places[1].total + 1) // 2


def test_what_differs_between_the_texts_is_named(tables: dict[int, TableFigures]) -> None:
    assert class_figures(tables).disputed == ("quay", "fishing")
    assert class_figures({1: tables[1], 2: tables[1]}).disputed == ()
    assert class_figures(tables).rows[2].text == {"quay": "none", "fishing": "open"}


def test_a_row_sums_a_table_up(tables: dict[int, TableFigures]) -> None:
    signed, _, unsigned = class_figures(tables).rows
    scores = tables[1].scores
    assert signed.created == sum(score.total - score.reservation for score in scores)
    assert (signed.ending, signed.clauses, signed.proposals, signed.kept) == (
        "full_accord",
        2,
        1,
        100,
    )
    assert (unsigned.ending, unsigned.joint_share, unsigned.kept) == ("no_agreement", None, None)


def test_the_same_crisis_answered_differently_is_named() -> None:
    games = []
    for answer in ("shelter", "turn_away"):
        game = Game().advance_to(PhaseName.CONSULTATIONS)
        game.instructor.drops("storm")
        game.head("port").answers("storm", answer)
        game.head("village").answers("storm", "stay")
        games.append(figures(game.advance_to(PhaseName.DEBRIEF)))
    assert "storm" in class_figures({1: games[0], 2: games[1]}).answered
    assert "storm" not in class_figures({1: games[0], 2: games[0]}).answered


def test_no_table_is_no_class() -> None:
    with pytest.raises(ValueError, match="at least one"):
        class_figures({})


def test_a_class_comes_back_from_json_as_it_went(tables: dict[int, TableFigures]) -> None:
    found = class_figures(tables)
    assert CLASS_FIGURES.validate_json(CLASS_FIGURES.dump_json(found)) == found
