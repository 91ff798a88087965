"""Running a class by plain forms: every control, what it does, and how a refusal reads."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from game.app import House, build
from game.config import Config
from game.engine import commands as c
from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.commands import Chapter
from game.engine.events import EVENTS
from game.engine.phases import PhaseName
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of
from game.messages import sentence, sentence_to_chair, words
from game.service.conferences import Participant
from game.web.present import timeline
from game.web.present.stage import stage_for

ALL = ("dprk", "japan", "china", "rok", "russia", "us")
RUDE = "You are a band of crooks"


class Class:
    """Two tables: six students at the first, one at the second; the time stands still."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.now = 1_000_000.0
        self.tables, self.conferences = house.hall.tables, house.hall.conferences
        self.tables.clock = lambda: self.now
        self.browser: FlaskClient = house.app.test_client()
        self.browser.post(f"/instructor/enter/{self.conferences.invite('Teacher')}")
        teacher = self.conferences.instructor(1)
        assert teacher is not None
        self.conference = self.conferences.create(
            teacher,
            title="Class",
            preset="demo",
            tables=2,
            consensus="unanimity",
            capitals="instructor",
        )
        self.ids = [table.id for table in self.conferences.tables(self.conference.id)]
        self.id = self.ids[0]
        self.phones: dict[str, FlaskClient] = {}
        self.people: dict[str, Participant] = {}
        for delegation in ALL:
            self.join(delegation, self.id, delegation)
        self.join("other", self.ids[1], "us")
        self.conferences.start(self.conference)
        self.base = f"/instructor/conference/{self.conference.id}"

    def join(self, name: str, table_id: int, delegation: str) -> None:
        phone = self.house.app.test_client()
        phone.post("/join", data={"code": self.conference.code, "name": name})
        person = next(p for p in self.conferences.people(self.conference.id) if p.name == name)
        self.conferences.seat(self.conference, person.id, table_id, delegation)
        self.phones[name], self.people[name] = phone, person

    def seat_of(self, name: str) -> tuple[int | None, str | None]:
        person = self.conferences.participant(self.people[name].id)
        assert person is not None
        return person.table_id, person.delegation

    def send(self, actor: Actor, command: c.Command) -> None:
        step = self.tables.state(self.id).phase.step.tag
        self.tables.submit(self.id, actor, command, command_id=uuid.uuid4().hex, step=step)

    def by(self, delegation: str, command: c.Command) -> None:
        self.send(Actor(Role.HEAD, delegation, self.people[delegation].id), command)

    def advance_to(self, phase: PhaseName) -> None:
        while self.tables.state(self.id).name is not phase:
            self.send(INSTRUCTOR, c.AdvancePhase())

    def page(self, place: str = "/table/1") -> str:
        answer = self.browser.get(self.base + place)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def student(self, name: str, tab: str = "talk") -> str:
        answer = self.phones[name].get(f"/play/{self.people[name].id}?tab={tab}")
        return answer.get_data(as_text=True)

    def form(self, place: str, **fields: str) -> tuple[int, str]:
        """Send a form as a browser without scripts: the status, and the page that it leads to."""
        answer = self.browser.post(
            self.base + place,
            data={"command_id": uuid.uuid4().hex, **fields},
            follow_redirects=True,
        )
        return answer.status_code, answer.get_data(as_text=True)

    def control(self, kind: str, **fields: str) -> None:
        """A control of the first table that is carried out."""
        status, page = self.form("/table/1", kind=kind, **fields)
        assert (status, "<h1>Table 1</h1>" in page) == (200, True)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield Class(house)
    house.database.close()


# --- the clock, and its opposite ---------------------------------------------------------------


def test_pause_is_undone_by_resume_and_time_can_be_given_and_taken(room: Class) -> None:
    deadline = room.tables.state(room.id).phase.deadline or 0
    room.control("pause_table")
    assert room.tables.state(room.id).paused
    assert "Resume</button>" in room.page()
    room.control("resume_table")
    assert not room.tables.state(room.id).paused
    room.control("move_deadline", seconds="300")
    room.control("move_deadline", seconds="-60")
    assert room.tables.state(room.id).phase.deadline == deadline + 240


def test_what_cannot_be_undone_unfolds_its_button_first(room: Class) -> None:
    room.advance_to(PhaseName.CONSULTATIONS)
    for page in (room.page(), room.page("")):
        for kind in ("advance_phase", "end_talks", "send_inject"):
            for found in re.finditer(f'value="{kind}"', page):
                before = page[: found.start()]
                assert before.rfind("<details") > before.rfind("</details>"), kind


