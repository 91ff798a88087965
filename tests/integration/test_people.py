"""Joining, seats, resuming: people's business through the real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.engine.actors import Role
from game.service.conferences import Conference, Conferences, Instructor
from game.service.problems import Problem
from game.service.tables import Tables
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog
from game.store.schema_version import migrate


class Office:
    """A service on a database of its own."""

    def __init__(self, database: Database) -> None:
        directory = Directory(database)
        self.tables = Tables(EventLog(database), directory)
        self.conferences = Conferences(directory, self.tables)
        self.instructor: Instructor = self.conferences.enter(self.conferences.invite("Teacher"))

    def conference(self, tables: int = 1, seats: int = 1) -> Conference:
        """A conference of the demo preset."""
        return self.conferences.create(
            self.instructor,
            title="Class",
            preset="demo",
            tables=tables,
            consensus="unanimity",
            seats_per_delegation=seats,
        )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A service on an empty file database."""
    database = Database(f"sqlite:///{tmp_path / 'game.db'}")
    migrate(database)
    yield Office(database)
    database.close()


def test_an_entry_link_works_once(office: Office) -> None:
    token = office.conferences.invite("Teacher")
    assert office.conferences.link_is_fresh(token)
    assert office.conferences.enter(token) == office.instructor
    assert not office.conferences.link_is_fresh(token)
    with pytest.raises(Problem, match="bad_link"):
        office.conferences.enter(token)


@pytest.mark.parametrize(
    ("code", "name", "problem"),
    [
        ("000000", "Ann", "unknown_code"),
        (None, "  ", "empty_name"),
        (None, "x" * 81, "long_name"),
        (None, "ANN", "name_taken"),
    ],
)
def test_joining_says_what_is_wrong(
    office: Office, code: str | None, name: str, problem: str
) -> None:
    conference = office.conference()
    office.conferences.join(conference.code, "Ann")
    before = office.conferences.people(conference.id)
    with pytest.raises(Problem, match=problem):
        office.conferences.join(code or conference.code, name)
    assert office.conferences.people(conference.id) == before


def test_a_full_conference_still_takes_observers(office: Office) -> None:
    conference = office.conference()
    for number in range(6):
        office.conferences.join(conference.code, f"S{number}")
    with pytest.raises(Problem, match="conference_full"):
        office.conferences.join(conference.code, "Late")
    assert office.conferences.join(conference.code, "Late", observer=True).observer


def test_a_locked_conference_takes_nobody_new_but_lets_people_back(office: Office) -> None:
    conference = office.conference()
    ann = office.conferences.join(conference.code, "Ann")
    office.conferences.set_door(conference, "closed")
    with pytest.raises(Problem, match="conference_locked"):
        office.conferences.join(conference.code, "Bob")
    assert office.conferences.resume(conference.code, ann.resume_code) == ann


def test_a_resume_code_may_be_typed_carelessly_but_not_guessed(office: Office) -> None:
    conference = office.conference()
    ann = office.conferences.join(conference.code, "Ann")
    careless = f" {ann.resume_code.lower().replace('-', ' ')} "
    assert office.conferences.resume(conference.code, careless) == ann
    with pytest.raises(Problem, match="unknown_resume_code"):
        office.conferences.resume(conference.code, "AAAA-AAAA")


def test_seating_by_lot_gives_every_delegation_a_head_before_an_adviser(office: Office) -> None:
    conference = office.conference(tables=2, seats=2)
    for number in range(8):
        office.conferences.join(conference.code, f"S{number}")
    office.conferences.auto_seat(conference)
    people = office.conferences.people(conference.id)
    assert all(p.table_id is not None for p in people)
    assert len({(p.table_id, p.delegation) for p in people}) == 8
    assert all(p.head for p in people)


def test_a_delegation_takes_no_more_than_its_seats(office: Office) -> None:
    conference = office.conference(tables=2, seats=1)
    table = office.conferences.tables(conference.id)[0]
    ann = office.conferences.join(conference.code, "Ann")
    bob = office.conferences.join(conference.code, "Bob")
    office.conferences.seat(conference, ann.id, table.id, "us")
    with pytest.raises(Problem, match="delegation_full"):
        office.conferences.seat(conference, bob.id, table.id, "us")
    moved = office.conferences.participant(bob.id)
    assert moved is not None
    assert moved.table_id is None


def test_when_the_head_leaves_the_adviser_leads(office: Office) -> None:
    conference = office.conference(seats=2)
    table = office.conferences.tables(conference.id)[0]
    ann = office.conferences.join(conference.code, "Ann")
    bob = office.conferences.join(conference.code, "Bob")
    for person in (ann, bob):
        office.conferences.seat(conference, person.id, table.id, "japan")
    office.conferences.remove(conference, ann.id)
    left = office.conferences.participant(bob.id)
    assert left is not None
    assert office.conferences.actor(left).role is Role.HEAD


def test_the_machine_holds_empty_seats_until_somebody_takes_them(office: Office) -> None:
    conference = office.conference()
    table = office.conferences.tables(conference.id)[0]
    ann = office.conferences.join(conference.code, "Ann")
    office.conferences.seat(conference, ann.id, table.id, "us")
    office.conferences.start(conference)
    assert office.conferences.stand_ins(table.id) == {"dprk", "japan", "china", "rok", "russia"}
    late = office.conferences.join(conference.code, "Late")
    office.conferences.seat(conference, late.id, table.id, "rok")
    assert "rok" not in office.conferences.stand_ins(table.id)


def test_an_empty_class_cannot_start(office: Office) -> None:
    conference = office.conference()
    with pytest.raises(Problem, match="nobody_seated"):
        office.conferences.start(conference)
    assert not office.conferences.started(conference)


def test_another_instructors_conference_is_closed(office: Office) -> None:
    conference = office.conference()
    other = office.conferences.enter(office.conferences.invite("Somebody else"))
    with pytest.raises(Problem, match="not_yours"):
        office.conferences.owned(other, conference.id)
