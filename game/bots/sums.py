"""Sums of small tables, each over a few issues: what one package, or many, are worth.

A choice is a package as positions of options, one an issue. Numbers are whole, so that it makes no
difference in which order they are added.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from game.analysis.ledger import Factor

#: Tables are added up into one over all their issues for as long as it has no more entries.
MOST_ENTRIES = 1_024


@dataclass(frozen=True, eq=False)
class TableSum:
    """A constant and tables, which lie end to end in ``entries``.

    To a choice a table adds the entry at its place in ``starts`` and, for each issue, the issue's
    step in ``strides`` (a row a table) times the position of the option chosen.
    """

    constant: int
    entries: NDArray[np.int64]
    starts: NDArray[np.intp]
    strides: NDArray[np.intp]

    @classmethod
    def of(cls, constant: int, factors: Iterable[Factor], shape: tuple[int, ...]) -> "TableSum":
        """The sum of a constant and factors over an agenda with so many options an issue."""
        tables = _merged(factors, shape)
        sizes = [table.size for _, table in tables]
        strides = np.zeros((len(tables), len(shape)), dtype=np.intp)
        for row, (axes, table) in zip(strides, tables, strict=True):
            row[list(axes)] = np.cumprod((1, *table.shape[:0:-1]))[::-1]
        return cls(
            constant,
            np.concatenate([np.empty(0, np.int64), *(table.ravel() for _, table in tables)]),
            np.cumsum([0, *sizes], dtype=np.intp)[:-1],
            strides,
        )

    def at(self, choice: Sequence[int]) -> int:
        """The sum for one choice."""
        total, entries = self.constant, self._plain
        for place, steps in self._steps:
            for axis, stride in steps:
                place += stride * choice[axis]
            total += entries[place]
        return total

    def over(self, choices: NDArray[np.int64]) -> NDArray[np.int64]:
        """The sums for many choices, a row each."""
        total = np.full(len(choices), self.constant, dtype=np.int64)
        for start, steps in self._steps:
            place = np.full(len(choices), start, dtype=np.intp)
            for axis, stride in steps:
                place += stride * choices[:, axis]
            total += self.entries[place]
        return total

    def beside(
        self, choice: NDArray[np.int64], axes: NDArray[np.intp], places: NDArray[np.intp]
    ) -> NDArray[np.int64]:
        """The sums for the choices that differ from one on one issue: each with its new place."""
        here = self.starts + self.strides @ choice
        moved = self.strides[:, axes] * (places - choice[axes])
        total: NDArray[np.int64] = self.entries[here[:, np.newaxis] + moved].sum(axis=0)
        return total + self.constant

    @cached_property
    def _plain(self) -> list[int]:
        """The entries for look-ups one by one, which an array is slow at."""
        entries: list[int] = self.entries.tolist()
        return entries

    @cached_property
    def _steps(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """By table where it begins, and the step of each of its issues."""
        return [
            (int(start), [(axis, int(row[axis])) for axis in np.flatnonzero(row).tolist()])
            for start, row in zip(self.starts, self.strides, strict=True)
        ]


def _merged(
    factors: Iterable[Factor], shape: tuple[int, ...]
) -> list[tuple[tuple[int, ...], NDArray[np.int64]]]:
    """The factors added up into few tables, the widest first so that others fit into them."""
    tables: list[tuple[tuple[int, ...], NDArray[np.int64]]] = []
    for factor in sorted(factors, key=lambda factor: -factor.table.size):
        for number, (axes, table) in enumerate(tables):
            joined = tuple(sorted({*axes, *factor.axes}))
            if np.prod([shape[axis] for axis in joined]) <= MOST_ENTRIES:
                wider = _widened(axes, table, joined) + _widened(factor.axes, factor.table, joined)
                tables[number] = joined, wider
                break
        else:
            tables.append((factor.axes, factor.table))
    return tables


def _widened(
    axes: tuple[int, ...], table: NDArray[np.int64], joined: tuple[int, ...]
) -> NDArray[np.int64]:
    """The table shaped to broadcast over more issues."""
    lengths = dict(zip(axes, table.shape, strict=True))
    return table.reshape([lengths.get(axis, 1) for axis in joined])
