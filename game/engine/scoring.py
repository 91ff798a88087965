"""How far a delegation's goals were met, term by term.

The same code scores a finished game, a package under composition and a machine's offer. All
points are integers in hundredths (10000 is the full score), so that ties stay exact and a sheet's
lines add up to its total.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from game.scenario.model import (
    DelegationId,
    Ending,
    EndingTerm,
    IndicatorId,
    IndicatorTerm,
    IssueId,
    IssueTerm,
    MeetingsTerm,
    ObjectiveId,
    OptionId,
    Package,
    PairTerm,
    RedLine,
    RedLineId,
    Structure,
    Term,
)

FULL_SCORE = 10_000
ATTAINMENT_FLOOR = -50
ATTAINMENT_CEILING = 100


@dataclass(frozen=True)
class Outcome:
    """How a game ended, or how it is supposed to end when packages are compared.

    ``package`` holds an option for every issue of the agenda: the signed text, and the silent
    option where it says nothing. ``bound`` are the delegations that signed.
    """

    agenda: tuple[IssueId, ...]
    package: Package
    ending: Ending
    bound: frozenset[DelegationId]
    indicators: Mapping[IndicatorId, int]
    meetings: Mapping[frozenset[DelegationId], int]


@dataclass(frozen=True)
class PlayedTerm:
    """A term that the agenda can serve, with its part of the full score.

    ``numerator/denominator`` is the term's part: its share of its objective's served shares, times
    the objective's weight over the weights that the agenda can serve.
    """

    objective: ObjectiveId
    term: Term
    numerator: int
    denominator: int

    def points(self, worth: int) -> int:
        """Hundredths of a point for that worth (0-100), rounded half up."""
        scaled = FULL_SCORE * self.numerator * worth
        divisor = self.denominator * 100
        return (2 * scaled + divisor) // (2 * divisor)

    @property
    def possible(self) -> int:
        """The points for full worth."""
        return self.points(100)


@dataclass(frozen=True)
class TermLine:
    """What one term brought: its worth (0-100), points and possible points (hundredths)."""

    term: Term
    worth: int
    points: int
    possible: int


@dataclass(frozen=True)
class ObjectiveLine:
    """What one objective brought, and by which terms."""

    objective: ObjectiveId
    terms: tuple[TermLine, ...]

    @property
    def points(self) -> int:
        """The terms' points together."""
        return sum(term.points for term in self.terms)

    @property
    def possible(self) -> int:
        """The terms' possible points together."""
        return sum(term.possible for term in self.terms)


@dataclass(frozen=True)
class RedLineCharge:
    """Points taken off for a red line that a signed text crosses (hundredths)."""

    red_line: RedLineId
    points: int


@dataclass(frozen=True)
class ScoreSheet:
    """A delegation's score with every point explained.

    ``total`` is the lines' sum less the charges, never below nought.
    """

    delegation: DelegationId
    objectives: tuple[ObjectiveLine, ...]
    charges: tuple[RedLineCharge, ...]

    @property
    def total(self) -> int:
        """The raw score in hundredths of a point."""
        earned = sum(line.points for line in self.objectives)
        return max(0, earned - sum(charge.points for charge in self.charges))


def serves(term: Term, agenda: tuple[IssueId, ...]) -> bool:
    """Whether the agenda can serve the term: its issues are on it, or it needs none."""
    match term:
        case IssueTerm():
            return term.issue in agenda
        case PairTerm():
            return all(issue in agenda for issue in term.issues)
        case _:
            return True


def played_terms(
    structure: Structure, agenda: tuple[IssueId, ...], delegation: DelegationId
) -> tuple[PlayedTerm, ...]:
    """The delegation's terms that the agenda can serve, scaled so that full worth is 100 points."""
    served = [
        (objective, [term for term in objective.terms if serves(term, agenda)])
        for objective in structure.delegation(delegation).objectives
    ]
    served = [(objective, terms) for objective, terms in served if terms]
    weights = sum(objective.weight for objective, _ in served)
    return tuple(
        PlayedTerm(
            objective=objective.id,
            term=term,
            numerator=objective.weight * term.share,
            denominator=weights * sum(other.share for other in terms),
        )
        for objective, terms in served
        for term in terms
    )


