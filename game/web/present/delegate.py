"""Channels and plenary as the instructor's page shows them."""

from types import SimpleNamespace
from typing import Any

from game.engine.state import Channel
from game.web.present.table import Shown, time_of


def channels(table: Shown) -> list[Any]:
    """The delegation's channels: own talk first, then open ones, invitations, closed ones."""
    order = {"open": 0, "invited": 1, "closed": 2}
    own = sorted(table.view.channels, key=lambda c: (len(c.members) > 1, order[c.status], c.id))
    return [_channel(table, channel) for channel in own]


def _channel(table: Shown, channel: Channel) -> Any:
    others = [table.delegation(d) for d in channel.members if d != table.own]
    return SimpleNamespace(
        id=channel.id,
        others=others,
        own_talk=not others,
        status=channel.status,
        asked=channel.status == "invited" and table.own not in channel.accepted,
        inviter=table.delegation(channel.invited_by),
        messages=[message(table, m) for m in channel.messages],
    )


def message(table: Shown, said: Any) -> Any:
    """A line of a conversation."""
    return SimpleNamespace(
        delegation=table.delegation(said.delegation),
        author=table.names.get(said.by or "", ""),
        text=said.text,
        time=time_of(said.at),
        own=said.delegation == table.own,
    )


def plenary(table: Shown) -> list[Any]:
    """What was said to all."""
    return [message(table, s) for s in table.view.statements if s.delegation is not None]
