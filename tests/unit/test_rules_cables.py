"""Capital cables: leave to cross a red line, who gives it, when, and what it is worth."""

from collections.abc import Mapping
from typing import Any

import pytest

from game.engine.acts.cables import (
    CABLE_ASKED,
    CABLE_CLOSED,
    CABLE_OPEN,
    MANDATE_HELD,
    UNKNOWN_CABLE,
    UNKNOWN_RED_LINE,
    CableAnswered,
)
from game.engine.acts.expiry import NOT_DUE
from game.engine.phases import PhaseName
from game.engine.refusals import EMPTY_TEXT, LONG_TEXT, PAUSED, Refused
from game.engine.results import appraise, position_of, result_of
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of
from game.scenario.model import IndicatorCondition, Mandate, Structure
from tests.builders import NOON, Game, altered, harbour

FULL = ("quay", "fishing", "payers")
CROSSING = {"quay": "long", "fishing": "lanes"}


@pytest.fixture
def game() -> Game:
    """A table in its drafting."""
    return Game(preset="full").advance_to(PhaseName.DRAFTING)


def asking(structure: Structure | None = None, **setup: Any) -> Game:
    """A table at which the port has asked for leave."""
    game = Game(structure, preset="full", **setup).advance_to(PhaseName.DRAFTING)
    game.head("port").asks_capital("ruin")
    return game


def with_mandate(**changes: Any) -> Structure:
    """The harbour with another mandate of the port."""
    port = harbour().delegation("port")
    [line] = port.red_lines
    assert line.mandate is not None
    mandate = Mandate.model_validate({**line.mandate.model_dump(), **changes})
    return altered("delegations", "port", red_lines=(line.model_copy(update={"mandate": mandate}),))


def reason(game: Game) -> str:
    """Why the last cable was answered as it was."""
    return game.told(CableAnswered)[-1].reason


# --- asking ------------------------------------------------------------------------------------


def test_a_cable_is_between_a_delegation_and_its_capital(game: Game) -> None:
    cable = game.head("port").asks_capital("ruin", "  It is the long quay or none.  ")
    asked = game.state.cables[cable]
    assert (cable, asked.text, asked.by) == (
        "port.1",
        "It is the long quay or none.",
        "head of port",
    )
    assert asked.deadline == NOON + 30
    for viewer in (of("port"), INSTRUCTOR_VIEW):
        assert [one.id for one in game.view(viewer).cables.values()] == ["port.1"]
    for viewer in (of("village"), of("ministry"), PUBLIC_VIEW):
        assert game.view(viewer).cables == {}


def test_a_cable_needs_an_argument_of_some_length(game: Game) -> None:
    with game.expect_refusal(EMPTY_TEXT):
        game.head("port").asks_capital("ruin", "  ")
    with game.expect_refusal(LONG_TEXT):
        game.head("port").asks_capital("ruin", "x" * 401)


def test_one_asks_about_own_red_lines_that_the_agenda_can_cross(game: Game) -> None:
    for line in ("grounds", "nonsense"):
        with game.expect_refusal(UNKNOWN_RED_LINE):
            game.head("port").asks_capital(line)
    short = Game(preset="quick").advance_to(PhaseName.DRAFTING)
    with short.expect_refusal(UNKNOWN_RED_LINE):
        short.head("port").asks_capital("ruin")


def test_one_asks_once_a_round_and_not_while_the_capital_thinks(game: Game) -> None:
    game.agree(fishing="lanes")
    game.head("port").asks_capital("ruin")
    with game.expect_refusal(CABLE_OPEN):
        game.head("port").asks_capital("ruin")
    game.run_out("cable")
    with game.expect_refusal(CABLE_ASKED):
        game.head("port").asks_capital("ruin")
    game.advance_to(PhaseName.PLENARY, 2)
    game.instructor.resumes()
    assert game.head("port").asks_capital("ruin") == "port.2"


def test_the_signing_is_a_round_of_its_own_for_asking() -> None:
    game = Game(preset="full").advance_to(PhaseName.DRAFTING, 2)
    game.agree(fishing="lanes")
    game.head("port").asks_capital("ruin")
    game.advance_to(PhaseName.RATIFICATION)
    game.run_out("cable")
    game.head("port").asks_capital("ruin")


