"""What one viewer may know, built by allow-list from a table's state.

Nothing gets into a view unless it is in ``PUBLIC`` or ``PARTS``, and everything private passes
``knows``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter, is_
from typing import Any, TypeVar

from game.engine.apply.base import replace
from game.engine.commands import Ballot, Chapter, Signature
from game.engine.state import (
    Cable,
    Channel,
    Dispatch,
    Duty,
    Floor,
    IndicatorChange,
    Initialled,
    MadeMove,
    Meeting,
    Message,
    Note,
    Offer,
    Phase,
    Proposal,
    ProposalId,
    ProposalStatus,
    Setup,
    Slot,
    StandingChange,
    Statement,
    TableState,
    WeightsChange,
)
from game.engine.viewers import INSTRUCTOR_VIEW as INSTRUCTOR_VIEW
from game.engine.viewers import PUBLIC_VIEW as PUBLIC_VIEW
from game.engine.viewers import Viewer as Viewer
from game.engine.viewers import ViewerKind as ViewerKind
from game.engine.viewers import of as of
from game.scenario.model import (
    Conduct,
    DelegationId,
    Ending,
    IndicatorId,
    InjectId,
    IssueId,
    OptionId,
    RedLineId,
)


@dataclass(frozen=True)
class ProposalView:
    """A proposal and its roll-call: ``ballots`` holds only what the viewer may know by now."""

    id: ProposalId
    delegation: DelegationId
    by: str | None
    at: float
    round: int
    package: Mapping[IssueId, OptionId]
    note: str
    counters: ProposalId | None
    deadline: float
    status: ProposalStatus
    received: frozenset[DelegationId]
    ballots: Mapping[DelegationId, Ballot]
    tally: Mapping[Ballot, int]


@dataclass(frozen=True)
class CrisisView:
    """A card that has fallen: ``answers`` holds only what the viewer may know by now.

    A ``private`` one is a directive or the like, which not everybody knows of.
    """

    inject: InjectId
    at: float
    round: int
    asked: tuple[DelegationId, ...]
    deadline: float | None
    settled: bool
    answers: Mapping[DelegationId, str]
    defaulted: tuple[DelegationId, ...]
    consequences: tuple[str, ...]
    private: bool


@dataclass(frozen=True)
class TableView:
    """What the viewer may know of a table; ``seq`` counts the events that it has heard."""

    viewer: Viewer
    seq: int
    setup: Setup
    phase: Phase
    paused_at: float | None
    pause_planned: bool
    floor: Floor | None
    ready: frozenset[DelegationId]
    indicators: Mapping[IndicatorId, int]
    course: tuple[IndicatorChange, ...]
    statements: tuple[Statement, ...]
    notes: tuple[Note, ...]
    meeting_now: tuple[tuple[DelegationId, ...], ...]
    meetings: Mapping[frozenset[DelegationId], int]
    talks: tuple[Meeting, ...]
    acted: Mapping[DelegationId, float]
    text: Mapping[IssueId, Initialled]
    proposals: tuple[ProposalView, ...]
    decided: frozenset[DelegationId]
    decisions: Mapping[DelegationId, Signature]
    decisions_opened: bool
    decisions_opened_at: float | None
    crises: tuple[CrisisView, ...]
    ending: Ending | None
    signatories: frozenset[DelegationId]
    channels: tuple[Channel, ...]
    priorities: Mapping[DelegationId, tuple[IssueId, ...]]
    standing: Mapping[DelegationId, int]
    standing_course: tuple[StandingChange, ...]
    crossed: Mapping[DelegationId, tuple[RedLineId, ...]]
    schedule: Mapping[str, Slot]
    follow_ups: tuple[InjectId, ...]
    moves: tuple[MadeMove, ...]
    away: frozenset[DelegationId]
    cables: tuple[Cable, ...]
    mandates: Mapping[DelegationId, frozenset[RedLineId]]
    offers: tuple[Offer, ...]
    duties: tuple[Duty, ...]
    chosen: Mapping[str, Conduct]
    weights_course: tuple[WeightsChange, ...]
    concluded: Ending | None
    held: frozenset[InjectId]
    dispatches: tuple[Dispatch, ...]
    hands: Mapping[DelegationId, float]
    opened: frozenset[Chapter]
    server_away_until: float | None = None
    bell: float | None = None


def view_for(state: TableState, viewer: Viewer) -> TableView:
    """Build the viewer's view of the table."""
    parts: dict[str, Any] = {name: getattr(state, name) for name in PUBLIC}
    parts.update((name, part.make(state, viewer)) for name, part in PARTS.items())
    return TableView(viewer=viewer, seq=_heard(state, viewer), **parts)


