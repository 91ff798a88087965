"""Recorded facts. Each says when it happened and who may know of it.

An event holds all that ``apply`` needs, so that a replay needs neither scenario, clock nor chance.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from game.engine.commands import Ballot, Signature
from game.engine.phases import PhaseName
from game.scenario.model import (
    ConsensusRule,
    DelegationId,
    Ending,
    IndicatorId,
    InjectId,
    IssueId,
    OptionId,
    PresetId,
    RedLineId,
    Timings,
)


@dataclass(frozen=True)
class Audience:
    """Who may know of an event besides the instructor, who may know of all."""

    public: bool
    delegations: frozenset[DelegationId] = frozenset()

    def includes(self, delegation: DelegationId) -> bool:
        """Whether that delegation may know of it."""
        return self.public or delegation in self.delegations


PUBLIC = Audience(public=True)
INSTRUCTOR_ONLY = Audience(public=False)


def private_to(*delegations: DelegationId) -> Audience:
    """Those delegations alone."""
    return Audience(public=False, delegations=frozenset(delegations))


class BaseEvent(BaseModel):
    """A frozen fact. ``at`` is seconds since the epoch. Public unless it says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: float

    @property
    def audience(self) -> Audience:
        """Who may know of it."""
        return PUBLIC


# --- the run of play ---------------------------------------------------------------------------


class TableOpened(BaseEvent):
    """The table was laid, with the numbers that it starts from."""

    kind: Literal["table_opened"] = "table_opened"
    scenario: str
    scenario_hash: str
    rules_version: int
    preset: PresetId
    consensus: ConsensusRule
    delegations: tuple[DelegationId, ...]
    agenda: tuple[IssueId, ...]
    rounds: int
    injects_per_round: int
    pause_after_round: int | None
    timings: Timings
    indicators: dict[IndicatorId, int]
    standing: dict[DelegationId, int]


class PhaseOpened(BaseEvent):
    """A phase began; ``deadline`` is None where it has none."""

    kind: Literal["phase_opened"] = "phase_opened"
    phase: PhaseName
    round: int
    deadline: float | None


class FloorGiven(BaseEvent):
    """A delegation has the floor until the deadline."""

    kind: Literal["floor_given"] = "floor_given"
    delegation: DelegationId
    turn: int
    deadline: float


class FloorOpened(BaseEvent):
    """Everybody has had the floor; whoever wishes may speak."""

    kind: Literal["floor_opened"] = "floor_opened"


class TablePaused(BaseEvent):
    """The clock stopped; ``planned`` where the scenario breaks here (between two classes)."""

    kind: Literal["table_paused"] = "table_paused"
    planned: bool


class TableResumed(BaseEvent):
    """The clock ran on; every deadline moved by ``shift`` seconds."""

    kind: Literal["table_resumed"] = "table_resumed"
    shift: float


class DeadlineMoved(BaseEvent):
    """The phase was made longer or shorter."""

    kind: Literal["deadline_moved"] = "deadline_moved"
    deadline: float


class ReadinessDeclared(BaseEvent):
    """A delegation needs no more time, or takes that back."""

    kind: Literal["readiness_declared"] = "readiness_declared"
    delegation: DelegationId
    ready: bool


class Announced(BaseEvent):
    """The instructor told the table something."""

    kind: Literal["announced"] = "announced"
    text: str


class GameEnded(BaseEvent):
    """The talks are over."""

    kind: Literal["game_ended"] = "game_ended"
    ending: Ending
    signatories: tuple[DelegationId, ...]


# --- talk --------------------------------------------------------------------------------------


class PrioritiesSet(BaseEvent):
    """A delegation ordered the issues for itself."""

    kind: Literal["priorities_set"] = "priorities_set"
    delegation: DelegationId
    issues: tuple[IssueId, ...]

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class PlenarySpoken(BaseEvent):
    """A delegation said something that everybody hears."""

    kind: Literal["plenary_spoken"] = "plenary_spoken"
    delegation: DelegationId
    by: str | None
    text: str


class ChannelEvent(BaseEvent):
    """Something in a private channel, known to its members alone."""

    channel: str
    members: tuple[DelegationId, ...]
    delegation: DelegationId

    @property
    def audience(self) -> Audience:
        """The channel's members."""
        return private_to(*self.members)


class ChannelProposed(ChannelEvent):
    """A delegation asked others to talk in private."""

    kind: Literal["channel_proposed"] = "channel_proposed"


class InvitationAnswered(ChannelEvent):
    """A delegation accepted or declined."""

    kind: Literal["invitation_answered"] = "invitation_answered"
    accepted: bool


class ChannelLeft(ChannelEvent):
    """A delegation left, which closes the channel."""

    kind: Literal["channel_left"] = "channel_left"


class MessageSent(ChannelEvent):
    """A delegation said something to the channel."""

    kind: Literal["message_sent"] = "message_sent"
    by: str | None
    text: str


class MeetingOpened(BaseEvent):
    """Delegations sat down together: that they met is public, what they say is not."""

    kind: Literal["meeting_opened"] = "meeting_opened"
    channel: str
    members: tuple[DelegationId, ...]


class MeetingClosed(BaseEvent):
    """A private talk ended."""

    kind: Literal["meeting_closed"] = "meeting_closed"
    channel: str


