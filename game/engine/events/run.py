"""The run of play: phases, the floor, pauses, the ending."""

from typing import Literal

from pydantic import Field

from game.engine.events.base import BaseEvent, Words
from game.engine.house_rules import SettledRules
from game.engine.phases import PhaseName
from game.scenario.model import (
    DelegationId,
    Ending,
    IndicatorId,
    IssueId,
    PresetId,
)


class TableOpened(SettledRules, BaseEvent):
    """The table was laid by these rules, with the numbers that it starts from."""

    kind: Literal["table_opened"] = "table_opened"
    scenario: str
    scenario_hash: str
    rules_version: int
    preset: PresetId
    delegations: tuple[DelegationId, ...]
    agenda: tuple[IssueId, ...]
    injects_per_round: int
    directives: int
    pause_after_round: int | None
    indicators: dict[IndicatorId, int]
    standing: dict[DelegationId, int]


class PhaseOpened(BaseEvent):
    """A phase began; ``deadline`` is None where it has none."""

    kind: Literal["phase_opened"] = "phase_opened"
    phase: PhaseName
    round: int
    deadline: float | None


class FloorGiven(BaseEvent):
    """A delegation has the floor until the deadline."""

    kind: Literal["floor_given"] = "floor_given"
    delegation: DelegationId
    turn: int
    deadline: float


class FloorOpened(BaseEvent):
    """Everybody has had the floor; whoever wishes may speak."""

    kind: Literal["floor_opened"] = "floor_opened"


class TablePaused(BaseEvent):
    """The clock stopped; ``planned`` where the scenario breaks here (between two classes).

    With ``server_away_until`` it stopped because the server was not there from ``at`` until then.
    """

    kind: Literal["table_paused"] = "table_paused"
    planned: bool
    server_away_until: float | None = Field(default=None, exclude_if=lambda until: until is None)


class TableResumed(BaseEvent):
    """The clock ran on; every deadline moved by ``shift`` seconds."""

    kind: Literal["table_resumed"] = "table_resumed"
    shift: float


class DeadlineMoved(BaseEvent):
    """The phase was made longer or shorter."""

    kind: Literal["deadline_moved"] = "deadline_moved"
    deadline: float


class BellSet(BaseEvent):
    """The clock will stop when the class's bell rings; with no ``bell`` it will not."""

    kind: Literal["bell_set"] = "bell_set"
    bell: float | None


class ReadinessDeclared(BaseEvent):
    """A delegation needs no more time, or takes that back."""

    kind: Literal["readiness_declared"] = "readiness_declared"
    delegation: DelegationId
    ready: bool


class Announced(BaseEvent):
    """The instructor told the table something."""

    kind: Literal["announced"] = "announced"
    text: Words


class GameEnded(BaseEvent):
    """The game is over; ``early`` where the instructor ended it before its time."""

    kind: Literal["game_ended"] = "game_ended"
    ending: Ending
    signatories: tuple[DelegationId, ...]
    early: bool = False


class TalksConcluded(BaseEvent):
    """The negotiating is over; what was agreed, if anything, must now be carried out."""

    kind: Literal["talks_concluded"] = "talks_concluded"
    ending: Ending
    signatories: tuple[DelegationId, ...]
