"""Talk."""

from game.engine import events as e
from game.engine.apply.base import change, note, put, replace, without
from game.engine.state import (
    Channel,
    Meeting,
    Message,
    Statement,
    TableState,
    Trade,
    TradeStatus,
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
        trades=earlier.trades if earlier else (),
        invited_at=event.at,
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
    open_one = state.channels[channel]
    closed = replace(open_one, status="closed", trades=_ended(open_one.trades, "lapsed"))
    return replace(state, channels=put(state.channels, channel, closed))


def _ended(trades: tuple[Trade, ...], status: TradeStatus) -> tuple[Trade, ...]:
    """The trades, the open one with that status."""
    if not trades or trades[-1].status != "open":
        return trades
    return (*trades[:-1], replace(trades[-1], status=status))


@change.register
def _(event: e.TradeOffered, state: TableState) -> TableState:
    channel = state.channels[event.channel]
    offered = Trade(
        id=event.trade,
        delegation=event.delegation,
        by=event.by,
        at=event.at,
        round=state.stage,
        gives=event.gives,
        asks=event.asks,
        note=event.note,
        accepted=frozenset({event.delegation}),
    )
    own = bool(channel.trades) and channel.trades[-1].delegation == event.delegation
    earlier = _ended(channel.trades, "withdrawn" if own else "countered")
    longer = replace(channel, trades=(*earlier, offered))
    return replace(state, channels=put(state.channels, channel.id, longer))


@change.register
def _(event: e.TradeAnswered, state: TableState) -> TableState:
    channel = state.channels[event.channel]
    *earlier, trade = channel.trades
    accepted = trade.accepted | ({event.delegation} if event.accepted else frozenset())
    status: TradeStatus = "open" if event.accepted else "declined"
    if accepted == frozenset(channel.members):
        status = "accepted"
    answered = replace(
        trade,
        accepted=accepted,
        status=status,
        answered_at=event.at,
        answered_by=event.delegation,
        reply=event.note,
    )
    longer = replace(channel, trades=(*earlier, answered))
    return replace(state, channels=put(state.channels, channel.id, longer))


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
