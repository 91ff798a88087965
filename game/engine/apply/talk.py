"""Talk."""

from game.engine import events as e
from game.engine.apply.base import change, note, put, replace, without
from game.engine.state import (
    Channel,
    Meeting,
    Message,
    Statement,
    TableState,
)


@change.register
def _(event: e.PrioritiesSet, state: TableState) -> TableState:
    return replace(state, priorities=put(state.priorities, event.delegation, event.issues))


@change.register
def _(event: e.PlenarySpoken, state: TableState) -> TableState:
    said = Statement(event.at, event.delegation, event.by, event.text, state.round)
    return replace(state, statements=(*state.statements, said))


@change.register
def _(event: e.ChannelProposed, state: TableState) -> TableState:
    earlier = state.channels.get(event.channel)
    channel = Channel(
        id=event.channel,
        members=event.members,
        status="invited",
        invited_by=event.delegation,
        accepted=frozenset({event.delegation}),
        messages=earlier.messages if earlier else (),
        public=earlier.public if earlier else True,
    )
    return replace(state, channels=put(state.channels, channel.id, channel))


@change.register
def _(event: e.InvitationAnswered, state: TableState) -> TableState:
    channel = state.channels[event.channel]
    answered = (
        replace(channel, accepted=channel.accepted | {event.delegation})
        if event.accepted
        else replace(channel, status="closed")
    )
    return replace(state, channels=put(state.channels, channel.id, answered))


@change.register
def _(event: e.ChannelLeft, state: TableState) -> TableState:
    return _close_channel(state, event.channel)


@change.register
def _(event: e.InvitationsLapsed, state: TableState) -> TableState:
    return _close_channel(state, event.channel)


@change.register
def _(event: e.MeetingClosed, state: TableState) -> TableState:
    talks = tuple(
        replace(met, until=event.at) if met.until is None and met.members == event.members else met
        for met in state.talks
    )
    return replace(_close_channel(state, event.channel), talks=talks)


def _close_channel(state: TableState, channel: str) -> TableState:
    closed = replace(state.channels[channel], status="closed")
    return replace(state, channels=put(state.channels, channel, closed))


@change.register
def _(event: e.MeetingOpened, state: TableState) -> TableState:
    opened = replace(state.channels[event.channel], status="open", public=event.public)
    pair = frozenset(event.members)
    # Last in line: the order of talks must not tell who was invited when.
    others = without(state.channels, event.channel)
    return replace(
        state,
        channels=put(others, event.channel, opened),
        meetings=put(state.meetings, pair, state.meetings.get(pair, 0) + event.counts),
        met=put(state.met, pair, state.stage),
        talks=(*state.talks, Meeting(event.members, event.at, None, event.public, state.round)),
        notes=note(state, event, event.channel) if event.public else state.notes,
    )


@change.register
def _(event: e.MessageSent, state: TableState) -> TableState:
    channel = state.channels[event.channel]
    said = Message(event.at, event.delegation, event.by, event.text)
    longer = replace(channel, messages=(*channel.messages, said))
    return replace(state, channels=put(state.channels, channel.id, longer))
