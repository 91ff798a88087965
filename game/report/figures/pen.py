"""Who held the pen: how much of the text each delegation wrote."""

from collections.abc import Sequence
from dataclasses import dataclass

from game.report.figures.lineage import Clause
from game.report.figures.played import Played
from game.scenario.model import DelegationId


@dataclass(frozen=True)
class Pen:
    """What a delegation wrote: of how many clauses it tabled one, how many stand in the text.

    An issue counts once, however often it was proposed; to strike a clause is to write none.
    """

    delegation: DelegationId
    tabled: int
    standing: int


def pens(played: Played, clauses: Sequence[Clause]) -> tuple[Pen, ...]:
    """Every delegation's, in seating order."""
    return tuple(
        Pen(
            delegation,
            tabled=sum(
                any(m.delegation == delegation and not m.strikes for m in clause.motions)
                for clause in clauses
            ),
            standing=sum(
                any(
                    m.delegation == delegation and m.proposal == clause.proposal
                    for m in clause.motions
                )
                for clause in clauses
                if clause.settled is not None
            ),
        )
        for delegation in played.delegations
    )
