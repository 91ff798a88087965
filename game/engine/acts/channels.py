"""Private talks: invitations, meetings, and what is said in them."""

from collections.abc import Mapping

from game.engine.acts import effects
from game.engine.changes import note, put, replace, without
from game.engine.command import DELEGATES, Command, Text, act
from game.engine.conditions import holds
from game.engine.entries import Channel, Meeting, Message, Trade, TradeStatus
from game.engine.event import (
    PUBLIC,
    Audience,
    Event,
    KnownTo,
    Person,
    Story,
    Words,
    only,
    private_to,
    shown_in,
)
from game.engine.phases import EVERY, PRIVATE_TALK
from game.engine.refusals import UNKNOWN_DELEGATION, Refused
from game.engine.state import TableState, channel_id
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import Access, DelegationId, Impact, Structure

CHANNEL_SIZE = Reason("channel_size", 422)
UNKNOWN_CHANNEL = Reason("unknown_channel", 404)
CHANNEL_NOT_OPEN = Reason("channel_not_open")
ALREADY_INVITED = Reason("already_invited")
NOT_INVITED = Reason("not_invited")
TALK_ALOUD = Reason("talk_aloud")
ACCESS_SHUT = Reason("access_shut")


@act(by=DELEGATES, phases=PRIVATE_TALK)
class InviteToChannel(Command):
    """Ask other delegations to talk in private (one other: bilateral; more: caucus)."""

    members: tuple[DelegationId, ...]

    def decide(self, turn: Turn) -> None:
        """Ask others to talk; the channel opens when all of them have accepted."""
        known = turn.state.setup.delegations
        if any(member not in known for member in self.members):
            raise Refused(UNKNOWN_DELEGATION)
        members = frozenset(self.members) | {turn.delegation}
        if not 2 <= len(members) < len(known):
            raise Refused(CHANNEL_SIZE, most=len(known) - 1)
        refuse_if_shut(turn, members)
        id_ = channel_id(members)
        earlier = turn.state.channels.get(id_)
        if earlier is not None and earlier.status != "closed":
            raise Refused(ALREADY_INVITED)
        turn.tell(
            ChannelProposed(
                at=turn.now,
                channel=id_,
                members=tuple(member for member in known if member in members),
                delegation=turn.delegation,
            )
        )


@act(by=DELEGATES, phases=PRIVATE_TALK)
class AnswerInvitation(Command):
    """Accept or decline an invitation to a channel."""

    channel: str
    accept: bool

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        asked = any(own in c.members and _awaits(c, own) for c in known.channels.values())
        return None if asked else Refused(NOT_INVITED)

    def decide(self, turn: Turn) -> None:
        """Accept or decline; one refusal closes the invitation."""
        channel = own_channel(turn, self.channel)
        if not _awaits(channel, turn.delegation):
            raise Refused(NOT_INVITED)
        if self.accept:
            refuse_if_shut(turn, frozenset(channel.members))
        turn.tell(
            InvitationAnswered(
                at=turn.now,
                channel=channel.id,
                members=channel.members,
                delegation=turn.delegation,
                accepted=self.accept,
            )
        )
        if turn.state.channels[channel.id].accepted == frozenset(channel.members):
            _sit_down(turn, channel)


@act(by=DELEGATES, phases=PRIVATE_TALK)
class LeaveChannel(Command):
    """Leave a private talk, or take back our invitation to it; that closes it."""

    channel: str

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        talks = (c for c in known.channels.values() if own in c.members and len(c.members) > 1)
        left = any(talk.status != "closed" for talk in talks)
        return None if left else Refused(CHANNEL_NOT_OPEN)

    def decide(self, turn: Turn) -> None:
        """Leave a talk or take back an invitation; either closes the channel."""
        channel = own_channel(turn, self.channel)
        if channel.status == "closed" or len(channel.members) == 1:
            raise Refused(CHANNEL_NOT_OPEN)
        turn.tell(
            ChannelLeft(
                at=turn.now,
                channel=channel.id,
                members=channel.members,
                delegation=turn.delegation,
            )
        )
        if channel.status == "open":
            _rise(turn, channel)


