"""How soon a server answers whose database holds many tables of the past, and what it holds then.

Run it from the checkout; it stops by itself and leaves nothing behind:

    python -m tests.bench.startup --tables 500
    python -m tests.bench.startup --tables 500 --against ../older --schema 0009

It fills a new database: of ten tables eight are finished games (the recorded ones, by turns), one
waits in its lobby, and the last stands still in mid-game, but for ``--running`` tables, which
machines play on. Then it opens the real server on 127.0.0.1 twice: once to let it bring the file up
to its schema, once to measure

* seconds from the start of the process to the first answer, and of a processor until then,
* the longest wait for an answer in the seconds after that, while the server finds its tables,
* the memory of the process after that.

``--against`` does the same with another checkout, on the same database taken back to the schema of
that one. It ends with 1 where this checkout is slower, or larger, than that one.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import click
import sqlalchemy as sa

from game.app import build
from game.config import Config
from game.engine.acts.clock import TablePaused
from game.engine.acts.table import replay
from game.engine.event import Event
from game.engine.house_rules import HouseRules
from game.service.setup import Setup
from game.service.standing import standing_of
from game.store.database import Database
from game.store.log import EventLog, StoredEvent
from game.store.records import Standing
from game.store.schema import events as event_rows
from tests.house import free_port
from tests.integration.test_migrations import move_to
from tests.lesson import recorded

TALES = ("full_accord", "partial_accord", "no_agreement", "walk_out", "breakdown_after_signing")
#: How many tables a conference of the past has.
CLASS = 10
#: Seconds for which a server is asked again and again after its first answer.
WATCHED = 15.0
#: Seconds that a server may take to answer at all.
PATIENCE = 120.0


@dataclass(frozen=True)
class Start:
    """One start of a server: seconds to the first answer, and longest after it; bytes held.

    ``busy`` are the seconds of a processor that the first answer took: less depends on what else
    the machine does.
    """

    first: float
    busy: float
    longest: float
    memory: int


@dataclass(frozen=True)
class Stored:
    """A game, or its beginning, as it is stored."""

    rows: Sequence[StoredEvent]
    standing: Standing

    @classmethod
    def of(cls, events: Sequence[Event]) -> "Stored":
        """The rows of those events, and how the table stands after them."""
        rows = [
            StoredEvent(seq, event.at, event.kind, event.model_dump_json(), f"told-{seq}")
            for seq, event in enumerate(events, start=1)
        ]
        return cls(rows, standing_of(replay(events)))


def fill(database: Path, tables: int, running: int) -> None:
    """Make the database of a school that has played for long."""
    house = build(Config(f"sqlite:///{database}", "http://127.0.0.1"))
    people = house.hall.conferences
    teacher = people.enter(people.invite("Teacher"))
    games = [recorded(tale).events for tale in TALES]
    finished = cycle([Stored.of(game) for game in games])
    resting = cycle([Stored.of(_until_a_pause(game)) for game in games])
    for first in range(0, tables - running, CLASS):
        count = min(CLASS, tables - running - first)
        lesson = people.set_up(teacher, "A class of the past", _setup("demo", count, 2))
        for place, record in enumerate(people.tables(lesson.id)):
            if place == CLASS - 2:
                continue
            stored = next(resting if place == CLASS - 1 else finished)
            with house.database.writing() as connection:
                connection.execute(sa.delete(event_rows).where(event_rows.c.table_id == record.id))
            EventLog(house.database).append(record.id, stored.rows, stored.standing)
    for _ in range(running):
        lesson = people.set_up(teacher, "A class of today", _setup("homework", 1, 1))
        (table,) = people.tables(lesson.id)
        people.open_tables(lesson, frozenset({table.id}))
    house.close()


def _setup(preset: str, tables: int, seats: int) -> Setup:
    return Setup(preset=preset, tables=tables, seats_per_delegation=seats, rules=HouseRules())


def _until_a_pause(game: Sequence[Event]) -> Sequence[Event]:
    """The first half of a game, and a pause that was never ended."""
    told = (one for tale in TALES for one in recorded(tale).events)
    pause = next(one for one in told if isinstance(one, TablePaused))
    half = game[: len(game) // 2]
    return (*half, pause.model_copy(update={"at": half[-1].at}))


class Server:
    """The server of a checkout, on a database of its own."""

    def __init__(self, checkout: Path, database: Path) -> None:
        self._checkout = checkout
        self._database = database

    def start(self, watched: float) -> Start:
        """Open it, ask it for so many seconds, and end it."""
        port = free_port()
        command = [sys.executable, "-m", "game", "serve", "--no-browser", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--database", str(self._database)]
        begun = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=self._checkout,
            env={**os.environ, "PYTHONPATH": str(self._checkout)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while not _answers(port):
                if process.poll() is not None or time.monotonic() - begun > PATIENCE:
                    raise SystemExit(f"the server of {self._checkout} does not answer")
                time.sleep(0.01)
            first, busy = time.monotonic() - begun, _busy(process.pid)
            longest, until = 0.0, time.monotonic() + watched
            while time.monotonic() < until:
                asked = time.monotonic()
                _answers(port)
                longest = max(longest, time.monotonic() - asked)
                time.sleep(0.02)
            return Start(first, busy, longest, _memory(process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
            answer.read()
    except (urllib.error.URLError, ConnectionError):
        return False
    return True


def _busy(pid: int) -> float:
    """The seconds of a processor that the process has taken so far."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> int:
    """The bytes that the process holds in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(1024 * int(s.split()[1]) for s in status.splitlines() if s.startswith("VmRSS"))


def measure(name: str, checkout: Path, database: Path) -> Start:
    """Start the checkout's server twice; what the second start was like, and say it."""
    server = Server(checkout, database)
    server.start(1.0)
    found = server.start(WATCHED)
    click.echo(
        f"{name}: first answer after {found.first:.1f} s ({found.busy:.1f} s of a processor), "
        f"longest wait after it {1000 * found.longest:.0f} ms, memory {found.memory / 1e6:.0f} MB"
    )
    return found


def main() -> int:
    """Fill, start, say."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tables", type=int, default=500)
    parser.add_argument("--running", type=int, default=10)
    parser.add_argument("--against", type=Path, help="another checkout to measure beside this one")
    parser.add_argument("--schema", default="0009", help="the schema of that checkout")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "now" / "game.db"
        database.parent.mkdir()
        fill(database, asked.tables, asked.running)
        click.echo(f"{asked.tables} tables, {asked.running} of them running")
        before = None
        if asked.against is not None:
            older = Path(folder) / "older" / "game.db"
            older.parent.mkdir()
            shutil.copy(database, older)
            back = Database(f"sqlite:///{older}")
            move_to(back, asked.schema)
            back.close()
            before = measure("the other checkout", asked.against.resolve(), older)
        now = measure("this checkout", Path.cwd(), database)
    slower = before is not None and (now.busy > before.busy or now.memory > before.memory)
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
