"""Deadlines are the server's: what happens when time is up, stands still, or is given."""

import pytest

from game.engine.actors import CLOCK
from game.engine.acts.clock import DEADLINE_PAST, NOT_PAUSED
from game.engine.acts.expiry import NOT_DUE, Expire
from game.engine.acts.plenary import FLOOR_OPEN, NOT_YOUR_TURN, FloorGiven, FloorOpened
from game.engine.due import deadlines, next_due
from game.engine.phases import PhaseName
from game.engine.refusals import PAUSED, WRONG_PHASE
from game.engine.state import TableState
from tests.builders import FixedDraws, Game


def every_deadline(state: TableState) -> list[float]:
    """All moments at which something at the table runs out."""
    return [moment for moment, _ in deadlines(state)]


def deadline(game: Game) -> float:
    """The phase's deadline, which must have one."""
    assert game.state.phase.deadline is not None
    return game.state.phase.deadline


@pytest.fixture
def busy() -> Game:
    """A table with everything running: the phase, a roll-call, a crisis, a card to come."""
    draws = FixedDraws({"when 1.drafting.1": 0.9})
    game = Game(preset="full", draws=draws).advance_to(PhaseName.DRAFTING)
    game.head("port").tables({"quay": "short"})
    game.instructor.drops("storm")
    return game


def test_the_lobby_waits_for_the_instructor_alone() -> None:
    game = Game()
    assert next_due(game.state) is None
    game.instructor.starts()
    assert game.state.name is PhaseName.BRIEFING
    assert deadline(game) == game.now + 60


def test_a_phase_ends_at_its_deadline_and_the_next_one_opens() -> None:
    game = Game().advance_to(PhaseName.BRIEFING)
    game.run_out("phase")
    assert game.state.phase.step.tag == "1.plenary"
    assert deadline(game) == game.now + 60


def test_the_clock_cannot_end_a_phase_before_its_deadline() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.now = deadline(game) - 0.5
    with game.expect_refusal(NOT_DUE):
        game.clock.expires("phase", game.step)


def test_nothing_runs_out_early(busy: Game) -> None:
    for moment, due in deadlines(busy.state):
        early = busy.fork()
        early.now = moment - 0.5
        with early.expect_refusal(NOT_DUE):
            early.clock.sends(due)
        early.now = moment
        early.clock.sends(due)
        assert due not in [still for _, still in deadlines(early.state)]


@pytest.mark.parametrize(
    ("due", "ref"),
    [
        ("phase", "1.plenary"),
        ("phase", "2.drafting"),
        ("floor", "1.plenary.0"),
        ("floor", "1.drafting.0"),
        ("roll_call", "p9"),
        ("inject", "newspaper"),
        ("inject_slot", "1.consultations.0"),
    ],
)
def test_a_late_word_from_the_clock_is_harmless(busy: Game, due: str, ref: str) -> None:
    busy.wait(10_000)
    with busy.expect_refusal(NOT_DUE):
        busy.clock.sends(_expire(due, ref))


def _expire(due: str, ref: str) -> Expire:
    return Expire.model_validate({"due": due, "ref": ref})


def test_a_word_from_the_clock_that_comes_twice_is_harmless(busy: Game) -> None:
    while busy.state.name is PhaseName.DRAFTING:
        said = busy.expire_next()
        if busy.state.paused:
            busy.instructor.resumes()
        with busy.expect_refusal(NOT_DUE):
            busy.clock.sends(said)


def test_everything_that_runs_out_is_named_with_its_moment(busy: Game) -> None:
    named = {(due.due, due.ref) for _, due in deadlines(busy.state)}
    assert named == {
        ("roll_call", "p1"),
        ("inject", "storm"),
        ("inject_slot", "1.drafting.1"),
        ("phase", "1.drafting"),
    }
    assert next_due(busy.state) == min(deadlines(busy.state), key=lambda pair: pair[0])


def test_a_roll_call_that_ends_with_its_phase_closes_first() -> None:
    game = Game().advance_to(PhaseName.DRAFTING)
    game.now = deadline(game) - game.state.setup.timings.roll_call
    game.head("port").tables({"quay": "short"})
    assert game.expire_next().due == "roll_call"
    assert game.expire_next().due == "phase"


# --- the floor ---------------------------------------------------------------------------------


def test_the_plenary_opens_with_the_first_in_the_opening_order() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    assert game.state.floor is not None
    assert game.state.floor.delegation == "ministry"
    assert game.state.floor.deadline == game.now + 15


def test_the_floor_passes_when_the_speakers_time_is_up() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    speakers = []
    while game.state.floor is not None:
        speakers.append(game.state.floor.delegation)
        game.run_out("floor")
    assert speakers == ["ministry", "port", "village"]
    assert game.told(FloorOpened)


def test_the_next_round_opens_with_the_next_speaker() -> None:
    game = Game(preset="full").advance_to(PhaseName.PLENARY, 2)
    game.instructor.resumes()
    for _ in range(3):
        game.run_out("floor")
    given = [event.delegation for event in game.told(FloorGiven)]
    assert given[0] == "ministry"
    assert given[-3:] == ["port", "village", "ministry"]


def test_a_speaker_can_yield_the_floor() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    game.head("ministry").yields_the_floor()
    assert game.state.floor is not None
    assert game.state.floor.delegation == "port"
    with game.expect_refusal(NOT_DUE):
        game.clock.expires("floor", "1.plenary.0")


def test_only_the_speaker_can_yield_the_floor() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    with game.expect_refusal(NOT_YOUR_TURN):
        game.head("port").yields_the_floor()


