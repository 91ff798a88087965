"""Trades: what is offered and answered in a private talk. They bind nobody."""

from collections.abc import Collection

from game.engine import commands as c
from game.engine import events as e
from game.engine.errors import Reason, Refused
from game.engine.rules.talk import own_channel
from game.engine.state import Channel, TableState, Trade
from game.engine.turn import Turn
from game.scenario.model import DelegationId, Package


def offer_trade(turn: Turn, command: c.OfferTrade) -> None:
    """Offer an exchange of clauses to the others in a talk that is open."""
    channel = _open_channel(turn, command.channel)
    _check(turn, command.gives, command.asks)
    turn.tell(
        e.TradeOffered(
            at=turn.now,
            channel=channel.id,
            members=channel.members,
            delegation=turn.delegation,
            # Counted in this talk: a count of all would tell others of it.
            trade=f"t{len(channel.trades) + 1}",
            by=turn.actor.participant,
            gives=command.gives,
            asks=command.asks,
            note=turn.note(command.note),
        )
    )


def _check(turn: Turn, gives: Package, asks: Package) -> None:
    if not gives or not asks:
        raise Refused(Reason.ONE_SIDED_TRADE)
    if gives.keys() & asks.keys():
        raise Refused(Reason.REPEATED_ISSUE)
    for issue, option in (*gives.items(), *asks.items()):
        if issue not in turn.state.setup.agenda:
            raise Refused(Reason.UNKNOWN_ISSUE)
        if option not in turn.structure.issue(issue).option_ids:
            raise Refused(Reason.UNKNOWN_OPTION)


def answer_trade(turn: Turn, command: c.AnswerTrade) -> None:
    """Accept or decline; it is agreed when all the others have accepted, and one no ends it."""
    channel = _open_channel(turn, command.channel)
    trade = next((trade for trade in channel.trades if trade.id == command.trade), None)
    if trade is None:
        raise Refused(Reason.UNKNOWN_TRADE)
    if trade.status != "open":
        raise Refused(Reason.TRADE_CLOSED)
    if turn.delegation in trade.accepted:
        raise Refused(Reason.OWN_TRADE)
    turn.tell(
        e.TradeAnswered(
            at=turn.now,
            channel=channel.id,
            members=channel.members,
            delegation=turn.delegation,
            trade=trade.id,
            by=turn.actor.participant,
            accepted=command.accept,
            note=turn.note(command.note),
        )
    )


def _open_channel(turn: Turn, id_: str) -> Channel:
    channel = own_channel(turn, id_)
    if channel.status != "open" or len(channel.members) == 1:
        raise Refused(Reason.CHANNEL_NOT_OPEN)
    return channel


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
