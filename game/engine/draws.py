"""Chance, as the rules see it."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Draws(Protocol):
    """Answers the same for the same label, so that tables can share a fate and a game replays."""

    def fraction(self, label: str) -> float:
        """A number in [0, 1) for that label."""
        ...


def choose(draws: Draws, label: str, weighted: Sequence[tuple[T, int]]) -> T:
    """One of the things, each as likely as its weight says. ValueError if there are none."""
    mark = draws.fraction(label) * sum(weight for _, weight in weighted)
    for thing, weight in weighted:
        mark -= weight
        if mark < 0:
            return thing
    raise ValueError("nothing to choose from")
