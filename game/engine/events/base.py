"""Who may know of an event, and what every event has."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from game.scenario.model import DelegationId


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
