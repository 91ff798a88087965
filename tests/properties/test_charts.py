"""Charts of any game: nothing leaves the frame, no words lie on others, every name is written."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.records.format import read
from game.report.charts.drawing import NARROW, PAPER, WIDE, Chart, Drawing, Format, overlap
from game.report.charts.labels import Labels
from game.report.charts.registry import class_chart, table_chart
from game.report.charts.scales import fitted, lanes, spread, text_width, ticks
from game.report.figures.conference import ClassFigures, class_figures
from game.report.figures.pen import Pen
from game.report.figures.scores import Yardsticks
from game.report.figures.story import Happening, IndicatorStep
from game.report.figures.table import TableFigures
from game.report.figures.talks import Circle, Meeting
from game.report.figures.value import Cell
from game.report.figures.votes import Pair, Votes
from game.scenario.loader import load_packaged
from tests.replays.record import CURRENT, figures

LABELS = Labels(load_packaged("six_party_talks").text("en"), "en")
GAME = figures(read((CURRENT / "partial_accord.jsonl").read_bytes()))
assert GAME.value is not None
VALUE = GAME.value
assert VALUE.placed is not None
PLACED = VALUE.placed
FORMATS = {"wide": WIDE, "narrow": NARROW, "paper": PAPER}

each_format = pytest.mark.parametrize("format_", FORMATS.values(), ids=FORMATS)

#: Ids stand where a scenario has no name for something: so names can be anything.
names = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Zs"]), min_size=1, max_size=40).map(
    lambda name: f"{name}."
)
hundredths = st.integers(-1_500, 11_000)
times = st.integers(0, 400_000)


def check(drawing: Drawing, format_: Format) -> None:
    """What holds for every chart."""
    assert drawing.width == format_.width
    assert 0 < drawing.height < 4_000
    for item in drawing.items:
        left, top, right, bottom = item.extent
        assert left >= -0.5, item
        assert top >= -0.5, item
        assert right <= drawing.width + 0.5, item
        assert bottom <= drawing.height + 0.5, item
    words = drawing.words
    for place, word in enumerate(words):
        for other in words[place + 1 :]:
            assert not overlap(word.extent, other.extent), (word, other)


def drawn(chart: Chart | None, format_: Format) -> Drawing:
    assert chart is not None
    drawing = chart.draw(format_)
    check(drawing, format_)
    return drawing


def said(drawing: Drawing) -> set[str]:
    return {word.text for word in drawing.words}


def begun(drawing: Drawing, name: str) -> bool:
    """Whether the name is written, or as much of it as there is room for."""
    texts = [text.removesuffix("…").rstrip() for text in said(drawing)]
    return any(name.startswith(text) for text in texts)


@st.composite
def courses(draw: st.DrawFn) -> TableFigures:
    indicators = draw(st.lists(names, min_size=1, max_size=9, unique=True))
    seconds = draw(times)
    moments = st.integers(0, seconds)
    value = st.integers(0, 100)
    steps = sorted(draw(st.lists(st.tuples(moments, st.sampled_from(indicators), value),
                                 max_size=30)))  # fmt: skip
    rounds = sorted(draw(st.lists(moments, max_size=14)))
    crises = draw(st.lists(moments, max_size=25))
    return replace(
        GAME,
        facts=replace(
            GAME.facts, seconds=seconds, indicators={name: draw(value) for name in indicators}
        ),
        course=tuple(IndicatorStep(at, name, 50, after, "") for at, name, after in steps),
        story=tuple(
            Happening(1, at, "plenary", number, "phase_opened", "run", None, None)
            for number, at in enumerate(rounds, start=1)
        ),
        crises=tuple(replace(GAME.crises[0], seconds=at, known_to=()) for at in crises),
    )


@each_format
@settings(deadline=None, max_examples=60)
@given(courses())
def test_the_world_of_any_game(format_: Format, found: TableFigures) -> None:
    drawing = drawn(table_chart("world", found, LABELS), format_)
    assert all(begun(drawing, name) for name in found.facts.indicators)
    assert {str(n) for n in range(1, len(found.crises) + 1)} <= said(drawing)


@each_format
@settings(deadline=None, max_examples=60)
@given(courses(), st.lists(st.tuples(times, hundredths), min_size=1, max_size=40), hundredths,
       st.none() | hundredths)  # fmt: skip
def test_the_worth_of_any_text(
    format_: Format,
    found: TableFigures,
    looks: list[tuple[int, int]],
    reservation: int,
    best: int | None,
) -> None:
    found = replace(
        found,
        moments=tuple(
            replace(GAME.moments[0], seconds=min(at, found.facts.seconds), worth={"us": worth})
            for at, worth in sorted(looks)
        ),
        yardsticks={"us": Yardsticks(reservation, best)},
    )
    drawing = drawn(table_chart("worth", found, LABELS, "us"), format_)
    assert "No deal" in said(drawing)
    assert ("Best" in said(drawing)) == (best is not None)


@st.composite
def parties(draw: st.DrawFn) -> tuple[str, ...]:
    return tuple(draw(st.lists(names, min_size=2, max_size=8, unique=True)))


@each_format
@settings(deadline=None, max_examples=60)
@given(parties(), st.data())
def test_the_scores_of_any_seats(
    format_: Format, seats: tuple[str, ...], data: st.DataObject
) -> None:
    scores = tuple(
        replace(
            GAME.scores[0],
            delegation=seat,
            total=data.draw(hundredths),
            reservation=data.draw(hundredths),
            best=data.draw(st.none() | hundredths),
            par=data.draw(st.none() | st.integers(-5_000, 10_000)),
        )
        for seat in seats
    )
    drawing = drawn(table_chart("scores", replace(GAME, scores=scores), LABELS), format_)
    assert all(begun(drawing, seat) for seat in seats)


@each_format
@settings(deadline=None, max_examples=60)
@given(parties(), st.integers(1, 12), st.data())
def test_the_pen_of_any_seats(
    format_: Format, seats: tuple[str, ...], clauses: int, data: st.DataObject
) -> None:
    pens = [Pen(seats[0], clauses, data.draw(st.integers(0, clauses)))]
    for seat in seats[1:]:
        tabled = data.draw(st.integers(0, clauses))
        pens.append(Pen(seat, tabled, data.draw(st.integers(0, tabled))))
    found = replace(GAME, pens=tuple(pens), clauses=GAME.clauses[:1] * clauses)
    drawing = drawn(table_chart("pen", found, LABELS), format_)
    assert all(begun(drawing, seat) for seat in seats)


@each_format
@settings(deadline=None, max_examples=60)
@given(parties(), times, st.data())
def test_the_proposals_of_any_seats(
    format_: Format, seats: tuple[str, ...], seconds: int, data: st.DataObject
) -> None:
    bids = tuple(
        replace(
            GAME.bargaining.bids[0],
            proposal=f"p{number}",
            delegation=(seat := data.draw(st.sampled_from(seats))),
            seconds=data.draw(st.integers(0, seconds)),
            status=data.draw(st.sampled_from(("carried", "failed", "withdrawn", "open"))),
            level={seat: data.draw(st.none() | st.integers(-50, 100))},
        )
        for number in range(1, data.draw(st.integers(1, 40)) + 1)
    )
    found = replace(
        GAME,
        facts=replace(GAME.facts, delegations=seats, seconds=seconds),
        bargaining=replace(GAME.bargaining, bids=bids),
    )
    drawing = drawn(table_chart("curves", found, LABELS), format_)
    assert all(begun(drawing, seat) for seat in seats)
    drawn(table_chart("curves", found, LABELS, bids[0].delegation), format_)


@each_format
@settings(deadline=None, max_examples=40)
@given(st.data())
def test_all_that_could_have_been_agreed_at_any_table(format_: Format, data: st.DataObject) -> None:
    across, up = data.draw(st.floats(0.01, 8)), data.draw(st.floats(0.01, 2))
    places = st.tuples(st.integers(0, 39), st.integers(0, 39), st.integers(1, 90_000))
    cells = data.draw(st.lists(places, min_size=1, max_size=60))
    middles = [((x + 0.5) * across, (y + 0.5) * up) for x, y, _ in cells]
    somewhere = st.builds(
        lambda surplus, smallest: replace(PLACED, surplus=surplus, smallest=smallest),
        st.integers(-30_000, 30_000),
        st.integers(-9_000, 6_000),
    )
    placed = data.draw(st.none() | somewhere)
    value = replace(
        VALUE,
        cells=tuple(
            Cell(x, y, packages) for (x, y), (_, _, packages) in zip(middles, cells, strict=True)
        ),
        across=across,
        up=up,
        frontier=tuple(middles[::2]),
        placed=placed,
        solutions=VALUE.solutions[: data.draw(st.integers(0, 4))],
    )
    drawing = drawn(table_chart("value", replace(GAME, value=value), LABELS), format_)
    assert ("The signed text" in said(drawing)) == (placed is not None)


@each_format
@settings(deadline=None, max_examples=60)
@given(parties(), st.data())
def test_the_meetings_and_votes_of_any_seats(
    format_: Format, seats: tuple[str, ...], data: st.DataObject
) -> None:
    company = st.lists(st.sampled_from(seats), min_size=2, max_size=4, unique=True)
    circles = tuple(
        Circle(
            tuple(members), (Meeting(0, 1, 1, ()),) * data.draw(st.integers(1, 12)), {}, {}, True
        )
        for members in data.draw(st.lists(company, max_size=20))
    )
    pairs = tuple(
        Pair((one, other), both, data.draw(st.integers(0, both)), could)
        for place, one in enumerate(seats)
        for other in seats[place + 1 :]
        for both in [data.draw(st.integers(0, 99))]
        for could in [data.draw(st.none() | st.integers(0, 99))]
    )
    found = replace(
        GAME,
        facts=replace(GAME.facts, delegations=seats),
        talks=replace(GAME.talks, circles=circles),
        votes=Votes(pairs, 99, 1, sealed=False),
    )
    drawing = drawn(table_chart("network", found, LABELS), format_)
    assert all(begun(drawing, seat) for seat in seats)
    drawing = drawn(table_chart("votes", found, LABELS), format_)
    assert all(begun(drawing, seat) for seat in seats)
    shown = {f"{pair.together}/{pair.both}" for pair in pairs if pair.both}
    assert shown <= said(drawing)


def classes(data: st.DataObject, tables: int, seats: tuple[str, ...]) -> ClassFigures:
    """A class of so many tables; often several seats got the same."""
    one = class_figures({1: GAME})
    totals = st.sampled_from((0, 4_870, 4_900, 10_000)) | hundredths
    return replace(
        one,
        seats=tuple(
            replace(
                one.seats[0],
                delegation=seat,
                reservation=data.draw(hundredths),
                best=data.draw(st.none() | hundredths),
                places=tuple(
                    replace(one.seats[0].places[0], table=table, total=data.draw(totals))
                    for table in range(1, tables + 1)
                ),
            )
            for seat in seats
        ),
        rows=tuple(
            replace(
                one.rows[0],
                table=table,
                joint_share=data.draw(st.none() | st.floats(-1, 1)),
                ending=data.draw(st.sampled_from((None, "full_accord", "no_agreement"))),
            )
            for table in range(1, tables + 1)
        ),
    )


@each_format
@settings(deadline=None, max_examples=25)
@given(st.sampled_from((1, 2, 7, 24, 60)), parties(), st.data())
def test_a_class_of_any_tables(
    format_: Format, tables: int, seats: tuple[str, ...], data: st.DataObject
) -> None:
    found = classes(data, tables, seats)
    drawing = drawn(class_chart("created", found, LABELS), format_)
    assert {f"Table {number}" for number in range(1, tables + 1)} <= said(drawing)
    drawing = drawn(class_chart("seats", found, LABELS), format_)
    assert all(begun(drawing, seat) for seat in seats)
    counted = sum(
        int(text.removesuffix("×")) if text.endswith("×") else 1
        for word in drawing.words
        if word.bold and (text := word.text)
    )
    assert counted == tables * len(seats)


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6), st.integers(2, 12))
def test_ticks_are_within_the_scale_evenly_apart_and_not_too_many(
    low: float, length: float, most: int
) -> None:
    found = ticks(low, low + length, most)
    assert len(found) <= most
    slack = length * 1e-6
    assert all(low - slack <= tick <= low + length + slack for tick in found)
    assert list(found) == sorted(set(found))


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(0.5, 20))
def test_names_are_spread_within_their_bounds(places: list[float], apart: float) -> None:
    found = spread(places, apart, 0, 100)
    assert all(-0.01 <= place <= 100.01 for place in found)
    reach = min(apart, 100 / max(1, len(places) - 1)) - 0.01
    ordered = sorted(found)
    assert all(b - a >= reach for a, b in pairwise(ordered))


spans = st.tuples(st.floats(0, 100), st.floats(1, 20)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(spans, max_size=30))
def test_spans_in_one_lane_never_meet(found: list[tuple[float, float]]) -> None:
    rows = lanes(found)
    for place, (one, row) in enumerate(zip(found, rows, strict=True)):
        for other, another in zip(found[place + 1 :], rows[place + 1 :], strict=True):
            assert row != another or one[1] <= other[0] or other[1] <= one[0]


@given(names, st.floats(1, 300), st.floats(6, 20))
def test_a_text_is_cut_to_its_room(text: str, width: float, size: float) -> None:
    short = fitted(text, width, size)
    assert text_width(short, size) <= width
    assert short == text or text_width(text, size) > width
