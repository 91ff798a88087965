"""Trades: what is offered and answered in a private talk. They bind nobody."""

from collections.abc import Collection

from game.engine.acts import channels
from game.engine.acts.channels import CHANNEL_NOT_OPEN, ChannelEvent
from game.engine.changes import put, replace
from game.engine.command import HEADS, Command, Text, act
from game.engine.entries import Channel, Trade, TradeStatus
from game.engine.event import Person, Story, Words, shown_in
from game.engine.phases import TALKS
from game.engine.refusals import REPEATED_ISSUE, UNKNOWN_ISSUE, UNKNOWN_OPTION, Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import DelegationId, IssueId, OptionId, Package, Structure

ONE_SIDED_TRADE = Reason("one_sided_trade", 422)
UNKNOWN_TRADE = Reason("unknown_trade", 404)
TRADE_CLOSED = Reason("trade_closed")
OWN_TRADE = Reason("own_trade")


@act(by=HEADS, phases=TALKS)
class OfferTrade(Command):
    """Say in a private talk that we would accept some clauses if the others there accept others.

    ``gives`` are those that we would accept, ``asks`` those that they are to accept. It stands in
    place of what was on offer in that talk before.
    """

    channel: str
    gives: dict[IssueId, OptionId]
    asks: dict[IssueId, OptionId]
    note: Text = ""

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return None if _talks(known, own) else Refused(CHANNEL_NOT_OPEN)

    def decide(self, turn: Turn) -> None:
        """Offer an exchange of clauses to the others in a talk that is open."""
        channel = _open_channel(turn, self.channel)
        _check(turn, self.gives, self.asks)
        turn.tell(
            TradeOffered(
                at=turn.now,
                channel=channel.id,
                members=channel.members,
                delegation=turn.delegation,
                # Counted in this talk: a count of all would tell others of it.
                trade=f"t{len(channel.trades) + 1}",
                by=turn.actor.participant,
                gives=self.gives,
                asks=self.asks,
                note=turn.note(self.note),
            )
        )


@act(by=HEADS, phases=TALKS)
class AnswerTrade(Command):
    """Accept or decline what was offered in a private talk; who wants to counter offers anew."""

    channel: str
    trade: str
    accept: bool
    note: Text = ""

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        offered = [trade for talk in _talks(known, own) if (trade := open_trade(talk))]
        asked = any(own not in trade.accepted for trade in offered)
        return None if asked else Refused(UNKNOWN_TRADE)

    def decide(self, turn: Turn) -> None:
        """Accept or decline; it is agreed when all the others have accepted, and one no ends it."""
        channel = _open_channel(turn, self.channel)
        trade = next((trade for trade in channel.trades if trade.id == self.trade), None)
        if trade is None:
            raise Refused(UNKNOWN_TRADE)
        if trade.status != "open":
            raise Refused(TRADE_CLOSED)
        if turn.delegation in trade.accepted:
            raise Refused(OWN_TRADE)
        turn.tell(
            TradeAnswered(
                at=turn.now,
                channel=channel.id,
                members=channel.members,
                delegation=turn.delegation,
                trade=trade.id,
                by=turn.actor.participant,
                accepted=self.accept,
                note=turn.note(self.note),
            )
        )


def _check(turn: Turn, gives: Package, asks: Package) -> None:
    if not gives or not asks:
        raise Refused(ONE_SIDED_TRADE)
    if gives.keys() & asks.keys():
        raise Refused(REPEATED_ISSUE)
    for issue, option in (*gives.items(), *asks.items()):
        if issue not in turn.state.setup.agenda:
            raise Refused(UNKNOWN_ISSUE)
        if option not in turn.structure.issue(issue).option_ids:
            raise Refused(UNKNOWN_OPTION)


def _open_channel(turn: Turn, id_: str) -> Channel:
    channel = channels.own_channel(turn, id_)
    if channel not in _talks(turn.state, turn.delegation):
        raise Refused(CHANNEL_NOT_OPEN)
    return channel


def _talks(known: TableState, own: DelegationId) -> list[Channel]:
    """The delegation's open talks with others."""
    return [
        channel
        for channel in known.channels.values()
        if channel.status == "open" and own in channel.members and len(channel.members) > 1
    ]


def is_asked(state: TableState, delegation: DelegationId) -> bool:
    """Whether an invitation to talk, or an offer in a talk, waits for the delegation's answer."""
    return any(
        delegation in channel.members and delegation not in _answered(channel)
        for channel in state.channels.values()
    )


def _answered(channel: Channel) -> Collection[DelegationId]:
    """Who has answered what waits in a talk; all its members where nothing waits."""
    if channel.status == "invited":
        return channel.accepted
    trade = open_trade(channel)
    return channel.members if trade is None or channel.status != "open" else trade.accepted


def open_trade(channel: Channel) -> Trade | None:
    """What is on offer in a talk and not answered by all yet."""
    return next((trade for trade in channel.trades if trade.status == "open"), None)


class TradeOffered(ChannelEvent):
    """A delegation would accept some clauses if the others in the talk accept others."""

    group = "talk"
    panels = shown_in("status", "talk")
    story = Story("talk", "talks")
    is_activity = True

    trade: str
    by: Person
    gives: dict[IssueId, OptionId]
    asks: dict[IssueId, OptionId]
    note: Words

    def apply(self, state: TableState) -> TableState:
        channel = state.channels[self.channel]
        offered = Trade(
            id=self.trade,
            delegation=self.delegation,
            by=self.by,
            at=self.at,
            round=state.stage,
            gives=self.gives,
            asks=self.asks,
            note=self.note,
            accepted=frozenset({self.delegation}),
        )
        own = bool(channel.trades) and channel.trades[-1].delegation == self.delegation
        earlier = channels.ended_trades(channel.trades, "withdrawn" if own else "countered")
        longer = replace(channel, trades=(*earlier, offered))
        return replace(state, channels=put(state.channels, channel.id, longer))


class TradeAnswered(ChannelEvent):
    """A delegation accepted or declined what was offered in the talk."""

    group = "talk"
    panels = shown_in("status", "talk")
    story = Story("talk", "talks")
    is_activity = True

    trade: str
    by: Person
    accepted: bool
    note: Words

    def apply(self, state: TableState) -> TableState:
        channel = state.channels[self.channel]
        *earlier, trade = channel.trades
        accepted = trade.accepted | ({self.delegation} if self.accepted else frozenset())
        status: TradeStatus = "open" if self.accepted else "declined"
        if accepted == frozenset(channel.members):
            status = "accepted"
        answered = replace(
            trade,
            accepted=accepted,
            status=status,
            answered_at=self.at,
            answered_by=self.delegation,
            reply=self.note,
        )
        longer = replace(channel, trades=(*earlier, answered))
        return replace(state, channels=put(state.channels, channel.id, longer))
