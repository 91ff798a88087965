"""How the server is: told to its own machine, to whoever has the token, and to the teacher."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from game.app import House, build
from game.config import Config
from game.messages import sentence, words
from game.service.health import PUSH_LATE
from game.store.problems import _BY_RESULT
from tests.integration.test_loops import Trouble
from tests.moments import Room
from tests.running import Class


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.house.close()


# --- what is told ------------------------------------------------------------------------------


def health(house: House) -> tuple[int, dict[str, Any]]:
    answer = house.app.test_client().get("/healthz")
    assert answer.json is not None
    return answer.status_code, answer.json


def test_everything_that_can_be_wrong_has_words_for_the_teacher_and_a_sentence() -> None:
    codes = {*_BY_RESULT.values(), "store_gone", "store_taken"}
    assert codes <= set(words("server_alarms"))
    assert all(sentence(code, {}) for code in codes)
    assert {"loop", "pushes", "disk", "stuck"} <= set(words("server_alarms"))


def test_a_well_server_says_so(room: Room) -> None:
    status, told = health(room.house)
    assert (status, told["status"], told["signs"], told["stuck_tables"]) == (200, "well", [], [])
    assert told["database_writable"] is True
    assert told["server"] == room.house.tenancy.lease.id


def test_a_stuck_table_is_told_to_the_keeper_and_on_its_class_page_alone(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson, other = Class(room.house), room.table()
    trouble = Trouble(room, frozenset({"phase"}), KeyError("card"))
    monkeypatch.setattr(room.tables, "submit", trouble.submit)
    deadline = lesson.tables.state(lesson.id).phase.deadline
    assert deadline is not None
    lesson.now = deadline
    room.house.ticker.beat_clock()
    assert set(health(room.house)[1]["stuck_tables"]) == {*lesson.ids, other}
    page = lesson.page("")
    for number in (1, 2):
        assert f"Table {number}: something that is due cannot be carried out" in page
    assert "Table 3" not in page


@pytest.mark.parametrize("name", ["clock", "bots", "presence", "upkeep"])
def test_a_loop_that_stands_still_is_told(
    room: Room, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = Class(room.house)
    for loop in room.house.loops:
        room.house.hall.health.watch(loop.pulse)
        loop.pulse.running = True
        if loop.pulse.name == name:
            loop.pulse.at -= 60.0
    status, told = health(room.house)
    assert (status, told["status"], told["signs"]) == (503, "ill", ["loop"])
    assert told["last_beat_seconds"][name] >= 60.0
    assert f"A part of the server does not answer ({name})" in lesson.page("")
    metrics = room.house.app.test_client().get("/metrics").get_data(as_text=True)
    assert f'sixparty_last_beat_seconds{{loop="{name}"}} 6' in metrics


def test_late_pushes_and_a_full_disk_are_told(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = Class(room.house)

    class Late:
        waiting, delay = 7, PUSH_LATE + 1

    room.house.hall.health.pushes = Late()
    monkeypatch.setattr(room.house.hall.health, "_disk_free", 5 * 1024**2)
    status, told = health(room.house)
    assert (status, told["signs"], told["pushes_waiting"]) == (503, ["pushes", "disk"], 7)
    page = lesson.page("")
    assert "Pages are brought up to date late" in page
    assert "The disk is nearly full: 5 MB are free" in page


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
@pytest.mark.parametrize(
    ("address", "headers", "shown"),
    [
        ("127.0.0.1", {}, True),
        ("127.8.8.8", {}, True),
        ("::1", {}, True),
        ("192.0.2.7", {}, True),
        ("192.0.2.8", {}, False),
        ("10.0.0.1", {}, False),
        ("", {}, False),
        ("localhost", {}, False),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.1"}, False),
        ("127.0.0.1", {"Forwarded": "for=10.0.0.1"}, False),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}, False),
        ("10.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, False),
        ("10.0.0.1", {"Authorization": "Bearer open sesame"}, True),
        ("10.0.0.1", {"Authorization": "Bearer open"}, False),
        ("10.0.0.1", {"Authorization": "Bearer "}, False),
        ("127.0.0.1", {"X-Forwarded-For": "x", "Authorization": "Bearer open sesame"}, True),
    ],
)
def test_how_the_server_is_is_told_to_its_own_machine_or_for_the_token(
    keeper: House, path: str, address: str, headers: dict[str, str], shown: bool
) -> None:
    answer = keeper.app.test_client().get(
        path, headers=headers, environ_base={"REMOTE_ADDR": address}
    )
    assert answer.status_code == (200 if shown else 404)
    assert shown or b"sixparty" not in answer.data


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("health")
    config = Config(
        f"sqlite:///{folder / 'game.db'}",
        "http://localhost",
        own_address="http://192.0.2.7:8000",
        health_token="open sesame",
    )
    house = build(config)
    yield house
    house.close()


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer", "x"])
def test_without_a_token_none_is_right(room: Room, header: str) -> None:
    answer = room.house.app.test_client().get(
        "/healthz", headers={"Authorization": header}, environ_base={"REMOTE_ADDR": "10.0.0.1"}
    )
    assert answer.status_code == 404
