"""What a happening of any kind does to the world, as the scenario declares it."""

from game.engine import events as e
from game.engine.conditions import move_fate
from game.engine.rules import world
from game.engine.turn import Turn
from game.finding import first
from game.scenario.model import Impact, MoveId


def take_effect(turn: Turn, impact: Impact, cause: str) -> None:
    """Move indicators and standings, expose what it exposes, queue the card that follows."""
    for indicator, by in impact.effects.items():
        world.move_indicator(turn, indicator, by, cause)
    for delegation, by in impact.standing.items():
        world.move_standing(turn, delegation, by, cause)
    for move in impact.exposes:
        expose(turn, move, cause)
    card = impact.follow_up
    if card is None or turn.state.setup.leaves_out(card):
        return
    if not turn.state.expects(card):
        turn.tell(e.FollowUpQueued(at=turn.now, inject=card))


def expose(turn: Turn, move: MoveId, cause: str) -> None:
    """Bring a secret move to light, if it was made and is still secret; now it takes effect."""
    if move_fate(turn.state, move) != "hidden":
        return
    found = turn.structure.move(move)
    applied = first((made.cases for made in turn.state.moves if made.move == move), move)
    turn.tell(e.MoveExposed(at=turn.now, delegation=found.delegation, move=move, cause=cause))
    for impact in (found, *(case for case in found.cases if case.id in applied)):
        take_effect(turn, impact, move)
