"""Exact analysis agrees with scoring to the unit, and the packaged scenario keeps its balance."""

import random
import tomllib
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.analysis.agreement import Agreements
from game.analysis.balance import Gate, gates
from game.analysis.benchmarks import (
    AgendaReport,
    analyse,
    benchmark,
    best_under,
    format_benchmarks,
)
from game.analysis.ledger import Factor, Ledger
from game.analysis.points import ledger, score_table
from game.analysis.space import PackageSpace
from game.analysis.table import ScoreTable
from game.engine.results import Directed, Position, appraise
from game.engine.scoring import Outcome, SideAccord, reference_deal, reference_no_deal, score
from game.scenario.loader import load_packaged
from game.scenario.model import (
    Benchmark,
    DirectedBenchmark,
    IssueId,
    RedLine,
    Reference,
    Structure,
)
from tests.builders import changed, harbour

CORE = ("programme", "security", "sanctions", "aid", "payers")


@cache
def structure() -> Structure:
    return load_packaged("six_party_talks").structure


@cache
def found(agenda: tuple[IssueId, ...]) -> Agreements:
    return Agreements.of(score_table(structure(), agenda))


@cache
def reports() -> tuple[AgendaReport, ...]:
    return tuple(analyse(structure()))


def totals(agenda: tuple[IssueId, ...], number: int) -> tuple[int, ...]:
    """What scoring itself gives each delegation for the package with that number."""
    package = PackageSpace.of(structure(), agenda).package(number)
    outcome = reference_deal(structure(), agenda, package)
    return tuple(score(structure(), d, outcome).total for d in structure().delegation_ids)


def test_numbers_and_packages_are_each_others_inverse() -> None:
    space = PackageSpace.of(structure(), ("forum", "aid", "payers"))
    packages = [space.package(number) for number in range(space.size)]
    assert [space.number(package) for package in packages] == list(range(3 * 4 * 3))
    assert len({tuple(package.items()) for package in packages}) == space.size


@pytest.mark.parametrize("number", [-1, 36])
def test_there_is_no_package_beyond_the_space(number: int) -> None:
    with pytest.raises(IndexError):
        PackageSpace.of(structure(), ("forum", "aid", "payers")).package(number)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_points_are_those_of_scoring_on_any_agenda(data: st.DataObject) -> None:
    issues = sorted(issue.id for issue in structure().issues)
    agenda = tuple(
        data.draw(st.lists(st.sampled_from(issues), min_size=1, max_size=5, unique=True))
    )
    every = Agreements.of(score_table(structure(), agenda))
    number = data.draw(st.integers(0, every.space.size - 1))
    assert tuple(int(points[number]) for points in every.points) == totals(agenda, number)


def test_points_are_those_of_scoring_on_the_whole_agenda() -> None:
    agenda = structure().preset("two75").agenda
    every = found(agenda)
    draws = random.Random(6)
    for number in (draws.randrange(every.space.size) for _ in range(200)):
        assert tuple(int(points[number]) for points in every.points) == totals(agenda, number)


def test_coalitions_are_counted_as_one_by_one() -> None:
    every = found(CORE)
    no_deal = reference_no_deal(structure(), CORE)
    reservation = {d: score(structure(), d, no_deal).total for d in structure().delegation_ids}
    refused = [conflict for conflict in structure().conflicts if conflict.refused]
    willing = [
        set()
        if any(conflict.fits(every.space.package(number)) for conflict in refused)
        else {
            d
            for d, points in zip(reservation, totals(CORE, number), strict=True)
            if points >= reservation[d]
        }
        for number in range(every.space.size)
    ]
    everybody = set(reservation)
    assert every.reservation == reservation
    assert every.acceptable.tolist() == [n for n, w in enumerate(willing) if w == everybody]
    for delegation in reservation:
        assert every.without(delegation) == sum(w >= everybody - {delegation} for w in willing)
    essential = structure().rules.essential
    assert every.minus_one(essential) == sum(
        len(w) >= len(everybody) - 1 and w >= set(essential) for w in willing
    )


def test_best_is_taken_among_acceptable_packages_only() -> None:
    every = found(CORE)
    for delegation, points in zip(every.delegations, every.points, strict=True):
        best = every.best(delegation)
        assert best == max(int(points[number]) for number in every.acceptable)
    unbounded = every.points[every.delegations.index("dprk")].max()
    assert (every.best("dprk") or 0) < unbounded


