"""Charts of the bargaining: concession curves, and all that could have been agreed."""

from collections.abc import Sequence
from functools import partial

from game.analysis.solutions import SolutionId
from game.engine.entries import ProposalStatus
from game.report.charts.axes import GAP, Key, across, below, keys, names_width, number, time_scale
from game.report.charts.drawing import (
    Canvas,
    Cells,
    Drawing,
    Extent,
    Format,
    Mark,
    Shape,
    Tone,
    Word,
)
from game.report.charts.labels import Labels
from game.report.charts.registry import Sketch, of_table
from game.report.charts.scales import Scale, fitted, text_width, ticks
from game.report.figures.bargaining import Bid
from game.report.figures.table import TableFigures
from game.report.figures.value import Value
from game.scenario.model import DelegationId

#: Shades of grey for how many packages lie in a cell.
SHADES = 10
#: How a proposal ended: what carried is filled, what failed is hollow, the rest is a cross.
_FILLS: dict[ProposalStatus, Tone] = {"carried": "ink", "failed": "paper"}
#: The levels that a proposal can be worth: from far below no deal to the best.
_LOWEST, _BEST = -50, 100
#: The height of one delegation's curve.
_PANEL = 120.0


@of_table("curves")
def curves(figures: TableFigures, labels: Labels, seat: DelegationId) -> Sketch | None:
    """What own proposals were worth to the ``seat``, or each delegation's to itself, over time.

    Zero is no deal, 100 the best it could have had. There is none where that is not known of a
    proposal, nor without any.
    """
    delegations = (seat,) if seat else figures.facts.delegations
    bids = [bid for bid in figures.bargaining.bids if bid.delegation in delegations]
    known = bids and all(bid.delegation in bid.level for bid in bids)
    return partial(_curves, figures, labels, delegations) if known else None


def _curves(
    figures: TableFigures, labels: Labels, delegations: Sequence[DelegationId], format_: Format
) -> Drawing:
    canvas = Canvas()
    columns = min(2 if format_.narrow else 3, len(delegations))
    levels = [(0, labels.word("no_deal")), (50, number(50)), (_BEST, labels.word("best"))]
    left = names_width(format_, [name for _, name in levels]) + GAP
    gap = 16.0
    wide = (format_.width - left - gap * (columns - 1) - 6) / columns
    panel = _PANEL * format_.tall
    title, step = format_.line + 4, panel + format_.line + 18 + format_.size
    foot = 0.0
    for index, delegation in enumerate(delegations):
        column, row = index % columns, index // columns
        start = left + column * (wide + gap)
        top = row * step + title
        time, unit, word = time_scale(figures.facts.seconds, start, start + wide)
        values = Scale(_LOWEST, _BEST, top + format_.size + panel, top + format_.size + 10)
        for value, name in levels:
            height = values.at(value)
            dash = {0: "7 4", _BEST: "2 4"}.get(value, "")
            canvas.line(
                ((start, height), (start + wide, height)), "soft" if dash else "faint", 1, dash
            )
            if not column:
                shown = fitted(name, left - GAP, format_.size)
                canvas.write(Word(left - GAP, height, shown, format_.size, "end"))
        name = fitted(labels.short(delegation), wide, format_.size, bold=True)
        canvas.write(Word(start, top - format_.line / 2, name, format_.size, bold=True))
        own = [bid for bid in figures.bargaining.bids if bid.delegation == delegation]
        _curve(canvas, format_, labels, own, (time, values), unit)
        if index + columns >= len(delegations):
            foot = max(foot, across(canvas, format_, time, top, values.start))
        else:
            canvas.line(((start, values.start), (start + wide, values.start)), "soft")
    whole = Scale(0, 1, left, format_.width)
    return canvas.drawing(
        format_.width,
        below(canvas, format_, whole, foot, labels.word(word)),
    )


def _curve(
    canvas: Canvas,
    format_: Format,
    labels: Labels,
    own: Sequence[Bid],
    scales: tuple[Scale, Scale],
    unit: float,
) -> None:
    time, values = scales
    valued = [
        (bid, time.at(bid.seconds / unit), values.at(level))
        for bid in own
        if (level := bid.level[bid.delegation]) is not None
    ]
    if not valued:
        text = fitted(labels.word("no_proposal"), time.end - time.start, format_.size)
        middle = (time.start + time.end) / 2, (values.at(0) + values.at(50)) / 2
        canvas.write(Word(*middle, text, format_.size, "middle", "soft"))
        return
    canvas.line([(x, y) for _, x, y in valued], "ink", 1.5)
    for bid, x, y in valued:
        fill = _FILLS.get(bid.status)
        canvas.add(Mark(x, y, "cross" if fill is None else "circle", 4.5, "ink", fill))
        text = bid.proposal.removeprefix("p")
        half = text_width(text, format_.small) / 2
        inside = min(max(x, time.start + half), time.end - half)
        away = 6 + format_.small / 2
        canvas.write(
            Word(inside, y - away, text, format_.small, "middle"),
            Word(inside, min(y + away, values.start - 1 - format_.small / 2), text, format_.small,
                 "middle"),
        )  # fmt: skip


