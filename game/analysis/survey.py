"""Everything that exact analysis says of one agenda, and its form for programs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.analysis.agreement import Agreements
from game.analysis.coalitions import Coalition, coalitions
from game.analysis.frontier import overall_frontier
from game.analysis.solutions import Solutions, solve
from game.analysis.table import ScoreTable

#: An agenda that is worth nothing to anybody has only ties; a report need not hold them all.
MOST_TIES = 20


@dataclass(frozen=True)
class Survey:
    """The whole analysis of an agenda. ``overall`` is the frontier of all packages, by number."""

    found: Agreements
    solutions: Solutions
    overall: NDArray[np.intp]
    coalitions: tuple[Coalition, ...]


def survey(table: ScoreTable) -> Survey:
    """Examine every package; about a second for six million.

    TooManyPackagesError if there are more than can be examined.
    """
    found = Agreements.of(table)
    return Survey(found, solve(found), overall_frontier(found), coalitions(found))


def as_json(scenario: str, surveyed: Survey) -> dict[str, Any]:
    """The survey as plain values, in points (not hundredths).

    Where no package is preferred by all to no deal, each solution and each best is None. Each
    solution is its lowest-numbered package; ``ties`` counts the packages that are as good, and
    ``also`` lists the next of them, at most ``MOST_TIES``.
    """
    found = surveyed.found
    return {
        "scenario": scenario,
        "agenda": list(found.space.agenda),
        "packages": found.space.size,
        "rational": int(found.acceptable.size),
        "frontier": int(surveyed.solutions.frontier.size),
        "frontier_overall": int(surveyed.overall.size),
        "reservation": {d: in_points(r) for d, r in found.reservation.items()},
        "best": {d: in_points(found.best(d)) for d in found.delegations},
        "solutions": {
            name: _solution(found, packages)
            for name, packages in surveyed.solutions.packages.items()
        },
        "coalitions": [
            {"members": list(coalition.members), "packages": coalition.packages}
            for coalition in surveyed.coalitions
        ],
    }


def _solution(found: Agreements, packages: tuple[int, ...]) -> dict[str, Any] | None:
    if not packages:
        return None
    first, *others = (_entry(found, number) for number in packages[: MOST_TIES + 1])
    return {**first, "ties": len(packages) - 1, "also": others}


def _entry(found: Agreements, number: int) -> dict[str, Any]:
    scores = {d: in_points(points) for d, points in found.score_of(number).items()}
    return {"package": found.space.package(number), "scores": scores}


def in_points(hundredths: int | None) -> float | None:
    """Hundredths as points; None stays None."""
    return None if hundredths is None else hundredths / 100
