"""The frontier of an agenda found issue by issue, without looking at every package.

Choices on some of the issues can be weighed against each other before the others are known: if one
gives every delegation no less, so it will whatever is added. Only issues that share a factor with
one still to come must be held fixed meanwhile. (The frontier of a sum of sets, by Bellman's
principle of optimality.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

import moocore
import numpy as np
from numpy.typing import NDArray

from game.analysis.ledger import Factor, Ledger
from game.analysis.space import Clash, PackageSpace


@dataclass(frozen=True)
class _Choices:
    """Choices on some issues, as numbers of packages in which the others are at their first."""

    shape: tuple[int, ...]
    numbers: NDArray[np.intp]
    points: NDArray[np.float64]

    def options(self, axis: int) -> NDArray[np.intp]:
        """The position of the option that each choice has on the issue."""
        chosen: NDArray[np.intp] = self.numbers // prod(self.shape[axis + 1 :]) % self.shape[axis]
        return chosen

    def with_issue(self, axis: int) -> "_Choices":
        """Every choice with every option of one more issue."""
        steps = np.arange(self.shape[axis], dtype=np.intp) * prod(self.shape[axis + 1 :])
        return _Choices(
            self.shape,
            (self.numbers[:, np.newaxis] + steps).reshape(-1),
            np.repeat(self.points, self.shape[axis], axis=0),
        )

    def add(self, delegation: int, factor: Factor) -> None:
        """Count the factor, all of whose issues are chosen by now."""
        self.points[:, delegation] += factor.table[tuple(map(self.options, factor.axes))]

    def without(self, clash: Clash) -> "_Choices":
        """Those that do not have all of these clauses together."""
        clashing = np.ones(self.numbers.size, dtype=bool)
        for axis, places in clash:
            clashing &= np.isin(self.options(axis), places)
        return _Choices(self.shape, self.numbers[~clashing], self.points[~clashing])

    def efficient(self, held: Sequence[int]) -> "_Choices":
        """Those that none betters which agrees with it on the issues that are held fixed."""
        group = np.zeros(self.numbers.size, dtype=np.intp)
        for axis in held:
            group = group * self.shape[axis] + self.options(axis)
        order = np.argsort(group, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
        kept = np.concatenate(
            [
                rows[moocore.is_nondominated(self.points[rows], maximise=True, keep_weakly=True)]
                for rows in groups
            ]
        )
        return _Choices(self.shape, self.numbers[kept], self.points[kept])


def merged_frontier(
    space: PackageSpace, ledgers: Sequence[Ledger], clashes: Sequence[Clash] = ()
) -> NDArray[np.intp]:
    """The packages that none betters by the ledgers' factors alone, floors left aside, by number.

    Packages with clauses that clash are left out.

    Memory grows with the factors' entanglement: where each issue shares a factor with each other,
    nothing can be weighed before the end.
    """
    factors = [
        (delegation, factor)
        for delegation, ledger in enumerate(ledgers)
        for factor in ledger.factors
    ]
    involved = [frozenset(axis for axis, _ in clash) for clash in clashes]
    scopes = {*(frozenset(factor.axes) for _, factor in factors), *involved}
    # Whole numbers in floating point, as the filter wants them: exact up to 2^53.
    choices = _Choices(space.shape, np.zeros(1, dtype=np.intp), np.zeros((1, len(ledgers))))
    chosen: set[int] = set()
    for axis in _order(space.shape, scopes):
        chosen.add(axis)
        choices = choices.with_issue(axis)
        for delegation, factor in factors:
            if axis in factor.axes and chosen.issuperset(factor.axes):
                choices.add(delegation, factor)
        for axes, clash in zip(involved, clashes, strict=True):
            if axis in axes and chosen.issuperset(axes):
                choices = choices.without(clash)
        choices = choices.efficient(sorted(_held(scopes, chosen)))
    return np.sort(choices.numbers)


def _order(shape: tuple[int, ...], scopes: set[frozenset[int]]) -> Iterator[int]:
    """The issues in an order that holds few fixed at a time: the best next, step by step."""
    chosen: set[int] = set()
    while len(chosen) < len(shape):
        left = (axis for axis in range(len(shape)) if axis not in chosen)
        following = min(
            left, key=lambda axis: prod(shape[held] for held in _held(scopes, chosen | {axis}))
        )
        chosen.add(following)
        yield following


def _held(scopes: set[frozenset[int]], chosen: set[int]) -> set[int]:
    """The chosen issues that share a factor with one still to come."""
    return {axis for scope in scopes if not scope <= chosen for axis in scope if axis in chosen}
