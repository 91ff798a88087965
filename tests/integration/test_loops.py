"""The server's loops go on whatever happens in them, and tell what is wrong."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, get_args

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from game.engine.actors import Actor
from game.engine.acts.clock import MoveDeadline
from game.engine.acts.expiry import NOT_DUE, Expire
from game.engine.choices import Due
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.realtime.outbox import Outbox
from game.service.loops import LONGEST_WAIT, Loop, Task, Tasks
from game.service.problems import Problem, StoreProblem
from game.service.tables import Receipt
from game.web.language import speak
from tests.moments import MOMENTS, Moment, Room
from tests.running import Class

SECONDS = 15.0
#: What may come out of a step: of the rules, the service, the database, and plain mistakes.
FAULTS: tuple[Exception, ...] = (
    KeyError("card"),
    AssertionError(),
    RecursionError(),
    Refused(NOT_DUE),
    Problem("unknown_code"),
    StoreProblem("store_busy"),
    OperationalError("select 1", {}, Exception("server closed the connection")),
    OSError(24, "Too many open files"),
    MemoryError(),
)
FAULT_IDS = [type(fault).__name__ for fault in FAULTS]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.house.close()


def wait_for(true: Callable[[], bool]) -> None:
    """Wait until it is so; it is within milliseconds unless something is broken."""
    until = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < until, "it never came about"
        time.sleep(0.005)


@contextmanager
def running(loop: Loop) -> Iterator[Loop]:
    thread = threading.Thread(target=loop.run, daemon=True)
    thread.start()
    try:
        yield loop
        assert thread.is_alive()
    finally:
        loop.stop()
        thread.join(SECONDS)
    assert not thread.is_alive()
    assert not loop.pulse.running


# --- loops -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS, ids=FAULT_IDS)
def test_nothing_but_a_stop_ends_a_loop(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.service.loops.FIRST_WAIT", 0.001)
    rounds: list[int] = []

    def step() -> None:
        rounds.append(len(rounds))
        if len(rounds) <= 3:
            raise fault

    with running(Loop("test", step, 0.001)) as loop:
        wait_for(lambda: len(rounds) > 6)
        assert loop.pulse.faults == 3
        assert loop.pulse.age() < SECONDS


def test_a_loop_waits_longer_after_each_fault_but_never_for_long() -> None:
    waits: list[float] = []

    class Stopwatch(threading.Event):
        """Notes how long is to be waited, and does not."""

        def wait(self, timeout: float | None = None) -> bool:
            assert timeout is not None
            waits.append(timeout)
            return len(waits) > 20

    def step() -> None:
        raise KeyError

    loop = Loop("test", step, 0.25)
    loop._stopped = Stopwatch()
    loop.run()
    assert waits[:4] == [0.25, 1.0, 2.0, 4.0]
    assert max(waits) == LONGEST_WAIT


def test_every_loop_of_the_server_survives_a_fault_of_whatever_it_calls(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is let run for real, with a database that cannot even be read for a while."""
    monkeypatch.setattr("game.service.loops.FIRST_WAIT", 0.01)
    broken = threading.Event()
    asked = threading.Event()

    def failing() -> NoReturn:
        asked.set()
        raise FAULTS[6]

    table = room.table()
    room.send(table, MoveDeadline(seconds=-50))
    room.serve()
    real = {name: getattr(room.house.database, name) for name in ("reading", "writing")}
    for name, good in real.items():
        monkeypatch.setattr(
            room.house.database,
            name,
            lambda good=good: failing() if broken.is_set() else good(),
        )
    loops = room.house.loops
    assert {loop.pulse.name for loop in loops} == {"clock", "bots", "presence", "upkeep"}
    threads = [threading.Thread(target=loop.run, daemon=True) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        broken.set()
        assert asked.wait(SECONDS)
        broken.clear()
        deadline = room.tables.state(table).phase.deadline
        assert deadline is not None
        while room.now < deadline:
            room.now += 2.0
            wait_for(lambda now=room.now: room.house.lost_time._seen == now)  # type: ignore[misc]
        wait_for(lambda: room.tables.state(table).name is PhaseName.PLENARY)
        assert all(thread.is_alive() for thread in threads)
    finally:
        for loop in loops:
            loop.stop()
        for thread in threads:
            thread.join(SECONDS)


def test_a_task_that_fails_keeps_no_other_waiting() -> None:
    now = 0.0
    done: list[str] = []

    def fail(fault: Exception) -> None:
        done.append("failed")
        raise fault

    tasks = Tasks(
        [
            *(Task(f"bad {n}", 1.0, lambda f=fault: fail(f)) for n, fault in enumerate(FAULTS)),  # type: ignore[misc]
            Task("good", 1.0, lambda: done.append("good")),
            Task("rare", 60.0, lambda: done.append("rare")),
        ],
        monotonic=lambda: now,
    )
    for _ in range(3):
        tasks.step()
        now += 1.0
    assert done.count("failed") == 3 * len(FAULTS)
    assert (done.count("good"), done.count("rare")) == (3, 1)


# --- the clock of a table ----------------------------------------------------------------------


class Trouble:
    """Lets chosen things that run out fail when they are to be carried out."""

    def __init__(self, room: Room, kinds: frozenset[str], how: Exception | Receipt) -> None:
        self._real = room.tables.submit
        self._kinds, self._how = kinds, how
        self.tried: list[str] = []

    def submit(self, table_id: int, actor: Actor, command: Command, **rest: Any) -> Receipt:
        """Stands in for ``Tables.submit``."""
        if isinstance(command, Expire) and command.due in self._kinds:
            self.tried.append(command.due)
            if isinstance(self._how, Receipt):
                return self._how
            raise self._how
        return self._real(table_id, actor, command, **rest)


SMALL = frozenset(get_args(Due)) - {"phase"}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_what_cannot_be_carried_out_is_put_aside_and_the_phase_still_ends(
    room: Room, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = room.table_at(moment)
    trouble = Trouble(room, SMALL, KeyError("card"))
    monkeypatch.setattr(room.tables, "submit", trouble.submit)
    state = room.tables.state(table)
    assert state.phase.deadline is not None
    room.now = state.phase.deadline
    room.house.ticker.beat_clock()
    assert room.tables.state(table).phase.step != state.phase.step


@pytest.mark.parametrize(
    "how", [*FAULTS, Receipt(1, repeated=True)], ids=[*FAULT_IDS, "nothing changes"]
)
def test_a_phase_that_cannot_end_stops_no_other_table_and_is_tried_again(
    room: Room, how: Exception | Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = room.table(), room.table()
    real = room.tables.submit
    trouble = Trouble(room, frozenset({"phase"}), how)
    monkeypatch.setattr(
        room.tables,
        "submit",
        lambda table_id, *a, **k: (trouble.submit if table_id == bad else real)(table_id, *a, **k),
    )
    moment = 0.0
    monkeypatch.setattr(room.house.ticker, "_monotonic", lambda: moment)
    deadline = room.tables.state(bad).phase.deadline
    assert deadline is not None
    room.now = deadline
    for _ in range(40):
        room.house.ticker.beat_clock()
        moment += 0.25
    assert room.tables.state(good).name is PhaseName.PLENARY
    assert room.tables.state(bad).name is PhaseName.BRIEFING
    # In ten seconds three tries: after none, two and six.
    assert len(trouble.tried) == 3
    assert room.house.ticker.stuck == {bad}
    monkeypatch.setattr(room.tables, "submit", real)
    moment += 60.0
    room.house.ticker.beat_clock()
    assert room.tables.state(bad).name is PhaseName.PLENARY
    assert room.house.ticker.stuck == frozenset()


def test_bots_that_fail_stop_no_other_tables_bots(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [room.table() for _ in range(len(FAULTS) + 1)]
    asked: list[int] = []

    def act(table_id: int) -> None:
        asked.append(table_id)
        if table_id != tables[-1]:
            raise FAULTS[tables.index(table_id)]

    monkeypatch.setattr(room.house.ticker, "_stand_ins", act)
    room.house.ticker.beat_bots()
    assert asked == tables


# --- pushes ------------------------------------------------------------------------------------


def test_an_emit_that_fails_does_not_stop_the_pushes() -> None:
    sent: list[str] = []
    failures = iter(range(6))

    def emit(event: str, message: Mapping[str, object], *, to: str) -> None:
        if next(failures, None) is not None:
            raise ConnectionError("the queue is gone")
        sent.append(to)

    app = Flask("post")
    speak(app)
    outbox = Outbox(
        app,
        "http://class.example",
        emit,
        lambda _room: True,
        spawn=lambda run: threading.Thread(target=run, daemon=True).start(),
        rest=lambda: None,
    )

    def render(names: frozenset[str]) -> dict[str, str]:
        return dict.fromkeys(names, "")

    # Three pushes and the refreshes in their place fail; then the same rooms are reached.
    for _ in range(2):
        for name in ("us", "china", "dprk"):
            outbox.mark(name, render, {"talk"}, gather=0.0)
            assert outbox.wait_until_empty(SECONDS)
    assert sent == ["us", "china", "dprk"]
    assert (outbox.waiting, outbox.delay) == (0, 0.0)


def test_a_listener_that_fails_does_not_make_what_is_stored_a_failure(room: Room) -> None:
    lesson = Class(room.house)

    def fail(*_: object) -> None:
        raise StoreProblem("store_busy")

    lesson.conferences.subscribe(fail)
    lesson.tables.subscribe(fail)
    code = lesson.conference.code
    phone = room.house.app.test_client()
    assert phone.post("/join", data={"code": code, "name": "Late"}).status_code == 303
    assert lesson.form("/table/1", kind="pause_table")[0] == 200
    assert lesson.tables.state(lesson.id).paused
