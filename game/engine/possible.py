"""What a delegation could do now, judged by what it knows: for its page, before it tries.

A table's rules judge by all that is true. What is asked here is judged by what the delegation
sees, so that what it reads as possible tells it nothing of the others' secrets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from game.engine.acts import accords, cables, channels, duties, moves
from game.engine.acts.accords import OfferAccord
from game.engine.acts.cables import AskMandate
from game.engine.command import Command
from game.engine.conditions import all_hold
from game.engine.refusals import PAUSED, WRONG_PHASE, Refused
from game.engine.state import TableState
from game.scenario.model import AccordId, DelegationId, Move, MoveCase, MoveId, RedLineId, Structure


@dataclass(frozen=True)
class MoveChance:
    """Why a move cannot be made now (None: it can), and which of its cases would apply."""

    hindrance: Refused | None
    cases: tuple[MoveCase, ...]


@dataclass(frozen=True)
class Possible:
    """What a delegation could do now; a refusal says why it could not.

    ``shut`` are the delegations that it may not meet alone.
    """

    moves: Mapping[MoveId, MoveChance] = field(default_factory=dict)
    cables: Mapping[RedLineId, Refused | None] = field(default_factory=dict)
    accords: Mapping[AccordId, Refused | None] = field(default_factory=dict)
    shut: frozenset[DelegationId] = frozenset()
    may_suspend: bool = False


def possible_for(structure: Structure, known: TableState, own: DelegationId) -> Possible:
    """What the delegation could do at the table now; ``known`` is what it sees of it."""
    asking, offering = _gate(known, AskMandate), _gate(known, OfferAccord)
    return Possible(
        moves={move.id: _chance(structure, known, move) for move in structure.moves_of(own)},
        cables={
            line.id: asking or cables.why_not(known, own, line)
            for line in structure.delegation(own).red_lines
        },
        accords={
            accord.id: offering or accords.why_not(structure, known, accord)
            for accord in structure.accords
            if own in accord.parties
        },
        shut=frozenset(
            other
            for other in structure.delegation_ids
            if other != own and not channels.may_meet(structure, known, frozenset({own, other}))
        ),
        may_suspend=duties.may_suspend(known, own),
    )


def _chance(structure: Structure, known: TableState, move: Move) -> MoveChance:
    paused = Refused(PAUSED) if known.paused else None
    return MoveChance(
        paused or moves.why_not(structure, known, move),
        tuple(case for case in move.cases if all_hold(structure, known, case.conditions)),
    )


def _gate(known: TableState, command: type[Command]) -> Refused | None:
    """The refusal that any such command would meet at the gate now."""
    if command.gate is None or known.name not in command.gate.phases:
        return Refused(WRONG_PHASE, phase=known.name)
    return Refused(PAUSED) if known.paused else None
