"""What packages are worth to one delegation: looked up in tables, never enumerated while playing.

A long agenda has millions of packages. What a delegation needs is small: its own worth of any one
package (a few table look-ups), and a *pool* of packages spread evenly over the agenda, from which
search starts. Both are worked out once for a scenario and kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from game.analysis.ledger import Factor, Ledger
from game.analysis.points import charges, ledger
from game.analysis.space import Clash, PackageSpace
from game.bots.stakes import World
from game.bots.sums import TableSum
from game.engine.results import Position, appraise
from game.engine.scoring import PlayedTerm, played_terms, reference_no_deal, score
from game.scenario.model import (
    DelegationId,
    IssueId,
    OptionId,
    Package,
    RedLine,
    StandingTerm,
)
from game.scenario.texts import Scenario

#: How many packages a pool holds at most; a shorter agenda is held whole.
POOL_SIZE = 8_192
#: What a contradiction costs (hundredths of a point): more than any worth that is held out for.
UNSOUND = 10_000_000
#: The golden ratio's fractional part: steps of this length never come near where they have been.
GOLDEN = 0.6180339887498949

#: A package as positions of options, one an issue, in the agenda's order.
Choice = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """What a valuation depends on; equal cases share one. ``weights`` are a directive's."""

    scenario: Scenario = field(compare=False)
    hash: str
    agenda: tuple[IssueId, ...]
    delegation: DelegationId
    position: Position = field(compare=False)
    key: tuple[object, ...]

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        agenda: tuple[IssueId, ...],
        delegation: DelegationId,
        position: Position,
    ) -> "Case":
        """The case of a delegation in that position."""
        directed = position.directed
        key = (
            directed and (directed.inject, frozenset(directed.weights.items())),
            position.mandates,
            tuple(frozenset(accord.package.items()) for accord in position.accords),
        )
        return cls(scenario, scenario.hashes.numbers, agenda, delegation, position, key)


