"""The shape of a scenario's structure and numbers (its texts are in ``texts.py``).

Every class is frozen and refuses unknown keys, so a slip in a pack's file is an error with a
place, not a silent default. Whatever one entry says of another (an objective of an issue, an
inject of an indicator) is checked across files by ``checks``. The parts stand in ``goals.py``,
``world.py``, ``conditions.py``, ``diplomacy.py`` and ``presets.py``; whoever works with a scenario
finds all of them under their names here.

Units: *worth* is 0-100 (how far a term is satisfied), *share* and *weight* are parts of 100,
*standing* and *indicator* values lie within their stated bounds, times are seconds.
"""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from game.scenario.base import (
    AccessId,
    AccordId,
    ConsensusRule,
    DelegationId,
    Ending,
    Entry,
    Identifier,
    IndicatorId,
    InjectId,
    IssueId,
    MoveId,
    ObjectiveId,
    ObligationId,
    OptionId,
    Package,
    Percent,
    PresetId,
    RedLineId,
    SourceId,
)
from game.scenario.conditions import (
    AgendaCondition,
    AwayCondition,
    CardCondition,
    ClauseCondition,
    Condition,
    IndicatorCondition,
    MeetingsCondition,
    MoveCondition,
    StandingCondition,
)
from game.scenario.diplomacy import (
    Access,
    Accord,
    Conduct,
    Move,
    MoveCase,
    MovePhase,
    Obligation,
)
from game.scenario.goals import (
    Delegation,
    EndingTerm,
    IndicatorTerm,
    IssueTerm,
    Mandate,
    MeetingsTerm,
    MoveFate,
    MoveTerm,
    Objective,
    PairCase,
    PairTerm,
    RedLine,
    StandingTerm,
    Term,
)
from game.scenario.machine import Level, Par, Personality
from game.scenario.presets import (
    IMPLEMENTATION_STEPS,
    ROUND_LIMIT,
    Lesson,
    Preset,
    Rounds,
    Seconds,
    Timings,
)
from game.scenario.world import (
    Band,
    Consequence,
    Decision,
    Impact,
    Indicator,
    IndicatorRule,
    Inject,
    Reference,
    Trigger,
)

__all__ = [
    "IMPLEMENTATION_STEPS",
    "ROUND_LIMIT",
    "Access",
    "AccessId",
    "Accord",
    "AccordId",
    "AgendaCondition",
    "AwayCondition",
    "Band",
    "Benchmark",
    "CardCondition",
    "ClauseCondition",
    "Condition",
    "Conduct",
    "Conflict",
    "ConsensusRule",
    "Consequence",
    "Decision",
    "Delegation",
    "DelegationId",
    "DirectedBenchmark",
    "Ending",
    "EndingTerm",
    "Entry",
    "HistoricalPackage",
    "Identifier",
    "Impact",
    "Indicator",
    "IndicatorCondition",
    "IndicatorId",
    "IndicatorRule",
    "IndicatorTerm",
    "Inject",
    "InjectId",
    "Issue",
    "IssueId",
    "IssueTerm",
    "Lesson",
    "Level",
    "Mandate",
    "MeetingsCondition",
    "MeetingsTerm",
    "Move",
    "MoveCase",
    "MoveCondition",
    "MoveFate",
    "MoveId",
    "MovePhase",
    "MoveTerm",
    "Objective",
    "ObjectiveId",
    "Obligation",
    "ObligationId",
    "Option",
    "OptionId",
    "Package",
    "PairCase",
    "PairTerm",
    "Par",
    "Percent",
    "Personality",
    "Preset",
    "PresetId",
    "RedLine",
    "RedLineId",
    "Reference",
    "Rounds",
    "Rules",
    "Seconds",
    "Source",
    "SourceId",
    "StandingCondition",
    "StandingTerm",
    "Structure",
    "Term",
    "Timings",
    "Trigger",
]

# --- what is negotiated ------------------------------------------------------------------------


class Option(Entry):
    """One possible clause on an issue.

    ``effects`` is what a signed text does to the world at once where this option holds in it, by
    its words or by its silence.
    """

    id: Identifier
    effects: dict[IndicatorId, int] = Field(default_factory=dict)
    sources: tuple[SourceId, ...] = ()


class Issue(Entry):
    """A point on the agenda. ``silent`` is the option that holds while the text says nothing.

    What its options are worth depends on another issue: a delegation's own page shows it
    ``beside`` whichever of these clauses serves the delegation best.
    """

    id: Identifier
    silent: OptionId
    beside: dict[IssueId, tuple[OptionId, ...]] = Field(default_factory=dict)
    options: tuple[Option, ...]

    @cached_property
    def option_ids(self) -> tuple[OptionId, ...]:
        """The options' ids in the order of the file, from the least to the most."""
        return tuple(option.id for option in self.options)

    @cached_property
    def effects(self) -> dict[OptionId, dict[IndicatorId, int]]:
        """What each option does to the world at once when it is signed."""
        return {option.id: option.effects for option in self.options}


class Conflict(Entry):
    """Clauses that do not go together: a text with one for every issue of ``when``.

    One that is ``refused`` cannot be tabled while all of its clauses are written out; any other is
    a warning to whoever drafts. The machine tables neither.
    """

    id: Identifier
    when: dict[IssueId, tuple[OptionId, ...]]
    refused: bool

    def fits(self, package: Package) -> bool:
        """Whether the package has all of the clauses; issues that it lacks have none."""
        return all(package.get(issue) in options for issue, options in self.when.items())


# --- how it is played --------------------------------------------------------------------------


