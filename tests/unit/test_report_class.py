"""Tables side by side: ranks within the same seat, what differs."""

import pytest

from game.engine.phases import PhaseName
from game.report.figures.apart import apart
from game.report.figures.conference import CLASS_FIGURES, Act, class_figures
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


def test_same_seats_are_ranked_from_four_tables_on(tables: dict[int, TableFigures]) -> None:
    """Lanes leave the port 16.8 of 24 points, a reserve 2.4; a long quay brings it 50, a short 30:
    so it does best at table 2. The village lives on its waters: 55 points for a reserve."""
    few = class_figures(tables).seats
    assert {place.rank for seat in few for place in seat.places} == {None}
    found = {seat.delegation: seat for seat in class_figures({**tables, 4: tables[1]}).seats}
    ranks = {d: [place.rank for place in seat.places] for d, seat in found.items()}
    assert ranks["port"] == [2, 1, 4, 2]
    assert ranks["village"][2] == 4
    totals = [place.total for place in few[0].places]
    assert few[0].median == sorted(totals)[1]
    assert found["port"].reservation == 3010


def test_equals_share_a_rank_and_the_middle_of_two_is_their_mean(
    tables: dict[int, TableFigures],
) -> None:
    (port, *_) = class_figures(dict.fromkeys(range(1, 5), tables[1])).seats
    assert [place.rank for place in port.places] == [1, 1, 1, 1]
    (port, *_) = class_figures({1: tables[1], 2: tables[2]}).seats
    assert port.median == (port.places[0].total + port.places[1].total + 1) // 2


def test_what_differs_between_the_texts_is_named(tables: dict[int, TableFigures]) -> None:
    assert class_figures(tables).disputed == ("quay", "fishing")
    assert class_figures({1: tables[1], 2: tables[1]}).disputed == ()
    assert class_figures(tables).rows[2].text == {"quay": "none", "fishing": "open"}


def test_a_row_sums_a_table_up(tables: dict[int, TableFigures]) -> None:
    signed, _, unsigned = class_figures(tables).rows
    scores = tables[1].scores
    assert signed.gained == sum(score.total - score.reservation for score in scores)
    assert (signed.ending, signed.clauses, signed.proposals, signed.kept) == (
        "full_accord",
        2,
        1,
        100,
    )
    assert (unsigned.ending, unsigned.joint_share, unsigned.kept) == ("no_agreement", None, None)


def test_a_row_tells_how_a_table_got_there(tables: dict[int, TableFigures]) -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.head("port").moves("dredging")
    game.advance_to(PhaseName.DRAFTING)
    game.wait(10)
    game.head("village").tables({"quay": "long"})
    game.wait(20)
    game.agree("port", fishing="lanes")
    (row,) = class_figures({1: figures(game.advance_to(PhaseName.DEBRIEF))}).rows
    assert row.moves == (Act("port", "dredging", secret=True),)
    assert row.tabled_at is not None
    assert row.settled_at == row.tabled_at + 20
    assert row.authors == {"port": 1}
    unsigned = class_figures(tables).rows[2]
    assert (unsigned.tabled_at, unsigned.settled_at, unsigned.authors) == (None, None, {})


def test_where_a_seat_got_apart_is_told_term_by_term(tables: dict[int, TableFigures]) -> None:
    """All differences of the score sheets and of red lines come to the difference of the scores."""
    found = {one.delegation: one for one in apart(tables)}
    port = found["port"]
    assert (port.high, port.low) == (2, 3)
    totals = {n: t.scores[0].total for n, t in tables.items()}
    assert port.points == totals[2] - totals[3]
    quay = port.gaps[0]
    assert (quay.here.clauses, quay.there.clauses) == ({"quay": "long"}, {"quay": "none"})
    assert quay.points == 5000
    assert [abs(gap.points) for gap in port.gaps] == sorted(
        (abs(gap.points) for gap in port.gaps), reverse=True
    )
    village = found["village"]
    assert village.charges == sum(tables[village.low].scores[1].charges.values()) - sum(
        tables[village.high].scores[1].charges.values()
    )


def test_seats_that_got_the_same_are_not_apart(tables: dict[int, TableFigures]) -> None:
    assert apart({1: tables[1], 2: tables[1]}) == ()


def test_a_directive_at_one_table_moves_no_yardstick_of_the_class(
    tables: dict[int, TableFigures],
) -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("board_letter")
    directed = figures(game.advance_to(PhaseName.DEBRIEF))
    assert directed.scores[0].reservation == 3810
    (port, *_) = class_figures({1: directed, 2: tables[1]}).seats
    assert port.reservation == 3010


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
