"""What is said: the plenary, private channels, invitations."""

from dataclasses import dataclass

from game.engine.acts.channels import as_felt
from game.engine.acts.points import open_points
from game.engine.entries import Channel, Message, Statement
from game.scenario.model import DelegationId
from game.web.present import trades
from game.web.present.run import Mark
from game.web.present.stage import Clock, Party, Stage

_ORDER = {"open": 0, "invited": 1, "closed": 2}


@dataclass(frozen=True)
class Line:
    """A line of a conversation, the ``index``-th; ``own`` where the viewing delegation said it.

    What belongs to an offer has no index, since it is no message that can be hidden. ``hidden``
    ones the instructor has taken out of everybody else's sight.
    """

    delegation: Party
    author: str
    text: str
    time: str
    own: bool
    index: int | None
    hidden: bool


@dataclass(frozen=True)
class Sitting:
    """A private talk that took place: who, when, how long; ``minutes`` is None while it lasts.

    A ``discreet`` one is known to those who met and to the instructor alone.
    """

    members: tuple[Party, ...]
    time: str
    round: int
    minutes: int | None
    discreet: bool


@dataclass(frozen=True)
class Terms:
    """What it means to meet alone: ``at_home`` is what it does next time to the own standing.

    With the ``host``, where the rule names one, the two may meet all the same. ``rule`` is what the
    scenario says of the two, empty where it says nothing; ``shut`` that they may not meet alone
    now; a ``discreet`` meeting is known to nobody else.
    """

    rule: str = ""
    shut: bool = False
    discreet: bool = False
    at_home: int = 0
    host: str = ""


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
    ``earlier`` is how many lines were left out before these.
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
    earlier: int

    @property
    def besides(self) -> tuple[Party, ...]:
        """The others beside whoever asked for the talk."""
        return tuple(party for party in self.others if party.id != self.inviter.id)


@dataclass(frozen=True)
class Speaker:
    """Who has the floor, and for how long."""

    delegation: Party
    own: bool
    clock: Clock


def points(stage: Stage) -> tuple[tuple[Party, Statement], ...]:
    """The points of order that wait for a ruling: who raised each, and in which words."""
    said = {(words.at, words.delegation): words for words in stage.view.statements}
    waiting = open_points(stage.view.notes).items()
    return tuple((stage.party(d), said[note.at, d]) for d, note in waiting)


def speaker(stage: Stage) -> Speaker | None:
    """Who has the floor; None where everybody may speak."""
    floor = stage.view.floor
    if floor is None:
        return None
    return Speaker(
        stage.party(floor.delegation),
        floor.delegation == stage.viewer.delegation,
        stage.clock(
            floor.deadline, stage.view.setup.timings.speaker, stage.word("clocks", "floor")
        ),
    )


def _line(
    stage: Stage,
    said: Statement | Message | trades.Said,
    delegation: DelegationId,
    index: int | None,
) -> Line:
    return Line(
        delegation=stage.party(delegation),
        author=stage.name(said.by),
        text=said.text,
        time=stage.time(said.at),
        own=delegation == stage.viewer.delegation,
        index=index,
        hidden=not isinstance(said, trades.Said) and said.hidden,
    )


def plenary(stage: Stage, limit: int | None = None, *, hidden: bool = True) -> tuple[Line, ...]:
    """What delegations said to all, or the end of it; the chair's announcements are news.

    Without ``hidden``, lines that the instructor has hidden leave no trace.
    """
    said = [
        (index, one, one.delegation)
        for index, one in enumerate(stage.view.statements)
        if one.delegation is not None and (hidden or not one.hidden)
    ]
    start = 0 if limit is None else max(0, len(said) - limit)
    return tuple(_line(stage, one, delegation, index) for index, one, delegation in said[start:])


def aloud(stage: Stage) -> bool:
    """Whether the delegations talk in a room, and write only among themselves."""
    return stage.view.setup.rules.talk == "in_person"


def sittings(stage: Stage) -> tuple[Sitting, ...]:
    """The private talks that the viewer may know of, the latest first."""
    return tuple(
        Sitting(
            members=tuple(stage.party(d) for d in met.members),
            time=stage.time(met.at),
            round=met.round,
            minutes=None if met.until is None else max(1, round((met.until - met.at) / 60)),
            discreet=not met.public,
        )
        for met in reversed(stage.view.talks)
    )


def channels(
    stage: Stage, limit: int | None = None, closed_limit: int | None = None
) -> tuple[ChannelCard, ...]:
    """The viewer's channels: a delegation's own talk first, then open ones, invited, closed.

    With a limit, each has only the end of what was said; closed ones may have one of their own.
    """
    talks = stage.view.channels.values()
    ordered = sorted(talks, key=lambda c: (len(c.members) > 1, _ORDER[c.status]))
    return tuple(
        _channel(stage, channel, closed_limit or limit if channel.status == "closed" else limit)
        for channel in ordered
    )


def _channel(stage: Stage, channel: Channel, limit: int | None) -> ChannelCard:
    own = stage.viewer.delegation
    said: list[tuple[Message | trades.Said, int | None]] = [
        (message, index) for index, message in enumerate(channel.messages)
    ]
    said += [(offered, None) for offered in trades.said(stage, channel)]
    said.sort(key=lambda pair: pair[0].at)
    start = 0 if limit is None else max(0, len(said) - limit)
    return ChannelCard(
        id=channel.id,
        members=tuple(stage.party(d) for d in channel.members),
        others=tuple(stage.party(d) for d in channel.members if d != own),
        status=channel.status,
        awaits_us=awaits(channel, own),
        inviter=stage.party(channel.invited_by),
        accepted=tuple(Mark(stage.party(d), d in channel.accepted) for d in channel.members),
        lines=tuple(_line(stage, one, one.delegation, index) for one, index in said[start:]),
        unanswered=_unanswered(channel, own),
        terms=terms(stage, frozenset(channel.members)),
        earlier=start,
    )


def awaits(channel: Channel, own: DelegationId | None) -> bool:
    """Whether that delegation has been asked to talk and has not answered."""
    return own is not None and channel.status == "invited" and own not in channel.accepted


def waiting(stage: Stage) -> int:
    """How many invitations and messages wait for the viewing delegation.

    Counted without making a line of what was said: that grows with the talk.
    """
    own = stage.viewer.delegation
    messages = sum(awaits(c, own) + _unanswered(c, own) for c in stage.view.channels.values())
    return messages + len(trades.waiting(stage))


def _unanswered(channel: Channel, own: DelegationId | None) -> int:
    """How many messages the others have sent since that delegation last spoke, while it may."""
    if own is None or channel.status != "open":
        return 0
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
    own = stage.viewer.delegation
    if access is None or own is None:
        return Terms()
    return Terms(
        rule=stage.texts.access[access.id],
        shut=not (members - {own}).isdisjoint(stage.possible.shut),
        discreet=not access.public,
        at_home=as_felt(access, members, stage.view.meetings).standing.get(own, 0),
        host=stage.party(access.host).name if access.host else "",
    )