class InvitationsLapsed(BaseEvent):
    """The round is over: the invitation was never answered by all."""

    kind: Literal["invitations_lapsed"] = "invitations_lapsed"
    channel: str
    members: tuple[DelegationId, ...]

    @property
    def audience(self) -> Audience:
        """Those who knew of the invitation."""
        return private_to(*self.members)


# --- the joint text ----------------------------------------------------------------------------


class ProposalTabled(BaseEvent):
    """A package was put to a roll-call."""

    kind: Literal["proposal_tabled"] = "proposal_tabled"
    proposal: str
    delegation: DelegationId
    by: str | None
    package: dict[IssueId, OptionId]
    note: str
    counters: str | None
    deadline: float


class ProposalWithdrawn(BaseEvent):
    """Its author took the proposal back."""

    kind: Literal["proposal_withdrawn"] = "proposal_withdrawn"
    proposal: str


class BallotCast(BaseEvent):
    """How a delegation votes: its own secret until the roll-call closes."""

    kind: Literal["ballot_cast"] = "ballot_cast"
    proposal: str
    delegation: DelegationId
    ballot: Ballot

    @property
    def audience(self) -> Audience:
        """The voter alone."""
        return private_to(self.delegation)


class BallotReceived(BaseEvent):
    """That a delegation has voted, which everybody sees."""

    kind: Literal["ballot_received"] = "ballot_received"
    proposal: str
    delegation: DelegationId


class RollCallClosed(BaseEvent):
    """The votes were opened."""

    kind: Literal["roll_call_closed"] = "roll_call_closed"
    proposal: str
    ballots: dict[DelegationId, Ballot]
    carried: bool


class ClausesInitialled(BaseEvent):
    """Clauses entered the joint text *ad referendum*; those ``struck`` left it."""

    kind: Literal["clauses_initialled"] = "clauses_initialled"
    proposal: str
    package: dict[IssueId, OptionId]
    struck: tuple[IssueId, ...]


class RatificationDecided(BaseEvent):
    """Whether a delegation signs: its own secret until all are opened together."""

    kind: Literal["ratification_decided"] = "ratification_decided"
    delegation: DelegationId
    decision: Signature

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class RatificationReceived(BaseEvent):
    """That a delegation has decided, which everybody sees."""

    kind: Literal["ratification_received"] = "ratification_received"
    delegation: DelegationId


class RatificationClosed(BaseEvent):
    """The decisions were opened."""

    kind: Literal["ratification_closed"] = "ratification_closed"
    decisions: dict[DelegationId, Signature]
    ratified: bool


# --- the world ---------------------------------------------------------------------------------


class IndicatorMoved(BaseEvent):
    """A number about the world changed; ``cause`` is a trigger's name or a card's id."""

    kind: Literal["indicator_moved"] = "indicator_moved"
    indicator: IndicatorId
    before: int
    after: int
    cause: str


class StandingMoved(BaseEvent):
    """A delegation's domestic support changed."""

    kind: Literal["standing_moved"] = "standing_moved"
    delegation: DelegationId
    before: int
    after: int
    cause: str

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class RedLineCrossed(BaseEvent):
    """A delegation signed what its capital forbids."""

    kind: Literal["red_line_crossed"] = "red_line_crossed"
    delegation: DelegationId
    red_line: RedLineId

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class InjectScheduled(BaseEvent):
    """Fate set a time at which a card will fall."""

    kind: Literal["inject_scheduled"] = "inject_scheduled"
    slot: str
    due: float

    @property
    def audience(self) -> Audience:
        """The instructor alone."""
        return INSTRUCTOR_ONLY


class InjectSlotLapsed(BaseEvent):
    """The time came, or the phase ended, and no card fell."""

    kind: Literal["inject_slot_lapsed"] = "inject_slot_lapsed"
    slot: str

    @property
    def audience(self) -> Audience:
        """The instructor alone."""
        return INSTRUCTOR_ONLY


class InjectFell(BaseEvent):
    """A crisis is upon the table; those asked answer by the deadline."""

    kind: Literal["inject_fell"] = "inject_fell"
    inject: InjectId
    slot: str | None
    asked: tuple[DelegationId, ...]
    deadline: float | None


class InjectAnswered(BaseEvent):
    """What a delegation chose: its own secret until the crisis is settled."""

    kind: Literal["inject_answered"] = "inject_answered"
    inject: InjectId
    delegation: DelegationId
    answer: str

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class InjectSettled(BaseEvent):
    """The answers and what followed from them."""

    kind: Literal["inject_settled"] = "inject_settled"
    inject: InjectId
    answers: dict[DelegationId, str]
    defaulted: tuple[DelegationId, ...]
    consequences: tuple[str, ...]


Event: TypeAlias = (
    TableOpened
    | PhaseOpened
    | FloorGiven
    | FloorOpened
    | TablePaused
    | TableResumed
    | DeadlineMoved
    | ReadinessDeclared
    | Announced
    | GameEnded
    | PrioritiesSet
    | PlenarySpoken
    | ChannelProposed
    | InvitationAnswered
    | ChannelLeft
    | MessageSent
    | MeetingOpened
    | MeetingClosed
    | InvitationsLapsed
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
    | InjectFell
    | InjectAnswered
    | InjectSettled
)

EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
