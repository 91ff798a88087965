"""Moves: what a delegation does on its own, in the open or in secret."""

import pytest

from game.engine.acts.effects import FollowUpQueued, MoveExposed
from game.engine.acts.moves import (
    LOW_STANDING,
    MOVE_PHASE,
    MOVE_RESTING,
    MOVE_SPENT,
    MOVE_UNAVAILABLE,
    UNKNOWN_MOVE,
)
from game.engine.phases import PhaseName
from game.engine.refusals import HEAD_ONLY, Refused
from game.engine.views import PUBLIC_VIEW, of
from game.scenario.model import CardCondition, Consequence, MoveCase, StandingCondition
from tests.builders import FixedDraws, Game, altered


@pytest.fixture
def game() -> Game:
    """A table in its consultations."""
    return Game(preset="full").advance_to(PhaseName.CONSULTATIONS)


# --- in the open -------------------------------------------------------------------------------


def test_a_move_takes_effect_at_once_and_is_paid_in_standing(game: Game) -> None:
    game.head("port").moves("strike")
    assert game.state.indicators == {"anger": 46, "trade": 17}
    assert game.state.standing["port"] == 55
    assert {change.cause for change in game.state.course} == {"strike"}


def test_a_move_is_news_to_everybody(game: Game) -> None:
    game.head("port").moves("strike")
    [made] = game.view(PUBLIC_VIEW).moves
    assert (made.move, made.delegation, made.by, made.round) == (
        "strike",
        "port",
        "head of port",
        1,
    )
    assert game.state.notes[-1].ref == "strike"


def test_a_case_adds_to_a_move_where_its_conditions_hold(game: Game) -> None:
    game.instructor.drops("storm")
    game.head("port").moves("strike")
    assert game.state.moves[0].cases == ("empty_basin",)
    assert game.state.indicators["trade"] == 20 - 5 - 3 - 2
    assert game.state.standing["ministry"] == 47


def test_a_case_whose_conditions_do_not_hold_is_left_out(game: Game) -> None:
    game.head("port").moves("strike")
    assert game.state.moves[0].cases == ()
    assert game.state.standing["ministry"] == 50


def test_nobody_makes_the_move_of_another(game: Game) -> None:
    for move in ("strike", "dredging", "prayer"):
        with game.expect_refusal(UNKNOWN_MOVE):
            game.head("village").moves(move)


def test_a_move_has_its_phases(game: Game) -> None:
    game.advance_to(PhaseName.DRAFTING)
    with game.expect_refusal(MOVE_PHASE):
        game.head("ministry").moves("inquiry")


def test_a_move_rests_for_its_cooldown(game: Game) -> None:
    game.head("port").moves("strike")
    with pytest.raises(Refused) as refusal:
        game.head("port").moves("strike")
    assert refusal.value.reason is MOVE_RESTING
    assert refusal.value.details == {"rounds": 1}
    game.advance_to(PhaseName.CONSULTATIONS, 2)
    game.head("port").moves("strike")


def test_a_move_can_be_made_so_often_in_a_game() -> None:
    game = Game(altered("moves", "strike", cooldown=0)).advance_to(PhaseName.CONSULTATIONS)
    game.head("port").moves("strike")
    game.head("port").moves("strike")
    with game.expect_refusal(MOVE_SPENT):
        game.head("port").moves("strike")


def test_a_move_needs_the_standing_that_it_costs() -> None:
    game = Game(altered("delegations", "port", standing=4)).advance_to(PhaseName.CONSULTATIONS)
    with pytest.raises(Refused) as refusal:
        game.head("port").moves("strike")
    assert refusal.value.reason is LOW_STANDING
    assert refusal.value.details == {"cost": 5}
    game.head("port").moves("dredging")
    assert game.state.standing["port"] == 0


def test_a_move_whose_conditions_do_not_hold_is_not_to_be_had(game: Game) -> None:
    for _ in range(2):
        game.advance_to(PhaseName.DRAFTING)
        game.agree(quay="short", fishing="lanes")
        game.agree(quay="none", fishing="open")
    assert game.state.indicators["anger"] < 20
    with game.expect_refusal(MOVE_UNAVAILABLE):
        game.head("ministry").moves("subsidy")


def test_a_move_may_ask_for_the_own_standing() -> None:
    asked = StandingCondition(kind="standing", delegation="port", at_least=61)
    game = Game(altered("moves", "strike", conditions=(asked,)))
    game.advance_to(PhaseName.CONSULTATIONS)
    with game.expect_refusal(MOVE_UNAVAILABLE):
        game.head("port").moves("strike")
    game.instructor.drops("storm")
    game.head("port").answers("storm", "shelter")
    game.head("village").answers("storm", "row_out")
    game.head("port").moves("strike")


def test_only_the_head_makes_a_move(game: Game) -> None:
    with game.expect_refusal(HEAD_ONLY):
        game.adviser("port").moves("strike")


def test_a_move_can_break_the_talks() -> None:
    game = Game(altered("moves", "strike", effects={"anger": 60}))
    game.advance_to(PhaseName.CONSULTATIONS).head("port").moves("strike")
    assert game.state.ending == "breakdown"


# --- moves that call a card --------------------------------------------------------------------


def test_a_move_can_call_a_card_by_which_others_decide(game: Game) -> None:
    game.head("ministry").moves("inquiry")
    crisis = game.state.crises["hearing"]
    assert crisis.asked == ("port", "village")
    assert crisis.deadline == game.now + 90
    assert game.state.indicators["anger"] == 38
    game.head("port").answers("hearing", "testify")
    game.head("village").answers("hearing", "applaud")
    assert game.state.crises["hearing"].consequences == ("heard_out",)


