"""The ways into a class: own seats first, devices that change hands, pranks, late-comers."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from game.app import House, build
from game.config import Config
from game.engine.actors import INSTRUCTOR
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, SendMessage
from game.engine.acts.progress import AdvancePhase
from game.engine.house_rules import HouseRules
from game.engine.phases import PhaseName
from game.realtime.doors import Door, participant_door
from game.resources import folder
from game.service.conferences import Participant
from game.service.limits import Buckets
from game.service.setup import Setup
from game.store.directory import Directory
from game.web.lobby import JOINS, JOINS_A_SECOND, NAMES_OF_A_BROWSER

TEMPLATES = sorted(Path(folder("templates")).rglob("*.html"))
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Room:
    """A class with the door open: by default two tables with two seats for each delegation."""

    def __init__(self, folder: Path) -> None:
        self.house: House = build(Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"))
        self.people = self.house.hall.conferences
        self.teacher = self.people.enter(self.people.invite("Teacher"))
        self.desk = self.phone()
        self.desk.post(f"/instructor/enter/{self.people.invite('Teacher')}")
        self.open()

    def open(self, tables: int = 2, seats: int = 2, *, late: bool = True) -> None:
        rules = HouseRules(late_comers="seated" if late else "wait")
        setup = Setup(preset="demo", tables=tables, seats_per_delegation=seats, rules=rules)
        self.conference = self.people.set_up(self.teacher, "Class 4b", setup)
        self.base = f"/instructor/conference/{self.conference.id}"
        self.tables = [table.id for table in self.people.tables(self.conference.id)]

    def phone(self, *, cookies: bool = True) -> FlaskClient:
        return self.house.app.test_client(use_cookies=cookies)

    def join(self, name: str, phone: FlaskClient | None = None, **fields: str) -> TestResponse:
        sent = {"code": self.conference.code, "name": name, **fields}
        return (phone or self.phone()).post("/join", data=sent)

    def came(self, name: str, phone: FlaskClient | None = None, **fields: str) -> Participant:
        assert self.join(name, phone, **fields).status_code == 303
        return self.person(name)

    def person(self, name: str) -> Participant:
        return next(p for p in self.everybody() if p.name == name)

    def everybody(self) -> tuple[Participant, ...]:
        return self.people.people(self.conference.id)

    def sit(self, person: Participant, table: int, delegation: str) -> None:
        self.people.seat(self.conference, person.id, self.tables[table - 1], delegation)

    def arrange(self, what: str, **fields: str) -> TestResponse:
        return self.desk.post(f"{self.base}/{what}", data=fields)

    def page(self) -> str:
        return self.desk.get(self.base).get_data(as_text=True)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    found = Room(tmp_path)
    yield found
    found.house.close()


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def fields_of(page: str, action: str = "") -> dict[str, str]:
    """What the page's form to that address sends beside what is typed."""
    forms = re.findall(r"<form([^>]*)>(.*?)</form>", page, re.DOTALL)
    inside = next(body for head, body in forms if f'action="{action}"' in head or not action)
    return dict(HIDDEN.findall(inside))


# --- own seats ----------------------------------------------------------------------------------

LANDINGS = ("/", "/join/{code}", "/practice", "/resume", "/watch/{code}")


@pytest.mark.parametrize("landing", LANDINGS)
def test_own_seats_come_first_wherever_one_lands(room: Room, landing: str) -> None:
    phone = room.phone()
    ann = room.came("Ann Lee", phone)
    page = text(phone.get(landing.format(code=room.conference.code)))
    own, way = page.index("Is this you?"), page.index(f'href="/wait/{ann.id}"')
    assert own < way
    assert f'action="/leave/{ann.id}"' in page
    for other in ("<h1>Join", 'action="/join"', 'class="qr"', 'action="/practice"'):
        assert other not in page or own < page.index(other)
    stranger = text(room.phone().get(landing.format(code=room.conference.code)))
    assert "Is this you?" not in stranger
    assert "Ann Lee" not in stranger or landing.startswith("/watch")


