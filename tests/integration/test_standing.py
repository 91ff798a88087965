"""Beside its log every table has how it stands; who only needs that reads no log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from game.app import build
from game.config import Config
from game.engine.actors import INSTRUCTOR
from game.engine.acts.clock import MoveDeadline, PauseTable, ResumeTable
from game.engine.acts.endings import EndTalks
from game.engine.acts.progress import AdvancePhase
from game.engine.acts.table import replay
from game.engine.due import next_due
from game.engine.state import TableState
from game.service.stand_ins import StandIns
from game.service.standing import standing_of
from game.service.tables import IDLE
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog, SequenceTaken, StoredEvent
from game.store.records import Standing
from game.store.salvage import salvage
from game.store.schema import events as event_rows
from game.store.schema import tables as table_rows
from game.store.schema_version import migrate
from tests.integration.test_migrations import move_to
from tests.integration.test_stand_ins import House
from tests.lesson import Lesson
from tests.moments import MOMENTS, Moment, Room
from tests.practising import Home, table

TALES = ("full_accord", "walk_out", "breakdown")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.house.close()


def noted(database: Database, table_id: int) -> Standing:
    """What stands in the columns."""
    query = sa.select(table_rows.c.status, table_rows.c.next_due_at)
    with database.reading() as connection:
        return Standing(*connection.execute(query.where(table_rows.c.id == table_id)).one())


class Reads:
    """Notes whose logs are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.of: list[int] = []
        real = EventLog.read

        def read(log: EventLog, table_id: int, after: int = 0) -> tuple[StoredEvent, ...]:
            self.of.append(table_id)
            return real(log, table_id, after)

        monkeypatch.setattr(EventLog, "read", read)


# --- what is noted ---


def test_what_is_noted_follows_every_command(room: Room) -> None:
    place = room.table()
    seen: set[str] = set()

    def check(after: TableState) -> None:
        found = noted(room.house.database, place)
        assert found == standing_of(after)
        seen.add(found.status)

    room.tables.subscribe(lambda published: check(published.state))
    for command in (
        PauseTable(),
        ResumeTable(),
        MoveDeadline(seconds=30),
        AdvancePhase(),
        PauseTable(),
        EndTalks(),
    ):
        room.now += 1
        room.send(place, command)
    assert seen == {"running", "paused", "over"}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_whatever_is_due_next_at_a_table_is_noted(room: Room, moment: Moment) -> None:
    place = room.table_at(moment)
    due = next_due(room.tables.state(place))
    assert due is not None
    assert noted(room.house.database, place) == Standing("running", due[0])
    assert Directory(room.house.database).running_tables() == {place: due[0]}


def test_events_and_what_is_noted_are_stored_together_or_not_at_all(room: Room) -> None:
    place, database = room.table(), room.house.database
    before = noted(database, place)
    row = EventLog(database).read(place)[-1]
    with pytest.raises(SequenceTaken):
        EventLog(database).append(place, [row], Standing("over"))
    assert noted(database, place) == before


def test_nothing_is_written_for_a_table_that_there_is_not(room: Room) -> None:
    row = EventLog(room.house.database).read(room.table())[-1]
    with pytest.raises(KeyError):
        EventLog(room.house.database).append(999, [row], Standing("over"))


def test_a_late_note_does_not_undo_a_newer_one(room: Room) -> None:
    place, database = room.table(), room.house.database
    before = noted(database, place)
    EventLog(database).note(place, room.tables.state(place).seq - 1, Standing("over"))
    assert noted(database, place) == before


# --- databases of former versions ---


def test_a_former_versions_tables_are_noted_as_they_stand(tmp_path: Path) -> None:
    """What the migration cannot know it leaves to the clock, which looks at once."""
    lesson = Lesson(tmp_path, *TALES)
    room = lesson.hall
    people, teacher = room.conferences, lesson.teacher
    more = people.create(teacher, title="", preset="demo", tables=3, consensus="unanimity")
    waits, plays, rests = (record.id for record in people.tables(more.id))
    for begun in (plays, rests):
        people.open_tables(more, frozenset({begun}))
    room.tables.submit(rests, INSTRUCTOR, PauseTable(), command_id="rest")
    due = noted(lesson.house.database, plays).next_due_at
    lesson.house.close()

    older = Database(lesson.url)
    move_to(older, "0009")
    move_to(older, "head")
    for record in lesson.records:
        assert noted(older, record.id) == Standing("over")
    assert noted(older, waits) == Standing("lobby")
    assert noted(older, rests) == Standing("paused")
    assert noted(older, plays) == Standing("running", 0.0)
    older.close()

    again = build(Config(lesson.url, "http://127.0.0.1"))
    again.ticker.beat_clock()
    assert noted(again.database, plays) == Standing("running", due)
    again.close()


