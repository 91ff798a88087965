"""Offers in private talks: "we would accept this if you accept that"."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from game.engine.acts.trades import open_trade
from game.engine.entries import Channel, Trade
from game.scenario.model import DelegationId, IssueId, OptionId
from game.web.present.stage import Party, Stage
from game.web.present.worth import WorthBar, worth_bar


@dataclass(frozen=True)
class TradeCard:
    """What is on offer in a talk, or was agreed there in this round.

    ``gives`` and ``asks`` are from the side of whoever offered it; ``worth`` is what the text as it
    stands would be worth to the viewing delegation with both. ``compose`` is the address of a
    composer that begins with its clauses.
    """

    id: str
    channel: str
    author: Party
    mine: bool
    awaits_us: bool
    agreed: bool
    gives: tuple[str, ...]
    asks: tuple[str, ...]
    worth: WorthBar
    compose: str


@dataclass(frozen=True)
class Clauses:
    """The options of an issue, as a form offers them: value and label."""

    title: str
    options: tuple[tuple[str, str], ...]


def trade_of(stage: Stage, channel_id: str) -> TradeCard | None:
    """The trade of a talk that matters now: what is on offer, or else what was agreed last."""
    channel = stage.view.channels[channel_id]
    trade = open_trade(channel) or _agreed(stage, channel)
    if trade is None:
        return None
    clauses = {f"options.{issue}": option for issue, option in trade.package.items()}
    return TradeCard(
        id=trade.id,
        channel=channel.id,
        author=stage.party(trade.delegation),
        mine=trade.delegation == stage.own,
        awaits_us=awaits(stage, channel),
        agreed=trade.status == "accepted",
        gives=_labels(stage, trade.gives),
        asks=_labels(stage, trade.asks),
        worth=worth_bar(stage, {**stage.standing_text(), **trade.package}),
        compose="?" + urlencode({"tab": "compose", **clauses}),
    )


def _agreed(stage: Stage, channel: Channel) -> Trade | None:
    """The last trade of this round, if it was agreed."""
    last = channel.trades[-1] if channel.trades else None
    round_ = stage.view.phase.step.round
    return last if last is not None and last.status == "accepted" and last.round == round_ else None


def awaits(stage: Stage, channel: Channel) -> bool:
    """Whether something is on offer in the talk that the viewing delegation has not answered."""
    own = stage.viewer.delegation
    trade = open_trade(channel) if channel.status == "open" else None
    return trade is not None and own in channel.members and own not in trade.accepted


def waiting(stage: Stage) -> tuple[Party, ...]:
    """Who waits for an answer of the viewing delegation to what they offered."""
    return tuple(
        stage.party(channel.trades[-1].delegation)
        for channel in stage.view.channels.values()
        if awaits(stage, channel)
    )


def choices(stage: Stage) -> tuple[Clauses, ...]:
    """Every clause that can be offered or asked for, by issue."""
    return tuple(
        Clauses(
            stage.issue(issue),
            tuple(
                (f"{issue}/{option}", stage.option(issue, option))
                for option in stage.structure.issue(issue).option_ids
            ),
        )
        for issue in stage.view.setup.agenda
    )


def _labels(stage: Stage, package: Mapping[IssueId, OptionId]) -> tuple[str, ...]:
    return tuple(
        f"{stage.issue(issue)}: {stage.option(issue, option)}" for issue, option in package.items()
    )


@dataclass(frozen=True)
class Said:
    """What a trade adds to a conversation: when, by whom, in which words."""

    at: float
    delegation: DelegationId
    by: str | None
    text: str


def said(stage: Stage, channel: Channel) -> tuple[Said, ...]:
    """The offers of a talk and their answers, as lines of it."""
    found = []
    for trade in channel.trades:
        sentence = stage.word("trades", "offer").format(
            gives="; ".join(_labels(stage, trade.gives)), asks="; ".join(_labels(stage, trade.asks))
        )
        # The computer's own words say what it offers; a person's stand beside that.
        note = trade.note if trade.by is None else f"{sentence} {trade.note}".strip()
        found.append(Said(trade.at, trade.delegation, trade.by, note or sentence))
        if trade.answered_at is not None and trade.answered_by is not None:
            reply = trade.reply or stage.word("trade_statuses", _answer(trade))
            found.append(Said(trade.answered_at, trade.answered_by, None, reply))
    return tuple(found)


def _answer(trade: Trade) -> str:
    """How the last of those asked has answered: one yes of several leaves the trade open."""
    return "accepted" if trade.answered_by in trade.accepted else "declined"