def view_after(view: TableView, before: TableState, state: TableState) -> TableView:
    """The viewer's view of a later state, given the one of an earlier: what ``view_for`` builds.

    Only what is made from parts of the state that have changed in between is made again.
    """
    earlier = before.__dict__
    changed = [name for name, value in state.__dict__.items() if value is not earlier[name]]
    parts: dict[str, Any] = {name: getattr(state, name) for name in changed if name in PUBLIC}
    for name in {name for field_ in changed for name in _MADE_FROM.get(field_, ())}:
        old, new = getattr(view, name), PARTS[name].make(state, view.viewer)
        # What has changed in secret leaves the viewer's part the very same.
        if not _holds_the_same(old, new):
            parts[name] = new
    return replace(view, seq=_heard(state, view.viewer), **parts)


def _holds_the_same(one: object, other: object) -> bool:
    """Whether both are rows of the same things, one for one."""
    if not (isinstance(one, tuple) and isinstance(other, tuple)):
        return one is other
    return len(one) == len(other) and all(map(is_, one, other))


def _heard(state: TableState, viewer: Viewer) -> int:
    return state.heard.get(viewer.listener, 0)


@dataclass(frozen=True)
class Part:
    """A part of a view that not all know alike: ``make`` reads these fields of the state alone."""

    reads: tuple[str, ...]
    make: Callable[[TableState, Viewer], Any]


def _own(field_: str) -> Part:
    """What each delegation keeps to itself."""
    return Part((field_,), lambda state, viewer: viewer.own(getattr(state, field_)))


def _told_by(field_: str) -> Part:
    """The entries of a record that are of a delegation whose secrets the viewer shares."""
    return Part(
        (field_,),
        lambda state, viewer: tuple(
            one for one in getattr(state, field_) if viewer.knows(one.delegation)
        ),
    )


def _behind_the_scenes(field_: str, nothing: object) -> Part:
    """What the instructor alone knows."""
    return Part(
        (field_,),
        lambda state, viewer: (
            getattr(state, field_) if viewer.kind is ViewerKind.INSTRUCTOR else nothing
        ),
    )


def _meeting_now(state: TableState, viewer: Viewer) -> tuple[tuple[DelegationId, ...], ...]:
    return tuple(
        c.members
        for c in state.channels.values()
        if c.status == "open" and len(c.members) > 1 and (c.public or viewer.is_among(c.members))
    )


def _crises(state: TableState, viewer: Viewer) -> tuple[CrisisView, ...]:
    """The cards that have fallen, as far as known; answers are secret until all have settled."""
    return tuple(
        CrisisView(
            inject=crisis.inject,
            at=crisis.at,
            round=crisis.round,
            asked=crisis.asked,
            deadline=crisis.deadline,
            settled=crisis.settled,
            answers=crisis.answers if crisis.settled else viewer.own(crisis.answers),
            defaulted=crisis.defaulted,
            consequences=crisis.consequences,
            private=bool(crisis.known_to),
        )
        for crisis in state.crises.values()
        if not crisis.known_to or viewer.is_among(crisis.known_to)
    )


def _meetings(state: TableState, viewer: Viewer) -> Mapping[frozenset[DelegationId], int]:
    """How often who has met; of meetings that are not public only those who met know."""
    discreet = {frozenset(c.members) for c in state.channels.values() if not c.public}
    return {
        members: count
        for members, count in state.meetings.items()
        if members not in discreet or viewer.is_among(members)
    }


def _sees(offer: Offer, viewer: Viewer) -> bool:
    """Whether the viewer may know of it: a party always, others once it is concluded in public.

    What is replaced was in force, and stays as public as it was.
    """
    public = offer.status in ("concluded", "replaced") and not offer.confidential
    return public or viewer.is_among(offer.parties)


def _offer(offer: Offer, viewer: Viewer) -> Offer:
    """The accord; who offered it, with what words, and after how many others is the parties'."""
    if viewer.is_among(offer.parties):
        return offer
    return replace(
        offer,
        id=offer.title,
        delegation=offer.parties[0],
        by=None,
        note="",
        # Built anew, since a set remembers a little of the order in which it grew.
        accepted=frozenset(offer.parties),
    )


def _duty(duty: Duty, viewer: Viewer, *, over: bool) -> Duty:
    """The duty; what was really done about it is opened when the game is over."""
    return duty if over or viewer.knows(duty.delegation) else replace(duty, conduct=())


Words = TypeVar("Words", Statement, Message)
_hidden = attrgetter("hidden")


def _channel(channel: Channel, viewer: Viewer) -> Channel:
    """The talk; the same one unless words in it are out of sight."""
    messages = _in_sight(channel.messages, viewer)
    return channel if messages is channel.messages else replace(channel, messages=messages)


