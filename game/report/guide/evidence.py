"""What facts are found in: a log, the state and the results that it comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, TypeVar

from game.bots.par import results
from game.engine.event import Event
from game.engine.results import Result
from game.engine.state import TableState
from game.records.outcome import final_state
from game.scenario.model import DelegationId, IssueId, Structure

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Ref:
    """Something with a name: its group ("delegation", "issue", "move", …), its id, whose it is."""

    group: str
    id: str
    owner: str = ""


#: What a fact says beside that it holds, for the blanks of a question.
Details: TypeAlias = Mapping[str, int | tuple[Ref, ...]]


@dataclass(frozen=True)
class Better:
    """What the analysis of every agreement says beside what the table did.

    ``packages`` leave nobody worse off than the table's own outcome and somebody better off, on the
    scenario's reference path; ``changed`` are the issues on which the best of them differs.
    ``created`` is what the table made of what could be made together, in per cent: the points that
    all got in the end over no deal (``figures.card.joint_gain``).
    """

    packages: int
    changed: tuple[IssueId, ...]
    created: int | None


@dataclass(frozen=True)
class Evidence:
    """A table's log with all that follows from it.

    ``uttered`` holds, where texts are known, the issues that somebody named in words. ``better`` is
    None while the analysis has not been made.
    """

    structure: Structure
    events: tuple[Event, ...]
    uttered: frozenset[IssueId] = frozenset()
    better: Better | None = None

    @cached_property
    def state(self) -> TableState:
        """The table after the last event."""
        return final_state(self.events)

    @cached_property
    def results(self) -> Mapping[DelegationId, Result]:
        """Every delegation's result."""
        return results(self.structure, self.state)

    def all(self, kind: type[E]) -> Iterator[E]:
        """The events of that kind in their order."""
        return (event for event in self.events if isinstance(event, kind))


def delegations(*ids: DelegationId) -> tuple[Ref, ...]:
    """References to delegations."""
    return tuple(Ref("delegation", id_) for id_ in ids)


def issues(*ids: IssueId) -> tuple[Ref, ...]:
    """References to issues."""
    return tuple(Ref("issue", id_) for id_ in ids)
