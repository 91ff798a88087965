"""Charts over time: the world's course, and what the joint text was worth to a delegation."""

from collections.abc import Iterator, Sequence
from functools import partial

from game.report.charts.axes import GAP, across, names_width, number, time_scale
from game.report.charts.drawing import (
    DASHES,
    SHAPES,
    TONES,
    Canvas,
    Drawing,
    Format,
    Mark,
    Point,
    Word,
)
from game.report.charts.labels import Labels
from game.report.charts.registry import Sketch, of_table
from game.report.charts.scales import Scale, fitted, lanes, spread, text_width, ticks
from game.report.figures.table import TableFigures
from game.scenario.model import DelegationId

#: Lines for the names of rounds above a chart; a name for which there is none is left out.
_NAME_LINES = 2


@of_table("world")
def world(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Sketch | None:
    """Every indicator from beginning to end, with the rounds and the crises that all saw."""
    return partial(_world, figures, labels) if figures.facts.indicators else None


def _world(figures: TableFigures, labels: Labels, format_: Format) -> Drawing:
    canvas = Canvas()
    names = [labels.indicator(indicator) for indicator in figures.facts.indicators]
    column = names_width(format_, names)
    left, right = _numbers_width(format_), format_.width - column - 12
    time, unit, word = time_scale(figures.facts.seconds, left, right)
    top = _NAME_LINES * format_.small * 1.3 + 6
    bottom = top + max(220.0 * format_.tall, len(names) * format_.line)
    values = Scale(0, 100, bottom, top)
    _levels(canvas, format_, time, values, range(0, 101, 20))
    _rounds(canvas, format_, time, top, bottom, _named_rounds(figures, labels, unit))
    ends = []
    for place, indicator in enumerate(figures.facts.indicators):
        path = list(_path(figures, indicator, unit))
        turns = [(time.at(at), values.at(value)) for at, value in path]
        tone = TONES[place % len(TONES)]
        canvas.line(_stairs(turns), tone, 2, DASHES[place % len(DASHES)])
        for index in _some(len(turns)):
            shape = SHAPES[place % len(SHAPES)]
            canvas.add(Mark(*turns[index], shape, 4.5, tone, "paper"))
        ends.append(turns[-1][1])
    half = format_.size / 2
    heights = spread(ends, format_.size + 1, top + half, bottom - half)
    for place, (name, height) in enumerate(zip(names, heights, strict=True)):
        shown = fitted(name, column, format_.size)
        canvas.write(Word(right + 12, height, shown, format_.size, tone=TONES[place % len(TONES)]))
    foot = _crises(canvas, format_, figures, time, unit, bottom)
    return canvas.drawing(
        format_.width, across(canvas, format_, time, top, foot, labels.word(word))
    )


def _numbers_width(format_: Format) -> float:
    return text_width("100", format_.size) + GAP


def _levels(
    canvas: Canvas, format_: Format, time: Scale, values: Scale, heights: Sequence[float]
) -> None:
    """Lines across with their numbers at the left."""
    for value in heights:
        height = values.at(value)
        canvas.line(((time.start, height), (time.end, height)), "faint")
        canvas.write(Word(time.start - GAP, height, number(value), format_.size, "end"))


def _path(figures: TableFigures, indicator: str, unit: float) -> Iterator[tuple[float, int]]:
    """When the indicator had which value."""
    steps = [step for step in figures.course if step.indicator == indicator]
    last = figures.facts.indicators[indicator]
    yield 0.0, steps[0].before if steps else last
    for step in steps:
        yield step.seconds / unit, step.after
    yield figures.facts.seconds / unit, last


def _stairs(turns: Sequence[Point]) -> Iterator[Point]:
    """A line that keeps each height until the next place."""
    for index, (x, y) in enumerate(turns):
        if index:
            yield x, turns[index - 1][1]
        yield x, y


def _some(points: int) -> list[int]:
    """The first, the last, and a few marks between."""
    between = max(1, points // 6)
    return sorted({*range(0, points, between), points - 1})


def _named_rounds(figures: TableFigures, labels: Labels, unit: float) -> list[tuple[float, str]]:
    """When a round or a later phase began, and its name."""
    found: list[tuple[float, str]] = []
    for told in figures.story:
        if told.kind != "phase_opened":
            continue
        if told.phase == "plenary":
            found.append((told.seconds / unit, labels.word("round", number=told.round)))
        elif told.phase == "ratification" or (told.phase, told.round) == ("implementation", 1):
            found.append((told.seconds / unit, labels.phase(told.phase)))
    return found


def _rounds(
    canvas: Canvas,
    format_: Format,
    time: Scale,
    top: float,
    bottom: float,
    rounds: Sequence[tuple[float, str]],
) -> None:
    """A line where each begins, with its name above it, or a line higher if that is taken."""
    for at, name in rounds:
        place = time.at(at)
        canvas.line(((place, top), (place, bottom)), "faint")
        width = text_width(name, format_.small)
        start = max(0.0, min(place, format_.width - width))
        canvas.write(
            *(
                Word(start, top - 4 - format_.small * (0.5 + 1.3 * row), name, format_.small,
                     tone="soft")
                for row in range(_NAME_LINES)
            )
        )  # fmt: skip


def _crises(
    canvas: Canvas, format_: Format, figures: TableFigures, time: Scale, unit: float, top: float
) -> float:
    """Below the chart a number for each crisis that everybody saw, as in the table of crises."""
    seen = [crisis for crisis in figures.crises if not crisis.known_to]
    radius = max((text_width(str(len(seen)), format_.small) / 2 + 3), format_.small * 0.75)
    places = [time.at(crisis.seconds / unit) for crisis in seen]
    rows = lanes([(place - radius - 1, place + radius + 1) for place in places])
    for index, (place, row) in enumerate(zip(places, rows, strict=True), start=1):
        height = top + 5 + radius + row * (2 * radius + 2)
        canvas.add(Mark(place, height, "circle", radius, "ink", "paper"))
        canvas.write(Word(place, height, str(index), format_.small, "middle", bold=True))
    return top + (max(rows) + 1) * (2 * radius + 2) + 8 if seen else top


@of_table("worth")
def worth(figures: TableFigures, labels: Labels, seat: DelegationId) -> Sketch | None:
    """What the text would have brought the delegation at any moment, between its yardsticks."""
    known = seat in figures.yardsticks and figures.moments
    return partial(_worth, figures, labels, seat) if known else None


def _worth(
    figures: TableFigures, labels: Labels, delegation: DelegationId, format_: Format
) -> Drawing:
    canvas = Canvas()
    yardsticks = figures.yardsticks[delegation]
    levels = [(yardsticks.reservation / 100, labels.word("no_deal"), "7 4")]
    if yardsticks.best is not None:
        levels.append((yardsticks.best / 100, labels.word("best"), "2 4"))
    column = names_width(format_, [name for _, name, _ in levels])
    left, right = _numbers_width(format_), format_.width - column - 10
    time, unit, word = time_scale(figures.facts.seconds, left, right)
    # The title of the axis of points stands above it, the rounds' names above that.
    top = format_.line + _NAME_LINES * format_.small * 1.3 + 6
    bottom = top + 170 * format_.tall
    looks = [(moment.seconds / unit, moment.worth[delegation] / 100) for moment in figures.moments]
    found = [value for _, value in looks] + [height for height, _, _ in levels]
    values = Scale(min(0.0, *found), max(100.0, *found), bottom, top)
    title = fitted(labels.word("points"), format_.width, format_.size)
    canvas.write(Word(0, format_.line / 2, title, format_.size))
    _levels(canvas, format_, time, values, ticks(values.low, values.high, 6))
    _rounds(canvas, format_, time, top, bottom, _named_rounds(figures, labels, unit))
    half = format_.size / 2
    places = [values.at(height) for height, _, _ in levels]
    names = spread(places, format_.size + 1, top + half, bottom - half)
    for (_, name, dash), place, height in zip(levels, places, names, strict=True):
        canvas.line(((left, place), (right, place)), "soft", 1.5, dash)
        canvas.write(Word(right + 8, height, fitted(name, column, format_.size), format_.size))
    turns = [(time.at(at), values.at(value)) for at, value in looks]
    canvas.line((*_stairs(turns), (time.end, turns[-1][1])), "ink", 2)
    for turn in turns:
        canvas.add(Mark(*turn, "circle", 3, "ink", "ink"))
    return canvas.drawing(
        format_.width, across(canvas, format_, time, top, bottom, labels.word(word))
    )
