"""What of an agreement was carried out, and what the score makes of it."""

from collections.abc import Iterable

import pytest

from game.engine.carried_out import as_carried_out, fallen_back, performed
from game.engine.entries import Duty
from game.engine.phases import PhaseName
from game.engine.results import outcome_of, result_of
from game.scenario.model import Conduct, Issue, Option
from tests.builders import FixedDraws, Game, altered, harbour

FIVE = Issue(
    id="power",
    silent="none",
    options=tuple(Option(id=id_) for id_ in ("none", "one", "two", "three", "four")),
)


def duty(*conduct: Conduct) -> Duty:
    """A duty with what was done about it."""
    return Duty("build", "build", "port", "quay", None, (), conduct)


# --- how much was done -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duties", "done", "due"),
    [
        ([], 0, 0),
        ([duty("honour", "honour")], 4, 4),
        ([duty("honour", "delay")], 3, 4),
        ([duty("delay", "break")], 1, 4),
        ([duty("break", "suspend")], 0, 4),
        ([duty("honour")], 2, 4),
        ([duty()], 0, 4),
        ([duty("honour", "honour"), duty("break", "honour")], 6, 8),
    ],
)
def test_a_step_counts_whole_half_or_not_at_all(
    duties: Iterable[Duty], done: int, due: int
) -> None:
    assert performed(duties) == (done, due)


# --- falling back ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "reached"),
    [
        (8, "four"),
        (7, "four"),
        (6, "three"),
        (5, "three"),
        (4, "two"),
        (2, "one"),
        (1, "one"),
        (0, "none"),
    ],
)
def test_a_clause_falls_back_as_far_as_it_was_not_carried_out(done: int, reached: str) -> None:
    assert fallen_back(FIVE, "four", done, 8) == reached


@pytest.mark.parametrize(("done", "reached"), [(4, "one"), (2, "one"), (1, "none"), (0, "none")])
def test_half_a_step_is_rounded_up(done: int, reached: str) -> None:
    assert fallen_back(FIVE, "one", done, 4) == reached


def test_where_nothing_was_due_the_clause_holds() -> None:
    assert fallen_back(FIVE, "three", 0, 0) == "three"


@pytest.mark.parametrize(
    ("option", "done", "reached"),
    [
        ("none", 4, "none"),
        ("none", 2, "one"),
        ("none", 0, "two"),
        ("four", 2, "three"),
        ("two", 0, "two"),
    ],
)
def test_a_clause_falls_towards_silence_from_either_side(
    option: str, done: int, reached: str
) -> None:
    middle = FIVE.model_copy(update={"silent": "two"})
    assert fallen_back(middle, option, done, 4) == reached


# --- in a game ---------------------------------------------------------------------------------


def played(*steps: dict[str, Conduct], draws: FixedDraws | None = None, **text: str) -> Game:
    """A finished game in which the port did that, step by step."""
    game = Game(preset="full", draws=draws).ratify(**text).sign()
    for conduct in steps:
        game.head("port").conducts_by_id(conduct)
        game.instructor.advances()
    return game.advance_to(PhaseName.DEBRIEF)


def test_what_was_signed_and_what_was_carried_out_are_two_things() -> None:
    game = played({"build": "break"}, {"build": "break"}, quay="long", fishing="lanes")
    found = outcome_of(game.structure, game.state)
    assert found.signed == {"quay": "long", "fishing": "lanes", "payers": "port"}
    assert found.package == {"quay": "none", "fishing": "lanes", "payers": "port"}


def test_a_delay_costs_a_clause_less_than_a_breach() -> None:
    quay = {
        conduct: outcome_of(game.structure, game.state).package["quay"]
        for conduct in ("honour", "delay", "break")
        for game in [played({"build": conduct}, {"build": conduct}, quay="long", fishing="lanes")]
    }
    assert quay == {"honour": "long", "delay": "short", "break": "none"}