def _in_sight(said: tuple[Words, ...], viewer: Viewer) -> tuple[Words, ...]:
    """The words without those that the instructor has taken out of everybody else's sight."""
    if viewer.kind is ViewerKind.INSTRUCTOR or not any(map(_hidden, said)):
        return said
    return tuple(replace(words, text="") if words.hidden else words for words in said)


def _proposal(proposal: Proposal, viewer: Viewer, *, named: bool) -> ProposalView:
    """The proposal; a roll-call's ballots stay sealed until it closes, anonymous ones for good.

    A withdrawn proposal's roll-call was never opened, so its ballots stay sealed for good.
    """
    opened = named and proposal.status in ("carried", "failed")
    return ProposalView(
        id=proposal.id,
        delegation=proposal.delegation,
        by=proposal.by,
        at=proposal.at,
        round=proposal.round,
        package=proposal.package,
        note=proposal.note,
        counters=proposal.counters,
        deadline=proposal.deadline,
        status=proposal.status,
        received=frozenset(proposal.ballots),
        ballots=proposal.ballots if opened else viewer.own(proposal.ballots),
        tally=proposal.tally,
    )


#: What of the state is in every view as it is.
PUBLIC = frozenset(
    {
        "setup",
        "phase",
        "paused_at",
        "pause_planned",
        "server_away_until",
        "bell",
        "floor",
        "ready",
        "indicators",
        "course",
        "notes",
        "text",
        "decisions_opened",
        "decisions_opened_at",
        "ending",
        "signatories",
        "away",
        "concluded",
        "opened",
    }
)
#: How the rest of a view is made.
PARTS: Mapping[str, Part] = {
    "statements": Part(("statements",), lambda s, viewer: _in_sight(s.statements, viewer)),
    "meeting_now": Part(("channels",), _meeting_now),
    "meetings": Part(("meetings", "channels"), _meetings),
    "talks": Part(
        ("talks",),
        lambda s, viewer: tuple(m for m in s.talks if m.public or viewer.is_among(m.members)),
    ),
    "acted": _behind_the_scenes("acted", {}),
    "proposals": Part(
        ("proposals", "setup"),
        lambda s, viewer: tuple(
            _proposal(p, viewer, named=s.setup.votes == "open") for p in s.proposals.values()
        ),
    ),
    "decided": Part(("decisions",), lambda s, _: frozenset(s.decisions)),
    "decisions": Part(
        ("decisions", "decisions_opened"),
        lambda s, viewer: s.decisions if s.decisions_opened else viewer.own(s.decisions),
    ),
    "crises": Part(("crises",), _crises),
    "channels": Part(
        ("channels",),
        lambda s, viewer: tuple(
            _channel(c, viewer) for c in s.channels.values() if viewer.is_among(c.members)
        ),
    ),
    "priorities": _own("priorities"),
    "standing": _own("standing"),
    "standing_course": _told_by("standing_course"),
    "crossed": _own("crossed"),
    "schedule": _behind_the_scenes("schedule", {}),
    "follow_ups": _behind_the_scenes("follow_ups", ()),
    "moves": Part(
        ("moves",),
        lambda s, viewer: tuple(m for m in s.moves if m.known or viewer.knows(m.delegation)),
    ),
    "cables": Part(
        ("cables",),
        lambda s, viewer: tuple(c for c in s.cables.values() if viewer.knows(c.delegation)),
    ),
    "mandates": _own("mandates"),
    "offers": Part(
        ("offers",),
        lambda s, viewer: tuple(_offer(o, viewer) for o in s.offers.values() if _sees(o, viewer)),
    ),
    "duties": Part(
        ("duties", "ending"),
        lambda s, viewer: tuple(
            _duty(duty, viewer, over=s.ending is not None)
            for duty in s.duties.values()
            if not duty.known_to or viewer.is_among(duty.known_to)
        ),
    ),
    "chosen": Part(
        ("chosen", "duties"),
        lambda s, viewer: {
            id_: conduct
            for id_, conduct in s.chosen.items()
            if viewer.knows(s.duties[id_].delegation)
        },
    ),
    "weights_course": _told_by("weights_course"),
    "held": _behind_the_scenes("held", frozenset()),
    "dispatches": Part(
        ("dispatches",),
        lambda s, viewer: tuple(d for d in s.dispatches if not d.to or viewer.is_among(d.to)),
    ),
    "hands": _own("hands"),
}
#: By field of the state the parts of a view that are made from it.
_MADE_FROM: Mapping[str, tuple[str, ...]] = {
    read: tuple(name for name, part in PARTS.items() if read in part.reads)
    for read in dict.fromkeys(read for part in PARTS.values() for read in part.reads)
}