@of_table("value")
def value(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Sketch | None:
    """Every package that all prefer to no deal: what all gain together, and who gains least.

    The darker, the more packages lie there; dots are where one of the efficient frontier does.
    """
    found = figures.value
    return partial(_value, found, labels) if found is not None and found.cells else None


def _value(found: Value, labels: Labels, format_: Format) -> Drawing:
    canvas = Canvas()
    top = keys(canvas, format_, [key for key, _, _ in _marks(found, labels)])
    right = [cell.surplus + found.across / 2 for cell in found.cells]
    high = [cell.smallest + found.up / 2 for cell in found.cells]
    marks = _marks(found, labels)
    at = [place for _, _, places in marks for place in places]
    lowest, highest = min(y for _, y in at), max(*high, *(y for _, y in at))
    # Below zero a mark has room to stand clear of the axis.
    heights = (min(0.0, lowest - (highest - lowest) * 0.05 if lowest < 0 else 0.0), highest)
    left = max(text_width(number(tick), format_.size) for tick in ticks(*heights, 8)) + GAP
    # The title of the axis upwards stands above it.
    title = fitted(labels.word("smallest"), format_.width, format_.size)
    canvas.write(Word(0, top + format_.line / 2, title, format_.size))
    top += format_.line + 10
    bottom = top + 300 * format_.tall
    surplus = Scale(
        min(0.0, *(x for x, _ in at)), max(*right, *(x for x, _ in at)), left, format_.width - 12
    )
    smallest = Scale(*heights, bottom, top)
    for tick in ticks(*heights, 8):
        height = smallest.at(tick)
        canvas.line(((left, height), (surplus.end, height)), "faint")
        canvas.write(Word(left - GAP, height, number(tick), format_.size, "end"))
    foot = across(canvas, format_, surplus, top, bottom, labels.word("surplus"), grid=True)
    _cloud(canvas, found, surplus, smallest)
    canvas.line(((surplus.start, smallest.at(0)), (surplus.end, smallest.at(0))), "soft", 1, "6 4")
    canvas.line(((surplus.at(0), top), (surplus.at(0), bottom)), "soft", 1, "6 4")
    for key, radius, places in marks:
        width = 1.8 if radius > 2 else 0.5
        for x, y in places:
            canvas.add(
                Mark(surplus.at(x), smallest.at(y), key.shape, radius, "ink", key.fill, width)
            )
    return canvas.drawing(format_.width, foot)


_SHAPES: dict[SolutionId, Shape] = {
    "nash": "triangle",
    "kalai_smorodinsky": "square",
    "egalitarian": "diamond",
    "utilitarian": "circle",
}


def _marks(found: Value, labels: Labels) -> list[tuple[Key, float, list[tuple[float, float]]]]:
    """What stands on the cloud: how it is explained, how large it is, and where it stands."""
    marks: list[tuple[Key, float, list[tuple[float, float]]]] = [
        (Key(labels.word("efficient"), "circle", 2, "ink"), 1.6, list(found.frontier))
    ]
    for solution in found.solutions:
        key = Key(labels.word(solution.id), _SHAPES[solution.id], 6, "paper")
        marks.append((key, 6.5, [(solution.surplus / 100, solution.smallest / 100)]))
    if found.placed is not None:
        key = Key(labels.word("your_text"), "star", 8, "ink")
        marks.append((key, 11, [(found.placed.surplus / 100, found.placed.smallest / 100)]))
    return marks


def _cloud(canvas: Canvas, found: Value, surplus: Scale, smallest: Scale) -> None:
    """A shade for each cell, the darker the more packages; cells alike are drawn together."""
    most = max(cell.packages for cell in found.cells)
    shades: dict[int, list[Extent]] = {}
    for cell in found.cells:
        left = surplus.at(cell.surplus - found.across / 2)
        top = smallest.at(cell.smallest + found.up / 2)
        wide = surplus.at(cell.surplus + found.across / 2) - left
        high = smallest.at(cell.smallest - found.up / 2) - top
        shade = round(SHADES * (cell.packages / most) ** 0.4)
        shades.setdefault(shade, []).append((left, top, wide, high))
    for shade, cells in sorted(shades.items()):
        canvas.add(Cells(tuple(cells), "ink", round(0.08 + 0.5 * shade / SHADES, 3)))
