"""What a delegation wants: objectives with their terms, red lines, what would move a capital."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from game.scenario.base import (
    DelegationId,
    Ending,
    Entry,
    Identifier,
    IndicatorId,
    IssueId,
    MoveId,
    ObjectiveId,
    OptionId,
    Percent,
    SourceId,
)
from game.scenario.conditions import Condition

MoveFate: TypeAlias = Literal["not_made", "hidden", "known"]


class IssueTerm(Entry):
    """Measures the option that holds on one issue in the end."""

    kind: Literal["issue"]
    issue: IssueId
    share: Percent
    worth: dict[OptionId, Percent]


class PairCase(Entry):
    """One row of a pair term: applies when both issues hold one of the named options."""

    when: dict[IssueId, tuple[OptionId, ...]]
    worth: Percent


class PairTerm(Entry):
    """Measures two issues together, where one's worth depends on the other.

    The first case that fits decides; ``default`` stands where none does.
    """

    kind: Literal["pair"]
    issues: tuple[IssueId, IssueId]
    share: Percent
    default: Percent
    cases: tuple[PairCase, ...]


class IndicatorTerm(Entry):
    """Measures where an indicator ends, in a straight line from ``worst`` (0) to ``best`` (100)."""

    kind: Literal["indicator"]
    indicator: IndicatorId
    share: Percent
    worst: int
    best: int


class MeetingsTerm(Entry):
    """Measures how many private meetings were held with another delegation, up to ``target``."""

    kind: Literal["meetings"]
    delegation: DelegationId
    share: Percent
    target: Annotated[int, Field(ge=1)]


class EndingTerm(Entry):
    """Measures how the talks ended."""

    kind: Literal["ending"]
    share: Percent
    worth: dict[Ending, Percent]


class StandingTerm(Entry):
    """Measures the standing at home, in a straight line from ``worst`` (0) to ``best`` (100)."""

    kind: Literal["standing"]
    share: Percent
    worst: Percent
    best: Percent


class MoveTerm(Entry):
    """Measures whether a move was made (an own one, or one that all see), and who came to know."""

    kind: Literal["move"]
    move: MoveId
    share: Percent
    worth: dict[MoveFate, Percent]


Term: TypeAlias = Annotated[
    IssueTerm | PairTerm | IndicatorTerm | MeetingsTerm | EndingTerm | StandingTerm | MoveTerm,
    Field(discriminator="kind"),
]


class Objective(Entry):
    """Something a delegation scores on. Its terms' shares sum to 100."""

    id: Identifier
    weight: Percent
    terms: tuple[Term, ...]
    sources: tuple[SourceId, ...]


class Mandate(Entry):
    """When a capital would let its delegation cross a red line, if it asks.

    All must hold: the delegation's standing is at least ``standing``, every condition is met, and
    the joint text or a proposal on the table offers one of the named options on every issue of
    ``offered``. The permission costs ``cost`` points of standing.
    """

    standing: Percent
    cost: Percent
    offered: dict[IssueId, tuple[OptionId, ...]] = Field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()


class RedLine(Entry):
    """What a capital forbids: crossed by a signed text that matches every entry of ``when``.

    Without a ``mandate`` the capital never gives way.
    """

    id: Identifier
    when: dict[IssueId, tuple[OptionId, ...]]
    points: Percent
    standing: Percent
    mandate: Mandate | None = None
    sources: tuple[SourceId, ...]


class Delegation(Entry):
    """A party to the talks. Its objectives' weights sum to 100."""

    id: Identifier
    flag: str
    standing: Percent
    objectives: tuple[Objective, ...]
    red_lines: tuple[RedLine, ...]

    def weights_after(self, shifts: Mapping[ObjectiveId, int]) -> dict[ObjectiveId, int]:
        """The objectives' weights with those shifts."""
        return {own.id: own.weight + shifts.get(own.id, 0) for own in self.objectives}
