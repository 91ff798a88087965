"""What makes up a delegation's points: a constant and small tables, each over a few issues.

The tables are *factors*: over one issue (what its options bring), two (a pair that is worth more or
less together) or several (a charge). Adding them by broadcasting gives the points in every
package, in whole hundredths of a point, so that ties stay exact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    """Everything that makes up one delegation's points in the packages of an agenda.

    Points never fall below ``floor``: a scenario's score ends at nought, a table of bare numbers
    (None) anywhere.
    """

    constant: int
    factors: tuple[Factor, ...]
    floor: int | None = 0

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
        if self.floor is not None:
            np.maximum(total, self.floor, out=total)
        return total.reshape(-1)

    def _bound(self) -> int:
        """No partial sum is further from nought than this."""
        return abs(self.constant) + sum(int(np.abs(f.table).max()) for f in self.factors)
