"""The rules of scoring on a scenario that has nothing of the Six Party Talks."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from game.engine.scoring import (
    FULL_SCORE,
    Outcome,
    attainment,
    played_terms,
    reference_deal,
    reference_no_deal,
    score,
    serves,
)
from game.scenario.loader import load_pack
from game.scenario.model import Package, Structure

HARBOUR = Path(__file__).parents[1] / "scenarios" / "harbour"
QUICK = ("quay", "fishing")
FULL = ("quay", "fishing", "payers")
DELEGATIONS = ("port", "village", "ministry")
BARGAIN = {"quay": "short", "fishing": "lanes", "payers": "shared"}


@pytest.fixture(scope="module")
def structure() -> Structure:
    return load_pack(HARBOUR).structure


def _packages(structure: Structure, agenda: tuple[str, ...]) -> list[Package]:
    options = (structure.issue(issue).option_ids for issue in agenda)
    return [dict(zip(agenda, choice, strict=True)) for choice in product(*options)]


def test_the_tiny_scenario_uses_every_kind_of_term(structure: Structure) -> None:
    kinds = {
        term.kind
        for delegation in structure.delegations
        for objective in delegation.objectives
        for term in objective.terms
    }
    assert kinds == {"issue", "pair", "indicator", "meetings", "ending"}


@pytest.mark.parametrize("delegation", DELEGATIONS)
@pytest.mark.parametrize("agenda", [QUICK, FULL])
def test_a_sheets_lines_add_up_to_its_total(
    structure: Structure, delegation: str, agenda: tuple[str, ...]
) -> None:
    for package in _packages(structure, agenda):
        sheet = score(structure, delegation, reference_deal(structure, agenda, package))
        terms = sum(term.points for line in sheet.objectives for term in line.terms)
        charges = sum(charge.points for charge in sheet.charges)
        assert sheet.total == max(0, terms - charges)


@pytest.mark.parametrize("delegation", DELEGATIONS)
@pytest.mark.parametrize("agenda", [QUICK, FULL])
def test_no_deal_scores_the_reservation_value(
    structure: Structure, delegation: str, agenda: tuple[str, ...]
) -> None:
    benchmark = structure.benchmark(agenda)
    assert benchmark is not None
    sheet = score(structure, delegation, reference_no_deal(structure, agenda))
    assert sheet.total == benchmark.reservation[delegation]
    assert sheet.charges == ()
    assert attainment(sheet.total, sheet.total, benchmark.best[delegation]) == 0


@pytest.mark.parametrize("agenda", [QUICK, FULL])
def test_the_benchmarks_are_what_enumeration_finds(
    structure: Structure, agenda: tuple[str, ...]
) -> None:
    benchmark = structure.benchmark(agenda)
    assert benchmark is not None
    totals = [
        {
            d: score(structure, d, reference_deal(structure, agenda, package)).total
            for d in DELEGATIONS
        }
        for package in _packages(structure, agenda)
    ]
    acceptable = [
        points
        for points in totals
        if all(points[d] > benchmark.reservation[d] for d in DELEGATIONS)
    ]
    assert benchmark.packages == len(totals)
    assert benchmark.acceptable == len(acceptable)
    assert benchmark.best == {d: max(points[d] for points in acceptable) for d in DELEGATIONS}


def test_some_packages_suit_everybody_and_some_do_not(structure: Structure) -> None:
    for agenda in (QUICK, FULL):
        benchmark = structure.benchmark(agenda)
        assert benchmark is not None
        assert 0 < benchmark.acceptable < benchmark.packages


def test_terms_off_the_agenda_drop_out(structure: Structure) -> None:
    growth = [
        t.term.kind for t in played_terms(structure, QUICK, "port") if t.objective == "growth"
    ]
    assert growth == ["issue"]
    purse = [t for t in played_terms(structure, QUICK, "ministry") if t.objective == "purse"]
    assert purse == []
    assert not any(
        serves(term, QUICK)
        for objective in structure.delegation("ministry").objectives
        if objective.id == "purse"
        for term in objective.terms
    )


@pytest.mark.parametrize("delegation", DELEGATIONS)
@pytest.mark.parametrize("agenda", [QUICK, FULL, ("payers",)])
def test_what_the_agenda_serves_is_worth_a_hundred_points(
    structure: Structure, delegation: str, agenda: tuple[str, ...]
) -> None:
    possible = sum(played.possible for played in played_terms(structure, agenda, delegation))
    assert possible == pytest.approx(FULL_SCORE, abs=5)


def test_the_weights_that_remain_share_the_whole(structure: Structure) -> None:
    """Without its purse (40), the ministry's commerce and peace (40 and 20) count 2:1."""
    lines = score(structure, "ministry", reference_no_deal(structure, QUICK)).objectives
    assert [(line.objective, line.possible) for line in lines] == [
        ("commerce", 6667),
        ("peace", 3334),  # two halves of 1666.67, each rounded
    ]


def _signed_by(structure: Structure, package: Package, *bound: str) -> Outcome:
    text = {**structure.silent_package(FULL), **package}
    return Outcome(
        agenda=FULL,
        signed=text,
        package=text,
        ending="partial_accord",
        bound=frozenset(bound),
        indicators={"anger": 30, "trade": 30},
        standing={"port": 60, "village": 70, "ministry": 50},
        meetings={},
    )


def test_a_red_line_is_charged_to_those_who_sign(structure: Structure) -> None:
    package = {"quay": "long", "payers": "port"}
    signed = score(structure, "port", _signed_by(structure, package, "port", "village"))
    stayed_out = score(structure, "port", _signed_by(structure, package, "village", "ministry"))
    assert [(charge.red_line, charge.points) for charge in signed.charges] == [("ruin", 1500)]
    assert stayed_out.charges == ()
    assert stayed_out.total - signed.total == 1500


def test_the_first_case_that_fits_a_pair_decides(structure: Structure) -> None:
    def growth(payers: str) -> int:
        package = {**BARGAIN, "payers": payers}
        sheet = score(structure, "port", reference_deal(structure, FULL, package))
        return next(
            term.worth
            for line in sheet.objectives
            for term in line.terms
            if term.term.kind == "pair"
        )

    assert {payers: growth(payers) for payers in ("state", "shared", "port")} == {
        "state": 100,
        "shared": 70,
        "port": 25,
    }


def test_an_indicator_with_bounds_of_its_own_counts_on_its_line(structure: Structure) -> None:
    sheet = score(structure, "ministry", reference_deal(structure, FULL, BARGAIN))
    worth = [
        term.worth
        for line in sheet.objectives
        for term in line.terms
        if term.term.kind == "indicator" and term.term.indicator == "trade"
    ]
    assert worth == [63]  # 32 on the way from 10 to 45


def test_meetings_count_up_to_their_target(structure: Structure) -> None:
    def points(held: int) -> int:
        outcome = reference_deal(structure, FULL, BARGAIN)
        meetings = {frozenset(("port", "ministry")): held}
        changed = replace(outcome, meetings=meetings)
        return score(structure, "port", changed).total - score(structure, "port", outcome).total

    assert [points(held) for held in range(4)] == [0, 300, 600, 600]