def test_what_is_saved_of_a_damaged_file_stands_as_its_logs_say(tmp_path: Path) -> None:
    """Here the end of one log is lost, and the file is of a former version."""
    lesson = Lesson(tmp_path, "full_accord", "walk_out")
    whole, cut = lesson.records
    with lesson.house.database.writing() as connection:
        lost = (event_rows.c.table_id == cut.id) & (event_rows.c.seq > 60)
        connection.execute(sa.delete(event_rows).where(lost))
    lesson.house.close()
    for name, revision in (("same", "head"), ("older", "0009")):
        database = Database(lesson.url)
        move_to(database, revision)
        database.close()
        url = f"sqlite:///{tmp_path / name}.db"
        salvage(tmp_path / "game.db", url)
        saved = Database(url)
        assert noted(saved, whole.id) == Standing("over")
        assert noted(saved, cut.id) == Standing("running", 0.0)
        saved.close()


# --- who reads logs ---


def test_a_start_reads_the_logs_of_running_tables_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = Lesson(tmp_path, *TALES)
    people = lesson.hall.conferences
    more = people.create(
        lesson.teacher, title="", preset="homework", tables=3, consensus="unanimity"
    )
    waits, plays, rests = (record.id for record in people.tables(more.id))
    people.open_tables(more, frozenset({plays, rests}))
    lesson.hall.tables.submit(rests, INSTRUCTOR, PauseTable(), command_id="rest")
    lesson.house.close()

    reads = Reads(monkeypatch)
    again = build(Config(lesson.url, "http://127.0.0.1"))
    again.lost_time.begin(again.hall.tables.clock() - 60)
    for _ in range(3):
        again.ticker.beat()
        for loop in again.loops:
            assert loop.once()
    assert set(reads.of) == {plays}
    assert again.hall.tables.in_memory == {plays}
    assert waits not in reads.of
    again.close()


def test_lists_of_tables_and_practices_read_no_log_but_of_what_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    place = table(home.practise())
    home.student_of_a_class()
    conferences, practices = home.hall.conferences, home.hall.practices
    (lesson,) = conferences.of_instructor(conferences.enter(conferences.invite("Teacher")))
    home.hall.tables.forget([record.id for record in conferences.tables(lesson.id)] + [place])
    reads = Reads(monkeypatch)
    assert conferences.started(lesson)
    assert not home.hall.reports.comparable(lesson)
    assert reads.of == []
    running = {place, *(record.id for record in conferences.tables(lesson.id))}
    assert conferences.late_place(lesson) is not None
    practices.sweep()
    assert [practices._runs(record) for record in home.hall.practices._directory.practices()] == [
        True
    ]
    assert set(reads.of) <= running
    home.house.close()


# --- memory ---


def test_tables_that_do_not_run_leave_memory_and_those_that_run_stay(tmp_path: Path) -> None:
    home = Home(tmp_path)
    plays = table(home.practise())
    conferences, tables = home.hall.conferences, home.hall.tables
    teacher = conferences.enter(conferences.invite("Teacher"))
    waiting = [
        record.id
        for _ in range(6)
        for record in conferences.tables(
            conferences.create(teacher, title="", preset="demo", tables=8, consensus="unanimity").id
        )
    ]
    assert len(waiting) > IDLE
    for place in waiting:
        tables.state(place)
    assert tables.in_memory == {plays, *waiting[-IDLE:]}
    # What is looked at again stays, and what has left comes back as it was.
    tables.state(waiting[-IDLE])
    assert tables.state(waiting[0]) == replay(tables.events(waiting[0]))
    assert tables.in_memory == {plays, waiting[0], waiting[-IDLE], *waiting[-IDLE + 2 :]}
    # Once it stands still, it is one among them.
    tables.submit(plays, INSTRUCTOR, PauseTable(), command_id="rest")
    for place in waiting[:IDLE]:
        tables.state(place)
    assert plays not in tables.in_memory
    tables.submit(plays, INSTRUCTOR, ResumeTable(), command_id="on")
    for place in waiting:
        tables.state(place)
    assert plays in tables.in_memory
    home.house.close()


def test_a_table_that_somebody_has_in_hand_is_never_there_twice(tmp_path: Path) -> None:
    """However many others are looked at meanwhile: its lock is the only one."""
    home = Home(tmp_path)
    conferences, tables = home.hall.conferences, home.hall.tables
    teacher = conferences.enter(conferences.invite("Teacher"))
    lesson = conferences.create(teacher, title="", preset="demo", tables=8, consensus="unanimity")
    first = conferences.tables(lesson.id)[0].id
    held = tables._table(first)
    for _ in range(6):
        more = conferences.create(teacher, title="", preset="demo", tables=8, consensus="unanimity")
        for record in conferences.tables(more.id):
            tables.state(record.id)
    assert first not in tables.in_memory
    assert tables._table(first) is held
    home.house.close()


def test_bots_keep_no_pace_at_a_table_that_stands_still(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'game.db'}")
    migrate(database)
    house = House(database).start()
    stand_ins = StandIns(house.tables, house.conferences)
    again = stand_ins(house.table)
    assert again is not None
    assert again >= house.clock.now
    assert {key[0] for key in stand_ins._waiting} == {house.table}
    house.tables.submit(house.table, INSTRUCTOR, PauseTable(), command_id="rest")
    assert stand_ins(house.table) is None
    assert not stand_ins._waiting
    database.close()
