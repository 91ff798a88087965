"""Who may know of an event, and what every event has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict

from game.scenario.model import DelegationId


@dataclass(frozen=True)
class Personal:
    """Marks a field that is about a person: their id, or words that a person wrote."""

    what: Literal["id", "words"]


#: The id of the participant who acted, or who was addressed alone; None for a bot or nobody.
Person: TypeAlias = Annotated[str | None, Personal("id")]
#: What a person wrote, in contrast to ids and codes.
Words: TypeAlias = Annotated[str, Personal("words")]


@dataclass(frozen=True)
class Audience:
    """Who may know of an event besides the instructor, who may know of all."""

    public: bool
    delegations: frozenset[DelegationId] = frozenset()

    def includes(self, delegation: DelegationId) -> bool:
        """Whether that delegation may know of it."""
        return self.public or delegation in self.delegations


PUBLIC = Audience(public=True)
INSTRUCTOR_ONLY = Audience(public=False)


def private_to(*delegations: DelegationId) -> Audience:
    """Those delegations alone."""
    return Audience(public=False, delegations=frozenset(delegations))


class BaseEvent(BaseModel):
    """A frozen fact. ``at`` is seconds since the epoch. Public unless it says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: float

    @property
    def audience(self) -> Audience:
        """Who may know of it."""
        return PUBLIC

    @classmethod
    def fields_with(cls, what: Literal["id", "words"]) -> tuple[str, ...]:
        """The fields that hold a participant's id, or what a person wrote."""
        return tuple(
            name for name, field in cls.model_fields.items() if Personal(what) in field.metadata
        )

    @property
    def people(self) -> frozenset[str]:
        """The ids of the participants whom the event names."""
        found: Iterable[Any] = (getattr(self, name) for name in self.fields_with("id"))
        return frozenset(id_ for id_ in found if id_ is not None)


AnyEvent = TypeVar("AnyEvent", bound=BaseEvent)


def without_person(event: AnyEvent, person: str, mark: str, removed: str) -> AnyEvent:
    """The event with ``mark`` in place of the person's id and ``removed`` in place of words.

    Those are words that the person wrote, or that were written to them alone; an empty text stays
    empty. An event that does not name the person is returned as it is.
    """
    if person not in event.people:
        return event
    ids = {name: mark for name in event.fields_with("id") if getattr(event, name) == person}
    words = {name: removed for name in event.fields_with("words") if getattr(event, name)}
    return event.model_copy(update={**ids, **words})
