"""``apply(state, event) → state``: never refuses, needs neither scenario, clock nor chance."""

from collections.abc import Iterable
from functools import reduce
from typing import TypeAlias, TypeGuard, get_args

from game.engine import events as e
from game.engine.apply import chair, diplomacy, run, talk, text, world
from game.engine.apply.base import change, put, replace
from game.engine.phases import PhaseName, Step
from game.engine.state import (
    INSTRUCTOR_LISTENER,
    PUBLIC_LISTENER,
    Channel,
    Phase,
    Setup,
    TableState,
)

#: Importing these registers what each event changes.
CHANGES = (run, talk, text, world, diplomacy, chair)

#: What a delegation does itself, by which one can tell that it is awake.
Act: TypeAlias = (
    e.AccordAnswered
    | e.AccordOffered
    | e.AccordWithdrawn
    | e.BallotCast
    | e.CableSent
    | e.ChannelLeft
    | e.ChannelProposed
    | e.ConductChosen
    | e.InjectAnswered
    | e.InvitationAnswered
    | e.MessageSent
    | e.MoveMade
    | e.PlenarySpoken
    | e.PrioritiesSet
    | e.ProposalTabled
    | e.RatificationDecided
    | e.ReadinessDeclared
    | e.TradeAnswered
    | e.TradeOffered
)
ACTS = frozenset(get_args(Act))


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
        capitals=event.capitals,
        talk=event.talk,
        votes=event.votes,
        scores=event.scores,
        delegations=event.delegations,
        agenda=event.agenda,
        rounds=event.rounds,
        injects_per_round=event.injects_per_round,
        directives=event.directives,
        pause_after_round=event.pause_after_round,
        timings=event.timings,
        left_out=frozenset(event.left_out) or None,
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
    changed = change(event, state)
    acted = changed.acted
    if _is_act(event):
        acted = put(acted, event.delegation, event.at)
    return replace(changed, seq=state.seq + 1, heard=_count(state, event), acted=acted)


def _is_act(event: e.Event) -> TypeGuard[Act]:
    # Asked of the type itself: to try one class of models after the other is slow.
    return type(event) in ACTS


def _count(state: TableState, event: e.Event) -> dict[str, int]:
    audience = event.audience
    heard = dict(state.heard)
    listeners: Iterable[str] = (INSTRUCTOR_LISTENER,)
    if audience.public:
        listeners = (INSTRUCTOR_LISTENER, PUBLIC_LISTENER, *state.setup.delegations)
    elif audience.delegations:
        own = [d for d in state.setup.delegations if d in audience.delegations]
        listeners = (INSTRUCTOR_LISTENER, *own)
    for listener in listeners:
        heard[listener] = heard.get(listener, 0) + 1
    return heard
