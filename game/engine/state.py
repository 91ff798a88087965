"""All that is true at a table, secrets included. Views decide who may know what of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from game.engine.commands import Ballot, Signature
from game.engine.phases import PhaseName, Step
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

#: Changes whenever recorded events would be applied differently.
RULES_VERSION = 1

ProposalId: TypeAlias = str
ChannelId: TypeAlias = str
ChannelStatus: TypeAlias = Literal["invited", "open", "closed"]
ProposalStatus: TypeAlias = Literal["open", "carried", "failed", "withdrawn"]

#: Listeners who are not a delegation, in the count of what each has heard.
PUBLIC_LISTENER = "*public"
INSTRUCTOR_LISTENER = "*instructor"


@dataclass(frozen=True)
class Setup:
    """What was settled when the table was laid."""

    scenario: str
    scenario_hash: str
    preset: PresetId
    consensus: ConsensusRule
    delegations: tuple[DelegationId, ...]
    agenda: tuple[IssueId, ...]
    rounds: int
    injects_per_round: int
    pause_after_round: int | None
    timings: Timings


@dataclass(frozen=True)
class Phase:
    """The step that is being played; times are seconds since the epoch."""

    step: Step
    opened_at: float
    deadline: float | None


@dataclass(frozen=True)
class Floor:
    """Who speaks in the plenary: the ``turn``-th speaker, until the deadline."""

    delegation: DelegationId
    turn: int
    deadline: float


@dataclass(frozen=True)
class Statement:
    """Words said in the plenary or from the chair (``delegation`` None), in a round."""

    at: float
    delegation: DelegationId | None
    by: str | None
    text: str
    round: int


@dataclass(frozen=True)
class Message:
    """Words said in a private channel."""

    at: float
    delegation: DelegationId
    by: str | None
    text: str


@dataclass(frozen=True)
class Channel:
    """A private talk among its members. One delegation's own talk is a channel of one member."""

    id: ChannelId
    members: tuple[DelegationId, ...]
    status: ChannelStatus
    invited_by: DelegationId
    accepted: frozenset[DelegationId]
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A package on the table. ``ballots`` are secret while its status is open."""

    id: ProposalId
    delegation: DelegationId
    by: str | None
    at: float
    round: int
    package: Mapping[IssueId, OptionId]
    note: str
    counters: ProposalId | None
    deadline: float
    ballots: Mapping[DelegationId, Ballot]
    status: ProposalStatus


@dataclass(frozen=True)
class Initialled:
    """A clause accepted *ad referendum* and the proposal that brought it."""

    option: OptionId
    proposal: ProposalId


@dataclass(frozen=True)
class Crisis:
    """A card that has fallen. ``answers`` are secret until it is settled."""

    inject: InjectId
    at: float
    round: int
    asked: tuple[DelegationId, ...]
    deadline: float | None
    answers: Mapping[DelegationId, str]
    defaulted: tuple[DelegationId, ...] = ()
    consequences: tuple[str, ...] = ()
    settled: bool = False


@dataclass(frozen=True)
class IndicatorChange:
    """One step of an indicator's course."""

    at: float
    indicator: IndicatorId
    before: int
    after: int
    cause: str


@dataclass(frozen=True)
class StandingChange:
    """One step of a delegation's domestic support."""

    at: float
    delegation: DelegationId
    before: int
    after: int
    cause: str


@dataclass(frozen=True)
class Note:
    """A public happening worth a line in the news; ``ref`` names what it is about."""

    at: float
    kind: str
    ref: str


@dataclass(frozen=True)
class TableState:
    """Everything at one table after some event."""

    setup: Setup
    phase: Phase
    indicators: Mapping[IndicatorId, int]
    standing: Mapping[DelegationId, int]
    seq: int = 1
    heard: Mapping[str, int] = field(default_factory=dict)
    paused_at: float | None = None
    pause_planned: bool = False
    floor: Floor | None = None
    ready: frozenset[DelegationId] = frozenset()
    priorities: Mapping[DelegationId, tuple[IssueId, ...]] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    channels: Mapping[ChannelId, Channel] = field(default_factory=dict)
    meetings: Mapping[frozenset[DelegationId], int] = field(default_factory=dict)
    proposals: Mapping[ProposalId, Proposal] = field(default_factory=dict)
    text: Mapping[IssueId, Initialled] = field(default_factory=dict)
    decisions: Mapping[DelegationId, Signature] = field(default_factory=dict)
    decisions_opened: bool = False
    schedule: Mapping[str, float] = field(default_factory=dict)
    crises: Mapping[InjectId, Crisis] = field(default_factory=dict)
    course: tuple[IndicatorChange, ...] = ()
    standing_course: tuple[StandingChange, ...] = ()
    crossed: Mapping[DelegationId, tuple[RedLineId, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    ending: Ending | None = None
    signatories: frozenset[DelegationId] = frozenset()

    @property
    def name(self) -> PhaseName:
        """The phase's name."""
        return self.phase.step.phase

    @property
    def round(self) -> int:
        """The round, 0 outside the rounds."""
        return self.phase.step.round

    @property
    def over(self) -> bool:
        """Whether the talks have ended."""
        return self.ending is not None

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return self.paused_at is not None

    def open_proposals(self) -> tuple[Proposal, ...]:
        """The proposals whose roll-call is still going on."""
        return tuple(p for p in self.proposals.values() if p.status == "open")

    def open_crises(self) -> tuple[Crisis, ...]:
        """The crises that are not settled yet."""
        return tuple(c for c in self.crises.values() if not c.settled)

    def text_package(self) -> dict[IssueId, OptionId]:
        """The joint text as it stands: initialled clauses only."""
        return {issue: clause.option for issue, clause in self.text.items()}


def channel_id(members: frozenset[DelegationId]) -> ChannelId:
    """A channel's id is its members: a counter would tell outsiders how many there are."""
    return "+".join(sorted(members))
