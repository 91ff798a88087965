"""Everything that happened at a table, secrets included, for the instructor alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, get_args

from game.engine.acts.accords import AccordConcluded, AccordOffered
from game.engine.acts.cables import CableAnswered, CableSent
from game.engine.acts.chair import Announced, DispatchSent
from game.engine.acts.channels import (
    ChannelEvent,
    ChannelLeft,
    ChannelProposed,
    InvitationAnswered,
    InvitationsLapsed,
    MeetingClosed,
    MeetingOpened,
    MessageSent,
)
from game.engine.acts.clock import BellSet, DeadlineMoved
from game.engine.acts.debrief import ChapterOpened
from game.engine.acts.duties import ConductChosen, DutyArose
from game.engine.acts.effects import FollowUpQueued, IndicatorMoved, MoveExposed, StandingMoved
from game.engine.acts.endings import GameEnded, TalksConcluded
from game.engine.acts.hands import HandMoved
from game.engine.acts.injects import (
    InjectAnswered,
    InjectFell,
    InjectHeld,
    InjectScheduled,
    InjectSettled,
    WeightsShifted,
)
from game.engine.acts.moves import MoveMade
from game.engine.acts.phases import PhaseOpened
from game.engine.acts.plenary import PlenarySpoken
from game.engine.acts.priorities import PrioritiesSet
from game.engine.acts.progress import ReadinessDeclared
from game.engine.acts.proposals import BallotCast, ClausesInitialled, ProposalTabled, RollCallClosed
from game.engine.acts.ratification import RatificationDecided, RedLineCrossed
from game.engine.acts.trades import TradeAnswered, TradeOffered
from game.engine.event import Event, Group
from game.engine.views import ViewerKind
from game.scenario.model import DelegationId, InjectId, Package
from game.web.present.causes import cause
from game.web.present.stage import Party, Stage

#: What can be filtered by: the parts that the events are grouped in.
GROUPS: Final[tuple[Group, ...]] = get_args(Group)


@dataclass(frozen=True)
class Entry:
    """Something that happened: who did it (None: nobody at the table), and who knows of it.

    ``known_to`` is empty where the instructor alone does.
    """

    time: str
    group: str
    kind: str
    who: Party | None
    what: str
    detail: str
    public: bool
    known_to: tuple[Party, ...]


def timeline(
    stage: Stage, events: Iterable[Event], *, group: str = "", who: DelegationId = ""
) -> tuple[Entry, ...]:
    """The events, newest first: all, or those of a group, or those that concern a delegation."""
    if stage.viewer.kind is not ViewerKind.INSTRUCTOR:
        raise ValueError("this is for the instructor alone")
    found = [
        _entry(stage, event)
        for event in events
        if (not group or event.group == group) and (not who or _concerns(event, who))
    ]
    return tuple(reversed(found))


def _author(event: Event) -> DelegationId | None:
    found = getattr(event, "delegation", None)
    return found if isinstance(found, str) else None


def _concerns(event: Event, delegation: DelegationId) -> bool:
    audience = event.audience
    told = not audience.public and audience.includes(delegation)
    return told or _author(event) == delegation or delegation in getattr(event, "members", ())


def _entry(stage: Stage, event: Event) -> Entry:
    author = _author(event)
    audience = event.audience
    return Entry(
        time=stage.time(event.at),
        group=event.group,
        kind=event.kind,
        who=stage.party(author) if author else None,
        what=stage.word("events", event.kind),
        detail=_detail(stage, event),
        public=audience.public,
        known_to=()
        if audience.public
        else tuple(party for party in stage.parties if audience.includes(party.id)),
    )


def _detail(stage: Stage, event: Event) -> str:
    """The event's own words: what was said, proposed, drawn, decided."""
    for part in (_said, _of_the_text, _of_the_world, _of_diplomacy, _of_the_run):
        if (found := part(stage, event)) is not None:
            return found
    return ""


def _parties(stage: Stage, ids: Iterable[DelegationId]) -> str:
    return ", ".join(stage.party(id_).short for id_ in ids)


def _others(stage: Stage, event: ChannelEvent) -> str:
    """Those in the channel beside whoever acts."""
    return _parties(stage, (member for member in event.members if member != event.delegation))


