"""The instructor's controls: to all tables at once, and to a table that opens late."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.realtime.presence import Presence
from game.service.conferences import Conference, Instructor, TableRecord
from game.web.present.overview import overview


class Room:
    """A conference of three tables: one student each at the first two, both playing."""

    def __init__(self, house: House) -> None:
        self.conferences = house.hall.conferences
        self.tables = house.hall.tables
        self.browser: FlaskClient = house.app.test_client()
        self.browser.post(f"/instructor/enter/{self.conferences.invite('Teacher')}")
        self.hall = house.hall
        self.presence: Presence = house.hall.presence  # type: ignore[assignment]
        instructor = self.conferences.instructor(1)
        assert instructor is not None
        self.teacher: Instructor = instructor
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

    def page(self) -> str:
        return self.browser.get(f"/instructor/conference/{self.conference.id}").get_data(
            as_text=True
        )

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
    page = room.page()
    assert "The machine will hold DPRK, Japan, China, Russia, US" in page
    assert "Open table 3 too" in page


def test_a_refused_conference_comes_back_as_it_was_typed(room: Room) -> None:
    typed = {
        "title": "Period <3",
        "preset": "class75",
        "tables": "40",
        "seats_per_delegation": "3",
        "consensus": "minus_one",
    }
    answer = room.browser.post("/instructor/conferences", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "A conference has 1 to 24 tables" in page
    assert 'value="Period &lt;3"' in page
    assert 'value="class75" checked' in page
    assert 'value="40" aria-invalid="true"' in page
    assert 'value="3">' in page
    assert 'value="minus_one" selected' in page
    assert 'name="same_fate" value="true">' in page
    assert len(room.conferences.of_instructor(room.teacher)) == 1


def test_a_program_is_told_why_a_conference_was_refused(room: Room) -> None:
    answer = room.browser.post(
        "/instructor/conferences",
        data={"preset": "demo", "tables": "0", "seats_per_delegation": "1"},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "bad_number")


def test_each_place_is_listed_once_and_a_full_one_cannot_be_chosen(room: Room) -> None:
    for number in range(6):
        room.conferences.join(room.conference.code, f"Student {number}")
    page = room.page()
    for record in room.records:
        for delegation in ("us", "china"):
            assert page.count(f'value="{record.id}:{delegation}"') == 1
    assert f'value="{room.records[0].id}:us" disabled' in page
    assert f'value="{room.records[2].id}:us" disabled' not in page
    assert page.count('<optgroup label="Table') == 3


def test_the_page_says_who_is_here_and_who_has_no_seat(room: Room) -> None:
    late = room.conferences.join(room.conference.code, "Late")
    room.conferences.seat(room.conference, late.id, None, None)
    room.presence.came(late.id)
    found = overview(room.hall, room.conference)
    assert (found.roster.joined, found.roster.here) == (3, 1)
    assert [person.name for person in found.roster.waiting] == ["Late"]
    assert [seat.delegation.id for seat in found.rows[0].seats if seat.present] == [
        "dprk", "japan", "china", "rok", "russia"
    ]  # fmt: skip


def test_what_cannot_be_arranged_is_said_with_a_way_back(room: Room) -> None:
    late = room.conferences.join(room.conference.code, "Late")
    room.conferences.seat(room.conference, late.id, None, None)
    base = f"/instructor/conference/{room.conference.id}"
    place = f"{room.records[0].id}:us"
    for what, fields, status, said in (
        ("seat", {"participant": late.id, "place": place}, 409, "seats filled"),
        ("head", {"participant": late.id}, 409, "Late has no seat yet"),
        ("remove", {"participant": "nobody"}, 404, "no such person"),
    ):
        answer = room.browser.post(f"{base}/{what}", data=fields)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, said in page) == (status, True)
        assert f'href="{base}"' in page


def test_the_chair_speaks_to_all_tables_at_once(room: Room) -> None:
    assert room.send("all", kind="announce", text="Five minutes to lunch") == (200, "")
    said = [room.tables.state(record.id).statements for record in room.records]
    assert [[one.text for one in statements] for statements in said[:2]] == [
        ["Five minutes to lunch"]
    ] * 2
