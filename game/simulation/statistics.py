"""Means with their confidence intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

#: The normal distribution's 97.5 % point: with hundreds of games Student's is as good as it.
Z = 1.96


@dataclass(frozen=True)
class Mean:
    """A mean and its 95 % confidence interval, which one value alone gives no width."""

    mean: float
    low: float
    high: float

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {"mean": round(self.mean, 2), "ci95": [round(self.low, 2), round(self.high, 2)]}


def mean_of(values: Sequence[float]) -> Mean | None:
    """The mean of the values with its interval, or None where there are none."""
    if not values:
        return None
    middle = fmean(values)
    half = Z * stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
    return Mean(middle, middle - half, middle + half)


def difference(those: Sequence[float], others: Sequence[float]) -> Mean | None:
    """How much higher the mean of those is than that of the others (Welch's interval)."""
    if len(those) < 2 or len(others) < 2:
        return None
    gap = fmean(those) - fmean(others)
    half = Z * sqrt(stdev(those) ** 2 / len(those) + stdev(others) ** 2 / len(others))
    return Mean(gap, gap - half, gap + half)


def paired(those: Sequence[float], others: Sequence[float]) -> Mean | None:
    """How much higher those are on average than the others, each beside its own counterpart.

    ValueError where they are not as many.
    """
    return mean_of([one - other for one, other in zip(those, others, strict=True)])


def difference_of_shares(part: int, whole: int, other_part: int, other_whole: int) -> Mean:
    """How much higher the first share is, in per cent points.

    Newcombe's interval from Wilson's two (Newcombe 1998, method 10): sound where a share is all or
    nothing of a few, as Welch's is not.
    """
    one, other = share(part, whole), share(other_part, other_whole)
    gap = one.mean - other.mean
    down = sqrt((one.mean - one.low) ** 2 + (other.high - other.mean) ** 2)
    up = sqrt((one.high - one.mean) ** 2 + (other.mean - other.low) ** 2)
    return Mean(gap, gap - down, gap + up)


def share(part: int, whole: int) -> Mean:
    """A share in per cent with Wilson's interval, which keeps within bounds (Wilson 1927)."""
    if whole == 0:
        return Mean(0.0, 0.0, 100.0)
    p, n = part / whole, whole
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return Mean(100 * p, 100 * max(0.0, centre - half), 100 * min(1.0, centre + half))
