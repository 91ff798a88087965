"""Opening a phase: its deadline, the first speaker, the cards that fate has in store for it."""

from game.engine import events as e
from game.engine.phases import PhaseName, Step
from game.engine.rules import crises, talk
from game.engine.turn import Turn


def open_phase(turn: Turn, step: Step) -> None:
    """Open that step with the time that the table's setup gives it."""
    seconds: int = getattr(turn.state.setup.timings, step.phase.value)
    turn.tell(
        e.PhaseOpened(at=turn.now, phase=step.phase, round=step.round, deadline=turn.now + seconds)
    )
    if step.phase is PhaseName.PLENARY:
        talk.give_floor(turn, 0)
    crises.schedule(turn)