def worth_of(term: Term, outcome: Outcome, delegation: DelegationId) -> int:
    """How far the outcome satisfies the term, 0-100."""
    match term:
        case IssueTerm():
            return term.worth[outcome.package[term.issue]]
        case PairTerm():
            return pair_worth(term, outcome.package)
        case IndicatorTerm():
            return _on_a_line(outcome.indicators[term.indicator], term.worst, term.best)
        case MeetingsTerm():
            held = outcome.meetings.get(frozenset((delegation, term.delegation)), 0)
            return _on_a_line(held, 0, term.target)
        case EndingTerm():
            return term.worth[outcome.ending]


def pair_worth(term: PairTerm, package: Package) -> int:
    """The worth of the first case that fits the package, or the default."""
    for case in term.cases:
        if all(package[issue] in options for issue, options in case.when.items()):
            return case.worth
    return term.default


def _on_a_line(value: int, worst: int, best: int) -> int:
    """Where the value lies between worst (0) and best (100), rounded half up and bounded."""
    span = abs(best - worst)
    covered = (value - worst) if best > worst else (worst - value)
    return max(0, min(100, (2 * 100 * covered + span) // (2 * span)))


def crossed_red_lines(
    structure: Structure, delegation: DelegationId, package: Mapping[IssueId, OptionId]
) -> Iterator[RedLine]:
    """The delegation's red lines that the package crosses; issues it lacks cross nothing."""
    for line in structure.delegation(delegation).red_lines:
        if all(package.get(issue) in options for issue, options in line.when.items()):
            yield line


def score(structure: Structure, delegation: DelegationId, outcome: Outcome) -> ScoreSheet:
    """Score the outcome for one delegation, with each point's reason."""
    objectives: dict[ObjectiveId, list[TermLine]] = {}
    for played in played_terms(structure, outcome.agenda, delegation):
        worth = worth_of(played.term, outcome, delegation)
        line = TermLine(played.term, worth, played.points(worth), played.possible)
        objectives.setdefault(played.objective, []).append(line)
    charges = (
        tuple(
            RedLineCharge(line.id, line.points * 100)
            for line in crossed_red_lines(structure, delegation, outcome.package)
        )
        if delegation in outcome.bound
        else ()
    )
    return ScoreSheet(
        delegation,
        tuple(ObjectiveLine(key, tuple(lines)) for key, lines in objectives.items()),
        charges,
    )


def reference_deal(structure: Structure, agenda: tuple[IssueId, ...], package: Package) -> Outcome:
    """The outcome if all signed exactly this package and the world went its reference way."""
    return Outcome(
        agenda=agenda,
        package={**structure.silent_package(agenda), **package},
        ending="full_accord",
        bound=frozenset(structure.delegation_ids),
        indicators={i.id: i.reference.accord for i in structure.indicators},
        meetings={},
    )


def reference_no_deal(structure: Structure, agenda: tuple[IssueId, ...]) -> Outcome:
    """The outcome if the talks end with nothing signed: what the reservation value scores."""
    return Outcome(
        agenda=agenda,
        package=structure.silent_package(agenda),
        ending="no_agreement",
        bound=frozenset(),
        indicators={i.id: i.reference.no_deal for i in structure.indicators},
        meetings={},
    )


def attainment(points: int, reservation: int, best: int | None) -> int | None:
    """0 at the reservation value, 100 at the best; whole numbers, bounded to -50..100.

    All arguments are hundredths of a point. None where no package beats no deal for everybody,
    or where the best is no better than the reservation value.
    """
    if best is None or best <= reservation:
        return None
    span = best - reservation
    value = (200 * (points - reservation) + span) // (2 * span)
    return max(ATTAINMENT_FLOOR, min(ATTAINMENT_CEILING, value))