def test_of_several_own_seats_those_of_the_scanned_class_come_first(room: Room) -> None:
    phone = room.phone()
    first = room.came("Ann", phone)
    former = room.conference
    room.open()
    second = room.came("Ann Park", phone)
    page = text(phone.get(f"/join/{former.code}"))
    assert page.index(f"/wait/{first.id}") < page.index(f"/wait/{second.id}")
    assert "Class 4b" in page


def test_a_refused_form_shows_what_is_wrong_and_own_seats(room: Room) -> None:
    phone = room.phone()
    room.came("Ann", phone)
    room.came("Bob")
    page = text(room.join("Bob", phone))
    assert "already called Bob" in page
    assert "Is this you?" in page


# --- cookies ------------------------------------------------------------------------------------


def form_without_cookies(room: Room, way: str) -> tuple[str, str, dict[str, str]]:
    """A way in: the page with its form, where that goes, and what is typed."""
    match way:
        case "join":
            typed = {"code": room.conference.code, "name": "Ann"}
            return f"/join/{room.conference.code}", "/join", typed
        case "watch":
            typed = {"code": room.conference.code, "name": "Ann", "observer": "true"}
            return "/", "/join", typed
        case "resume":
            code = room.came("Bob").resume_code
            typed = {"code": room.conference.code, "resume_code": code}
            return "/resume", "/resume", typed
        case "practice":
            return "/practice", "/practice", {"preset": "demo", "level": "realistic"}
        case "enter":
            link = f"/instructor/enter/{room.people.invite('Other')}"
            return link, link, {}
        case _:
            room.house.hall.accounts.add("Dr Kim", "four words and more")
            typed = {"name": "Dr Kim", "password": "four words and more"}
            return "/instructor/login", "/instructor/login", typed


@pytest.mark.parametrize("way", ["join", "watch", "resume", "practice", "enter", "login"])
def test_whoever_blocks_cookies_is_told_so_and_nothing_is_made(room: Room, way: str) -> None:
    page, target, typed = form_without_cookies(room, way)
    phone = room.phone(cookies=False)
    action = "" if way == "enter" else target
    sent = {**fields_of(text(phone.get(page)), action), **typed}
    before = len(room.everybody()), len(Directory(room.house.database).all_tables())
    answer = phone.post(target, data=sent)
    assert answer.status_code == 403
    assert "keeps no cookies" in text(answer)
    assert (len(room.everybody()), len(Directory(room.house.database).all_tables())) == before
    # The name, and the one-time link, are free: a browser with cookies does the same.
    other = room.phone()
    again = {**fields_of(text(other.get(page)), action), **typed}
    assert other.post(target, data=again).status_code == 303


# --- a device that changes hands ----------------------------------------------------------------


def test_whoever_leaves_on_a_device_is_offered_there_no_more(room: Room) -> None:
    phone = room.phone()
    ann = room.came("Ann", phone)
    assert phone.post(f"/leave/{ann.id}").status_code == 303
    assert "Is this you?" not in text(phone.get("/"))
    assert phone.get(f"/wait/{ann.id}").status_code == 403
    assert room.person("Ann").id == ann.id


# --- pranks -------------------------------------------------------------------------------------


def test_one_phone_takes_a_few_names_and_no_more(room: Room) -> None:
    phone = room.phone()
    room.open(tables=10)
    answers = [room.join(f"Prank {number}", phone).status_code for number in range(200)]
    assert answers.count(303) == NAMES_OF_A_BROWSER
    assert set(answers[NAMES_OF_A_BROWSER:]) == {429}
    assert room.join("Ann").status_code == 303


