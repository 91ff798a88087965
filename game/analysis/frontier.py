"""The efficient frontier: the packages that no other package betters for all.

A package is *better for all* than another if it gives no delegation less and some delegation more
(Pareto 1906). What none betters is *efficient*; packages of equal points are efficient together.
"""

import moocore
import numpy as np
from numpy.typing import NDArray

from game.analysis.agreement import Agreements
from game.analysis.merge import merged_frontier

#: So many packages are compared at a time, to bound the memory: 48 bytes each for six delegations.
_PIECE = 1 << 18


def efficient_rows(points: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which rows no other row betters; every one of equal rows. Any unit, a column a delegation.

    Exact for whole numbers up to 2^53. The sweep is that of Kung, Luccio & Preparata (1975).
    """
    found: NDArray[np.bool_] = moocore.is_nondominated(points, maximise=True, keep_weakly=True)
    return found


def efficient_among(found: Agreements, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those of the packages that none of them betters, in the order given."""
    # Whatever is bettered within its piece is bettered among all, so the rest is soon small.
    while numbers.size > _PIECE:
        pieces = np.array_split(numbers, -(-numbers.size // _PIECE))
        survivors = [piece[efficient_rows(found.points_of(piece))] for piece in pieces]
        left = np.concatenate(survivors)
        if left.size == numbers.size:
            break
        numbers = left
    return numbers[efficient_rows(found.points_of(numbers))]


def frontier(found: Agreements) -> NDArray[np.intp]:
    """The efficient packages among those that all prefer to no deal, by number.

    They are efficient among all packages too: what betters a package that all prefer to no deal
    is itself preferred by all.
    """
    return efficient_among(found, found.acceptable)


def overall_frontier(found: Agreements) -> NDArray[np.intp]:
    """The efficient packages among all of the agenda, by number, whoever would refuse them."""
    merged = merged_frontier(found.space, found.ledgers, found.table.clashes)
    # Merging knows nothing of the floor below which no score falls. There packages tie that differ
    # above, so those that touch it are compared again.
    floored = np.zeros(found.space.size, dtype=bool)
    for points, ledger in zip(found.points, found.ledgers, strict=True):
        if ledger.floor is not None:
            floored |= points == ledger.floor
    floored &= found.coherent
    return efficient_among(found, np.union1d(merged, np.flatnonzero(floored)))


def better_for_all(found: Agreements, number: int) -> NDArray[np.intp]:
    """The packages that give no delegation less than this one, and some delegation more."""
    no_less = found.coherent.copy()
    for points in found.points:
        no_less &= points >= points[number]
    candidates = np.flatnonzero(no_less)
    more = (found.points_of(candidates) > found.points_of([number])).any(axis=1)
    return candidates[more]
