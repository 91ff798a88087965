"""What people type comes in without what nothing can store, and half a character is refused."""

import itertools
import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from game.app import build
from game.config import Config
from game.engine.phases import PhaseName
from game.service.pace import Pace
from tests.running import Class

#: Characters that XML 1.0 forbids; PostgreSQL refuses the first of them too.
FORBIDDEN = ("\x00", "\x01", "\x08", "\x0b", "\x0c", "\x0e", "\x1b", "\x1f", "\ufffe", "\uffff")
#: What a program may send as half a character.
HALVES = ("\ud800", "\udbff", "a\udc00b", "\udfff\ud800")
#: Numbers that no id has.
LONG_NUMBERS = ("9" * 10, "9" * 19, "9" * 40, "9" * 4_301, "9" * 5_000, "٣" * 5_000, "-1", "²", "")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder: Path = tmp_path_factory.mktemp("typed")
    house = build(Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"))
    house.app.config["PROPAGATE_EXCEPTIONS"] = True
    # Nobody waits: a clock that goes on by an hour at each look fills every bucket.
    house.hall.pace = Pace(clock=itertools.count(step=3_600).__next__)
    found = Class(house)
    found.advance_to(PhaseName.PLENARY)
    yield found
    house.close()


def command_of(room: Class) -> str:
    return f"/play/{room.people['us'].id}/command"


@pytest.mark.parametrize("forbidden", FORBIDDEN, ids=ascii)
@pytest.mark.parametrize("as_json", [False, True])
def test_forbidden_characters_are_dropped_from_what_is_said(
    room: Class, forbidden: str, as_json: bool
) -> None:
    fields = {
        "kind": "send_message",
        "channel": "us",
        "text": f"{forbidden}one{forbidden}two",
        "command_id": uuid.uuid4().hex,
    }
    phone = room.phones["us"]
    answer = (
        phone.post(command_of(room), json=fields)
        if as_json
        else phone.post(command_of(room), data=fields)
    )
    assert answer.status_code in (200, 303)
    assert room.tables.state(room.id).channels["us"].messages[-1].text == "onetwo"


@pytest.mark.parametrize("half", HALVES, ids=ascii)
@pytest.mark.parametrize("where", ["kind", "channel", "text", "command_id", "step", "deep", "key"])
def test_half_a_character_is_refused_wherever_it_stands(room: Class, half: str, where: str) -> None:
    fields: dict[str, object] = {
        "kind": "table_proposal" if where == "deep" else "send_message",
        "text": "Hello",
        "channel": "us",
        "command_id": uuid.uuid4().hex,
    }
    if where == "deep":
        fields["options"] = {"programme": [half]}
    elif where == "key":
        fields[f"options.{half}"] = "shutdown"
    else:
        fields[where] = half
    before = room.tables.state(room.id).seq
    answer = room.phones["us"].post(
        command_of(room), data=json.dumps(fields), content_type="application/json"
    )
    assert answer.status_code == 422
    assert room.tables.state(room.id).seq == before


@pytest.mark.parametrize(
    "command_id",
    [
        "",
        " ",
        "a b",
        "x" * 65,
        "é",
        "김",
        "a\n",
        "\t",
        "a/b",
        "\u202e",
        "\u200bx",
        "٣",
        "a'b",
        "<b>",
    ],
    ids=ascii,
)
@pytest.mark.parametrize("address", ["/command", "?practice=1"])
def test_a_commands_id_is_of_plain_characters(room: Class, command_id: str, address: str) -> None:
    before = room.tables.state(room.id).seq
    answer = room.phones["us"].post(
        f"/play/{room.people['us'].id}{address}",
        data={"kind": "raise_hand", "raised": "true", "do": "pause", "command_id": command_id},
    )
    assert answer.status_code == 422
    assert room.tables.state(room.id).seq == before


@pytest.mark.parametrize("command_id", ["a", "A.b_c:d-9", "x" * 64, "0"])
def test_an_id_that_a_page_or_program_makes_up_is_taken(room: Class, command_id: str) -> None:
    answer = room.phones["us"].post(
        command_of(room),
        data={"kind": "send_message", "channel": "us", "text": "Hi", "command_id": command_id},
    )
    assert answer.status_code == 303


@pytest.mark.parametrize("number", LONG_NUMBERS, ids=lambda n: f"{len(n)} of {n[:1]!a}")
def test_a_number_of_any_length_is_answered(room: Class, number: str) -> None:
    """Wherever a form or an address's query has a number."""
    base = room.base
    us = room.people["us"]
    posts = {
        f"{base}/machine": {"held": f"{number}/us"},
        f"{base}/take_back": {"held": f"{number}/us"},
        f"{base}/wall": {"mode": "table", "table": number, "seconds": number},
        f"{base}/seat": {"participant": us.id, "place": f"{number}:us"},
        f"{base}/swap": {"participant": us.id, "other": number},
        f"{base}/exports": {"kind": "events", "format": "jsonl", "table": number},
        f"{base}/door": {"door": "open", "back": number},
        f"{base}/share": {"name": number},
        "/instructor/conferences": {"preset": "demo", "tables": number, "rounds": number},
        "/instructor/minutes": {"preset": "demo", "timing.briefing": number, "students": number},
        "/instructor/proposal": {"students": number, "layout": number},
        f"{base}/table/1": {"kind": "move_deadline", "seconds": number, "command_id": "n"},
        f"{base}/roster": {
            "text": f"Ann,{number},{number},us",
            f"column-{number}": "name",
            "sheet": number,
            "take": "true",
        },
        "/join": {"code": number, "name": "Ann"},
        "/practice": {"preset": "demo", "delegation": number, "seed": number},
    }
    for path, fields in posts.items():
        assert room.browser.post(path, data=fields).status_code < 500, path
    play = f"/play/{us.id}"
    gets = (
        f"/instructor?setup={number}",
        f"{base}/table/1/guide?minutes={number}",
        f"{base}/table/1/debrief?at={number}&part",
        f"/watch/{room.conference.code}/rotation?at={number}&seconds={number}",
    )
    for path in gets:
        assert room.browser.get(path).status_code < 500, path
    ranked = {f"place.{issue}": number for issue in ("programme", "aid")}
    sent = {"kind": "set_priorities", "command_id": uuid.uuid4().hex, **ranked}
    assert room.phones["us"].post(f"{play}/command", data=sent).status_code < 500


@pytest.mark.parametrize("forbidden", FORBIDDEN[:3] + FORBIDDEN[-1:], ids=ascii)
def test_no_form_address_or_query_lets_a_forbidden_character_in(
    room: Class, forbidden: str
) -> None:
    """Titles, set-ups, rosters, questionnaires, and words in addresses."""
    words = f"A{forbidden}B"
    us = room.people["us"]
    room.browser.post("/instructor/conferences", data={"title": words, "preset": "demo"})
    room.browser.post("/instructor/setups", data={"setup_name": words, "preset": "demo"})
    sent = {"text": f"name,id\n{words},{words}", "take": "true"}
    asked = room.browser.post(
        f"{room.base}/roster", data=sent, headers={"Accept": "application/json"}
    )
    assert asked.status_code in (303, 422)
    room.phones["us"].post(f"/play/{us.id}/before", data={"own_aim": words})
    with room.house.database.reading() as connection:
        for table in ("conferences", "setups", "roster", "answers", "participants"):
            stored = connection.exec_driver_sql(f"select * from {table}").all()  # noqa: S608
            assert forbidden not in repr(stored).encode().decode("unicode_escape"), table
    for path in (f"/join/{words}", f"/watch/{words}", f"/play/{words}", f"/rules/{words}"):
        assert room.browser.get(path).status_code == 404
    found = room.browser.get("/instructor/login", query_string={"next": words})
    assert forbidden not in found.get_data(as_text=True)
