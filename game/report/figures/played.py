"""A table's log as every figure reads it: each event with the state before and after it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from game.engine.acts.clock import TablePaused, TableResumed
from game.engine.acts.phases import PhaseOpened
from game.engine.acts.proposals import RollCallClosed
from game.engine.event import Event
from game.engine.phases import PhaseName
from game.engine.results import Position, Result, appraise, position_of
from game.engine.state import TableState
from game.records.outcome import states
from game.records.pseudonyms import without_names
from game.scenario.model import DelegationId, IssueId, OptionId, Package, Structure


@dataclass(frozen=True)
class Step:
    """An event with its number in the log, and the states on either side of it."""

    seq: int
    event: Event
    before: TableState
    after: TableState


@dataclass(frozen=True)
class Played:
    """A whole log, played back; the first step lays the table (its states are the same)."""

    structure: Structure
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, structure: Structure, events: Iterable[Event]) -> "Played":
        """Play the log back, without people's names. ``BadRecord`` if it is no game's."""
        steps: list[Step] = []
        for seq, (event, after) in enumerate(states(without_names(events)), start=1):
            steps.append(Step(seq, event, steps[-1].after if steps else after, after))
        return cls(structure, tuple(steps))

    @property
    def final(self) -> TableState:
        """The state after the last event."""
        return self.steps[-1].after

    @property
    def agenda(self) -> tuple[IssueId, ...]:
        """The issues that the table negotiates."""
        return self.final.setup.agenda

    @property
    def delegations(self) -> tuple[DelegationId, ...]:
        """The delegations in seating order."""
        return self.final.setup.delegations

    @cached_property
    def _start(self) -> float:
        """When play began: a table may have been laid days before."""
        for step in self.steps:
            if isinstance(step.event, PhaseOpened) and step.event.phase is PhaseName.BRIEFING:
                return step.event.at
        return self.steps[0].event.at

    @cached_property
    def _pauses(self) -> tuple[tuple[float, float], ...]:
        """When the clock stood still; a pause that has not ended runs to the last event."""
        found: list[tuple[float, float]] = []
        since: float | None = None
        for step in self.steps:
            match step.event:
                case TablePaused():
                    since = step.event.at
                case TableResumed() if since is not None:
                    found.append((since, step.event.at))
                    since = None
        if since is not None:
            found.append((since, self.steps[-1].event.at))
        return tuple(found)

    def seconds(self, at: float) -> int:
        """Whole seconds of play until then; nought before play began."""
        stood = sum(max(0.0, min(at, end) - start) for start, end in self._pauses)
        return max(0, round(at - self._start - stood))

    def position(self, state: TableState, delegation: DelegationId) -> Position:
        """What bears on the delegation's worth of a package then, beside the package."""
        return position_of(state, delegation)

    def worth(
        self, state: TableState, delegation: DelegationId, package: Mapping[IssueId, OptionId]
    ) -> Result:
        """What the package would be worth then, if all signed exactly it and carried it out."""
        position = self.position(state, delegation)
        return appraise(self.structure, self.agenda, delegation, package, position).result

    @property
    def signed(self) -> dict[IssueId, OptionId] | None:
        """The signed text, silent options included; None where nothing was signed."""
        if not self.final.signatories:
            return None
        return self.complete(self.final.text_package())

    def complete(self, package: Package) -> dict[IssueId, OptionId]:
        """The package with the silent option on every other issue of the agenda."""
        held = {**self.structure.silent_package(self.agenda), **package}
        return {issue: held[issue] for issue in self.agenda}

    def roll_calls(self) -> Iterator[Step]:
        """The steps that closed a roll-call."""
        return (step for step in self.steps if isinstance(step.event, RollCallClosed))
