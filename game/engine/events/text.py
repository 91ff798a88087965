"""The joint text: proposals, roll-calls, the signing."""

from typing import Literal

from game.engine.commands import Ballot, Signature
from game.engine.events.base import Audience, BaseEvent, Person, Words, private_to
from game.scenario.model import (
    DelegationId,
    IssueId,
    OptionId,
)


class ProposalTabled(BaseEvent):
    """A package was put to a roll-call."""

    kind: Literal["proposal_tabled"] = "proposal_tabled"
    proposal: str
    delegation: DelegationId
    by: Person
    package: dict[IssueId, OptionId]
    note: Words
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
    """The votes were opened: who voted how, or where votes are anonymous only how many did."""

    kind: Literal["roll_call_closed"] = "roll_call_closed"
    proposal: str
    ballots: dict[DelegationId, Ballot]
    tally: dict[Ballot, int]
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
