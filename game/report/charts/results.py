"""Charts of results: scores between their yardsticks, and all tables of a class by seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from game.engine.scoring import FULL_ATTAINMENT
from game.report.charts.axes import Key, across, keys, names_width, number
from game.report.charts.drawing import Box, Canvas, Cells, Drawing, Format, Mark, Word
from game.report.charts.labels import Labels
from game.report.charts.registry import Sketch, of_class, of_table
from game.report.charts.scales import Scale, fitted, lanes, text_width
from game.report.figures.conference import ClassFigures, Place
from game.report.figures.scores import Score
from game.report.figures.table import TableFigures
from game.scenario.model import DelegationId

#: Marks of one seat that may stand on one another before those alike are drawn as one.
_LANES = 5
#: So many marks for the same points at least are drawn as one.
_MANY = 4


@of_table("scores")
def scores(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Sketch | None:
    """Every delegation's points on the line from no deal to the best."""
    return partial(_scores, figures, labels) if figures.scores else None


def _scores(figures: TableFigures, labels: Labels, format_: Format) -> Drawing:
    canvas = Canvas()
    entries = [
        Key(labels.word("no_deal"), "circle", 5, "paper"),
        Key(labels.word("score"), "diamond", 6, "ink"),
        Key(labels.word("best"), "bar", 8),
    ]
    if figures.facts.par == "holds":
        entries.insert(2, Key(labels.word("par"), "cross", 5))
    top = keys(canvas, format_, entries)
    names = [labels.short(score.delegation) for score in figures.scores]
    left = names_width(format_, names) + 14
    ends = [
        value / 100
        for score in figures.scores
        for value in (score.total, score.reservation, score.best)
        if value is not None
    ]
    points = Scale(min(0.0, *ends), max(100.0, *ends), left, format_.width - 14)
    row = format_.line + 20
    bottom = top + row * len(names)
    foot = across(canvas, format_, points, top, bottom, labels.word("points"), grid=True)
    for index, (name, score) in enumerate(zip(names, figures.scores, strict=True)):
        middle = top + (index + 1) * row - 14
        shown = fitted(name, left - 14, format_.size)
        canvas.write(Word(left - 14, middle, shown, format_.size, "end"))
        _span(canvas, points, middle, score.reservation, score.best)
        _par(canvas, points, middle, score)
        place = points.at(score.total / 100)
        canvas.add(Mark(place, middle, "diamond", 7, "ink", "ink"))
        text = f"{score.total / 100:.1f}".replace("-", "−")
        half = text_width(text, format_.size, bold=True) / 2
        inside = min(max(place, left - 12 + half), format_.width - half)
        above = middle - 9 - format_.size / 2
        canvas.write(Word(inside, above, text, format_.size, "middle", bold=True))
    return canvas.drawing(format_.width, foot)


def _span(canvas: Canvas, points: Scale, middle: float, reservation: int, best: int | None) -> None:
    """The line from no deal to the best, with a mark at each end."""
    start = points.at(reservation / 100)
    if best is not None:
        end = points.at(best / 100)
        canvas.line(((start, middle), (end, middle)), "faint", 8)
        canvas.add(Mark(end, middle, "bar", 9, "ink", width=2))
    canvas.add(Mark(start, middle, "circle", 5.5, "ink", "paper"))


def _par(canvas: Canvas, points: Scale, middle: float, score: Score) -> None:
    """A cross where the machine ends in that seat; nothing where there is no par that holds."""
    if score.par is None or score.best is None:
        return
    place = score.reservation + score.par * (score.best - score.reservation) / FULL_ATTAINMENT
    canvas.add(Mark(points.at(place / 100), middle, "cross", 5.5, "ink", width=1.8))


@dataclass(frozen=True)
class _Pile:
    """Tables that are drawn as one mark: where it stands, how wide it is, what is in it."""

    middle: float
    width: float
    text: str


