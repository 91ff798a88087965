"""Setting up a conference: proposals, minutes, house rules, and set-ups that are kept."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.engine.entries import Setup as Laid
from game.engine.house_rules import HouseRules
from game.service.problems import Problem
from game.service.setup import Setup
from game.store.directory import Directory

TYPED = {
    "title": "IR, Tuesday",
    "students": "30",
    "preset": "class75",
    "tables": "3",
    "seats_per_delegation": "2",
    "consensus": "minus_one",
    "talk": "in_person",
    "capitals": "instructor",
    "votes": "anonymous",
    "scores": "when_opened",
    "late_comers": "seated",
    "rounds": "3",
    "timing.plenary": "7",
    "timing.speaker": "0:50",
}


class Desk:
    """An instructor at the form."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.conferences = house.hall.conferences
        self.browser: FlaskClient = house.app.test_client()
        self.browser.post(f"/instructor/enter/{self.conferences.invite('Teacher')}")

    def send(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        answer = self.browser.post(f"/instructor/{path}", data=fields)
        return answer.status_code, answer.get_data(as_text=True)

    def page(self, query: str = "") -> str:
        return self.browser.get(f"/instructor{query}").get_data(as_text=True)

    def laid(self, table_id: int = 1) -> Laid:
        return self.house.hall.tables.state(table_id).setup


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield Desk(house)
    house.database.close()


def value(page: str, field: str) -> str:
    """What stands in the field."""
    found = re.search(rf'<input[^>]* name="{re.escape(field)}"[^>]* value="([^"]*)"', page)
    assert found is not None, field
    return found.group(1)


def chosen(page: str, field: str) -> str:
    """What is selected."""
    select = re.search(rf'<select[^>]* name="{field}".*?</select>', page, re.DOTALL)
    assert select is not None
    found = re.search(r'<option value="([^"]*)" selected', select.group())
    return found.group(1) if found else ""


def test_every_house_rule_reaches_every_table_and_the_pages(desk: Desk) -> None:
    assert desk.send("conferences", TYPED)[0] == 303
    conference = desk.conferences.get(1)
    for table in desk.conferences.tables(1):
        laid = desk.laid(table.id)
        rules = laid.rules
        assert (rules.consensus, rules.capitals) == ("minus_one", "instructor")
        assert (rules.talk, rules.votes, rules.scores) == ("in_person", "anonymous", "when_opened")
        assert (laid.timings.plenary, laid.timings.speaker) == (420, 50)
        assert laid.timings.drafting == 480
        assert laid.rounds == 3
    assert conference.rules.late_comers == "seated"
    assert not conference.rules.same_fate
    assert len({table.seed for table in desk.conferences.tables(1)}) == 3
    page = desk.browser.get("/instructor/conference/1").get_data(as_text=True)
    for said in (
        "talk aloud",
        "You answer capital cables",
        "only how many",
        "takes a free seat",
        "3 rounds",
    ):
        assert said in page
    student = desk.house.app.test_client()
    joined = student.post("/join", data={"code": conference.code, "name": "Ann"})
    waiting = student.get(joined.headers["Location"]).get_data(as_text=True)
    assert "talk aloud" in waiting
    assert "capital cables" not in waiting


def test_without_a_word_about_minutes_the_preset_decides(desk: Desk) -> None:
    plain = {"preset": "demo", "tables": "1", "seats_per_delegation": "1"}
    assert desk.send("conferences", plain)[0] == 303
    rules = desk.conferences.get(1).rules
    assert (rules.timings, rules.rounds, desk.laid().rounds) == (None, None, 1)
    assert desk.laid().timings.briefing == 60


def test_the_number_of_students_proposes_tables_and_seats(desk: Desk) -> None:
    status, page = desk.send("proposal", {**TYPED, "tables": "1", "students": "30"})
    assert status == 200
    assert (value(page, "tables"), value(page, "seats_per_delegation")) == ("3", "2")
    assert page.count('name="layout"') == 3
    assert (value(page, "title"), value(page, "timing.plenary")) == ("IR, Tuesday", "7")
    assert chosen(page, "talk") == "in_person"
    assert 'value="class75" checked' in page
    page = desk.send("proposal", {**TYPED, "layout": "5x1"})[1]
    assert (value(page, "tables"), value(page, "seats_per_delegation")) == ("5", "1")
    assert Directory(desk.house.database).all_tables() == ()


@pytest.mark.parametrize("students", ["", "0", "lots", "1000", "-3"])
def test_no_class_can_be_that_big(desk: Desk, students: str) -> None:
    status, page = desk.send("proposal", {**TYPED, "students": students})
    assert (status, "Type how many students there are" in page) == (422, True)
    assert value(page, "title") == "IR, Tuesday"


def test_the_presets_minutes_can_be_filled_in_and_changed(desk: Desk) -> None:
    status, page = desk.send("minutes", {**TYPED, "preset": "homework"})
    assert status == 200
    assert (value(page, "timing.briefing"), value(page, "timing.speaker")) == ("2d", "30")
    assert value(page, "rounds") == "3"
    assert '<details id="minutes" open>' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"timing.plenary": "soon"}, "“Plenary” needs a time such as"),
        ({"timing.cable": "0:04"}, "“Answer from a capital” needs a time such as"),
        ({"timing.drafting": "61d"}, "“Drafting” needs a time such as"),
        ({"timing.roll_call": "13"}, "“Roll-call vote” must not be longer than “Drafting”"),
        ({"timing.plenary": "6"}, "The statements of 6 delegations leave too little"),
        ({"rounds": "0"}, "A game has 1 to 12 rounds"),
        ({"rounds": "13"}, "A game has 1 to 12 rounds"),
        ({"rounds": "some"}, "A game has 1 to 12 rounds"),
        ({"preset": "none"}, "There is no such preset"),
        ({"tables": "25"}, "A conference has 1 to 24 tables"),
        ({"seats_per_delegation": "7"}, "a delegation 1 to 6 seats"),
    ],
)
def test_what_cannot_be_played_comes_back_as_it_was_typed(
    desk: Desk, fields: dict[str, str], said: str
) -> None:
    typed = {**TYPED, **fields, "setup_name": "Tuesday"}
    for path in ("conferences", "setups"):
        status, page = desk.send(path, typed)
        assert (status, said in page) == (422, True)
        assert page.count('role="alert"') == 1
        for field in ("title", "students", "tables", "timing.plenary", "timing.speaker"):
            assert value(page, field) == typed[field]
        for field in ("consensus", "talk", "capitals", "votes", "scores", "late_comers"):
            assert chosen(page, field) == typed[field]
    assert desk.conferences.tables(1) == ()