@act(by=DELEGATES, phases=EVERY, while_paused=True)
class SendMessage(Command):
    """Say something to the members of a private channel."""

    channel: str
    text: Text

    def decide(self, turn: Turn) -> None:
        """Speak in a private channel that is open."""
        text = turn.text(self.text, turn.structure.rules.message_limit)
        channel = own_channel(turn, self.channel)
        if len(channel.members) > 1:
            refuse_if_aloud(turn)
        if channel.status != "open":
            raise Refused(CHANNEL_NOT_OPEN)
        turn.tell(
            MessageSent(
                at=turn.now,
                channel=channel.id,
                members=channel.members,
                delegation=turn.delegation,
                by=turn.actor.participant,
                text=text,
            )
        )


def _awaits(channel: Channel, own: DelegationId) -> bool:
    """Whether the invitation waits for that member's answer."""
    return channel.status == "invited" and own not in channel.accepted


def _sit_down(turn: Turn, channel: Channel) -> None:
    """They meet, with what the scenario says that such a meeting costs and brings.

    That is once a round: whoever rises and sits down again goes on with the same meeting.
    """
    room = frozenset(channel.members)
    access = turn.structure.access_between(room)
    counts = turn.state.met.get(room) != turn.state.stage
    felt = [
        (one, as_felt(one, room, turn.state.meetings))
        for one in turn.structure.accesses(room)
        if counts
    ]
    turn.tell(
        MeetingOpened(
            at=turn.now,
            channel=channel.id,
            members=channel.members,
            public=access is None or access.public,
            counts=counts,
        )
    )
    for one, impact in felt:
        effects.take_effect(turn, impact, one.id)


def as_felt(
    access: Access,
    room: frozenset[DelegationId],
    meetings: Mapping[frozenset[DelegationId], int],
) -> Impact:
    """What it does that the pair of that access meets in that room, after those meetings.

    The host's presence halves it (rounded towards nought), every earlier meeting of the pair that
    was alone or with one other adds to it.
    """
    pair = frozenset(access.between)
    earlier = sum(n for met, n in meetings.items() if pair <= met and len(met) <= len(pair) + 1)
    standing = {
        delegation: access.standing.get(delegation, 0) + earlier * access.rising.get(delegation, 0)
        for delegation in {**access.standing, **access.rising}
    }
    if access.host not in room:
        return access.model_copy(update={"standing": standing})
    halved = {key: int(by / 2) for key, by in access.effects.items()}
    return access.model_copy(
        update={"standing": {d: int(by / 2) for d, by in standing.items()}, "effects": halved}
    )


def refuse_if_shut(turn: Turn, members: frozenset[DelegationId]) -> None:
    """Refuse a room in which two sit whom the scenario does not let meet as things stand."""
    if not may_meet(turn.structure, turn.state, members):
        raise Refused(ACCESS_SHUT)


def may_meet(structure: Structure, state: TableState, members: frozenset[DelegationId]) -> bool:
    """Whether the scenario lets these delegations meet as things stand."""
    return all(
        access.host in members
        or not access.opens_when
        or any(holds(structure, state, condition) for condition in access.opens_when)
        for access in structure.accesses(members)
    )


def _rise(turn: Turn, channel: Channel) -> None:
    turn.tell(
        MeetingClosed(
            at=turn.now, channel=channel.id, members=channel.members, public=channel.public
        )
    )


def refuse_if_aloud(turn: Turn) -> None:
    """In a conference held in person delegations talk aloud; only that they met is recorded."""
    if turn.state.setup.rules.talk == "in_person":
        raise Refused(TALK_ALOUD)


def close_channels(turn: Turn) -> None:
    """The round is over: private talks end and unanswered invitations lapse."""
    for channel in turn.state.channels.values():
        if len(channel.members) == 1 or channel.status == "closed":
            continue
        if channel.status == "open":
            _rise(turn, channel)
        else:
            turn.tell(InvitationsLapsed(at=turn.now, channel=channel.id, members=channel.members))


def own_channel(turn: Turn, id_: str) -> Channel:
    """The channel, if the actor is a member. Others cannot tell one they lack from none at all."""
    channel = turn.state.channels.get(id_)
    if channel is None or turn.delegation not in channel.members:
        raise Refused(UNKNOWN_CHANNEL)
    return channel


class ChannelEvent(Event, abstract=True):
    """Something in a private channel, known to its members alone."""

    audience = only("members", "The channel's members.")

    channel: str
    members: tuple[DelegationId, ...]
    delegation: DelegationId


