"""Arithmetic of charts: scales, ticks, how wide words are, and how to keep things apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from unicodedata import east_asian_width

#: Widths of letters in parts of their size: those of DejaVu Sans, the widest of usual faces.
_WIDTHS = {
    **dict.fromkeys("iljI.,:;'’|!()[] /·", 0.4),
    **dict.fromkeys("frt-–", 0.5),
    **dict.fromkeys("mwMWGOQ%@—−+×=", 0.95),
    **dict.fromkeys("ABCDEFHJKLNPRSTUVXYZ", 0.72),
}
_LETTER, _WIDE_LETTER, _BOLD = 0.64, 1.05, 1.1
#: The height of a line of words in parts of their size.
LINE = 1.3


@dataclass(frozen=True)
class Scale:
    """From values between ``low`` and ``high`` to places between ``start`` and ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value; one beyond an end stands at that end."""
        within = min(max(value, self.low), self.high)
        return self.start + (within - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """At most that many round values from ``low`` to ``high``: steps of 1, 2 or 5 times a power."""
    least = max((high - low) / max(1, most - 1), 1e-9)
    power = 10.0 ** floor(log10(least))
    step = min(power * n for n in (1, 2, 5, 10, 20) if power * n >= least * (1 - 1e-9))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return tuple(round(number * step, 9) for number in range(first, last + 1))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text of that size is at most, in the letters that people usually have."""
    wide = sum(
        _WIDE_LETTER if east_asian_width(letter) in "WF" else _WIDTHS.get(letter, _LETTER)
        for letter in text
    )
    return wide * size * (_BOLD if bold else 1)


def fitted(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as is no wider, with an ellipsis."""
    if text_width(text, size, bold=bold) <= width:
        return text
    for length in range(len(text) - 1, 0, -1):
        short = text[:length].rstrip() + "…"
        if text_width(short, size, bold=bold) <= width:
            return short
    return ""


def spread(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """The places moved as little as need be to stand ``apart`` between ``low`` and ``high``.

    Where they are too many for that, they stand evenly.
    """
    if len(places) < 2:
        return [min(max(place, low), high) for place in places]
    apart = min(apart, (high - low) / (len(places) - 1))
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved: list[float] = []
    for index in order:
        least = moved[-1] + apart if moved else low
        moved.append(max(places[index], least))
    # Half of what the last was pushed up is given back, as far as there is room.
    excess = max(new - places[index] for new, index in zip(moved, order, strict=True)) / 2
    moved = [max(low + rank * apart, new - excess) for rank, new in enumerate(moved)]
    for rank in range(len(moved)):
        most = high - (len(moved) - 1 - rank) * apart
        moved[rank] = min(moved[rank], most)
    found = [0.0] * len(places)
    for index, place in zip(order, moved, strict=True):
        found[index] = place
    return found


def lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """For each span the number of a lane, from zero, in which no other one lies on it."""
    ends: list[float] = []
    found = [0] * len(spans)
    for index in sorted(range(len(spans)), key=lambda i: spans[i]):
        start, end = spans[index]
        lane = next((number for number, free in enumerate(ends) if free <= start), len(ends))
        if lane == len(ends):
            ends.append(end)
        ends[lane] = end
        found[index] = lane
    return found
