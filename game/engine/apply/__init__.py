"""``apply(state, event) → state``: never refuses, needs neither scenario, clock nor chance."""

from collections.abc import Iterable
from functools import reduce

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
ACTS = (
    e.AccordAnswered,
    e.AccordOffered,
    e.AccordWithdrawn,
    e.BallotCast,
    e.CableSent,
    e.ChannelLeft,
    e.ChannelProposed,
    e.ConductChosen,
    e.InjectAnswered,
    e.InvitationAnswered,
    e.MessageSent,
    e.MoveMade,
    e.PlenarySpoken,
    e.PrioritiesSet,
    e.ProposalTabled,
    e.RatificationDecided,
    e.ReadinessDeclared,
    e.TradeAnswered,
    e.TradeOffered,
)


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
    if isinstance(event, ACTS):
        acted = put(acted, event.delegation, event.at)
    return replace(changed, seq=state.seq + 1, heard=_count(state, event), acted=acted)


def _count(state: TableState, event: e.Event) -> dict[str, int]:
    audience = event.audience
    heard = dict(state.heard)
    listeners = [INSTRUCTOR_LISTENER]
    listeners += [PUBLIC_LISTENER] if audience.public else []
    listeners += [d for d in state.setup.delegations if audience.includes(d)]
    for listener in listeners:
        heard[listener] = heard.get(listener, 0) + 1
    return heard
