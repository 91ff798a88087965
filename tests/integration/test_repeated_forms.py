"""Forms that make something: sent again, they lead to what they made; nobody is shut out."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from game.app import House, build
from game.config import Config
from tests.integration.test_repeats import at_once, cookie_of
from tests.practising import CHOSEN, Home
from tests.running import Class

# --- forms that make something -----------------------------------------------------------------


def form_id_of(browser: FlaskClient, path: str) -> str:
    """The id that the page gives its form, which no other page has."""
    found = [
        re.findall(r'name="form_id" value="([0-9a-f]{32})"', browser.get(path).text)
        for _ in range(2)
    ]
    assert len(found[0]) == len(found[1]) == 1
    assert found[0] != found[1]
    return str(found[1][0])


class Making:
    """A form that makes something: sent by browsers without a cookie, as if the answer was lost."""

    def __init__(self, room: Class, home: Home) -> None:
        self.room, self.house = room, home.house
        self.login = room.browser.get_cookie(cookie_of(room.house))

    def browser(self, kind: str) -> FlaskClient:
        found = self.house.app.test_client()
        if kind == "create":
            assert self.login is not None
            found.set_cookie(cookie_of(self.house), self.login.value)
        return found

    def page(self, kind: str) -> str:
        return {"join": "/", "watch": "/", "create": "/instructor", "practice": "/practice"}[kind]

    def send(self, kind: str, form_id: str, browser: FlaskClient | None = None) -> TestResponse:
        code = self.room.conference.code
        # Each form has a name of its own; those without a proper id have the same.
        name = f"Late {form_id[:6]}"
        path, fields = {
            "join": ("/join", {"code": code, "name": name}),
            "watch": ("/join", {"code": code, "name": f"{name} press", "observer": "true"}),
            "practice": ("/practice", CHOSEN),
            "create": (
                "/instructor/conferences",
                {
                    "title": "Twice",
                    "preset": "demo",
                    "tables": "1",
                    "consensus": "unanimity",
                    "seats_per_delegation": "1",
                    "same_fate": "true",
                },
            ),
        }[kind]
        sender = browser or self.browser(kind)
        return sender.post(path, data={**fields, "form_id": form_id})

    def count(self) -> tuple[int, int]:
        stored = self.house.database
        with stored.reading() as connection:
            people = connection.exec_driver_sql("select count(*) from participants").scalar_one()
            classes = connection.exec_driver_sql("select count(*) from conferences").scalar_one()
        return people, classes


@pytest.fixture(scope="module")
def making(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Making]:
    home = Home(tmp_path_factory.mktemp("forms"))
    yield Making(Class(home.house), home)
    home.house.close()


KINDS = ("join", "watch", "create", "practice")
#: How many people and conferences each makes.
MADE = {"join": (1, 0), "watch": (1, 0), "create": (0, 1), "practice": (1, 1)}


@contextmanager
def made_once(making: Making, kind: str) -> Iterator[None]:
    people, classes = making.count()
    yield
    more_people, more_classes = MADE[kind]
    assert making.count() == (people + more_people, classes + more_classes)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_form_again_leads_to_the_same_thing(making: Making, kind: str) -> None:
    """Whose answer was lost gets the cookie with the second answer, and is not shut out."""
    form_id = form_id_of(making.browser(kind), making.page(kind))
    with made_once(making, kind):
        answers = [making.send(kind, form_id) for _ in range(3)]
        browser = making.browser(kind)
        answers.append(making.send(kind, form_id, browser))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert browser.get(answers[0].location, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_form_from_two_threads_makes_one_thing(making: Making, kind: str) -> None:
    form_id = uuid.uuid4().hex
    with made_once(making, kind):
        answers = at_once(lambda: making.send(kind, form_id), 3)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_form_after_a_restart_leads_to_the_same_thing(making: Making, kind: str) -> None:
    form_id = uuid.uuid4().hex
    first, before = making.send(kind, form_id), making.house
    with reopened(before) as house:
        house.hall.tables.clock = lambda: making.room.now
        making.house = house
        second = making.send(kind, form_id)
    making.house = before
    assert (second.status_code, second.location) == (303, first.location)


@contextmanager
def reopened(house: House) -> Iterator[House]:
    """Another server on the same database."""
    assert house.database.file is not None
    found = build(Config(f"sqlite:///{house.database.file.path}", "http://127.0.0.1"))
    yield found
    found.close()


@pytest.mark.parametrize("form_id", ["", "x" * 32, "A" * 32, "a" * 31, "a" * 33])
def test_what_is_no_id_of_a_page_makes_something_each_time(making: Making, form_id: str) -> None:
    assert making.send("create", form_id).location != making.send("create", form_id).location


def test_an_id_that_was_used_for_something_else_hinders_nobody(making: Making) -> None:
    form_id, code = uuid.uuid4().hex, making.room.conference.code
    browser = making.browser("join")
    pages = [
        browser.post("/join", data={"code": code, "name": name, "form_id": form_id}).location
        for name in ("Ann", "Bob")
    ]
    assert pages[0] != pages[1]


def test_another_instructor_does_not_get_what_a_form_made(making: Making) -> None:
    form_id = uuid.uuid4().hex
    assert making.send("create", form_id).status_code == 303
    other = making.house.app.test_client()
    other.post(f"/instructor/enter/{making.room.conferences.invite('Other')}")
    before = making.count()
    answer = making.send("create", form_id, other)
    assert answer.status_code == 303
    assert other.get(answer.location).status_code == 200
    assert making.count() == (before[0], before[1] + 1)


def test_whoever_was_removed_joins_anew_with_the_same_form(making: Making) -> None:
    form_id = uuid.uuid4().hex
    first = making.send("join", form_id)
    person = first.location.rsplit("/", 1)[1]
    making.room.conferences.remove(making.room.conference, person)
    browser = making.browser("join")
    with made_once(making, "join"):
        second = making.send("join", form_id, browser)
    assert second.status_code == 303
    assert second.location != first.location
    assert browser.get(second.location, follow_redirects=True).status_code == 200


def test_the_same_name_again_in_the_same_browser_is_the_same_person(making: Making) -> None:
    """A form of an older page, without any id: whoever has the cookie is not refused."""
    browser = making.browser("join")
    first, second = (making.send("join", "", browser) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert making.send("join", "").status_code == 409
