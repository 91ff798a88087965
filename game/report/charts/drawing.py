"""What a chart is made of: lines, cells, boxes, marks and words at their places."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import cos, pi, sin
from typing import Literal, TypeAlias

from game.report.charts.scales import LINE, text_width

Point: TypeAlias = tuple[float, float]
#: A left, a top, a right and a bottom.
Extent: TypeAlias = tuple[float, float, float, float]
#: Which of the page's colours; "0" to "5" are those of lines that share a picture.
Tone: TypeAlias = Literal["ink", "soft", "faint", "paper", "0", "1", "2", "3", "4", "5"]
Shape: TypeAlias = Literal[
    "circle", "square", "triangle", "diamond", "flipped", "plus", "cross", "bar", "star"
]
Anchor: TypeAlias = Literal["start", "middle", "end"]

#: Lines that share a picture, by place: each has a colour, a mark and a dash of its own.
TONES: tuple[Tone, ...] = ("0", "1", "2", "3", "4", "5")
SHAPES: tuple[Shape, ...] = ("circle", "square", "triangle", "diamond", "flipped", "plus")
DASHES = ("", "7 3", "9 3 2 3", "2 3", "8 3 2 3 2 3", "12 5")

_STAR = tuple(
    (radius * sin(turn * pi / 5), -radius * cos(turn * pi / 5))
    for turn, radius in enumerate((1.0, 0.4) * 5)
)
#: Marks as strokes of points in a square from -1 to 1; the circle is none of them.
_STROKES: dict[Shape, tuple[tuple[Point, ...], ...]] = {
    "square": (((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),),
    "triangle": (((0, -1), (0.95, 0.8), (-0.95, 0.8)),),
    "flipped": (((0, 1), (0.95, -0.8), (-0.95, -0.8)),),
    "diamond": (((0, -1), (1, 0), (0, 1), (-1, 0)),),
    "plus": (((-1, 0), (1, 0)), ((0, -1), (0, 1))),
    "cross": (((-0.8, -0.8), (0.8, 0.8)), ((-0.8, 0.8), (0.8, -0.8))),
    "bar": (((0, -1), (0, 1)),),
    "star": (_STAR,),
}


@dataclass(frozen=True)
class Format:
    """For what a chart is drawn, in units of its own: how wide, and how large its words are.

    ``tall`` is by how much what has no height of its own is taller than on a screen.
    """

    width: float
    size: float
    tall: float = 1.0

    @property
    def small(self) -> float:
        """The size of numbers in marks and of names that may be missed."""
        return round(self.size * 0.85, 1)

    @property
    def line(self) -> float:
        """The height of a line of words."""
        return self.size * LINE

    @property
    def narrow(self) -> bool:
        """Whether it is a telephone's."""
        return self.width < 500


WIDE, NARROW, PAPER = Format(680, 14), Format(360, 12.5, 0.9), Format(560, 13, 0.72)


@dataclass(frozen=True)
class Line:
    """A line through points. ``dash`` as in SVG; an unbroken line has none."""

    points: tuple[Point, ...]
    tone: Tone
    width: float = 1.0
    dash: str = ""
    kind: Literal["line"] = "line"

    @property
    def extent(self) -> Extent:
        """What it covers, as far as it has no width."""
        return _around(self.points)


@dataclass(frozen=True)
class Cells:
    """Rectangles of one shade: left, top, width and height of each."""

    cells: tuple[Extent, ...]
    tone: Tone
    shade: float
    kind: Literal["cells"] = "cells"

    @property
    def extent(self) -> Extent:
        """What they cover."""
        return _around(
            [p for x, y, wide, high in self.cells for p in ((x, y), (x + wide, y + high))]
        )


@dataclass(frozen=True)
class Box:
    """A box with round corners, outlined."""

    x: float
    y: float
    width: float
    height: float
    corner: float
    tone: Tone
    kind: Literal["box"] = "box"

    @property
    def extent(self) -> Extent:
        """What it covers."""
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True)
class Mark:
    """A mark around a point; ``radius`` is half its height."""

    x: float
    y: float
    shape: Shape
    radius: float
    tone: Tone = "ink"
    fill: Tone | None = None
    width: float = 1.5
    kind: Literal["mark"] = "mark"

    @property
    def strokes(self) -> tuple[tuple[Point, ...], ...]:
        """The corners of what is drawn; closed where the mark is filled."""
        return tuple(
            tuple((self.x + x * self.radius, self.y + y * self.radius) for x, y in stroke)
            for stroke in _STROKES.get(self.shape, ())
        )

    @property
    def extent(self) -> Extent:
        """What it covers."""
        r = self.radius
        return self.x - r, self.y - r, self.x + r, self.y + r


@dataclass(frozen=True)
class Word:
    """A word or number; ``y`` is the middle of its line."""

    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = "start"
    tone: Tone = "ink"
    bold: bool = False
    kind: Literal["word"] = "word"

    @property
    def baseline(self) -> float:
        """On what its letters stand."""
        return self.y + self.size * 0.35

    @property
    def extent(self) -> Extent:
        """What it covers."""
        width = text_width(self.text, self.size, bold=self.bold)
        left = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * width
        return left, self.y - self.size * 0.5, left + width, self.y + self.size * 0.5


Item: TypeAlias = Line | Cells | Box | Mark | Word


@dataclass(frozen=True)
class Drawing:
    """A chart as it is drawn: its size and its items, from the lowest to the uppermost."""

    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """All that is written."""
        return tuple(item for item in self.items if isinstance(item, Word))


@dataclass(frozen=True)
class Chart:
    """A chart before it is known how wide it will be."""

    name: str
    draw: Callable[[Format], Drawing]

    @cached_property
    def wide(self) -> Drawing:
        """For a screen."""
        return self.draw(WIDE)

    @cached_property
    def narrow(self) -> Drawing:
        """For a telephone."""
        return self.draw(NARROW)

    @cached_property
    def paper(self) -> Drawing:
        """For paper."""
        return self.draw(PAPER)


@dataclass
class Canvas:
    """A drawing in the making."""

    items: list[Item] = field(default_factory=list)

    def line(self, points: Iterable[Point], tone: Tone, width: float = 1.0, dash: str = "") -> None:
        """Draw a line."""
        self.items.append(Line(tuple(points), tone, width, dash))

    def add(self, item: Item) -> None:
        """Draw a thing."""
        self.items.append(item)

    def write(self, *choices: Word) -> bool:
        """Write the first of the words that lies on no other; whether there was one."""
        taken = [item.extent for item in self.items if isinstance(item, Word)]
        for word in choices:
            if not any(overlap(word.extent, other) for other in taken):
                self.items.append(word)
                return True
        return False

    def drawing(self, width: float, height: float) -> Drawing:
        """What has been drawn, on a canvas of that size."""
        return Drawing(width, round(height, 1), tuple(self.items))


def overlap(one: Extent, other: Extent) -> bool:
    """Whether two extents share more than a border."""
    return (
        one[0] < other[2] - 0.01
        and other[0] < one[2] - 0.01
        and one[1] < other[3] - 0.01
        and other[1] < one[3] - 0.01
    )


def _around(points: Sequence[Point]) -> Extent:
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)
