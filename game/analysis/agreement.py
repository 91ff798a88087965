"""Who would accept what: the packages that delegations prefer to no deal."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from game.analysis.ledger import Ledger, Points
from game.analysis.space import PackageSpace
from game.analysis.table import ScoreTable
from game.scenario.base import DelegationId, IssueId, OptionId

#: More than these would need gigabytes: each package takes two or four bytes a delegation.
MOST_PACKAGES = 50_000_000


class TooManyPackagesError(ValueError):
    """An agenda with more packages than can be examined one by one."""

    def __init__(self, packages: int) -> None:
        super().__init__(
            f"The agenda has {packages:,} packages; at most {MOST_PACKAGES:,} can be examined."
        )


@dataclass(frozen=True)
class Agreements:
    """Every package of an agenda with each delegation's points and reservation value.

    ``points`` is in the order of ``delegations``, one array each in the order of ``space``, in
    hundredths.
    """

    table: ScoreTable
    points: tuple[Points, ...]

    @classmethod
    def of(cls, table: ScoreTable) -> "Agreements":
        """Add up every package's points; TooManyPackagesError if there are too many."""
        if table.space.size > MOST_PACKAGES:
            raise TooManyPackagesError(table.space.size)
        return cls(table, tuple(entry.all_points(table.space.shape) for entry in table.ledgers))

    @property
    def space(self) -> PackageSpace:
        """The packages, numbered."""
        return self.table.space

    @property
    def delegations(self) -> tuple[DelegationId, ...]:
        """The delegations in seating order."""
        return self.table.delegations

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        """What makes up each delegation's points."""
        return self.table.ledgers

    @property
    def reservation(self) -> dict[DelegationId, int]:
        """Each delegation's points with no deal."""
        return self.table.reservation

    def points_of(self, numbers: ArrayLike) -> NDArray[np.int64]:
        """A row for each of these packages, a column for each delegation: points."""
        chosen = np.asarray(numbers, dtype=np.intp)
        rows: NDArray[np.int64] = np.empty((chosen.size, len(self.points)), dtype=np.int64)
        for column, points in enumerate(self.points):
            rows[:, column] = points[chosen]
        return rows

    def gains_of(self, numbers: ArrayLike) -> NDArray[np.int64]:
        """The same, less what no deal would bring: u − r."""
        no_deal = [self.reservation[d] for d in self.delegations]
        gains: NDArray[np.int64] = self.points_of(numbers) - np.array(no_deal, dtype=np.int64)
        return gains

    def score_of(self, number: int) -> dict[DelegationId, int]:
        """Each delegation's points in the package with that number."""
        return dict(zip(self.delegations, self.points_of([number])[0].tolist(), strict=True))

    @cached_property
    def acceptors(self) -> NDArray[np.unsignedinteger]:
        """For each package, a bit for each delegation that likes it no less than no deal."""
        kind = np.uint8 if len(self.delegations) <= 8 else np.uint16
        bits: NDArray[np.unsignedinteger] = np.zeros(self.space.size, dtype=kind)
        for position, (delegation, points) in enumerate(
            zip(self.delegations, self.points, strict=True)
        ):
            willing = points >= self.reservation[delegation]
            bits |= np.multiply(willing, 1 << position, dtype=kind)
        bits *= self.coherent
        return bits

    @cached_property
    def coherent(self) -> NDArray[np.bool_]:
        """Of each package whether it can be tabled: nobody accepts clauses that clash."""
        sound = np.ones(self.space.shape, dtype=bool)
        for clash in self.table.clashes:
            places = dict(clash)
            chosen = (places.get(axis, range(n)) for axis, n in enumerate(self.space.shape))
            sound[np.ix_(*map(list, chosen))] = False
        return sound.reshape(-1)

    @property
    def everybody(self) -> int:
        """The bits of all delegations together."""
        return (1 << len(self.delegations)) - 1

    @cached_property
    def acceptable(self) -> NDArray[np.intp]:
        """The numbers of the packages that all delegations accept."""
        return np.flatnonzero(self.acceptors == self.everybody)

    @cached_property
    def by_acceptors(self) -> NDArray[np.intp]:
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
        counts = self.by_acceptors
        return int(counts[self.everybody] + counts[self.everybody ^ bit])

    def minus_one(self, essential: tuple[DelegationId, ...]) -> int:
        """How many packages pass if one delegation that is not essential may refuse."""
        counts = self.by_acceptors
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
