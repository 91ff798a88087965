"""Who submits a command. The service makes an actor from a login, never from the payload."""

from dataclasses import dataclass
from enum import StrEnum

from game.scenario.model import DelegationId


class Role(StrEnum):
    """What somebody is at a table."""

    HEAD = "head"
    ADVISER = "adviser"
    INSTRUCTOR = "instructor"
    OBSERVER = "observer"
    CLOCK = "clock"


@dataclass(frozen=True)
class Actor:
    """A role, the delegation it belongs to (heads and advisers), and the person's public id."""

    role: Role
    delegation: DelegationId | None = None
    participant: str | None = None


CLOCK = Actor(Role.CLOCK)
INSTRUCTOR = Actor(Role.INSTRUCTOR)
OBSERVER = Actor(Role.OBSERVER)
