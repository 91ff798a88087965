"""What every recorded fact has, and what it says of itself for everybody else.

An event says when it happened, who may know of it, which parts of a page it may change and whether
it is told. It holds all that ``apply`` needs, so that a replay needs neither scenario, clock nor
chance.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    NamedTuple,
    Self,
    TypeAlias,
    TypeVar,
    get_args,
    overload,
)

from pydantic import BaseModel, ConfigDict

from game.engine.choices import Chapter
from game.engine.kind import declare_kind
from game.engine.state import TableState
from game.scenario.model import DelegationId


@dataclass(frozen=True)
class Personal:
    """Marks a field that is about a person: their id, or words that a person wrote."""

    what: Literal["id", "words"]


#: The id of the participant who acted, or who was addressed alone; None for a bot or nobody.
Person: TypeAlias = Annotated[str | None, Personal("id")]
#: What a person wrote, in contrast to ids and codes.
Words: TypeAlias = Annotated[str, Personal("words")]

#: The part of the game that an event belongs to, by which the instructor's timeline is filtered.
Group: TypeAlias = Literal["run", "talk", "text", "diplomacy", "world", "chair"]
#: The panels of a delegation's page. The other pages are few: they are rendered whole.
Panel: TypeAlias = Literal[
    "head",
    "notice",
    "status",
    "crisis",
    "brief",
    "text",
    "compose",
    "act",
    "duties",
    "talk",
    "news",
]
#: What an event is about, in the course of a game that a debrief tells.
Theme: TypeAlias = Literal["run", "text", "crisis", "move", "talk", "capital", "accord", "duty"]

EVERYWHERE: Final[frozenset[Panel]] = frozenset(get_args(Panel))
NOWHERE: Final[frozenset[Panel]] = frozenset()


def shown_in(*panels: Panel) -> frozenset[Panel]:
    """Those panels of a delegation's page."""
    return frozenset(panels)


class Story(NamedTuple):
    """How a debrief tells of an event: its theme, and the chapter that opens private ones.

    Private ones without a chapter stay with those who knew of them.
    """

    theme: Theme
    chapter: Chapter | None = None


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


class KnownTo:
    """Declares on a kind of event who may know of it; read on an event, that event's audience.

    Decorates a method of the event where that depends on more than one field. ``said`` tells it
    in words, for the data dictionary.
    """

    def __init__(self, of: Callable[[Any], Audience], said: str = "") -> None:
        self._of = of
        self.said = said or " ".join((of.__doc__ or "").split())

    @overload
    def __get__(self, event: None, kind: type["Event"]) -> Self: ...
    @overload
    def __get__(self, event: "Event", kind: type["Event"]) -> Audience: ...
    def __get__(self, event: "Event | None", kind: type["Event"]) -> Self | Audience:
        return self if event is None else self._of(event)


EVERYBODY = KnownTo(lambda event: PUBLIC, "Everybody.")
INSTRUCTOR_ALONE = KnownTo(lambda event: INSTRUCTOR_ONLY, "The instructor alone.")


def _named(event: "Event", field: str) -> tuple[DelegationId, ...]:
    found = getattr(event, field)
    return (found,) if isinstance(found, str) else found


def only(field: str, said: str = "") -> KnownTo:
    """The delegation, or the delegations, that the field names."""
    return KnownTo(lambda event: private_to(*_named(event, field)), said or f"The {field} alone.")


def everybody_or(field: str, said: str) -> KnownTo:
    """Those whom the field names; everybody where it names nobody."""

    def of(event: "Event") -> Audience:
        named = _named(event, field)
        return private_to(*named) if named else PUBLIC

    return KnownTo(of, said)


class Event(BaseModel):
    """A frozen fact. ``at`` is seconds since the epoch; ``kind`` follows from the class's name.

    Public unless it says otherwise. Every kind must name its ``group`` and ``panels``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Who may know of it.
    audience: ClassVar[KnownTo] = EVERYBODY
    #: The part of the game that it belongs to.
    group: ClassVar[Group]
    #: Which panels of a delegation's page it may change.
    panels: ClassVar[frozenset[Panel]]
    #: Whether a chronicle tells of it, in the words of its phrase. What another tells of that
    #: follows is not narrated.
    narrated: ClassVar[bool] = True
    #: Whether it is a line of the news as it stands: its ``delegation``, its phrase, its ``text``.
    is_news: ClassVar[bool] = False
    #: How a debrief tells of it; None: not at all.
    story: ClassVar[Story | None] = None
    #: Whether its ``delegation`` did it itself, by which one can tell that it is awake.
    is_activity: ClassVar[bool] = False
    #: Whether a debrief's figures would be others for it, after the end too.
    in_figures: ClassVar[bool] = True

    at: float

    if TYPE_CHECKING:

        @property
        def kind(self) -> str:
            """The event's kind, as it is stored."""

    def __init_subclass__(cls, *, abstract: bool = False, **config: Any) -> None:
        super().__init_subclass__(**config)
        if not abstract:
            for name in ("group", "panels"):
                if not hasattr(cls, name):
                    raise TypeError(f"{cls.__name__} does not say its {name}")
            declare_kind(cls)

    @property
    def news_text(self) -> str | None:
        """The words in which the news tell it, of a kind that is news as it stands."""
        text: str = vars(self)["text"]
        return text

    @property
    def phrase(self) -> str:
        """The key of the words for what happened; its kind, unless that depends on the event."""
        return self.kind

    def apply(self, state: TableState) -> TableState:
        """The state after it, but for what is counted for every event alike."""
        return state

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


AnyEvent = TypeVar("AnyEvent", bound=Event)


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