@pytest.mark.parametrize("preset", ["quick", "full"])
@pytest.mark.parametrize(
    ("delegation", "shifts"),
    [
        ("port", {"growth": -10, "passage": 10}),
        ("port", {"growth": -40, "good_name": 40}),
        ("village", {"waters": -30, "quiet": 30}),
        ("ministry", {"peace": -15, "commerce": 15}),
    ],
)
def test_the_best_under_other_weights_is_what_brute_force_finds(
    preset: str, delegation: str, shifts: dict[str, int]
) -> None:
    agenda = harbour().preset(preset).agenda
    weights = harbour().delegation(delegation).weights_after(shifts)
    every = Agreements.of(score_table(harbour(), agenda))
    found = best_under(harbour(), every, delegation, weights)

    def points(outcome: Outcome) -> dict[str, int]:
        directed = replace(outcome, weights={delegation: weights})
        return {d: score(harbour(), d, directed).total for d in harbour().delegation_ids}

    reservation = points(reference_no_deal(harbour(), agenda))
    options = (harbour().issue(issue).option_ids for issue in agenda)
    packages = (dict(zip(agenda, choice, strict=True)) for choice in product(*options))
    deals = [points(reference_deal(harbour(), agenda, package)) for package in packages]
    accepted = [
        one[delegation] for one in deals if all(one[d] >= reservation[d] for d in reservation)
    ]
    assert found == (reservation[delegation], max(accepted, default=None))


def test_under_weights_that_make_every_deal_worse_there_is_no_best() -> None:
    nothing_but_peace = {"growth": 0, "passage": 0, "good_name": 100}
    stern = changed(
        harbour(),
        indicators=tuple(
            indicator.model_copy(
                update={"reference": Reference(accord=indicator.initial, no_deal=0)}
            )
            for indicator in harbour().indicators
        ),
    )
    every = Agreements.of(score_table(stern, ("quay", "fishing")))
    reservation, best = best_under(stern, every, "port", nothing_but_peace)
    assert reservation > 0
    assert best is None


def test_the_frozen_benchmarks_of_directives_are_those_of_their_weights() -> None:
    for preset in harbour().presets:
        [directed] = benchmark(harbour(), preset.agenda).directed
        weights = (
            harbour().delegation("port").weights_after(harbour().inject("board_letter").weights)
        )
        every = Agreements.of(score_table(harbour(), preset.agenda))
        assert (directed.reservation, directed.best) == best_under(
            harbour(), every, "port", weights
        )
        frozen = harbour().benchmark(preset.agenda)
        assert frozen is not None
        assert frozen.directed == (directed,)


def test_a_directive_without_a_best_is_written_and_read_as_none() -> None:
    directed = DirectedBenchmark(inject="letter", delegation="a", reservation=4_100)
    found = GOOD.model_copy(update={"directed": (directed,)})
    written = tomllib.loads(format_benchmarks([report(found)]))
    assert Benchmark.model_validate(written["benchmarks"][0]) == found


def test_where_nothing_is_acceptable_there_is_no_best() -> None:
    forbidden = RedLine(
        id="everything",
        when={"verification": structure().issue("verification").option_ids},
        points=100,
        standing=0,
        sources=(),
    )
    dprk = structure().delegation("dprk").model_copy(update={"red_lines": (forbidden,)})
    others = (d for d in structure().delegations if d.id != dprk.id)
    # Built anew: a copy would keep what the original has cached of its delegations.
    fields = {name: getattr(structure(), name) for name in Structure.model_fields}
    hostile = Structure(**fields | {"delegations": (dprk, *others)})
    hopeless = benchmark(hostile, ("verification",))
    assert hopeless.acceptable == 0
    assert set(hopeless.best.values()) == {None}
    written = tomllib.loads(format_benchmarks([report(hopeless)]))
    assert written["benchmarks"][0]["best"] == {}


def test_an_option_that_all_who_care_rank_last_is_forsaken() -> None:
    space = PackageSpace(("ferry",), (("sails", "waits", "sinks"),))
    cares = Ledger(0, (Factor((0,), np.array([900, 400, 0])),))
    cares_otherwise = Ledger(0, (Factor((0,), np.array([0, 700, 0])),))
    does_not_care = Ledger(50, ())
    every = Agreements.of(
        ScoreTable(
            space=space,
            delegations=("a", "b", "c"),
            ledgers=(cares, cares_otherwise, does_not_care),
            reservation={"a": 0, "b": 0, "c": 0},
            silent={"ferry": "waits"},
        )
    )
    assert every.forsaken() == (("ferry", "sinks"),)
    assert every.indifferent("ferry") == 1


def test_points_beyond_sixteen_bits_are_still_exact() -> None:
    factors = tuple(Factor((axis,), np.array([0, 30_000])) for axis in range(3))
    assert Ledger(5, factors).all_points((2, 2, 2)).tolist()[-1] == 90_005


def test_points_never_fall_below_nought() -> None:
    assert Ledger(5, (Factor((0,), np.array([-900, 1])),)).all_points((2,)).tolist() == [0, 6]


def report(found: Benchmark, **changes: Any) -> AgendaReport:
    """A report of that benchmark in which nothing is wrong, but for the changes."""
    figures: dict[str, Any] = {
        "presets": ("demo",),
        "benchmark": found,
        "without": dict.fromkeys(found.reservation, found.acceptable),
        "minus_one": found.packages * 9 // 100,
        "forsaken": (),
        "indifferent": dict.fromkeys(found.agenda, 0),
    }
    return AgendaReport(**figures | changes)


