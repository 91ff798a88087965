"""The roster through the real pages: taken whole or not at all, and what follows from it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.service.conferences import Participant
from game.service.problems import Problem
from game.service.setup import Setup
from game.store.directory import HouseRules

ROSTER = "name,id,table,delegation\nAnn Lee,s1,1,US\nBob Stone,s2,,\nCleo Park,s3,2,\n"
BASE = "/instructor/conference/1"


class Lobby:
    """A conference of two tables with two seats to a delegation."""

    def __init__(self, house: House, late: bool = False) -> None:
        self.house = house
        self.conferences = house.hall.conferences
        self.browser: FlaskClient = house.app.test_client()
        self.browser.post(f"/instructor/enter/{self.conferences.invite('Teacher')}")
        teacher = self.conferences.instructor(1)
        assert teacher is not None
        rules = HouseRules(late_comers="seated" if late else "wait")
        setup = Setup(preset="demo", tables=2, seats_per_delegation=2, rules=rules)
        self.conference = self.conferences.set_up(teacher, "Class", setup)

    def paste(self, text: str) -> tuple[int, str]:
        answer = self.browser.post(f"{BASE}/roster", data={"text": text})
        return answer.status_code, answer.get_data(as_text=True)

    def page(self) -> str:
        return self.browser.get(BASE).get_data(as_text=True)

    def join(self, name: str) -> Participant:
        return self.conferences.join(self.conference.code, name)

    def person(self, name: str) -> Participant:
        return next(p for p in self.conferences.people(1) if p.name == name)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield found
    found.database.close()


@pytest.fixture
def lobby(house: House) -> Lobby:
    return Lobby(house)


def test_a_roster_with_faults_changes_nothing_and_comes_back(lobby: Lobby) -> None:
    assert lobby.paste(ROSTER)[0] == 303
    status, page = lobby.paste("Dan\n<b>Eve</b>, s1, 9\nDAN\n")
    assert status == 422
    assert "2 lines need another look" in page
    assert "Line 2: “9” is no table. This conference has tables 1 to 2." in page
    assert "Line 3: “DAN” stands in line 1 already." in page
    assert "&lt;b&gt;Eve&lt;/b&gt;, s1, 9" in page
    assert [line.name for line in lobby.conferences.roster(1)] == [
        "Ann Lee",
        "Bob Stone",
        "Cleo Park",
    ]


def test_a_program_gets_the_lines_as_json(lobby: Lobby) -> None:
    answer = lobby.browser.post(
        f"{BASE}/roster", data={"text": "x,y,z,q"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    error = answer.get_json()["error"]
    assert (error["code"], len(error["lines"])) == ("bad_roster", 2)


def test_a_file_is_taken_before_what_was_pasted(lobby: Lobby) -> None:
    file = (io.BytesIO("name;table\nZoë;1\n".encode("utf-8-sig")), "class.csv")
    answer = lobby.browser.post(f"{BASE}/roster", data={"text": "Somebody else", "file": file})
    assert answer.status_code == 303
    assert [(line.name, line.table_number) for line in lobby.conferences.roster(1)] == [("Zoë", 1)]


def test_the_lobby_shows_who_is_missing_until_they_come(lobby: Lobby) -> None:
    lobby.paste(ROSTER)
    assert "Missing: 3 of 3" in lobby.page()
    lobby.join("bob  STONE")
    page = lobby.page()
    assert "Missing: 2 of 3" in page
    assert "Bob Stone" in page
    assert lobby.person("Bob Stone").table_id is None


def test_whoever_is_expected_picks_their_name_and_gets_the_planned_seat(lobby: Lobby) -> None:
    lobby.paste(ROSTER)
    code = lobby.conference.code
    student = lobby.house.app.test_client()
    page = student.get(f"/join/{code}").get_data(as_text=True)
    assert page.count('<option value="') == 4
    joined = student.post("/join", data={"code": code, "expected": "Ann Lee", "name": ""})
    assert joined.status_code == 303
    assert "You sit for" in student.get(joined.headers["Location"]).get_data(as_text=True)
    ann = lobby.person("Ann Lee")
    assert (ann.table_id, ann.delegation, ann.head) == (1, "us", True)
    assert 'value="Ann Lee"' not in student.get(f"/join/{code}").get_data(as_text=True)
    cleo = lobby.join("Cleo Park")
    assert cleo.table_id == 2
    assert cleo.delegation is not None


def test_a_planned_seat_that_is_full_leaves_them_in_the_lobby(lobby: Lobby) -> None:
    lobby.paste("A,,1,us\nB,,1,us\n")
    for name in ("X", "Y"):
        lobby.conferences.seat(lobby.conference, lobby.join(name).id, 1, "us")
    assert lobby.join("A").table_id is None


def test_people_who_have_joined_get_their_planned_seats_when_the_roster_comes(
    lobby: Lobby,
) -> None:
    ann, bob = lobby.join("ann lee"), lobby.join("Bob Stone")
    lobby.conferences.seat(lobby.conference, bob.id, 2, "china")
    lobby.paste("Ann Lee,,1,dprk\nBob Stone,,1,dprk\n")
    assert lobby.person("ann lee").delegation == "dprk"
    assert lobby.person("Bob Stone").delegation == "china"
    assert lobby.conferences.people(1)[0].id == ann.id


def test_strangers_join_unless_the_door_is_for_the_roster_alone(lobby: Lobby) -> None:
    lobby.paste(ROSTER)
    lobby.join("Guest")
    assert lobby.browser.post(f"{BASE}/door", data={"door": "roster"}).status_code == 303
    for observer in (False, True):
        with pytest.raises(Problem, match="not_on_roster"):
            lobby.conferences.join(lobby.conference.code, "Another", observer)
    answer = lobby.house.app.test_client().post(
        "/join", data={"code": lobby.conference.code, "name": "Another"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "not on your teacher’s list" in page
    assert '<option value="Bob Stone"' in page
    assert lobby.join("Bob Stone").name == "Bob Stone"
    lobby.browser.post(f"{BASE}/door", data={"door": "ajar"})
    assert lobby.conferences.get(1).door == "roster"


def test_the_export_says_who_came_and_can_be_taken_again(lobby: Lobby) -> None:
    lobby.paste(ROSTER + "=cmd(),s9,,\n")
    lobby.join("Ann Lee")
    lobby.join("Guest")
    lobby.conferences.join(lobby.conference.code, "Press", observer=True)
    answer = lobby.browser.get(f"{BASE}/roster.csv")
    text = answer.get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = ("name", "id", "delegation", "role", "joined", "expected")
    told = [tuple(row[column] for column in columns) for row in rows]
    assert told == [
        ("Ann Lee", "s1", "US", "head", "yes", "yes"),
        ("Bob Stone", "s2", "", "", "no", "yes"),
        ("Cleo Park", "s3", "", "", "no", "yes"),
        ("'=cmd()", "s9", "", "", "no", "yes"),
        ("Guest", "", "", "waiting", "yes", "no"),
        ("Press", "", "", "observer", "yes", "no"),
    ]
    assert all(person.resume_code not in text for person in lobby.conferences.people(1))
    assert lobby.paste(text)[0] == 303
    assert len(lobby.conferences.roster(1)) == 6


# --- wishes, exchanges, late comers ---


def test_a_student_says_for_whom_they_would_like_to_sit(lobby: Lobby) -> None:
    student = lobby.house.app.test_client()
    joined = student.post("/join", data={"code": lobby.conference.code, "name": "Ann"})
    page = joined.headers["Location"]
    twice = student.post(f"{page}/wishes", data={"wish1": "us", "wish2": "us"})
    assert twice.status_code == 422
    told = twice.get_data(as_text=True)
    assert "You named a delegation twice" in told
    assert told.count('<option value="us" selected>') == 2
    assert student.post(f"{page}/wishes", data={"wish1": "atlantis"}).status_code == 422
    kept = student.post(f"{page}/wishes", data={"wish1": "", "wish2": "rok", "wish3": "us"})
    assert kept.status_code == 303
    ann = lobby.person("Ann")
    assert lobby.conferences.wishes(1) == {ann.id: ("rok", "us")}
    assert "would like ROK, US" in lobby.page()
    student.post(f"{page}/wishes", data={})
    assert lobby.conferences.wishes(1) == {}
    student.post(f"{page}/wishes", data={"wish1": "us"})
    lobby.conferences.remove(lobby.conference, ann.id)
    assert lobby.conferences.wishes(1) == {}


def test_seating_by_preference_says_how_far_it_got(lobby: Lobby) -> None:
    for name in ("Ann", "Bob", "Cleo", "Dan"):
        person = lobby.join(name)
        if name != "Dan":
            lobby.conferences.wish(person, ["us", "rok"])
    assert lobby.browser.post(f"{BASE}/by_wish").status_code == 303
    assert (
        "Seated 4. Of the 3 who had chosen, 2 got one of their choices and 1 their first"
        in lobby.page()
    )
    # Four people lead four of the six delegations: nobody advises while a chair is empty.
    got = {lobby.person(name).delegation for name in ("Ann", "Bob", "Cleo")}
    assert len(got) == 3
    assert {"us", "rok"} <= got


def test_two_people_exchange_places_and_who_leads(lobby: Lobby) -> None:
    ann, bob, cleo = (lobby.join(name) for name in ("Ann", "Bob", "Cleo"))
    lobby.conferences.seat(lobby.conference, ann.id, 1, "us")
    lobby.conferences.seat(lobby.conference, bob.id, 1, "us")
    answer = lobby.browser.post(f"{BASE}/swap", data={"participant": ann.id, "other": cleo.id})
    assert answer.status_code == 303
    assert (lobby.person("Cleo").delegation, lobby.person("Cleo").head) == ("us", True)
    assert lobby.person("Ann").table_id is None
    same = lobby.browser.post(f"{BASE}/swap", data={"participant": bob.id, "other": cleo.id})
    assert same.status_code == 409
    assert lobby.browser.post(f"{BASE}/swap", data={"participant": bob.id}).status_code == 404
    press = lobby.conferences.join(lobby.conference.code, "Press", observer=True)
    for one, other in ((bob.id, press.id), (press.id, bob.id)):
        with pytest.raises(Problem, match="observer_seat"):
            lobby.conferences.swap(lobby.conference, one, other)


@pytest.mark.parametrize("late", [True, False])
def test_late_comers_take_a_free_seat_where_the_house_rules_say_so(
    house: House, late: bool
) -> None:
    lobby = Lobby(house, late)
    lobby.conferences.seat(lobby.conference, lobby.join("Ann").id, 1, "us")
    lobby.conferences.start(lobby.conference)
    late_one = lobby.join("Late")
    assert (late_one.table_id == 1) is late
    if late:
        assert late_one.head
        assert late_one.delegation not in lobby.conferences.stand_ins(1)
        for number in range(10):
            assert lobby.join(f"L{number}").table_id == 1
        assert lobby.join("Too late").table_id is None
