"""What history's texts are worth by a scenario's numbers, and who likes which option best."""

from collections.abc import Iterator

from game.analysis.table import ScoreTable
from game.engine.scoring import reference_deal, reference_no_deal, score
from game.scenario.model import DelegationId, IssueId, OptionId, Package, Structure

#: Average points closer than this (hundredths) are the same.
SAME = 1e-6


def favourites(table: ScoreTable) -> dict[IssueId, dict[OptionId, tuple[DelegationId, ...]]]:
    """By issue and option the delegations to which it brings most, averaged over all else.

    A delegation to which nothing on the issue matters likes none best.
    """
    space = table.space
    found: dict[IssueId, dict[OptionId, tuple[DelegationId, ...]]] = {}
    for axis, issue in enumerate(space.agenda):
        options = space.options[axis]
        stakes = [ledger.marginal(axis, len(options)) for ledger in table.ledgers]
        found[issue] = {
            option: tuple(
                delegation
                for delegation, values in zip(table.delegations, stakes, strict=True)
                if values.max() - values[place] < SAME < values.max() - values.min()
            )
            for place, option in enumerate(options)
        }
    return found


def worth_without(
    structure: Structure, agenda: tuple[IssueId, ...], package: Package, issue: IssueId
) -> dict[DelegationId, int]:
    """What each delegation would lose (hundredths) if the text left out that clause.

    The clauses on which its worth depends are left out with it.
    """
    left_out = {issue, *structure.issue(issue).beside}
    rest = {other: option for other, option in package.items() if other not in left_out}
    whole, without = (reference_deal(structure, agenda, text) for text in (package, rest))
    return {
        delegation: score(structure, delegation, whole).total
        - score(structure, delegation, without).total
        for delegation in structure.delegation_ids
    }


def lines(structure: Structure, table: ScoreTable) -> Iterator[str]:
    """For people: each signed text of history against no deal, and without what must be shared."""
    agenda = table.space.agenda
    no_deal = reference_no_deal(structure, agenda)
    for entry in structure.history:
        if not entry.signed or entry.principles:
            continue
        package = {issue: option for issue, option in entry.package.items() if issue in agenda}
        deal = reference_deal(structure, agenda, package)
        gains = {
            d: score(structure, d, deal).total - score(structure, d, no_deal).total
            for d in structure.delegation_ids
        }
        yield f"  {entry.id}, against no deal: {_points(gains)}"
        for issue in agenda:
            if structure.issue(issue).beside and issue in package:
                lost = worth_without(structure, agenda, package, issue)
                yield f"    what its clause on {issue} adds: {_points(lost)}"
    for issue, options in favourites(table).items():
        best = "; ".join(f"{option}: {', '.join(who)}" for option, who in options.items() if who)
        yield f"  best on {issue}: {best}"


def _points(hundredths: dict[DelegationId, int]) -> str:
    return ", ".join(f"{delegation} {by / 100:+.1f}" for delegation, by in hundredths.items())
