"""The shape of a scenario's structure and numbers (its texts are in ``texts.py``).

Every class is frozen and refuses unknown keys, so a slip in a pack's file is an error with a
place, not a silent default. Whatever one entry says of another (an objective of an issue, an
inject of an indicator) is checked across files by ``checks.py``.

Units: *worth* is 0-100 (how far a term is satisfied), *share* and *weight* are parts of 100,
*standing* and *indicator* values lie within their stated bounds, times are seconds.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

DelegationId: TypeAlias = str
IssueId: TypeAlias = str
OptionId: TypeAlias = str
IndicatorId: TypeAlias = str
ObjectiveId: TypeAlias = str
RedLineId: TypeAlias = str
InjectId: TypeAlias = str
PresetId: TypeAlias = str
SourceId: TypeAlias = str

#: A choice of one option for each of several issues.
Package: TypeAlias = Mapping[IssueId, OptionId]

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Percent = Annotated[int, Field(ge=0, le=100)]
Ending: TypeAlias = Literal["full_accord", "partial_accord", "no_agreement", "breakdown"]
ConsensusRule: TypeAlias = Literal["unanimity", "minus_one"]


class Entry(BaseModel):
    """A frozen piece of a scenario that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- what a delegation wants -------------------------------------------------------------------


class IssueTerm(Entry):
    """Measures the option that the joint text holds on one issue."""

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


Term: TypeAlias = Annotated[
    IssueTerm | PairTerm | IndicatorTerm | MeetingsTerm | EndingTerm, Field(discriminator="kind")
]


class Objective(Entry):
    """Something a delegation scores on. Its terms' shares sum to 100."""

    id: Identifier
    weight: Percent
    terms: tuple[Term, ...]
    sources: tuple[SourceId, ...]


class RedLine(Entry):
    """What a capital forbids: crossed by a signed text that matches every entry of ``when``."""

    id: Identifier
    when: dict[IssueId, tuple[OptionId, ...]]
    points: Percent
    standing: Percent
    sources: tuple[SourceId, ...]


class Delegation(Entry):
    """A party to the talks. Its objectives' weights sum to 100."""

    id: Identifier
    flag: str
    standing: Percent
    objectives: tuple[Objective, ...]
    red_lines: tuple[RedLine, ...]


# --- what is negotiated ------------------------------------------------------------------------


class Option(Entry):
    """One possible clause on an issue."""

    id: Identifier
    sources: tuple[SourceId, ...] = ()


class Issue(Entry):
    """A point on the agenda. ``silent`` is the option that holds while the text says nothing."""

    id: Identifier
    silent: OptionId
    options: tuple[Option, ...]

    @cached_property
    def option_ids(self) -> tuple[OptionId, ...]:
        """The options' ids in the order of the file."""
        return tuple(option.id for option in self.options)


# --- the world ---------------------------------------------------------------------------------

Trigger: TypeAlias = Literal[
    "round_closed", "roll_call_carried", "roll_call_failed", "ratified", "not_ratified"
]


class IndicatorRule(Entry):
    """Something in the run of play that moves an indicator."""

    on: Trigger
    by: int


class Band(Entry):
    """A word for a range of values: up to and including ``up_to``."""

    id: Identifier
    up_to: int


class Reference(Entry):
    """Where an indicator is taken to end when packages are compared without playing."""

    accord: int
    no_deal: int


class Indicator(Entry):
    """A number about the world that everybody sees."""

    id: Identifier
    initial: int
    minimum: int = 0
    maximum: int = 100
    high_is_bad: bool
    breakdown_at: int | None = None
    bands: tuple[Band, ...]
    rules: tuple[IndicatorRule, ...]
    reference: Reference

    def clamp(self, value: int) -> int:
        """The nearest value within the indicator's bounds."""
        return max(self.minimum, min(self.maximum, value))

    def band(self, value: int) -> str:
        """The id of the band that holds the value."""
        return next((band.id for band in self.bands if value <= band.up_to), self.bands[-1].id)


class Condition(Entry):
    """A bound on an indicator that must hold for a card to be drawn."""

    indicator: IndicatorId
    at_least: int | None = None
    at_most: int | None = None

    def holds(self, value: int) -> bool:
        """Whether the value is within the bound."""
        low = self.at_least is None or value >= self.at_least
        return low and (self.at_most is None or value <= self.at_most)


class Decision(Entry):
    """What one delegation must decide when a card falls; ``default`` stands if it says nothing."""

    delegation: DelegationId
    answers: tuple[Identifier, ...]
    default: Identifier


class Consequence(Entry):
    """What follows from a combination of answers; every one that fits takes effect."""

    id: Identifier
    when: dict[DelegationId, Identifier]
    effects: dict[IndicatorId, int] = {}
    standing: dict[DelegationId, int] = {}