GOOD = Benchmark(
    agenda=("one", "two"),
    packages=10_000,
    acceptable=500,
    reservation={"a": 4_000, "b": 5_000, "c": 3_000},
    best={"a": 6_000, "b": 7_100, "c": 9_000},
)


def failures(found: AgendaReport) -> set[tuple[str, str]]:
    [(_, every)] = gates([found])
    return {(gate.id, gate.subject) for gate in every if not gate.passed}


def test_a_balanced_agenda_passes_every_gate() -> None:
    assert failures(report(GOOD)) == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"minus_one": 500}, {("minus_one_share", "")}),
        ({"minus_one": 1_300}, {("minus_one_share", "")}),
        ({"forsaken": (("one", "x"),)}, {("forsaken", "")}),
        ({"indifferent": {"one": 2, "two": 1}}, {("stakes", "one")}),
        ({"without": {"a": 2_900, "b": 2_000, "c": 500}}, set()),
        ({"without": {"a": 2_900, "b": 2_100, "c": 500}}, {("pinch", "b")}),
        ({"without": {"a": 3_100, "b": 500, "c": 500}}, {("pinch", "a")}),
    ],
)
def test_each_gate_of_the_coalitions_shuts(
    changes: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert failures(report(GOOD, **changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"acceptable": 290}, {("acceptable_share", "")}),
        ({"acceptable": 810}, {("acceptable_share", "")}),
        ({"packages": 2_500, "acceptable": 120}, {("acceptable_count", "")}),
        ({"reservation": {**GOOD.reservation, "a": 2_400}}, {("reservation", "a")}),
        ({"best": {**GOOD.best, "a": 5_900}}, {("gap", "a")}),
        ({"best": {**GOOD.best, "a": None}}, {("gap", "a")}),
    ],
)
def test_each_gate_of_the_benchmark_shuts(
    changes: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert failures(report(GOOD.model_copy(update=changes))) == expected


def test_longer_agendas_need_more_acceptable_packages() -> None:
    longer = report(GOOD.model_copy(update={"agenda": ("one", "two", "three")}))
    (_, short), (_, long) = gates([report(GOOD), longer])
    fewest = {gate.low for gate in (*short, *long) if gate.id == "acceptable_count"}
    assert fewest == {130, 1_000}


def test_presets_with_one_agenda_share_a_report() -> None:
    assert [found.presets for found in reports()] == [
        ("class50", "demo"),
        ("class75",),
        ("two75", "homework"),
    ]


def test_the_frozen_benchmarks_are_what_analysis_finds() -> None:
    written = tomllib.loads(format_benchmarks(reports()))["benchmarks"]
    assert tuple(Benchmark.model_validate(entry) for entry in written) == structure().benchmarks


def test_the_packaged_scenario_is_balanced() -> None:
    shut: list[tuple[tuple[str, ...], Gate]] = [
        (found.presets, gate)
        for found, every in gates(reports())
        for gate in every
        if not gate.passed
    ]
    assert shut == []


def test_the_deals_of_2007_were_better_than_no_deal_for_everybody() -> None:
    # They were signed; numbers under which somebody should have refused would be wrong.
    agenda = structure().preset("two75").agenda
    every = found(agenda)
    # What fewer than six signed, or nobody, may be better for some than for others.
    for outcome in structure().history:
        package = {**structure().silent_package(agenda), **outcome.package}
        acceptable = every.space.number(package) in every.acceptable
        assert acceptable or not outcome.id.endswith("_2007"), outcome.id


@pytest.mark.parametrize("delegation", ["us", "dprk", "japan", "rok", "china", "russia"])
def test_points_with_leave_accords_and_other_weights_are_those_of_scoring(delegation: str) -> None:
    lines = structure().delegation(delegation).red_lines
    accords = tuple(
        SideAccord(accord.parties, {issue: options[-1] for issue, options in accord.terms.items()})
        for accord in structure().accords
        if delegation in accord.parties
    )
    cards = (card for card in structure().injects if card.known_to == (delegation,))
    card = next(card for card in cards if card.weights)
    weights = structure().delegation(delegation).weights_after(card.weights)
    position = Position(Directed(weights, card.id), frozenset({lines[0].id}), accords)
    agenda = structure().preset("two75").agenda
    space = PackageSpace.of(structure(), agenda)
    found = ledger(structure(), space, delegation, position)
    draws = random.Random(7)
    for number in (draws.randrange(space.size) for _ in range(60)):
        choice = np.unravel_index(number, space.shape)
        points = found.constant + sum(
            int(factor.table[tuple(choice[axis] for axis in factor.axes)])
            for factor in found.factors
        )
        package = space.package(number)
        result = appraise(structure(), agenda, delegation, package, position).result
        assert max(0, points) == result.sheet.total
