"""Moves, capital cables, side accords, and the carrying out of what was agreed."""

from typing import Literal

from game.engine.commands import CableReason
from game.engine.events.base import PUBLIC, Audience, BaseEvent, Person, Words, private_to
from game.scenario.model import (
    AccordId,
    Conduct,
    DelegationId,
    IssueId,
    MoveId,
    ObligationId,
    OptionId,
    RedLineId,
)


class MoveMade(BaseEvent):
    """A delegation acted on its own. A secret move is known to its author alone."""

    kind: Literal["move_made"] = "move_made"
    delegation: DelegationId
    move: MoveId
    by: Person
    secret: bool
    cases: tuple[str, ...]

    @property
    def audience(self) -> Audience:
        """Everybody, or the author alone."""
        return private_to(self.delegation) if self.secret else PUBLIC


class MoveExposed(BaseEvent):
    """A secret move came to light; ``cause`` is the id of what brought it there."""

    kind: Literal["move_exposed"] = "move_exposed"
    delegation: DelegationId
    move: MoveId
    cause: str


class DelegationLeft(BaseEvent):
    """A delegation walked out: nothing can be voted on without it where it is essential."""

    kind: Literal["delegation_left"] = "delegation_left"
    delegation: DelegationId


class DelegationReturned(BaseEvent):
    """A delegation that had walked out is back."""

    kind: Literal["delegation_returned"] = "delegation_returned"
    delegation: DelegationId


# --- capital cables ----------------------------------------------------------------------------


class CableSent(BaseEvent):
    """A delegation asked its capital for leave to cross a red line."""

    kind: Literal["cable_sent"] = "cable_sent"
    cable: str
    delegation: DelegationId
    by: Person
    red_line: RedLineId
    text: Words
    deadline: float

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class CableAnswered(BaseEvent):
    """The capital's answer, why, and in the instructor's words if they gave it."""

    kind: Literal["cable_answered"] = "cable_answered"
    cable: str
    delegation: DelegationId
    red_line: RedLineId
    granted: bool
    reason: CableReason
    text: Words

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


# --- side accords ------------------------------------------------------------------------------


class OfferEvent(BaseEvent):
    """Something about an offer of a side accord, known to its parties alone."""

    offer: str
    parties: tuple[DelegationId, ...]
    delegation: DelegationId

    @property
    def audience(self) -> Audience:
        """The parties."""
        return private_to(*self.parties)


class AccordOffered(OfferEvent):
    """A delegation offered a side accord."""

    kind: Literal["accord_offered"] = "accord_offered"
    accord: AccordId
    by: Person
    package: dict[IssueId, OptionId]
    confidential: bool
    note: Words


class AccordAnswered(OfferEvent):
    """A party accepted or declined."""

    kind: Literal["accord_answered"] = "accord_answered"
    accepted: bool


class AccordWithdrawn(OfferEvent):
    """The offer was taken back, or lapsed with the end of the talks."""

    kind: Literal["accord_withdrawn"] = "accord_withdrawn"


class AccordConcluded(BaseEvent):
    """All parties accepted the accord that was on offer: it is in force.

    It stands in place of an earlier one of its kind; but what is public is not undone in
    confidence, nor the reverse. The offer is not named: its id counts those that came to nothing.
    """

    kind: Literal["accord_concluded"] = "accord_concluded"
    accord: AccordId
    parties: tuple[DelegationId, ...]
    package: dict[IssueId, OptionId]
    confidential: bool

    @property
    def audience(self) -> Audience:
        """Everybody, or the parties."""
        return private_to(*self.parties) if self.confidential else PUBLIC


# --- carrying out ------------------------------------------------------------------------------


class DutyArose(BaseEvent):
    """A delegation is obliged: by the text (``offer`` None) or by a side accord (its title)."""

    kind: Literal["duty_arose"] = "duty_arose"
    duty: str
    obligation: ObligationId
    delegation: DelegationId
    issue: IssueId
    offer: str | None
    known_to: tuple[DelegationId, ...]

    @property
    def audience(self) -> Audience:
        """Everybody, or the parties of a confidential accord."""
        return private_to(*self.known_to) if self.known_to else PUBLIC


class ConductChosen(BaseEvent):
    """What a delegation means to do about its duties: its own secret."""

    kind: Literal["conduct_chosen"] = "conduct_chosen"
    delegation: DelegationId
    conduct: dict[str, Conduct]

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class ConductSettled(BaseEvent):
    """What a delegation did about its duties in a step."""

    kind: Literal["conduct_settled"] = "conduct_settled"
    delegation: DelegationId
    step: int
    conduct: dict[str, Conduct]

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class ConductReported(BaseEvent):
    """What can be seen of what was done in a step, by duty: a hidden breach looks like honour."""

    kind: Literal["conduct_reported"] = "conduct_reported"
    step: int
    reports: dict[str, Conduct]
    known_to: tuple[DelegationId, ...]

    @property
    def audience(self) -> Audience:
        """Everybody, or the parties of a confidential accord."""
        return private_to(*self.known_to) if self.known_to else PUBLIC
