"""``apply(state, event) → state``: never refuses, needs neither scenario, clock nor chance."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce, singledispatch
from typing import TypeVar

from game.engine import events as e
from game.engine.phases import PhaseName, Step
from game.engine.state import (
    INSTRUCTOR_LISTENER,
    PUBLIC_LISTENER,
    Channel,
    Crisis,
    Floor,
    IndicatorChange,
    Initialled,
    Message,
    Note,
    Phase,
    Proposal,
    Setup,
    StandingChange,
    Statement,
    TableState,
)

K = TypeVar("K")
V = TypeVar("V")


def replay(events: Iterable[e.Event]) -> TableState:
    """The state after those events, the first of which lays the table (else ValueError)."""
    stream = iter(events)
    first = next(stream, None)
    if not isinstance(first, e.TableOpened):
        raise ValueError("a table's log begins with its opening")
    return reduce(apply, stream, open_table(first))


def open_table(event: e.TableOpened) -> TableState:
    """The state of a table that has just been laid."""
    setup = Setup(
        scenario=event.scenario,
        scenario_hash=event.scenario_hash,
        preset=event.preset,
        consensus=event.consensus,
        delegations=event.delegations,
        agenda=event.agenda,
        rounds=event.rounds,
        injects_per_round=event.injects_per_round,
        pause_after_round=event.pause_after_round,
        timings=event.timings,
    )
    own_talk = {
        delegation: Channel(
            id=delegation,
            members=(delegation,),
            status="open",
            invited_by=delegation,
            accepted=frozenset({delegation}),
        )
        for delegation in event.delegations
    }
    state = TableState(
        setup=setup,
        phase=Phase(Step(PhaseName.LOBBY, 0), event.at, None),
        indicators=event.indicators,
        standing=event.standing,
        channels=own_talk,
    )
    return replace(state, heard=_count(state, event))


def apply(state: TableState, event: e.Event) -> TableState:
    """The state after the event. Counts what each listener has heard, so none hears a gap."""
    changed = _apply(event, state)
    return replace(changed, seq=state.seq + 1, heard=_count(state, event))


def _count(state: TableState, event: e.Event) -> dict[str, int]:
    audience = event.audience
    heard = dict(state.heard)
    listeners = [INSTRUCTOR_LISTENER]
    listeners += [PUBLIC_LISTENER] if audience.public else []
    listeners += [d for d in state.setup.delegations if audience.includes(d)]
    for listener in listeners:
        heard[listener] = heard.get(listener, 0) + 1
    return heard


def _put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    return {**mapping, key: value}


def _without(mapping: Mapping[K, V], *keys: K) -> dict[K, V]:
    return {key: value for key, value in mapping.items() if key not in keys}


def _note(state: TableState, event: e.Event, ref: str = "") -> tuple[Note, ...]:
    return (*state.notes, Note(event.at, event.kind, ref))


@singledispatch
def _apply(event: e.Event, state: TableState) -> TableState:
    raise TypeError(f"no way to apply {type(event).__name__}")


@_apply.register
def _(event: e.PhaseOpened, state: TableState) -> TableState:
    phase = Phase(Step(event.phase, event.round), event.at, event.deadline)
    return replace(
        state,
        phase=phase,
        ready=frozenset(),
        floor=None,
        notes=_note(state, event, phase.step.tag),
    )


@_apply.register
def _(event: e.FloorGiven, state: TableState) -> TableState:
    return replace(state, floor=Floor(event.delegation, event.turn, event.deadline))


@_apply.register
def _(event: e.FloorOpened, state: TableState) -> TableState:
    return replace(state, floor=None)


@_apply.register
def _(event: e.TablePaused, state: TableState) -> TableState:
    return replace(state, paused_at=event.at, pause_planned=event.planned)


@_apply.register
def _(event: e.TableResumed, state: TableState) -> TableState:
    shift = event.shift

    def later(deadline: float | None) -> float | None:
        return None if deadline is None else deadline + shift

    return replace(
        state,
        paused_at=None,
        pause_planned=False,
        phase=replace(state.phase, deadline=later(state.phase.deadline)),
        floor=state.floor and replace(state.floor, deadline=state.floor.deadline + shift),
        proposals={
            key: replace(p, deadline=p.deadline + shift) if p.status == "open" else p
            for key, p in state.proposals.items()
        },
        crises={
            key: c if c.settled else replace(c, deadline=later(c.deadline))
            for key, c in state.crises.items()
        },
        schedule={slot: due + shift for slot, due in state.schedule.items()},
    )


@_apply.register
def _(event: e.DeadlineMoved, state: TableState) -> TableState:
    return replace(state, phase=replace(state.phase, deadline=event.deadline))


@_apply.register
def _(event: e.ReadinessDeclared, state: TableState) -> TableState:
    one = frozenset({event.delegation})
    return replace(state, ready=state.ready | one if event.ready else state.ready - one)


@_apply.register
def _(event: e.Announced, state: TableState) -> TableState:
    said = Statement(event.at, None, None, event.text, state.round)
    return replace(state, statements=(*state.statements, said))


@_apply.register
def _(event: e.GameEnded, state: TableState) -> TableState:
    return replace(
        state,
        ending=event.ending,
        signatories=frozenset(event.signatories),
        notes=_note(state, event, event.ending),
    )


@_apply.register
def _(event: e.PrioritiesSet, state: TableState) -> TableState:
    return replace(state, priorities=_put(state.priorities, event.delegation, event.issues))


@_apply.register
def _(event: e.PlenarySpoken, state: TableState) -> TableState:
    said = Statement(event.at, event.delegation, event.by, event.text, state.round)
    return replace(state, statements=(*state.statements, said))


@_apply.register
def _(event: e.ChannelProposed, state: TableState) -> TableState:
    earlier = state.channels.get(event.channel)
    channel = Channel(
        id=event.channel,
        members=event.members,
        status="invited",
        invited_by=event.delegation,
        accepted=frozenset({event.delegation}),
        messages=earlier.messages if earlier else (),
    )
    return replace(state, channels=_put(state.channels, channel.id, channel))


@_apply.register
def _(event: e.InvitationAnswered, state: TableState) -> TableState:
    channel = state.channels[event.channel]
    answered = (
        replace(channel, accepted=channel.accepted | {event.delegation})
        if event.accepted
        else replace(channel, status="closed")
    )
    return replace(state, channels=_put(state.channels, channel.id, answered))


@_apply.register
def _(event: e.ChannelLeft, state: TableState) -> TableState:
    return _close_channel(state, event.channel)


@_apply.register
def _(event: e.InvitationsLapsed, state: TableState) -> TableState:
    return _close_channel(state, event.channel)


@_apply.register
def _(event: e.MeetingClosed, state: TableState) -> TableState:
    return _close_channel(state, event.channel)


def _close_channel(state: TableState, channel: str) -> TableState:
    closed = replace(state.channels[channel], status="closed")
    return replace(state, channels=_put(state.channels, channel, closed))


@_apply.register
def _(event: e.MeetingOpened, state: TableState) -> TableState:
    opened = replace(state.channels[event.channel], status="open")
    pair = frozenset(event.members)
    # Last in line: the order of talks must not tell who was invited when.
    others = _without(state.channels, event.channel)
    return replace(
        state,
        channels=_put(others, event.channel, opened),
        meetings=_put(state.meetings, pair, state.meetings.get(pair, 0) + 1),
        notes=_note(state, event, event.channel),
    )


@_apply.register
def _(event: e.MessageSent, state: TableState) -> TableState:
    channel = state.channels[event.channel]
    said = Message(event.at, event.delegation, event.by, event.text)
    longer = replace(channel, messages=(*channel.messages, said))
    return replace(state, channels=_put(state.channels, channel.id, longer))


@_apply.register
def _(event: e.ProposalTabled, state: TableState) -> TableState:
    proposal = Proposal(
        id=event.proposal,
        delegation=event.delegation,
        by=event.by,
        at=event.at,
        round=state.round,
        package=event.package,
        note=event.note,
        counters=event.counters,
        deadline=event.deadline,
        ballots={},
        status="open",
    )
    return replace(
        state,
        proposals=_put(state.proposals, proposal.id, proposal),
        notes=_note(state, event, proposal.id),
    )


@_apply.register
def _(event: e.ProposalWithdrawn, state: TableState) -> TableState:
    withdrawn = replace(state.proposals[event.proposal], status="withdrawn")
    return replace(
        state,
        proposals=_put(state.proposals, event.proposal, withdrawn),
        notes=_note(state, event, event.proposal),
    )


@_apply.register
def _(event: e.BallotCast, state: TableState) -> TableState:
    proposal = state.proposals[event.proposal]
    voted = replace(proposal, ballots=_put(proposal.ballots, event.delegation, event.ballot))
    return replace(state, proposals=_put(state.proposals, event.proposal, voted))


@_apply.register
def _(event: e.BallotReceived, state: TableState) -> TableState:
    return state


@_apply.register
def _(event: e.RollCallClosed, state: TableState) -> TableState:
    proposal = replace(
        state.proposals[event.proposal],
        ballots=event.ballots,
        status="carried" if event.carried else "failed",
    )
    return replace(
        state,
        proposals=_put(state.proposals, event.proposal, proposal),
        notes=_note(state, event, event.proposal),
    )


@_apply.register
def _(event: e.ClausesInitialled, state: TableState) -> TableState:
    clauses = {issue: Initialled(opt, event.proposal) for issue, opt in event.package.items()}
    return replace(state, text=_without({**state.text, **clauses}, *event.struck))


@_apply.register
def _(event: e.RatificationDecided, state: TableState) -> TableState:
    return replace(state, decisions=_put(state.decisions, event.delegation, event.decision))


@_apply.register
def _(event: e.RatificationReceived, state: TableState) -> TableState:
    return state


@_apply.register
def _(event: e.RatificationClosed, state: TableState) -> TableState:
    return replace(state, decisions=event.decisions, decisions_opened=True)


@_apply.register
def _(event: e.IndicatorMoved, state: TableState) -> TableState:
    change = IndicatorChange(event.at, event.indicator, event.before, event.after, event.cause)
    return replace(
        state,
        indicators=_put(state.indicators, event.indicator, event.after),
        course=(*state.course, change),
    )


@_apply.register
def _(event: e.StandingMoved, state: TableState) -> TableState:
    change = StandingChange(event.at, event.delegation, event.before, event.after, event.cause)
    return replace(
        state,
        standing=_put(state.standing, event.delegation, event.after),
        standing_course=(*state.standing_course, change),
    )


@_apply.register
def _(event: e.RedLineCrossed, state: TableState) -> TableState:
    lines = (*state.crossed.get(event.delegation, ()), event.red_line)
    return replace(state, crossed=_put(state.crossed, event.delegation, lines))


@_apply.register
def _(event: e.InjectScheduled, state: TableState) -> TableState:
    return replace(state, schedule=_put(state.schedule, event.slot, event.due))


@_apply.register
def _(event: e.InjectSlotLapsed, state: TableState) -> TableState:
    return replace(state, schedule=_without(state.schedule, event.slot))


@_apply.register
def _(event: e.InjectFell, state: TableState) -> TableState:
    crisis = Crisis(
        inject=event.inject,
        at=event.at,
        round=state.round,
        asked=event.asked,
        deadline=event.deadline,
        answers={},
    )
    schedule = _without(state.schedule, event.slot) if event.slot else state.schedule
    return replace(
        state,
        crises=_put(state.crises, event.inject, crisis),
        schedule=schedule,
        notes=_note(state, event, event.inject),
    )


@_apply.register
def _(event: e.InjectAnswered, state: TableState) -> TableState:
    crisis = state.crises[event.inject]
    answered = replace(crisis, answers=_put(crisis.answers, event.delegation, event.answer))
    return replace(state, crises=_put(state.crises, event.inject, answered))


@_apply.register
def _(event: e.InjectSettled, state: TableState) -> TableState:
    settled = replace(
        state.crises[event.inject],
        answers=event.answers,
        defaulted=event.defaulted,
        consequences=event.consequences,
        settled=True,
    )
    return replace(
        state,
        crises=_put(state.crises, event.inject, settled),
        notes=_note(state, event, event.inject),
    )
