"""The world outside the room: indicators, and the cards that fate sends."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from game.scenario.base import (
    AnyOf,
    DelegationId,
    Entry,
    Identifier,
    IndicatorId,
    InjectId,
    MoveId,
    ObjectiveId,
    SourceId,
)
from game.scenario.conditions import Condition

Trigger: TypeAlias = Literal[
    "round_closed",
    "roll_call_carried",
    "roll_call_failed",
    "ratified",
    "not_ratified",
    "step_honoured",
    "breach_detected",
]


class IndicatorRule(Entry):
    """Something in the run of play that moves an indicator."""

    on: Trigger
    by: int


class Band(Entry):
    """A word for a range of values: up to and including ``up_to``."""

    id: Identifier
    up_to: int


class Reference(Entry):
    """Where an indicator is taken to end when packages are compared without playing."""

    accord: int
    no_deal: int


class Indicator(Entry):
    """A number about the world that everybody sees."""

    id: Identifier
    initial: int
    minimum: int = 0
    maximum: int = 100
    high_is_bad: bool
    breakdown_at: int | None = None
    bands: tuple[Band, ...]
    rules: tuple[IndicatorRule, ...]
    reference: Reference

    def clamp(self, value: int) -> int:
        """The nearest value within the indicator's bounds."""
        return max(self.minimum, min(self.maximum, value))

    def band(self, value: int) -> str:
        """The id of the band that holds the value."""
        return next((band.id for band in self.bands if value <= band.up_to), self.bands[-1].id)


class Impact(Entry):
    """What a happening does: to indicators, to standings, to hidden moves, and what follows it.

    ``follow_up`` is a card that falls in a later phase of talks.
    """

    effects: dict[IndicatorId, int] = Field(default_factory=dict)
    standing: dict[DelegationId, int] = Field(default_factory=dict)
    exposes: tuple[MoveId, ...] = ()
    follow_up: InjectId | None = None


class Decision(Entry):
    """What one delegation must decide when a card falls; ``default`` stands if it says nothing."""

    delegation: DelegationId
    answers: tuple[Identifier, ...]
    default: Identifier


class Consequence(Impact):
    """What follows from a combination of answers; every one that fits takes effect."""

    id: Identifier
    when: dict[DelegationId, AnyOf]


class Inject(Impact):
    """A crisis event: a card of the deck.

    Fate draws a card as often as its ``weight`` says; one of weight 0 falls only when a move or
    another card calls it, or the instructor sends it. ``told`` delegations read something more
    than the public does. A card with ``known_to`` is known to nobody else: a directive from a
    capital, which may shift its delegation's ``weights`` (by objective, summing to 0).
    ``loss_of_life`` says that people die in it: a class may want to play without such cards.
    """

    id: Identifier
    weight: Annotated[int, Field(ge=0)]
    first_round: int = 1
    last_round: int = 99
    loss_of_life: bool = False
    conditions: tuple[Condition, ...] = ()
    known_to: tuple[DelegationId, ...] = ()
    told: tuple[DelegationId, ...] = ()
    weights: dict[ObjectiveId, int] = Field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    sources: tuple[SourceId, ...]

    @property
    def private(self) -> bool:
        """Whether only the delegations of ``known_to`` learn of it."""
        return bool(self.known_to)