def test_a_class_behind_one_address_never_meets_the_limit_that_a_flood_meets(room: Room) -> None:
    now = [0.0]
    room.house.hall.joins = Buckets(JOINS, JOINS_A_SECOND, lambda: now[0])
    room.open(tables=24)
    # Forty at once, and each taps twice.
    for name in (f"Student {number}" for number in range(40)):
        phone = room.phone()
        assert {room.join(name, phone).status_code for _ in range(2)} == {303}
    flood = [room.join(f"Prank {number}").status_code for number in range(100)]
    assert flood.count(303) == JOINS - 80
    assert "Wait 1 second" in text(room.join("Ann"))
    now[0] += 1.0
    assert room.join("Ann").status_code == 303
    # Another class of the same school has its own.
    room.open()
    assert room.join("Ann").status_code == 303


@pytest.mark.parametrize("observers", [False, True])
def test_everybody_without_a_seat_is_removed_at_once(room: Room, observers: bool) -> None:
    ann, bob = room.came("Ann"), room.came("Bob")
    press = room.came("Press", observer="true")
    room.sit(ann, 1, "us")
    assert "Remove all without a seat" in room.page()
    room.arrange("remove_observers" if observers else "remove_waiting")
    left = {person.name for person in room.everybody()}
    assert left == ({"Ann", "Bob"} if observers else {"Ann", "Press"})
    gone = press if observers else bob
    assert room.join(gone.name).status_code == 303


