"""Which delegations could have agreed among themselves, and on how many packages."""

from dataclasses import dataclass

import numpy as np

from game.analysis.agreement import Agreements
from game.scenario.base import DelegationId


@dataclass(frozen=True)
class Coalition:
    """Some delegations, and how many packages all of them prefer to no deal.

    What the others think of those packages does not count.
    """

    members: tuple[DelegationId, ...]
    packages: int

    @property
    def could_have_agreed(self) -> bool:
        """Whether there is any such package."""
        return self.packages > 0


def coalitions(found: Agreements) -> tuple[Coalition, ...]:
    """Every coalition of two or more: the largest first, then in seating order."""
    seats = len(found.delegations)
    counts = np.array(found.by_acceptors)
    # From "exactly these accept" to "at least these": add, seat by seat, what it accepts besides.
    for seat in range(seats):
        pairs = counts.reshape(-1, 2, 1 << seat)
        pairs[:, 0] += pairs[:, 1]
    every = (
        Coalition(
            tuple(d for seat, d in enumerate(found.delegations) if bits >> seat & 1), packages
        )
        for bits, packages in enumerate(counts.tolist())
        if bits.bit_count() >= 2
    )
    return tuple(
        sorted(
            every,
            key=lambda coalition: (
                -len(coalition.members),
                [found.delegations.index(member) for member in coalition.members],
            ),
        )
    )
