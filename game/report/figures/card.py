"""The report card: five things beside each other, none of them added up.

The last three already move the score; they are shown as conduct and must not be counted twice.
"""

from dataclasses import dataclass

from game.report.figures.crises import CrisisFigure
from game.report.figures.played import Played
from game.report.figures.promises import commitments
from game.report.figures.scores import Score
from game.scenario.model import DelegationId, InjectId, RedLineId

PER_RED_LINE = 25
PER_DIRECTIVE = 10


@dataclass(frozen=True)
class Card:
    """One delegation's card.

    ``claimed`` is its attainment (-50-100). ``mandate`` is 100 less 25 for each red line crossed
    without leave (``crossed``) and 10 for each directive to which it answered what displeased its
    capital (``ignored``), never below nought. ``commitments`` is the share of what it promised
    that it did, ``crises`` the mean rating of its answers; per cent, None where there were none.
    """

    delegation: DelegationId
    claimed: int | None
    mandate: int
    crossed: tuple[RedLineId, ...]
    ignored: tuple[InjectId, ...]
    commitments: int | None
    crises: int | None


def cards(
    played: Played, scored: tuple[Score, ...], answered: tuple[CrisisFigure, ...]
) -> tuple[Card, ...]:
    """Every delegation's card, in seating order."""
    kept = {one.delegation: one.share for one in commitments(played)}
    return tuple(_card(played, score, kept[score.delegation], answered) for score in scored)


def _card(
    played: Played, score: Score, kept: int | None, answered: tuple[CrisisFigure, ...]
) -> Card:
    own = score.delegation
    crossed = played.final.crossed.get(own, ())
    ignored = tuple(
        crisis.inject
        for crisis in answered
        if crisis.known_to == (own,)
        and any(answer.displeased for answer in crisis.answers if answer.delegation == own)
    )
    ratings = [
        answer.rating
        for crisis in answered
        for answer in crisis.answers
        if answer.delegation == own and answer.rating is not None
    ]
    return Card(
        delegation=own,
        claimed=score.attainment,
        mandate=max(0, 100 - PER_RED_LINE * len(crossed) - PER_DIRECTIVE * len(ignored)),
        crossed=crossed,
        ignored=ignored,
        commitments=kept,
        crises=round(sum(ratings) / len(ratings)) if ratings else None,
    )
