"""All that is true at a table, secrets included. Views decide who may know what of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from game.engine.commands import (
    Ballot,
    CableReason,
    Capitals,
    Chapter,
    Scores,
    Signature,
    Talk,
    Votes,
)
from game.engine.phases import EARLY, PhaseName, Step
from game.scenario.model import (
    AccordId,
    Conduct,
    ConsensusRule,
    DelegationId,
    Ending,
    IndicatorId,
    InjectId,
    IssueId,
    MoveId,
    ObjectiveId,
    ObligationId,
    OptionId,
    PresetId,
    RedLineId,
    Timings,
)

#: By which rules a table is decided. It changes whenever they would decide otherwise, or apply
#: recorded events otherwise; ``game.engine.stored`` says which earlier ones can be played on.
RULES_VERSION = 3

ProposalId: TypeAlias = str
ChannelId: TypeAlias = str
ChannelStatus: TypeAlias = Literal["invited", "open", "closed"]
ProposalStatus: TypeAlias = Literal["open", "carried", "failed", "withdrawn"]
CableStatus: TypeAlias = Literal["open", "granted", "refused"]
#: An offered trade is *countered* by another offer in the same talk, *withdrawn* by one of its own.
TradeStatus: TypeAlias = Literal["open", "accepted", "declined", "countered", "withdrawn", "lapsed"]
OfferStatus: TypeAlias = Literal["offered", "concluded", "replaced", "declined", "withdrawn"]

#: Listeners who are not a delegation, in the count of what each has heard.
PUBLIC_LISTENER = "*public"
INSTRUCTOR_LISTENER = "*instructor"


@dataclass(frozen=True)
class Setup:
    """What was settled when the table was laid. Cards ``left_out`` are not in its deck."""

    scenario: str
    preset: PresetId
    consensus: ConsensusRule
    capitals: Capitals
    talk: Talk
    votes: Votes
    scores: Scores
    delegations: tuple[DelegationId, ...]
    agenda: tuple[IssueId, ...]
    rounds: int
    injects_per_round: int
    directives: int
    pause_after_round: int | None
    timings: Timings
    left_out: frozenset[InjectId] | None = None

    def leaves_out(self, card: InjectId) -> bool:
        """Whether the table's deck lacks that card."""
        return self.left_out is not None and card in self.left_out


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
    """Words said in the plenary or from the chair (``delegation`` None), in a round.

    ``hidden`` ones the instructor has taken out of everybody's sight.
    """

    at: float
    delegation: DelegationId | None
    by: str | None
    text: str
    round: int
    hidden: bool = False


@dataclass(frozen=True)
class Message:
    """Words said in a private channel; ``hidden`` as those of a statement."""

    at: float
    delegation: DelegationId
    by: str | None
    text: str
    hidden: bool = False


@dataclass(frozen=True)
class Trade:
    """An exchange offered in a private talk: we accept what it ``gives`` if you accept what it
    ``asks``. Nobody is bound by it: only roll-calls put clauses into the text.
    """

    id: str
    delegation: DelegationId
    by: str | None
    at: float
    round: int
    gives: Mapping[IssueId, OptionId]
    asks: Mapping[IssueId, OptionId]
    note: str
    accepted: frozenset[DelegationId]
    status: TradeStatus = "open"
    answered_at: float | None = None
    answered_by: DelegationId | None = None
    reply: str = ""

    @property
    def package(self) -> dict[IssueId, OptionId]:
        """All its clauses."""
        return {**self.gives, **self.asks}


