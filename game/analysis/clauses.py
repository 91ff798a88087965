"""What each clause of a package is worth: which created value, and which only moved it."""

from dataclasses import dataclass

from game.analysis.agreement import Agreements
from game.scenario.base import DelegationId, IssueId, OptionId


@dataclass(frozen=True)
class ClauseValue:
    """One clause against what would hold if the text said nothing of its issue.

    ``worth`` is what the clause brings each delegation (hundredths; below nought what it costs),
    the rest of the package unchanged. ``created`` is the sum: value that was not there before.
    ``claimed`` is what some won from it at the expense of others: the lesser of all gains and all
    losses. ``left`` is what the best other option for all together would have created beyond it.
    (Creating and claiming value: Lax & Sebenius 1986.)

    Where issues are worth more or less together, the clauses' worth does not add up to the
    package's: each is measured with all the others in place.
    """

    issue: IssueId
    option: OptionId
    against: OptionId
    worth: dict[DelegationId, int]
    created: int
    claimed: int
    left: int


def clause_values(found: Agreements, number: int) -> tuple[ClauseValue, ...]:
    """Every clause of the package with that number, in the agenda's order.

    IndexError if there is no such package.
    """
    package = found.space.package(number)
    return tuple(_value(found, package, axis) for axis in range(len(found.space.agenda)))


def _value(found: Agreements, package: dict[IssueId, OptionId], axis: int) -> ClauseValue:
    space = found.space
    issue, options = space.agenda[axis], space.options[axis]
    others = [space.number({**package, issue: option}) for option in options]
    points = found.points_of(others)
    against = found.table.silent[issue]
    mine = points[options.index(package[issue])]
    worth: list[int] = (mine - points[options.index(against)]).tolist()
    gained, lost = sum(w for w in worth if w > 0), -sum(w for w in worth if w < 0)
    return ClauseValue(
        issue=issue,
        option=package[issue],
        against=against,
        worth=dict(zip(found.delegations, worth, strict=True)),
        created=gained - lost,
        claimed=min(gained, lost),
        left=int(points.sum(axis=1).max() - mine.sum()),
    )
