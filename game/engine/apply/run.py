"""The run of play."""

from game.engine import events as e
from game.engine.apply.base import change, note, replace
from game.engine.phases import PhaseName, Step
from game.engine.state import (
    Floor,
    Phase,
    Statement,
    TableState,
)


@change.register
def _(event: e.PhaseOpened, state: TableState) -> TableState:
    phase = Phase(Step(event.phase, event.round), event.at, event.deadline)
    begins = event.phase is PhaseName.BRIEFING
    return replace(
        state,
        phase=phase,
        acted=dict.fromkeys(state.setup.delegations, event.at) if begins else state.acted,
        ready=frozenset(),
        floor=None,
        notes=note(state, event, phase.step.tag),
    )


@change.register
def _(event: e.FloorGiven, state: TableState) -> TableState:
    return replace(state, floor=Floor(event.delegation, event.turn, event.deadline))


@change.register
def _(event: e.FloorOpened, state: TableState) -> TableState:
    return replace(state, floor=None)


@change.register
def _(event: e.TablePaused, state: TableState) -> TableState:
    return replace(
        state,
        paused_at=event.at,
        pause_planned=event.planned,
        server_away_until=event.server_away_until,
        bell=_unless_rung(state, event.at),
    )


@change.register
def _(event: e.TableResumed, state: TableState) -> TableState:
    shift = event.shift

    def later(deadline: float | None) -> float | None:
        return None if deadline is None else deadline + shift

    return replace(
        state,
        paused_at=None,
        pause_planned=False,
        server_away_until=None,
        bell=_unless_rung(state, event.at),
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
        schedule={key: replace(slot, due=slot.due + shift) for key, slot in state.schedule.items()},
        cables={
            key: replace(c, deadline=c.deadline + shift) if c.status == "open" else c
            for key, c in state.cables.items()
        },
    )


@change.register
def _(event: e.DeadlineMoved, state: TableState) -> TableState:
    return replace(state, phase=replace(state.phase, deadline=event.deadline))


@change.register
def _(event: e.BellSet, state: TableState) -> TableState:
    return replace(state, bell=event.bell)


def _unless_rung(state: TableState, now: float) -> float | None:
    """When the bell will ring; a bell that has rung does not ring again."""
    return state.bell if state.bell is not None and now < state.bell else None


@change.register
def _(event: e.ReadinessDeclared, state: TableState) -> TableState:
    one = frozenset({event.delegation})
    return replace(state, ready=state.ready | one if event.ready else state.ready - one)


@change.register
def _(event: e.Announced, state: TableState) -> TableState:
    said = Statement(event.at, None, None, event.text, state.round)
    return replace(state, statements=(*state.statements, said))


@change.register
def _(event: e.TalksConcluded, state: TableState) -> TableState:
    return replace(
        state,
        concluded=event.ending,
        signatories=frozenset(event.signatories),
        notes=note(state, event, event.ending),
    )


@change.register
def _(event: e.GameEnded, state: TableState) -> TableState:
    return replace(
        state,
        ending=event.ending,
        signatories=frozenset(event.signatories),
        # The instructor can end a game that stands still, or in the midst of a step.
        paused_at=None,
        pause_planned=False,
        server_away_until=None,
        chosen={},
        opened=state.opened | {"scores"} if state.setup.rules.scores == "at_end" else state.opened,
        notes=note(state, event, event.ending),
    )
