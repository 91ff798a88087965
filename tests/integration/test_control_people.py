"""People at running tables: changed, removed, and the machine in their place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.app import build
from game.config import Config
from game.messages import sentence
from tests.running import Class


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield Class(house)
    house.database.close()


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
