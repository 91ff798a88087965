"""What the instructor does at a table beside running the clock, and hands raised to them."""

from typing import Literal

from game.engine.commands import Chapter
from game.engine.events.base import (
    INSTRUCTOR_ONLY,
    PUBLIC,
    Audience,
    BaseEvent,
    Person,
    Words,
    private_to,
)
from game.scenario.model import DelegationId, InjectId


class InjectHeld(BaseEvent):
    """The instructor keeps a card back, or lets fate take it again."""

    kind: Literal["inject_held"] = "inject_held"
    inject: InjectId
    held: bool

    @property
    def audience(self) -> Audience:
        """The instructor alone."""
        return INSTRUCTOR_ONLY


class DispatchSent(BaseEvent):
    """The instructor sent news, or a word from the chair; to all where ``to`` is empty."""

    kind: Literal["dispatch_sent"] = "dispatch_sent"
    dispatch: str
    headline: Words
    text: Words
    to: tuple[DelegationId, ...]
    person: Person

    @property
    def audience(self) -> Audience:
        """Everybody, or those to whom it is sent."""
        return private_to(*self.to) if self.to else PUBLIC


class MessageHidden(BaseEvent):
    """Words were taken out of sight, or put back; ``channel`` is None for the plenary."""

    kind: Literal["message_hidden"] = "message_hidden"
    channel: str | None
    members: tuple[DelegationId, ...]
    index: int
    hidden: bool

    @property
    def audience(self) -> Audience:
        """Those who could read the words."""
        return private_to(*self.members) if self.members else PUBLIC


class HandMoved(BaseEvent):
    """A delegation asked for the instructor, took that back, or has been seen to."""

    kind: Literal["hand_moved"] = "hand_moved"
    delegation: DelegationId
    by: Person
    raised: bool

    @property
    def audience(self) -> Audience:
        """The delegation alone."""
        return private_to(self.delegation)


class ChapterOpened(BaseEvent):
    """The instructor opened a chapter of the debrief to the table."""

    kind: Literal["chapter_opened"] = "chapter_opened"
    chapter: Chapter
