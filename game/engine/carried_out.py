"""What of an agreement was carried out: the clause that its obliged parties really lived up to."""

from collections.abc import Iterable

from game.engine.entries import Duty
from game.engine.phases import IMPLEMENTATION_STEPS
from game.engine.state import TableState
from game.scenario.model import Conduct, Issue, IssueId, OptionId, Package, Structure

#: What a step of a duty counts for, in halves: done in time, done late, or not at all.
_HALVES: dict[Conduct, int] = {"honour": 2, "delay": 1, "break": 0, "suspend": 0}


def performed(duties: Iterable[Duty]) -> tuple[int, int]:
    """How much of the duties was carried out, as done and due; steps not played count as undone."""
    duties = tuple(duties)
    done = sum(_HALVES[conduct] for duty in duties for conduct in duty.conduct)
    return done, 2 * IMPLEMENTATION_STEPS * len(duties)


def fallen_back(issue: Issue, option: OptionId, done: int, due: int) -> OptionId:
    """The option that was carried out: from the silent one towards the agreed, as far as was done.

    Options run from the least to the most, so half of a clause is the option half-way, rounded up.
    """
    silent, agreed = issue.option_ids.index(issue.silent), issue.option_ids.index(option)
    distance = abs(agreed - silent)
    reached = (2 * distance * done + due) // (2 * due) if due else distance
    return issue.option_ids[silent + (reached if agreed >= silent else -reached)]


def as_carried_out(
    structure: Structure, state: TableState, package: Package, offer: str | None
) -> dict[IssueId, OptionId]:
    """A signed package (of the text, or of a side accord) as it was carried out."""
    duties = [duty for duty in state.duties.values() if duty.offer == offer]
    return {
        issue: fallen_back(
            structure.issue(issue), option, *performed(d for d in duties if d.issue == issue)
        )
        for issue, option in package.items()
    }
