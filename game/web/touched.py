"""Which panels of a delegation's page an event may change.

The projector's and the instructor's pages are few, so theirs are always rendered whole.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from game.engine import events as e
from game.engine.events import Event

#: Every panel of a delegation's page.
PLAY_PANELS: Final = frozenset(
    {
        "head",
        "notice",
        "status",
        "crisis",
        "brief",
        "text",
        "compose",
        "act",
        "duties",
        "talk",
        "news",
    }
)


def _only(*names: str) -> frozenset[str]:
    """Those panels."""
    return frozenset(names)


TOUCHED: Final[Mapping[type[Event], frozenset[str]]] = {
    # The run of play. A pause moves every deadline, a phase changes what may be done anywhere.
    e.TableOpened: PLAY_PANELS,
    e.PhaseOpened: PLAY_PANELS,
    e.TablePaused: PLAY_PANELS,
    e.TableResumed: PLAY_PANELS,
    e.GameEnded: PLAY_PANELS,
    e.DeadlineMoved: _only("head", "status"),
    e.BellSet: _only(),
    e.FloorGiven: _only("head", "status", "talk"),
    e.FloorOpened: _only("head", "status", "talk"),
    e.ReadinessDeclared: _only("head", "status"),
    e.Announced: _only("notice", "status", "talk", "news"),
    # Talk.
    e.PrioritiesSet: _only("status", "brief", "text", "compose"),
    e.PlenarySpoken: _only("status", "talk", "news"),
    e.ChannelProposed: _only("status", "talk"),
    e.InvitationAnswered: _only("status", "talk"),
    e.InvitationsLapsed: _only("status", "talk"),
    e.ChannelLeft: _only("status", "talk"),
    e.MessageSent: _only("status", "talk"),
    e.TradeOffered: _only("status", "talk"),
    e.TradeAnswered: _only("status", "talk"),
    e.MeetingOpened: _only("status", "talk", "act", "news"),
    e.MeetingClosed: _only("status", "talk", "news"),
    # The joint text.
    e.ProposalTabled: _only("status", "text", "compose", "news"),
    e.ProposalWithdrawn: _only("status", "text", "compose", "news"),
    e.BallotCast: _only("status", "text"),
    e.BallotReceived: _only("status", "text"),
    e.RollCallClosed: _only("notice", "status", "text", "compose", "news"),
    e.ClausesInitialled: _only("status", "brief", "text", "compose", "talk", "act", "news"),
    e.RatificationDecided: _only("status", "text"),
    e.RatificationReceived: _only("status", "text"),
    e.RatificationClosed: _only("status", "brief", "text", "news"),
    # The world.
    e.IndicatorMoved: _only("status", "act", "talk", "news"),
    e.StandingMoved: _only("status", "brief", "act"),
    e.RedLineCrossed: _only("status", "brief"),
    e.InjectScheduled: _only(),
    e.InjectSlotLapsed: _only(),
    e.InjectFell: _only("status", "crisis", "act", "talk", "news"),
    e.InjectAnswered: _only("status", "crisis", "act"),
    e.InjectSettled: _only("status", "crisis", "act", "talk", "news"),
    e.FollowUpQueued: _only(),
    e.InjectHeld: _only(),
    e.DispatchSent: _only("status", "talk", "news"),
    e.MessageHidden: _only("status", "talk"),
    e.HandMoved: _only("status"),
    e.ChapterOpened: PLAY_PANELS,
    e.WeightsShifted: PLAY_PANELS,
    # Moves, cables, side accords, and what is carried out.
    e.MoveMade: _only("status", "act", "talk", "news"),
    e.MoveExposed: _only("status", "act", "talk", "news"),
    e.DelegationLeft: PLAY_PANELS,
    e.DelegationReturned: PLAY_PANELS,
    e.CableSent: _only("status", "act"),
    e.CableAnswered: _only("status", "act", "brief", "text", "compose", "talk"),
    e.AccordOffered: _only("status", "act"),
    e.AccordAnswered: _only("status", "act"),
    e.AccordWithdrawn: _only("status", "act"),
    e.AccordConcluded: _only("status", "act", "brief", "text", "compose", "news", "talk"),
    e.TalksConcluded: PLAY_PANELS,
    e.DutyArose: _only("status", "duties"),
    e.ConductChosen: _only("status", "duties"),
    e.ConductSettled: _only("status", "duties"),
    e.ConductReported: _only("status", "duties", "news"),
}


def touched(events: Iterable[Event]) -> frozenset[str]:
    """The panels of a delegation's page that those events may change."""
    return frozenset[str]().union(*(TOUCHED[type(event)] for event in events))
