"""What can be wrong with the database file, and what people are told of it."""

import os
import sqlite3
import stat
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from game.app import House, build
from game.config import Config
from game.engine.actors import Actor, Role
from game.engine.acts import EVENTS
from game.engine.acts.hands import RaiseHand
from game.engine.acts.table import replay
from game.messages import sentence
from game.service.tables import PATIENCE as TABLES_PATIENCE
from game.store.backup import back_up
from game.store.database import Database
from game.store.log import EventLog
from game.store.problems import StoreProblem
from game.store.schema import metadata
from game.store.sqlite import PATIENCE
from tests.integration.test_store_opening import made, opened
from tests.practising import CHOSEN
from tests.running import Class

LOCKS = ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE")
POSIX = pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://localhost"))
    yield house
    house.close()


@pytest.fixture
def room(house: House) -> Class:
    return Class(house)


@contextmanager
def locked(path: Path, how: str) -> Iterator[None]:
    """Another program holds the file."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        other.execute(how)
        yield
        other.execute("ROLLBACK")


def counts(house: House) -> dict[str, int]:
    """How many rows each table holds, the lease's renewals aside."""
    with house.database.reading() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def file_of(house: House) -> Path:
    assert house.database.file is not None
    return house.database.file.path


def json_headers() -> dict[str, str]:
    return {"Accept": "application/json"}


def say(room: Class, name: str, command_id: str | None = None) -> TestResponse:
    """A student's message to their own delegation."""
    return room.phones[name].post(
        f"/play/{room.people[name].id}/command",
        data={
            "kind": "send_message",
            "channel": name,
            "text": "hello",
            "command_id": command_id or uuid.uuid4().hex,
        },
        headers=json_headers(),
    )


# --- locks of other programs -------------------------------------------------------------------


@pytest.mark.parametrize("how", [*LOCKS, "BEGIN"])
def test_pages_that_only_read_wait_for_nobody(
    room: Class, house: House, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=waited.append)
    monkeypatch.setattr("game.store.sqlite.time", clock)
    person = room.people["us"]
    code = room.conference.code
    stranger = house.app.test_client()
    pages: list[tuple[FlaskClient, str]] = [
        (room.phones["us"], f"/play/{person.id}"),
        (room.phones["us"], "/"),
        (room.browser, "/instructor"),
        (room.browser, room.base),
        (room.browser, f"{room.base}/table/1"),
        (stranger, f"/join/{code}"),
        (stranger, f"/watch/{code}/1"),
        (stranger, "/resume"),
        (stranger, "/healthz"),
    ]
    with locked(file_of(house), how):
        for browser, path in pages:
            assert browser.get(path).status_code == 200, path
            assert not waited, path


def teacher(room: Class, path: str, **fields: str) -> TestResponse:
    """A form of the teacher's about the class."""
    sent = {"command_id": uuid.uuid4().hex, **fields}
    return room.browser.post(f"{room.base}{path}", data=sent, headers=json_headers())


def stranger(room: Class, path: str, **fields: str) -> TestResponse:
    """A form of somebody without any login."""
    return room.house.app.test_client().post(path, data=fields, headers=json_headers())


NEW_CONFERENCE = {
    "title": "T",
    "preset": "demo",
    "tables": "1",
    "consensus": "unanimity",
    "seats_per_delegation": "1",
    "same_fate": "true",
}

#: One request of each kind that stores something.
WRITERS: dict[str, Callable[[Class], TestResponse]] = {
    "a student's command": lambda room: say(room, "us"),
    "a teacher's command": lambda room: teacher(room, "/table/1/command", kind="pause_table"),
    "joining": lambda room: stranger(room, "/join", code=room.conference.code, name="Late"),
    "watching": lambda room: stranger(
        room, "/join", code=room.conference.code, name="Press", observer="true"
    ),
    "practising": lambda room: stranger(room, "/practice", **CHOSEN),
    "a conference": lambda room: room.browser.post(
        "/instructor/conferences", data=NEW_CONFERENCE, headers=json_headers()
    ),
    "a seat": lambda room: teacher(
        room, "/seat", participant=room.people["us"].id, place=f"{room.ids[1]}:china"
    ),
    "a swap": lambda room: teacher(
        room, "/swap", participant=room.people["us"].id, other=room.people["china"].id
    ),
    "the door": lambda room: teacher(room, "/door", door="closed"),
    "the roster": lambda room: teacher(room, "/roster", text="Ann\nBob", take="true"),
    "the bots": lambda room: teacher(room, "/machine", held=f"{room.id}/us"),
    "a removal": lambda room: teacher(room, "/remove", participant=room.people["us"].id),
}


