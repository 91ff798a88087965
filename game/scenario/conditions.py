"""What may be asked of a table before a card falls, a move is made, or a capital gives way."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from game.scenario.base import (
    DelegationId,
    Entry,
    IndicatorId,
    InjectId,
    IssueId,
    MoveId,
    OptionId,
)


class Bounds(Entry):
    """Bounds that a number must keep; at least one of them is given."""

    at_least: int | None = None
    at_most: int | None = None

    def hold(self, value: int) -> bool:
        """Whether the value is within the bounds."""
        low = self.at_least is None or value >= self.at_least
        return low and (self.at_most is None or value <= self.at_most)


class IndicatorCondition(Bounds):
    """An indicator lies within the bounds."""

    kind: Literal["indicator"] = "indicator"
    indicator: IndicatorId


class StandingCondition(Bounds):
    """A delegation's standing lies within the bounds.

    Like every secret, it may be asked only where those who keep it alone learn the answer.
    """

    kind: Literal["standing"]
    delegation: DelegationId


class MeetingsCondition(Bounds):
    """Two delegations have met alone that many times."""

    kind: Literal["meetings"]
    between: tuple[DelegationId, DelegationId]


class MoveCondition(Entry):
    """A move has been made (secretly or not), is hidden, is known to all, or was never made."""

    kind: Literal["move"]
    move: MoveId
    state: Literal["made", "hidden", "known", "not_made"] = "known"


class CardCondition(Entry):
    """A card has fallen, or has not; with ``answer``, the delegation chose that answer on it."""

    kind: Literal["card"]
    inject: InjectId
    fallen: bool = True
    delegation: DelegationId | None = None
    answer: str | None = None


class AwayCondition(Entry):
    """A delegation has walked out, or sits at the table."""

    kind: Literal["away"]
    delegation: DelegationId
    away: bool = True


class ClauseCondition(Entry):
    """What holds on an issue, by the initialled text or its silence, is one of the options."""

    kind: Literal["clause"]
    issue: IssueId
    options: tuple[OptionId, ...]


class AgendaCondition(Entry):
    """The issue is on the game's agenda."""

    kind: Literal["agenda"]
    issue: IssueId


Condition: TypeAlias = Annotated[
    IndicatorCondition
    | StandingCondition
    | MeetingsCondition
    | MoveCondition
    | CardCondition
    | AwayCondition
    | ClauseCondition
    | AgendaCondition,
    Field(discriminator="kind"),
]