def test_nobody_asks_for_what_it_holds(game: Game) -> None:
    game.head("port").asks_capital("ruin")
    game.run_out("cable")
    with game.expect_refusal(MANDATE_HELD):
        game.head("port").asks_capital("ruin")


# --- the capital's rule ------------------------------------------------------------------------


def test_a_capital_that_gets_what_it_wants_gives_way_at_a_price() -> None:
    game = asking()
    game.run_out("cable")
    assert reason(game) == "granted"
    assert game.state.mandates["port"] == {"ruin"}
    assert game.state.standing["port"] == 55
    assert game.state.cables["port.1"].status == "granted"


def test_a_capital_without_a_rule_for_it_never_gives_way(game: Game) -> None:
    game.head("village").asks_capital("grounds")
    game.run_out("cable")
    assert reason(game) == "never"
    assert game.state.mandates["village"] == frozenset()
    assert game.state.cables["village.1"].status == "refused"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"standing": 61}, "standing"),
        ({"standing": 60}, "granted"),
        (
            {"conditions": [{"kind": "indicator", "indicator": "anger", "at_most": 39}]},
            "world",
        ),
        (
            {"conditions": [{"kind": "indicator", "indicator": "anger", "at_most": 40}]},
            "granted",
        ),
        ({"offered": {"fishing": ["lanes"]}}, "offer"),
        ({"offered": {}}, "granted"),
        ({"standing": 61, "offered": {"fishing": ["lanes"]}}, "standing"),
    ],
)
def test_a_capital_says_what_it_lacks(changes: Mapping[str, Any], expected: str) -> None:
    game = asking(with_mandate(**changes))
    game.run_out("cable")
    assert reason(game) == expected
    assert game.state.standing["port"] == (55 if expected == "granted" else 60)


def test_what_is_on_the_table_counts_as_offered_and_what_is_withdrawn_does_not() -> None:
    game = asking(with_mandate(offered={"fishing": ["lanes"]}))
    proposal = game.head("village").tables({"fishing": "lanes"})
    withdrawn = game.fork()
    withdrawn.head("village").withdraws(proposal)
    for table, expected in ((game, "granted"), (withdrawn, "offer")):
        table.run_out("cable")
        assert reason(table) == expected


def test_a_proposal_is_read_together_with_the_text() -> None:
    game = Game(
        with_mandate(offered={"fishing": ["lanes"], "payers": ["state"]}), preset="full"
    ).advance_to(PhaseName.DRAFTING)
    game.agree(fishing="lanes")
    game.head("ministry").tables({"payers": "state"})
    game.head("port").asks_capital("ruin")
    game.run_out("cable")
    assert reason(game) == "granted"


def test_the_capital_judges_by_what_holds_when_it_answers() -> None:
    anger = IndicatorCondition(indicator="anger", at_most=40)
    game = asking(with_mandate(conditions=(anger,)))
    game.instructor.drops("blockade")
    game.run_out("cable")
    assert reason(game) == "world"


def test_the_capital_answers_by_its_deadline_and_not_before() -> None:
    game = asking()
    game.wait(29)
    with game.expect_refusal(NOT_DUE):
        game.clock.expires("cable", "port.1")
    game.wait(1)
    game.clock.expires("cable", "port.1")
    for gone in ("port.1", "port.7"):
        with game.expect_refusal(NOT_DUE):
            game.clock.expires("cable", gone)


def test_a_pause_gives_the_capital_as_much_longer() -> None:
    game = asking()
    game.wait(10)
    game.instructor.pauses()
    game.wait(600)
    game.instructor.resumes()
    assert game.state.cables["port.1"].deadline == NOON + 630


def test_a_pause_leaves_an_answered_cable_alone() -> None:
    game = asking()
    game.run_out("cable")
    game.instructor.pauses()
    game.wait(600)
    game.instructor.resumes()
    assert game.state.cables["port.1"].deadline == NOON + 30


def test_what_no_capital_has_answered_is_overtaken_when_the_talks_end() -> None:
    game = Game(preset="full").ratify(quay="short", fishing="lanes")
    game.head("port").asks_capital("ruin")
    game.sign()
    assert reason(game) == "overtaken"
    assert game.state.mandates["port"] == frozenset()
    assert game.state.name is PhaseName.IMPLEMENTATION


