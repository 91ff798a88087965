"""What one viewer may know, built by allow-list from a table's state.

Nothing gets into a view unless it is named here, and everything private passes ``knows``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from game.engine.commands import Ballot, Signature
from game.engine.state import (
    INSTRUCTOR_LISTENER,
    PUBLIC_LISTENER,
    Channel,
    Floor,
    IndicatorChange,
    Initialled,
    Note,
    Phase,
    Proposal,
    ProposalId,
    ProposalStatus,
    Setup,
    StandingChange,
    Statement,
    TableState,
)
from game.scenario.model import (
    DelegationId,
    Ending,
    IndicatorId,
    InjectId,
    IssueId,
    OptionId,
    RedLineId,
)


class ViewerKind(StrEnum):
    """The three kinds of eyes at a table."""

    DELEGATION = "delegation"
    INSTRUCTOR = "instructor"
    PUBLIC = "public"


@dataclass(frozen=True)
class Viewer:
    """Whose eyes: a delegation's (all its seats see alike), the instructor's, or the public's."""

    kind: ViewerKind
    delegation: DelegationId | None = None

    def knows(self, delegation: DelegationId) -> bool:
        """Whether the viewer shares that delegation's secrets."""
        return self.kind is ViewerKind.INSTRUCTOR or self.delegation == delegation

    @property
    def listener(self) -> str:
        """The viewer's name in the count of what each has heard."""
        match self.kind:
            case ViewerKind.INSTRUCTOR:
                return INSTRUCTOR_LISTENER
            case ViewerKind.PUBLIC:
                return PUBLIC_LISTENER
            case _:
                return self.delegation or PUBLIC_LISTENER


INSTRUCTOR_VIEW = Viewer(ViewerKind.INSTRUCTOR)
PUBLIC_VIEW = Viewer(ViewerKind.PUBLIC)


def of(delegation: DelegationId) -> Viewer:
    """A delegation's eyes."""
    return Viewer(ViewerKind.DELEGATION, delegation)


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


@dataclass(frozen=True)
class CrisisView:
    """A card that has fallen: ``answers`` holds only what the viewer may know by now."""

    inject: InjectId
    at: float
    round: int
    asked: tuple[DelegationId, ...]
    deadline: float | None
    settled: bool
    answers: Mapping[DelegationId, str]
    defaulted: tuple[DelegationId, ...]
    consequences: tuple[str, ...]


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
    text: Mapping[IssueId, Initialled]
    proposals: tuple[ProposalView, ...]
    decided: frozenset[DelegationId]
    decisions: Mapping[DelegationId, Signature]
    decisions_opened: bool
    crises: tuple[CrisisView, ...]
    ending: Ending | None
    signatories: frozenset[DelegationId]
    channels: tuple[Channel, ...]
    priorities: Mapping[DelegationId, tuple[IssueId, ...]]
    standing: Mapping[DelegationId, int]
    standing_course: tuple[StandingChange, ...]
    crossed: Mapping[DelegationId, tuple[RedLineId, ...]]
    schedule: Mapping[str, float]


def view_for(state: TableState, viewer: Viewer) -> TableView:
    """Build the viewer's view of the table."""
    knows = viewer.knows
    return TableView(
        viewer=viewer,
        seq=state.heard.get(viewer.listener, 0),
        setup=state.setup,
        phase=state.phase,
        paused_at=state.paused_at,
        pause_planned=state.pause_planned,
        floor=state.floor,
        ready=state.ready,
        indicators=state.indicators,
        course=state.course,
        statements=state.statements,
        notes=state.notes,
        meeting_now=tuple(
            c.members for c in state.channels.values() if c.status == "open" and len(c.members) > 1
        ),
        meetings=state.meetings,
        text=state.text,
        proposals=tuple(_proposal(p, viewer) for p in state.proposals.values()),
        decided=frozenset(state.decisions),
        decisions={
            d: decision
            for d, decision in state.decisions.items()
            if state.decisions_opened or knows(d)
        },
        decisions_opened=state.decisions_opened,
        crises=tuple(
            CrisisView(
                inject=crisis.inject,
                at=crisis.at,
                round=crisis.round,
                asked=crisis.asked,
                deadline=crisis.deadline,
                settled=crisis.settled,
                answers={d: a for d, a in crisis.answers.items() if crisis.settled or knows(d)},
                defaulted=crisis.defaulted,
                consequences=crisis.consequences,
            )
            for crisis in state.crises.values()
        ),
        ending=state.ending,
        signatories=state.signatories,
        channels=tuple(c for c in state.channels.values() if any(map(knows, c.members))),
        priorities={d: issues for d, issues in state.priorities.items() if knows(d)},
        standing={d: value for d, value in state.standing.items() if knows(d)},
        standing_course=tuple(s for s in state.standing_course if knows(s.delegation)),
        crossed={d: lines for d, lines in state.crossed.items() if knows(d)},
        schedule=state.schedule if viewer.kind is ViewerKind.INSTRUCTOR else {},
    )


def _proposal(proposal: Proposal, viewer: Viewer) -> ProposalView:
    """The proposal; a roll-call's ballots stay sealed until it closes.

    A withdrawn proposal's roll-call was never opened, so its ballots stay sealed for good.
    """
    opened = proposal.status in ("carried", "failed")
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
        ballots={d: ballot for d, ballot in proposal.ballots.items() if opened or viewer.knows(d)},
    )
