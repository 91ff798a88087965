"""A lesson whose tables have been played: recorded games in a real database, with people."""

from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.engine.event import Event
from game.records.format import Record, read
from game.service.conferences import Conference, Participant
from game.store.log import EventLog, StoredEvent
from game.store.schema import events as event_rows

REPLAYS = Path(__file__).parent / "replays"
NAMES = (
    "Ada",
    "Boris",
    "Chen",
    "Dina",
    "Emil",
    "Farah",
    "Goro",
    "Hana",
    "Iris",
    "João",
    "Kofi",
    "=1+1",
)


def recorded(tale: str) -> Record:
    """The recorded game of that name."""
    return read((REPLAYS / f"{tale}.jsonl").read_bytes())


class Lesson:
    """A conference with a table for each tale, six people at each, and an observer."""

    def __init__(self, folder: Path, *tales: str) -> None:
        self.url = f"sqlite:///{folder / 'game.db'}"
        self.house: House = build(Config(self.url, "http://127.0.0.1"))
        self.hall = self.house.hall
        self.teacher = self.hall.conferences.enter(self.hall.conferences.invite("Teacher"))
        self.conference: Conference = self.hall.conferences.create(
            self.teacher,
            title="Class 4b",
            preset="two75",
            tables=len(tales),
            consensus="unanimity",
            seats_per_delegation=1,
        )
        for name in NAMES[: 6 * len(tales)]:
            self.hall.conferences.join(self.conference.code, name)
        self.hall.conferences.auto_seat(self.conference)
        self.observer = self.hall.conferences.join(self.conference.code, "Olga", observer=True)
        self.records = self.hall.conferences.tables(self.conference.id)
        for record, tale in zip(self.records, tales, strict=True):
            self._store(record.id, recorded(tale).events)

    def _store(self, table_id: int, events: tuple[Event, ...]) -> None:
        """Put the recorded game in the place of the table's log, played by those who sit there."""
        seats = {p.delegation: p.id for p in self.people if p.table_id == table_id}
        named = [
            event.model_copy(update={"by": seats[getattr(event, "delegation", None)]})
            if getattr(event, "by", None) and getattr(event, "delegation", None) in seats
            else event
            for event in events
        ]
        with self.house.database.writing() as connection:
            connection.execute(sa.delete(event_rows).where(event_rows.c.table_id == table_id))
        rows = [
            StoredEvent(seq, event.at, event.kind, event.model_dump_json(), f"told-{seq}")
            for seq, event in enumerate(named, start=1)
        ]
        EventLog(self.house.database).append(table_id, rows)
        self.hall.tables.forget([table_id])

    @property
    def people(self) -> tuple[Participant, ...]:
        return self.hall.conferences.people(self.conference.id)

    def seated(self, table: int, delegation: str) -> Participant:
        """Who sits there."""
        record = self.records[table - 1]
        return next(p for p in self.people if (p.table_id, p.delegation) == (record.id, delegation))

    def browser(self) -> FlaskClient:
        """A browser without any login."""
        return self.house.app.test_client()

    def teacher_browser(self, name: str = "Teacher") -> FlaskClient:
        """A browser in which that instructor is logged in."""
        browser = self.browser()
        answer = browser.post(f"/instructor/enter/{self.hall.conferences.invite(name)}")
        assert answer.status_code == 303
        return browser

    def student_browser(self, person: Participant) -> FlaskClient:
        """A browser in which that person has come back by resume code."""
        browser = self.browser()
        sent = {"code": self.conference.code, "resume_code": person.resume_code}
        assert browser.post("/resume", data=sent).status_code == 303
        return browser

    def path(self, more: str = "") -> str:
        """The address of a page of the conference's instructor."""
        return f"/instructor/conference/{self.conference.id}{more}"

    def close(self) -> None:
        """End the worker and the database."""
        self.house.close()
