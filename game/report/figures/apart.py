"""Where the same seat got apart at two tables: what of its score came out differently, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.report.figures.scores import Evidence, Score
from game.report.figures.table import TableFigures
from game.scenario.model import DelegationId, ObjectiveId

#: How many differences are told, the greatest first.
TOLD = 3


@dataclass(frozen=True)
class Gap:
    """A term that brought a seat more at one table than at another, by ``points`` (hundredths).

    Below nought where it brought less there, though the seat did better in all. ``here`` and
    ``there`` are what was found at either.
    """

    objective: ObjectiveId
    points: int
    here: Evidence
    there: Evidence


@dataclass(frozen=True)
class Apart:
    """A seat's highest and lowest score of the class (hundredths), and where they come apart.

    ``gaps`` are the ``TOLD`` greatest of all differences; ``charges`` is what red lines took off
    more at the lower table. Differences can be of weight too, where a directive fell.
    """

    delegation: DelegationId
    high: int
    low: int
    points: int
    gaps: tuple[Gap, ...]
    charges: int


def apart(tables: Mapping[int, TableFigures]) -> tuple[Apart, ...]:
    """Every seat whose scores differ, in seating order; ``tables`` by number."""
    seats: dict[DelegationId, dict[int, Score]] = {}
    for number, figures in sorted(tables.items()):
        for score in figures.scores:
            seats.setdefault(score.delegation, {})[number] = score
    found = (_apart(scored) for scored in seats.values())
    return tuple(one for one in found if one.points)


def _apart(scored: Mapping[int, Score]) -> Apart:
    high = max(scored, key=lambda number: scored[number].total)
    low = min(scored, key=lambda number: scored[number].total)
    here, there = scored[high], scored[low]
    gaps = sorted(_gaps(here, there), key=lambda gap: -abs(gap.points))
    return Apart(
        delegation=here.delegation,
        high=high,
        low=low,
        points=here.total - there.total,
        gaps=tuple(gaps[:TOLD]),
        charges=sum(there.charges.values()) - sum(here.charges.values()),
    )


def _gaps(here: Score, there: Score) -> list[Gap]:
    """The terms that both tables' agendas served and that brought different points."""
    other = {
        (goal.objective, _key(term.evidence)): term
        for goal in there.objectives
        for term in goal.terms
    }
    return [
        Gap(goal.objective, term.points - match.points, term.evidence, match.evidence)
        for goal in here.objectives
        for term in goal.terms
        if (match := other.get((goal.objective, _key(term.evidence)))) is not None
        and match.points != term.points
    ]


def _key(evidence: Evidence) -> tuple[str, str, tuple[str, ...]]:
    """What a term is about: the same at every table."""
    subject = "" if evidence.kind == "ending" else evidence.subject
    return evidence.kind, subject, tuple(evidence.clauses or ())
