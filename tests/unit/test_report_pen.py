"""Who held the pen: how many clauses each delegation tabled, and how many of them stand."""

from dataclasses import replace

import pytest

from game.report.charts.drawing import NARROW, PAPER, WIDE, Box, Cells, Format
from game.report.charts.labels import Labels
from game.report.charts.registry import table_chart
from game.report.figures.lineage import Clause, Motion
from game.report.figures.pen import Pen, pens
from game.report.figures.played import Played
from game.report.figures.table import TableFigures, figures_of
from game.scenario.loader import load_packaged
from tests.builders import Game

LABELS = Labels(load_packaged("six_party_talks").text("en"), "en")
TITLES = {"quay": "The quay", "fishing": "The fishing grounds", "payers": "The bill"}


@pytest.fixture(scope="module")
def played() -> Played:
    game = Game().ratify(quay="short", fishing="lanes").sign()
    return Played.of(game.structure, game.log)


@pytest.fixture(scope="module")
def found(played: Played) -> TableFigures:
    return figures_of(played, TITLES)


def motion(like: Clause, proposal: str, delegation: str, *, strikes: bool = False) -> Motion:
    return replace(like.motions[0], proposal=proposal, delegation=delegation, strikes=strikes)


def test_a_clause_counts_once_and_for_whom_its_proposal_brought(
    played: Played, found: TableFigures
) -> None:
    first, second, *_ = played.delegations
    like = next(clause for clause in found.clauses if clause.motions)
    clauses = (
        # Twice tabled by the first, settled by the second's.
        replace(
            like,
            motions=(motion(like, "p1", first), motion(like, "p2", first),
                     motion(like, "p3", second)),
            settled="short",
            proposal="p3",
        ),
        # Settled, and struck again.
        replace(
            like,
            motions=(motion(like, "p4", first), motion(like, "p5", second, strikes=True)),
            settled=None,
            proposal=None,
        ),
        replace(like, motions=(motion(like, "p6", first),), settled="short", proposal="p6"),
        replace(like, motions=(), settled=None, proposal=None),
    )  # fmt: skip
    rest = [Pen(delegation, 0, 0) for delegation in played.delegations[2:]]
    assert list(pens(played, clauses)) == [Pen(first, 3, 1), Pen(second, 1, 1), *rest]


def test_what_stands_is_no_more_than_what_was_tabled_nor_than_the_text(
    found: TableFigures,
) -> None:
    assert all(0 <= one.standing <= one.tabled for one in found.pens)
    assert sum(one.standing for one in found.pens) == sum(
        clause.settled is not None for clause in found.clauses
    )


@pytest.mark.parametrize("format_", [WIDE, NARROW, PAPER])
def test_the_chart_fills_the_bars_as_far_as_they_stand(
    found: TableFigures, format_: Format
) -> None:
    chart = table_chart("pen", found, LABELS)
    assert chart is not None
    drawing = chart.draw(format_)
    assert sum(isinstance(item, Box) for item in drawing.items) == sum(
        bool(one.tabled) for one in found.pens
    )
    assert sum(isinstance(item, Cells) for item in drawing.items) == sum(
        bool(one.standing) for one in found.pens
    )
    assert {f"{one.standing}/{one.tabled}" for one in found.pens} <= {
        word.text for word in drawing.words
    }


def test_where_nobody_wrote_there_is_no_chart(found: TableFigures) -> None:
    nobody = replace(found, pens=tuple(replace(one, tabled=0) for one in found.pens))
    assert table_chart("pen", nobody, LABELS) is None
