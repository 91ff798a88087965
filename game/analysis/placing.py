"""Where one package stands among all that were possible, and what would have been better."""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from game.analysis.agreement import Agreements
from game.analysis.frontier import better_for_all
from game.analysis.solutions import Solutions
from game.engine.scoring import attainment
from game.scenario.base import DelegationId, IssueId, OptionId


@dataclass(frozen=True)
class Placing:
    """A package beside the others of its agenda. Points are hundredths.

    ``attainment`` is 0 at no deal and 100 at the delegation's best (see ``scoring.attainment``);
    None for a delegation that no package preferred by all makes better off than no deal.
    ``surplus`` is the sum of u − r. ``joint_share`` is that sum over the greatest that any package
    has which all prefer to no deal: 1 at the utilitarian solution, below nought where the table
    lost together, and perhaps above 1 where somebody should have refused. ``nash_ratio`` is the
    product of gains over the greatest such, to the power of one over the number of delegations:
    1 at the Nash solution, nought where somebody gains nothing. Both are None where the greatest
    is nought or nothing is preferred by all.

    ``better`` are the packages that are better for all, by number. ``unclaimed`` is what the
    greatest surplus has beyond this one's, whoever would have had to give way for it; ``forgone``
    the most that all would have gained together in one of ``better``: what nobody had to pay for.
    """

    number: int
    points: dict[DelegationId, int]
    attainment: dict[DelegationId, int | None]
    acceptable: bool
    surplus: int
    joint_share: float | None
    nash_ratio: float | None
    better: NDArray[np.intp]
    unclaimed: int | None
    forgone: int

    @property
    def efficient(self) -> bool:
        """Whether no package at all is better for all."""
        return not self.better.size


@dataclass(frozen=True)
class Improvement:
    """A package that is better for all than another, and what it changes.

    ``changes`` gives for each clause that differs the option that was there and the better one,
    ``gains`` what each delegation gains by it (hundredths, none below nought).
    """

    number: int
    changes: dict[IssueId, tuple[OptionId, OptionId]]
    gains: dict[DelegationId, int]

    @property
    def gainers(self) -> tuple[DelegationId, ...]:
        """The delegations that gain; the others lose nothing."""
        return tuple(delegation for delegation, gain in self.gains.items() if gain)


def place(found: Agreements, solutions: Solutions, number: int) -> Placing:
    """Where the package with that number stands; IndexError if there is none."""
    if not 0 <= number < found.space.size:
        raise IndexError(number)
    gains: list[int] = found.gains_of([number])[0].tolist()
    surplus = sum(gains)
    better = better_for_all(found, number)
    bettered = found.points_of(better).sum(axis=1) - found.points_of([number]).sum()
    most = solutions.most_gained
    points = found.score_of(number)
    return Placing(
        number=number,
        points=points,
        attainment={
            d: attainment(points[d], found.reservation[d], found.best(d)) for d in found.delegations
        },
        acceptable=min(gains) >= 0,
        surplus=surplus,
        joint_share=surplus / most if most else None,
        nash_ratio=_nash_ratio(gains, solutions.greatest_product),
        better=better,
        unclaimed=None if most is None else most - surplus,
        forgone=int(bettered.max(initial=0)),
    )


def _nash_ratio(gains: list[int], greatest: int | None) -> float | None:
    if greatest is None:
        return None
    # Two losers' product is above nought too; but there is no gain to speak of.
    product = prod(gains) if min(gains) > 0 else 0
    return float((product / greatest) ** (1 / len(gains)))


def nearest_better(
    found: Agreements, placing: Placing, at_most: int = 3
) -> tuple[Improvement, ...]:
    """The packages better for all that change the fewest clauses: none further than the nearest.

    Those that bring most together come first, then the lower number. Empty for an efficient
    package.
    """
    if placing.efficient:
        return ()
    shape = found.space.shape
    before = np.array(np.unravel_index(placing.number, shape))
    after = np.array(np.unravel_index(placing.better, shape))
    distance = (after != before[:, np.newaxis]).sum(axis=0)
    nearest = placing.better[distance == distance.min()]
    totals = found.points_of(nearest).sum(axis=1)
    order = np.lexsort((nearest, -totals))[:at_most]
    return tuple(_improvement(found, placing, number) for number in nearest[order].tolist())


def _improvement(found: Agreements, placing: Placing, number: int) -> Improvement:
    old, new = found.space.package(placing.number), found.space.package(number)
    points = found.score_of(number)
    return Improvement(
        number=number,
        changes={i: (old[i], new[i]) for i in found.space.agenda if old[i] != new[i]},
        gains={d: points[d] - placing.points[d] for d in found.delegations},
    )
