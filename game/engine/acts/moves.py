"""Moves: what a delegation does on its own, and walking out of the room."""

from game.engine.acts import effects, injects, plenary, progress, proposals, ratification
from game.engine.changes import note, replace
from game.engine.command import HEADS, Command, act
from game.engine.conditions import all_hold
from game.engine.entries import MadeMove
from game.engine.event import (
    EVERYWHERE,
    PUBLIC,
    Audience,
    Event,
    KnownTo,
    Person,
    Story,
    private_to,
    shown_in,
)
from game.engine.phases import NEGOTIATING, PhaseName
from game.engine.refusals import AWAY, Refused, least
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import DelegationId, Move, MoveId, Structure

NOT_AWAY = Reason("not_away")
UNKNOWN_MOVE = Reason("unknown_move", 404)
MOVE_PHASE = Reason("move_phase")
MOVE_SPENT = Reason("move_spent")
MOVE_RESTING = Reason("move_resting")
MOVE_UNAVAILABLE = Reason("move_unavailable")
LOW_STANDING = Reason("low_standing")


@act(by=HEADS, phases=NEGOTIATING)
class MakeMove(Command):
    """Act on our own."""

    move: MoveId

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        found = [why_not(structure, known, move) for move in structure.moves_of(own)]
        return least(found, UNKNOWN_MOVE)

    def decide(self, turn: Turn) -> None:
        """Make one of the own moves; its impact takes effect at once unless it is secret."""
        own = turn.structure.moves_of(turn.delegation)
        move = next((one for one in own if one.id == self.move), None)
        if move is None:
            raise Refused(UNKNOWN_MOVE)
        turn.refuse(why_not(turn.structure, turn.state, move))
        cases = tuple(
            case for case in move.cases if all_hold(turn.structure, turn.state, case.conditions)
        )
        turn.tell(
            MoveMade(
                at=turn.now,
                delegation=turn.delegation,
                move=move.id,
                by=turn.actor.participant,
                secret=move.secret,
                cases=tuple(case.id for case in cases),
            )
        )
        effects.move_standing(turn, turn.delegation, -move.cost, move.id)
        if not move.secret:
            for impact in (move, *cases):
                effects.take_effect(turn, impact, move.id)
        _walk(turn, move)
        if move.calls is not None:
            injects.fall(turn, turn.structure.inject(move.calls), None)
        if move.walks == "out" and not effects.broken_down(turn):
            _wait_for_nobody(turn)


def why_not(structure: Structure, state: TableState, move: Move) -> Refused | None:
    """The refusal that making the move now would meet, or None if its delegation may."""
    if state.name.value not in move.phases:
        return Refused(MOVE_PHASE)
    if move.walks == "back" and move.delegation not in state.away:
        return Refused(NOT_AWAY)
    if move.walks == "out" and move.delegation in state.away:
        return Refused(AWAY)
    made = [one for one in state.moves if one.move == move.id]
    if len(made) >= move.limit or (move.calls is not None and move.calls in state.crises):
        return Refused(MOVE_SPENT)
    if made and state.stage < made[-1].round + move.cooldown:
        return Refused(MOVE_RESTING, rounds=made[-1].round + move.cooldown - state.stage)
    if state.standing[move.delegation] < move.cost:
        return Refused(LOW_STANDING, cost=move.cost)
    if not all_hold(structure, state, move.conditions):
        return Refused(MOVE_UNAVAILABLE)
    return None


def _walk(turn: Turn, move: Move) -> None:
    """Leave the room, which breaks off what cannot be done without its delegation; or come back."""
    if move.walks == "back":
        turn.tell(DelegationReturned(at=turn.now, delegation=move.delegation))
    if move.walks != "out":
        return
    turn.tell(DelegationLeft(at=turn.now, delegation=move.delegation))
    proposals.break_off(turn)
    floor = turn.state.floor
    if floor is not None and floor.delegation == move.delegation:
        plenary.give_floor(turn, floor.turn + 1)


def _wait_for_nobody(turn: Turn) -> None:
    """Whoever has left keeps nobody waiting: what all who are there have done is done."""
    state = turn.state
    if state.name is PhaseName.RATIFICATION:
        if state.present <= state.decisions.keys():
            ratification.close_ratification(turn)
    elif state.present <= state.ready:
        progress.advance(turn)


class MoveMade(Event):
    """A delegation acted on its own. A secret move is known to its author alone."""

    group = "diplomacy"
    panels = shown_in("status", "act", "talk", "news")
    story = Story("move", "moves")
    is_activity = True

    delegation: DelegationId
    move: MoveId
    by: Person
    secret: bool
    cases: tuple[str, ...]

    @KnownTo
    def audience(self) -> Audience:
        """Everybody, or the author alone."""
        return private_to(self.delegation) if self.secret else PUBLIC

    def apply(self, state: TableState) -> TableState:
        made = MadeMove(
            move=self.move,
            delegation=self.delegation,
            by=self.by,
            at=self.at,
            round=state.stage,
            cases=self.cases,
            known=not self.secret,
        )
        notes = state.notes if self.secret else note(state, self, self.move)
        return replace(state, moves=(*state.moves, made), notes=notes)


class DelegationLeft(Event):
    """A delegation walked out: nothing can be voted on without it where it is essential."""

    group = "diplomacy"
    panels = EVERYWHERE
    story = Story("move")

    delegation: DelegationId

    def apply(self, state: TableState) -> TableState:
        one = frozenset({self.delegation})
        return replace(
            state,
            away=state.away | one,
            ready=state.ready - one,
            notes=note(state, self, self.delegation),
        )


class DelegationReturned(Event):
    """A delegation that had walked out is back."""

    group = "diplomacy"
    panels = EVERYWHERE
    story = Story("move")

    delegation: DelegationId

    def apply(self, state: TableState) -> TableState:
        return replace(
            state,
            away=state.away - {self.delegation},
            notes=note(state, self, self.delegation),
        )
