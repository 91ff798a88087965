"""The rules as players read them: every number from the scenario and from the table's setup."""

from dataclasses import dataclass
from typing import get_args

from game.engine.entries import Setup
from game.engine.house_rules import TableRules
from game.engine.phases import IMPLEMENTATION_STEPS, ROUND, PhaseName
from game.engine.scoring import ATTAINMENT_FLOOR
from game.messages import words
from game.scenario.model import DelegationId, Ending, Obligation, Preset, Structure
from game.scenario.texts import Scenario, Texts

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


@dataclass(frozen=True)
class PhaseLine:
    """A phase of the run of play and how long it lasts; empty where it has no clock."""

    id: str
    label: str
    duration: str
    every_round: bool


@dataclass(frozen=True)
class AccordLine:
    """A side accord that the agenda has issues for, and who may conclude it."""

    name: str
    summary: str
    parties: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """How often (per cent, from and to) a breach is seen under one option of verification."""

    option: str
    low: int
    high: int


@dataclass(frozen=True)
class Sight:
    """How much the others see under each option of the issue that decides it."""

    issue: str
    rows: tuple[Seen, ...]


@dataclass(frozen=True)
class IndicatorLine:
    """A number about the world; ``breaks_at`` is where it ends the talks, None if nowhere."""

    name: str
    describes: str
    breaks_at: int | None


@dataclass(frozen=True)
class EndingLine:
    """How the talks can end."""

    name: str
    told: str


@dataclass(frozen=True)
class RulesPage:
    """All that the rules page says of one run of play.

    ``settled`` are the house rules, None where the instructor has not chosen them yet;
    ``own_moves`` are the reader's own, since others' secret ones are no rule for everybody.
    """

    title: str
    preset: str
    parties: tuple[str, ...]
    speakers: tuple[str, ...]
    agenda: tuple[str, ...]
    rounds: int
    phases: tuple[PhaseLine, ...]
    pause_after_round: int | None
    speaker: str
    roll_call: str
    decision: str
    cable: str
    settled: TableRules | None
    essential: tuple[str, ...]
    message_limit: int
    note_limit: int
    injects_per_round: int
    directives: int
    indicators: tuple[IndicatorLine, ...]
    access: tuple[str, ...]
    accords: tuple[AccordLine, ...]
    own_moves: tuple[str, ...]
    steps: int
    always_seen: bool
    sights: tuple[Sight, ...]
    attainment_floor: int
    endings: tuple[EndingLine, ...]


def rules_of(
    scenario: Scenario,
    language: str,
    played: Setup | Preset,
    own: DelegationId | None = None,
) -> RulesPage:
    """The rules of a table, or of a preset whose consensus rule is not chosen yet."""
    structure, texts = scenario.structure, scenario.text(language)
    timings = played.timings
    preset = played.preset if isinstance(played, Setup) else played.id
    return RulesPage(
        title=texts.title,
        preset=texts.presets[preset].name,
        parties=_names(texts, structure.delegation_ids),
        speakers=_names(texts, structure.rules.opening_order),
        agenda=tuple(texts.issues[issue].title for issue in played.agenda),
        rounds=played.rounds,
        phases=_phases(played, language),
        pause_after_round=played.pause_after_round,
        speaker=duration(timings.speaker, language),
        roll_call=duration(timings.roll_call, language),
        decision=duration(timings.decision, language),
        cable=duration(timings.cable, language),
        settled=played.rules if isinstance(played, Setup) else None,
        essential=_names(texts, structure.rules.essential),
        message_limit=structure.rules.message_limit,
        note_limit=structure.rules.note_limit,
        injects_per_round=played.injects_per_round,
        directives=played.directives,
        indicators=tuple(
            IndicatorLine(
                texts.indicators[indicator.id].name,
                texts.indicators[indicator.id].describes,
                indicator.breakdown_at,
            )
            for indicator in structure.indicators
        ),
        access=tuple(texts.access[access.id] for access in structure.access),
        accords=tuple(
            AccordLine(
                texts.accords[accord.id].name,
                texts.accords[accord.id].summary,
                _names(texts, accord.parties),
            )
            for accord in structure.accords
            if set(accord.terms) & set(played.agenda)
        ),
        own_moves=tuple(texts.moves[move.id].name for move in structure.moves_of(own or "")),
        steps=IMPLEMENTATION_STEPS,
        always_seen=any(o.detected_by is None for o in _obligations(structure, played)),
        sights=_sights(structure, texts, played),
        attainment_floor=ATTAINMENT_FLOOR,
        endings=tuple(
            EndingLine(words("endings", language)[id_], words("endings_told", language)[id_])
            for id_ in get_args(Ending)
        ),
    )


def duration(seconds: int, language: str = "en") -> str:
    """A length of time in words, by the two largest of days, hours, minutes and seconds."""
    table, parts = words("durations", language), []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(table["one_" + unit if count == 1 else unit].format(count=count))
    return table["and"].join(parts[:2])


def _names(texts: Texts, ids: tuple[DelegationId, ...]) -> tuple[str, ...]:
    return tuple(texts.delegations[id_].name for id_ in ids)


def _phases(played: Setup | Preset, language: str) -> tuple[PhaseLine, ...]:
    order = (PhaseName.BRIEFING, *ROUND, PhaseName.RATIFICATION, PhaseName.IMPLEMENTATION)
    timings = played.timings.model_dump()
    return tuple(
        PhaseLine(
            phase.value,
            words("phases", language)[phase.value],
            duration(timings[phase.value], language),
            phase in ROUND,
        )
        for phase in order
    )


def _obligations(structure: Structure, played: Setup | Preset) -> tuple[Obligation, ...]:
    """What the agenda can oblige somebody to do."""
    return tuple(o for o in structure.obligations if set(o.when) <= set(played.agenda))


def _sights(structure: Structure, texts: Texts, played: Setup | Preset) -> tuple[Sight, ...]:
    by_issue: dict[str, list[Obligation]] = {}
    for obligation in _obligations(structure, played):
        if obligation.detected_by in played.agenda:
            by_issue.setdefault(obligation.detected_by or "", []).append(obligation)
    return tuple(
        Sight(
            texts.issues[issue].title,
            tuple(
                Seen(
                    texts.issues[issue].options[option].label,
                    min(o.rates[option] for o in found),
                    max(o.rates[option] for o in found),
                )
                for option in structure.issue(issue).option_ids
            ),
        )
        for issue, found in by_issue.items()
    )
