"""The run of play: the phase strip, the phase's clock, the indicators, who is ready."""

from dataclasses import dataclass

from game.engine.phases import IMPLEMENTATION_STEPS, ROUND, PhaseName
from game.web.present.stage import Clock, Party, Stage

_ORDER = (
    PhaseName.BRIEFING,
    *ROUND,
    PhaseName.RATIFICATION,
    PhaseName.IMPLEMENTATION,
    PhaseName.DEBRIEF,
)


@dataclass(frozen=True)
class StripStep:
    """A step of the phase strip; ``state`` is "done", "now" or "next"."""

    label: str
    state: str


@dataclass(frozen=True)
class PhaseStrip:
    """Where the talks stand; ``rounds`` is 0 where nothing is repeated.

    ``unit`` is the word for what is counted: rounds, or the steps of implementation.
    """

    label: str
    round: int
    rounds: int
    unit: str
    steps: tuple[StripStep, ...]


@dataclass(frozen=True)
class Meter:
    """A number about the world or about a delegation; ``trend`` is its last move's direction."""

    id: str
    name: str
    value: int
    minimum: int
    maximum: int
    word: str | None
    trend: int
    bad: bool
    describes: str = ""


@dataclass(frozen=True)
class Mark:
    """A delegation and whether it has done what is waited for; nobody waits for one ``away``."""

    delegation: Party
    done: bool
    away: bool = False


def phase_strip(stage: Stage) -> PhaseStrip:
    """The phases with the present one marked."""
    step = stage.view.phase.step
    here = _ORDER.index(step.phase) if step.phase in _ORDER else -1
    stepped = step.phase is PhaseName.IMPLEMENTATION
    rounds = IMPLEMENTATION_STEPS if stepped else stage.view.setup.rounds
    return PhaseStrip(
        label=stage.word("phases", step.phase.value),
        round=step.round,
        rounds=rounds if step.round else 0,
        unit=stage.word("units", "step" if stepped else "round"),
        steps=tuple(
            StripStep(
                stage.word("phases", phase.value),
                "now" if place == here else "done" if place < here else "next",
            )
            for place, phase in enumerate(_ORDER)
        ),
    )


def phase_clock(stage: Stage) -> Clock:
    """The time that is left of the phase."""
    phase = stage.view.phase
    return stage.clock(phase.deadline, (phase.deadline or phase.opened_at) - phase.opened_at)


def meters(stage: Stage) -> tuple[Meter, ...]:
    """The scenario's indicators as they stand."""
    last = {change.indicator: change.after - change.before for change in stage.view.course}
    return tuple(
        Meter(
            id=indicator.id,
            name=stage.texts.indicators[indicator.id].name,
            value=(value := stage.view.indicators[indicator.id]),
            minimum=indicator.minimum,
            maximum=indicator.maximum,
            word=stage.texts.indicators[indicator.id].bands[indicator.band(value)],
            trend=_sign(last.get(indicator.id, 0)),
            bad=indicator.high_is_bad,
            describes=stage.texts.indicators[indicator.id].describes,
        )
        for indicator in stage.structure.indicators
    )


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def readiness(stage: Stage) -> tuple[Mark, ...]:
    """Which delegations need no more time."""
    return tuple(
        Mark(party, party.id in stage.view.ready, stage.is_away(party.id))
        for party in stage.parties
    )


def away(stage: Stage) -> tuple[Party, ...]:
    """The delegations that have walked out, in seating order."""
    return tuple(party for party in stage.parties if stage.is_away(party.id))


def standing_meter(stage: Stage, name: str) -> Meter:
    """The viewing delegation's domestic support, under that name."""
    moves = [c for c in stage.view.standing_course if c.delegation == stage.own]
    return Meter(
        id="standing",
        name=name,
        value=stage.view.standing[stage.own],
        minimum=0,
        maximum=100,
        word=None,
        trend=_sign(moves[-1].after - moves[-1].before) if moves else 0,
        bad=False,
    )
