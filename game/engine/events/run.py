"""The run of play: phases, the floor, pauses, the ending."""

from typing import Literal

from pydantic import Field

from game.engine.commands import Capitals, Scores, Talk, Votes
from game.engine.events.base import BaseEvent, Words
from game.engine.phases import PhaseName
from game.scenario.model import (
    ConsensusRule,
    DelegationId,
    Ending,
    IndicatorId,
    InjectId,
    IssueId,
    PresetId,
    Timings,
)


class TableOpened(BaseEvent):
    """The table was laid: with which scenario, under which rules, from which numbers."""

    kind: Literal["table_opened"] = "table_opened"
    scenario: str
    numbers_hash: str
    texts_hash: str
    sources_hash: str
    rules_version: int
    preset: PresetId
    consensus: ConsensusRule
    capitals: Capitals
    talk: Talk
    votes: Votes
    scores: Scores
    delegations: tuple[DelegationId, ...]
    agenda: tuple[IssueId, ...]
    rounds: int
    injects_per_round: int
    directives: int
    pause_after_round: int | None
    timings: Timings
    indicators: dict[IndicatorId, int]
    standing: dict[DelegationId, int]
    left_out: tuple[InjectId, ...] = ()


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
