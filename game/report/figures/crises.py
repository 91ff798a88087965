"""How crises were answered, and what the other answers would have brought."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from game.engine.acts.injects import InjectSettled
from game.engine.results import outcome_of
from game.engine.scoring import Outcome, score
from game.engine.state import TableState
from game.report.figures.played import Played
from game.scenario.model import (
    Consequence,
    DelegationId,
    IndicatorId,
    Inject,
    InjectId,
    Structure,
)


@dataclass(frozen=True)
class Answer:
    """What a delegation answered.

    ``worth`` gives for every answer open to it what its consequences would have changed in its own
    points (hundredths), the others' answers held: by what they do to indicators and to its own
    support at home, as the world stood then. What a consequence exposes, or which card follows, is
    not in it. ``displeased`` is whether it cost support at home, where another answer would not
    have. ``rating`` is nought for the worst answer and 100 for the best; None where all were
    worth the same.
    """

    delegation: DelegationId
    answer: str
    defaulted: bool
    worth: dict[str, int]
    rating: int | None
    displeased: bool


@dataclass(frozen=True)
class CrisisFigure:
    """A card that fell. One with ``known_to`` was known to those delegations alone.

    ``moved`` are the indicators from when it fell until what followed from the answers.
    """

    inject: InjectId
    seconds: int
    round: int
    known_to: tuple[DelegationId, ...]
    answers: tuple[Answer, ...]
    consequences: tuple[str, ...]
    moved: dict[IndicatorId, tuple[int, int]]


def crises(played: Played) -> tuple[CrisisFigure, ...]:
    """Every card that fell, in order; answers of those that were settled."""
    return tuple(_crises(played))


def _crises(played: Played) -> Iterator[CrisisFigure]:
    settled = {
        step.event.inject: step for step in played.steps if isinstance(step.event, InjectSettled)
    }
    for crisis in played.final.crises.values():
        step = settled.get(crisis.inject)
        answers: tuple[Answer, ...] = ()
        if step is not None and isinstance(step.event, InjectSettled):
            answers = tuple(_answers(played.structure, step.event, step.before))
        yield CrisisFigure(
            inject=crisis.inject,
            seconds=played.seconds(crisis.at),
            round=crisis.round,
            known_to=crisis.known_to,
            answers=answers,
            consequences=crisis.consequences,
            moved=_moved(played, crisis.inject),
        )


def _moved(played: Played, inject: InjectId) -> dict[IndicatorId, tuple[int, int]]:
    """From the first to the last value, for each indicator that the card moved."""
    course: dict[IndicatorId, tuple[int, int]] = {}
    for change in played.final.course:
        if change.cause == inject:
            first, _ = course.get(change.indicator, (change.before, 0))
            course[change.indicator] = (first, change.after)
    return course


def _answers(structure: Structure, event: InjectSettled, before: TableState) -> Iterator[Answer]:
    card = structure.inject(event.inject)
    base = outcome_of(structure, before)
    for decision in card.decisions:
        own = decision.delegation
        stays = score(structure, own, base).total
        ends = {
            answer: _after(structure, card, {**event.answers, own: answer}, base)
            for answer in decision.answers
        }
        worth = {a: score(structure, own, end).total - stays for a, end in ends.items()}
        chosen = event.answers[own]
        support = {a: _support(card, {**event.answers, own: a}, own) for a in decision.answers}
        yield Answer(
            delegation=own,
            answer=chosen,
            defaulted=own in event.defaulted,
            worth=worth,
            rating=rating(worth[chosen], min(worth.values()), max(worth.values())),
            displeased=support[chosen] < 0 <= max(support.values()),
        )


def _support(card: Inject, answers: Mapping[DelegationId, str], own: DelegationId) -> int:
    """What those answers bring the delegation at home, whatever room its support has to move."""
    return sum(one.standing.get(own, 0) for one in _consequences(card, answers))


def _consequences(card: Inject, answers: Mapping[DelegationId, str]) -> Iterator[Consequence]:
    for consequence in card.consequences:
        if all(answers[d] in fitting for d, fitting in consequence.when.items()):
            yield consequence


#: What is at stake in an answer (hundredths of a point) before it is rated at all.
DEAD_BAND = 100


def rating(chosen: int, worst: int, best: int) -> int | None:
    """Where the chosen answer lies between the worst (0) and the best (100).

    None where less than a point was at stake: nobody is marked down for a hundredth.
    """
    span = best - worst
    return (200 * (chosen - worst) + span) // (2 * span) if span >= DEAD_BAND else None


def _after(
    structure: Structure, card: Inject, answers: Mapping[DelegationId, str], base: Outcome
) -> Outcome:
    """The outcome with the consequences of those answers in it."""
    indicators, standing = dict(base.indicators), dict(base.standing)
    for consequence in _consequences(card, answers):
        for indicator, by in consequence.effects.items():
            found = structure.indicator(indicator)
            indicators[indicator] = found.clamp(indicators[indicator] + by)
        for delegation, by in consequence.standing.items():
            standing[delegation] = max(0, min(100, standing[delegation] + by))
    return replace(base, indicators=indicators, standing=standing)