class Inject(Entry):
    """A crisis event: a card of the deck."""

    id: Identifier
    weight: Annotated[int, Field(ge=1)]
    first_round: int = 1
    last_round: int = 99
    conditions: tuple[Condition, ...] = ()
    effects: dict[IndicatorId, int]
    standing: dict[DelegationId, int] = {}
    decisions: tuple[Decision, ...]
    consequences: tuple[Consequence, ...]
    sources: tuple[SourceId, ...]


# --- how it is played --------------------------------------------------------------------------

Seconds: TypeAlias = Annotated[int, Field(ge=1)]


class Timings(Entry):
    """How long each step of a preset takes, in seconds."""

    briefing: Seconds
    plenary: Seconds
    consultations: Seconds
    drafting: Seconds
    ratification: Seconds
    speaker: Seconds
    roll_call: Seconds
    decision: Seconds


class Preset(Entry):
    """A ready-made run of play: which issues, how many rounds, how long."""

    id: Identifier
    agenda: tuple[IssueId, ...]
    rounds: Annotated[int, Field(ge=1, le=12)]
    injects_per_round: Annotated[int, Field(ge=0, le=6)]
    pause_after_round: int | None = None
    timings: Timings


class Rules(Entry):
    """What the scenario sets about agreement and talk."""

    essential: tuple[DelegationId, ...]
    opening_order: tuple[DelegationId, ...]
    message_limit: Annotated[int, Field(ge=80, le=10_000)]
    note_limit: Annotated[int, Field(ge=80, le=10_000)]


class HistoricalPackage(Entry):
    """An outcome that history reached, coded in the scenario's options."""

    id: Identifier
    date: str
    package: dict[IssueId, OptionId]
    sources: tuple[SourceId, ...]


class Source(Entry):
    """Where a fact comes from. ``confidence``: H primary or several reports, M one, L contested."""

    id: SourceId
    confidence: Literal["H", "M", "L"]
    title: str
    links: tuple[str, ...]


class Benchmark(Entry):
    """What exact analysis found for one agenda, frozen so that scoring needs no enumeration.

    Points are hundredths. ``reservation`` is the score with no deal, ``best`` the highest score
    in any package that all delegations prefer to no deal (None where no such package exists).
    """

    agenda: tuple[IssueId, ...]
    packages: int
    acceptable: int
    reservation: dict[DelegationId, int]
    best: dict[DelegationId, int | None]


class Structure(Entry):
    """All of a pack's structure and numbers, as its files hold them."""

    id: Identifier
    version: str
    languages: tuple[str, ...]
    rules: Rules
    delegations: tuple[Delegation, ...]
    issues: tuple[Issue, ...]
    indicators: tuple[Indicator, ...]
    injects: tuple[Inject, ...]
    presets: tuple[Preset, ...]
    history: tuple[HistoricalPackage, ...]
    sources: tuple[Source, ...]
    benchmarks: tuple[Benchmark, ...] = ()

    @cached_property
    def delegation_ids(self) -> tuple[DelegationId, ...]:
        """The delegations' ids in seating order."""
        return tuple(delegation.id for delegation in self.delegations)

    @cached_property
    def _delegations(self) -> dict[DelegationId, Delegation]:
        return {delegation.id: delegation for delegation in self.delegations}

    @cached_property
    def _issues(self) -> dict[IssueId, Issue]:
        return {issue.id: issue for issue in self.issues}

    @cached_property
    def _indicators(self) -> dict[IndicatorId, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def _injects(self) -> dict[InjectId, Inject]:
        return {inject.id: inject for inject in self.injects}

    @cached_property
    def _presets(self) -> dict[PresetId, Preset]:
        return {preset.id: preset for preset in self.presets}

    def delegation(self, id_: DelegationId) -> Delegation:
        """The delegation with that id; KeyError if there is none."""
        return self._delegations[id_]

    def issue(self, id_: IssueId) -> Issue:
        """The issue with that id; KeyError if there is none."""
        return self._issues[id_]

    def indicator(self, id_: IndicatorId) -> Indicator:
        """The indicator with that id; KeyError if there is none."""
        return self._indicators[id_]

    def inject(self, id_: InjectId) -> Inject:
        """The card with that id; KeyError if there is none."""
        return self._injects[id_]

    def preset(self, id_: PresetId) -> Preset:
        """The preset with that id; KeyError if there is none."""
        return self._presets[id_]

    def silent_package(self, agenda: tuple[IssueId, ...]) -> dict[IssueId, OptionId]:
        """What holds on every issue of the agenda when no text is signed."""
        return {issue: self.issue(issue).silent for issue in agenda}

    def benchmark(self, agenda: tuple[IssueId, ...]) -> Benchmark | None:
        """The frozen analysis of that agenda, or None if the pack has none."""
        return next((b for b in self.benchmarks if set(b.agenda) == set(agenda)), None)