def test_all_who_are_obliged_under_a_clause_carry_it_together() -> None:
    # Of the lanes, the port owes half and the village the other half, and the village honours.
    game = played({"keep_off": "break"}, {"keep_off": "break"}, fishing="lanes", quay="short")
    assert outcome_of(game.structure, game.state).package["fishing"] == "lanes"
    worse = Game(preset="full").ratify(fishing="lanes").sign()
    for _ in range(2):
        worse.head("port").conducts(keep_off="break")
        worse.head("village").conducts(let_pass="delay")
        worse.instructor.advances()
    assert outcome_of(worse.structure, worse.state).package["fishing"] == "open"


def test_a_breach_counts_whether_or_not_it_was_seen() -> None:
    for fraction in (0.0, 0.99):
        game = played(
            {"keep_off": "break"},
            {"keep_off": "break"},
            draws=FixedDraws(otherwise=fraction),
            fishing="reserve",
        )
        assert outcome_of(game.structure, game.state).package["fishing"] == "open"


def test_a_score_counts_what_was_carried_out() -> None:
    kept = played(quay="short", fishing="reserve")
    broken = played({"keep_off": "break"}, {"keep_off": "break"}, quay="short", fishing="reserve")

    def waters(game: Game) -> int:
        sheet = result_of(game.structure, game.state, "village").sheet
        return next(line.points for line in sheet.objectives if line.objective == "waters")

    assert (waters(kept), waters(broken)) == (5_500, 550)


def test_a_red_line_is_crossed_by_what_was_signed_not_by_what_was_done() -> None:
    game = played({"build": "break"}, {"build": "break"}, quay="long")
    assert outcome_of(game.structure, game.state).package["quay"] == "none"
    sheet = result_of(game.structure, game.state, "village").sheet
    assert [charge.red_line for charge in sheet.charges] == ["grounds"]


def test_steps_that_a_breakdown_cut_off_were_not_carried_out() -> None:
    game = Game(altered("obligations", "build", effects={"anger": 90}), preset="full")
    game.ratify(quay="long", fishing="reserve").sign()
    game.head("port").conducts(build="break")
    game.instructor.advances()
    assert game.state.ending == "breakdown"
    found = outcome_of(game.structure, game.state)
    assert (found.package["quay"], found.package["fishing"]) == ("none", "lanes")


def test_a_side_accord_is_carried_out_apart_from_the_text() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    game.head("village").agrees_to(game.head("port").offers("pilotage", fishing="lanes"))
    game.ratify(fishing="lanes").sign()
    for _ in range(2):
        game.head("port").conducts_by_id({"keep_off@pilotage": "break"})
        game.head("village").conducts_by_id({"let_pass@pilotage": "break"})
        game.instructor.advances()
    [offer] = game.state.accords()
    carried = as_carried_out(game.structure, game.state, offer.package, offer.title)
    assert carried == {"fishing": "open"}
    found = outcome_of(game.structure, game.state)
    assert found.package["fishing"] == "lanes"
    assert found.package_for(game.structure, "port")["fishing"] == "lanes"


def test_a_confidential_accord_is_carried_out_under_its_own_name() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    offer = game.head("port").offers("pilotage", confidential=True, fishing="lanes")
    game.head("village").agrees_to(offer)
    game.ratify(quay="short").sign()
    for _ in range(2):
        game.head("port").conducts_by_id({"keep_off@pilotage.1": "break"})
        game.head("village").conducts_by_id({"let_pass@pilotage.1": "break"})
        game.instructor.advances()
    [accord] = outcome_of(game.structure, game.state).accords
    assert accord.package == {"fishing": "open"}


def test_a_confidential_accord_that_nobody_had_to_carry_out_holds_as_agreed() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    offer = game.head("port").offers("pilotage", confidential=True, fishing="lanes")
    game.head("village").agrees_to(offer)
    game.advance_to(PhaseName.DEBRIEF)
    assert outcome_of(game.structure, game.state).package_for(harbour(), "village")["fishing"] == (
        "lanes"
    )


def test_while_a_text_is_being_carried_out_it_counts_as_far_as_that_has_come() -> None:
    game = Game(preset="full").ratify(quay="long", fishing="lanes").sign()
    assert outcome_of(game.structure, game.state).package["quay"] == "none"
    game.instructor.advances()
    assert outcome_of(game.structure, game.state).package["quay"] == "short"
    game.instructor.advances()
    assert outcome_of(game.structure, game.state).package["quay"] == "long"
