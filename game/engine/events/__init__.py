"""Recorded facts. Each says when it happened and who may know of it.

An event holds all that ``apply`` needs, so that a replay needs neither scenario, clock nor chance.
"""

from typing import Annotated, TypeAlias

from pydantic import Field, TypeAdapter

from game.engine.events.base import (
    INSTRUCTOR_ONLY,
    PUBLIC,
    Audience,
    BaseEvent,
    private_to,
    without_person,
)
from game.engine.events.chair import (
    ChapterOpened,
    DispatchSent,
    HandMoved,
    InjectHeld,
    MessageHidden,
)
from game.engine.events.diplomacy import (
    AccordAnswered,
    AccordConcluded,
    AccordOffered,
    AccordWithdrawn,
    CableAnswered,
    CableSent,
    ConductChosen,
    ConductReported,
    ConductSettled,
    DelegationLeft,
    DelegationReturned,
    DutyArose,
    MoveExposed,
    MoveMade,
)
from game.engine.events.run import (
    Announced,
    BellSet,
    DeadlineMoved,
    FloorGiven,
    FloorOpened,
    GameEnded,
    PhaseOpened,
    ReadinessDeclared,
    TableOpened,
    TablePaused,
    TableResumed,
    TalksConcluded,
)
from game.engine.events.talk import (
    ChannelLeft,
    ChannelProposed,
    InvitationAnswered,
    InvitationsLapsed,
    MeetingClosed,
    MeetingOpened,
    MessageSent,
    PlenarySpoken,
    PrioritiesSet,
    TradeAnswered,
    TradeOffered,
)
from game.engine.events.text import (
    BallotCast,
    BallotReceived,
    ClausesInitialled,
    ProposalTabled,
    ProposalWithdrawn,
    RatificationClosed,
    RatificationDecided,
    RatificationReceived,
    RollCallClosed,
)
from game.engine.events.world import (
    FollowUpQueued,
    IndicatorMoved,
    InjectAnswered,
    InjectFell,
    InjectScheduled,
    InjectSettled,
    InjectSlotLapsed,
    RedLineCrossed,
    StandingMoved,
    WeightsShifted,
)

Event: TypeAlias = (
    InjectHeld
    | DispatchSent
    | MessageHidden
    | HandMoved
    | ChapterOpened
    | TableOpened
    | PhaseOpened
    | FloorGiven
    | FloorOpened
    | TablePaused
    | TableResumed
    | DeadlineMoved
    | BellSet
    | ReadinessDeclared
    | Announced
    | GameEnded
    | TalksConcluded
    | PrioritiesSet
    | PlenarySpoken
    | ChannelProposed
    | InvitationAnswered
    | ChannelLeft
    | MessageSent
    | MeetingOpened
    | MeetingClosed
    | InvitationsLapsed
    | TradeOffered
    | TradeAnswered
    | ProposalTabled
    | ProposalWithdrawn
    | BallotCast
    | BallotReceived
    | RollCallClosed
    | ClausesInitialled
    | RatificationDecided
    | RatificationReceived
    | RatificationClosed
    | IndicatorMoved
    | StandingMoved
    | RedLineCrossed
    | InjectScheduled
    | InjectSlotLapsed
    | FollowUpQueued
    | InjectFell
    | InjectAnswered
    | InjectSettled
    | WeightsShifted
    | MoveMade
    | MoveExposed
    | DelegationLeft
    | DelegationReturned
    | CableSent
    | CableAnswered
    | AccordOffered
    | AccordAnswered
    | AccordWithdrawn
    | AccordConcluded
    | DutyArose
    | ConductChosen
    | ConductSettled
    | ConductReported
)

EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])

__all__ = [
    "EVENTS",
    "INSTRUCTOR_ONLY",
    "PUBLIC",
    "AccordAnswered",
    "AccordConcluded",
    "AccordOffered",
    "AccordWithdrawn",
    "Announced",
    "Audience",
    "BallotCast",
    "BallotReceived",
    "BaseEvent",
    "BellSet",
    "CableAnswered",
    "CableSent",
    "ChannelLeft",
    "ChannelProposed",
    "ChapterOpened",
    "ClausesInitialled",
    "ConductChosen",
    "ConductReported",
    "ConductSettled",
    "DeadlineMoved",
    "DelegationLeft",
    "DelegationReturned",
    "DispatchSent",
    "DutyArose",
    "Event",
    "FloorGiven",
    "FloorOpened",
    "FollowUpQueued",
    "GameEnded",
    "HandMoved",
    "IndicatorMoved",
    "InjectAnswered",
    "InjectFell",
    "InjectHeld",
    "InjectScheduled",
    "InjectSettled",
    "InjectSlotLapsed",
    "InvitationAnswered",
    "InvitationsLapsed",
    "MeetingClosed",
    "MeetingOpened",
    "MessageHidden",
    "MessageSent",
    "MoveExposed",
    "MoveMade",
    "PhaseOpened",
    "PlenarySpoken",
    "PrioritiesSet",
    "ProposalTabled",
    "ProposalWithdrawn",
    "RatificationClosed",
    "RatificationDecided",
    "RatificationReceived",
    "ReadinessDeclared",
    "RedLineCrossed",
    "RollCallClosed",
    "StandingMoved",
    "TableOpened",
    "TablePaused",
    "TableResumed",
    "TalksConcluded",
    "TradeAnswered",
    "TradeOffered",
    "WeightsShifted",
    "private_to",
    "without_person",
]
