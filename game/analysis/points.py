"""Each delegation's points in every package of an agenda, equal to ``scoring.score`` to the unit.

A score is a constant (what the reference path of the world brings) and a sum of *factors*: small
tables over one issue (an issue term), two (a pair term) or several (a red line's charge). The
tables hold scoring's own rounded integers, so adding them by broadcasting gives the same totals.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from game.analysis.space import PackageSpace
from game.engine.scoring import (
    PlayedTerm,
    pair_worth,
    played_terms,
    reference_deal,
    worth_of,
)
from game.scenario.model import DelegationId, IssueTerm, PairTerm, RedLine, Structure

Points = NDArray[np.signedinteger]


@dataclass(frozen=True)
class Factor:
    """Points that depend on a few issues: ``table`` has one axis for each, in agenda order."""

    axes: tuple[int, ...]
    table: NDArray[np.int64]

    def spread(self, dimensions: int) -> NDArray[np.int64]:
        """The table shaped to broadcast over that many leading issues of the agenda."""
        shape = [1] * dimensions
        for axis, length in zip(self.axes, self.table.shape, strict=True):
            shape[axis] = length
        return self.table.reshape(shape)


@dataclass(frozen=True)
class Ledger:
    """Everything that makes up one delegation's points in the packages of an agenda."""

    constant: int
    factors: tuple[Factor, ...]

    def marginal(self, axis: int, length: int) -> NDArray[np.float64]:
        """What each option of one issue brings on average over all other choices."""
        total = np.zeros(length)
        for factor in self.factors:
            if axis in factor.axes:
                others = tuple(i for i, other in enumerate(factor.axes) if other != axis)
                total += factor.table.mean(axis=others)
        return total

    def all_points(self, shape: tuple[int, ...]) -> Points:
        """The points in every package of that shape, flat, in the packages' order."""
        dtype = np.int16 if self._bound() <= np.iinfo(np.int16).max else np.int32
        total: Points = np.full((), self.constant, dtype=dtype)
        # Issue by issue, so that all but the last few additions run on small arrays.
        for axis in range(len(shape)):
            addend = np.zeros((1,) * axis + (shape[axis],), dtype=np.int64)
            for factor in self.factors:
                if factor.axes[-1] == axis:
                    addend = addend + factor.spread(axis + 1)
            total = total[..., np.newaxis] + addend.astype(dtype)
        np.maximum(total, 0, out=total)
        return total.reshape(-1)

    def _bound(self) -> int:
        """No partial sum is further from nought than this."""
        return abs(self.constant) + sum(int(np.abs(f.table).max()) for f in self.factors)


def ledger(structure: Structure, space: PackageSpace, delegation: DelegationId) -> Ledger:
    """Take one delegation's scoring apart into a constant and factors."""
    outcome = reference_deal(structure, space.agenda, {})
    constant = 0
    factors: list[Factor] = []
    for played in played_terms(structure, space.agenda, delegation):
        match played.term:
            case IssueTerm() as term:
                factors.append(_issue_factor(space, played, term))
            case PairTerm() as term:
                factors.append(_pair_factor(space, played, term))
            case _:
                constant += played.points(worth_of(played.term, outcome, delegation))
    factors.extend(_charges(space, structure.delegation(delegation).red_lines))
    return Ledger(constant, tuple(factors))


def _issue_factor(space: PackageSpace, played: PlayedTerm, term: IssueTerm) -> Factor:
    axis = space.agenda.index(term.issue)
    points = [played.points(term.worth[option]) for option in space.options[axis]]
    return Factor((axis,), np.array(points, dtype=np.int64))


def _pair_factor(space: PackageSpace, played: PlayedTerm, term: PairTerm) -> Factor:
    axes = _axes(space, term.issues)
    issues = [space.agenda[axis] for axis in axes]
    rows = product(*(space.options[axis] for axis in axes))
    worths = (pair_worth(term, dict(zip(issues, row, strict=True))) for row in rows)
    return _factor(space, axes, [played.points(worth) for worth in worths])


def _charges(space: PackageSpace, red_lines: tuple[RedLine, ...]) -> Iterator[Factor]:
    for line in red_lines:
        # A line that names an issue off the agenda can never be crossed.
        if not all(issue in space.agenda for issue in line.when):
            continue
        axes = _axes(space, tuple(line.when))
        crossed = product(
            *([o in line.when[space.agenda[axis]] for o in space.options[axis]] for axis in axes)
        )
        yield _factor(space, axes, [-100 * line.points * all(row) for row in crossed])


def _axes(space: PackageSpace, issues: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted(space.agenda.index(issue) for issue in issues))


def _factor(space: PackageSpace, axes: tuple[int, ...], points: list[int]) -> Factor:
    shape = tuple(space.shape[axis] for axis in axes)
    return Factor(axes, np.array(points, dtype=np.int64).reshape(shape))
