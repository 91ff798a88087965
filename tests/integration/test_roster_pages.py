"""The roster through the real pages: taken whole or not at all, and what follows from it."""

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from game.app import House, build
from game.config import Config
from game.engine.house_rules import HouseRules
from game.messages import sentence
from game.service.conferences import Participant
from game.service.problems import Problem
from game.service.setup import Setup
from tests.class_lists import BAD_FILES, CLASSES, MARKED, workbook

ROSTER = "name,id,table,delegation\nAnn Lee,s1,1,US\nBob Stone,s2,,\nCleo Park,s3,2,\n"
BASE = "/instructor/conference/1"


def form_of(page: str) -> dict[str, str]:
    """The fields of a preview's form as a browser would send them again."""
    form = page[page.index('<form class="stack roster-form"') : page.index("</form>")]
    fields = {}
    for tag in re.findall(r"<input [^>]*>", form):
        kind, name = (re.search(rf'{part}="([^"]*)"', tag) for part in ("type", "name"))
        value = re.search(r'value="([^"]*)"', tag)
        sent = kind and (kind[1] == "hidden" or " checked" in tag)
        if sent and name:
            fields[name[1]] = html.unescape(value[1] if value else "")
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        first = re.search(r'<option value="([^"]*)"', body)
        found = chosen or first
        fields[name] = html.unescape(found[1]) if found else ""
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", form, re.DOTALL)
    lines = re.split(r"\r\n|\r|\n", html.unescape(text[1]) if text else "")
    fields["text"] = "\r\n".join(lines)
    return fields


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

    def look(self, text: str = "", file: tuple[bytes, str] | None = None) -> str:
        """The preview of a list."""
        return self.send({"text": text}, file)

    def again(self, page: str, **said: str) -> str:
        """The preview after its form has been changed and sent again."""
        return self.send({**form_of(page), **said})

    def send(self, fields: dict[str, str], file: tuple[bytes, str] | None = None) -> str:
        """The preview for those fields."""
        sent: dict[str, object] = {**fields}
        if file is not None:
            sent["file"] = (io.BytesIO(file[0]), file[1])
        answer = self.browser.post(f"{BASE}/roster", data=sent)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def take(self, page: str, **said: str) -> tuple[int, str]:
        """Send the preview's own form with its button *Take*."""
        fields = {**form_of(page), **said, "take": "true"}
        answer = self.browser.post(f"{BASE}/roster", data=fields)
        return answer.status_code, answer.get_data(as_text=True)

    def paste(self, text: str) -> tuple[int, str]:
        """Look at a pasted list and take it."""
        return self.take(self.look(text))

    @property
    def listed(self) -> list[tuple[str, str]]:
        return [(line.name, line.student_id) for line in self.conferences.roster(1)]

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
    before = lobby.listed
    shown = lobby.look("Dan\n<b>Eve</b>, s1, 9\nDAN\n")
    status, page = lobby.take(shown)
    assert status == 422
    for told in (shown, page):
        assert "2 lines need another look" in told
        assert "Line 2: “9” is no table. This conference has tables 1 to 2." in told
        assert "Line 3: “DAN” stands in line 1 already." in told
        assert "&lt;b&gt;Eve&lt;/b&gt;, s1, 9" in told
    assert lobby.listed == before
    assert lobby.take(page, leave_out="true")[0] == 303
    assert lobby.listed == [("Dan", "")]


def test_a_program_gets_people_and_lines_as_json(lobby: Lobby) -> None:
    def ask(**said: str) -> TestResponse:
        return lobby.browser.post(
            f"{BASE}/roster", data=said, headers={"Accept": "application/json"}
        )

    shown = ask(text="Lee, Ann;7\nBob;8\nTest Student;9")
    assert shown.status_code == 200
    assert shown.get_json()["people"][0] == {
        "line": 1,
        "name": "Ann Lee",
        "id": "7",
        "table": None,
        "delegation": None,
    }
    assert lobby.listed == []
    refused = ask(text="Ann,1,9", take="true")
    error = refused.get_json()["error"]
    assert (refused.status_code, error["code"], len(error["lines"])) == (422, "bad_roster", 1)
    asked = ask(text="Kim;Min-jun\nLee;Ann", take="true")
    assert (asked.status_code, len(asked.get_json()["error"]["lines"])) == (422, 1)
    too_large = ask(text="x" * 7_000_000)
    assert (too_large.status_code, too_large.get_json()["error"]["code"]) == (413, "list_large")
    assert ask(text="Ann,1", take="true").status_code == 303
    assert lobby.listed == [("Ann", "1")]


# --- the preview ---


def test_nothing_is_taken_that_was_not_shown(lobby: Lobby) -> None:
    page = lobby.look("Ann\nBob")
    assert "Take these 2 people" in page
    assert lobby.listed == []
    status, changed = lobby.take(page, text="Ann\nBob\nCy")
    assert (status, lobby.listed) == (409, [])
    assert "The list has changed since you looked at it" in changed
    assert "Take these 3 people" in changed
    assert lobby.take(changed)[0] == 303
    assert lobby.listed == [("Ann", ""), ("Bob", ""), ("Cy", "")]
    unseen = lobby.browser.post(f"{BASE}/roster", data={"text": "Dan", "take": "true"})
    assert unseen.status_code == 409
    assert len(lobby.listed) == 3