def test_a_table_is_ended_and_its_debrief_opened_chapter_by_chapter(room: Class) -> None:
    status, page = room.form("/table/1", kind="open_chapter", chapter="scores")
    assert status == 409
    assert sentence("wrong_phase") in page
    room.control("end_talks")
    assert room.tables.state(room.id).over
    for chapter in get_args(Chapter):
        room.control("open_chapter", chapter=chapter)
    assert room.tables.state(room.id).opened == set(get_args(Chapter))
    assert room.page().count("open to the table") == len(get_args(Chapter))


def test_all_tables_are_ended_and_opened_at_once(room: Class) -> None:
    assert room.form("/all/command", kind="end_talks")[0] == 200
    assert all(room.tables.state(id_).over for id_ in room.ids)
    assert room.form("/all/command", kind="open_chapter", chapter="moves")[0] == 200
    assert all("moves" in room.tables.state(id_).opened for id_ in room.ids)
    status, page = room.form("/all/command", kind="end_talks")
    assert (status, sentence_to_chair("game_over") in page) == (409, True)


# --- the deck and dispatches -------------------------------------------------------------------


def test_a_card_is_held_back_and_let_go(room: Class) -> None:
    room.control("hold_inject", inject="flood", held="true")
    assert room.tables.state(room.id).held == {"flood"}
    assert "held back" in room.page()
    room.control("hold_inject", inject="flood", held="false")
    assert not room.tables.state(room.id).held


def test_a_card_is_sent_once(room: Class) -> None:
    status, page = room.form("/table/1", kind="send_inject", inject="flood")
    assert (status, sentence("wrong_phase") in page) == (409, True)
    room.advance_to(PhaseName.CONSULTATIONS)
    room.control("send_inject", inject="flood")
    status, page = room.form("/table/1", kind="send_inject", inject="flood")
    assert (status, sentence("inject_spent") in page) == (409, True)


def test_the_deck_tells_what_each_card_needs_and_what_fate_would_do(room: Class) -> None:
    room.advance_to(PhaseName.CONSULTATIONS)
    page = room.page()
    assert "cards may fall now" in page
    drawn = room.tables.forecast(room.id)
    headlines = room.tables.scenario_of(room.id).text("en").injects
    assert drawn
    for card in drawn.values():
        assert card is None or escape(headlines[card].headline) in page
    for card in filter(None, drawn.values()):
        room.control("hold_inject", inject=card, held="true")
        assert card not in room.tables.forecast(room.id).values()


def test_what_fate_would_do_is_what_it_does(room: Class) -> None:
    room.advance_to(PhaseName.CONSULTATIONS)
    (slot, card), *_ = room.tables.forecast(room.id).items()
    room.now = room.tables.state(room.id).schedule[slot].due
    room.send(Actor(Role.CLOCK), c.Expire(due="inject_slot", ref=slot))
    assert (card in room.tables.state(room.id).crises) is (card is not None)


def test_a_dispatch_to_all_is_news_and_moves_the_world(room: Class) -> None:
    before = room.tables.state(room.id).indicators["tension"]
    room.control(
        "send_dispatch",
        recipient="",
        headline="A rocket on the pad",
        text="Satellites have seen it.",
        **{"effects.tension": "7", "effects.confidence": "0", "effects.refugees": ""},
    )
    assert room.tables.state(room.id).indicators["tension"] == before + 7
    for page in (room.student("us", "news"), room.student("china", "news"), room.page()):
        assert "A rocket on the pad" in page
    assert "A rocket on the pad" not in room.student("other", "news")
    wall = room.house.app.test_client().get(f"/watch/{room.conference.code}/1")
    assert "A rocket on the pad" in wall.get_data(as_text=True)


def test_a_word_to_one_delegation_is_nobody_elses(room: Class) -> None:
    room.control("send_dispatch", recipient="japan", headline="Ask Seoul.", text="")
    person = room.people["rok"]
    room.control("send_dispatch", recipient=f"rok/{person.id}", headline="Speak up.", text="")
    assert "Ask Seoul." in room.student("japan")
    assert "Speak up." in room.student("rok")
    for name in ("us", "china", "dprk"):
        assert "Ask Seoul." not in room.student(name)
        assert "Speak up." not in room.student(name)
    assert "Ask Seoul." in room.page()


