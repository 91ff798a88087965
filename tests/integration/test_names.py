"""Names come in by one rule, at the door, on the roster and for accounts, and are shown apart."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from game.app import House, build
from game.config import Config
from game.service.conferences import Conference, Problem
from tests.unit.test_characters import DIFFERENT, JOINED, LOOK_ALIKE, REAL_NAMES, UNSEEN

BASE_RESERVED = ("Your teacher", "YOUR  TEACHER", "Yоur tеacher", "Instructor", "Ｃomputer")
DELEGATIONS = ("North Korea", "the Republic of Korea", "United States")


class Door:
    """A conference whose door is open."""

    def __init__(self, folder: Path) -> None:
        self.house: House = build(
            Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"),
        )
        self.people = self.house.hall.conferences
        self.teacher = self.people.enter(self.people.invite("Teacher"))
        self.browser = self.house.app.test_client()

    def open(self, seats: int = 6, tables: int = 4) -> Conference:
        return self.people.create(
            self.teacher,
            title="Class",
            preset="demo",
            tables=tables,
            consensus="unanimity",
            seats_per_delegation=seats,
        )

    def join(self, conference: Conference, name: str) -> TestResponse:
        """Each on a device of their own: on one device the same name is the same person."""
        phone = self.house.app.test_client()
        return phone.post("/join", data={"code": conference.code, "name": name})

    def names(self, conference: Conference) -> list[str]:
        return [person.name for person in self.people.people(conference.id)]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    found = Door(tmp_path_factory.mktemp("names"))
    yield found
    found.house.close()


@pytest.fixture(scope="module")
def full(door: Door) -> Conference:
    """A class with everybody in it."""
    conference = door.open()
    for name in (*REAL_NAMES, *JOINED):
        assert door.join(conference, name).status_code == 303, name
    return conference


def test_people_of_every_script_come_in_by_their_names(door: Door, full: Conference) -> None:
    assert door.names(full) == [*REAL_NAMES, *JOINED]


def test_every_name_stands_apart_wherever_it_is_shown(door: Door, full: Conference) -> None:
    teacher = door.house.app.test_client()
    teacher.post(f"/instructor/enter/{door.people.invite('Teacher')}")
    wall = door.browser.get(f"/watch/{full.code}").get_data(as_text=True)
    desk = teacher.get(f"/instructor/conference/{full.id}").get_data(as_text=True)
    for page in (wall, desk):
        shown = re.sub(r"<select[^>]*translate=\"no\".*?</select>", "", page, flags=re.DOTALL)
        for name in REAL_NAMES:
            assert f'translate="no">{name}</bdi>' in page, name
            bare = re.sub(r"<bdi[^>]*translate=\"no\">[^<]*</bdi>", "", shown)
            assert name not in bare, name


@pytest.mark.parametrize("unseen", ["", "  ", *UNSEEN, "\u0301\u0301", "...", "—", "🦊"], ids=ascii)
def test_nobody_comes_in_without_a_name_that_can_be_seen(door: Door, unseen: str) -> None:
    conference = door.open(tables=1)
    # No form can send half a character: browsers put a question mark in its place.
    answer = door.join(conference, unseen.encode("utf-8", "replace").decode())
    assert answer.status_code == 422
    assert door.names(conference) == []


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKE, ids=ascii)
def test_a_name_that_looks_like_anothers_is_taken(door: Door, one: str, other: str) -> None:
    conference = door.open(tables=1)
    assert door.join(conference, one).status_code == 303
    answer = door.join(conference, other)
    assert answer.status_code == 409
    assert "already called" in answer.get_data(as_text=True)
    assert len(door.names(conference)) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=ascii)
def test_names_that_people_tell_apart_are_both_let_in(door: Door, one: str, other: str) -> None:
    conference = door.open(tables=1)
    assert [door.join(conference, name).status_code for name in (one, other)] == [303, 303]


@pytest.mark.parametrize("name", [*BASE_RESERVED, *DELEGATIONS])
def test_nobody_comes_in_as_the_teacher_the_computer_or_a_country(door: Door, name: str) -> None:
    conference = door.open(tables=1)
    assert door.join(conference, name).status_code == 422
    assert door.names(conference) == []


@pytest.mark.parametrize("letter", ["x", "김", "é", "م"])
def test_form_server_and_roster_have_one_limit(door: Door, letter: str) -> None:
    conference = door.open(tables=1)
    longest, too_long = letter * 80, letter * 81
    page = door.browser.get(f"/join/{conference.code}").get_data(as_text=True)
    assert 'name="name" maxlength="80"' in page
    assert door.people.set_roster(conference, f"{longest}\n") == 1
    assert door.join(conference, longest).status_code == 303
    assert door.names(conference) == [longest]
    assert door.join(conference, too_long).status_code == 422
    with pytest.raises(Exception, match="1 lines"):
        door.people.set_roster(conference, f"{too_long}\n")


def test_a_roster_has_names_by_the_same_rule(door: Door) -> None:
    conference = door.open(tables=1)
    lines = "\n".join(["Wo\u200bng\x00", *REAL_NAMES])
    assert door.people.set_roster(conference, lines) == 1 + len(REAL_NAMES)
    assert [line.name for line in door.people.roster(conference.id)] == ["Wong", *REAL_NAMES]
    for bad in ("Ana\nАnа", "\u3164, 17", "🦊", "..."):
        with pytest.raises(Exception, match="1 lines"):
            door.people.set_roster(conference, bad)


def test_whoever_types_an_expected_name_in_look_alikes_is_that_person(door: Door) -> None:
    conference = door.open(tables=1)
    door.people.set_roster(conference, "Ana")
    assert door.join(conference, "А\u200bnа").status_code == 303
    assert door.names(conference) == ["Ana"]


@pytest.mark.parametrize("name", ["\u3164", "\u202e", "  ", "x" * 81, "!!"], ids=ascii)
def test_instructors_and_set_ups_have_names_that_can_be_seen(door: Door, name: str) -> None:
    with pytest.raises(Problem):
        door.people.invite(name)
    with pytest.raises(Problem):
        door.house.hall.accounts.add(name, "a long password")
    with pytest.raises(Problem):
        door.house.hall.setups.rename(door.teacher, 1, name)


def test_a_conferences_title_is_one_line_that_can_be_seen(door: Door) -> None:
    made = door.people.create(
        door.teacher,
        title="\u202eClass\x00 4b\n\u3164",
        preset="demo",
        tables=1,
        consensus="unanimity",
    )
    assert made.title == "Class 4b"
