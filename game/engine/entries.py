"""The entries of a table's state: what was said, tabled, voted, offered, owed; and who sees what.

Each field of an entry that not all see alike says in its type who sees it (``game.engine.views``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, TypeVar

from game.engine.choices import (
    Ballot,
    CableReason,
)
from game.engine.house_rules import SettledRules
from game.engine.phases import Step
from game.engine.viewers import Viewer, ViewerKind
from game.engine.views import Public, Sight, part_of
from game.scenario.model import (
    AccordId,
    Conduct,
    DelegationId,
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

if TYPE_CHECKING:
    from game.engine.state import TableState

ProposalId: TypeAlias = str
ChannelId: TypeAlias = str
ChannelStatus: TypeAlias = Literal["invited", "open", "closed"]
ProposalStatus: TypeAlias = Literal["open", "carried", "failed", "withdrawn"]
CableStatus: TypeAlias = Literal["open", "granted", "refused"]
#: An offered trade is *countered* by another offer in the same talk, *withdrawn* by one of its own.
TradeStatus: TypeAlias = Literal["open", "accepted", "declined", "countered", "withdrawn", "lapsed"]
OfferStatus: TypeAlias = Literal["offered", "concluded", "replaced", "declined", "withdrawn"]


@dataclass(frozen=True)
class Setup:
    """What was settled when the table was laid, the house rules among it."""

    scenario: str
    preset: PresetId
    rules: SettledRules
    delegations: tuple[DelegationId, ...]
    agenda: tuple[IssueId, ...]
    injects_per_round: int
    directives: int
    pause_after_round: int | None

    @property
    def rounds(self) -> int:
        """How many rounds are played."""
        return self.rules.rounds

    @property
    def timings(self) -> Timings:
        """How long each step lasts."""
        return self.rules.timings

    def leaves_out(self, card: InjectId) -> bool:
        """Whether the table's deck lacks that card."""
        return card in self.rules.left_out


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


def _unless_hidden(text: str, viewer: Viewer, said: "Statement | Message", _state: object) -> str:
    """The words; none where the instructor has taken them out of everybody else's sight."""
    return "" if said.hidden and viewer.kind is not ViewerKind.INSTRUCTOR else text


@dataclass(frozen=True)
class Statement:
    """Words said in the plenary or from the chair (``delegation`` None), in a round.

    ``hidden`` ones the instructor has taken out of everybody's sight.
    """

    at: Public[float]
    delegation: Public[DelegationId | None]
    by: Public[str | None]
    text: Annotated[str, Sight(_unless_hidden)]
    round: Public[int]
    hidden: Public[bool] = False


@dataclass(frozen=True)
class Message:
    """Words said in a private channel; ``hidden`` as those of a statement."""

    at: Public[float]
    delegation: Public[DelegationId]
    by: Public[str | None]
    text: Annotated[str, Sight(_unless_hidden)]
    hidden: Public[bool] = False


Words = TypeVar("Words", Statement, Message)
_hidden = attrgetter("hidden")


def in_sight(
    said: tuple[Words, ...], viewer: Viewer, _record: object, state: object
) -> tuple[Words, ...]:
    """What was said; the very same row where nothing of it is hidden."""
    if not any(map(_hidden, said)):
        return said
    return tuple(part_of(words, viewer, state) for words in said)


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

    id: Public[ChannelId]
    members: Public[tuple[DelegationId, ...]]
    status: Public[ChannelStatus]
    invited_by: Public[DelegationId]
    accepted: Public[frozenset[DelegationId]]
    messages: Annotated[tuple[Message, ...], Sight(in_sight)] = ()
    public: Public[bool] = True
    trades: Public[tuple[Trade, ...]] = ()
    invited_at: Public[float | None] = None

    def is_known_to(self, viewer: Viewer) -> bool:
        """Whether the viewer knows what is said there."""
        return viewer.is_among(self.members)


def _opened_ballots(
    ballots: Mapping[DelegationId, Ballot],
    viewer: Viewer,
    proposal: "Proposal",
    state: "TableState",
) -> Mapping[DelegationId, Ballot]:
    """The ballots; sealed until the roll-call closes, for good where votes are secret.

    A withdrawn proposal's roll-call was never closed, so its ballots stay sealed for good.
    """
    opened = state.setup.rules.votes == "open" and proposal.status in ("carried", "failed")
    return ballots if opened else viewer.own(ballots)


@dataclass(frozen=True)
class Proposal:
    """A package on the table. Whose ballot has been ``received`` is public."""

    id: Public[ProposalId]
    delegation: Public[DelegationId]
    by: Public[str | None]
    at: Public[float]
    round: Public[int]
    package: Public[Mapping[IssueId, OptionId]]
    note: Public[str]
    counters: Public[ProposalId | None]
    deadline: Public[float]
    ballots: Annotated[Mapping[DelegationId, Ballot], Sight(_opened_ballots)]
    status: Public[ProposalStatus]
    tally: Public[Mapping[Ballot, int]] = field(default_factory=dict)
    received: Public[frozenset[DelegationId]] = frozenset()


@dataclass(frozen=True)
class Initialled:
    """A clause accepted *ad referendum* and the proposal that brought it."""

    option: OptionId
    proposal: ProposalId


def _settled_answers(
    answers: Mapping[DelegationId, str], viewer: Viewer, crisis: "Crisis", _state: object
) -> Mapping[DelegationId, str]:
    """The answers; secret until all are in."""
    return answers if crisis.settled else viewer.own(answers)


