"""The run of play: opening, advancing, pausing, and what happens when time is up."""

from collections.abc import Callable, Mapping

from game.engine import commands as c
from game.engine import events as e
from game.engine.errors import Reason, Refused
from game.engine.phases import PhaseName, Step, next_step
from game.engine.rules import cables, crises, drafting, opening, ratification, talk, world
from game.engine.turn import Turn

#: An instructor cannot shorten a phase to less than this many seconds from now.
SHORTEST = 5


def start_table(turn: Turn, command: c.StartTable) -> None:
    """Open the briefing."""
    advance(turn)


def advance(turn: Turn) -> None:
    """Close the phase with its defaults and open what follows."""
    ended = turn.state.phase.step
    crises.lapse_schedule(turn)
    if ended.phase is PhaseName.RATIFICATION:
        ratification.close_ratification(turn)
        return
    if ended.phase is PhaseName.IMPLEMENTATION:
        ratification.close_step(turn)
        return
    following = next_step(ended, turn.state.setup.rounds)
    if ended.phase is PhaseName.DRAFTING and not _round_closed(turn, following):
        return
    opening.open_phase(turn, following)
    if ended.phase is PhaseName.DRAFTING and ended.round == turn.state.setup.pause_after_round:
        turn.tell(e.TablePaused(at=turn.now, planned=True))


def _round_closed(turn: Turn, following: Step) -> bool:
    """Close the round. Whether the talks go on: to another round, or to the signing."""
    drafting.close_roll_calls(turn)
    world.trigger(turn, "round_closed")
    if world.broken_down(turn):
        ratification.end_game(turn, "breakdown")
        return False
    if following.phase is PhaseName.PLENARY:
        talk.close_channels(turn)
        return True
    if not turn.state.text or ratification.unsigned(turn) == "walk_out":
        world.trigger(turn, "not_ratified")
        ratification.conclude(turn, ratification.unsigned(turn))
        return False
    return True


def declare_ready(turn: Turn, command: c.DeclareReady) -> None:
    """Say that no more time is needed; when all say so, the phase ends early."""
    if command.ready == (turn.delegation in turn.state.ready):
        return
    turn.tell(e.ReadinessDeclared(at=turn.now, delegation=turn.delegation, ready=command.ready))
    if turn.state.present <= turn.state.ready:
        advance(turn)


def advance_phase(turn: Turn, command: c.AdvancePhase) -> None:
    """The instructor ends the phase now; a paused table runs on."""
    if turn.state.paused:
        resume_table(turn, c.ResumeTable())
    advance(turn)


def pause_table(turn: Turn, command: c.PauseTable) -> None:
    """Stop the clock."""
    if turn.state.paused:
        raise Refused(Reason.PAUSED)
    turn.tell(e.TablePaused(at=turn.now, planned=False))


def resume_table(turn: Turn, command: c.ResumeTable) -> None:
    """Let the clock run on."""
    if turn.state.paused_at is None:
        raise Refused(Reason.NOT_PAUSED)
    turn.tell(e.TableResumed(at=turn.now, shift=max(0.0, turn.now - turn.state.paused_at)))


def give_time_back(turn: Turn, command: c.GiveTimeBack) -> None:
    """Nobody could act while the server was not there, so that time does not count."""
    since = min(max(command.since, turn.state.phase.opened_at), turn.now)
    turn.tell(e.TablePaused(at=since, planned=False, server_away_until=turn.now))
    bell = turn.state.bell
    # A bell that rang meanwhile has stopped the clock: that needs the instructor to run on.
    if command.shift is not None and (bell is None or turn.now < bell):
        turn.tell(e.TableResumed(at=turn.now, shift=command.shift))


def move_deadline(turn: Turn, command: c.MoveDeadline) -> None:
    """Extend or shorten the phase; a pause counts as time standing still."""
    deadline = turn.state.phase.deadline
    if deadline is None:
        raise Refused(Reason.WRONG_PHASE)
    moved = deadline + command.seconds
    clock = turn.now if turn.state.paused_at is None else turn.state.paused_at
    if moved < clock + SHORTEST:
        raise Refused(Reason.DEADLINE_PAST, seconds=SHORTEST)
    turn.tell(e.DeadlineMoved(at=turn.now, deadline=moved))


def set_bell(turn: Turn, command: c.SetBell) -> None:
    """Have the clock stop at the bell, or not; a bell that has rung already is refused."""
    if command.at is not None and command.at < turn.now + SHORTEST:
        raise Refused(Reason.DEADLINE_PAST, seconds=SHORTEST)
    if command.at != turn.state.bell:
        turn.tell(e.BellSet(at=turn.now, bell=command.at))


def announce(turn: Turn, command: c.Announce) -> None:
    """Tell the table something from the chair."""
    text = turn.text(command.text, turn.structure.rules.message_limit)
    turn.tell(e.Announced(at=turn.now, text=text))


# --- time's up ---------------------------------------------------------------------------------


def expire(turn: Turn, command: c.Expire) -> None:
    """Apply the default for what has run out; refused if it has not, or is long gone."""
    EXPIRY[command.due](turn, command.ref)


def _due(turn: Turn, deadline: float | None) -> None:
    if deadline is None or turn.now < deadline:
        raise Refused(Reason.NOT_DUE)


def _bell_rings(turn: Turn, ref: str) -> None:
    _due(turn, turn.state.bell)
    turn.tell(e.TablePaused(at=turn.now, planned=True))


def _phase_over(turn: Turn, ref: str) -> None:
    if ref != turn.state.phase.step.tag:
        raise Refused(Reason.NOT_DUE)
    _due(turn, turn.state.phase.deadline)
    advance(turn)


def _floor_over(turn: Turn, ref: str) -> None:
    floor = turn.state.floor
    if floor is None or ref != f"{turn.state.phase.step.tag}.{floor.turn}":
        raise Refused(Reason.NOT_DUE)
    _due(turn, floor.deadline)
    talk.give_floor(turn, floor.turn + 1)


def _roll_call_over(turn: Turn, ref: str) -> None:
    proposal = turn.state.proposals.get(ref)
    if proposal is None or proposal.status != "open":
        raise Refused(Reason.NOT_DUE)
    _due(turn, proposal.deadline)
    drafting.close_roll_call(turn, ref)


def _slot_due(turn: Turn, ref: str) -> None:
    slot = turn.state.schedule.get(ref)
    _due(turn, slot.due if slot else None)
    crises.draw(turn, ref)


def _crisis_over(turn: Turn, ref: str) -> None:
    crisis = turn.state.crises.get(ref)
    if crisis is None or crisis.settled:
        raise Refused(Reason.NOT_DUE)
    _due(turn, crisis.deadline)
    crises.settle(turn, ref)


def _cable_over(turn: Turn, ref: str) -> None:
    cable = turn.state.cables.get(ref)
    if cable is None or cable.status != "open":
        raise Refused(Reason.NOT_DUE)
    _due(turn, cable.deadline)
    cables.answer_by_rule(turn, ref)


EXPIRY: Mapping[c.Due, Callable[[Turn, str], None]] = {
    "bell": _bell_rings,
    "phase": _phase_over,
    "floor": _floor_over,
    "roll_call": _roll_call_over,
    "inject_slot": _slot_due,
    "inject": _crisis_over,
    "cable": _cable_over,
}
