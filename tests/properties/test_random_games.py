"""Whatever is tried at a table, its log tells all, refusals cost nothing, and it ends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.engine.acts import EVENTS
from game.engine.acts.expiry import NOT_DUE
from game.engine.acts.table import replay
from game.engine.due import next_due
from game.engine.phases import PhaseName
from game.engine.results import result_of
from game.refusals import Reason
from tests.builders import Game
from tests.properties.invariants import assert_ended, assert_sound
from tests.properties.play import Stroke, attempt, play, tries
from tests.properties.strategies import plays

scenarios = pytest.mark.parametrize("scenario", ["harbour", "six_party_talks"])


def play_all(game: Game, strokes: list[Stroke]) -> Game:
    """The game after all strokes."""
    for stroke in strokes:
        play(game, stroke)
    return game


@scenarios
@settings(max_examples=50)
@given(st.data())
def test_a_replay_of_the_stored_log_is_the_live_state(scenario: str, data: st.DataObject) -> None:
    game = play_all(*data.draw(plays(scenario)))
    stored = [EVENTS.dump_json(event) for event in game.log]
    read = [EVENTS.validate_json(line) for line in stored]
    assert read == game.log
    assert replay(read) == game.state
    assert game.state.seq == len(game.log)


@scenarios
@settings(max_examples=50)
@given(st.data())
def test_a_refusal_changes_nothing_and_an_event_changes_the_count(
    scenario: str, data: st.DataObject
) -> None:
    game, strokes = data.draw(plays(scenario))
    for stroke in strokes:
        for one in tries(game, stroke):
            state, length = game.state, len(game.log)
            answer = attempt(game, one)
            if isinstance(answer, Reason):
                assert game.state is state
                assert len(game.log) == length
            else:
                assert game.state.seq == state.seq + len(answer)


@scenarios
@settings(max_examples=50)
@given(st.data())
def test_a_table_is_sound_after_every_stroke(scenario: str, data: st.DataObject) -> None:
    game, strokes = data.draw(plays(scenario))
    for stroke in strokes:
        held = game.state.mandates
        play(game, stroke)
        assert_sound(game)
        assert all(held[one] <= game.state.mandates[one] for one in held)
        for delegation in game.structure.delegation_ids:
            total = result_of(game.structure, game.state, delegation).sheet.total
            assert 0 <= total <= 10_000 + 10


@scenarios
@settings(max_examples=50)
@given(st.data())
def test_every_game_ends_by_the_clock_alone(scenario: str, data: st.DataObject) -> None:
    game = play_all(*data.draw(plays(scenario)))
    if game.state.name is PhaseName.LOBBY:
        game.instructor.starts()
    expiries = 0
    while not game.state.over:
        if game.state.paused:
            game.instructor.resumes()
        game.expire_next()
        expiries += 1
        assert expiries < 500
    assert_sound(game)
    assert_ended(game)


@scenarios
@settings(max_examples=50)
@given(st.data())
def test_a_deadline_is_due_at_its_moment_and_not_before(scenario: str, data: st.DataObject) -> None:
    game = play_all(*data.draw(plays(scenario)))
    due = next_due(game.state)
    if due is None:
        assert game.state.over or game.state.paused or game.state.name is PhaseName.LOBBY
        return
    moment, command = due
    early = game.fork()
    early.now = moment - 1
    with early.expect_refusal(NOT_DUE):
        early.clock.sends(command)
    game.now = moment
    assert game.clock.sends(command)
