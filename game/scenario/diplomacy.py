"""What delegations can do beside the joint text: moves, access, side accords; and obligations."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from game.scenario.base import (
    DelegationId,
    Entry,
    Identifier,
    InjectId,
    IssueId,
    OptionId,
    Percent,
    SourceId,
)
from game.scenario.conditions import Condition
from game.scenario.world import Impact

MovePhase: TypeAlias = Literal["plenary", "consultations", "drafting", "ratification"]
Conduct: TypeAlias = Literal["honour", "delay", "break", "suspend"]


class MoveCase(Impact):
    """What a move does beside its own impact where all of the conditions hold when it is made."""

    id: Identifier
    conditions: tuple[Condition, ...]


class Detected(Impact):
    """What comes to light as often (per cent) as ``rates`` says for the option on an issue.

    The issue is ``detected_by``, in the text as signed; its impact takes effect with detection.
    """

    detected_by: IssueId | None = None
    rates: dict[OptionId, Percent] = Field(default_factory=dict)


class Move(Detected):
    """A unilateral act of one delegation.

    It costs ``cost`` points of the own standing (which must be there), can be made ``limit`` times
    in a game, and not again before ``cooldown`` rounds have passed. All ``conditions`` must hold.
    A ``secret`` move is known to its author alone until something exposes it (a card, or the
    agreed inspectors in a step of implementation); only then does its impact take effect.
    ``walks`` takes the delegation out of the room or back; ``calls`` lets a card fall at once, by
    which others decide.
    """

    id: Identifier
    delegation: DelegationId
    phases: tuple[MovePhase, ...]
    secret: bool = False
    cost: Percent = 0
    limit: Annotated[int, Field(ge=1)] = 1
    cooldown: Annotated[int, Field(ge=0)] = 0
    conditions: tuple[Condition, ...] = ()
    walks: Literal["out", "back"] | None = None
    calls: InjectId | None = None
    cases: tuple[MoveCase, ...] = ()
    sources: tuple[SourceId, ...]


class Access(Impact):
    """What it takes, and what it does, that two delegations meet alone.

    They may if any of ``opens_when`` holds, or always if it is empty; the impact takes effect at
    every meeting, and each meeting before it adds ``rising`` to what it does to standings. Unless
    it is ``public``, only the two know that they met. A third delegation in the room changes
    nothing, unless it is the ``host``: then the door is open, and the impact is half as large.
    """

    id: Identifier
    between: tuple[DelegationId, DelegationId]
    opens_when: tuple[Condition, ...] = ()
    rising: dict[DelegationId, int] = Field(default_factory=dict)
    host: DelegationId | None = None
    public: bool = True
    sources: tuple[SourceId, ...] = ()


class Accord(Entry):
    """A side accord that some delegations may conclude: the options open to them by issue."""

    id: Identifier
    parties: tuple[DelegationId, ...]
    terms: dict[IssueId, tuple[OptionId, ...]]
    sources: tuple[SourceId, ...]


class Obligation(Detected):
    """What a delegation must do under the clause on ``issue``, where what was agreed fits ``when``.

    A delay or breach is detected by ``rates``; where no issue is named, always.
    """

    id: Identifier
    delegation: DelegationId
    issue: IssueId
    when: dict[IssueId, tuple[OptionId, ...]]
    sources: tuple[SourceId, ...]
