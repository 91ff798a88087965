"""What the directory holds: instructors, conferences and their tables, people, plans."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from game.characters import skeleton
from game.engine.house_rules import HouseRules

#: Who may join: everybody with the code, those on the roster alone, or nobody new.
DoorState: TypeAlias = Literal["open", "roster", "closed"]

#: How a table stands: not begun, playing, with its clock held, or ended.
Status: TypeAlias = Literal["lobby", "running", "paused", "over"]

#: The longest key of a name.
KEY_LIMIT = 240


class NameTaken(Exception):
    """Somebody or something else has that name already."""


@dataclass(frozen=True)
class Instructor:
    """Somebody who runs conferences.

    ``login_key`` is in all their browsers' logins, which end when it changes.
    """

    id: int
    name: str
    login_key: str = ""


@dataclass(frozen=True)
class Account:
    """An instructor with what the house knows about their way in."""

    instructor: Instructor
    has_password: bool
    conferences: int


@dataclass(frozen=True)
class Conference:
    """One class's event."""

    id: int
    code: str
    title: str
    instructor_id: int
    scenario: str
    language: str
    preset: str
    rules: HouseRules
    seats_per_delegation: int
    created_at: float
    door: DoorState = "open"


@dataclass(frozen=True)
class PracticeRecord:
    """A practice's only table, and a keyed hash of the address from which it was opened.

    ``last_at`` is when anything happened there last.
    """

    conference_id: int
    table_id: int
    address: str
    created_at: float
    last_at: float
    status: Status


@dataclass(frozen=True)
class Stored:
    """How many conferences of instructors there are, and when anything happened last."""

    conferences: int
    last_at: float


@dataclass(frozen=True)
class TableRecord:
    """One table of a conference, and how it stood when this was read."""

    id: int
    conference_id: int
    number: int
    seed: str
    status: Status = "lobby"

    @property
    def begun(self) -> bool:
        """Whether it had left the lobby."""
        return self.status != "lobby"


@dataclass(frozen=True)
class Standing:
    """How a table stands, and when something is due there next; None where nothing is."""

    status: Status
    next_due_at: float | None = None


@dataclass(frozen=True)
class Participant:
    """Somebody who joined a conference, and the seat that they have, if any."""

    id: str
    conference_id: int
    name: str
    resume_code: str
    observer: bool
    table_id: int | None
    delegation: str | None
    head: bool
    joined_at: float


@dataclass(frozen=True)
class Expected:
    """A line of the roster: somebody who should come, and the seat that is planned for them."""

    name: str
    student_id: str = ""
    table_number: int | None = None
    delegation: str | None = None

    @property
    def key(self) -> str:
        """What two spellings of one name have in common."""
        return name_key(self.name)


@dataclass(frozen=True)
class StoredSetup:
    """A set-up that an instructor saved; ``body`` is it as JSON."""

    id: int
    name: str
    body: str


def wall_key(conference_id: int) -> str:
    """The setting in which a conference keeps what the projector shows."""
    return f"wall-{conference_id}"


def ids_key(conference_id: int) -> str:
    """The setting in which a conference keeps whether it asks for the ids of its class list."""
    return f"ids-{conference_id}"


def name_key(name: str) -> str:
    """What two spellings of one name have in common: see ``game.characters.skeleton``."""
    # A few characters stand for many when they are taken apart: more than the columns hold.
    return skeleton(name)[:KEY_LIMIT]
