"""What the clock says when the time of something is up."""

from collections.abc import Callable, Mapping

from game.engine.acts import cables, injects, plenary, progress, proposals
from game.engine.acts.clock import TablePaused
from game.engine.choices import Due
from game.engine.command import CLOCKS, Command, act
from game.engine.phases import PLAYED
from game.engine.refusals import Refused
from game.engine.turn import Turn
from game.refusals import Reason

NOT_DUE = Reason("not_due")


@act(by=CLOCKS, phases=PLAYED)
class Expire(Command):
    """Something's time is up. ``ref`` says which one, so that a late message is harmless."""

    due: Due
    ref: str

    def decide(self, turn: Turn) -> None:
        """Apply the default for what has run out; refused if it has not, or is long gone."""
        EXPIRY[self.due](turn, self.ref)


def _due(turn: Turn, deadline: float | None) -> None:
    if deadline is None or turn.now < deadline:
        raise Refused(NOT_DUE)


def _bell_rings(turn: Turn, ref: str) -> None:
    _due(turn, turn.state.bell)
    turn.tell(TablePaused(at=turn.now, planned=True))


def _phase_over(turn: Turn, ref: str) -> None:
    if ref != turn.state.phase.step.tag:
        raise Refused(NOT_DUE)
    _due(turn, turn.state.phase.deadline)
    progress.advance(turn)


def _floor_over(turn: Turn, ref: str) -> None:
    floor = turn.state.floor
    if floor is None or ref != f"{turn.state.phase.step.tag}.{floor.turn}":
        raise Refused(NOT_DUE)
    _due(turn, floor.deadline)
    plenary.give_floor(turn, floor.turn + 1)


def _roll_call_over(turn: Turn, ref: str) -> None:
    proposal = turn.state.proposals.get(ref)
    if proposal is None or proposal.status != "open":
        raise Refused(NOT_DUE)
    _due(turn, proposal.deadline)
    proposals.close_roll_call(turn, ref)


def _slot_due(turn: Turn, ref: str) -> None:
    slot = turn.state.schedule.get(ref)
    _due(turn, slot.due if slot else None)
    injects.draw(turn, ref)


def _crisis_over(turn: Turn, ref: str) -> None:
    crisis = turn.state.crises.get(ref)
    if crisis is None or crisis.settled:
        raise Refused(NOT_DUE)
    _due(turn, crisis.deadline)
    injects.settle(turn, ref)


def _cable_over(turn: Turn, ref: str) -> None:
    cable = turn.state.cables.get(ref)
    if cable is None or cable.status != "open":
        raise Refused(NOT_DUE)
    _due(turn, cable.deadline)
    cables.answer_by_rule(turn, ref)


EXPIRY: Mapping[Due, Callable[[Turn, str], None]] = {
    "bell": _bell_rings,
    "phase": _phase_over,
    "floor": _floor_over,
    "roll_call": _roll_call_over,
    "inject_slot": _slot_due,
    "inject": _crisis_over,
    "cable": _cable_over,
}
