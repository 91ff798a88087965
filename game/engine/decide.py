"""``decide(...) → events``: the one place where a command is allowed or refused.

The gate is a table: who may send a command, in which phases, whether while the clock stands
still, and the rule that carries it out. A command that passes the gate may still be refused by
its rule; either way a refusal changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from game.engine import commands as c
from game.engine.actors import Actor, Role
from game.engine.draws import Draws
from game.engine.errors import Reason, Refused
from game.engine.events import Event, TableOpened
from game.engine.phases import EVERY, HURRIED, PLAYED, TALKS, PhaseName
from game.engine.rules import (
    accords,
    cables,
    chair,
    control,
    crises,
    drafting,
    implementation,
    moves,
    ratification,
    talk,
    trades,
    world,
)
from game.engine.state import RULES_VERSION, TableState
from game.engine.turn import Turn
from game.scenario.hashes import Hashes
from game.scenario.model import Structure

HEADS = frozenset({Role.HEAD})
DELEGATES = frozenset({Role.HEAD, Role.ADVISER})
INSTRUCTORS = frozenset({Role.INSTRUCTOR})
CLOCKS = frozenset({Role.CLOCK})

PRIVATE_TALK = frozenset({*TALKS, PhaseName.RATIFICATION, PhaseName.IMPLEMENTATION})
BARGAINING = frozenset({*TALKS, PhaseName.RATIFICATION})
NEGOTIATING = frozenset({PhaseName.PLENARY, *BARGAINING})
PUBLIC_TALK = frozenset({PhaseName.PLENARY, *PRIVATE_TALK})


@dataclass(frozen=True)
class Gate:
    """Who may send a command, when, and the rule behind it.

    ``rule`` takes the turn and a command of the class that the table below files it under.
    ``bound`` commands must name the step that they were meant for. ``seated`` ones need the sender
    in the room, and those that need a ``quorum`` every delegation without which nothing is agreed.
    """

    rule: Callable[[Turn, Any], None]
    who: frozenset[Role]
    phases: frozenset[PhaseName]
    while_paused: bool = False
    bound: bool = False
    seated: bool = False
    quorum: bool = False


GATES: Mapping[type[c.Command], Gate] = {
    c.SetPriorities: Gate(talk.set_priorities, DELEGATES, PLAYED, while_paused=True),
    c.DeclareReady: Gate(control.declare_ready, HEADS, HURRIED, bound=True, seated=True),
    c.SpeakInPlenary: Gate(talk.speak_in_plenary, DELEGATES, PUBLIC_TALK, seated=True),
    c.YieldFloor: Gate(talk.yield_floor, HEADS, frozenset({PhaseName.PLENARY}), bound=True),
    c.InviteToChannel: Gate(talk.invite_to_channel, DELEGATES, PRIVATE_TALK),
    c.AnswerInvitation: Gate(talk.answer_invitation, DELEGATES, PRIVATE_TALK),
    c.LeaveChannel: Gate(talk.leave_channel, DELEGATES, PRIVATE_TALK),
    c.SendMessage: Gate(talk.send_message, DELEGATES, EVERY, while_paused=True),
    c.OfferTrade: Gate(trades.offer_trade, HEADS, TALKS),
    c.AnswerTrade: Gate(trades.answer_trade, HEADS, TALKS),
    c.TableProposal: Gate(
        drafting.table_proposal,
        HEADS,
        frozenset({PhaseName.DRAFTING}),
        bound=True,
        seated=True,
        quorum=True,
    ),
    c.WithdrawProposal: Gate(drafting.withdraw_proposal, HEADS, frozenset({PhaseName.DRAFTING})),
    c.CastBallot: Gate(
        drafting.cast_ballot, HEADS, frozenset({PhaseName.DRAFTING}), bound=True, seated=True
    ),
    c.DecideRatification: Gate(
        ratification.decide_ratification,
        HEADS,
        frozenset({PhaseName.RATIFICATION}),
        bound=True,
        seated=True,
    ),
    c.AnswerInject: Gate(crises.answer_inject, HEADS, PLAYED),
    c.RaiseHand: Gate(chair.raise_hand, DELEGATES, EVERY, while_paused=True),
    c.MakeMove: Gate(moves.make_move, HEADS, NEGOTIATING),
    c.AskMandate: Gate(cables.ask_mandate, HEADS, NEGOTIATING),
    c.OfferAccord: Gate(accords.offer_accord, HEADS, BARGAINING),
    c.AnswerAccord: Gate(accords.answer_accord, HEADS, BARGAINING),
    c.WithdrawAccord: Gate(accords.withdraw_accord, HEADS, BARGAINING),
    c.ChooseConduct: Gate(
        implementation.choose_conduct, HEADS, frozenset({PhaseName.IMPLEMENTATION}), bound=True
    ),
    c.StartTable: Gate(control.start_table, INSTRUCTORS, frozenset({PhaseName.LOBBY})),
    c.PauseTable: Gate(control.pause_table, INSTRUCTORS, PLAYED, while_paused=True),
    c.ResumeTable: Gate(control.resume_table, INSTRUCTORS, PLAYED, while_paused=True),
    c.MoveDeadline: Gate(control.move_deadline, INSTRUCTORS, PLAYED, while_paused=True),
    c.SetBell: Gate(control.set_bell, INSTRUCTORS, PLAYED, while_paused=True),
    c.AdvancePhase: Gate(control.advance_phase, INSTRUCTORS, PLAYED, while_paused=True, bound=True),
    c.SendInject: Gate(crises.send_inject, INSTRUCTORS, TALKS),
    c.HoldInject: Gate(
        chair.hold_inject, INSTRUCTORS, PLAYED | {PhaseName.LOBBY}, while_paused=True
    ),
    c.SendDispatch: Gate(chair.send_dispatch, INSTRUCTORS, EVERY, while_paused=True),
    c.HideMessage: Gate(chair.hide_message, INSTRUCTORS, EVERY, while_paused=True),
    c.LowerHand: Gate(chair.lower_hand, INSTRUCTORS, EVERY, while_paused=True),
    c.EndTalks: Gate(chair.end_talks, INSTRUCTORS, PLAYED, while_paused=True),
    c.OpenChapter: Gate(
        chair.open_chapter, INSTRUCTORS, frozenset({PhaseName.DEBRIEF}), while_paused=True
    ),
    c.AnswerCable: Gate(cables.answer_cable, INSTRUCTORS, NEGOTIATING, while_paused=True),
    c.Announce: Gate(control.announce, INSTRUCTORS, EVERY, while_paused=True),
    c.Expire: Gate(control.expire, CLOCKS, PLAYED),
    c.GiveTimeBack: Gate(control.give_time_back, CLOCKS, PLAYED),
}


def open_table(
    structure: Structure, hashes: Hashes, command: c.OpenTable, now: float
) -> TableOpened:
    """The event that lays a table; refused where the scenario lacks the preset or a card."""
    preset = next((p for p in structure.presets if p.id == command.preset), None)
    if preset is None:
        raise Refused(Reason.UNKNOWN_PRESET)
    if not set(command.left_out) <= {card.id for card in structure.optional_cards}:
        raise Refused(Reason.UNKNOWN_INJECT)
    preset = preset.lasting(command.rounds)
    return TableOpened(
        at=now,
        scenario=structure.id,
        numbers_hash=hashes.numbers,
        texts_hash=hashes.texts,
        sources_hash=hashes.sources,
        rules_version=RULES_VERSION,
        preset=preset.id,
        consensus=command.consensus,
        capitals=command.capitals,
        talk=command.talk,
        votes=command.votes,
        scores=command.scores,
        delegations=structure.delegation_ids,
        agenda=preset.agenda,
        rounds=preset.rounds,
        injects_per_round=preset.injects_per_round,
        directives=preset.directives,
        pause_after_round=preset.pause_after_round,
        timings=command.timings or preset.timings,
        indicators={i.id: i.initial for i in structure.indicators},
        standing={d.id: d.standing for d in structure.delegations},
        left_out=tuple(sorted(set(command.left_out))),
    )


@dataclass(frozen=True)
class Ruling:
    """The events that a command brings about, and the state after them."""

    events: tuple[Event, ...]
    state: TableState


def decide(
    structure: Structure,
    state: TableState,
    actor: Actor,
    command: c.Command,
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
    command: c.Command,
    *,
    now: float,
    draws: Draws,
    step: str | None = None,
) -> Ruling:
    """What the command brings about; ``Refused`` if it may not.

    ``step`` is the tag of the step that the sender saw ("2.drafting"); commands that mean one
    step alone are refused without it.
    """
    gate = admit(actor, command)
    _pass(gate, state, step)
    _in_the_room(gate, structure, state, actor)
    turn = Turn(structure, state, actor, now, draws)
    gate.rule(turn, command)
    if not turn.state.over and world.broken_down(turn):
        ratification.end_game(turn, "breakdown", turn.state.signatories)
    return Ruling(tuple(turn.events), turn.state)


def admit(actor: Actor, command: c.Command) -> Gate:
    """The gate of a command that somebody of the actor's role may send at all; else ``Refused``.

    It depends on nothing that happens at a table, so its answer tells nothing of a table.
    """
    gate = GATES.get(type(command))
    if gate is None:
        raise Refused(Reason.NOT_ALLOWED)
    if actor.role not in gate.who:
        raise Refused(_why_not(gate, actor))
    return gate


def _pass(gate: Gate, state: TableState, step: str | None) -> None:
    """Refuse what the table of gates does not let through, the plainest reason first."""
    if state.over and state.name not in gate.phases:
        raise Refused(Reason.GAME_OVER)
    if gate.bound and step != state.phase.step.tag:
        raise Refused(Reason.STALE_PHASE)
    if state.name not in gate.phases:
        raise Refused(Reason.WRONG_PHASE, phase=state.name)
    if state.paused and not gate.while_paused:
        raise Refused(Reason.PAUSED)


def _in_the_room(gate: Gate, structure: Structure, state: TableState, actor: Actor) -> None:
    """Refuse those who have walked out what is done at the table, and all what needs everybody."""
    if gate.seated and actor.delegation in state.away:
        raise Refused(Reason.AWAY)
    if gate.quorum and state.away & frozenset(structure.rules.essential):
        raise Refused(Reason.NO_QUORUM)


def _why_not(gate: Gate, actor: Actor) -> Reason:
    if actor.role is Role.OBSERVER:
        return Reason.OBSERVER
    if actor.role is Role.ADVISER and Role.HEAD in gate.who:
        return Reason.HEAD_ONLY
    return Reason.NOT_ALLOWED