@dataclass(frozen=True)
class Channel:
    """A private talk among its members. One delegation's own talk is a channel of one member.

    Whether it is ``public`` that they meet is settled when they do. At most one trade is open.
    """

    id: ChannelId
    members: tuple[DelegationId, ...]
    status: ChannelStatus
    invited_by: DelegationId
    accepted: frozenset[DelegationId]
    messages: tuple[Message, ...] = ()
    public: bool = True
    trades: tuple[Trade, ...] = ()
    invited_at: float | None = None


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
    tally: Mapping[Ballot, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Initialled:
    """A clause accepted *ad referendum* and the proposal that brought it."""

    option: OptionId
    proposal: ProposalId


@dataclass(frozen=True)
class Crisis:
    """A card that has fallen. ``answers`` are secret until it is settled.

    One with ``known_to`` is known to those delegations alone.
    """

    inject: InjectId
    at: float
    round: int
    asked: tuple[DelegationId, ...]
    deadline: float | None
    answers: Mapping[DelegationId, str]
    known_to: tuple[DelegationId, ...] = ()
    defaulted: tuple[DelegationId, ...] = ()
    consequences: tuple[str, ...] = ()
    settled: bool = False


@dataclass(frozen=True)
class Slot:
    """A time at which a card will fall; ``inject`` where it is settled which."""

    due: float
    inject: InjectId | None


@dataclass(frozen=True)
class Meeting:
    """A private talk that took place, in a round; ``until`` is None while they sit together."""

    members: tuple[DelegationId, ...]
    at: float
    until: float | None
    public: bool
    round: int


@dataclass(frozen=True)
class Dispatch:
    """News or a word that the instructor sent; to all where ``to`` is empty."""

    id: str
    at: float
    headline: str
    text: str
    to: tuple[DelegationId, ...]
    person: str | None


@dataclass(frozen=True)
class MadeMove:
    """A move that was made. One that is not ``known`` is its author's secret.

    ``cause`` is what exposed it, None where it was public from the start or is still secret.
    """

    move: MoveId
    delegation: DelegationId
    by: str | None
    at: float
    round: int
    cases: tuple[str, ...]
    known: bool
    cause: str | None = None


@dataclass(frozen=True)
class Cable:
    """A request to a capital for leave to cross a red line, and its answer. A secret of both."""

    id: str
    delegation: DelegationId
    by: str | None
    red_line: RedLineId
    at: float
    round: int
    text: str
    deadline: float
    status: CableStatus = "open"
    reason: CableReason | None = None
    reply: str = ""


@dataclass(frozen=True)
class Offer:
    """A side accord as offered; once concluded it is public unless it is ``confidential``.

    ``at`` and ``round`` tell when it was offered, or when it was concluded once it is.
    """

    id: str
    accord: AccordId
    parties: tuple[DelegationId, ...]
    delegation: DelegationId
    by: str | None
    at: float
    round: int
    package: Mapping[IssueId, OptionId]
    confidential: bool
    note: str
    accepted: frozenset[DelegationId]
    status: OfferStatus = "offered"

    @property
    def title(self) -> str:
        """Its name among those who may know of it: its id counts offers that others must not."""
        return self.id if self.confidential else self.accord


@dataclass(frozen=True)
class Duty:
    """What a delegation must do under the text (``offer`` None) or a side accord (its title).

    ``conduct`` is what it did in each step so far, its own secret while the game runs; ``reports``
    is what could be seen of it. ``known_to`` is empty where the duty is public.
    """

    id: str
    obligation: ObligationId
    delegation: DelegationId
    issue: IssueId
    offer: str | None
    known_to: tuple[DelegationId, ...]
    conduct: tuple[Conduct, ...] = ()
    reports: tuple[Conduct, ...] = ()


@dataclass(frozen=True)
class WeightsChange:
    """From when on which weights hold for a delegation, and the directive that set them."""

    at: float
    delegation: DelegationId
    weights: Mapping[ObjectiveId, int]
    inject: InjectId


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
    server_away_until: float | None = None
    bell: float | None = None
    floor: Floor | None = None
    ready: frozenset[DelegationId] = frozenset()
    priorities: Mapping[DelegationId, tuple[IssueId, ...]] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    channels: Mapping[ChannelId, Channel] = field(default_factory=dict)
    meetings: Mapping[frozenset[DelegationId], int] = field(default_factory=dict)
    met: Mapping[frozenset[DelegationId], int] = field(default_factory=dict)
    talks: tuple[Meeting, ...] = ()
    acted: Mapping[DelegationId, float] = field(default_factory=dict)
    proposals: Mapping[ProposalId, Proposal] = field(default_factory=dict)
    text: Mapping[IssueId, Initialled] = field(default_factory=dict)
    decisions: Mapping[DelegationId, Signature] = field(default_factory=dict)
    decisions_opened: bool = False
    decisions_opened_at: float | None = None
    schedule: Mapping[str, Slot] = field(default_factory=dict)
    follow_ups: tuple[InjectId, ...] = ()
    crises: Mapping[InjectId, Crisis] = field(default_factory=dict)
    course: tuple[IndicatorChange, ...] = ()
    standing_course: tuple[StandingChange, ...] = ()
    crossed: Mapping[DelegationId, tuple[RedLineId, ...]] = field(default_factory=dict)
    moves: tuple[MadeMove, ...] = ()
    away: frozenset[DelegationId] = frozenset()
    cables: Mapping[str, Cable] = field(default_factory=dict)
    mandates: Mapping[DelegationId, frozenset[RedLineId]] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    chosen: Mapping[str, Conduct] = field(default_factory=dict)
    weights: Mapping[DelegationId, Mapping[ObjectiveId, int]] = field(default_factory=dict)
    weights_course: tuple[WeightsChange, ...] = ()
    concluded: Ending | None = None
    held: frozenset[InjectId] = frozenset()
    dispatches: tuple[Dispatch, ...] = ()
    hands: Mapping[DelegationId, float] = field(default_factory=dict)
    opened: frozenset[Chapter] = frozenset()
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
    def stage(self) -> int:
        """The round as a number that only grows: signing and implementation follow the last."""
        return stage_of(self.setup, self.phase.step)

    @property
    def present(self) -> frozenset[DelegationId]:
        """The delegations that have not walked out."""
        return frozenset(self.setup.delegations) - self.away

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

    def open_cables(self) -> tuple[Cable, ...]:
        """The cables that no capital has answered yet."""
        return tuple(c for c in self.cables.values() if c.status == "open")

    def accords(self) -> tuple[Offer, ...]:
        """The side accords in force."""
        return tuple(o for o in self.offers.values() if o.status == "concluded")

    def expects(self, card: InjectId) -> bool:
        """Whether the card has fallen, is about to, or waits for the next phase of talks."""
        planned = (slot.inject for slot in self.schedule.values())
        return card in self.crises or card in self.follow_ups or card in planned

    def text_package(self) -> dict[IssueId, OptionId]:
        """The joint text as it stands: initialled clauses only."""
        return {issue: clause.option for issue, clause in self.text.items()}


def stage_of(setup: Setup, step: Step) -> int:
    """The round as a number that only grows: 0 at first, after the last the signing and so on."""
    if step.phase in EARLY:
        return 0
    if step.phase is PhaseName.IMPLEMENTATION:
        return setup.rounds + 1 + step.round
    return step.round or setup.rounds + 1


def channel_id(members: frozenset[DelegationId]) -> ChannelId:
    """A channel's id is its members: a counter would tell outsiders how many there are."""
    return "+".join(sorted(members))