def test_the_preview_sent_again_loses_nothing(lobby: Lobby) -> None:
    page = lobby.look(file=("姓,名\n佐藤,太郎\n鈴木,花子\n".encode("cp932"), "名簿.csv"))
    for _ in range(3):
        fields = form_of(page)
        again = lobby.browser.post(f"{BASE}/roster", data=fields).get_data(as_text=True)
        kept = form_of(again)
        kept["form_id"] = fields["form_id"]
        assert kept == fields
        assert "名簿.csv" in again
        page = again
    assert "Take these 2 people" in page
    assert lobby.take(page)[0] == 303
    assert lobby.listed == [("佐藤太郎", ""), ("鈴木花子", "")]


def test_the_same_form_twice_takes_the_list_once(lobby: Lobby) -> None:
    page = lobby.look("Ann\nBob")
    assert lobby.take(page)[0] == 303
    assert lobby.paste("Cy")[0] == 303
    assert lobby.take(page)[0] == 303
    assert lobby.listed == [("Cy", "")]


@pytest.mark.parametrize("language", CLASSES)
def test_a_file_of_any_language_and_encoding_is_taken_or_asked_about(
    lobby: Lobby, language: str
) -> None:
    listed = CLASSES[language]
    people = [(name.replace("’", "'"), id_) for name, id_ in listed.people]
    for encoding in (*MARKED, *listed.encodings):
        written = listed.text(";").replace("’", "'").encode(encoding)
        page = lobby.look(file=(written, "class.csv"))
        if "First, please say" in page:
            offered = re.findall(r'type="radio" name="encoding" value="([^"]+)"', page)
            right = next(
                e for e in offered if written.decode(e, "replace") == written.decode(encoding)
            )
            page = lobby.again(page, encoding=right)
        assert lobby.take(page)[0] == 303, encoding
        assert lobby.listed == people, encoding


def test_a_teacher_can_choose_the_encoding_in_which_names_read_right(lobby: Lobby) -> None:
    data = "Dvořák;1\nRůžička;2\n".encode("iso8859_2")
    page = lobby.look(file=(data, "list.csv"))
    assert "It is not certain in which encoding" in page
    assert "Take these" not in page
    assert lobby.take(page)[0] == 422
    page = lobby.again(page, encoding="iso8859_2")
    assert "Růžička" in page
    assert lobby.take(page)[0] == 303
    assert lobby.listed == [("Dvořák", "1"), ("Růžička", "2")]
    # A choice beyond those that were likely, and back again.
    page = lobby.again(page, encoding="koi8_r")
    assert "Růžička" not in page
    assert "Růžička" in lobby.again(page, encoding="iso8859_2")


def test_pasted_nonsense_is_asked_about(lobby: Lobby) -> None:
    page = lobby.look("JÃ¼rgen MÃ¼ller, 7")
    assert "It is not certain in which encoding" in page
    mended = lobby.again(page, encoding="twice")
    assert lobby.take(mended)[0] == 303
    assert lobby.listed == [("Jürgen Müller", "7")]
    kept = lobby.again(page, encoding="utf-8")
    assert lobby.take(kept)[0] == 303
    assert lobby.listed == [("JÃ¼rgen MÃ¼ller", "7")]


def test_what_is_mended_in_the_text_of_a_file_stays(lobby: Lobby) -> None:
    page = lobby.look(file=("이름,학번\n김민준,1\n이서연,2\n".encode("cp949"), "list.csv"))
    again = lobby.again(page, text="이름,학번\n김민수,1\n")
    assert lobby.take(again)[0] == 303
    assert lobby.listed == [("김민수", "1")]


def test_headings_that_cannot_be_read_are_asked_about(lobby: Lobby) -> None:
    page = lobby.look("Pangalan;Bilang\nAnn;1001\nBob;1002")
    assert "The first line looks like headings" in page
    assert lobby.take(page)[0] == 422
    page = lobby.again(page, headed="yes")
    assert lobby.take(page)[0] == 303
    assert lobby.listed == [("Ann", "1001"), ("Bob", "1002")]


def test_which_of_two_names_is_the_familys_is_asked(lobby: Lobby) -> None:
    page = lobby.look("Kim;Min-jun\nLee;Ann")
    for order, names in (
        ("last_first", ["Min-jun Kim", "Ann Lee"]),
        ("first_last", ["Kim Min-jun", "Lee Ann"]),
    ):
        said = lobby.again(page, order=order)
        assert lobby.take(said)[0] == 303
        assert [name for name, _ in lobby.listed] == names


def test_a_teacher_can_say_what_each_column_holds(lobby: Lobby) -> None:
    page = lobby.look("name;nick;id;code\nAnn Lee;Annie;7;x8")
    said = {
        "column-0": "-",
        "column-1": "name",
        "column-3": "id",
        "column-x": "id",
        "column-9": "9",
    }
    page = lobby.again(page, **said)
    assert lobby.take(page)[0] == 303
    assert lobby.listed == [("Annie", "x8")]


