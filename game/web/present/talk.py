"""What is said: the plenary, private channels, invitations."""

from dataclasses import dataclass

from game.engine.state import Channel
from game.scenario.model import DelegationId
from game.web.present.run import Mark
from game.web.present.stage import Clock, Party, Stage

_ORDER = {"open": 0, "invited": 1, "closed": 2}


@dataclass(frozen=True)
class Line:
    """A line of a conversation; ``own`` where the viewing delegation said it."""

    delegation: Party
    author: str
    text: str
    time: str
    own: bool


@dataclass(frozen=True)
class Terms:
    """What it means to meet alone: ``at_home`` is what it does to the own standing.

    ``rule`` is what the scenario says of the two, empty where it says nothing; ``shut`` that they
    may not meet alone now; a ``discreet`` meeting is known to nobody else.
    """

    rule: str = ""
    shut: bool = False
    discreet: bool = False
    at_home: int = 0


@dataclass(frozen=True)
class Guest:
    """A delegation that could be asked to talk, and on what terms if it is asked alone."""

    party: Party
    away: bool
    terms: Terms


@dataclass(frozen=True)
class ChannelCard:
    """A channel as its members see it. ``others`` is empty in a delegation's own talk.

    The instructor, who belongs to none, finds every member among the others and is asked nothing.
    """

    id: str
    members: tuple[Party, ...]
    others: tuple[Party, ...]
    status: str
    awaits_us: bool
    inviter: Party
    accepted: tuple[Mark, ...]
    lines: tuple[Line, ...]
    unanswered: int
    terms: Terms


@dataclass(frozen=True)
class Speaker:
    """Who has the floor, and for how long."""

    delegation: Party
    own: bool
    clock: Clock


def speaker(stage: Stage) -> Speaker | None:
    """Who has the floor; None where everybody may speak."""
    floor = stage.view.floor
    if floor is None:
        return None
    return Speaker(
        stage.party(floor.delegation),
        floor.delegation == stage.view.viewer.delegation,
        stage.clock(
            floor.deadline, stage.view.setup.timings.speaker, stage.word("clocks", "floor")
        ),
    )


def _line(stage: Stage, at: float, delegation: DelegationId, by: str | None, text: str) -> Line:
    return Line(
        delegation=stage.party(delegation),
        author=stage.name(by),
        text=text,
        time=stage.time(at),
        own=delegation == stage.view.viewer.delegation,
    )


def plenary(stage: Stage) -> tuple[Line, ...]:
    """What delegations said to all; the chair's announcements are news."""
    return tuple(
        _line(stage, said.at, said.delegation, said.by, said.text)
        for said in stage.view.statements
        if said.delegation is not None
    )


def channels(stage: Stage) -> tuple[ChannelCard, ...]:
    """The viewer's channels: a delegation's own talk first, then open ones, invited, closed."""
    ordered = sorted(stage.view.channels, key=lambda c: (len(c.members) > 1, _ORDER[c.status]))
    return tuple(_channel(stage, channel) for channel in ordered)


def _channel(stage: Stage, channel: Channel) -> ChannelCard:
    own = stage.view.viewer.delegation
    return ChannelCard(
        id=channel.id,
        members=tuple(stage.party(d) for d in channel.members),
        others=tuple(stage.party(d) for d in channel.members if d != own),
        status=channel.status,
        awaits_us=own is not None and channel.status == "invited" and own not in channel.accepted,
        inviter=stage.party(channel.invited_by),
        accepted=tuple(Mark(stage.party(d), d in channel.accepted) for d in channel.members),
        lines=tuple(_line(stage, m.at, m.delegation, m.by, m.text) for m in channel.messages),
        unanswered=_unanswered(channel, own) if own and channel.status == "open" else 0,
        terms=terms(stage, frozenset(channel.members)),
    )


def _unanswered(channel: Channel, own: DelegationId) -> int:
    """How many messages the others have sent since the viewing delegation last spoke."""
    count = 0
    for message in reversed(channel.messages):
        if message.delegation == own:
            break
        count += 1
    return count


def invitable(stage: Stage) -> tuple[Guest, ...]:
    """Whom the viewing delegation could ask to talk."""
    return tuple(
        Guest(party, stage.is_away(party.id), terms(stage, frozenset({stage.own, party.id})))
        for party in stage.parties
        if party.id != stage.own
    )


def terms(stage: Stage, members: frozenset[DelegationId]) -> Terms:
    """What the scenario says of those delegations meeting alone, for the viewing one."""
    access = stage.structure.access_between(members)
    own = stage.view.viewer.delegation
    if access is None or own is None:
        return Terms()
    return Terms(
        rule=stage.texts.access[access.id],
        shut=not (members - {own}).isdisjoint(stage.possible.shut),
        discreet=not access.public,
        at_home=access.standing.get(own, 0),
    )
