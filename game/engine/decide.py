"""``decide(...) → events``: the one place where a command is allowed or refused.

Who may send a command and when stands on its class. A command that passes that gate may still be
refused by its rule; either way a refusal changes nothing.
"""

from dataclasses import dataclass

from game.engine.actors import Actor, Role
from game.engine.acts import effects, endings
from game.engine.command import Command, Gate
from game.engine.draws import Draws
from game.engine.event import Event
from game.engine.refusals import (
    AWAY,
    GAME_OVER,
    HEAD_ONLY,
    IS_OBSERVER,
    NO_QUORUM,
    NOT_ALLOWED,
    PAUSED,
    STALE_PHASE,
    WRONG_PHASE,
    Refused,
)
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import Structure


@dataclass(frozen=True)
class Ruling:
    """The events that a command brings about, and the state after them."""

    events: tuple[Event, ...]
    state: TableState


def decide(
    structure: Structure,
    state: TableState,
    actor: Actor,
    command: Command,
    *,
    now: float,
    draws: Draws,
    step: str | None = None,
) -> tuple[Event, ...]:
    """The events that the command brings about, as in ``ruling``."""
    return ruling(structure, state, actor, command, now=now, draws=draws, step=step).events


def ruling(
    structure: Structure,
    state: TableState,
    actor: Actor,
    command: Command,
    *,
    now: float,
    draws: Draws,
    step: str | None = None,
) -> Ruling:
    """What the command brings about; ``Refused`` if it may not.

    ``step`` is the tag of the step that the sender saw ("2.drafting"); commands that mean one
    step alone are refused without it.
    """
    gate = admit(actor, type(command))
    turn = Turn(structure, state, actor, now, draws)
    turn.refuse(shut(gate, structure, state, actor, step))
    command.decide(turn)
    if not turn.state.over and effects.broken_down(turn):
        endings.end_game(turn, "breakdown", turn.state.signatories)
    return Ruling(tuple(turn.events), turn.state)


def admit(actor: Actor, command: type[Command]) -> Gate:
    """The gate of a command that somebody of the actor's role may send at all; else ``Refused``.

    It depends on nothing that happens at a table, so its answer tells nothing of a table.
    """
    gate = command.gate
    if gate is None:
        raise Refused(NOT_ALLOWED)
    if actor.role not in gate.who:
        raise Refused(_why_not(gate, actor))
    return gate


def shut(
    gate: Gate, structure: Structure, state: TableState, actor: Actor, step: str | None
) -> Refused | None:
    """What the gate refuses now, the plainest reason first; None where it lets through.

    Those who have walked out are refused what is done at the table, and all what needs everybody.
    """
    if state.over and state.name not in gate.phases:
        return Refused(GAME_OVER)
    if gate.bound and step != state.phase.step.tag:
        return Refused(STALE_PHASE)
    if state.name not in gate.phases:
        return Refused(WRONG_PHASE, phase=state.name)
    if state.paused and not gate.while_paused:
        return Refused(PAUSED)
    if gate.seated and actor.delegation in state.away:
        return Refused(AWAY)
    if gate.quorum and state.away & frozenset(structure.rules.essential):
        return Refused(NO_QUORUM)
    return None


def _why_not(gate: Gate, actor: Actor) -> Reason:
    if actor.role is Role.OBSERVER:
        return IS_OBSERVER
    if actor.role is Role.ADVISER and Role.HEAD in gate.who:
        return HEAD_ONLY
    return NOT_ALLOWED