def _addressed(stage: Stage, event: ChannelEvent, text: str) -> str:
    """What was said in a channel, after those whom it was said to."""
    to = _others(stage, event)
    return f"{to}: {text}" if to else text


def _said(stage: Stage, event: Event) -> str | None:
    match event:
        case MessageSent():
            return _addressed(stage, event, event.text)
        case TradeOffered():
            gives, asks = _package(stage, event.gives), _package(stage, event.asks)
            return _addressed(stage, event, f"{gives} ⇄ {asks}")
        case TradeAnswered():
            answer = stage.word("trade_answers", "yes" if event.accepted else "no")
            return _addressed(stage, event, answer)
        case PlenarySpoken() | Announced():
            return event.text
        case DispatchSent():
            to = _parties(stage, event.to)
            return f"{to}: {event.headline}" if to else event.headline
        case InvitationAnswered():
            answer = stage.word("said", "accepted" if event.accepted else "declined")
            return f"{_others(stage, event)}, {answer}"
        case ChannelProposed() | ChannelLeft():
            return _others(stage, event)
        case MeetingOpened() | MeetingClosed() | InvitationsLapsed():
            return _parties(stage, event.members)
        case CableSent():
            return event.text
        case _:
            return None


def _of_the_text(stage: Stage, event: Event) -> str | None:
    match event:
        case ProposalTabled() | ClausesInitialled():
            return _package(stage, event.package)
        case BallotCast():
            return stage.word("ballots", event.ballot)
        case RollCallClosed():
            return stage.word("statuses", "carried" if event.carried else "failed")
        case RatificationDecided():
            states = {"sign": "accept", "refuse": "reject"}
            return stage.word("decisions", states[event.decision])
        case PrioritiesSet():
            return ", ".join(stage.issue(issue) for issue in event.issues)
        case _:
            return None


def _package(stage: Stage, package: Package) -> str:
    clauses = package.items()
    return "; ".join(f"{stage.issue(i)}: {stage.option(i, option)}" for i, option in clauses)


def _of_the_world(stage: Stage, event: Event) -> str | None:
    def headline(inject: InjectId) -> str:
        return stage.texts.injects[inject].headline

    match event:
        case IndicatorMoved():
            name = stage.texts.indicators[event.indicator].name
            return f"{name} {event.before} → {event.after}: {cause(stage, event.cause)}"
        case StandingMoved():
            return f"{event.before} → {event.after}"
        case InjectAnswered():
            texts = stage.texts.injects[event.inject].decisions[event.delegation]
            return f"{headline(event.inject)} – {texts.answers[event.answer]}"
        case InjectFell() | InjectSettled() | InjectHeld() | FollowUpQueued() | WeightsShifted():
            return headline(event.inject)
        case InjectScheduled():
            return stage.time(event.due)
        case RedLineCrossed():
            return stage.texts.red_lines[event.delegation][event.red_line]
        case _:
            return None


def _of_diplomacy(stage: Stage, event: Event) -> str | None:
    match event:
        case MoveMade() | MoveExposed():
            return stage.texts.moves[event.move].name
        case CableAnswered():
            return event.text or stage.word("cable_reasons", event.reason)
        case AccordOffered() | AccordConcluded():
            name = stage.texts.accords[event.accord].name
            return f"{name}: {_package(stage, event.package)}"
        case ConductChosen():
            return ", ".join(stage.word("conducts", c) for c in event.conduct.values())
        case DutyArose():
            return stage.texts.obligations[event.obligation].duty
        case _:
            return None


def _of_the_run(stage: Stage, event: Event) -> str | None:
    match event:
        case PhaseOpened():
            return stage.word("phases", event.phase.value)
        case BellSet():
            return stage.word("said", "no_bell") if event.bell is None else stage.time(event.bell)
        case DeadlineMoved():
            return stage.time(event.deadline)
        case GameEnded() | TalksConcluded():
            return stage.word("endings", event.ending)
        case ChapterOpened():
            return stage.word("chapters", event.chapter)
        case ReadinessDeclared():
            return stage.word("said", "ready" if event.ready else "not_ready")
        case HandMoved():
            return stage.word("said", "raised" if event.raised else "lowered")
        case _:
            return None
