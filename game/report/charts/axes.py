"""Axes and keys: what several charts have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from game.report.charts.drawing import Canvas, Format, Mark, Shape, Tone, Word
from game.report.charts.scales import Scale, fitted, text_width, ticks

#: The share of a chart's width that names beside it may take.
NAMES = 0.4
GAP = 6.0


@dataclass(frozen=True)
class Key:
    """A mark and what it stands for."""

    text: str
    shape: Shape
    radius: float
    fill: Tone | None = None


def keys(canvas: Canvas, format_: Format, entries: Sequence[Key]) -> float:
    """Explain the marks above a chart, in as many lines as need be; the height that it takes."""
    left, row = 0.0, 0
    for entry in entries:
        text = fitted(entry.text, format_.width - 30, format_.size)
        wide = 24 + text_width(text, format_.size) + 14
        if left and left + wide - 14 > format_.width:
            left, row = 0.0, row + 1
        middle = (row + 0.5) * format_.line + 4
        canvas.add(Mark(left + 12, middle, entry.shape, entry.radius, "ink", entry.fill))
        canvas.write(Word(left + 24, middle, text, format_.size))
        left += wide
    return (row + 1) * format_.line + 10


def names_width(format_: Format, names: Sequence[str], *, bold: bool = False) -> float:
    """How wide a column for the names must be."""
    widest = max((text_width(name, format_.size, bold=bold) for name in names), default=0.0)
    return min(widest, NAMES * format_.width)


def across(
    canvas: Canvas, format_: Format, scale: Scale, top: float, bottom: float, title: str = "",
    *, grid: bool = False, up_to: float | None = None,
) -> float:  # fmt: skip
    """An axis along ``bottom`` with round numbers and, if any, a title; where all of it ends.

    ``grid`` draws lines up to ``top``; ``up_to`` is the last value that gets a number.
    """
    canvas.line(((scale.start, bottom), (scale.end, bottom)), "soft")
    last = scale.high if up_to is None else up_to
    middle = bottom + 5 + format_.line / 2
    for value in ticks(scale.low, last, max(2, int(abs(scale.end - scale.start) / 55))):
        place = scale.at(value)
        if grid:
            canvas.line(((place, top), (place, bottom)), "faint")
        canvas.line(((place, bottom), (place, bottom + 4)), "soft")
        text = number(value)
        half = text_width(text, format_.size) / 2
        inside = min(max(place, half), format_.width - half)
        canvas.write(Word(inside, middle, text, format_.size, "middle"))
    foot = middle + format_.line / 2
    return below(canvas, format_, scale, foot, title) if title else foot


def below(canvas: Canvas, format_: Format, scale: Scale, top: float, title: str) -> float:
    """The title of an axis, in the middle below it; where it ends."""
    text = fitted(title, format_.width, format_.size)
    half = text_width(text, format_.size) / 2
    middle = min(max((scale.start + scale.end) / 2, half), format_.width - half)
    canvas.write(Word(middle, top + format_.line / 2, text, format_.size, "middle"))
    return top + format_.line + 2


def number(value: float) -> str:
    """A round number with a real minus."""
    return f"{value:g}".replace("-", "−")


def time_unit(seconds: int) -> tuple[float, str]:
    """The seconds of the unit in which so much time is read, and the word for it."""
    if seconds > 4 * 86_400:
        return 86_400.0, "days"
    return (3_600.0, "hours") if seconds > 4 * 3_600 else (60.0, "minutes")


def time_scale(seconds: int, start: float, end: float) -> tuple[Scale, float, str]:
    """The scale of a game's time, the seconds of its unit and the word for that."""
    unit, word = time_unit(seconds)
    return Scale(0, max(1.0, seconds / unit), start, end), unit, word