def test_only_what_all_know_can_move_what_all_see(room: Class) -> None:
    status, page = room.form(
        "/table/1",
        kind="send_dispatch",
        recipient="us",
        headline="Psst",
        **{"effects.tension": "5"},
    )
    assert status == 409
    assert sentence("effects_for_all") in page


def test_a_dispatch_goes_to_every_table(room: Class) -> None:
    assert room.form("/all/command", kind="send_dispatch", headline="Snow in Beijing")[0] == 200
    assert all(room.tables.state(id_).dispatches for id_ in room.ids)


def test_a_dispatch_that_is_no_number_is_not_understood(room: Class) -> None:
    status, page = room.form(
        "/table/1", kind="send_dispatch", headline="X", **{"effects.tension": "lots"}
    )
    assert (status, sentence("malformed") in page) == (422, True)


# --- words and hands ---------------------------------------------------------------------------


def test_a_message_is_hidden_and_shown_again(room: Class) -> None:
    room.advance_to(PhaseName.CONSULTATIONS)
    room.by("us", c.InviteToChannel(members=("china",)))
    room.by("china", c.AnswerInvitation(channel="china+us", accept=True))
    room.by("us", c.SendMessage(channel="china+us", text=RUDE))
    assert RUDE in room.student("china")
    room.control("hide_message", channel="china+us", index="0", hidden="true")
    assert RUDE not in room.student("china")
    assert "taken these words out of sight" in room.student("china")
    assert RUDE in room.page()
    room.control("hide_message", channel="china+us", index="0", hidden="false")
    assert RUDE in room.student("china")


def test_words_said_to_all_are_hidden_on_the_wall_too(room: Class) -> None:
    room.advance_to(PhaseName.PLENARY)
    floor = room.tables.state(room.id).floor
    assert floor is not None
    room.by(floor.delegation, c.SpeakInPlenary(text=RUDE))
    room.form("/table/1?from=talk", kind="hide_message", channel="", index="0", hidden="true")
    wall = room.house.app.test_client().get(f"/watch/{room.conference.code}/1")
    assert RUDE not in wall.get_data(as_text=True)
    assert RUDE in room.page("/table/1/talk")
    status, page = room.form("/table/1", kind="hide_message", channel="", index="9", hidden="true")
    assert (status, sentence("unknown_message") in page) == (404, True)


def test_a_student_raises_a_hand_and_the_instructor_sees_to_it(room: Class) -> None:
    phone, pid = room.phones["rok"], room.people["rok"].id
    assert "Ask your teacher to come" in room.student("rok")
    phone.post(f"/play/{pid}", data={"kind": "raise_hand", "raised": "true", "command_id": "h1"})
    assert "Your hand is up" in room.student("rok")
    assert "ROK asks for you" in room.page("")
    assert "hand raised" in room.page()
    room.control("lower_hand", delegation="rok")
    assert "Your hand is up" not in room.student("rok")
    status, page = room.form("/table/1", kind="lower_hand", delegation="rok")
    assert (status, sentence("no_hand") in page) == (409, True)


# --- people ------------------------------------------------------------------------------------


def test_two_students_change_places_across_tables(room: Class) -> None:
    one, other = room.people["us"], room.people["other"]
    assert room.form("/swap", participant=one.id, other=other.id)[0] == 200
    assert room.seat_of("us") == (room.ids[1], "us")
    assert room.seat_of("other") == (room.id, "us")
    assert room.form("/swap", participant=one.id, other=other.id)[0] == 200
    assert room.seat_of("us") == (room.id, "us")
    status, page = room.form("/swap", participant=one.id, other=one.id)
    assert (status, sentence("nothing_to_swap") in page) == (409, True)
    assert room.form("/swap", participant=one.id, other="nobody")[0] == 404


def test_a_head_and_an_adviser_change_ranks_with_their_places(room: Class) -> None:
    room.join("second", room.id, "us")
    one, other = room.people["second"], room.people["china"]
    room.conferences.swap(room.conference, one.id, other.id)
    people = {p.name: p for p in room.conferences.people(room.conference.id)}
    assert (people["second"].delegation, people["second"].head) == ("china", True)
    assert (people["china"].delegation, people["china"].head) == ("us", False)