def _themselves(
    delegations: tuple[DelegationId, ...], viewer: Viewer, _crisis: object, _state: object
) -> tuple[DelegationId, ...]:
    """Of those who know, the viewer: that others know as well is not told."""
    return tuple(filter(viewer.knows, delegations))


@dataclass(frozen=True)
class Crisis:
    """A card that has fallen; one with ``known_to`` is known to those delegations alone."""

    inject: Public[InjectId]
    at: Public[float]
    round: Public[int]
    asked: Public[tuple[DelegationId, ...]]
    deadline: Public[float | None]
    answers: Annotated[Mapping[DelegationId, str], Sight(_settled_answers)]
    known_to: Annotated[tuple[DelegationId, ...], Sight(_themselves)] = ()
    defaulted: Public[tuple[DelegationId, ...]] = ()
    consequences: Public[tuple[str, ...]] = ()
    settled: Public[bool] = False

    @property
    def private(self) -> bool:
        """Whether it is a directive or the like, which not everybody knows of."""
        return bool(self.known_to)

    def is_known_to(self, viewer: Viewer) -> bool:
        """Whether the viewer knows of the card."""
        return not self.known_to or viewer.is_among(self.known_to)


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

    def is_known_to(self, viewer: Viewer) -> bool:
        """Whether the viewer knows that it took place."""
        return self.public or viewer.is_among(self.members)


@dataclass(frozen=True)
class Dispatch:
    """News or a word that the instructor sent; to all where ``to`` is empty."""

    id: str
    at: float
    headline: str
    text: str
    to: tuple[DelegationId, ...]
    person: str | None

    def is_known_to(self, viewer: Viewer) -> bool:
        """Whether it was sent to the viewer."""
        return not self.to or viewer.is_among(self.to)


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

    def is_known_to(self, viewer: Viewer) -> bool:
        """Whether the viewer knows that it was made."""
        return self.known or viewer.knows(self.delegation)


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

    def is_known_to(self, viewer: Viewer) -> bool:
        """Whether the viewer knows that it was sent."""
        return viewer.knows(self.delegation)


def _among_parties(others: Callable[["Offer"], object]) -> Sight:
    """Seen as it is by the accord's parties; by others who know of it, as that function says."""

    def rule(value: object, viewer: Viewer, offer: "Offer", _state: object) -> object:
        return value if viewer.is_among(offer.parties) else others(offer)

    return Sight(rule)


@dataclass(frozen=True)
class Offer:
    """A side accord as offered; once concluded it is public unless it is ``confidential``.

    ``at`` and ``round`` tell when it was offered, or when it was concluded once it is. Who offered
    it, with what words, and after how many others is the parties' own.
    """

    id: Annotated[str, _among_parties(lambda offer: offer.title)]
    accord: Public[AccordId]
    parties: Public[tuple[DelegationId, ...]]
    delegation: Annotated[DelegationId, _among_parties(lambda offer: offer.parties[0])]
    by: Annotated[str | None, _among_parties(lambda _: None)]
    at: Public[float]
    round: Public[int]
    package: Public[Mapping[IssueId, OptionId]]
    confidential: Public[bool]
    note: Annotated[str, _among_parties(lambda _: "")]
    # Built anew, since a set remembers a little of the order in which it grew.
    accepted: Annotated[
        frozenset[DelegationId], _among_parties(lambda offer: frozenset(offer.parties))
    ]
    status: Public[OfferStatus] = "offered"

    @property
    def title(self) -> str:
        """Its name among those who may know of it: its id counts offers that others must not."""
        return self.id if self.confidential else self.accord

    def is_known_to(self, viewer: Viewer) -> bool:
        """Whether the viewer knows of it: a party always, others once it is concluded in public.

        What is replaced was in force, and stays as public as it was.
        """
        public = self.status in ("concluded", "replaced") and not self.confidential
        return public or viewer.is_among(self.parties)


def _real_conduct(
    conduct: tuple[Conduct, ...], viewer: Viewer, duty: "Duty", state: "TableState"
) -> tuple[Conduct, ...]:
    """What was really done; it is opened to all when the game is over."""
    opened = state.ending is not None
    return conduct if opened or viewer.knows(duty.delegation) else ()


@dataclass(frozen=True)
class Duty:
    """What a delegation must do under the text (``offer`` None) or a side accord (its title).

    ``conduct`` is what it did in each step so far, its own secret while the game runs; ``reports``
    is what could be seen of it. ``known_to`` is empty where the duty is public.
    """

    id: Public[str]
    obligation: Public[ObligationId]
    delegation: Public[DelegationId]
    issue: Public[IssueId]
    offer: Public[str | None]
    known_to: Public[tuple[DelegationId, ...]]
    conduct: Annotated[tuple[Conduct, ...], Sight(_real_conduct)] = ()
    reports: Public[tuple[Conduct, ...]] = ()

    def is_known_to(self, viewer: Viewer) -> bool:
        """Whether the viewer knows of the duty."""
        return not self.known_to or viewer.is_among(self.known_to)


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
    """A public happening worth a line in the news; ``ref`` names what it is about.

    One that is told in the words of whoever did it holds both.
    """

    at: float
    kind: str
    ref: str
    delegation: DelegationId | None = None
    text: str | None = None
