"""No deadline falls for time in which the server was not there: in any phase, at any table."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from game.engine.actors import Actor, Role
from game.engine.acts.clock import PauseTable, ResumeTable
from game.engine.acts.endings import EndTalks
from game.engine.acts.expiry import Expire
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.acts.table import replay
from game.engine.choices import Due
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.service.lost_time import BRIEF, GRACE, GRACE_PART, LATE, OVER_DAYS
from tests.moments import MOMENTS, Moment, Room, due
from tests.practising import Home
from tests.practising import table as table_of
from tests.running import Class

CLASSES = ("demo", "class50", "class75", "two75")
TALKS = (PhaseName.BRIEFING, PhaseName.PLENARY, PhaseName.CONSULTATIONS, PhaseName.DRAFTING)
BRIEF_GAPS = (LATE + 0.5, 12.0, BRIEF - 0.1)
LONG_GAPS = (BRIEF + 1, 600.0, 3 * 86_400.0)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("lost"))
    yield room
    room.house.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.house.close()


def test_every_phase_and_everything_that_runs_out_is_among_the_moments() -> None:
    kinds = {kind for moment in MOMENTS for kind, _ in due(replay(moment.events))}
    # The bell alone rings by the clock on the wall, whether the server was there or not.
    assert kinds == set(get_args(Due)) - {"bell"}
    phases = {replay(moment.events).name for moment in MOMENTS}
    assert phases == {*TALKS, PhaseName.RATIFICATION, PhaseName.IMPLEMENTATION}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
@pytest.mark.parametrize("gap", BRIEF_GAPS)
def test_a_brief_gap_is_given_back_at_once(shared: Room, moment: Moment, gap: float) -> None:
    table = shared.table_at(moment)
    before = due(shared.tables.state(table))
    shared.serve()
    shared.lose(gap)
    assert shared.happened(table, moment.count) == ["table_paused", "table_resumed"]
    after = due(shared.tables.state(table))
    assert after == pytest.approx({thing: at + gap for thing, at in before.items()})


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
@pytest.mark.parametrize("gap", LONG_GAPS)
def test_after_a_long_gap_the_clock_waits_for_the_instructor(
    shared: Room, moment: Moment, gap: float
) -> None:
    table = shared.table_at(moment)
    before, gone = due(shared.tables.state(table)), shared.now
    shared.serve()
    for seconds in (gap, 60.0, 1.0, 600.0):
        shared.lose(seconds)
    assert shared.happened(table, moment.count) == ["table_paused"]
    assert shared.tables.state(table).paused
    shared.send(table, ResumeTable())
    after = due(shared.tables.state(table))
    assert after == pytest.approx({thing: at + shared.now - gone for thing, at in before.items()})


@pytest.mark.parametrize("preset", CLASSES)
@pytest.mark.parametrize("phase", TALKS)
def test_every_preset_of_a_class_pauses(shared: Room, preset: str, phase: PhaseName) -> None:
    table = shared.table(preset)
    shared.advance_to(table, phase)
    before, gone = due(shared.tables.state(table)), shared.now
    count = len(shared.tables.events(table))
    shared.serve()
    shared.lose(1_000.0)
    assert shared.happened(table, count) == ["table_paused"]
    shared.send(table, ResumeTable())
    after = due(shared.tables.state(table))
    assert after == pytest.approx({thing: at + shared.now - gone for thing, at in before.items()})


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_a_beat_that_is_hardly_late_is_no_gap(shared: Room, moment: Moment) -> None:
    table = shared.table_at(moment)
    before = due(shared.tables.state(table))
    shared.serve()
    shared.now += LATE
    shared.house.lost_time.beat()
    assert shared.happened(table, moment.count) == []
    assert due(shared.tables.state(table)) == before


@pytest.mark.parametrize("phase", TALKS)
@pytest.mark.parametrize("gap", [5.0, 7_200.0, 3 * 86_400.0])
def test_homework_keeps_its_deadlines_but_nobody_is_surprised(
    shared: Room, phase: PhaseName, gap: float
) -> None:
    table = shared.table("homework")
    shared.advance_to(table, phase)
    state = shared.tables.state(table)
    assert state.phase.deadline is not None
    length = state.phase.deadline - state.phase.opened_at
    assert length > OVER_DAYS
    before, count = due(state), len(shared.tables.events(table))
    shared.serve()
    shared.lose(gap)
    after = due(shared.tables.state(table))
    assert not shared.tables.state(table).paused
    assert set(shared.happened(table, count)) <= {"table_paused", "table_resumed"}
    assert after.keys() == before.keys()
    grace = min(GRACE, GRACE_PART * length)
    assert min(after.values()) >= shared.now + min(grace, min(before.values()) - shared.now + gap)
    moved = {after[thing] - before[thing] for thing in before}
    assert max(moved) == pytest.approx(min(moved))
    assert -1e-6 <= min(moved) <= gap + 1e-6
    if min(before.values()) >= shared.now + grace:
        assert moved == {0.0}


def test_tables_whose_clock_does_not_run_are_left_alone(room: Room) -> None:
    paused, ended = room.table(), room.table()
    lobby = room.conferences.create(
        room.teacher, title="", preset="demo", tables=1, consensus="unanimity"
    )
    (waiting,) = room.conferences.tables(lobby.id)
    room.send(paused, PauseTable())
    room.send(ended, EndTalks())
    counts = {id_: len(room.tables.events(id_)) for id_ in (paused, ended, waiting.id)}
    room.serve()
    for gap in (10.0, 600.0):
        room.lose(gap)
    assert all(room.happened(id_, count) == [] for id_, count in counts.items())


def test_the_gap_before_a_start_is_given_back_too(room: Room) -> None:
    """Killed and started again: the new server is told when the former was last alive."""
    table = room.table()
    room.advance_to(table, PhaseName.DRAFTING)
    before, gone = due(room.tables.state(table)), room.now
    room.now += 1_200.0
    room.house.lost_time.begin(gone)
    room.house.ticker.beat_clock()
    assert room.tables.state(table).paused
    room.send(table, ResumeTable())
    assert due(room.tables.state(table)) == pytest.approx(
        {thing: at + room.now - gone for thing, at in before.items()}
    )


def test_whoever_acts_first_after_a_gap_comes_too_late_for_nothing(room: Room) -> None:
    """A vote arrives before the clock's own beat, long after the roll-call would have closed."""
    table = room.table()
    room.advance_to(table, PhaseName.DRAFTING)
    us, china = Actor(Role.HEAD, "us", "ann"), Actor(Role.HEAD, "china", "bob")
    issue = room.tables.scenario_of(table).structure.issues[0]
    room.send(table, TableProposal(options={issue.id: issue.options[-1].id}), us)
    (proposal,) = room.tables.state(table).open_proposals()
    room.now = proposal.deadline - 5.0
    room.serve()
    room.now += BRIEF - 1
    room.send(table, CastBallot(proposal=proposal.id, ballot="accept"), china)
    assert set(room.tables.state(table).proposals[proposal.id].ballots) == {"us", "china"}
    room.now += 600.0
    # The clock's own command is no exception.
    for expired in ("roll_call", "phase"):
        ref = proposal.id if expired == "roll_call" else "1.drafting"
        with pytest.raises(Refused):
            room.send(table, Expire(due=expired, ref=ref), Actor(Role.CLOCK))
    assert room.tables.state(table).proposals[proposal.id].status == "open"
    assert room.tables.state(table).paused


