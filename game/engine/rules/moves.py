"""Moves: what a delegation does on its own, and walking out of the room."""

from game.engine import commands as c
from game.engine import events as e
from game.engine.conditions import all_hold
from game.engine.errors import Reason, Refused
from game.engine.phases import PhaseName
from game.engine.rules import control, crises, drafting, ratification, talk, world
from game.engine.rules.impact import take_effect
from game.engine.state import TableState
from game.engine.turn import Turn
from game.scenario.model import Move, Structure


def make_move(turn: Turn, command: c.MakeMove) -> None:
    """Make one of the own moves; its impact takes effect at once unless it is secret."""
    move = next((m for m in turn.structure.moves_of(turn.delegation) if m.id == command.move), None)
    if move is None:
        raise Refused(Reason.UNKNOWN_MOVE)
    hindrance = why_not(turn.structure, turn.state, move)
    if hindrance is not None:
        raise hindrance
    cases = tuple(
        case for case in move.cases if all_hold(turn.structure, turn.state, case.conditions)
    )
    turn.tell(
        e.MoveMade(
            at=turn.now,
            delegation=turn.delegation,
            move=move.id,
            by=turn.actor.participant,
            secret=move.secret,
            cases=tuple(case.id for case in cases),
        )
    )
    world.move_standing(turn, turn.delegation, -move.cost, move.id)
    if not move.secret:
        for impact in (move, *cases):
            take_effect(turn, impact, move.id)
    _walk(turn, move)
    if move.calls is not None:
        crises.fall(turn, turn.structure.inject(move.calls), None)
    if move.walks == "out" and not world.broken_down(turn):
        _wait_for_nobody(turn)


def why_not(structure: Structure, state: TableState, move: Move) -> Refused | None:
    """The refusal that making the move now would meet, or None if its delegation may."""
    if state.name.value not in move.phases:
        return Refused(Reason.MOVE_PHASE)
    if move.walks == "back" and move.delegation not in state.away:
        return Refused(Reason.NOT_AWAY)
    if move.walks == "out" and move.delegation in state.away:
        return Refused(Reason.AWAY)
    made = [one for one in state.moves if one.move == move.id]
    if len(made) >= move.limit or (move.calls is not None and move.calls in state.crises):
        return Refused(Reason.MOVE_SPENT)
    if made and state.stage < made[-1].round + move.cooldown:
        return Refused(Reason.MOVE_RESTING, rounds=made[-1].round + move.cooldown - state.stage)
    if state.standing[move.delegation] < move.cost:
        return Refused(Reason.LOW_STANDING, cost=move.cost)
    if not all_hold(structure, state, move.conditions):
        return Refused(Reason.MOVE_UNAVAILABLE)
    return None


def _walk(turn: Turn, move: Move) -> None:
    """Leave the room, which breaks off what cannot be done without its delegation; or come back."""
    if move.walks == "back":
        turn.tell(e.DelegationReturned(at=turn.now, delegation=move.delegation))
    if move.walks != "out":
        return
    turn.tell(e.DelegationLeft(at=turn.now, delegation=move.delegation))
    drafting.break_off(turn)
    floor = turn.state.floor
    if floor is not None and floor.delegation == move.delegation:
        talk.give_floor(turn, floor.turn + 1)


def _wait_for_nobody(turn: Turn) -> None:
    """Whoever has left keeps nobody waiting: what all who are there have done is done."""
    state = turn.state
    if state.name is PhaseName.RATIFICATION:
        if state.present <= state.decisions.keys():
            ratification.close_ratification(turn)
    elif state.present <= state.ready:
        control.advance(turn)
