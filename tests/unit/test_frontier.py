"""Frontier, solutions and everything built on them, against plain enumeration in pure Python.

The oracle knows nothing of NumPy, moocore or merging: it walks through all packages, compares each
with each and uses fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from game.analysis.agreement import MOST_PACKAGES, Agreements, TooManyPackagesError
from game.analysis.clauses import clause_values
from game.analysis.coalitions import coalitions
from game.analysis.frontier import (
    better_for_all,
    efficient_among,
    efficient_rows,
    frontier,
    overall_frontier,
)
from game.analysis.ledger import Factor, Ledger
from game.analysis.placing import nearest_better, place
from game.analysis.points import score_table
from game.analysis.solutions import (
    egalitarian,
    kalai_smorodinsky,
    nash,
    solve,
    utilitarian,
)
from game.analysis.space import PackageSpace
from game.analysis.table import ScoreTable
from game.scenario.loader import load_packaged

Row = tuple[int, ...]


@st.composite
def tables(draw: st.DrawFn) -> ScoreTable:
    """Small scenarios with pair terms and few different numbers, so that ties abound."""
    shape = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    seats = draw(st.integers(2, 4))
    points = st.integers(-3, 5)
    floor = draw(st.sampled_from([None, 0]))
    ledgers = []
    for _ in range(seats):
        axes = [(axis,) for axis in range(len(shape))]
        pairs = list(combinations(range(len(shape)), 2))
        axes += draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
        factors = []
        for scope in axes:
            sizes = [shape[axis] for axis in scope]
            values = draw(st.lists(points, min_size=prod(sizes), max_size=prod(sizes)))
            factors.append(Factor(scope, np.array(values).reshape(sizes)))
        ledgers.append(Ledger(draw(st.integers(0, 4)), tuple(factors), floor))
    agenda = tuple(f"issue{axis}" for axis in range(len(shape)))
    options = tuple(tuple(f"option{n}" for n in range(size)) for size in shape)
    delegations = tuple("abcd"[:seats])
    return ScoreTable(
        space=PackageSpace(agenda, options),
        delegations=delegations,
        ledgers=tuple(ledgers),
        reservation={d: draw(st.integers(-6, 9)) for d in delegations},
        silent={issue: chosen[-1] for issue, chosen in zip(agenda, options, strict=True)},
    )


@dataclass(frozen=True)
class Oracle:
    """Everything about a small table, the slow way. Packages are numbered as they are walked."""

    table: ScoreTable

    def choices(self) -> list[Row]:
        return list(product(*(range(size) for size in self.table.space.shape)))

    def points(self) -> list[Row]:
        return [
            tuple(
                self._floored(
                    ledger.floor,
                    ledger.constant
                    + sum(int(f.table[tuple(chosen[a] for a in f.axes)]) for f in ledger.factors),
                )
                for ledger in self.table.ledgers
            )
            for chosen in self.choices()
        ]

    @staticmethod
    def _floored(floor: int | None, points: int) -> int:
        return points if floor is None else max(floor, points)

    def gains(self) -> dict[int, Row]:
        """By number, the gains of the packages that nobody refuses."""
        no_deal = self.table.reservation.values()
        gains = (tuple(u - r for u, r in zip(row, no_deal, strict=True)) for row in self.points())
        return {number: row for number, row in enumerate(gains) if min(row) >= 0}

    def efficient(self, numbers: Sequence[int]) -> list[int]:
        points = self.points()
        return [n for n in numbers if not any(betters(points[m], points[n]) for m in numbers)]


def betters(one: Row, other: Row) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


def maximal(values: dict[int, tuple[Fraction, ...]]) -> tuple[int, ...]:
    best = max(values.values(), default=())
    return tuple(number for number, value in values.items() if value == best)


def nash_value(row: Row) -> tuple[Fraction, ...]:
    gainers = [gain for gain in row if gain]
    return Fraction(len(gainers)), Fraction(prod(gainers))


def shares(gains: dict[int, Row]) -> dict[int, tuple[Fraction, ...]]:
    ideal = [max(column) for column in zip(*gains.values(), strict=True)]
    return {
        number: tuple(sorted(Fraction(g, b) for g, b in zip(row, ideal, strict=True) if b))
        for number, row in gains.items()
    }


@settings(max_examples=300, deadline=None)
@given(table=tables())
def test_frontier_solutions_and_best_are_those_of_brute_force(table: ScoreTable) -> None:
    found, oracle = Agreements.of(table), Oracle(table)
    gains = oracle.gains()
    assert found.points_of(range(table.space.size)).tolist() == list(map(list, oracle.points()))
    assert found.acceptable.tolist() == list(gains)
    assert frontier(found).tolist() == oracle.efficient(list(gains))
    assert overall_frontier(found).tolist() == oracle.efficient(range(table.space.size))

    solved = solve(found)
    assert solved.packages == {
        "nash": maximal({number: nash_value(row) for number, row in gains.items()}),
        "kalai_smorodinsky": maximal(shares(gains)),
        "egalitarian": maximal({n: tuple(map(Fraction, sorted(r))) for n, r in gains.items()}),
        "utilitarian": maximal({n: (Fraction(sum(r)),) for n, r in gains.items()}),
    }
    assert solved.most_gained == max(map(sum, gains.values()), default=None)
    assert solved.greatest_product == (max(map(prod, gains.values()), default=0) or None)
    for seat, (delegation, reservation) in enumerate(table.reservation.items()):
        best = max((row[seat] + reservation for row in gains.values()), default=None)
        assert found.best(delegation) == best


@settings(max_examples=150, deadline=None)
@given(table=tables(), data=st.data())
def test_a_package_is_placed_as_by_brute_force(table: ScoreTable, data: st.DataObject) -> None:
    found, oracle = Agreements.of(table), Oracle(table)
    number = data.draw(st.integers(0, table.space.size - 1))
    points, choices, gains = oracle.points(), oracle.choices(), oracle.gains()
    placing = place(found, solve(found), number)
    better = [n for n, row in enumerate(points) if betters(row, points[number])]
    assert placing.better.tolist() == better
    assert placing.efficient == (not better)
    assert placing.acceptable == (number in gains)
    surplus = sum(points[number]) - sum(table.reservation.values())
    most = max(map(sum, gains.values()), default=None)
    assert placing.surplus == surplus
    assert placing.unclaimed == (None if most is None else most - surplus)
    assert placing.joint_share == (surplus / most if most else None)
    assert placing.forgone == max((sum(points[n]) - sum(points[number]) for n in better), default=0)
    ideal = [max(column) for column in zip(*gains.values(), strict=True)]
    none = {d for seat, d in enumerate(table.delegations) if not (ideal and ideal[seat])}
    assert {d for d, value in placing.attainment.items() if value is None} == none
    greatest = max(map(prod, gains.values()), default=0)
    if greatest:
        own = prod(gains[number]) if number in gains else 0
        ratio = (own / greatest) ** (1 / len(table.delegations))
        assert placing.nash_ratio == pytest.approx(ratio)
    else:
        assert placing.nash_ratio is None

    def changed(other: int) -> int:
        return sum(a != b for a, b in zip(choices[number], choices[other], strict=True))

    fewest = min(map(changed, better), default=0)
    nearest = [n for n in better if changed(n) == fewest]
    nearest.sort(key=lambda n: (-sum(points[n]), n))
    improvements = nearest_better(found, placing)
    assert [improvement.number for improvement in improvements] == nearest[:3]
    for improvement in improvements:
        assert len(improvement.changes) == fewest
        swapped = {issue: new for issue, (_, new) in improvement.changes.items()}
        package = table.space.package(number) | swapped
        assert table.space.number(package) == improvement.number
        row = tuple(improvement.gains.values())
        assert betters(row, (0,) * len(row))
        assert len(improvement.gainers) == sum(gain > 0 for gain in row)


@settings(max_examples=100, deadline=None)
@given(table=tables(), data=st.data())
def test_coalitions_and_clauses_are_those_of_brute_force(
    table: ScoreTable, data: st.DataObject
) -> None:
    found, points = Agreements.of(table), Oracle(table).points()
    seat = {d: index for index, d in enumerate(table.delegations)}
    every = coalitions(found)
    assert [c.members for c in every] == [
        members
        for size in range(len(seat), 1, -1)
        for members in combinations(table.delegations, size)
    ]
    for coalition in every:
        pleased = [
            all(row[seat[d]] >= table.reservation[d] for d in coalition.members) for row in points
        ]
        assert coalition.packages == sum(pleased)
        assert coalition.could_have_agreed == any(pleased)

    number = data.draw(st.integers(0, table.space.size - 1))
    package = table.space.package(number)
    for clause, options in zip(clause_values(found, number), table.space.options, strict=True):
        rows = {o: points[table.space.number(package | {clause.issue: o})] for o in options}
        mine, silent = rows[clause.option], rows[table.silent[clause.issue]]
        assert tuple(clause.worth.values()) == tuple(
            a - b for a, b in zip(mine, silent, strict=True)
        )
        assert clause.created == sum(mine) - sum(silent)
        lost = sum(b - a for a, b in zip(mine, silent, strict=True) if a < b)
        assert clause.claimed == min(lost, clause.created + lost)
        assert clause.left == max(map(sum, rows.values())) - sum(mine)


def test_ties_are_all_told_in_the_order_of_their_numbers() -> None:
    gains = np.array([[1, 4], [2, 2], [4, 1], [2, 2]])
    assert nash(gains).tolist() == [0, 1, 2, 3]
    assert kalai_smorodinsky(gains).tolist() == [1, 3]
    assert egalitarian(gains).tolist() == [1, 3]
    assert utilitarian(gains).tolist() == [0, 2]


def test_where_every_product_is_nought_most_gainers_come_first() -> None:
    gains = np.array([[9, 0, 0], [1, 2, 0], [3, 0, 1], [0, 2, 1]])
    assert nash(gains).tolist() == [2]


def test_who_can_gain_nothing_has_no_share() -> None:
    gains = np.array([[0, 1, 3], [0, 2, 2], [0, 3, 0]])
    assert kalai_smorodinsky(gains).tolist() == [1]
    assert kalai_smorodinsky(np.zeros((2, 3), dtype=np.int64)).tolist() == [0, 1]


def test_shares_are_told_apart_that_floating_point_holds_for_equal() -> None:
    # 10^9/(10^9+1) < (10^9+1)/(10^9+2), by less than floating point can tell.
    large = 10**9
    gains = np.array([[large, large + 2], [large + 1, large + 1], [large, large + 2]])
    assert large / (large + 1) == pytest.approx((large + 1) / (large + 2), rel=1e-15)
    assert kalai_smorodinsky(gains).tolist() == [1]


def test_products_are_told_apart_that_floating_point_holds_for_equal() -> None:
    gains = np.array([[3**16, 3**16, 1], [3**16 + 1, 3**16 - 1, 1]])
    assert nash(gains).tolist() == [0]


def test_where_nobody_can_agree_there_is_nothing_to_single_out() -> None:
    ledger = Ledger(0, (Factor((0,), np.array([1, 2])),))
    space = PackageSpace(("ferry",), (("sails", "sinks"),))
    table = ScoreTable(space, ("a", "b"), (ledger, ledger), {"a": 3, "b": 0}, {"ferry": "sinks"})
    found = Agreements.of(table)
    solved = solve(found)
    assert set(solved.packages.values()) == {()}
    placing = place(found, solved, 1)
    assert (placing.joint_share, placing.nash_ratio, placing.unclaimed) == (None, None, None)
    with pytest.raises(IndexError):
        place(found, solved, 2)


def test_too_many_packages_are_refused_before_memory_is_asked_for() -> None:
    sizes = ("12345", *("1234567890" for _ in range(8)))
    space = PackageSpace(tuple(f"issue{n}" for n in range(9)), tuple(map(tuple, sizes)))
    table = ScoreTable(space, ("a", "b"), (Ledger(0, ()), Ledger(0, ())), {"a": 0, "b": 0}, {})
    with pytest.raises(TooManyPackagesError, match=f"500,000,000.*{MOST_PACKAGES:,}"):
        Agreements.of(table)


@cache
def found_in(preset: str) -> Agreements:
    structure = load_packaged("six_party_talks").structure
    return Agreements.of(score_table(structure, structure.preset(preset).agenda))


def plain_filter(points: NDArray[np.int64]) -> NDArray[np.bool_]:
    """What no row betters, in NumPy alone: from the greatest sum down, each strikes out others."""
    kept = np.zeros(len(points), dtype=bool)
    left = np.argsort(-points.sum(axis=1), kind="stable")
    while left.size:
        first = points[left[0]]
        kept[left[(points[left] == first).all(axis=1)]] = True
        left = left[(points[left] > first).any(axis=1)]
    return kept


def test_library_and_plain_filter_agree_on_a_large_set() -> None:
    found = found_in("two75")
    points = found.points_of(found.acceptable[::5])
    assert points.shape[0] > 50_000
    assert efficient_rows(points).tolist() == plain_filter(points).tolist()


def test_merging_issue_by_issue_finds_what_comparing_package_by_package_finds() -> None:
    found = found_in("class75")
    merged = overall_frontier(found)
    assert np.array_equal(merged, efficient_among(found, np.flatnonzero(found.coherent)))
    assert np.array_equal(np.intersect1d(merged, found.acceptable), frontier(found))


def test_what_betters_a_signed_text_is_found_among_all_packages() -> None:
    found = found_in("two75")
    number = int(found.acceptable[0])
    better = better_for_all(found, number)
    assert np.isin(better, found.acceptable).all()
    (nearest,) = nearest_better(found, place(found, solve(found), number), at_most=1)
    signed = np.array(np.unravel_index(number, found.space.shape))
    apart = (signed != np.array(np.unravel_index(better, found.space.shape)).T).sum(axis=1)
    assert len(nearest.changes) == apart.min()
    assert min(nearest.gains.values()) >= 0
