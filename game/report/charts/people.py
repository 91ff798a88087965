"""Charts of people: who talked to whom, and who voted with whom."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import cos, pi, sin

from game.report.charts.axes import GAP, names_width
from game.report.charts.drawing import (
    Box,
    Canvas,
    Cells,
    Drawing,
    Format,
    Mark,
    Point,
    Word,
    overlap,
)
from game.report.charts.labels import Labels
from game.report.charts.registry import Sketch, of_table
from game.report.charts.scales import fitted, text_width
from game.report.figures.table import TableFigures
from game.report.figures.talks import Circle
from game.report.figures.votes import Votes
from game.scenario.model import DelegationId

#: Where on a line its number stands, in this order: first a third of the way along, so that numbers
#: of lines that cross do not fall together.
_ALONG = (0.36, 0.64, 0.28, 0.72, 0.44, 0.56, 0.22, 0.78, 0.32, 0.68, 0.5, 0.4, 0.6)


@of_table("network")
def network(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Sketch | None:
    """The delegations in a ring; the thicker a line, the more often two met alone.

    A dashed line joins those who met only in larger company. The number is that of the meetings.
    """
    return partial(_network, figures.facts.delegations, figures.talks.circles, labels)


def _network(
    delegations: Sequence[DelegationId],
    circles: Sequence[Circle],
    labels: Labels,
    format_: Format,
) -> Drawing:
    canvas = Canvas()
    height = 330.0 * format_.tall
    names = {d: labels.short(d) for d in delegations}
    column = min(names_width(format_, list(names.values()), bold=True), 0.26 * format_.width)
    shown = {d: fitted(name, column, format_.size, bold=True) for d, name in names.items()}
    half, tall = column / 2 + 9, format_.size * 0.5 + 8
    seats = _ring(delegations, format_.width, height, half + 1, tall + 1)
    ties = [
        (one, other, *_met(one, other, circles))
        for place, one in enumerate(delegations)
        for other in delegations[place + 1 :]
    ]
    for one, other, alone, meetings in ties:
        if meetings:
            ends = (seats[one], seats[other])
            if alone:
                canvas.line(ends, "ink", min(9.0, 1.5 + 1.6 * alone))
            else:
                canvas.line(ends, "soft", 1.5, "6 4")
    boxes = []
    for delegation, (x, y) in seats.items():
        wide = text_width(shown[delegation], format_.size, bold=True) / 2 + 9
        boxes.append(Box(x - wide, y - tall, 2 * wide, 2 * tall, 6, "ink"))
    for one, other, _, meetings in ties:
        if meetings:
            _number(canvas, format_, seats[one], seats[other], str(meetings), boxes)
    for box, (delegation, (x, y)) in zip(boxes, seats.items(), strict=True):
        canvas.add(box)
        canvas.write(Word(x, y, shown[delegation], format_.size, "middle", bold=True))
    return canvas.drawing(format_.width, height)


def _ring(
    delegations: Sequence[DelegationId], width: float, height: float, half: float, tall: float
) -> dict[DelegationId, Point]:
    """Seats on an ellipse whose names stay within the frame."""
    turn = 2 * pi / max(1, len(delegations))
    reach = min(width / 2 - half, 250.0)
    return {
        delegation: (
            width / 2 + reach * sin(place * turn),
            height / 2 - (height / 2 - tall) * cos(place * turn),
        )
        for place, delegation in enumerate(delegations)
    }


def _met(one: DelegationId, other: DelegationId, circles: Sequence[Circle]) -> tuple[int, int]:
    """How often two met alone, and in any company."""
    shared = [c for c in circles if one in c.members and other in c.members]
    return (
        sum(c.meetings for c in shared if len(c.members) == 2),
        sum(c.meetings for c in shared),
    )


def _number(
    canvas: Canvas, format_: Format, one: Point, other: Point, text: str, boxes: Sequence[Box]
) -> None:
    """A number in a circle on the line between two, where no other and no name is."""
    radius = max(text_width(text, format_.size) / 2 + 3, format_.size * 0.75)
    circles = [item for item in canvas.items if isinstance(item, Mark)]
    taken = [circle.extent for circle in circles] + [box.extent for box in boxes]
    for share in _ALONG:
        x, y = (a + (b - a) * share for a, b in zip(one, other, strict=True))
        circle = Mark(x, y, "circle", radius, "soft", "paper", 1)
        if not any(overlap(circle.extent, other_extent) for other_extent in taken):
            canvas.add(circle)
            canvas.write(Word(x, y, text, format_.size, "middle"))
            return


@of_table("votes")
def votes(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Sketch | None:
    """How often each two voted alike, of the roll-calls in which both said yes or no.

    Above the diagonal stands in how many roll-calls both had reason to say yes, where the reader
    may know it.
    """
    found = figures.votes
    return None if found is None else partial(_votes, figures.facts.delegations, found, labels)


def _votes(
    delegations: Sequence[DelegationId],
    found: Votes,
    labels: Labels,
    format_: Format,
) -> Drawing:
    canvas = Canvas()
    pairs = {frozenset(pair.pair): pair for pair in found.pairs}
    names = [labels.short(d) for d in delegations]
    left = min(names_width(format_, names), 0.25 * format_.width) + GAP
    wide = min(84.0, (format_.width - left) / len(delegations))
    high, top = format_.line + 16 * format_.tall, format_.line + 4
    widest = text_width("0/0" if found.roll_calls < 10 else "00/00", format_.size)
    size = round(min(format_.size, format_.size * (wide - 4) / widest), 1)
    shades: dict[float, list[tuple[float, float, float, float]]] = {}
    words: list[Word] = []
    for row, one in enumerate(delegations):
        middle = top + (row + 0.5) * high
        shown = fitted(names[row], left - GAP, format_.size)
        words.append(Word(left - GAP, middle, shown, format_.size, "end"))
        shown = fitted(names[row], wide - 4, format_.size)
        words.append(Word(left + (row + 0.5) * wide, top / 2, shown, format_.size, "middle"))
        for column, other in enumerate(delegations):
            place = left + (column + 0.5) * wide
            cell = (left + column * wide + 1, top + row * high + 1, wide - 2, high - 2)
            pair = pairs.get(frozenset((one, other)))
            if pair is None:
                continue
            if column > row:
                if pair.could is None:
                    continue
                text, share = str(pair.could), 0.0
            elif pair.both:
                text, share = f"{pair.together}/{pair.both}", pair.together / pair.both
            else:
                continue
            words.append(Word(place, middle, text, size, "middle"))
            # Light enough for the number on it to be read.
            shades.setdefault(round(0.04 + 0.26 * share, 2), []).append(cell)
    _shaded(canvas, shades)
    for word in words:
        canvas.write(word)
    return canvas.drawing(format_.width, top + len(delegations) * high + 4)


def _shaded(
    canvas: Canvas, shades: Mapping[float, Sequence[tuple[float, float, float, float]]]
) -> None:
    for shade, cells in sorted(shades.items()):
        canvas.add(Cells(tuple(cells), "ink", shade))
