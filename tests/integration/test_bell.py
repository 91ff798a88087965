"""The bell: typed with the set-up or while the class runs, it stops every table's clock."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from game.app import build
from game.config import Config
from game.messages.durations import write_time
from tests.prose import read

MORNING = 1_790_000_000.0


class Class:
    """A class of two tables with one student at each, at a time that stands still."""

    def __init__(self, folder: Path) -> None:
        self.house = build(Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"))
        self.now = MORNING
        self.tables = self.house.hall.tables
        self.tables.clock = lambda: self.now
        self.conferences = self.house.hall.conferences
        self.browser = self.house.app.test_client()
        self.browser.post(f"/instructor/enter/{self.conferences.invite('Teacher')}")
        self.number = 0

    def open(self, bell: str = "") -> int:
        """The status of the form that lays the class; it starts if there is one."""
        fields = {"preset": "class50", "tables": "2", "seats_per_delegation": "1", "bell": bell}
        status = self.browser.post("/instructor/conferences", data=fields).status_code
        if status == 303:
            conference = self.conferences.get(1)
            for table, delegation in zip(self.conferences.tables(1), ("us", "dprk"), strict=True):
                person = self.conferences.join(conference.code, delegation)
                self.conferences.seat(conference, person.id, table.id, delegation)
            self.conferences.start(conference)
        return status

    def set(self, bell: str) -> int:
        self.number += 1
        fields = {"kind": "set_bell", "command_id": f"c{self.number}", "bell": bell}
        return self.browser.post("/instructor/conference/1/all/command", data=fields).status_code

    @property
    def bells(self) -> list[float | None]:
        return [self.tables.state(table.id).bell for table in self.conferences.tables(1)]

    @property
    def paused(self) -> list[bool]:
        return [self.tables.state(table.id).paused for table in self.conferences.tables(1)]

    def page(self) -> str:
        return self.browser.get("/instructor/conference/1").get_data(as_text=True)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    room = Class(tmp_path)
    yield room
    room.house.close()


def in_(minutes: int) -> str:
    return write_time(MORNING + 60 * minutes)


def test_a_bell_typed_with_the_set_up_is_set_when_the_class_starts(room: Class) -> None:
    assert room.open(in_(50)) == 303
    first, second = room.bells
    assert first == second
    assert first is not None
    assert 49 * 60 < first - MORNING <= 50 * 60
    room.now = first
    room.house.ticker.beat()
    assert room.paused == [True, True]
    assert room.bells == [None, None]


@pytest.mark.parametrize("bell", ["", in_(-5), in_(14 * 60)])
def test_without_a_bell_in_this_class_nothing_stops_it(room: Class, bell: str) -> None:
    assert room.open(bell) == 303
    assert room.bells == [None, None]


@pytest.mark.parametrize("bell", ["soon", "25:00", "10:99", "50"])
def test_what_is_no_time_of_day_is_said_on_the_form(room: Class, bell: str) -> None:
    fields = {"preset": "class50", "tables": "1", "seats_per_delegation": "1", "bell": bell}
    answer = room.browser.post("/instructor/conferences", data=fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "The bell needs a time of day" in page
    assert page.count('role="alert"') == 1


def test_one_control_sets_moves_and_takes_back_the_bell_of_all_tables(room: Class) -> None:
    room.open()
    assert "Pause at the bell" in read(room.page())
    assert room.set(in_(30)) == 303
    assert all(room.bells)
    page = room.page()
    assert f"Bell at {in_(30)}" in read(page)
    assert re.search(rf'name="bell" type="time" required value="{in_(30)}"', page)
    assert room.set(in_(40)) == 303
    assert f"Bell at {in_(40)}" in read(room.page())
    assert room.set("") == 303
    assert room.bells == [None, None]
    assert "Bell at" not in read(room.page())
    assert room.set("soon") in (303, 422)
    assert room.bells == [None, None]


def test_students_are_told_that_the_talks_go_on_in_the_next_class(room: Class) -> None:
    room.open(in_(50))
    bell = room.bells[0]
    assert bell is not None
    room.now = bell
    room.house.ticker.beat()
    person = next(p for p in room.conferences.people(1) if p.delegation == "us")
    browser = room.house.app.test_client()
    with browser.session_transaction() as login:
        login["participants"] = [person.id]
    assert "adjourned until the next class" in browser.get(f"/play/{person.id}").get_data(True)


def test_the_create_page_shows_how_every_preset_fits_into_its_class(room: Class) -> None:
    shown = {}
    for preset in ("class50", "class75", "two75", "demo"):
        fields = {"preset": preset, "students": "12"}
        page = room.browser.post("/instructor/proposal", data=fields).get_data(as_text=True)
        boxes = re.findall(r"<div data-sitting>(.*?)</div>", page, re.DOTALL)
        shown[preset] = [" ".join(read(box).split()) for box in boxes]
        assert 'data-too-long role="status" hidden' in page
    assert [len(lines) for lines in shown.values()] == [1, 1, 2, 0]
    assert "join 5 brief 5:30 play 24:30 debrief 15 bell after 50" in shown["class50"][0]
    assert "join 5 brief 8 play 45 debrief 17 bell after 75" in shown["class75"][0]


@pytest.mark.parametrize(
    ("bell", "times"),
    [
        ("10:50", ["10:00", "10:05", "10:10", "10:35", "10:50"]),
        ("00:20", ["23:30", "23:35", "23:40", "00:05", "00:20"]),
        ("soon", ["", "", "", "", ""]),
    ],
)
def test_the_plan_of_a_class_tells_when_each_part_begins(
    room: Class, bell: str, times: list[str]
) -> None:
    """Joining, the brief, play, the debrief, and the bell."""
    fields = {"preset": "class50", "bell": bell}
    page = room.browser.post("/instructor/plan", data=fields).get_data(as_text=True)
    (box,) = re.findall(r"<div data-sitting>(.*?)</div>", page, re.DOTALL)
    assert re.findall(r"<time>(.*?)</time>", box) == times


def test_what_is_too_long_for_the_class_is_said(room: Class) -> None:
    fields = {"preset": "class50", "students": "12", "rounds": "3"}
    page = room.browser.post("/instructor/proposal", data=fields).get_data(as_text=True)
    assert "Too long for the class by 10:45 minutes" in read(page)
    assert 'data-too-long role="status" hidden' not in page


def test_the_50_minute_class_is_what_nobody_has_to_choose(room: Class) -> None:
    page = room.browser.get("/instructor").get_data(as_text=True)
    assert re.findall(r'name="preset" value="(\w+)" checked', page) == ["class50"]
    page = room.house.app.test_client().get("/practice").get_data(as_text=True)
    assert re.findall(r'name="preset" value="(\w+)" checked', page) == ["class50"]
    fields = {"tables": "1", "seats_per_delegation": "1"}
    assert room.browser.post("/instructor/conferences", data=fields).status_code == 303
    assert room.conferences.get(1).preset == "class50"
