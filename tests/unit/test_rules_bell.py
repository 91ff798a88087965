"""The clock stops at the class's bell, and keeps the time that is left."""

import pytest

from game.engine.acts.clock import DEADLINE_PAST, BellSet, GiveTimeBack, SetBell
from game.engine.phases import PhaseName
from game.engine.refusals import NOT_ALLOWED, WRONG_PHASE
from tests.builders import Game

PLAYED = (
    PhaseName.BRIEFING,
    PhaseName.PLENARY,
    PhaseName.CONSULTATIONS,
    PhaseName.DRAFTING,
    PhaseName.RATIFICATION,
)


def ringing(phase: PhaseName, seconds: float = 30) -> Game:
    """A game in that phase whose bell rings so many seconds later."""
    game = Game(preset="full").advance_to(phase)
    game.instructor.sends(SetBell(at=game.now + seconds))
    return game


@pytest.mark.parametrize("phase", [p for p in PLAYED if p is not PhaseName.RATIFICATION])
def test_the_bell_stops_the_clock_in_whatever_phase_it_is(phase: PhaseName) -> None:
    game = ringing(phase)
    deadline = game.state.phase.deadline
    assert deadline is not None
    left = deadline - game.now - 30
    game.run_out("bell")
    assert game.state.name is phase
    assert game.state.paused
    assert game.state.pause_planned
    game.wait(7 * 86_400)
    game.instructor.resumes()
    assert game.state.phase.deadline == pytest.approx(game.now + left)
    assert game.state.bell is None


def test_the_bell_is_first_of_what_falls_on_its_moment() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    deadline = game.state.phase.deadline
    game.instructor.sends(SetBell(at=deadline))
    while game.state.bell is not None:
        game.expire_next()
    assert game.state.name is PhaseName.CONSULTATIONS
    assert game.state.paused


def test_a_bell_can_be_moved_and_taken_back() -> None:
    game = ringing(PhaseName.PLENARY)
    game.instructor.sends(SetBell(at=game.now + 600))
    assert game.instructor.sends(SetBell(at=game.now + 600)) == ()
    game.instructor.sends(SetBell(at=None))
    assert game.state.bell is None
    assert [event.bell for event in game.told(BellSet)] == [game.now + 30, game.now + 600, None]


@pytest.mark.parametrize("seconds", [-3_600, 0, 4])
def test_a_bell_that_has_rung_is_refused(seconds: float) -> None:
    game = Game(preset="full").advance_to(PhaseName.PLENARY)
    with game.expect_refusal(DEADLINE_PAST):
        game.instructor.sends(SetBell(at=game.now + seconds))


def test_a_bell_that_rings_in_a_pause_does_not_stop_the_next_class() -> None:
    game = ringing(PhaseName.CONSULTATIONS)
    game.instructor.pauses()
    game.wait(86_400)
    game.instructor.resumes()
    assert game.state.bell is None
    game.run_out("phase")
    assert not game.state.paused


def test_a_pause_before_the_bell_leaves_it_where_it_is() -> None:
    game = ringing(PhaseName.CONSULTATIONS, 60)
    bell = game.state.bell
    game.instructor.pauses()
    game.wait(10)
    game.instructor.resumes()
    assert game.state.bell == bell


@pytest.mark.parametrize(("gap", "stopped"), [(10, False), (40, True)])
def test_a_bell_that_rings_while_the_server_is_away_stops_the_clock(
    gap: float, stopped: bool
) -> None:
    game = ringing(PhaseName.CONSULTATIONS, 30)
    since = game.now
    game.wait(gap)
    game.clock.sends(GiveTimeBack(since=since, shift=gap))
    assert game.state.paused is stopped


def test_a_bell_is_for_a_game_that_is_played() -> None:
    game = Game(preset="full")
    with game.expect_refusal(WRONG_PHASE):
        game.instructor.sends(SetBell(at=game.now + 600))
    head = Game(preset="full").advance_to(PhaseName.PLENARY)
    with head.expect_refusal(NOT_ALLOWED):
        head.head("port").sends(SetBell(at=None))