class ChannelProposed(ChannelEvent):
    """A delegation asked others to talk in private."""

    group = "talk"
    panels = shown_in("status", "talk")
    narrated = False
    is_activity = True

    def apply(self, state: TableState) -> TableState:
        earlier = state.channels.get(self.channel)
        channel = Channel(
            id=self.channel,
            members=self.members,
            status="invited",
            invited_by=self.delegation,
            accepted=frozenset({self.delegation}),
            messages=earlier.messages if earlier else (),
            public=earlier.public if earlier else True,
            trades=earlier.trades if earlier else (),
            invited_at=self.at,
        )
        return replace(state, channels=put(state.channels, channel.id, channel))


class InvitationAnswered(ChannelEvent):
    """A delegation accepted or declined."""

    group = "talk"
    panels = shown_in("status", "talk")
    is_activity = True

    accepted: bool

    def apply(self, state: TableState) -> TableState:
        channel = state.channels[self.channel]
        answered = (
            replace(channel, accepted=channel.accepted | {self.delegation})
            if self.accepted
            else replace(channel, status="closed")
        )
        return replace(state, channels=put(state.channels, channel.id, answered))


class ChannelLeft(ChannelEvent):
    """A delegation left, which closes the channel."""

    group = "talk"
    panels = shown_in("status", "talk")
    narrated = False
    is_activity = True

    def apply(self, state: TableState) -> TableState:
        return _close_channel(state, self.channel)


class MessageSent(ChannelEvent):
    """A delegation said something to the channel."""

    group = "talk"
    panels = shown_in("status", "talk")
    is_activity = True
    in_figures = False

    by: Person
    text: Words

    def apply(self, state: TableState) -> TableState:
        channel = state.channels[self.channel]
        said = Message(self.at, self.delegation, self.by, self.text)
        longer = replace(channel, messages=(*channel.messages, said))
        return replace(state, channels=put(state.channels, channel.id, longer))


class MeetingOpened(Event):
    """Delegations sat down together. That they met is public unless the scenario says otherwise.

    Only their first meeting of a round ``counts``: for objectives, and for what it costs at home.
    """

    group = "talk"
    panels = shown_in("status", "talk", "act", "news")
    story = Story("talk", "talks")

    channel: str
    members: tuple[DelegationId, ...]
    public: bool = True
    counts: bool = True

    @KnownTo
    def audience(self) -> Audience:
        """Everybody, or those who met."""
        return PUBLIC if self.public else private_to(*self.members)

    def apply(self, state: TableState) -> TableState:
        opened = replace(state.channels[self.channel], status="open", public=self.public)
        pair = frozenset(self.members)
        # Last in line: the order of talks must not tell who was invited when.
        others = without(state.channels, self.channel)
        return replace(
            state,
            channels=put(others, self.channel, opened),
            meetings=put(state.meetings, pair, state.meetings.get(pair, 0) + self.counts),
            met=put(state.met, pair, state.stage),
            talks=(*state.talks, Meeting(self.members, self.at, None, self.public, state.round)),
            notes=note(state, self, self.channel) if self.public else state.notes,
        )


class MeetingClosed(Event):
    """A private talk ended."""

    group = "talk"
    panels = shown_in("status", "talk", "news")

    channel: str
    members: tuple[DelegationId, ...]
    public: bool = True

    @KnownTo
    def audience(self) -> Audience:
        """Everybody, or those who met."""
        return PUBLIC if self.public else private_to(*self.members)

    def apply(self, state: TableState) -> TableState:
        talks = tuple(
            replace(met, until=self.at)
            if met.until is None and met.members == self.members
            else met
            for met in state.talks
        )
        return replace(_close_channel(state, self.channel), talks=talks)


class InvitationsLapsed(Event):
    """The round is over: the invitation was never answered by all."""

    audience = only("members", "Those who knew of the invitation.")
    group = "talk"
    panels = shown_in("status", "talk")
    narrated = False

    channel: str
    members: tuple[DelegationId, ...]

    def apply(self, state: TableState) -> TableState:
        return _close_channel(state, self.channel)


def _close_channel(state: TableState, channel: str) -> TableState:
    open_one = state.channels[channel]
    closed = replace(open_one, status="closed", trades=ended_trades(open_one.trades, "lapsed"))
    return replace(state, channels=put(state.channels, channel, closed))


def ended_trades(trades: tuple[Trade, ...], status: TradeStatus) -> tuple[Trade, ...]:
    """The trades, the open one with that status."""
    if not trades or trades[-1].status != "open":
        return trades
    return (*trades[:-1], replace(trades[-1], status=status))