class Rules(Entry):
    """What the scenario sets about agreement and talk."""

    essential: tuple[DelegationId, ...]
    opening_order: tuple[DelegationId, ...]
    message_limit: Annotated[int, Field(ge=80, le=10_000)]
    note_limit: Annotated[int, Field(ge=80, le=10_000)]


class HistoricalPackage(Entry):
    """An outcome that history reached, coded in the scenario's options.

    Where nothing was ``signed`` it is what was left in force when the talks had ended. A text of
    ``principles`` set aims and bound nobody to a first step: it is not scored as if they had been
    reached.
    """

    id: Identifier
    date: str
    package: dict[IssueId, OptionId]
    signed: bool = True
    principles: bool = False
    sources: tuple[SourceId, ...]


class Source(Entry):
    """Where a fact comes from. ``confidence``: H primary or several reports, M one, L contested."""

    id: SourceId
    confidence: Literal["H", "M", "L"]
    title: str
    links: tuple[str, ...]


class DirectedBenchmark(Entry):
    """A delegation's yardsticks under the weights of a directive, the others keeping theirs."""

    inject: InjectId
    delegation: DelegationId
    reservation: int
    best: int | None = None


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
    directed: tuple[DirectedBenchmark, ...] = ()


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
    moves: tuple[Move, ...] = ()
    access: tuple[Access, ...] = ()
    accords: tuple[Accord, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    history: tuple[HistoricalPackage, ...]
    sources: tuple[Source, ...]
    conflicts: tuple[Conflict, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    personalities: tuple[Personality, ...] = ()
    pars: tuple[Par, ...] = ()

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
    def _moves(self) -> dict[MoveId, Move]:
        return {move.id: move for move in self.moves}

    @cached_property
    def _moves_of(self) -> dict[DelegationId, tuple[Move, ...]]:
        return {
            own: tuple(move for move in self.moves if move.delegation == own)
            for own in self.delegation_ids
        }

    @cached_property
    def _accords(self) -> dict[AccordId, Accord]:
        return {accord.id: accord for accord in self.accords}

    @cached_property
    def _obligations(self) -> dict[ObligationId, Obligation]:
        return {obligation.id: obligation for obligation in self.obligations}

    @cached_property
    def _access(self) -> dict[frozenset[DelegationId], Access]:
        return {frozenset(access.between): access for access in self.access}

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

    def move(self, id_: MoveId) -> Move:
        """The move with that id; KeyError if there is none."""
        return self._moves[id_]

    @cached_property
    def optional_cards(self) -> tuple[Inject, ...]:
        """The cards that a table can be laid without: all but those that a move calls."""
        called = {move.calls for move in self.moves}
        return tuple(card for card in self.injects if card.id not in called)

    def moves_of(self, delegation: DelegationId) -> tuple[Move, ...]:
        """The moves that are that delegation's to make, in the order of their ids."""
        return self._moves_of.get(delegation, ())

    def accord(self, id_: AccordId) -> Accord:
        """The side accord with that id; KeyError if there is none."""
        return self._accords[id_]

    def obligation(self, id_: ObligationId) -> Obligation:
        """The obligation with that id; KeyError if there is none."""
        return self._obligations[id_]

    def accesses(self, members: frozenset[DelegationId]) -> tuple[Access, ...]:
        """What the scenario says of pairs that meet in that room: alone, or with one other."""
        if len(members) == 2:
            alone = self.access_between(members)
            return () if alone is None else (alone,)
        if len(members) == 3:
            return tuple(one for one in self.access if members.issuperset(one.between))
        return ()

    def access_between(self, members: frozenset[DelegationId]) -> Access | None:
        """What the scenario says of those delegations meeting alone, if anything."""
        return self._access.get(members)

    def red_line(self, delegation: DelegationId, id_: RedLineId) -> RedLine | None:
        """The delegation's red line with that id."""
        lines = self.delegation(delegation).red_lines
        return next((line for line in lines if line.id == id_), None)

    def preset(self, id_: PresetId) -> Preset:
        """The preset with that id; KeyError if there is none."""
        return self._presets[id_]

    @property
    def default_preset(self) -> Preset:
        """The preset that is taken where nobody chooses: the first one of the pack."""
        return self.presets[0]

    def personality(self, delegation: DelegationId) -> Personality:
        """How the machine plays the delegation; a plain character where the pack says nothing."""
        found = next((p for p in self.personalities if p.delegation == delegation), None)
        return found or Personality(delegation=delegation)

    def par(self, preset: PresetId) -> Par | None:
        """The frozen par of that preset, or None if the pack has none."""
        return next((par for par in self.pars if par.preset == preset), None)

    def conflicts_in(self, package: Package) -> tuple[Conflict, ...]:
        """The pairs of clauses in which the package contradicts itself."""
        return tuple(conflict for conflict in self.conflicts if conflict.fits(package))

    def signed_effects(self, package: Package) -> dict[IndicatorId, int]:
        """What signing the package does to the world, its clauses taken together."""
        total: dict[IndicatorId, int] = {}
        for issue, held in package.items():
            for indicator, by in self.issue(issue).effects[held].items():
                total[indicator] = total.get(indicator, 0) + by
        return total

    def silent_package(self, agenda: tuple[IssueId, ...]) -> dict[IssueId, OptionId]:
        """What holds on every issue of the agenda when no text is signed."""
        return {issue: self.issue(issue).silent for issue in agenda}

    def benchmark(self, agenda: tuple[IssueId, ...]) -> Benchmark | None:
        """The frozen analysis of that agenda, or None if the pack has none."""
        return next((b for b in self.benchmarks if set(b.agenda) == set(agenda)), None)
