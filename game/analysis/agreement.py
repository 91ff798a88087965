"""Who would accept what: the packages that delegations prefer to no deal."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from game.analysis.points import Ledger, Points, ledger
from game.analysis.space import PackageSpace
from game.engine.scoring import reference_no_deal, score
from game.scenario.model import DelegationId, IssueId, OptionId, Structure


@dataclass(frozen=True)
class Agreements:
    """Every package of an agenda with each delegation's points and reservation value.

    ``points`` is in the order of ``delegations``; each array is in the order of ``space``.
    """

    space: PackageSpace
    delegations: tuple[DelegationId, ...]
    ledgers: tuple[Ledger, ...]
    points: tuple[Points, ...]
    reservation: dict[DelegationId, int]

    @cached_property
    def acceptors(self) -> NDArray[np.uint8]:
        """For each package, a bit for each delegation that likes it no less than no deal."""
        bits = np.zeros(self.space.size, dtype=np.uint8)
        for position, (delegation, points) in enumerate(
            zip(self.delegations, self.points, strict=True)
        ):
            bits |= (points >= self.reservation[delegation]).astype(np.uint8) << position
        return bits

    @property
    def everybody(self) -> int:
        """The bits of all delegations together."""
        return (1 << len(self.delegations)) - 1

    @cached_property
    def acceptable(self) -> NDArray[np.intp]:
        """The numbers of the packages that all delegations accept."""
        return np.flatnonzero(self.acceptors == self.everybody)

    @cached_property
    def _by_acceptors(self) -> NDArray[np.intp]:
        """How many packages exactly that set of delegations accepts, by its bits."""
        return np.bincount(self.acceptors, minlength=self.everybody + 1)

    def best(self, delegation: DelegationId) -> int | None:
        """The delegation's highest points in a package that all accept; None if there is none."""
        if not self.acceptable.size:
            return None
        return int(self.points[self.delegations.index(delegation)][self.acceptable].max())

    def without(self, delegation: DelegationId) -> int:
        """How many packages all the others accept, whatever this one thinks of them."""
        bit = 1 << self.delegations.index(delegation)
        counts = self._by_acceptors
        return int(counts[self.everybody] + counts[self.everybody ^ bit])

    def minus_one(self, essential: tuple[DelegationId, ...]) -> int:
        """How many packages pass if one delegation that is not essential may refuse."""
        counts = self._by_acceptors
        return int(counts[self.everybody]) + sum(
            int(counts[self.everybody ^ (1 << position)])
            for position, delegation in enumerate(self.delegations)
            if delegation not in essential
        )

    def forsaken(self) -> tuple[tuple[IssueId, OptionId], ...]:
        """Options that every delegation with a stake in the issue ranks last."""
        return tuple(
            (issue, self.space.options[axis][position])
            for axis, issue in enumerate(self.space.agenda)
            for position in range(self.space.shape[axis])
            if all(
                values[position] - values.min() < _SAME
                for values in self._stakes(axis)
                if np.ptp(values) >= _SAME
            )
        )

    def indifferent(self, issue: IssueId) -> int:
        """How many delegations have no points at stake in the issue."""
        stakes = self._stakes(self.space.agenda.index(issue))
        return sum(bool(np.ptp(values) < _SAME) for values in stakes)

    def _stakes(self, axis: int) -> list[NDArray[np.float64]]:
        return [entry.marginal(axis, self.space.shape[axis]) for entry in self.ledgers]


#: Average points closer than this are the same: it is far below a hundredth, above float noise.
_SAME = 1e-6


def agreements(structure: Structure, agenda: tuple[IssueId, ...]) -> Agreements:
    """Score every package of the agenda for every delegation, on the world's reference path."""
    space = PackageSpace.of(structure, agenda)
    ledgers = tuple(ledger(structure, space, d) for d in structure.delegation_ids)
    no_deal = reference_no_deal(structure, agenda)
    return Agreements(
        space=space,
        delegations=structure.delegation_ids,
        ledgers=ledgers,
        points=tuple(entry.all_points(space.shape) for entry in ledgers),
        reservation={d: score(structure, d, no_deal).total for d in structure.delegation_ids},
    )