def test_a_seat_is_given_to_the_machine_and_back(room: Class) -> None:
    held = f"{room.id}/japan"
    assert room.form("/machine", held=held)[0] == 200
    assert room.conferences.stand_ins(room.id) == {"japan"}
    assert "Give it back" in room.page()
    assert "The machine plays for your delegation" in room.student("japan")
    assert room.seat_of("japan") == (room.id, "japan")
    status, page = room.form("/take_back", held=held, back="1")
    assert (status, "<h1>Table 1</h1>" in page) == (200, True)
    assert room.conferences.stand_ins(room.id) == frozenset()


def test_the_machine_keeps_what_it_was_given_when_others_move(room: Class) -> None:
    room.conferences.hand_to_machine(room.conference, room.id, "japan")
    room.conferences.swap(room.conference, room.people["us"].id, room.people["china"].id)
    assert room.conferences.stand_ins(room.id) == {"japan"}
    room.conferences.seat(room.conference, room.people["rok"].id, None, None)
    assert room.conferences.stand_ins(room.id) == {"japan", "rok"}
    room.conferences.seat(room.conference, room.people["rok"].id, room.id, "japan")
    assert room.conferences.stand_ins(room.id) == {"rok"}


def test_nobody_can_take_back_an_empty_seat(room: Class) -> None:
    status, page = room.form("/take_back", held=f"{room.ids[1]}/japan")
    assert (status, sentence("nobody_there") in page) == (409, True)
    assert room.form("/machine", held=f"{room.id}/narnia")[0] == 404
    assert room.form("/machine", held="9999/us")[0] == 404


def test_somebody_is_removed_from_a_running_table_and_the_machine_steps_in(room: Class) -> None:
    assert room.form("/remove", participant=room.people["rok"].id)[0] == 200
    assert room.conferences.stand_ins(room.id) == {"rok"}


# --- what a student cannot do ------------------------------------------------------------------

INSTRUCTORS_OWN = [
    {"kind": "start_table"},
    {"kind": "pause_table"},
    {"kind": "resume_table"},
    {"kind": "move_deadline", "seconds": 60},
    {"kind": "advance_phase", "step": "0.briefing"},
    {"kind": "send_inject", "inject": "flood"},
    {"kind": "hold_inject", "inject": "flood", "held": True},
    {"kind": "send_dispatch", "headline": "Fake news", "to": []},
    {"kind": "hide_message", "channel": None, "index": 0},
    {"kind": "lower_hand", "delegation": "us"},
    {"kind": "end_talks"},
    {"kind": "open_chapter", "chapter": "scores"},
    {"kind": "answer_cable", "cable": "c1", "granted": True},
    {"kind": "announce", "text": "I am your teacher"},
]


@pytest.mark.parametrize("fields", INSTRUCTORS_OWN, ids=lambda fields: str(fields["kind"]))
def test_no_student_sends_an_instructors_command(room: Class, fields: dict[str, object]) -> None:
    phone, pid = room.phones["us"], room.people["us"].id
    before = room.tables.state(room.id)
    answer = phone.post(
        f"/play/{pid}/command",
        json={"command_id": uuid.uuid4().hex, **fields},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "not_allowed")
    flat = {key: str(value).lower() for key, value in fields.items() if value not in (None, [])}
    answer = phone.post(f"/play/{pid}", data={"command_id": uuid.uuid4().hex, **flat})
    assert answer.status_code == 403
    for place in ("/table/1", "/table/1/command", "/all/command"):
        answer = phone.post(room.base + place, data={"command_id": uuid.uuid4().hex, **flat})
        assert answer.status_code == 403
    assert room.tables.state(room.id) == before


def test_no_student_sees_or_changes_the_class(room: Class) -> None:
    phone = room.phones["us"]
    for place in ("", "/table/1", "/table/1/timeline", "/table/1/talk"):
        answer = phone.get(room.base + place)
        assert answer.headers.get("Location", "").startswith("/instructor/login"), answer.status
    for what in ("swap", "machine", "take_back", "wall", "remove", "seat"):
        assert phone.post(f"{room.base}/{what}", data={}).status_code == 403


# --- the timeline ------------------------------------------------------------------------------