@dataclass(frozen=True, eq=False)
class Pool:
    """Packages of an agenda: ``choices`` a row each, ``columns`` the same with a 1 an option.

    None of them contradicts itself; ``clashes`` are 1 where a package contradicts itself, each on
    its few issues.
    """

    space: PackageSpace
    choices: NDArray[np.int64]
    columns: NDArray[np.float64]
    starts: tuple[int, ...]
    clashes: tuple[Factor, ...]

    def sound(self, choices: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of those packages, a row each, do not contradict themselves."""
        sound: NDArray[np.bool_] = _clashing(self.clashes, self.space).over(choices) == 0
        return sound

    def flat(self, choice: Sequence[int]) -> list[int]:
        """The columns of a choice's options."""
        return [start + option for start, option in zip(self.starts, choice, strict=True)]

    def named(self, package: Package) -> list[int]:
        """The columns of the options that a package names."""
        return [self._columns[issue, option] for issue, option in package.items()]

    @cached_property
    def _columns(self) -> dict[tuple[IssueId, OptionId], int]:
        space = self.space
        return {
            (issue, option): start + place
            for issue, options, start in zip(space.agenda, space.options, self.starts, strict=True)
            for place, option in enumerate(options)
        }

    @cached_property
    def holding(self) -> NDArray[np.bool_]:
        """Of each column, in a row, which packages hold its option."""
        return np.ascontiguousarray(self.columns.T.astype(bool))

    def holding_one(self, axis: int, places: tuple[int, ...]) -> NDArray[np.bool_]:
        """Which packages hold one of those options of an issue."""
        if (axis, places) not in self._holding_one:
            columns = [self.starts[axis] + place for place in places]
            self._holding_one[axis, places] = np.logical_or.reduce(self.holding[columns])
        return self._holding_one[axis, places]

    @cached_property
    def _holding_one(self) -> dict[tuple[int, tuple[int, ...]], NDArray[np.bool_]]:
        return {}

    @cached_property
    def changes(self) -> list[tuple[int, int]]:
        """The issue and the position of each column, for look-ups one by one."""
        return list(zip(self.axes.tolist(), self.places.tolist(), strict=True))

    @cached_property
    def axes(self) -> NDArray[np.intp]:
        """The issue of each column."""
        return np.repeat(np.arange(len(self.starts)), self.space.shape)

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """The position of each column's option among those of its issue."""
        places: NDArray[np.intp] = np.arange(len(self.axes)) - np.array(self.starts)[self.axes]
        return places

    def spread(self, shares: tuple[float, ...]) -> NDArray[np.float64]:
        """A matrix that spreads what lies on a column over those so many steps away."""
        if shares not in self._spreads:
            near = self.axes[:, np.newaxis] == self.axes
            steps = np.abs(np.subtract.outer(np.arange(len(near)), np.arange(len(near))))
            table = np.array((*shares, 0.0))
            self._spreads[shares] = near * table[np.minimum(steps, len(shares))]
        return self._spreads[shares]

    @cached_property
    def _spreads(self) -> dict[tuple[float, ...], NDArray[np.float64]]:
        return {}


@lru_cache(maxsize=16)
def _pool(hash_: str, space: PackageSpace, clashes: tuple[Clash, ...]) -> Pool:
    if space.size <= POOL_SIZE:
        numbers = np.arange(space.size)
    else:
        stride = int(space.size * GOLDEN) | 1
        # Twice as many as are wanted: some contradict themselves.
        numbers = np.unique(np.arange(2 * POOL_SIZE) * stride % space.size)
    choices = np.stack(np.unravel_index(numbers, space.shape), axis=1).astype(np.int64)
    counted = tuple(_counted(clash, space.shape) for clash in clashes)
    choices = choices[_clashing(counted, space).over(choices) == 0]
    if len(choices) > POOL_SIZE:
        choices = choices[np.linspace(0, len(choices) - 1, POOL_SIZE).astype(np.intp)]
    starts = tuple(int(start) for start in np.cumsum((0, *space.shape[:-1])))
    columns = np.zeros((len(choices), sum(space.shape)))
    rows = np.arange(len(choices))
    for axis, start in enumerate(starts):
        columns[rows, start + choices[:, axis]] = 1
    return Pool(space, choices, columns, starts, counted)


def _clashing(clashes: tuple[Factor, ...], space: PackageSpace) -> TableSum:
    """Of any package, how often it contradicts itself."""
    return TableSum.of(0, clashes, space.shape)


def _counted(clash: Clash, shape: tuple[int, ...]) -> Factor:
    """A clash as a table over its issues: 1 where a package runs into it."""
    ordered = sorted(clash)
    axes = tuple(axis for axis, _ in ordered)
    table = np.zeros([shape[axis] for axis in axes], dtype=np.int64)
    table[np.ix_(*(places for _, places in ordered))] = 1
    return Factor(axes, table)


def pool_of(scenario: Scenario, agenda: tuple[IssueId, ...]) -> Pool:
    """The pool of that agenda, worked out once."""
    space = PackageSpace.of(scenario.structure, agenda)
    return _pool(scenario.hashes.numbers, space, space.clashes(scenario.structure.conflicts))


class Valuation:
    """One delegation's worth of packages (hundredths of a point), on the world's reference path.

    Beside what ``scoring`` counts, a crossed red line costs what the standing lost with it is
    worth. ``fallback`` is the score without a joint text, ``best`` the best to hope for.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.pool = pool_of(case.scenario, case.agenda)
        structure = case.scenario.structure
        own = ledger(structure, self.pool.space, case.delegation, case.position)
        lines = structure.delegation(case.delegation).red_lines
        barred = [line for line in lines if line.id not in case.position.mandates]
        home = charges(self.pool.space, barred, self._home_price)
        self._ledger = Ledger(own.constant, (*own.factors, *home))
        self._sum = TableSum.of(own.constant, self._ledger.factors, self.pool.space.shape)
        self.fallback = self._fallback()

    def _home_price(self, line: RedLine) -> int:
        return round(line.standing * self.standing_point)

    @cached_property
    def terms(self) -> tuple[PlayedTerm, ...]:
        """What the delegation is scored by, under its directive's weights if it has one."""
        case = self.case
        directed = case.position.directed
        weights = directed.weights if directed else None
        return played_terms(case.scenario.structure, case.agenda, case.delegation, weights)

    @cached_property
    def world(self) -> World:
        """What those terms say of the world."""
        return World(self.case.scenario.structure, self.terms)

    @cached_property
    def standing_point(self) -> float:
        """What one point of own standing is worth, on the line between worst and best."""
        return sum(
            one.possible / abs(one.term.best - one.term.worst)
            for one in self.terms
            if isinstance(one.term, StandingTerm)
        )

    def _fallback(self) -> int:
        case = self.case
        structure, position = case.scenario.structure, case.position
        directed = position.directed
        outcome = replace(
            reference_no_deal(structure, case.agenda),
            accords=position.accords,
            weights={case.delegation: directed.weights} if directed else {},
        )
        return score(structure, case.delegation, outcome).total

    def points(self, choice: Choice) -> int:
        """The worth of a package."""
        return self._sum.at(choice)

    def parts(self, choices: NDArray[np.int64]) -> NDArray[np.float64]:
        """Where each of many packages lies, a row each: ``part`` for all of them at once."""
        parts: NDArray[np.float64] = (self._sum.over(choices) - self.fallback) / self.span
        return parts

    def parts_beside(self, choice: Choice) -> NDArray[np.float64]:
        """Where a package lies once one option is changed: a number for each of the columns.

        Far below any other where the package would contradict itself. Read only.
        """
        return _parts_beside(self, choice)

    def _parts_beside(self, choice: Choice) -> NDArray[np.float64]:
        pool = self.pool
        points = self._sound_sum.beside(np.array(choice), pool.axes, pool.places)
        parts: NDArray[np.float64] = (points - self.fallback) / self.span
        return parts

    @cached_property
    def _sound_sum(self) -> TableSum:
        """The worth of a package, less far more than that for each contradiction in it."""
        charged = (Factor(clash.axes, -UNSOUND * clash.table) for clash in self.pool.clashes)
        return TableSum.of(
            self._ledger.constant, (*self._ledger.factors, *charged), self.pool.space.shape
        )

    @cached_property
    def pooled(self) -> NDArray[np.float32]:
        """Where each package of the pool lies: 0 is no deal, 1 the best."""
        return self.parts(self.pool.choices).astype(np.float32)

    @cached_property
    def best(self) -> int:
        """The best to hope for: in any package that all would prefer to no deal, if that is known.

        That is what the delegation's own page shows, so it gives away nothing about the others.
        """
        case = self.case
        frozen = appraise(
            case.scenario.structure, case.agenda, case.delegation, {}, case.position
        ).result.best
        if frozen is not None and frozen > self.fallback:
            return frozen
        total = [self.points(tuple(choice)) for choice in self.pool.choices[:2000].tolist()]
        return max(*total, self.fallback + 1)

    @cached_property
    def span(self) -> int:
        """What lies between no deal and the best."""
        return self.best - self.fallback

    def part(self, choice: Choice) -> float:
        """Where a package lies: 0 is no deal, 1 the best to hope for."""
        return (self.points(choice) - self.fallback) / self.span

    @cached_property
    def stakes(self) -> tuple[tuple[float, ...], ...]:
        """What each option brings on average over all other choices, by issue (hundredths)."""
        shape = self.pool.space.shape
        return tuple(
            tuple(self._ledger.marginal(axis, length).tolist()) for axis, length in enumerate(shape)
        )

    @cached_property
    def stakes_by_column(self) -> NDArray[np.float64]:
        """The same, a number for each of the pool's columns."""
        return np.concatenate([np.array(row) for row in self.stakes])

    @cached_property
    def by_stake(self) -> tuple[int, ...]:
        """The issues (as axes), those first on which most is at stake."""
        spread = [max(values) - min(values) for values in self.stakes]
        return tuple(sorted(range(len(spread)), key=lambda axis: -spread[axis]))

    def choice(self, package: Package) -> Choice:
        """A package as positions; issues that it does not name stay silent."""
        get = package.get
        return tuple([places[get(issue, silent)] for issue, silent, places in self._axes])

    @cached_property
    def _axes(self) -> list[tuple[IssueId, OptionId, dict[OptionId, int]]]:
        """By axis the issue, what holds on it in silence, and its options' positions."""
        structure, space = self.case.scenario.structure, self.pool.space
        return [
            (issue, structure.issue(issue).silent, {o: place for place, o in enumerate(options)})
            for issue, options in zip(space.agenda, space.options, strict=True)
        ]

    def package(self, choice: Choice) -> dict[IssueId, OptionId]:
        """Positions as a package."""
        space = self.pool.space
        return {
            issue: options[place]
            for issue, options, place in zip(space.agenda, space.options, choice, strict=True)
        }

    def crossed(self, choice: Choice) -> tuple[RedLine, ...]:
        """The red lines that a package crosses without leave."""
        return tuple(
            line
            for line, when in self._barred
            if all(choice[axis] in places for axis, places in when)
        )

    @cached_property
    def _barred(self) -> list[tuple[RedLine, list[tuple[int, frozenset[int]]]]]:
        """The red lines without leave that the agenda can cross, and where: positions by axis."""
        case, space = self.case, self.pool.space
        at = {issue: axis for axis, issue in enumerate(space.agenda)}
        return [
            (line, [(at[issue], _places(space.options[at[issue]], when[issue])) for issue in when])
            for line in case.scenario.structure.delegation(case.delegation).red_lines
            for when in (line.when,)
            if line.id not in case.position.mandates and all(issue in at for issue in when)
        ]


def _places(options: tuple[OptionId, ...], some: Iterable[OptionId]) -> frozenset[int]:
    """The positions of some of an issue's options."""
    return frozenset(options.index(option) for option in some)


@lru_cache(maxsize=4_096)
def _parts_beside(own: Valuation, choice: Choice) -> NDArray[np.float64]:
    """Kept, since a climb comes to the same few packages again and again."""
    return own._parts_beside(choice)


@lru_cache(maxsize=512)
def valuation(case: Case) -> Valuation:
    """The valuation of a case, worked out once."""
    return Valuation(case)
