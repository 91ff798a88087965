"""The course of a game: what happened when, and how the table stood at any moment."""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from game.engine import events as e
from game.engine.commands import Chapter
from game.engine.state import TableState
from game.report.figures.played import Played, Step
from game.scenario.model import DelegationId, IndicatorId, IssueId, OptionId

Theme: TypeAlias = Literal["run", "text", "crisis", "move", "talk", "capital", "accord", "duty"]

#: What a story tells: of every kind of event its theme, and the chapter that opens private ones.
#: Private kinds without a chapter stay with those who knew of them.
TOLD: dict[type[e.BaseEvent], tuple[Theme, Chapter | None]] = {
    e.PhaseOpened: ("run", None),
    e.TablePaused: ("run", None),
    e.TableResumed: ("run", None),
    e.Announced: ("run", None),
    e.DispatchSent: ("run", None),
    e.TalksConcluded: ("run", None),
    e.GameEnded: ("run", None),
    e.PlenarySpoken: ("talk", None),
    e.MeetingOpened: ("talk", "talks"),
    e.TradeOffered: ("talk", "talks"),
    e.TradeAnswered: ("talk", "talks"),
    e.ProposalTabled: ("text", None),
    e.ProposalWithdrawn: ("text", None),
    e.RollCallClosed: ("text", None),
    e.ClausesInitialled: ("text", None),
    e.RatificationClosed: ("text", None),
    e.InjectFell: ("crisis", "cables"),
    e.InjectSettled: ("crisis", "cables"),
    e.MoveMade: ("move", "moves"),
    e.MoveExposed: ("move", None),
    e.DelegationLeft: ("move", None),
    e.DelegationReturned: ("move", None),
    e.CableSent: ("capital", "cables"),
    e.CableAnswered: ("capital", "cables"),
    e.RedLineCrossed: ("capital", "cables"),
    e.WeightsShifted: ("capital", "objectives"),
    e.AccordOffered: ("accord", "accords"),
    e.AccordAnswered: ("accord", "accords"),
    e.AccordWithdrawn: ("accord", "accords"),
    e.AccordConcluded: ("accord", "accords"),
    e.DutyArose: ("duty", "accords"),
    e.ConductReported: ("duty", "accords"),
}

#: Public events after which it is worth looking at the table. Of several at the same time the
#: first of this list is named.
LOOKS: tuple[type[e.BaseEvent], ...] = (
    e.GameEnded,
    e.RatificationClosed,
    e.ConductReported,
    e.ClausesInitialled,
    e.InjectSettled,
    e.MoveExposed,
    e.MoveMade,
    e.PhaseOpened,
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
            theme=TOLD[type(step.event)][0],
            known_to=_known_to(played, step),
            chapter=TOLD[type(step.event)][1],
        )
        for step in played.steps
        if type(step.event) in TOLD and not _hidden(played, step)
    )


def _known_to(played: Played, step: Step) -> tuple[DelegationId, ...] | None:
    audience = step.event.audience
    if audience.public:
        return None
    return tuple(d for d in played.delegations if d in audience.delegations)


def _hidden(played: Played, step: Step) -> bool:
    if not isinstance(step.event, e.PlenarySpoken):
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
