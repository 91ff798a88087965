"""How far a delegation's goals were met, term by term.

The same code scores a finished game, a package under composition and a machine's offer. All
points are integers in hundredths (10000 is the full score), so that ties stay exact and a sheet's
lines add up to its total.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from game.scenario.model import (
    DelegationId,
    Ending,
    EndingTerm,
    IndicatorId,
    IndicatorTerm,
    IssueId,
    IssueTerm,
    MeetingsTerm,
    MoveFate,
    MoveId,
    MoveTerm,
    ObjectiveId,
    OptionId,
    Package,
    PairTerm,
    RedLine,
    RedLineId,
    StandingTerm,
    Structure,
    Term,
)

FULL_SCORE = 10_000
ATTAINMENT_FLOOR = -50
ATTAINMENT_CEILING = 100
#: Attainment in the unit in which pars are frozen: hundredths of a per cent.
FULL_ATTAINMENT = 10_000

#: The weights of a delegation's objectives where a directive has changed them.
Weights = Mapping[ObjectiveId, int]


@dataclass(frozen=True)
class SideAccord:
    """A side accord as it was carried out: for its parties it adds to the joint text."""

    parties: tuple[DelegationId, ...]
    package: Package


@dataclass(frozen=True)
class Outcome:
    """How a game ended, or how it is supposed to end when packages are compared.

    ``signed`` holds an option for every issue of the agenda: the signed text, and the silent
    option where it says nothing; ``package`` is the same as it was carried out. ``bound`` are the
    delegations that signed. ``mandates`` are the red lines that a capital has given leave to
    cross, ``weights`` those of the delegations that have been given others by a directive.
    """

    agenda: tuple[IssueId, ...]
    signed: Package
    package: Package
    ending: Ending
    bound: frozenset[DelegationId]
    indicators: Mapping[IndicatorId, int]
    standing: Mapping[DelegationId, int]
    meetings: Mapping[frozenset[DelegationId], int] = field(default_factory=dict)
    moves: Mapping[MoveId, MoveFate] = field(default_factory=dict)
    accords: tuple[SideAccord, ...] = ()
    mandates: Mapping[DelegationId, frozenset[RedLineId]] = field(default_factory=dict)
    weights: Mapping[DelegationId, Weights] = field(default_factory=dict)

    def package_for(self, structure: Structure, delegation: DelegationId) -> Package:
        """What holds for a delegation: on each issue the more of joint text and its accords."""
        held = dict(self.package)
        for accord in self.accords:
            if delegation not in accord.parties:
                continue
            for issue, option in accord.package.items():
                order = structure.issue(issue).option_ids
                if order.index(option) > order.index(held[issue]):
                    held[issue] = option
        return held


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
    structure: Structure,
    agenda: tuple[IssueId, ...],
    delegation: DelegationId,
    directed: Weights | None = None,
) -> tuple[PlayedTerm, ...]:
    """The delegation's terms that the agenda can serve, scaled so that full worth is 100 points.

    ``directed`` are the weights that a directive has set, in place of the scenario's.
    """
    objectives = structure.delegation(delegation).objectives
    weight = directed or {objective.id: objective.weight for objective in objectives}
    served = [
        (objective, [term for term in objective.terms if serves(term, agenda)])
        for objective in objectives
    ]
    # A directive of an older edition of the scenario gives no weight to what has come since.
    served = [(objective, terms) for objective, terms in served if terms and objective.id in weight]
    weights = sum(weight[objective.id] for objective, _ in served)
    return tuple(
        PlayedTerm(
            objective=objective.id,
            term=term,
            numerator=weight[objective.id] * term.share,
            denominator=weights * sum(other.share for other in terms),
        )
        for objective, terms in served
        for term in terms
    )


def worth_of(
    term: Term, outcome: Outcome, delegation: DelegationId, held: Package | None = None
) -> int:
    """How far the outcome satisfies the term, 0-100.

    ``held`` is what holds for the delegation where side accords add to the joint text.
    """
    package = outcome.package if held is None else held
    match term:
        case IssueTerm():
            return term.worth[package[term.issue]]
        case PairTerm():
            return pair_worth(term, package)
        case IndicatorTerm():
            return on_a_line(outcome.indicators[term.indicator], term.worst, term.best)
        case MeetingsTerm():
            met = outcome.meetings.get(frozenset((delegation, term.delegation)), 0)
            return on_a_line(met, 0, term.target)
        case EndingTerm():
            return term.worth[outcome.ending]
        case StandingTerm():
            return on_a_line(outcome.standing[delegation], term.worst, term.best)
        case MoveTerm():
            return term.worth[outcome.moves.get(term.move, "not_made")]


def pair_worth(term: PairTerm, package: Package) -> int:
    """The worth of the first case that fits the package, or the default."""
    for case in term.cases:
        if all(package[issue] in options for issue, options in case.when.items()):
            return case.worth
    return term.default


def on_a_line(value: int, worst: int, best: int) -> int:
    """Where the value lies between worst (0) and best (100), rounded half up and bounded."""
    span = abs(best - worst)
    covered = (value - worst) if best > worst else (worst - value)
    return max(0, min(100, (2 * 100 * covered + span) // (2 * span)))


def crossed_red_lines(
    structure: Structure,
    delegation: DelegationId,
    package: Mapping[IssueId, OptionId],
    held: Set[RedLineId] = frozenset(),
) -> Iterator[RedLine]:
    """The delegation's red lines that the package crosses without leave; ``held`` are those with.

    Issues that the package lacks cross nothing.
    """
    for line in structure.delegation(delegation).red_lines:
        if line.id not in held and all(
            package.get(issue) in options for issue, options in line.when.items()
        ):
            yield line


def score(structure: Structure, delegation: DelegationId, outcome: Outcome) -> ScoreSheet:
    """Score the outcome for one delegation, with each point's reason."""
    objectives: dict[ObjectiveId, list[TermLine]] = {}
    package = outcome.package_for(structure, delegation)
    weights = outcome.weights.get(delegation)
    for played in played_terms(structure, outcome.agenda, delegation, weights):
        worth = worth_of(played.term, outcome, delegation, package)
        line = TermLine(played.term, worth, played.points(worth), played.possible)
        objectives.setdefault(played.objective, []).append(line)
    charges = (
        tuple(
            RedLineCharge(line.id, line.points * 100)
            for line in crossed_red_lines(
                structure, delegation, outcome.signed, outcome.mandates.get(delegation, frozenset())
            )
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
    """The outcome if all signed exactly this and honoured it, and the world went its way."""
    text = {**structure.silent_package(agenda), **package}
    signed = structure.signed_effects(text)
    return Outcome(
        agenda=agenda,
        signed=text,
        package=text,
        ending="full_accord",
        bound=frozenset(structure.delegation_ids),
        indicators={
            i.id: i.clamp(i.reference.accord + signed.get(i.id, 0)) for i in structure.indicators
        },
        standing={d.id: d.standing for d in structure.delegations},
    )


def reference_no_deal(structure: Structure, agenda: tuple[IssueId, ...]) -> Outcome:
    """The outcome if the talks end with nothing signed: what the reservation value scores."""
    return Outcome(
        agenda=agenda,
        signed=structure.silent_package(agenda),
        package=structure.silent_package(agenda),
        ending="no_agreement",
        bound=frozenset(),
        indicators={i.id: i.reference.no_deal for i in structure.indicators},
        standing={d.id: d.standing for d in structure.delegations},
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


def par_score(points: int, reservation: int, best: int | None, par: int | None) -> int | None:
    """0 at the reservation value, 50 at par, 100 at the best, in straight lines between.

    Seats differ in difficulty; par is what skilled play by the machine attains in that seat, as
    attainment in hundredths of a per cent, so that it holds under a directive's weights too. Below
    the reservation value the score is half the (bounded) attainment. Points are in hundredths.
    None where there is no attainment or no par.
    """
    attained = attainment(points, reservation, best)
    if attained is None or best is None or par is None:
        return None
    if points < reservation:
        return _rounded(attained, 2)
    # Attainment exactly, as numerator over the span.
    reached, span = FULL_ATTAINMENT * (points - reservation), best - reservation
    if reached <= par * span:
        return _rounded(50 * reached, par * span)
    over = _rounded(50 * (reached - par * span), (FULL_ATTAINMENT - par) * span)
    return min(100, 50 + over)


def _rounded(numerator: int, denominator: int) -> int:
    """The quotient rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)