def test_nobody_yields_a_floor_that_is_open_to_all() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    for delegation in ("ministry", "port", "village"):
        game.head(delegation).yields_the_floor()
    with game.expect_refusal(FLOOR_OPEN):
        game.head("ministry").yields_the_floor()


def test_the_floor_is_cleared_with_the_plenary() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    assert game.state.floor is None


# --- ready -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phase",
    [PhaseName.BRIEFING, PhaseName.PLENARY, PhaseName.CONSULTATIONS, PhaseName.DRAFTING],
)
def test_an_early_end_when_all_are_ready(phase: PhaseName) -> None:
    game = Game(preset="full").advance_to(phase)
    before = game.step
    port, village, ministry = game.heads
    port.is_ready()
    village.is_ready()
    assert game.step == before
    ministry.is_ready()
    assert game.step != before
    assert game.state.ready == frozenset()


def test_readiness_can_be_taken_back() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    port, village, ministry = game.heads
    port.is_ready()
    port.is_ready(False)
    village.is_ready()
    ministry.is_ready()
    assert game.state.name is PhaseName.CONSULTATIONS
    assert game.state.ready == {"village", "ministry"}


def test_saying_so_twice_records_nothing() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    port = game.head("port")
    port.is_ready()
    length = len(game.log)
    port.is_ready()
    assert len(game.log) == length


def test_a_signing_cannot_be_hurried() -> None:
    game = Game().ratify(quay="short")
    with game.expect_refusal(WRONG_PHASE):
        game.head("port").is_ready()


# --- pauses ------------------------------------------------------------------------------------


def test_a_pause_moves_every_deadline(busy: Game) -> None:
    before = every_deadline(busy.state)
    busy.instructor.pauses()
    busy.wait(3_600)
    busy.instructor.resumes()
    assert every_deadline(busy.state) == [moment + 3_600 for moment in before]


def test_a_pause_moves_the_speakers_deadline() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    before = every_deadline(game.state)
    game.instructor.pauses()
    game.wait(90)
    game.instructor.resumes()
    assert every_deadline(game.state) == [moment + 90 for moment in before]


def test_a_pause_leaves_what_is_settled_alone(busy: Game) -> None:
    busy.run_out("inject")
    settled = busy.state.crises["storm"]
    closed = busy.state.proposals["p1"]
    busy.instructor.pauses()
    busy.wait(60)
    busy.instructor.resumes()
    assert busy.state.crises["storm"] == settled
    assert busy.state.proposals["p1"] == closed


def test_nothing_runs_out_while_the_clock_stands_still(busy: Game) -> None:
    running = list(deadlines(busy.state))
    busy.instructor.pauses()
    busy.wait(10_000)
    assert next_due(busy.state) is None
    for _, due in running:
        with busy.expect_refusal(PAUSED):
            busy.send(CLOCK, due)


def test_only_a_running_clock_is_stopped_and_only_a_stopped_one_started(busy: Game) -> None:
    with busy.expect_refusal(NOT_PAUSED):
        busy.instructor.resumes()
    busy.instructor.pauses()
    with busy.expect_refusal(PAUSED):
        busy.instructor.pauses()


def test_a_clock_that_was_set_back_during_a_pause_shortens_nothing(busy: Game) -> None:
    before = every_deadline(busy.state)
    busy.instructor.pauses()
    busy.wait(-30)
    busy.instructor.resumes()
    assert every_deadline(busy.state) == before


def test_the_break_between_two_classes_is_a_planned_pause() -> None:
    game = Game(preset="full").advance_to(PhaseName.DRAFTING, 1)
    game.run_out("phase")
    assert game.step == "2.plenary"
    assert (game.state.paused, game.state.pause_planned) == (True, True)
    game.wait(86_400)
    game.instructor.resumes()
    assert (game.state.paused, game.state.pause_planned) == (False, False)
    assert deadline(game) == game.now + game.state.setup.timings.plenary


def test_a_paused_table_that_is_advanced_runs_on(busy: Game) -> None:
    busy.instructor.pauses()
    busy.instructor.advances()
    assert busy.state.name is PhaseName.PLENARY
    busy.instructor.advances()
    assert not busy.state.paused


# --- the instructor's hand on the clock --------------------------------------------------------


@pytest.mark.parametrize("seconds", [300, -60])
def test_the_instructor_moves_the_deadline(seconds: int) -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    before = deadline(game)
    game.instructor.moves_deadline(seconds)
    assert deadline(game) == before + seconds


def test_a_phase_is_not_shortened_into_the_past() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.wait(60)
    with game.expect_refusal(DEADLINE_PAST):
        game.instructor.moves_deadline(-56)
    game.instructor.moves_deadline(-55)
    assert deadline(game) == game.now + 5


def test_in_a_pause_the_time_that_is_left_counts_from_its_beginning() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.instructor.pauses()
    game.wait(1_000)
    game.instructor.moves_deadline(-100)
    game.instructor.resumes()
    assert deadline(game) == game.now + 20


def test_the_instructor_ends_a_phase_at_once() -> None:
    game = Game().advance_to(PhaseName.PLENARY)
    game.instructor.advances()
    assert game.state.name is PhaseName.CONSULTATIONS


def test_the_chair_is_heard_by_all_even_in_a_pause(busy: Game) -> None:
    busy.instructor.pauses()
    busy.instructor.announces("  We go on tomorrow.  ")
    said = busy.state.statements[-1]
    assert said.text == "We go on tomorrow."
    assert said.delegation is None
