"""Opening a phase: its deadline, the first speaker, the cards that fall in it."""

from game.engine.acts import injects, plenary
from game.engine.changes import note, replace
from game.engine.entries import Phase
from game.engine.event import EVERYWHERE, Event, Story
from game.engine.phases import PhaseName, Step
from game.engine.state import TableState
from game.engine.turn import Turn


def open_phase(turn: Turn, step: Step) -> None:
    """Open that step with the time that the table's setup gives it."""
    seconds: int = getattr(turn.state.setup.timings, step.phase.value)
    turn.tell(
        PhaseOpened(at=turn.now, phase=step.phase, round=step.round, deadline=turn.now + seconds)
    )
    if step.phase is PhaseName.PLENARY:
        plenary.give_floor(turn, 0)
    injects.schedule(turn)


class PhaseOpened(Event):
    """A phase began; ``deadline`` is None where it has none."""

    group = "run"
    panels = EVERYWHERE
    story = Story("run")

    phase: PhaseName
    round: int
    deadline: float | None

    def apply(self, state: TableState) -> TableState:
        phase = Phase(Step(self.phase, self.round), self.at, self.deadline)
        begins = self.phase is PhaseName.BRIEFING
        return replace(
            state,
            phase=phase,
            acted=dict.fromkeys(state.setup.delegations, self.at) if begins else state.acted,
            ready=frozenset(),
            floor=None,
            notes=note(state, self, phase.step.tag),
        )
