"""Who looks at a table, and whose secrets they share."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from game.scenario.model import DelegationId

Secret = TypeVar("Secret")

#: Listeners who are not a delegation, in the count of what each has heard.
PUBLIC_LISTENER = "*public"
INSTRUCTOR_LISTENER = "*instructor"


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

    def is_among(self, delegations: Collection[DelegationId]) -> bool:
        """Whether the viewer shares the secrets of one of them."""
        if self.kind is ViewerKind.INSTRUCTOR:
            return bool(delegations)
        return self.delegation in delegations

    def own(self, secrets: Mapping[DelegationId, Secret]) -> Mapping[DelegationId, Secret]:
        """Of what each delegation keeps to itself, what the viewer shares."""
        if self.kind is ViewerKind.INSTRUCTOR:
            return secrets
        mine = self.delegation
        return {mine: secrets[mine]} if mine is not None and mine in secrets else {}

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