# --- the instructor in the capital's chair -----------------------------------------------------


def test_an_instructor_who_plays_the_capitals_has_more_time() -> None:
    game = asking(capitals="instructor")
    assert game.state.cables["port.1"].deadline == NOON + 90


def test_the_instructor_answers_in_the_capitals_name() -> None:
    game = asking(capitals="instructor")
    game.instructor.answers_cable("port.1", granted=True, text="  Go ahead.  ")
    answered = game.state.cables["port.1"]
    assert (answered.status, answered.reason, answered.reply) == (
        "granted",
        "granted",
        "Go ahead.",
    )
    assert game.state.standing["port"] == 55


def test_the_instructor_may_refuse_and_even_overrule_a_capital_that_never_gives_way(
    game: Game,
) -> None:
    game.head("port").asks_capital("ruin")
    game.instructor.answers_cable("port.1", granted=False, text="No.")
    assert reason(game) == "instructor"
    game.head("village").asks_capital("grounds")
    game.instructor.answers_cable("village.1", granted=True)
    assert game.state.mandates == {"port": frozenset(), "village": frozenset({"grounds"})}
    assert game.state.standing["village"] == 70


def test_where_the_instructor_is_silent_the_rule_answers() -> None:
    game = asking(capitals="instructor")
    game.run_out("cable")
    assert reason(game) == "granted"


def test_a_cable_is_answered_once_and_must_be_there() -> None:
    game = asking()
    with game.expect_refusal(UNKNOWN_CABLE):
        game.instructor.answers_cable("port.2", granted=True)
    with game.expect_refusal(LONG_TEXT):
        game.instructor.answers_cable("port.1", granted=True, text="x" * 401)
    game.instructor.answers_cable("port.1", granted=True)
    with game.expect_refusal(CABLE_CLOSED):
        game.instructor.answers_cable("port.1", granted=False)


def test_the_instructor_can_answer_while_the_clock_stands_still() -> None:
    game = asking()
    game.instructor.pauses()
    with pytest.raises(Refused) as refusal:
        game.clock.expires("cable", "port.1")
    assert refusal.value.reason is PAUSED
    game.instructor.answers_cable("port.1", granted=True)


# --- what a mandate is worth -------------------------------------------------------------------


def signed(*, asked: bool) -> Game:
    """A table that signed what the port's capital forbids."""
    game = Game(preset="full").advance_to(PhaseName.DRAFTING, 2)
    if asked:
        game.head("port").asks_capital("ruin")
        game.run_out("cable")
    game.agree(**CROSSING)
    return game.advance_to(PhaseName.RATIFICATION).sign()


def test_a_mandate_saves_the_standing_that_signing_would_cost() -> None:
    for asked, standing, crossed in ((True, 55, None), (False, 40, ("ruin",))):
        game = signed(asked=asked)
        assert game.state.standing["port"] == standing
        assert game.state.crossed.get("port") == crossed


def test_a_mandate_saves_the_points_that_a_red_line_costs() -> None:
    with_leave, without = (signed(asked=asked).honour_everything() for asked in (True, False))
    sheets = [result_of(game.structure, game.state, "port").sheet for game in (with_leave, without)]
    assert [[charge.points for charge in sheet.charges] for sheet in sheets] == [[], [1_500]]
    assert sheets[0].total == sheets[1].total + 1_500


def test_a_mandate_counts_while_a_package_is_weighed(game: Game) -> None:
    before = appraise(harbour(), FULL, "port", CROSSING, position_of(game.view(of("port")), "port"))
    game.head("port").asks_capital("ruin")
    game.run_out("cable")
    after = appraise(harbour(), FULL, "port", CROSSING, position_of(game.view(of("port")), "port"))
    assert (before.crossed, after.crossed) == (("ruin",), ())
    assert after.result.sheet.total == before.result.sheet.total + 1_500


def test_a_mandate_is_its_delegations_secret() -> None:
    game = asking()
    game.run_out("cable")
    assert game.view(of("port")).mandates == {"port": {"ruin"}}
    assert game.view(of("village")).mandates == {}
    assert game.view(PUBLIC_VIEW).mandates == {}
