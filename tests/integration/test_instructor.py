"""The instructor's controls: to all tables at once, and to a table that opens late."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.service.conferences import Conference, TableRecord


class Room:
    """A conference of three tables: one student each at the first two, both playing."""

    def __init__(self, house: House) -> None:
        self.conferences = house.hall.conferences
        self.tables = house.hall.tables
        self.browser: FlaskClient = house.app.test_client()
        self.browser.post(f"/instructor/enter/{self.conferences.invite('Teacher')}")
        instructor = self.conferences.instructor(1)
        assert instructor is not None
        self.conference: Conference = self.conferences.create(
            instructor,
            title="Class",
            preset="demo",
            tables=3,
            consensus="unanimity",
            seats_per_delegation=1,
        )
        self.records: tuple[TableRecord, ...] = self.conferences.tables(self.conference.id)
        self.sit("Ann", 1, "us")
        self.sit("Bob", 2, "china")
        self.conferences.start(self.conference)

    def sit(self, name: str, number: int, delegation: str) -> None:
        person = self.conferences.join(self.conference.code, name)
        table = self.records[number - 1]
        self.conferences.seat(self.conference, person.id, table.id, delegation)

    def send(self, place: str, **fields: str) -> tuple[int, str]:
        """The status, and the code of a refusal."""
        answer = self.browser.post(
            f"/instructor/conference/{self.conference.id}/{place}/command",
            data={"command_id": uuid.uuid4().hex, **fields},
            headers={"Accept": "application/json"},
        )
        return answer.status_code, str((answer.get_json().get("error") or {}).get("code", ""))

    def steps(self) -> list[str]:
        return [self.tables.state(record.id).phase.step.tag for record in self.records]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield Room(house)
    house.database.close()


def test_advancing_all_twice_by_one_command_advances_once(room: Room) -> None:
    for _ in range(2):
        assert room.send("all", kind="advance_phase", command_id="once") == (200, "")
    assert room.steps() == ["1.plenary", "1.plenary", "0.lobby"]


def test_a_stale_page_does_not_advance_all(room: Room) -> None:
    assert room.send("all", kind="advance_phase", step="0.briefing") == (200, "")
    assert room.send("all", kind="advance_phase", step="0.briefing") == (409, "stale_phase")
    assert room.steps() == ["1.plenary", "1.plenary", "0.lobby"]


def test_tables_that_differ_each_do_what_they_can(room: Room) -> None:
    assert room.send("table/1", kind="pause_table") == (200, "")
    assert room.send("all", kind="pause_table") == (200, "")
    assert [room.tables.state(r.id).paused for r in room.records] == [True, True, False]
    assert room.send("all", kind="pause_table") == (409, "paused")


def test_only_controls_go_to_all_tables(room: Room) -> None:
    assert room.send("all", kind="start_table") == (403, "not_allowed")
    assert room.send("all", kind="no_such_thing") == (422, "malformed")


def test_a_table_that_opens_late_has_its_empty_seats_filled(room: Room) -> None:
    room.sit("Late", 3, "rok")
    assert room.send("table/3", kind="start_table") == (200, "")
    assert room.steps()[2] == "0.briefing"
    assert room.conferences.stand_ins(room.records[2].id) == {
        "us", "dprk", "china", "japan", "russia"
    }  # fmt: skip


def test_the_overview_says_whom_the_machine_holds(room: Room) -> None:
    room.sit("Late", 3, "rok")
    page = room.browser.get(f"/instructor/conference/{room.conference.id}").get_data(as_text=True)
    assert "The machine will hold DPRK, Japan, China, Russia, US" in page
    assert "Open table 3 too" in page
