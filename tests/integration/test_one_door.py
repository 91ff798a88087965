"""The service door: repeats, races, restarts, on a real database."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.channels import SendMessage
from game.engine.acts.plenary import SpeakInPlenary
from game.engine.acts.table import StartTable, replay
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.service.conferences import Conferences
from game.service.tables import Published, Tables
from game.service.ticker import Ticker
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog
from game.store.schema_version import migrate

US = Actor(Role.HEAD, "us")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Office:
    """A service on a database, and a table of the demo preset that has started."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.directory = Directory(database)
        self.tables = Tables(EventLog(database), self.directory, clock=clock)
        self.conferences = Conferences(self.directory, self.tables)

    def started_table(self) -> int:
        """The id of a table in its briefing."""
        instructor = self.conferences.enter(self.conferences.invite("Teacher"))
        conference = self.conferences.create(
            instructor, title="", preset="demo", tables=1, consensus="unanimity"
        )
        table = self.conferences.tables(conference.id)[0].id
        self.tables.submit(table, INSTRUCTOR, StartTable(), command_id="start")
        return table


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'game.db'}")
    migrate(database)
    yield database
    database.close()


def _message(text: str) -> SendMessage:
    return SendMessage(channel="us", text=text)


def test_a_repeated_command_has_no_second_effect(database: Database, clock: Clock) -> None:
    office = Office(database, clock)
    table = office.started_table()
    first = office.tables.submit(table, US, _message("once"), command_id="m1")
    again = office.tables.submit(table, US, _message("once"), command_id="m1")
    assert again.repeated
    assert again.seq == first.seq
    assert len(office.tables.state(table).channels["us"].messages) == 1


def test_a_repeat_is_known_after_a_restart(database: Database, clock: Clock) -> None:
    office = Office(database, clock)
    table = office.started_table()
    office.tables.submit(table, US, _message("once"), command_id="m1")
    reopened = Office(database, clock)
    assert reopened.tables.submit(table, US, _message("once"), command_id="m1").repeated


def test_a_refused_command_stores_and_publishes_nothing(database: Database, clock: Clock) -> None:
    office = Office(database, clock)
    table = office.started_table()
    heard: list[Published] = []
    office.tables.subscribe(heard.append)
    before = office.tables.events(table)
    with pytest.raises(Refused):
        office.tables.submit(table, US, SpeakInPlenary(text="early"), command_id="x")
    assert office.tables.events(table) == before
    assert heard == []


def test_the_stored_log_replays_to_the_live_state(database: Database, clock: Clock) -> None:
    office = Office(database, clock)
    table = office.started_table()
    office.tables.submit(table, US, _message("hello"), command_id="m1")
    assert replay(office.tables.events(table)) == office.tables.state(table)
    assert Office(database, clock).tables.state(table) == office.tables.state(table)


def test_writers_at_the_same_time_lose_nothing(database: Database, clock: Clock) -> None:
    """Two processes' worth of services and four threads write to one table."""
    one, other = Office(database, clock), Office(database, clock)
    table = one.started_table()

    def write(office: Office, name: str) -> None:
        for number in range(10):
            office.tables.submit(
                table, US, _message(f"{name} {number}"), command_id=f"{name}-{number}"
            )

    threads = [
        threading.Thread(target=write, args=(office, f"{name}{i}"))
        for name, office in (("a", one), ("b", other))
        for i in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    messages = Office(database, clock).tables.state(table).channels["us"].messages
    assert len(messages) == 40
    assert len({message.text for message in messages}) == 40


def test_deadlines_that_passed_while_the_house_was_closed_are_applied(
    database: Database, clock: Clock
) -> None:
    office = Office(database, clock)
    table = office.started_table()
    clock.now += 3_600
    reopened = Office(database, clock)
    Ticker(reopened.tables, reopened.conferences, lambda _table: None).beat()
    state = reopened.tables.state(table)
    assert state.name is PhaseName.PLENARY
    assert state.phase.deadline is not None
    assert state.phase.deadline > clock.now


def test_a_table_without_people_plays_itself_to_its_end(database: Database, clock: Clock) -> None:
    office = Office(database, clock)
    table = office.started_table()
    ticker = Ticker(office.tables, office.conferences, lambda _table: None)
    for _ in range(200):
        clock.now += 30
        ticker.beat()
    assert office.tables.state(table).ending == "no_agreement"
