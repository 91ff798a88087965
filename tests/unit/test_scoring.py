"""Points are exact, add up, and are explained."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.engine.scoring import (
    FULL_SCORE,
    Outcome,
    SideAccord,
    crossed_red_lines,
    played_terms,
    score,
    serves,
    worth_of,
)
from game.scenario.model import (
    Ending,
    EndingTerm,
    IndicatorTerm,
    IssueId,
    MeetingsTerm,
    MoveFate,
    MoveTerm,
    Objective,
    PairTerm,
    StandingTerm,
    Structure,
)
from tests.builders import changed, harbour

QUICK: tuple[IssueId, ...] = ("quay", "fishing")
FULL: tuple[IssueId, ...] = ("quay", "fishing", "payers")
DELEGATIONS = ("port", "village", "ministry")
FATES: dict[MoveFate, int] = {"not_made": 30, "hidden": 100, "known": 0}
WHOLE_TEXT = {"quay": "short", "fishing": "lanes", "payers": "shared"}


def outcome(
    agenda: tuple[IssueId, ...] = FULL,
    package: dict[str, str] | None = None,
    ending: Ending = "full_accord",
    bound: tuple[str, ...] = DELEGATIONS,
    meetings: dict[frozenset[str], int] | None = None,
    **indicators: int,
) -> Outcome:
    """An outcome of the harbour, with a word for whatever a test is about."""
    text = {**harbour().silent_package(agenda), **(package or {})}
    return Outcome(
        agenda=agenda,
        signed=text,
        package=text,
        ending=ending,
        bound=frozenset(bound),
        indicators={"anger": 40, "trade": 20, **indicators},
        standing={"port": 60, "village": 70, "ministry": 50},
        meetings=meetings or {},
    )


def with_objectives(*objectives: Objective) -> Structure:
    """The harbour with other objectives for the port."""
    port = harbour().delegation("port").model_copy(update={"objectives": objectives})
    others = tuple(d for d in harbour().delegations if d.id != "port")
    return changed(harbour(), delegations=(port, *others))


# --- sums --------------------------------------------------------------------------------------


@pytest.mark.parametrize("delegation", DELEGATIONS)
@pytest.mark.parametrize("agenda", [QUICK, FULL])
def test_full_worth_of_everything_is_a_hundred_points(
    agenda: tuple[IssueId, ...], delegation: str
) -> None:
    terms = played_terms(harbour(), agenda, delegation)
    rounding = len(terms) // 2
    assert sum(term.possible for term in terms) == pytest.approx(FULL_SCORE, abs=rounding)


def test_a_sheet_names_every_point() -> None:
    sheet = score(harbour(), "port", outcome(package=WHOLE_TEXT, anger=30))
    explained = {
        line.objective: [(term.worth, term.points, term.possible) for term in line.terms]
        for line in sheet.objectives
    }
    assert explained == {
        "growth": [(60, 1_800, 3_000), (70, 1_400, 2_000)],
        "passage": [(70, 1_680, 2_400), (0, 0, 600)],
        "good_name": [(70, 980, 1_400), (100, 600, 600)],
    }
    assert sheet.charges == ()
    assert sheet.total == 1_800 + 1_400 + 1_680 + 980 + 600


def test_points_are_whole_numbers_rounded_half_up() -> None:
    objective = Objective.model_validate(
        {
            "id": "third",
            "weight": 100,
            "sources": (),
            "terms": [
                {"kind": "meetings", "delegation": d, "share": 1, "target": 2} for d in DELEGATIONS
            ],
        }
    )
    terms = played_terms(with_objectives(objective), FULL, "port")
    assert [term.possible for term in terms] == [3_333] * 3
    assert [term.points(50) for term in terms] == [1_667] * 3
    assert terms[0].points(0) == 0


@settings(deadline=None)
@given(
    quay=st.sampled_from(["none", "short", "long"]),
    fishing=st.sampled_from(["open", "lanes", "reserve"]),
    payers=st.sampled_from(["port", "shared", "state"]),
    anger=st.integers(0, 100),
    trade=st.integers(0, 50),
    held=st.integers(0, 5),
    ending=st.sampled_from(["full_accord", "partial_accord", "no_agreement", "breakdown"]),
    agenda=st.sampled_from([QUICK, FULL]),
    delegation=st.sampled_from(DELEGATIONS),
    signs=st.booleans(),
)
def test_a_total_is_what_its_lines_add_up_to(
    quay: str,
    fishing: str,
    payers: str,
    anger: int,
    trade: int,
    held: int,
    ending: Ending,
    agenda: tuple[IssueId, ...],
    delegation: str,
    signs: bool,
) -> None:
    chosen = {"quay": quay, "fishing": fishing, "payers": payers}
    found = outcome(
        agenda=agenda,
        package={issue: chosen[issue] for issue in agenda},
        ending=ending,
        bound=DELEGATIONS if signs else (),
        meetings={frozenset({delegation, "ministry"}): held},
        anger=anger,
        trade=trade,
    )
    sheet = score(harbour(), delegation, found)
    terms = [term for line in sheet.objectives for term in line.terms]
    assert all(0 <= term.points <= term.possible and 0 <= term.worth <= 100 for term in terms)
    earned = sum(line.points for line in sheet.objectives)
    assert earned == sum(term.points for term in terms)
    assert sheet.total == max(0, earned - sum(charge.points for charge in sheet.charges))
    assert {type(number) for term in terms for number in (term.points, term.worth)} == {int}


# --- the agenda --------------------------------------------------------------------------------


def test_what_the_agenda_cannot_serve_is_left_out_and_the_rest_fills_its_place() -> None:
    terms = played_terms(harbour(), QUICK, "ministry")
    assert [(term.objective, term.term.kind, term.possible) for term in terms] == [
        ("commerce", "issue", 4_000),
        ("commerce", "indicator", 2_667),
        ("peace", "ending", 1_667),
        ("peace", "indicator", 1_667),
    ]


def test_within_an_objective_the_terms_that_are_served_fill_its_weight() -> None:
    terms = played_terms(harbour(), QUICK, "port")
    assert [(term.objective, term.possible) for term in terms if term.objective == "growth"] == [
        ("growth", 5_000)
    ]


def test_a_pair_is_served_only_where_both_its_issues_are_on_the_agenda() -> None:
    pair = harbour().delegation("port").objectives[0].terms[1]
    assert isinstance(pair, PairTerm)
    assert serves(pair, FULL)
    assert not serves(pair, QUICK)
    assert not serves(pair, ("payers",))


# --- terms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quay", "payers", "worth"),
    [
        ("short", "state", 100),
        ("long", "shared", 70),
        ("long", "port", 0),
        ("short", "port", 25),
        ("none", "state", 25),
    ],
)
def test_a_pair_is_worth_its_first_case_that_fits_or_else_its_default(
    quay: str, payers: str, worth: int
) -> None:
    pair = harbour().delegation("port").objectives[0].terms[1]
    assert worth_of(pair, outcome(package={"quay": quay, "payers": payers}), "port") == worth


@pytest.mark.parametrize(
    ("worst", "best", "value", "worth"),
    [
        (0, 100, 0, 0),
        (0, 100, 37, 37),
        (0, 100, 100, 100),
        (100, 0, 100, 0),
        (100, 0, 37, 63),
        (80, 10, 90, 0),
        (80, 10, 5, 100),
        (0, 3, 1, 33),
        (0, 3, 2, 67),
        (0, 8, 1, 13),
        (-10, 10, 0, 50),
    ],
)
def test_an_indicator_lies_on_a_line_from_its_worst_to_its_best(
    worst: int, best: int, value: int, worth: int
) -> None:
    term = IndicatorTerm(kind="indicator", indicator="anger", share=100, worst=worst, best=best)
    assert worth_of(term, outcome(anger=value), "port") == worth


@settings(deadline=None)
@given(
    bounds=st.tuples(st.integers(-50, 150), st.integers(-50, 150)).filter(lambda b: b[0] != b[1]),
    values=st.tuples(st.integers(-60, 160), st.integers(-60, 160)),
)
def test_nearer_to_the_best_is_never_worth_less(
    bounds: tuple[int, int], values: tuple[int, int]
) -> None:
    worst, best = bounds
    term = IndicatorTerm(kind="indicator", indicator="anger", share=100, worst=worst, best=best)
    worse, better = sorted(values, reverse=best < worst)
    low = worth_of(term, outcome(anger=worse), "port")
    high = worth_of(term, outcome(anger=better), "port")
    assert 0 <= low <= high <= 100


@pytest.mark.parametrize(("held", "worth"), [(0, 0), (1, 33), (2, 67), (3, 100), (4, 100)])
def test_meetings_count_up_to_their_target(held: int, worth: int) -> None:
    term = MeetingsTerm(kind="meetings", delegation="ministry", share=100, target=3)
    meetings = {frozenset({"port", "ministry"}): held, frozenset({"port", "village"}): 9}
    assert worth_of(term, outcome(meetings=meetings), "port") == worth


@pytest.mark.parametrize(
    ("ending", "worth"),
    [("full_accord", 100), ("partial_accord", 60), ("no_agreement", 20), ("breakdown", 0)],
)
def test_an_ending_has_its_worth(ending: Ending, worth: int) -> None:
    term = harbour().delegation("port").objectives[2].terms[1]
    assert isinstance(term, EndingTerm)
    assert worth_of(term, outcome(ending=ending), "port") == worth


@pytest.mark.parametrize(("standing", "worth"), [(20, 0), (35, 25), (80, 100), (95, 100)])
def test_standing_lies_on_a_line_from_its_worst_to_its_best(standing: int, worth: int) -> None:
    term = StandingTerm(kind="standing", share=100, worst=20, best=80)
    found = replace(outcome(), standing={"port": standing, "village": 50, "ministry": 50})
    assert worth_of(term, found, "port") == worth


@pytest.mark.parametrize(("fate", "worth"), [("not_made", 30), ("hidden", 100), ("known", 0)])
def test_a_move_is_worth_what_became_of_it(fate: MoveFate, worth: int) -> None:
    term = MoveTerm(kind="move", move="dredging", share=100, worth=FATES)
    assert worth_of(term, replace(outcome(), moves={"dredging": fate}), "port") == worth


def test_a_move_of_which_an_outcome_says_nothing_was_not_made() -> None:
    term = MoveTerm(kind="move", move="dredging", share=100, worth=FATES)
    assert worth_of(term, outcome(), "port") == 30


# --- side accords ------------------------------------------------------------------------------


def beside(*accords: tuple[tuple[str, ...], dict[str, str]], **text: str) -> Outcome:
    """An outcome with that text and those side accords."""
    made = tuple(SideAccord(parties, package) for parties, package in accords)
    return replace(outcome(package=text), accords=made)


@pytest.mark.parametrize(
    ("text", "accord", "held"),
    [
        ("open", "lanes", "lanes"),
        ("lanes", "reserve", "reserve"),
        ("reserve", "lanes", "reserve"),
        ("lanes", "open", "lanes"),
    ],
)
def test_the_higher_option_of_text_and_accord_holds(text: str, accord: str, held: str) -> None:
    found = beside((("port", "village"), {"fishing": accord}), fishing=text)
    assert found.package_for(harbour(), "port")["fishing"] == held
    assert found.package_for(harbour(), "ministry")["fishing"] == text


def test_of_several_accords_the_highest_holds_issue_by_issue() -> None:
    found = beside(
        (("port", "village"), {"fishing": "lanes", "quay": "long"}),
        (("port", "ministry"), {"fishing": "reserve", "payers": "state"}),
    )
    assert found.package_for(harbour(), "port") == {
        "quay": "long",
        "fishing": "reserve",
        "payers": "state",
    }
    assert found.package_for(harbour(), "village")["fishing"] == "lanes"


def test_a_pair_sees_what_the_accords_bring() -> None:
    found = beside((("port", "ministry"), {"payers": "state"}), quay="long")
    growth = {
        delegation: [
            term.worth
            for line in score(harbour(), delegation, found).objectives
            for term in line.terms
            if term.term.kind == "pair"
        ]
        for delegation in ("port", "ministry")
    }
    assert growth == {"port": [100], "ministry": [40]}


# --- red lines ---------------------------------------------------------------------------------


def test_a_red_line_is_charged_to_those_who_signed_and_to_nobody_else() -> None:
    package = {"quay": "long", "fishing": "open"}
    signed = score(harbour(), "village", outcome(package=package))
    assert [(charge.red_line, charge.points) for charge in signed.charges] == [("grounds", 2_000)]
    outside = score(harbour(), "village", outcome(package=package, bound=("port", "ministry")))
    assert outside.charges == ()
    assert outside.total == signed.total + 2_000


def test_a_red_line_with_leave_is_not_charged() -> None:
    package = {"quay": "long", "payers": "port"}
    held = replace(outcome(package=package), mandates={"port": frozenset({"ruin"})})
    assert score(harbour(), "port", held).charges == ()
    other = replace(outcome(package=package), mandates={"village": frozenset({"ruin"})})
    assert [charge.points for charge in score(harbour(), "port", other).charges] == [1_500]


def test_a_red_line_is_charged_by_what_was_signed_whatever_was_carried_out() -> None:
    found = outcome(package={"quay": "long"})
    undone = replace(found, package={**found.package, "quay": "none"})
    assert [charge.red_line for charge in score(harbour(), "village", undone).charges] == [
        "grounds"
    ]


def test_another_delegations_red_line_costs_nothing() -> None:
    assert score(harbour(), "ministry", outcome(package={"quay": "long"})).charges == ()


def test_a_score_never_falls_below_nought() -> None:
    found = outcome(package={"quay": "long"}, ending="breakdown", anger=100)
    village = harbour().delegation("village")
    line = village.red_lines[0].model_copy(update={"points": 100})
    stern = village.model_copy(update={"red_lines": (line,)})
    others = tuple(d for d in harbour().delegations if d.id != "village")
    structure = changed(harbour(), delegations=(stern, *others))
    assert score(structure, "village", found).total == 0


def test_what_is_not_said_crosses_no_red_line() -> None:
    assert [line.id for line in crossed_red_lines(harbour(), "port", {"quay": "long"})] == []
    whole = {"quay": "long", "payers": "port"}
    assert [line.id for line in crossed_red_lines(harbour(), "port", whole)] == ["ruin"]