class Watching:
    """What is told to rooms, and what is read for it, while somebody joins."""

    def __init__(self, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: list[tuple[str, str]] = []
        self.asked = 0
        server = room.house.realtime.socketio
        monkeypatch.setattr(server, "emit", self._emit)
        self._read = room.people._directory.participant
        monkeypatch.setattr(room.people._directory, "participant", self._participant)

    def _emit(self, event: str, message: Any, to: str = "", **_: Any) -> None:
        self.told.append((event, to))

    def _participant(self, id_: str) -> Participant | None:
        self.asked += 1
        return self._read(id_)


@pytest.mark.parametrize("waiting", [1, 40])
def test_what_a_join_costs_does_not_grow_with_who_waits(
    room: Room, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    """One piece of a page is made for all who wait; no page is asked for anew."""
    room.open(tables=8)
    live = room.house.realtime
    for number in range(waiting):
        person = room.people.join(room.conference.code, f"Student {number}")
        _enter(room, f"sid-{number}", participant_door(person))
    assert live.outbox.wait_until_empty(15)
    watching = Watching(room, monkeypatch)
    room.people.join(room.conference.code, "Late")
    assert live.outbox.wait_until_empty(15)
    assert watching.told == [("panels", f"wait:{room.conference.id}")]
    assert watching.asked <= 3


def _enter(room: Room, sid: str, door: Door) -> None:
    """A page listens there, as far as the server knows."""
    handlers: Any = getattr(room.people._join_listeners[0], "__self__", None)
    handlers._live.enter(sid, door)


# --- late-comers --------------------------------------------------------------------------------


def started(room: Room, *places: tuple[str, int, str]) -> None:
    for name, table, delegation in places:
        room.sit(room.came(name), table, delegation)
    room.people.start(room.conference)


def test_a_late_comer_takes_a_machines_seat_at_the_table_with_fewest(room: Room) -> None:
    started(room, ("Ann", 1, "us"), ("Bob", 1, "china"), ("Cleo", 2, "us"))
    phone = room.phone()
    dan = room.came("Dan", phone)
    assert dan.table_id == room.tables[1]
    assert dan.delegation == "dprk"
    assert dan.head
    assert "dprk" not in room.people.stand_ins(room.tables[1])
    assert phone.get(f"/wait/{dan.id}").location == f"/play/{dan.id}"
    # Both tables are alike now: the first is next, and then a machine's seat before an adviser's.
    assert room.came("Eve").table_id == room.tables[0]
    for number in range(7):
        room.came(f"Late {number}")
    assert not room.people.stand_ins(room.tables[0]) | room.people.stand_ins(room.tables[1])
    heads = [person for person in room.everybody() if person.head]
    assert len(heads) == len({(p.table_id, p.delegation) for p in heads}) == 12


def test_late_comers_are_seated_unless_the_teacher_wants_otherwise(room: Room) -> None:
    assert HouseRules().late_comers == "seated"
    page = text(room.desk.get("/instructor"))
    assert re.search(r'name="late_comers"[^>]*value="seated"[^>]*checked', page) or re.search(
        r'<option value="seated" selected', page
    )


def test_whoever_waits_while_the_talks_are_on_is_an_alarm_with_a_seat(room: Room) -> None:
    room.open(late=False)
    early = room.came("Early")
    assert "waits for a seat while" not in room.page()
    started(room, ("Ann", 1, "us"))
    phone = room.phone()
    late = room.came("Late", phone)
    page = room.page()
    assert "2 more" not in page
    assert "and 1 more wait" in page
    assert "No table asks for you" not in page
    waits = text(phone.get(f"/wait/{late.id}"))
    assert "The talks are on." in waits
    # The alarm's own button seats the first of them.
    alarm = page[page.index('class="alarm-act"') :]
    sent = dict(HIDDEN.findall(alarm[: alarm.index("</form>")]))
    assert sent["participant"] == early.id
    assert room.arrange("seat", **sent).status_code == 303
    assert room.person("Early").delegation == "dprk"
    assert f'value="{late.id}"' in room.page()
    room.arrange("remove_waiting")
    assert "No table asks for you" in room.page()


def test_where_every_table_is_full_the_alarm_says_so(room: Room) -> None:
    room.open(tables=2, seats=1, late=False)
    for number, delegation in enumerate(("us", "china", "dprk", "rok", "japan", "russia")):
        room.sit(room.came(f"Student {number}"), 1, delegation)
    room.came("Left over")
    room.people.start(room.conference)
    page = room.page()
    assert "Every table that plays is full" in page
    assert "Left over" in page


# --- names --------------------------------------------------------------------------------------


def say(room: Room, person: Participant, words: str) -> None:
    """Let somebody say that to their own delegation's neighbour, in private."""
    tables, table_id = room.house.hall.tables, person.table_id
    assert table_id is not None
    while tables.state(table_id).name is not PhaseName.CONSULTATIONS:
        step = tables.state(table_id).phase.step.tag
        on = AdvancePhase()
        tables.submit(table_id, INSTRUCTOR, on, command_id=uuid.uuid4().hex, step=step)
    own, other = room.people.actor(person), room.people.actor(room.person("Bob"))
    asked = InviteToChannel(members=("china",))
    tables.submit(table_id, own, asked, command_id=uuid.uuid4().hex)
    state = tables.state(table_id)
    channel = next(id_ for id_ in state.channels if id_ not in state.setup.delegations)
    for actor, command in (
        (other, AnswerInvitation(channel=channel, accept=True)),
        (own, SendMessage(channel=channel, text=words)),
    ):
        tables.submit(table_id, actor, command, command_id=uuid.uuid4().hex)


def lines_of(room: Room) -> str:
    return text(room.desk.get(f"{room.base}/table/1/talk"))


def author(page: str, words: str) -> str:
    before = page[: page.index(words)]
    return str(re.findall(r"<bdi[^>]*>([^<]*)</bdi>", before)[-1])


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("remove", "Ann"),
        ("disown", "Somebody who called themselves “Ann”"),
        ("rename", "Hanna Ohm"),
    ],
)
def test_words_keep_their_author_whatever_becomes_of_them(
    room: Room, what: str, shown: str
) -> None:
    started(room, ("Ann", 1, "us"), ("Bob", 1, "china"))
    ann = room.person("Ann")
    say(room, ann, "We come in good faith.")
    assert author(lines_of(room), "We come in good faith.") == "Ann"
    assert room.arrange(what, participant=ann.id, name="Hanna Ohm").status_code == 303
    assert author(lines_of(room), "We come in good faith.") == shown
    # After a restart too.
    room.people._forget_kept()
    assert author(lines_of(room), "We come in good faith.") == shown


