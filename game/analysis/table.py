"""What analysis needs to know of a scenario, and all that it needs."""

from dataclasses import dataclass

from game.analysis.ledger import Ledger
from game.analysis.space import Clash, PackageSpace
from game.scenario.base import DelegationId, IssueId, OptionId


@dataclass(frozen=True)
class ScoreTable:
    """An agenda's packages and what makes up each delegation's points in them.

    ``ledgers`` is in the order of ``delegations``. ``reservation`` is each delegation's points if
    the talks end with no deal. All points are hundredths. ``silent`` is what each issue's clause
    is compared with: what would hold if the text said nothing of it. ``clashes`` are clauses that
    cannot be tabled together; nobody accepts a package that has them.
    """

    space: PackageSpace
    delegations: tuple[DelegationId, ...]
    ledgers: tuple[Ledger, ...]
    reservation: dict[DelegationId, int]
    silent: dict[IssueId, OptionId]
    clashes: tuple[Clash, ...] = ()
