"""Chance, as the rules see it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log1p
from typing import Protocol, TypeVar

T = TypeVar("T")


class Draws(Protocol):
    """Answers the same for the same label, so that tables can share a fate and a game replays."""

    def fraction(self, label: str) -> float:
        """A number in [0, 1) for that label."""
        ...


@dataclass(frozen=True)
class SeededDraws:
    """Draws that depend on the seed and the label alone, so that a fate can be shared."""

    seed: str

    def fraction(self, label: str) -> float:
        """A number in [0, 1): the first 52 bits of a hash of seed and label."""
        return _fraction(self.seed, label)


@lru_cache(maxsize=16_384)
def _fraction(seed: str, label: str) -> float:
    """A bot asks for the same draws at every look."""
    digest = hashlib.sha256(f"{seed}\n{label}".encode()).digest()
    return (int.from_bytes(digest[:7], "big") >> 4) / (1 << 52)


def choose(draws: Draws, label: str, weighted: Sequence[tuple[T, int]]) -> T:
    """One of the things, each as likely as its weight says. ValueError if there are none."""
    mark = draws.fraction(label) * sum(weight for _, weight in weighted)
    for thing, weight in weighted:
        mark -= weight
        if mark < 0:
            return thing
    raise ValueError("nothing to choose from")


def race(draws: Draws, label: str, weights: Mapping[str, int]) -> str:
    """One of the names, each as likely as its weight says. ValueError if there are none.

    Each runs on a draw of its own, so that who else takes part changes nothing between two of
    them: one that takes part because of a secret tells of it by winning, and in no other way.
    """

    def finish(name: str) -> float:
        return -log1p(-draws.fraction(f"{label} {name}")) / weights[name]

    return min(weights, key=finish)
