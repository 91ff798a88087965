"""Running a class by plain forms: every control, what it does, and how a refusal reads."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from markupsafe import escape

from game.app import build
from game.config import Config
from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, SendMessage
from game.engine.acts.clock import PauseTable
from game.engine.acts.expiry import Expire
from game.engine.acts.plenary import SpeakInPlenary
from game.engine.choices import Chapter
from game.engine.phases import PhaseName
from game.messages import sentence, sentence_to_chair
from tests.running import RUDE, Class


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


def test_the_instructor_is_not_told_to_wait_for_their_teacher(room: Class) -> None:
    room.send(INSTRUCTOR, PauseTable())
    for place in ("/table/1", "/all"):
        sent = {"kind": "pause_table", "command_id": uuid.uuid4().hex}
        answer = room.browser.post(f"{room.base}{place}/command", data=sent)
        assert answer.status_code in (303, 409)
        assert "teacher" not in answer.get_data(as_text=True)
    sent["command_id"] = uuid.uuid4().hex
    again = room.browser.post(f"{room.base}/table/1/command", data=sent)
    assert "The clock is stopped already." in again.get_data(as_text=True)


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
    room.send(Actor(Role.CLOCK), Expire(due="inject_slot", ref=slot))
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
    room.by("us", InviteToChannel(members=("china",)))
    room.by("china", AnswerInvitation(channel="china+us", accept=True))
    room.by("us", SendMessage(channel="china+us", text=RUDE))
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
    room.by(floor.delegation, SpeakInPlenary(text=RUDE))
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
