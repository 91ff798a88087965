"""The world outside the room: indicators, standing, cards."""

from typing import Literal

from game.engine.events.base import INSTRUCTOR_ONLY, PUBLIC, Audience, BaseEvent, private_to
from game.scenario.model import (
    DelegationId,
    IndicatorId,
    InjectId,
    ObjectiveId,
    RedLineId,
)


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


class CardEvent(BaseEvent):
    """Something about a card. One with ``known_to`` is known to those delegations alone."""

    inject: InjectId
    known_to: tuple[DelegationId, ...] = ()

    @property
    def audience(self) -> Audience:
        """Everybody, or those who know of the card."""
        return private_to(*self.known_to) if self.known_to else PUBLIC


class InjectScheduled(BaseEvent):
    """Fate set a time at which a card will fall; ``inject`` where it is settled which."""

    kind: Literal["inject_scheduled"] = "inject_scheduled"
    slot: str
    due: float
    inject: InjectId | None = None

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


class FollowUpQueued(BaseEvent):
    """A card will follow in a later phase of talks."""

    kind: Literal["follow_up_queued"] = "follow_up_queued"
    inject: InjectId

    @property
    def audience(self) -> Audience:
        """The instructor alone."""
        return INSTRUCTOR_ONLY


class InjectFell(CardEvent):
    """A crisis is upon the table; those asked answer by the deadline."""

    kind: Literal["inject_fell"] = "inject_fell"
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


class InjectSettled(CardEvent):
    """The answers and what followed from them."""

    kind: Literal["inject_settled"] = "inject_settled"
    answers: dict[DelegationId, str]
    defaulted: tuple[DelegationId, ...]
    consequences: tuple[str, ...]


class WeightsShifted(BaseEvent):
    """A directive changed what counts for a delegation: the weights that hold from now on."""

    kind: Literal["weights_shifted"] = "weights_shifted"
    delegation: DelegationId
    weights: dict[ObjectiveId, int]
    inject: InjectId

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)
