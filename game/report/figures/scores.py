"""What each delegation got, with the evidence for every point and the weights in force when."""

from dataclasses import dataclass

from game.bots.par import results
from game.engine.results import Result, outcome_of
from game.engine.scoring import Outcome, TermLine
from game.report.figures.played import Played
from game.scenario.model import (
    DelegationId,
    EndingTerm,
    IndicatorTerm,
    InjectId,
    IssueId,
    IssueTerm,
    MeetingsTerm,
    MoveTerm,
    ObjectiveId,
    OptionId,
    Package,
    PairTerm,
    RedLineId,
    StandingTerm,
)


@dataclass(frozen=True)
class Evidence:
    """What a term measured, and what it found.

    ``subject`` is an indicator's, a delegation's, an ending's or a move's id. ``clauses`` are the
    options that held in the end, for terms about issues. ``value`` was found where ``worst`` brings
    nothing and ``best`` all. ``fate`` is a move's.
    """

    kind: str
    subject: str = ""
    clauses: dict[IssueId, OptionId] | None = None
    value: int = 0
    worst: int = 0
    best: int = 0
    fate: str = ""


@dataclass(frozen=True)
class TermScore:
    """One term: its worth (0-100) and its points (hundredths)."""

    evidence: Evidence
    worth: int
    points: int
    possible: int


@dataclass(frozen=True)
class ObjectiveScore:
    """One objective: its weight by the brief and in the end, its points and their reasons."""

    objective: ObjectiveId
    weight: int
    last_weight: int
    points: int
    possible: int
    terms: tuple[TermScore, ...]


@dataclass(frozen=True)
class NewWeights:
    """A directive's weights, from that second on."""

    seconds: int
    inject: InjectId
    weights: dict[ObjectiveId, int]


@dataclass(frozen=True)
class Score:
    """A delegation's result beside the yardsticks of its seat (hundredths; attainment -50-100).

    ``par`` is what the machine attains there, in hundredths of a per cent of attainment;
    ``par_score`` is 0 with no deal, 50 at par, 100 at the best (-25-100). Both are None where the
    pack has no par that holds. ``charges`` are the points taken off for red lines crossed without
    leave.
    """

    delegation: DelegationId
    signed: bool
    total: int
    reservation: int
    best: int | None
    attainment: int | None
    par: int | None
    par_score: int | None
    objectives: tuple[ObjectiveScore, ...]
    charges: dict[RedLineId, int]
    weights: tuple[NewWeights, ...]


@dataclass(frozen=True)
class Yardsticks:
    """A seat's score with no deal and the best it could have had (hundredths)."""

    reservation: int
    best: int | None


def yardsticks(found: tuple[Score, ...]) -> dict[DelegationId, Yardsticks]:
    """Each seat's, which its delegation knows before anything of the scores is opened."""
    return {score.delegation: Yardsticks(score.reservation, score.best) for score in found}


def scores(played: Played) -> tuple[Score, ...]:
    """Every delegation's; of a game that still runs, as if it stopped now."""
    found = results(played.structure, played.final)
    return tuple(_score(played, delegation, result) for delegation, result in found.items())


def _score(played: Played, delegation: DelegationId, result: Result) -> Score:
    state = played.final
    outcome = outcome_of(played.structure, state)
    brief = {o.id: o.weight for o in played.structure.delegation(delegation).objectives}
    last = {**brief, **state.weights.get(delegation, {})}
    held = outcome.package_for(played.structure, delegation)
    return Score(
        delegation=delegation,
        signed=delegation in state.signatories,
        total=result.sheet.total,
        reservation=result.reservation,
        best=result.best,
        attainment=result.attainment,
        par=result.par,
        par_score=result.par_score,
        objectives=tuple(
            ObjectiveScore(
                objective=line.objective,
                weight=brief[line.objective],
                last_weight=last[line.objective],
                points=line.points,
                possible=line.possible,
                terms=tuple(
                    TermScore(
                        _evidence(outcome, delegation, held, term),
                        term.worth,
                        term.points,
                        term.possible,
                    )
                    for term in line.terms
                ),
            )
            for line in result.sheet.objectives
        ),
        charges={charge.red_line: charge.points for charge in result.sheet.charges},
        weights=tuple(
            NewWeights(played.seconds(shift.at), shift.inject, dict(shift.weights))
            for shift in state.weights_course
            if shift.delegation == delegation
        ),
    )


def _evidence(
    outcome: Outcome, delegation: DelegationId, held: Package, line: TermLine
) -> Evidence:
    match line.term:
        case IssueTerm(issue=issue):
            return Evidence("issue", clauses={issue: held[issue]})
        case PairTerm(issues=issues):
            return Evidence("pair", clauses={issue: held[issue] for issue in issues})
        case IndicatorTerm(indicator=indicator, worst=worst, best=best):
            value = outcome.indicators[indicator]
            return Evidence("indicator", indicator, None, value, worst, best)
        case MeetingsTerm(delegation=other, target=target):
            met = outcome.meetings.get(frozenset((delegation, other)), 0)
            return Evidence("meetings", other, None, met, 0, target)
        case EndingTerm():
            return Evidence("ending", outcome.ending)
        case StandingTerm(worst=worst, best=best):
            return Evidence("standing", "", None, outcome.standing[delegation], worst, best)
        case MoveTerm(move=move):
            return Evidence("move", move, fate=outcome.moves.get(move, "not_made"))