def test_a_taken_name_is_freed_for_whom_it_belongs_to(room: Room) -> None:
    room.people.set_roster(room.conference, "Rose Park,17,1,us")
    prank, rose = room.phone(), room.phone()
    impostor = room.came("Rose Park", prank)
    assert "tell your teacher" in text(room.join("Rose Park", rose))
    room.arrange("disown", participant=impostor.id)
    assert prank.get(f"/wait/{impostor.id}").status_code == 403
    real = room.came("Rose Park", rose)
    assert (real.delegation, real.table_id) == ("us", room.tables[0])
    assert real.id != impostor.id


@pytest.mark.parametrize(
    "name", ["\u200b", "!!", "x" * 81, "Bob", "\uff22\uff2f\uff22", "B\u200bob"]
)
def test_a_new_name_goes_by_the_rule_of_every_name(room: Room, name: str) -> None:
    ann = room.came("Ann")
    room.came("Bob")
    answer = room.arrange("rename", participant=ann.id, name=name)
    assert answer.status_code in (409, 422)
    assert room.person("Ann").id == ann.id


def test_whoever_was_removed_can_still_be_forgotten(room: Room) -> None:
    started(room, ("Annabella", 1, "us"), ("Bob", 1, "china"))
    ann = room.person("Annabella")
    say(room, ann, "Words of mine.")
    room.arrange("remove", participant=ann.id)
    assert "Removed: 1" in room.page()
    assert room.arrange("forget", participant=ann.id).status_code == 303
    assert "Annabella" not in room.page()
    assert "Annabella" not in lines_of(room)
    assert "Words of mine." not in lines_of(room)
    assert room.arrange("forget", participant=ann.id).status_code == 404


# --- codes and ids ------------------------------------------------------------------------------


def test_no_resume_code_stands_open_on_the_teachers_pages(room: Room) -> None:
    started(room, ("Ann", 1, "us"), ("Bob", 1, "china"))
    room.came("Press", observer="true")
    room.people.set_door(room.conference, "open")
    for path in (room.base, f"{room.base}/table/1", f"{room.base}/roster", f"{room.base}/exports"):
        page = text(room.desk.get(path))
        shut = re.sub(r"<details(?![^>]*\bopen\b)[^>]*>.*?</details>", "", page, flags=re.DOTALL)
        for person in room.everybody():
            assert person.resume_code not in shut, path
    page = room.page()
    for person in room.everybody():
        assert page.count(person.resume_code) == 1


@pytest.mark.parametrize(
    ("listed", "typed", "in_"),
    [
        ("S-1001", "s1001", True),
        ("2024/17", " 2024 17 ", True),
        ("\uff11\uff17", "17", True),
        ("S-1001", "1001", False),
        ("S-1001", "", False),
        ("room 17", "room 18", False),
    ],
)
def test_a_name_of_the_list_needs_its_id_where_ids_are_asked_for(
    room: Room, listed: str, typed: str, in_: bool
) -> None:
    room.people.set_roster(room.conference, f"Rose Park,{listed}\nAnn Lee")
    assert 'name="student_id"' not in text(room.phone().get(f"/join/{room.conference.code}"))
    room.arrange("ids", ask="true")
    assert 'name="student_id"' in text(room.phone().get(f"/join/{room.conference.code}"))
    answer = room.join("", expected="Rose Park", student_id=typed)
    assert (answer.status_code == 303) == in_
    assert listed not in text(answer)
    # Whoever has no id on the list needs none.
    assert room.join("", expected="Ann Lee").status_code == 303
    room.arrange("ids", ask="false")
    if not in_:
        assert room.join("", expected="Rose Park").status_code == 303


