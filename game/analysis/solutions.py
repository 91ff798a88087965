"""What theories of bargaining single out of the packages that all prefer to no deal.

All take *gains*: a row a package that all prefer to no deal, a column a delegation, each entry
u − r in whole hundredths of a point and never below nought. All answer with the positions of every
row that is best, in ascending order: nothing decides between equals. Each solution is efficient,
so that it is enough to look on the frontier.

No joint measure is neutral (Clyman 1995): show several side by side.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from game.analysis.agreement import Agreements
from game.analysis.frontier import frontier

Gains: TypeAlias = NDArray[np.int64]
Rows: TypeAlias = NDArray[np.intp]
SolutionId: TypeAlias = Literal["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]

#: Floating point is good to some sixteen figures; what is so close is compared in whole numbers.
_NEARLY = 1 - 1e-9


def nash(gains: Gains) -> Rows:
    """The rows with the greatest product of gains (Nash 1950).

    Where every product is nought, those in which most delegations gain, then the greatest product
    of the gains of those that do.
    """
    gainers = np.count_nonzero(gains, axis=1)
    rows = np.flatnonzero(gainers == gainers.max(initial=0))
    if not rows.size:
        return rows
    near = np.where(gains[rows] > 0, gains[rows], 1).astype(np.float64).prod(axis=1)
    rows = rows[near >= near.max() * _NEARLY]
    products = [prod(gain for gain in row if gain) for row in gains[rows].tolist()]
    best: Rows = rows[np.equal(products, max(products)).astype(bool)]
    return best


def kalai_smorodinsky(gains: Gains) -> Rows:
    """The rows whose smallest share of what each could gain is greatest, then the next smallest.

    A delegation's share is its gain over its greatest gain in any row (Kalai & Smorodinsky 1975;
    the lexicographic rule for many parties: Imai 1983). A delegation that gains nowhere has no
    share and does not count.
    """
    ideal = gains.max(axis=0, initial=0)
    gains, ideal = gains[:, ideal > 0], ideal[ideal > 0]
    span = int(ideal.max(initial=1))
    # Two shares that differ do so by at least 1/span², so that rounding down to a whole multiple
    # of that keeps both order and ties. Beyond 64 bits Python's own whole numbers take over.
    kind = np.int64 if span**3 < np.iinfo(np.int64).max else np.object_
    return _leximin(gains.astype(kind) * span**2 // ideal)


def egalitarian(gains: Gains) -> Rows:
    """The rows whose smallest gain is greatest, then the next smallest (Kalai 1977; Rawls 1971)."""
    return _leximin(gains)


def utilitarian(gains: Gains) -> Rows:
    """The rows with the greatest sum of gains (Harsanyi 1955)."""
    sums = gains.sum(axis=1)
    return np.flatnonzero(sums == sums.max(initial=0))


def _leximin(values: NDArray[np.int64] | NDArray[np.object_]) -> Rows:
    ascending = np.sort(values, axis=1)
    rows = np.arange(len(values))
    for column in ascending.T if rows.size else ():
        rows = rows[column[rows] == column[rows].max()]
    return rows


_RULES: Mapping[SolutionId, Callable[[Gains], Rows]] = {
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
}


@dataclass(frozen=True)
class Solutions:
    """The frontier of what all prefer to no deal, and what is singled out of it.

    All are numbers of packages in ascending order. ``packages`` holds every tie; none where no
    package is preferred by all.
    """

    frontier: NDArray[np.intp]
    packages: dict[SolutionId, tuple[int, ...]]
    most_gained: int | None
    greatest_product: int | None

    def first(self, solution: SolutionId) -> int | None:
        """The lowest number among the packages of that solution; None if there is none."""
        return next(iter(self.packages[solution]), None)


def solve(found: Agreements) -> Solutions:
    """All solutions of an agenda, by numbers of packages.

    ``most_gained`` is the greatest sum of gains in hundredths, None where nothing is preferred by
    all. ``greatest_product`` is the greatest product of gains, None where that is nought.
    """
    numbers = frontier(found)
    gains = found.gains_of(numbers)
    packages = {name: tuple(numbers[rule(gains)].tolist()) for name, rule in _RULES.items()}
    best_product = max((prod(row) for row in found.gains_of(packages["nash"]).tolist()), default=0)
    return Solutions(
        frontier=numbers,
        packages=packages,
        most_gained=int(gains.sum(axis=1).max()) if numbers.size else None,
        greatest_product=best_product or None,
    )
