"""A full scenario as a score table: every package's points equal ``scoring.score`` to the unit.

The constant is what the reference path of the world brings; an issue term, a pair term and a red
line's charge become a factor each. The factors hold scoring's own rounded integers, so that adding
them gives the same totals.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product

import numpy as np

from game.analysis.ledger import Factor, Ledger
from game.analysis.space import PackageSpace
from game.analysis.table import ScoreTable
from game.engine.results import Position
from game.engine.scoring import (
    PlayedTerm,
    on_a_line,
    pair_worth,
    played_terms,
    reference_deal,
    reference_no_deal,
    score,
    worth_of,
)
from game.scenario.model import (
    DelegationId,
    IndicatorTerm,
    IssueId,
    IssueTerm,
    PairTerm,
    RedLine,
    Structure,
)

#: No directive, no leave to cross a red line, no accord.
PLAIN = Position()


def score_table(structure: Structure, agenda: tuple[IssueId, ...]) -> ScoreTable:
    """What each package of the agenda is worth on the world's reference path, all honoured.

    The reservation value is the score of the reference path without a deal. KeyError for an issue
    that the structure lacks.
    """
    space = PackageSpace.of(structure, agenda)
    no_deal = reference_no_deal(structure, agenda)
    return ScoreTable(
        space=space,
        delegations=structure.delegation_ids,
        ledgers=tuple(ledger(structure, space, d) for d in structure.delegation_ids),
        reservation={d: score(structure, d, no_deal).total for d in structure.delegation_ids},
        silent=structure.silent_package(agenda),
        clashes=space.clashes(one for one in structure.conflicts if one.refused),
    )


def ledger(
    structure: Structure,
    space: PackageSpace,
    delegation: DelegationId,
    position: Position = PLAIN,
) -> Ledger:
    """Take one delegation's scoring apart into a constant and factors.

    ``position`` is what bears on it beside the package: other weights set by a directive, leave
    to cross red lines, side accords.
    """
    outcome = reference_deal(structure, space.agenda, {})
    weights = position.directed.weights if position.directed else None
    constant = 0
    factors: list[Factor] = []
    felt: list[Factor] = []
    for played in played_terms(structure, space.agenda, delegation, weights):
        match played.term:
            case IssueTerm() as term:
                factors.append(_issue_factor(space, played, term))
            case PairTerm() as term:
                factors.append(_pair_factor(space, played, term))
            case IndicatorTerm() as term if _movers(structure, space, term):
                felt.append(_felt_factor(structure, space, played, term))
            case _:
                constant += played.points(worth_of(played.term, outcome, delegation))
    lifts = _lifts(space, position)
    # Side accords add to what holds for their parties, not to what the signed text does at once.
    factors = [*(_lifted(factor, lifts) for factor in factors), *felt]
    lines = structure.delegation(delegation).red_lines
    barred = [line for line in lines if line.id not in position.mandates]
    factors.extend(charges(space, barred, lambda line: 100 * line.points))
    return Ledger(constant, tuple(factors))


def _issue_factor(space: PackageSpace, played: PlayedTerm, term: IssueTerm) -> Factor:
    axis = space.agenda.index(term.issue)
    points = [played.points(term.worth[option]) for option in space.options[axis]]
    return Factor((axis,), np.array(points, dtype=np.int64))


def _pair_factor(space: PackageSpace, played: PlayedTerm, term: PairTerm) -> Factor:
    axes = _axes(space, term.issues)
    issues = [space.agenda[axis] for axis in axes]
    rows = product(*(space.options[axis] for axis in axes))
    worths = (pair_worth(term, dict(zip(issues, row, strict=True))) for row in rows)
    return _factor(space, axes, [played.points(worth) for worth in worths])


def _movers(structure: Structure, space: PackageSpace, term: IndicatorTerm) -> tuple[IssueId, ...]:
    """The issues of the agenda on which some option moves the term's indicator when signed."""
    return tuple(
        issue
        for issue in space.agenda
        if any(option.effects.get(term.indicator) for option in structure.issue(issue).options)
    )


def _felt_factor(
    structure: Structure, space: PackageSpace, played: PlayedTerm, term: IndicatorTerm
) -> Factor:
    """What the world after signing is worth, by the options of the issues that move it."""
    axes = _axes(space, _movers(structure, space, term))
    indicator = structure.indicator(term.indicator)
    points: list[int] = []
    for row in product(*(space.options[axis] for axis in axes)):
        signed = dict(zip((space.agenda[axis] for axis in axes), row, strict=True))
        moved = structure.signed_effects(signed).get(indicator.id, 0)
        value = indicator.clamp(indicator.reference.accord + moved)
        points.append(played.points(on_a_line(value, term.worst, term.best)))
    return _factor(space, axes, points)


def _lifts(space: PackageSpace, position: Position) -> Mapping[int, int]:
    """By axis, the option below which nothing falls for a delegation because of its accords."""
    lifts: dict[int, int] = {}
    for accord in position.accords:
        for issue, option in accord.package.items():
            axis = space.agenda.index(issue)
            lifts[axis] = max(lifts.get(axis, 0), space.options[axis].index(option))
    return lifts


def _lifted(factor: Factor, lifts: Mapping[int, int]) -> Factor:
    """The factor where accords add to the text: what holds is the more of the two."""
    table = factor.table
    for place, axis in enumerate(factor.axes):
        if axis in lifts:
            held = np.maximum(np.arange(table.shape[place]), lifts[axis])
            table = table.take(held, axis=place)
    return Factor(factor.axes, table)


def charges(
    space: PackageSpace, red_lines: Iterable[RedLine], price: Callable[[RedLine], int]
) -> Iterator[Factor]:
    """What crossing each of the red lines takes off, by a price in hundredths of a point."""
    for line in red_lines:
        # A line that names an issue off the agenda can never be crossed.
        if not all(issue in space.agenda for issue in line.when):
            continue
        axes = _axes(space, tuple(line.when))
        crossed = product(
            *([o in line.when[space.agenda[axis]] for o in space.options[axis]] for axis in axes)
        )
        yield _factor(space, axes, [-price(line) * all(row) for row in crossed])


def _axes(space: PackageSpace, issues: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted(space.agenda.index(issue) for issue in issues))


def _factor(space: PackageSpace, axes: tuple[int, ...], points: list[int]) -> Factor:
    shape = tuple(space.shape[axis] for axis in axes)
    return Factor(axes, np.array(points, dtype=np.int64).reshape(shape))