def test_a_move_is_spent_once_its_card_has_fallen_otherwise(game: Game) -> None:
    game.instructor.drops("hearing")
    with game.expect_refusal(MOVE_SPENT):
        game.head("ministry").moves("inquiry")


def test_a_card_that_nothing_draws_falls_only_when_it_is_called() -> None:
    game = Game(preset="full", draws=FixedDraws()).advance_to(PhaseName.CONSULTATIONS)
    for card in ("storm", "blockade", "leak"):
        game.instructor.drops(card)
    game.run_out("inject_slot")
    assert "hearing" not in game.state.crises


# --- secret moves ------------------------------------------------------------------------------


def test_a_secret_move_takes_effect_only_when_it_is_exposed(game: Game) -> None:
    game.head("port").moves("dredging")
    assert game.state.indicators["anger"] == 40
    assert game.state.standing == {"port": 56, "village": 70, "ministry": 50}
    assert game.view(PUBLIC_VIEW).moves == ()
    game.instructor.drops("leak")
    assert game.state.indicators["anger"] == 52
    assert game.state.standing == {"port": 50, "village": 73, "ministry": 50}
    [made] = game.view(PUBLIC_VIEW).moves
    assert (made.move, made.cause) == ("dredging", "leak")


def test_a_secret_move_is_known_to_its_author_and_the_instructor_alone(game: Game) -> None:
    game.head("port").moves("dredging")
    assert [made.move for made in game.view(of("port")).moves] == ["dredging"]
    assert game.view(of("village")).moves == ()
    assert not any(note.ref == "dredging" for note in game.state.notes)


def test_a_secret_move_is_exposed_by_what_follows_from_an_answer(game: Game) -> None:
    game.head("port").moves("dredging")
    game.head("ministry").moves("inquiry")
    game.head("port").answers("hearing", "refuse")
    game.head("village").answers("hearing", "stay_away")
    assert [event.cause for event in game.told(MoveExposed)] == ["hearing"]


def test_what_was_not_done_is_not_exposed_and_nothing_is_exposed_twice(game: Game) -> None:
    game.instructor.drops("leak")
    assert not game.told(MoveExposed)
    game.head("port").moves("dredging")
    game.instructor.drops("hearing")
    game.head("port").answers("hearing", "refuse")
    game.head("village").answers("hearing", "stay_away")
    assert len(game.told(MoveExposed)) == 1
    assert game.state.indicators["anger"] == 40 - 2 + 12


def test_the_card_that_exposes_a_secret_is_drawn_only_while_there_is_one() -> None:
    fate = FixedDraws({"which 1.consultations.0 leak": 0.0}, otherwise=0.9)
    game = Game(preset="full", draws=fate).advance_to(PhaseName.CONSULTATIONS)
    idle = game.fork()
    game.head("port").moves("dredging")
    for table, card in ((game, "leak"), (idle, "storm")):
        table.run_out("inject_slot")
        assert list(table.state.crises) == [card]


def test_the_cases_of_a_secret_move_take_effect_with_its_exposure() -> None:
    stormy = MoveCase(
        id="washed_out",
        conditions=(CardCondition(kind="card", inject="storm"),),
        effects={"trade": -7},
    )
    game = Game(altered("moves", "dredging", cases=(stormy,)), preset="full")
    game.advance_to(PhaseName.CONSULTATIONS)
    calm = game.fork()
    game.instructor.drops("storm")
    for table, trade in ((game, 20 - 5 - 7), (calm, 20 - 5)):
        table.head("port").moves("dredging")
        if table is calm:
            table.instructor.drops("storm")
        table.instructor.drops("leak")
        assert table.state.indicators["trade"] == trade


# --- follow-ups --------------------------------------------------------------------------------


def adrift(game: Game) -> None:
    """Let the storm end so that the newspaper is to follow."""
    game.instructor.drops("storm")
    game.head("port").answers("storm", "turn_away")
    game.head("village").answers("storm", "row_out")


def test_a_card_that_follows_falls_in_the_next_phase_of_talks(game: Game) -> None:
    adrift(game)
    assert "newspaper" in game.state.follow_ups
    assert not any(slot.inject for slot in game.state.schedule.values())
    game.advance_to(PhaseName.DRAFTING)
    assert "newspaper" not in game.state.follow_ups
    assert game.state.schedule["1.drafting.newspaper"].inject == "newspaper"
    while "newspaper" not in game.state.crises:
        game.expire_next()
    assert game.state.name is PhaseName.DRAFTING


def test_a_card_that_had_no_time_to_follow_waits_for_the_next_phase(game: Game) -> None:
    adrift(game)
    game.advance_to(PhaseName.DRAFTING)
    game.instructor.advances()
    assert game.state.follow_ups == ("newspaper",)
    game.advance_to(PhaseName.CONSULTATIONS, 2)
    assert "2.consultations.newspaper" in game.state.schedule


def test_a_card_that_fell_in_the_meantime_does_not_follow_again(game: Game) -> None:
    adrift(game)
    game.advance_to(PhaseName.DRAFTING)
    game.instructor.drops("newspaper")
    game.instructor.advances()
    assert game.state.follow_ups == ()
    game.advance_to(PhaseName.CONSULTATIONS, 2)
    assert "2.consultations.newspaper" not in game.state.schedule


def test_a_card_that_is_on_its_way_is_not_queued_again() -> None:
    again = Consequence(id="heard_out", when={"port": ("testify",)}, follow_up="newspaper")
    game = Game(altered("injects", "hearing", consequences=(again,)), preset="full")
    adrift(game.advance_to(PhaseName.CONSULTATIONS))
    game.advance_to(PhaseName.DRAFTING)
    game.instructor.drops("hearing")
    game.head("port").answers("hearing", "testify")
    game.head("village").answers("hearing", "testify")
    assert len(game.told(FollowUpQueued)) == 1