def test_ids_cannot_be_found_by_trying(room: Room) -> None:
    room.people.set_roster(room.conference, "Rose Park,5000")
    room.arrange("ids", ask="true")
    codes = [room.join("", expected="Rose Park", student_id=str(n)).status_code for n in range(62)]
    assert codes[0] == 403
    assert codes[-1] == 429


# --- tapped twice -------------------------------------------------------------------------------


def seating_form(room: Room) -> dict[str, str]:
    """What the seating form of the class's page sends beside what is chosen."""
    page = room.page()
    form = page[page.index('class="seating"') :]
    return dict(HIDDEN.findall(form))


@pytest.mark.parametrize("what", ["swap", "remove", "disown", "new_code", "auto_seat", "seat"])
def test_a_form_of_the_teachers_that_is_tapped_twice_is_carried_out_once(
    room: Room, what: str
) -> None:
    ann, bob = room.came("Ann"), room.came("Bob")
    room.sit(ann, 1, "us")
    room.sit(bob, 1, "china")
    place = f"{room.tables[1]}:japan"
    sent = {**seating_form(room), "participant": ann.id, "other": bob.id, "place": place}
    assert re.fullmatch(r"[0-9a-f]{32}", sent["form_id"])
    after = []
    for _ in range(3):
        answer = room.arrange(what, **sent)
        assert (answer.status_code, answer.location) == (303, room.base)
        after.append(room.everybody())
    assert after[0] == after[1] == after[2]
    # The page has another form by now, which is carried out.
    assert seating_form(room)["form_id"] != sent["form_id"]


def test_an_exchange_that_is_wanted_back_is_made_by_the_next_form(room: Room) -> None:
    ann, bob = room.came("Ann"), room.came("Bob")
    room.sit(ann, 1, "us")
    room.sit(bob, 1, "china")
    for delegation in ("china", "us"):
        sent = {**seating_form(room), "participant": ann.id, "other": bob.id}
        room.arrange("swap", **sent)
        assert room.person("Ann").delegation == delegation


def test_the_start_that_is_tapped_twice_is_no_fault(room: Room) -> None:
    room.sit(room.came("Ann"), 1, "us")
    page = room.page()
    form = page[page.index(f'action="{room.base}/start"') :]
    sent = dict(HIDDEN.findall(form[: form.index("</form>")]))
    assert [room.arrange("start", **sent).status_code for _ in range(2)] == [303, 303]


def test_leaving_that_is_tapped_twice_is_no_fault(room: Room) -> None:
    phone = room.phone()
    ann = room.came("Ann", phone)
    assert [phone.post(f"/leave/{ann.id}").status_code for _ in range(2)] == [303, 303]
    assert room.phone().post(f"/leave/{ann.id}").status_code == 403


@pytest.mark.parametrize(
    "template", sorted(Path(folder("templates")).rglob("*.html")), ids=lambda file: file.name
)
def test_every_form_that_changes_something_can_be_sent_twice(template: Path) -> None:
    """It carries an id of its own, or is one of those that change nothing the second time."""
    code = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    forms = re.findall(r"<form([^>]*)>(.*?)</form>", code, re.DOTALL)
    for head, body in forms:
        if 'method="post"' not in head:
            continue
        known = "once()" in body or "command_fields(" in body or "{{ fields() }}" in body
        assert known or any(way in head for way in HARMLESS) or template.name in SAME, head


#: Addresses whose form changes nothing the second time: what it asks for is so already (or, of the
#: database, there is a second copy).
HARMLESS = (
    "language.choose",
    "lobby.leave",
    "lobby.resume",
    "lobby.wish",
    "instructor.log_in",
    "instructor.log_out",
    "instructor.log_out_everywhere",
    "instructor.change'",
    "instructor.share",
    "instructor.unshare",
    "instructor.set_roster",
    "instructor.copy_database",
)
#: Pages whose only forms post to themselves, to the same end.
SAME = {
    "instructor_enter.html",
    "instructor_erase.html",
    "instructor_exports.html",
    "practice_seat.html",
    "questionnaire.html",
}