def test_a_saved_set_up_makes_the_same_conference_again(desk: Desk) -> None:
    status, page = desk.send("setups", {**TYPED, "setup_name": " Tuesday  class "})
    assert (status, "Saved as Tuesday class." in page) == (200, True)
    assert value(page, "title") == "IR, Tuesday"
    page = desk.page("?setup=1")
    assert "A new conference, as in “Tuesday class”" in page
    again = {
        name: value(page, name)
        for name in ("tables", "seats_per_delegation", "rounds", "timing.plenary", "timing.speaker")
    }
    again |= {
        name: chosen(page, name)
        for name in ("consensus", "talk", "capitals", "votes", "scores", "late_comers")
    }
    assert again == {name: TYPED[name] for name in again}
    assert 'value="class75" checked' in page
    assert desk.send("conferences", {**again, "preset": "class75"})[0] == 303
    desk.send("conferences", TYPED)
    assert desk.laid(1) == desk.laid(4)


def test_saved_set_ups_are_renamed_deleted_and_never_twice_alike(desk: Desk) -> None:
    for name in ("Tuesday", "Friday"):
        assert desk.send("setups", {**TYPED, "setup_name": name})[0] == 200
    assert desk.send("setups", {**TYPED, "setup_name": "TUESDAY"})[0] == 409
    for name, status in (("", 422), ("x" * 61, 422)):
        found, page = desk.send("setups", {**TYPED, "setup_name": name})
        assert (found, value(page, "setup_name")) == (status, name)
    assert desk.send("setups/2/rename", {"name": "tuesday"})[0] == 409
    assert desk.send("setups/2/rename", {"name": "Thursday"})[0] == 303
    assert desk.send("setups/9/rename", {"name": "X"})[0] == 404
    assert "Thursday" in desk.page()
    assert desk.send("setups/1/delete", {})[0] == 303
    assert desk.send("setups/1/delete", {})[0] == 404
    assert desk.browser.get("/instructor?setup=1").status_code == 404
    assert "Tuesday</" not in desk.page()


def test_a_set_up_is_its_instructors_alone(desk: Desk) -> None:
    desk.send("setups", {**TYPED, "setup_name": "Mine"})
    other = desk.conferences.enter(desk.conferences.invite("Other"))
    setups = desk.house.hall.setups
    assert setups.of(other) == ()
    for act in (
        lambda: setups.get(other, 1),
        lambda: setups.rename(other, 1, "Theirs"),
        lambda: setups.remove(other, 1),
    ):
        with pytest.raises(Problem, match="unknown_setup"):
            act()
    usual = Setup(preset="demo", tables=1, seats_per_delegation=1, rules=HouseRules())
    setups.save(other, "Mine", usual)
    assert [saved.name for saved in setups.of(other)] == ["Mine"]


def test_a_class_of_144_is_laid(desk: Desk) -> None:
    big = {**TYPED, "tables": "8", "seats_per_delegation": "3"}
    assert desk.send("conferences", big)[0] == 303
    conference = desk.conferences.get(1)
    for number in range(144):
        desk.conferences.join(conference.code, f"Student {number}")
    with pytest.raises(Problem, match="conference_full"):
        desk.conferences.join(conference.code, "One too many")
    desk.conferences.auto_seat(conference)
    assert all(person.table_id for person in desk.conferences.people(1))
    assert desk.browser.get("/instructor/conference/1").status_code == 200
