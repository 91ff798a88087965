"""The table's clock: pauses, deadlines, the class's bell."""

from typing import Annotated

from pydantic import Field

from game.engine.changes import replace
from game.engine.command import CLOCKS, INSTRUCTORS, Command, act
from game.engine.event import EVERYWHERE, NOWHERE, Event, Story, shown_in
from game.engine.phases import PLAYED
from game.engine.refusals import PAUSED, WRONG_PHASE, Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import Structure

#: An instructor cannot shorten a phase to less than this many seconds from now.
SHORTEST = 5


NOT_PAUSED = Reason("not_paused")
DEADLINE_PAST = Reason("deadline_past", 422)


@act(by=INSTRUCTORS, phases=PLAYED, while_paused=True)
class PauseTable(Command):
    """Stop the clock."""

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return Refused(PAUSED) if known.paused else None

    def decide(self, turn: Turn) -> None:
        """Stop the clock."""
        if turn.state.paused:
            raise Refused(PAUSED)
        turn.tell(TablePaused(at=turn.now, planned=False))


@act(by=INSTRUCTORS, phases=PLAYED, while_paused=True)
class ResumeTable(Command):
    """Let the clock run on; every deadline moves by the length of the pause."""

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return None if known.paused else Refused(NOT_PAUSED)

    def decide(self, turn: Turn) -> None:
        """Let the clock run on."""
        if turn.state.paused_at is None:
            raise Refused(NOT_PAUSED)
        turn.tell(TableResumed(at=turn.now, shift=max(0.0, turn.now - turn.state.paused_at)))


@act(by=INSTRUCTORS, phases=PLAYED, while_paused=True)
class MoveDeadline(Command):
    """Make the phase longer (positive) or shorter (negative) by that many seconds."""

    seconds: Annotated[int, Field(ge=-86_400, le=604_800)]

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return Refused(WRONG_PHASE) if known.phase.deadline is None else None

    def decide(self, turn: Turn) -> None:
        """Extend or shorten the phase; a pause counts as time standing still."""
        deadline = turn.state.phase.deadline
        if deadline is None:
            raise Refused(WRONG_PHASE)
        moved = deadline + self.seconds
        clock = turn.now if turn.state.paused_at is None else turn.state.paused_at
        if moved < clock + SHORTEST:
            raise Refused(DEADLINE_PAST, seconds=SHORTEST)
        turn.tell(DeadlineMoved(at=turn.now, deadline=moved))


@act(by=INSTRUCTORS, phases=PLAYED, while_paused=True)
class SetBell(Command):
    """Stop the clock when the class's bell rings, ``at`` seconds since the epoch; None: do not."""

    at: float | None = None

    def decide(self, turn: Turn) -> None:
        """Have the clock stop at the bell, or not; a bell that has rung already is refused."""
        if self.at is not None and self.at < turn.now + SHORTEST:
            raise Refused(DEADLINE_PAST, seconds=SHORTEST)
        if self.at != turn.state.bell:
            turn.tell(BellSet(at=turn.now, bell=self.at))


@act(by=CLOCKS, phases=PLAYED)
class GiveTimeBack(Command):
    """The server was not there from ``since`` (seconds since the epoch) until now.

    Every deadline moves by ``shift`` seconds; with None the clock stays stopped until the
    instructor lets it run on, with the time that was left at ``since``.
    """

    since: float
    shift: float | None = None

    def decide(self, turn: Turn) -> None:
        """Nobody could act while the server was not there, so that time does not count."""
        since = min(max(self.since, turn.state.phase.opened_at), turn.now)
        turn.tell(TablePaused(at=since, planned=False, server_away_until=turn.now))
        bell = turn.state.bell
        # A bell that rang meanwhile has stopped the clock: that needs the instructor to run on.
        if self.shift is not None and (bell is None or turn.now < bell):
            turn.tell(TableResumed(at=turn.now, shift=self.shift))


class TablePaused(Event):
    """The clock stopped; ``planned`` where the scenario breaks here (between two classes).

    With ``server_away_until`` it stopped because the server was not there from ``at`` until then.
    """

    group = "run"
    panels = EVERYWHERE
    story = Story("run")

    planned: bool
    server_away_until: float | None = Field(default=None, exclude_if=lambda until: until is None)

    def apply(self, state: TableState) -> TableState:
        return replace(
            state,
            paused_at=self.at,
            pause_planned=self.planned,
            server_away_until=self.server_away_until,
            bell=_unless_rung(state, self.at),
        )


class TableResumed(Event):
    """The clock ran on; every deadline moved by ``shift`` seconds."""

    group = "run"
    panels = EVERYWHERE
    story = Story("run")

    shift: float

    def apply(self, state: TableState) -> TableState:
        shift = self.shift

        def later(deadline: float | None) -> float | None:
            return None if deadline is None else deadline + shift

        return replace(
            state,
            paused_at=None,
            pause_planned=False,
            server_away_until=None,
            bell=_unless_rung(state, self.at),
            acted={delegation: at + shift for delegation, at in state.acted.items()},
            phase=replace(state.phase, deadline=later(state.phase.deadline)),
            floor=state.floor and replace(state.floor, deadline=state.floor.deadline + shift),
            proposals={
                key: replace(p, deadline=p.deadline + shift) if p.status == "open" else p
                for key, p in state.proposals.items()
            },
            crises={
                key: c if c.settled else replace(c, deadline=later(c.deadline))
                for key, c in state.crises.items()
            },
            schedule={
                key: replace(slot, due=slot.due + shift) for key, slot in state.schedule.items()
            },
            cables={
                key: replace(c, deadline=c.deadline + shift) if c.status == "open" else c
                for key, c in state.cables.items()
            },
        )


class DeadlineMoved(Event):
    """The phase was made longer or shorter."""

    group = "run"
    panels = shown_in("head", "status")

    deadline: float

    def apply(self, state: TableState) -> TableState:
        return replace(state, phase=replace(state.phase, deadline=self.deadline))


class BellSet(Event):
    """The clock will stop when the class's bell rings; with no ``bell`` it will not."""

    group = "run"
    panels = NOWHERE

    bell: float | None

    def apply(self, state: TableState) -> TableState:
        return replace(state, bell=self.bell)


def _unless_rung(state: TableState, now: float) -> float | None:
    """When the bell will ring; a bell that has rung does not ring again."""
    return state.bell if state.bell is not None and now < state.bell else None
