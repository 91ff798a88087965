"""The report card: five measures of 0 to 100 beside each other, none of them added up.

The last three already move the score; they are shown as conduct and must not be counted twice. A
grade takes its measures from here too (``report.export.measures``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from game.report.figures.crises import CrisisFigure, rating
from game.report.figures.played import Played
from game.report.figures.promises import commitments
from game.report.figures.scores import Score
from game.scenario.model import DelegationId, InjectId, RedLineId

#: What a red line crossed without leave takes off the mandate's 100.
PER_RED_LINE = 25
#: What an order takes off it that was answered to the capital's displeasure.
PER_DIRECTIVE = 10


@dataclass(frozen=True)
class Card:
    """One delegation's card; None is what the game does not tell, never nought.

    ``claimed`` is its par score (-25-100), or its attainment (-50-100) where there is no par that
    holds. ``created`` is the whole table's (``joint_gain``). ``mandate`` is 100 less 25 for each
    red line crossed without leave (``crossed``) and 10 for each order that it answered to its
    capital's displeasure (``ignored``), never below nought. ``commitments`` is the share of what it
    promised that it did. ``crises`` rates all its answers together, so that one on which nothing
    hung counts for nothing; orders from its own capital are no crises, and count in the mandate
    alone.
    """

    delegation: DelegationId
    claimed: int | None
    created: int | None
    mandate: int
    crossed: tuple[RedLineId, ...]
    ignored: tuple[InjectId, ...]
    commitments: int | None
    crises: int | None


def cards(
    played: Played,
    scored: tuple[Score, ...],
    answered: tuple[CrisisFigure, ...],
    most: int | None,
) -> tuple[Card, ...]:
    """Every delegation's card, in seating order.

    ``most`` is the greatest joint gain of any package that all prefer to no deal (hundredths).
    """
    kept = {one.delegation: one.share for one in commitments(played)}
    created = joint_gain((score.total - score.reservation for score in scored), most)
    return tuple(
        _card(played, score, created, kept[score.delegation], answered) for score in scored
    )


def joint_gain(gains: Iterable[int], most: int | None) -> int | None:
    """What all got over no deal together as it came out, per cent of the most that there was.

    Nought where they lost together, 100 at most; None where nobody could have gained anything.
    """
    if not most or most < 0:
        return None
    return max(0, min(100, (200 * sum(gains) + most) // (2 * most)))


def _card(
    played: Played,
    score: Score,
    created: int | None,
    kept: int | None,
    answered: tuple[CrisisFigure, ...],
) -> Card:
    own = score.delegation
    crossed = played.final.crossed.get(own, ())
    ignored = tuple(
        crisis.inject
        for crisis in answered
        if crisis.known_to == (own,)
        and any(answer.displeased for answer in crisis.answers if answer.delegation == own)
    )
    given = [
        answer
        for crisis in answered
        if crisis.known_to != (own,)
        for answer in crisis.answers
        if answer.delegation == own
    ]
    return Card(
        delegation=own,
        claimed=score.attainment if score.par_score is None else score.par_score,
        created=created,
        mandate=max(0, 100 - PER_RED_LINE * len(crossed) - PER_DIRECTIVE * len(ignored)),
        crossed=crossed,
        ignored=ignored,
        commitments=kept,
        crises=rating(
            sum(answer.worth[answer.answer] for answer in given),
            sum(min(answer.worth.values()) for answer in given),
            sum(max(answer.worth.values()) for answer in given),
        ),
    )
