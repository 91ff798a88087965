"""All that is true at a table, secrets included, and who sees what of it.

Each field of the table's state says in its type who sees it, and so does each field of an entry
that not all see alike (``game.engine.views``). What is seen of a state is a state.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from game.engine.choices import (
    Chapter,
    Signature,
)
from game.engine.entries import (
    Cable,
    Channel,
    ChannelId,
    Crisis,
    Dispatch,
    Duty,
    Floor,
    IndicatorChange,
    Initialled,
    MadeMove,
    Meeting,
    Note,
    Offer,
    Phase,
    Proposal,
    ProposalId,
    Setup,
    Slot,
    StandingChange,
    Statement,
    WeightsChange,
    in_sight,
)
from game.engine.phases import EARLY, PhaseName, Step
from game.engine.viewers import Viewer
from game.engine.views import Instructor, Own, Public, Sight, each, part_of
from game.scenario.model import (
    Conduct,
    DelegationId,
    Ending,
    IndicatorId,
    InjectId,
    IssueId,
    ObjectiveId,
    OptionId,
    RedLineId,
)

#: By which rules a table is decided. It changes whenever they would decide otherwise, or apply
#: recorded events otherwise; ``game.engine.stored`` says which earlier ones can be played on.
RULES_VERSION = 3


def _heard(_seq: int, viewer: Viewer, state: "TableState", _state: object) -> int:
    """How many events the viewer has heard of."""
    return state.heard.get(viewer.listener, 0)


def _to_their_delegation(change: StandingChange | WeightsChange, viewer: Viewer) -> bool:
    return viewer.knows(change.delegation)


def _to_everybody(_entry: object, _viewer: Viewer) -> bool:
    return True


def _meetings_known(
    meetings: Mapping[frozenset[DelegationId], int],
    viewer: Viewer,
    state: "TableState",
    _state: object,
) -> Mapping[frozenset[DelegationId], int]:
    """How often who has met; of meetings that are not public only those who met know."""
    discreet = {frozenset(c.members) for c in state.channels.values() if not c.public}
    return {
        members: count
        for members, count in meetings.items()
        if members not in discreet or viewer.is_among(members)
    }


def _decisions_known(
    decisions: Mapping[DelegationId, Signature],
    viewer: Viewer,
    state: "TableState",
    _state: object,
) -> Mapping[DelegationId, Signature]:
    """Who signs; secret until all decisions are opened."""
    return decisions if state.decisions_opened else viewer.own(decisions)


def _offers_known(
    offers: Mapping[str, Offer], viewer: Viewer, _holder: object, state: "TableState"
) -> Mapping[str, Offer]:
    """The accords that the viewer knows of.

    Their ids count all offers, so that those of others stand there as numbered among the public.
    """
    known = [offer for offer in offers.values() if offer.is_known_to(viewer)]
    return {
        (
            offer.id
            if viewer.is_among(offer.parties)
            else f"public {sum(not o.confidential for o in known[:number])}"
        ): part_of(offer, viewer, state)
        for number, offer in enumerate(known)
    }


def _own_duties_chosen(
    chosen: Mapping[str, Conduct], viewer: Viewer, state: "TableState", _state: object
) -> Mapping[str, Conduct]:
    """What is meant to be done about the duties of a delegation whose secrets the viewer shares."""
    return {
        id_: conduct
        for id_, conduct in chosen.items()
        if viewer.knows(state.duties[id_].delegation)
    }


@dataclass(frozen=True)
class TableState:
    """Everything at one table after some event, or what somebody sees of that.

    A field that does not say who sees it is seen by nobody.
    """

    setup: Public[Setup]
    phase: Public[Phase]
    indicators: Public[Mapping[IndicatorId, int]]
    standing: Own[Mapping[DelegationId, int]]
    seq: Annotated[int, Sight(_heard, reads=("heard",))] = 1
    heard: Mapping[str, int] = field(default_factory=dict)
    paused_at: Public[float | None] = None
    pause_planned: Public[bool] = False
    server_away_until: Public[float | None] = None
    bell: Public[float | None] = None
    floor: Public[Floor | None] = None
    ready: Public[frozenset[DelegationId]] = frozenset()
    priorities: Own[Mapping[DelegationId, tuple[IssueId, ...]]] = field(default_factory=dict)
    statements: Annotated[tuple[Statement, ...], Sight(in_sight)] = ()
    channels: Annotated[Mapping[ChannelId, Channel], each(Channel.is_known_to)] = field(
        default_factory=dict
    )
    meetings: Annotated[
        Mapping[frozenset[DelegationId], int], Sight(_meetings_known, reads=("channels",))
    ] = field(default_factory=dict)
    met: Mapping[frozenset[DelegationId], int] = field(default_factory=dict)
    talks: Annotated[tuple[Meeting, ...], each(Meeting.is_known_to)] = ()
    acted: Instructor[Mapping[DelegationId, float]] = field(default_factory=dict)
    proposals: Annotated[Mapping[ProposalId, Proposal], each(_to_everybody, "setup")] = field(
        default_factory=dict
    )
    text: Public[Mapping[IssueId, Initialled]] = field(default_factory=dict)
    decisions: Annotated[
        Mapping[DelegationId, Signature], Sight(_decisions_known, reads=("decisions_opened",))
    ] = field(default_factory=dict)
    decided: Public[frozenset[DelegationId]] = frozenset()
    decisions_opened: Public[bool] = False
    decisions_opened_at: Public[float | None] = None
    schedule: Instructor[Mapping[str, Slot]] = field(default_factory=dict)
    follow_ups: Instructor[tuple[InjectId, ...]] = ()
    crises: Annotated[Mapping[InjectId, Crisis], each(Crisis.is_known_to)] = field(
        default_factory=dict
    )
    course: Public[tuple[IndicatorChange, ...]] = ()
    standing_course: Annotated[tuple[StandingChange, ...], each(_to_their_delegation)] = ()
    crossed: Own[Mapping[DelegationId, tuple[RedLineId, ...]]] = field(default_factory=dict)
    moves: Annotated[tuple[MadeMove, ...], each(MadeMove.is_known_to)] = ()
    away: Public[frozenset[DelegationId]] = frozenset()
    cables: Annotated[Mapping[str, Cable], each(Cable.is_known_to)] = field(default_factory=dict)
    mandates: Own[Mapping[DelegationId, frozenset[RedLineId]]] = field(default_factory=dict)
    offers: Annotated[Mapping[str, Offer], Sight(_offers_known)] = field(default_factory=dict)
    duties: Annotated[Mapping[str, Duty], each(Duty.is_known_to, "ending")] = field(
        default_factory=dict
    )
    chosen: Annotated[Mapping[str, Conduct], Sight(_own_duties_chosen, reads=("duties",))] = field(
        default_factory=dict
    )
    weights: Mapping[DelegationId, Mapping[ObjectiveId, int]] = field(default_factory=dict)
    weights_course: Annotated[tuple[WeightsChange, ...], each(_to_their_delegation)] = ()
    concluded: Public[Ending | None] = None
    held: Instructor[frozenset[InjectId]] = frozenset()
    dispatches: Annotated[tuple[Dispatch, ...], each(Dispatch.is_known_to)] = ()
    hands: Own[Mapping[DelegationId, float]] = field(default_factory=dict)
    opened: Public[frozenset[Chapter]] = frozenset()
    notes: Public[tuple[Note, ...]] = ()
    ending: Public[Ending | None] = None
    signatories: Public[frozenset[DelegationId]] = frozenset()

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

    @property
    def meeting_now(self) -> tuple[tuple[DelegationId, ...], ...]:
        """Who sits together in private now: the members of each talk, the longest talk first."""
        return tuple(talk.members for talk in self.talks if talk.until is None)

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
