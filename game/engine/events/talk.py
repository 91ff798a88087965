"""Statements, invitations, private talks."""

from typing import Literal

from game.engine.events.base import PUBLIC, Audience, BaseEvent, Person, Words, private_to
from game.scenario.model import (
    DelegationId,
    IssueId,
    OptionId,
)


class PrioritiesSet(BaseEvent):
    """A delegation ordered the issues for itself."""

    kind: Literal["priorities_set"] = "priorities_set"
    delegation: DelegationId
    issues: tuple[IssueId, ...]

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class PlenarySpoken(BaseEvent):
    """A delegation said something that everybody hears."""

    kind: Literal["plenary_spoken"] = "plenary_spoken"
    delegation: DelegationId
    by: Person
    text: Words


class ChannelEvent(BaseEvent):
    """Something in a private channel, known to its members alone."""

    channel: str
    members: tuple[DelegationId, ...]
    delegation: DelegationId

    @property
    def audience(self) -> Audience:
        """The channel's members."""
        return private_to(*self.members)


class ChannelProposed(ChannelEvent):
    """A delegation asked others to talk in private."""

    kind: Literal["channel_proposed"] = "channel_proposed"


class InvitationAnswered(ChannelEvent):
    """A delegation accepted or declined."""

    kind: Literal["invitation_answered"] = "invitation_answered"
    accepted: bool


class ChannelLeft(ChannelEvent):
    """A delegation left, which closes the channel."""

    kind: Literal["channel_left"] = "channel_left"


class MessageSent(ChannelEvent):
    """A delegation said something to the channel."""

    kind: Literal["message_sent"] = "message_sent"
    by: Person
    text: Words


class TradeOffered(ChannelEvent):
    """A delegation would accept some clauses if the others in the talk accept others."""

    kind: Literal["trade_offered"] = "trade_offered"
    trade: str
    by: Person
    gives: dict[IssueId, OptionId]
    asks: dict[IssueId, OptionId]
    note: Words


class TradeAnswered(ChannelEvent):
    """A delegation accepted or declined what was offered in the talk."""

    kind: Literal["trade_answered"] = "trade_answered"
    trade: str
    by: Person
    accepted: bool
    note: Words


class MeetingOpened(BaseEvent):
    """Delegations sat down together. That they met is public unless the scenario says otherwise.

    Only their first meeting of a round ``counts``: for objectives, and for what it costs at home.
    """

    kind: Literal["meeting_opened"] = "meeting_opened"
    channel: str
    members: tuple[DelegationId, ...]
    public: bool = True
    counts: bool = True

    @property
    def audience(self) -> Audience:
        """Everybody, or those who met."""
        return PUBLIC if self.public else private_to(*self.members)


class MeetingClosed(BaseEvent):
    """A private talk ended."""

    kind: Literal["meeting_closed"] = "meeting_closed"
    channel: str
    members: tuple[DelegationId, ...]
    public: bool = True

    @property
    def audience(self) -> Audience:
        """Everybody, or those who met."""
        return PUBLIC if self.public else private_to(*self.members)


class InvitationsLapsed(BaseEvent):
    """The round is over: the invitation was never answered by all."""

    kind: Literal["invitations_lapsed"] = "invitations_lapsed"
    channel: str
    members: tuple[DelegationId, ...]

    @property
    def audience(self) -> Audience:
        """Those who knew of the invitation."""
        return private_to(*self.members)