def _piles(places: Sequence[Place], points: Scale, size: float) -> list[tuple[_Pile, int]]:
    """The tables of a seat as marks, each with its lane above the seat's line.

    A table is a mark with its number. Where many got the same they are drawn as one, with their
    count; what counts as the same is coarser, the more marks would stand on one another.
    """
    hundredths = 100
    while True:
        alike: dict[int, list[Place]] = {}
        for place in sorted(places, key=lambda p: (p.total, p.table)):
            alike.setdefault(place.total // hundredths, []).append(place)
        piles: list[_Pile] = []
        for group in alike.values():
            if len(group) >= _MANY:
                mean = sum(place.total for place in group) / len(group)
                piles.append(_pile(points.at(mean / 100), f"{len(group)}×", size))
            else:
                piles += [_pile(points.at(p.total / 100), str(p.table), size) for p in group]
        rows = lanes([(p.middle - p.width / 2 - 1, p.middle + p.width / 2 + 1) for p in piles])
        if max(rows, default=0) < _LANES or hundredths > 20_000:
            return list(zip(piles, rows, strict=True))
        hundredths *= 2


def _pile(middle: float, text: str, size: float) -> _Pile:
    return _Pile(middle, max(text_width(text, size, bold=True) + 6, 1.5 * size), text)


@of_class("seats")
def seats(figures: ClassFigures, labels: Labels) -> Sketch:
    """Who got what as which delegation: a numbered mark for each table, in the seat's row."""
    return partial(_seats, figures, labels)


def _seats(figures: ClassFigures, labels: Labels, format_: Format) -> Drawing:
    canvas = Canvas()
    top = keys(
        canvas,
        format_,
        [
            Key(labels.word("no_deal"), "circle", 5, "paper"),
            Key(labels.word("best"), "bar", 8),
        ],
    )
    names = [labels.short(seat.delegation) for seat in figures.seats]
    left = names_width(format_, names) + 18
    ends = [
        value / 100
        for seat in figures.seats
        for value in (seat.reservation, seat.best, *(place.total for place in seat.places))
        if value is not None
    ]
    points = Scale(min(0.0, *ends), max(100.0, *ends), left, format_.width - 18)
    tall = 1.5 * format_.small + 2
    drawn = [_piles(seat.places, points, format_.small) for seat in figures.seats]
    rows = [max(18.0, 12 + tall * (1 + max((row for _, row in piles), default=0)))
            for piles in drawn]  # fmt: skip
    lines = [top + sum(rows[: index + 1]) + 16 * index for index in range(len(rows))]
    bottom = lines[-1] + 16
    foot = across(canvas, format_, points, top, bottom, labels.word("points"), grid=True)
    for name, seat, piles, line in zip(names, figures.seats, drawn, lines, strict=True):
        shown = fitted(name, left - 18, format_.size)
        canvas.write(Word(left - 18, line, shown, format_.size, "end"))
        _span(canvas, points, line, seat.reservation, seat.best)
        for pile, row in piles:
            # The lowest stand above the line, so that they hide none of its marks.
            height = line - 8 - tall * (row + 0.5)
            canvas.add(
                Box(
                    pile.middle - pile.width / 2, height - tall / 2 + 1, pile.width, tall - 2,
                    tall / 2 - 1, "ink",
                )
            )  # fmt: skip
            canvas.write(Word(pile.middle, height, pile.text, format_.small, "middle", bold=True))
    return canvas.drawing(format_.width, foot)


@of_class("created")
def created(figures: ClassFigures, labels: Labels) -> Sketch:
    """What each table created: the share of the greatest joint gain that its text reached."""
    return partial(_created, figures, labels)


def _created(figures: ClassFigures, labels: Labels, format_: Format) -> Drawing:
    canvas = Canvas()
    names = [labels.word("table", number=row.table) for row in figures.rows]
    shares = [100 * (row.joint_share or 0.0) for row in figures.rows]
    told = [
        labels.word("none") if row.joint_share is None else number(round(share))
        for row, share in zip(figures.rows, shares, strict=True)
    ]
    texts = [
        f"{text} · {labels.ending(row.ending)}"
        for text, row in zip(told, figures.rows, strict=True)
    ]
    left = names_width(format_, names) + 10
    beside = names_width(format_, texts)
    share_of = Scale(min(0.0, *shares), max(100.0, *shares), left, format_.width - beside - 10)
    top, row = 4.0, format_.line + 8
    bottom = top + row * len(names)
    zero, whole = share_of.at(0), share_of.at(100)
    foot = across(
        canvas, format_, share_of, top, bottom, labels.word("joint_share"), grid=True, up_to=100
    )
    canvas.line(((whole, top), (whole, bottom)), "soft", 1.2, "6 4")
    canvas.line(((zero, top), (zero, bottom)), "soft")
    bars = []
    for index, (name, share) in enumerate(zip(names, shares, strict=True)):
        middle = top + (index + 0.5) * row
        shown = fitted(name, left - 10, format_.size)
        canvas.write(Word(left - 10, middle, shown, format_.size, "end"))
        start, end = sorted((zero, share_of.at(share)))
        if end > start:
            bars.append((start, middle - row * 0.3, end - start, row * 0.6))
        text = fitted(texts[index], format_.width - share_of.end - 10, format_.size)
        canvas.write(Word(share_of.end + 10, middle, text, format_.size))
    if bars:
        canvas.add(Cells(tuple(bars), "ink", 0.6))
    return canvas.drawing(format_.width, foot)
