"""The value that was on the table: what all could have had, and what the text left unclaimed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.analysis.agreement import Agreements
from game.analysis.clauses import clause_values
from game.analysis.coalitions import coalitions
from game.analysis.placing import nearest_better, place
from game.analysis.points import score_table
from game.analysis.solutions import SolutionId, Solutions, solve
from game.report.figures.played import Played
from game.scenario.model import DelegationId, IssueId, OptionId

#: Cells to a side of the picture of all packages that all prefer to no deal.
CELLS = 40


@dataclass(frozen=True)
class Solution:
    """A package that a theory of bargaining singles out: gains are points above no deal."""

    id: SolutionId
    package: dict[IssueId, OptionId]
    worth: dict[DelegationId, int]
    surplus: int
    smallest: int


@dataclass(frozen=True)
class Better:
    """A package that gives some more than the signed text and none less.

    ``changes`` holds for each clause that differs the signed option and the better one.
    """

    changes: dict[IssueId, tuple[OptionId, OptionId]]
    gains: dict[DelegationId, int]


@dataclass(frozen=True)
class ClauseWorth:
    """What a signed clause brought each, against silence; see ``analysis.clauses``."""

    issue: IssueId
    worth: dict[DelegationId, int]
    created: int
    claimed: int
    left: int


@dataclass(frozen=True)
class Placed:
    """Where the signed text stands among all that were possible; see ``analysis.placing``.

    ``exceeds`` is the share of the packages acceptable to all that bring less together.
    """

    worth: dict[DelegationId, int]
    surplus: int
    smallest: int
    joint_share: float | None
    nash_ratio: float | None
    better: int
    forgone: int
    unclaimed: int | None
    exceeds: float | None
    nearest: tuple[Better, ...]
    clauses: tuple[ClauseWorth, ...]


@dataclass(frozen=True)
class Cell:
    """How many packages bring about this surplus and about this smallest gain (in points)."""

    surplus: float
    smallest: float
    packages: int


@dataclass(frozen=True)
class CouldAgree:
    """A coalition, and how many packages all its members prefer to no deal."""

    members: tuple[DelegationId, ...]
    packages: int


@dataclass(frozen=True)
class Value:
    """Every package of the agenda by the delegations' briefs, all signed and honoured.

    Directives and leaves of the capitals are left out: this is what could be known from the
    start. ``reservation`` and ``best`` are hundredths. ``placed`` is None where nothing was signed.
    ``cells`` are ``across`` points of surplus wide and ``up`` points of smallest gain high;
    ``frontier`` are the middles of those in which an efficient package lies.
    """

    packages: int
    acceptable: int
    efficient: int
    reservation: dict[DelegationId, int]
    best: dict[DelegationId, int | None]
    most: int | None
    solutions: tuple[Solution, ...]
    placed: Placed | None
    cells: tuple[Cell, ...]
    frontier: tuple[tuple[float, float], ...]
    across: float
    up: float
    coalitions: tuple[CouldAgree, ...]


def value(played: Played) -> Value:
    """Examine every package; about two seconds for six million of them."""
    found = Agreements.of(score_table(played.structure, played.agenda))
    solutions = solve(found)
    gains = found.gains_of(found.acceptable)
    across, up = _width(gains.sum(axis=1)), _width(gains.min(axis=1) if gains.size else gains)
    return Value(
        packages=found.space.size,
        acceptable=int(found.acceptable.size),
        efficient=int(solutions.frontier.size),
        reservation=found.reservation,
        best={d: found.best(d) for d in found.delegations},
        most=solutions.most_gained,
        solutions=tuple(_solutions(found, solutions)),
        placed=_placed(played, found, solutions),
        cells=tuple(_cells(gains, across, up)),
        frontier=tuple(
            (cell.surplus, cell.smallest)
            for cell in _cells(found.gains_of(solutions.frontier), across, up)
        ),
        across=across / 100,
        up=up / 100,
        coalitions=tuple(CouldAgree(c.members, c.packages) for c in coalitions(found)),
    )


def _solutions(found: Agreements, solutions: Solutions) -> Iterator[Solution]:
    for id_ in solutions.packages:
        number = solutions.first(id_)
        if number is not None:
            gains: list[int] = found.gains_of([number])[0].tolist()
            yield Solution(
                id=id_,
                package=found.space.package(number),
                worth=found.score_of(number),
                surplus=sum(gains),
                smallest=min(gains),
            )


def _placed(played: Played, found: Agreements, solutions: Solutions) -> Placed | None:
    if played.signed is None:
        return None
    number = found.space.number(played.signed)
    placing = place(found, solutions, number)
    gains: list[int] = found.gains_of([number])[0].tolist()
    return Placed(
        worth=placing.points,
        surplus=placing.surplus,
        smallest=min(gains),
        joint_share=_rounded(placing.joint_share),
        nash_ratio=_rounded(placing.nash_ratio),
        better=int(placing.better.size),
        forgone=placing.forgone,
        unclaimed=placing.unclaimed,
        exceeds=_exceeds(found, placing.surplus),
        nearest=tuple(Better(one.changes, one.gains) for one in nearest_better(found, placing)),
        clauses=tuple(
            ClauseWorth(one.issue, one.worth, one.created, one.claimed, one.left)
            for one in clause_values(found, number)
        ),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _exceeds(found: Agreements, surplus: int) -> float | None:
    if not found.acceptable.size:
        return None
    sums = found.gains_of(found.acceptable).sum(axis=1)
    return round(float((sums < surplus).mean()), 4)


def _cells(gains: NDArray[np.int64], across: int, up: int) -> Iterator[Cell]:
    """Packages acceptable to all, by surplus and smallest gain, counted in a grid."""
    if not gains.size:
        return
    counts = np.zeros((CELLS, CELLS), dtype=np.int64)
    np.add.at(counts, (gains.sum(axis=1) // across, gains.min(axis=1) // up), 1)
    for column, row in np.argwhere(counts).tolist():
        yield Cell(
            surplus=(column + 0.5) * across / 100,
            smallest=(row + 0.5) * up / 100,
            packages=int(counts[column, row]),
        )


def _width(values: NDArray[np.int64]) -> int:
    """How wide a cell must be (hundredths) for all the values to find a place."""
    return max(1, -(-(int(values.max(initial=0)) + 1) // CELLS))
