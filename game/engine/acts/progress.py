"""The run of play: what ends a phase, and what follows it."""

from game.engine.acts import (
    channels,
    duties,
    effects,
    endings,
    injects,
    phases,
    proposals,
    ratification,
)
from game.engine.acts.clock import ResumeTable, TablePaused
from game.engine.changes import replace
from game.engine.command import HEADS, INSTRUCTORS, Command, act
from game.engine.event import Event, shown_in
from game.engine.phases import HURRIED, PLAYED, PhaseName, Step, next_step
from game.engine.state import TableState
from game.engine.turn import Turn
from game.scenario.model import DelegationId


@act(by=HEADS, phases=HURRIED, bound=True, seated=True)
class DeclareReady(Command):
    """Say that we need no more time in this phase, or take that back."""

    ready: bool

    def decide(self, turn: Turn) -> None:
        """Say that no more time is needed; when all say so, the phase ends early."""
        if self.ready == (turn.delegation in turn.state.ready):
            return
        turn.tell(ReadinessDeclared(at=turn.now, delegation=turn.delegation, ready=self.ready))
        if turn.state.present <= turn.state.ready:
            advance(turn)


@act(by=INSTRUCTORS, phases=PLAYED, while_paused=True, bound=True)
class AdvancePhase(Command):
    """End the phase now."""

    def decide(self, turn: Turn) -> None:
        """The instructor ends the phase now; a paused table runs on."""
        if turn.state.paused:
            ResumeTable().decide(turn)
        advance(turn)


def advance(turn: Turn) -> None:
    """Close the phase with its defaults and open what follows."""
    ended = turn.state.phase.step
    injects.lapse_schedule(turn)
    if ended.phase is PhaseName.RATIFICATION:
        ratification.close_ratification(turn)
        return
    if ended.phase is PhaseName.IMPLEMENTATION:
        _close_step(turn)
        return
    following = next_step(ended, turn.state.setup.rounds)
    if ended.phase is PhaseName.DRAFTING and not _round_closed(turn, following):
        return
    phases.open_phase(turn, following)
    if ended.phase is PhaseName.DRAFTING and ended.round == turn.state.setup.pause_after_round:
        turn.tell(TablePaused(at=turn.now, planned=True))


def _round_closed(turn: Turn, following: Step) -> bool:
    """Close the round. Whether the talks go on: to another round, or to the signing."""
    proposals.close_roll_calls(turn)
    effects.trigger(turn, "round_closed")
    if effects.broken_down(turn):
        endings.end_game(turn, "breakdown")
        return False
    if following.phase is PhaseName.PLENARY:
        channels.close_channels(turn)
        return True
    if not turn.state.text or endings.unsigned(turn) == "walk_out":
        effects.trigger(turn, "not_ratified")
        endings.conclude(turn, endings.unsigned(turn))
        return False
    return True


def _close_step(turn: Turn) -> None:
    """Close a step of implementation; the last one ends the game, if it has not broken down."""
    state = turn.state
    last = duties.close_step(turn)
    if last and state.concluded is not None and not effects.broken_down(turn):
        endings.end_game(turn, state.concluded, state.signatories)


class ReadinessDeclared(Event):
    """A delegation needs no more time, or takes that back."""

    group = "run"
    panels = shown_in("head", "status")
    narrated = False
    is_activity = True

    delegation: DelegationId
    ready: bool

    def apply(self, state: TableState) -> TableState:
        one = frozenset({self.delegation})
        return replace(state, ready=state.ready | one if self.ready else state.ready - one)