def test_what_the_database_could_not_take_stays_owed(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the file just when the machine wakes, for longer than one tries."""
    monkeypatch.setattr("game.store.database.PATIENCE", 0.1)
    tables = [room.table(), room.table()]
    for table in tables:
        room.advance_to(table, PhaseName.DRAFTING)
    before, gone = [due(room.tables.state(table)) for table in tables], room.now
    room.serve()
    with closing(sqlite3.connect(tmp_path / "game.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            room.lose(300.0)
        other.execute("ROLLBACK")
    room.lose(1.0)
    for table, deadlines_ in zip(tables, before, strict=True):
        assert room.tables.state(table).name is PhaseName.DRAFTING
        assert room.tables.state(table).paused
        room.send(table, ResumeTable())
        shift = room.now - gone
        assert due(room.tables.state(table)) == pytest.approx(
            {thing: at + shift for thing, at in deadlines_.items()}
        )


def test_a_table_that_cannot_be_read_does_not_keep_others_from_their_time(room: Room) -> None:
    bad, good = room.table(), room.table()
    room.tables.forget([bad])
    with room.house.database.writing() as connection:
        connection.exec_driver_sql("update events set body = '{}' where table_id = ?", (bad,))
    room.serve()
    room.lose(600.0)
    assert room.tables.state(good).paused
    room.send(good, ResumeTable())
    assert not room.tables.state(good).paused


# --- practices and bots ------------------------------------------------------------------------


def test_a_practice_waits_for_whoever_practises(home: Home) -> None:
    person = home.practise()
    table = table_of(person)
    gone = home.clock.now
    before = due(home.hall.tables.state(table))
    home.house.lost_time.begin(gone)
    home.clock.now += 600.0
    home.house.ticker.beat()
    assert home.hall.tables.state(table).paused
    assert "It runs on when you say so" in home.page(f"/play/{person.id}")
    assert home.control(person, "resume") == 200
    assert due(home.hall.tables.state(table)) == pytest.approx(
        {thing: at + 600.0 for thing, at in before.items()}
    )


@pytest.mark.parametrize("gap", [BRIEF - 1, 600.0])
def test_bots_do_not_all_act_at_once_afterwards(room: Room, gap: float) -> None:
    table = room.table("class50")
    room.advance_to(table, PhaseName.CONSULTATIONS)
    room.serve()
    acts: list[int] = []
    for _ in range(60):
        before = len(room.tables.events(table))
        room.now += 1.0
        room.house.ticker.beat()
        acts.append(len(room.tables.events(table)) - before)
    assert sum(acts) > 0
    room.now += gap
    room.house.lost_time.beat()
    if room.tables.state(table).paused:
        room.send(table, ResumeTable())
    before = len(room.tables.events(table))
    room.house.ticker.beat_bots()
    assert len(room.tables.events(table)) - before <= max(acts)


# --- what people are told ----------------------------------------------------------------------


def test_teacher_and_students_are_told_and_all_run_on_at_one_click(room: Room) -> None:
    lesson = Class(room.house)
    lesson.advance_to(PhaseName.DRAFTING)
    room.house.lost_time.begin(lesson.now)
    gone = lesson.now
    before = {id_: due(lesson.tables.state(id_)) for id_ in lesson.ids}
    lesson.now += 754.0
    room.house.ticker.beat_clock()
    for place in ("", "/table/1", "/table/2"):
        assert "The server was not there for 12 min 34 s" in lesson.page(place), place
    for name in (*lesson.phones, "other"):
        page = lesson.student(name)
        assert "No time is lost" in page
        assert "It runs on when your teacher says so" in page
    lesson.now += 45.0
    status, page = lesson.form("/all/command", kind="resume_table")
    assert status == 200
    assert "The server was not there" not in page
    for id_, deadlines_ in before.items():
        shift = lesson.now - gone
        assert due(lesson.tables.state(id_)) == pytest.approx(
            {thing: at + shift for thing, at in deadlines_.items()}
        )
    assert "you have all the time" not in lesson.student("us")