def test_a_workbook_is_read_and_another_of_its_sheets_can_be_chosen(lobby: Lobby) -> None:
    data = workbook(
        ("Group A", [("Last name", "First name", "Student ID"), ("Lee", "Ann", 1001.0)]),
        ("Group B", [("Last name", "First name", "Student ID"), ("Kim", "Min-jun", "0012")]),
    )
    page = lobby.look(file=(data, "class.xlsx"))
    assert lobby.take(page)[0] == 303
    assert lobby.listed == [("Ann Lee", "1001")]
    page = lobby.again(page, sheet="1")
    assert lobby.take(page)[0] == 303
    assert lobby.listed == [("Min-jun Kim", "0012")]


@pytest.mark.parametrize("code", [*BAD_FILES, "list_empty"])
def test_a_file_that_is_no_list_is_told_and_what_was_pasted_stays(lobby: Lobby, code: str) -> None:
    # As a body: werkzeug's test client leaves larger files open.
    file = b'name="file"; filename="list.xlsx"\r\n\r\n' + BAD_FILES.get(code, b"")
    parts = (b'name="text"\r\n\r\nSomebody', file)
    body = b"".join(b"--X\r\nContent-Disposition: form-data; " + p + b"\r\n" for p in parts)
    answer = lobby.browser.post(
        f"{BASE}/roster",
        data=body + b"--X--\r\n",
        content_type="multipart/form-data; boundary=X",
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert html.escape(sentence(code), quote=False).replace("'", "&#39;") in page
    assert "Somebody</textarea>" in page
    assert lobby.listed == []


def test_what_is_longer_than_any_list_is_told(lobby: Lobby) -> None:
    answer = lobby.browser.post(f"{BASE}/roster", data={"text": "x" * 7_000_000})
    assert answer.status_code == 413
    assert sentence("list_large") in answer.get_data(as_text=True)


def test_a_list_of_500_goes_through_every_step(house: House) -> None:
    lobby = Lobby(house)
    rows = "".join(f"Maria Fernanda dos Santos {n}x,2026{n:04},{'9.5,' * 20}\n" for n in range(500))
    data = ("Student,Student ID," + "Quiz," * 20 + "\n" + rows).encode()
    assert len(data) > 60_000
    page = lobby.look(file=(data, "class.csv"))
    assert "Take these 500 people" in page
    assert lobby.take(page)[0] == 303
    assert len(lobby.listed) == 500


def test_what_was_left_out_is_told(lobby: Lobby) -> None:
    page = lobby.look(
        'Student,ID,Section,Quiz\n    Points Possible,,,10\n"Lee, Ann",7,A,9\n"Student, Test",8,A,'
    )
    assert "2 lines are left out" in page
    assert "Line 2, " in page
    assert "Test Student" in page
    columns = page[page.index("These columns:") :][:200]
    assert "Section" in columns
    assert "Quiz" in columns
    assert lobby.take(page)[0] == 303
    assert lobby.listed == [("Ann Lee", "7")]


# --- the same name ---


def test_namesakes_find_themselves_by_the_end_of_their_ids(lobby: Lobby) -> None:
    assert lobby.paste("Min-jun Kim,20261001\nMin-jun Kim,20261002\nAnn,3")[0] == 303
    code = lobby.conference.code
    student = lobby.house.app.test_client()
    page = student.get(f"/join/{code}").get_data(as_text=True)
    assert "Min-jun Kim (…01)" in page
    assert "Min-jun Kim (…02)" in page
    assert "2026" not in page
    unsure = student.post("/join", data={"code": code, "name": "min-jun  kim"})
    assert unsure.status_code == 409
    assert "Pick yours from the list" in unsure.get_data(as_text=True)
    for mark in ("01", "02"):
        phone = lobby.house.app.test_client()
        joined = phone.post("/join", data={"code": code, "expected": f"Min-jun Kim (…{mark})"})
        assert joined.status_code == 303
    assert [line.name for line in lobby.conferences.missing(1)] == ["Ann"]
    file = lobby.browser.get(f"{BASE}/roster.csv").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [(row["name"], row["id"], row["joined"]) for row in rows] == [
        ("Min-jun Kim", "20261001", "yes"),
        ("Min-jun Kim", "20261002", "yes"),
        ("Ann", "3", "no"),
    ]
    assert (
        lobby.paste(lobby.browser.get(f"{BASE}/roster.csv").get_data().decode("utf-8-sig"))[0]
        == 303
    )
    assert [line.name for line in lobby.conferences.missing(1)] == ["Ann"]


def test_the_longest_name_with_a_mark_gets_in(lobby: Lobby) -> None:
    name = "x" * 80
    assert lobby.paste(f"{name},1001\n{name},1002")[0] == 303
    for mark in ("…01", "…02"):
        lobby.join(f"{name} ({mark})")
    with pytest.raises(Problem, match="long_name"):
        lobby.join(f"{name}y (…03)")
    assert lobby.conferences.missing(1) == ()


# --- the list and who comes ---


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
