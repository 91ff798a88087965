"""The course of a game: what happened when, and how the table stood at any moment."""

from dataclasses import dataclass
from itertools import groupby

from game.engine.acts.duties import ConductReported
from game.engine.acts.effects import MoveExposed
from game.engine.acts.endings import GameEnded
from game.engine.acts.injects import InjectSettled
from game.engine.acts.moves import MoveMade
from game.engine.acts.phases import PhaseOpened
from game.engine.acts.plenary import PlenarySpoken
from game.engine.acts.points import PointOfOrderRaised
from game.engine.acts.proposals import (
    ClausesInitialled,
)
from game.engine.acts.ratification import RatificationClosed
from game.engine.choices import Chapter
from game.engine.event import Event, Theme
from game.engine.state import TableState
from game.report.figures.played import Played, Step
from game.scenario.model import DelegationId, IndicatorId, IssueId, OptionId

#: Public events after which it is worth looking at the table. Of several at the same time the
#: first of this list is named.
LOOKS: tuple[type[Event], ...] = (
    GameEnded,
    RatificationClosed,
    ConductReported,
    ClausesInitialled,
    InjectSettled,
    MoveExposed,
    MoveMade,
    PhaseOpened,
)


@dataclass(frozen=True)
class Happening:
    """Something worth telling. ``known_to`` is None for what everybody could see.

    A private one is opened by its ``chapter``; without one it stays with those who knew.
    """

    seq: int
    seconds: int
    phase: str
    round: int
    kind: str
    theme: Theme
    known_to: tuple[DelegationId, ...] | None
    chapter: Chapter | None


@dataclass(frozen=True)
class Moment:
    """How the table stood after a public event; ``text`` holds the initialled clauses.

    ``worth`` is what that text would bring each delegation if all signed and honoured it, by the
    weights and leaves it had then (hundredths); ``standing`` its support at home (0-100).
    """

    seq: int
    seconds: int
    phase: str
    round: int
    kind: str
    indicators: dict[IndicatorId, int]
    text: dict[IssueId, OptionId]
    away: tuple[DelegationId, ...]
    worth: dict[DelegationId, int]
    standing: dict[DelegationId, int]


@dataclass(frozen=True)
class IndicatorStep:
    """One step of an indicator's course; ``cause`` is a trigger's name, a card's or a move's id."""

    seconds: int
    indicator: IndicatorId
    before: int
    after: int
    cause: str


def story(played: Played) -> tuple[Happening, ...]:
    """What happened, in order. Plenary words that the instructor hid are left out."""
    return tuple(
        Happening(
            seq=step.seq,
            seconds=played.seconds(step.event.at),
            phase=step.after.name.value,
            round=step.after.round,
            kind=step.event.kind,
            theme=told.theme,
            known_to=_known_to(played, step),
            chapter=told.chapter,
        )
        for step in played.steps
        for told in (step.event.story,)
        if told is not None and not _hidden(played, step)
    )


def _known_to(played: Played, step: Step) -> tuple[DelegationId, ...] | None:
    audience = step.event.audience
    if audience.public:
        return None
    return tuple(d for d in played.delegations if d in audience.delegations)


def _hidden(played: Played, step: Step) -> bool:
    if not isinstance(step.event, PlenarySpoken | PointOfOrderRaised):
        return False
    return played.final.statements[len(step.after.statements) - 1].hidden


def moments(played: Played) -> tuple[Moment, ...]:
    """The table after all that came with each public event that may have changed how it looks."""
    found = []
    for at, steps in groupby(played.steps, key=lambda step: step.event.at):
        together = list(steps)
        looks = [
            step
            for step in together
            if isinstance(step.event, LOOKS) and step.event.audience.public
        ]
        if looks:
            told = min(looks, key=lambda step: LOOKS.index(type(step.event)))
            found.append(_moment(played, played.seconds(at), told, together[-1].after))
    return tuple(found)


def _moment(played: Played, seconds: int, told: Step, state: TableState) -> Moment:
    text = state.text_package()
    return Moment(
        seq=told.seq,
        seconds=seconds,
        phase=state.name.value,
        round=state.round,
        kind=told.event.kind,
        indicators=dict(state.indicators),
        text={issue: text[issue] for issue in played.agenda if issue in text},
        away=tuple(d for d in played.delegations if d in state.away),
        worth={d: played.worth(state, d, text).sheet.total for d in played.delegations},
        standing=dict(state.standing),
    )


def course(played: Played) -> tuple[IndicatorStep, ...]:
    """Every step of every indicator."""
    return tuple(
        IndicatorStep(played.seconds(c.at), c.indicator, c.before, c.after, c.cause)
        for c in played.final.course
    )