@pytest.mark.parametrize("how", LOCKS)
def test_whoever_writes_is_told_to_come_back_and_nothing_is_stored(
    room: Class, house: House, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts(house)
    with monkeypatch.context() as impatient, locked(file_of(house), how):
        impatient.setattr("game.store.database.PATIENCE", 0.1)
        for kind, write in WRITERS.items():
            answer = write(room)
            assert (answer.status_code, answer.json) == (503, busy()), kind
            assert int(answer.headers["Retry-After"]) > 0, kind
    assert counts(house) == before
    for kind, write in WRITERS.items():
        assert write(room).status_code < 400, kind


def busy() -> dict[str, dict[str, str]]:
    return {"error": {"code": "store_busy", "message": sentence("store_busy")}}


def test_a_wait_has_an_end_however_many_write(
    room: Class, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after another they would wait for a minute; so each is told in time."""
    assert PATIENCE == TABLES_PATIENCE == 5.0
    patience = 2.0
    for module in ("game.store.database", "game.service.tables"):
        monkeypatch.setattr(f"{module}.PATIENCE", patience)
    answers: list[tuple[float, int]] = []
    ids = {name: uuid.uuid4().hex for name in room.phones if name != "other"}

    def write(name: str) -> None:
        began = time.monotonic()
        status = say(room, name, ids[name]).status_code
        answers.append((time.monotonic() - began, status))

    threads = [threading.Thread(target=write, args=(name,)) for name in ids]
    with locked(file_of(house), "BEGIN IMMEDIATE"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [status for _, status in answers] == [503] * len(ids)
    assert min(wait for wait, _ in answers) > patience * 0.9
    assert max(wait for wait, _ in answers) < patience * len(ids)
    for name, id_ in ids.items():
        assert say(room, name, id_).status_code == 200
        assert say(room, name, id_).status_code == 200
        assert len(room.tables.state(room.id).channels[name].messages) == 1


@pytest.mark.parametrize("how", LOCKS)
def test_a_short_lock_is_waited_for(room: Class, house: House, how: str) -> None:
    with ExitStack() as held:
        held.enter_context(locked(file_of(house), how))
        release = threading.Timer(0.5, lambda: None)
        answers: list[int] = []
        writer = threading.Thread(target=lambda: answers.append(say(room, "us").status_code))
        writer.start()
        release.start()
        release.join()
        assert answers == []
        held.pop_all().close()
        writer.join()
    assert answers == [200]


# --- the file ----------------------------------------------------------------------------------


@POSIX
def test_the_file_and_its_companions_are_the_owners_alone(room: Class, house: House) -> None:
    path = file_of(house)
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        assert stat.S_IMODE(name.stat().st_mode) == 0o600, name


@POSIX
def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    made(tmp_path / "game.db")
    (tmp_path / "game.db").chmod(0o644)
    said: list[str] = []
    with opened(tmp_path / "game.db", said):
        assert stat.S_IMODE((tmp_path / "game.db").stat().st_mode) == 0o600
    assert any("Other accounts" in line for line in said)


def test_every_connection_syncs_each_commit_and_waits_in_python(house: House) -> None:
    with ExitStack() as several:
        for _ in range(6):
            connection = several.enter_context(house.database.engine.connect())
            asked = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
            # 2 is FULL: on the disk before it is acknowledged.
            assert found == ["wal", 2, 0, 1, 1]


@pytest.mark.parametrize(
    "name", ["100% sure?.db", "a#b&c=d.db", "ä ö 六.db", "%3F%25.db", "~x;y.db"]
)
def test_a_path_of_any_characters_is_that_very_file(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name.removesuffix(".db")
    folder.mkdir()
    path = folder / name
    with opened(path) as server:
        server.house.hall.conferences.invite("Teacher")
    assert [found.name for found in folder.iterdir()] == [name]
    assert [found.name for found in tmp_path.iterdir()] == [folder.name]
    with closing(sqlite3.connect(path)) as look:
        assert look.execute("select name from instructors").fetchall() == [("Teacher",)]


def test_an_orderly_end_leaves_one_whole_file(room: Class, house: House) -> None:
    assert say(room, "us").status_code == 200
    path, count = file_of(house), counts(house)["events"]
    house.close()
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as look:
        assert look.execute("select count(*) from events").fetchone() == (count,)


def _another_at_its_place(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


GONE: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "moved": lambda path: path.rename(path.with_name("elsewhere.db")),
    "replaced": lambda path: made(path.with_name("new.db")).replace(path),
    "emptied": lambda path: _another_at_its_place(path, Path.touch),
    "a folder now": lambda path: _another_at_its_place(path, Path.mkdir),
}


@POSIX
@pytest.mark.parametrize("how", GONE)
def test_a_file_that_is_gone_takes_nothing_more_and_can_be_saved(
    room: Class, house: House, how: str, tmp_path: Path
) -> None:
    assert say(room, "us").status_code == 200
    before, events = counts(house), room.tables.events(room.id)
    GONE[how](file_of(house))
    house.database.look()
    for kind, write in WRITERS.items():
        answer = write(room)
        assert answer.status_code == 503, kind
        assert "moved or deleted" in answer.get_data(as_text=True), kind
    page = room.page("")
    assert "The database file was moved or deleted. Do not stop the server" in page
    health = house.app.test_client().get("/healthz")
    assert (health.status_code, health.json["signs"]) == (503, ["store_gone"])  # type: ignore[index]
    copy = house.hall.copies.make()
    saved = Database(f"sqlite:///{copy.folder}/{copy.name}")
    assert replay(EVENTS.validate_json(r.body) for r in EventLog(saved).read(room.id)) == replay(
        events
    )
    with saved.reading() as connection:
        found = connection.exec_driver_sql("select count(*) from events").scalar()
    assert found == before["events"]
    saved.close()


def test_a_file_that_is_put_back_is_used_again(room: Class, house: House) -> None:
    path = file_of(house)
    path.rename(path.with_name("elsewhere.db"))
    house.database.look()
    assert say(room, "us").status_code == 503
    path.with_name("elsewhere.db").rename(path)
    house.database.look()
    assert say(room, "us").status_code == 200
    assert "moved or deleted" not in room.page("")


def test_a_backup_is_whole_while_the_class_writes(
    room: Class, house: House, tmp_path: Path
) -> None:
    stop = threading.Event()
    acknowledged = 0

    def write() -> None:
        nonlocal acknowledged
        actor = Actor(Role.HEAD, "us")
        while not stop.is_set():
            room.tables.submit(
                room.id,
                actor,
                RaiseHand(raised=acknowledged % 2 == 0),
                command_id=uuid.uuid4().hex,
            )
            acknowledged += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            at_least = acknowledged
            target = tmp_path / f"copy-{number}.db"
            assert back_up(house.database, target) == target.stat().st_size
            assert stat.S_IMODE(target.stat().st_mode) == 0o600 or os.name != "posix"
            assert not target.with_name(target.name + "-wal").exists()
            copy = Database(f"sqlite:///{target}")
            rows = EventLog(copy).read(room.id)
            copy.close()
            assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
            replay(EVENTS.validate_json(row.body) for row in rows)
            assert sum(row.kind == "hand_moved" for row in rows) >= at_least
    finally:
        stop.set()
        writer.join()
    with pytest.raises(StoreProblem, match="backup_exists"):
        back_up(house.database, tmp_path / "copy-0.db")