def test_the_timeline_has_what_is_private_and_can_be_filtered(room: Class) -> None:
    room.by("us", c.SendMessage(channel="us", text="Among ourselves"))
    room.by("japan", c.SetPriorities(issues=("aid", "programme")))
    everything = room.page("/table/1/timeline")
    assert "Among ourselves" in everything
    assert "known to US" in everything
    assert "Among ourselves" not in room.page("/table/1/timeline?who=japan")
    assert "ranked the issues" in room.page("/table/1/timeline?who=japan")
    assert "Among ourselves" not in room.page("/table/1/timeline?what=run")
    assert "A phase opened" in room.page("/table/1/timeline?what=run")
    assert "Among ourselves" in room.page("/table/1/timeline?what=nonsense&who=nobody")


def test_the_timeline_is_for_the_instructor_alone(room: Class) -> None:
    events = room.tables.events(room.id)
    for viewer in (PUBLIC_VIEW, of("us")):
        with pytest.raises(ValueError, match="instructor alone"):
            timeline.timeline(stage_for(room.house.hall, room.id, viewer), events)


def test_every_kind_of_event_has_words_and_a_group() -> None:
    kinds = set(EVENTS.json_schema()["discriminator"]["mapping"])
    assert set(words("events")) == kinds
    assert set(words("event_groups")) == set(timeline.GROUPS)
    assert set(words("chapters")) == set(get_args(Chapter))


def test_the_panels_hold_the_end_of_a_long_game_and_link_to_the_rest(room: Class) -> None:
    for number in range(100):
        room.by("us", c.SendMessage(channel="us", text=f"line {number:03}"))
    page = room.page()
    assert "line 099" in page
    assert "line 059" not in page
    assert "70 earlier lines" in page
    for place in ("/table/1/talk", "/table/1/timeline"):
        assert "line 000" in room.page(place)


def test_a_timeline_of_a_whole_game_can_be_told(room: Class) -> None:
    stage = stage_for(room.house.hall, room.id, INSTRUCTOR_VIEW)
    told = timeline.timeline(stage, room.tables.events(room.id))
    assert [entry.kind for entry in told[-2:]] == ["phase_opened", "table_opened"]


def test_people_are_moved_exchanged_and_removed_from_the_page_of_their_table(room: Class) -> None:
    page = room.page("/table/1")
    for name in ("us", "other"):
        assert f'<option value="{room.people[name].id}">' in page
    back = {"back": "1"}

    def seat_of(name: str) -> tuple[int | None, str | None]:
        person = room.conferences.participant(room.people[name].id)
        assert person is not None
        return (person.table_id, person.delegation)

    def send(what: str, **fields: str) -> str:
        answer = room.browser.post(f"{room.base}/{what}", data={**back, **fields})
        assert answer.status_code == 303
        return answer.headers["Location"]

    us, other = room.people["us"].id, room.people["other"].id
    assert send("swap", participant=us, other=other) == f"{room.base}/table/1"
    assert (seat_of("us"), seat_of("other")) == ((room.ids[1], "us"), (room.id, "us"))
    assert send("seat", participant=other, place=f"{room.id}:japan").endswith("/table/1")
    assert seat_of("other") == (room.id, "japan")
    assert "us" in room.conferences.stand_ins(room.id)
    send("remove", participant=other)
    assert room.conferences.participant(other) is None
    again = room.browser.post(f"{room.base}/remove", data={**back, "participant": other})
    assert again.status_code == 404
    assert f"{room.base}/table/1" in again.get_data(as_text=True)


@pytest.mark.parametrize("place", ["", "rubbish", "1", ":us", "99:us"])
def test_a_place_that_is_none_leaves_people_where_they_sit(room: Class, place: str) -> None:
    person = room.people["us"]
    sent = {"participant": person.id, "place": place}
    assert room.browser.post(f"{room.base}/seat", data=sent).status_code == 404
    found = room.conferences.participant(person.id)
    assert found is not None
    assert (found.table_id, found.delegation) == (room.id, "us")


def test_the_instructor_is_not_told_to_wait_for_their_teacher(room: Class) -> None:
    room.send(INSTRUCTOR, c.PauseTable())
    for place in ("/table/1", "/all"):
        sent = {"kind": "pause_table", "command_id": uuid.uuid4().hex}
        answer = room.browser.post(f"{room.base}{place}/command", data=sent)
        assert answer.status_code in (303, 409)
        assert "teacher" not in answer.get_data(as_text=True)
    sent["command_id"] = uuid.uuid4().hex
    again = room.browser.post(f"{room.base}/table/1/command", data=sent)
    assert "The clock is stopped already." in again.get_data(as_text=True)
