"""How quickly, and how lightly, the pages of a running class follow it: instructor and students.

Run it from the checkout; it stops by itself after about two minutes and leaves nothing behind:

    python -m tests.bench.bench_panel                 # 8 tables, 48 students, a shortened game
    python -m tests.bench.bench_panel --seconds 30    # a shorter look

It starts the real server on 127.0.0.1 on a new database with the machine playing every table,
connects 48 students' pages by WebSocket, and the instructor's page of the class. It measures

* from commit to push: from the moment that is written into the oldest stored event that a push is
  about to its arrival, at the class's page (by table) and at the students' (by their own count);
* bursts: from "advance all" to the instructor's answer, to the last student's page and to the last
  row of the class's page;
* bytes a row, and the bytes a second: of the class's page, and of all students' together.

An absolute figure is this machine's, which also plays 48 delegations and reads 48 pages. What must
hold anywhere is the ratio: the last third of the game against the first, in the same run; it must
not grow with what has happened before. It ends with 1 where the time or the bytes of the last third
are in the median more than twice those of the first, or the time is over a second, or where over
the whole game more than 5 in 100 of the pushes to the class's page or to the students' take more
than a second.
"""

import argparse
import statistics
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import socketio

from game.engine.acts import EVENTS
from game.engine.acts.phases import PhaseOpened
from game.engine.event import Event
from game.store.directory import Directory
from game.store.log import EventLog
from tests.house import Classroom, ServerProcess, Visitor

TABLES, STUDENTS, STEPS = 8, 48, 7
#: How much slower the last third may be than the first.
BOUND = 2.0
#: Seconds from commit to push that are quick enough.
QUICK = 1.0


@dataclass(frozen=True)
class Push:
    """A push to a student's page: when it came, the count that it brings, how big it was."""

    came: float
    prev: int
    seq: int
    size: int


@dataclass(frozen=True)
class Click:
    """The instructor ended the phase at every table, and was answered."""

    at: float
    answered: float


@dataclass
class Heard:
    """What arrived where: rows by table's number, students' pushes by seat."""

    rows: dict[int, list[tuple[float, int]]] = field(default_factory=dict)
    seats: dict[tuple[int, str], list[Push]] = field(default_factory=dict)
    clicks: list[Click] = field(default_factory=list)
    refreshes: int = 0
    class_bytes: int = 0

    def at_class(self, message: dict[str, Any]) -> None:
        """The class's page is pushed something."""
        now = time.time()
        for name, html in message["panels"].items():
            self.class_bytes += len(html)
            if name.startswith("row-"):
                self.rows.setdefault(int(name[4:]), []).append((now, len(html)))

    def at_seat(self, seat: tuple[int, str]) -> Callable[[dict[str, Any]], None]:
        """A student's page is pushed something."""
        pushes = self.seats.setdefault(seat, [])

        def panels(message: dict[str, Any]) -> None:
            size = sum(len(html) for html in message["panels"].values())
            pushes.append(Push(time.time(), message["prev"], message["seq"], size))

        return panels

    def refresh(self, _message: object) -> None:
        """The class's page is told to fetch itself again."""
        self.refreshes += 1


@dataclass(frozen=True)
class Game:
    """What was heard, beside what is stored: every table's events by its number."""

    heard: Heard
    events: dict[int, tuple[Event, ...]]

    def rows(self) -> list[tuple[float, float, int]]:
        """Every row that came: when, how late for the oldest thing that is new in it, how big."""
        found = []
        for number, rows in self.heard.rows.items():
            stored = [event.at for event in self.events[number]]
            done = bisect_right(stored, self.heard.clicks[0].at) if self.heard.clicks else 0
            for came, size in rows:
                upto = bisect_right(stored, came)
                if upto > done:
                    found.append((came, came - stored[done], size))
                    done = upto
        return sorted(found)

    def pushes(self) -> list[tuple[float, float, int]]:
        """Every push to a student's page: when, how late for the oldest event of it, how big."""
        found = []
        for seat, pushes in self.heard.seats.items():
            stored = [event.at for event in self._heard_at(seat)]
            found += [(push.came, push.came - stored[push.prev], push.size) for push in pushes]
        return sorted(found)

    def bursts(self) -> list[tuple[float, float, float]]:
        """Seconds from each click to its answer, to the last student's page, to the last row."""
        return [
            (click.answered - click.at, self._last_seat(click), self._last_row(click))
            for click in self.heard.clicks
        ]

    def _last_seat(self, click: Click) -> float:
        late = [0.0]
        for seat, pushes in self.heard.seats.items():
            heard = self._heard_at(seat)
            opened = _opened(heard, click)
            came = [push.came for push in pushes if opened and push.seq >= opened]
            late += [came[0] - click.at] if came else []
        return max(late)

    def _last_row(self, click: Click) -> float:
        late = [0.0]
        for number, rows in self.heard.rows.items():
            events = self.events[number]
            if opened := _opened(events, click):
                at = bisect_left([came for came, _ in rows], events[opened - 1].at)
                late += [rows[at][0] - click.at] if at < len(rows) else []
        return max(late)

    def _heard_at(self, seat: tuple[int, str]) -> list[Event]:
        number, delegation = seat
        return [event for event in self.events[number] if event.audience.includes(delegation)]


def _opened(events: Sequence[Event], click: Click) -> int:
    """How many events there are up to the phase that the click opened; 0 if it opened none."""
    return next(
        (
            count
            for count, event in enumerate(events, start=1)
            if isinstance(event, PhaseOpened) and click.at <= event.at <= click.answered
        ),
        0,
    )


def connect(
    server: ServerProcess,
    visitor: Visitor,
    live: str,
    handlers: dict[str, Callable[[dict[str, Any]], None]],
) -> socketio.Client:
    """A connected page with the visitor's login."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    client = socketio.Client(reconnection=False)
    for name, handler in handlers.items():
        client.on(name, handler)
    client.connect(
        server.url, headers={"Cookie": cookies}, auth={"live": live}, transports=["websocket"]
    )
    return client


def play(server: ServerProcess, seconds: float) -> Game:
    """A class of 48 in front of 8 tables that the machine plays."""
    room = Classroom(server, server.start())
    conference = room.open(
        preset="class50", tables=str(TABLES), seats_per_delegation="1", consensus="minus_one"
    )
    base = f"/instructor/conference/{conference.id}"
    names = [f"Student {number}" for number in range(STUDENTS)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: room.join(conference, name), names))
    room.teacher.post(f"{base}/auto_seat", {})
    room.teacher.post(f"{base}/start", {})
    database = server.database()
    directory = Directory(database)
    tables = {table.id: table.number for table in directory.tables_of(conference.id)}
    people = {person.id: person for person in directory.participants_of(conference.id)}
    for person in people.values():
        room.teacher.post(f"{base}/machine", {"held": f"{person.table_id}/{person.delegation}"})
    heard = Heard()
    clients = []
    for name in names:
        person = people[room.ids[name]]
        assert person.table_id is not None
        assert person.delegation is not None
        listen = heard.at_seat((tables[person.table_id], person.delegation))
        visitor, live = room.students[name], f"play:{person.id}"
        clients.append(connect(server, visitor, live, {"panels": listen}))
    handlers = {"panels": heard.at_class, "refresh": heard.refresh}
    clients.append(connect(server, room.teacher, f"instructor:{conference.id}", handlers))
    # The phases are hurried on, so that a short run sees a whole round and more.
    for _ in range(STEPS):
        clicked = time.time()
        room.teacher.command(f"{base}/all/command", kind="advance_phase")
        heard.clicks.append(Click(clicked, time.time()))
        time.sleep(seconds / STEPS)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda client: client.disconnect(), clients))
    log = EventLog(database)
    events = {
        number: tuple(EVENTS.validate_json(row.body) for row in log.read(id_))
        for id_, number in tables.items()
    }
    database.close()
    return Game(heard, events)


def within(values: Sequence[float], share: float) -> float:
    """What that share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[int(share * (len(ordered) - 1))]


def told(name: str, pushes: Sequence[tuple[float, float, int]]) -> tuple[float, float, float]:
    """Say how late and how big those pushes were; median, 95th of 100 in seconds, median bytes."""
    late = [seconds for _, seconds, _ in pushes]
    size = statistics.median(size for _, _, size in pushes)
    middle, tail = statistics.median(late), within(late, 0.95)
    click.echo(
        f"{name}: {len(pushes)} pushes, commit to push median {1000 * middle:.0f} ms, "
        f"95 in 100 within {1000 * tail:.0f} ms, {size / 1000:.1f} kB each"
    )
    return middle, tail, size


def compared(name: str, pushes: Sequence[tuple[float, float, int]]) -> bool:
    """Say how the pushes did. Whether they were quick, and did not grow with the game."""
    third = len(pushes) // 3
    if not third:
        click.echo(f"{name}: too few pushes to say anything.")
        return False
    _, tail, _ = told(f"{name}, whole game", pushes)
    first, _, small = told(f"{name}, first third", pushes[:third])
    last, _, big = told(f"{name}, last third", pushes[-third:])
    click.echo(f"{name}, last to first: time × {last / first:.2f}, bytes × {big / small:.2f}")
    return tail <= QUICK and last <= min(QUICK, BOUND * first) and big <= BOUND * small


def report(game: Game) -> bool:
    """Say what was measured. Whether it is quick and does not grow."""
    rows, pushes = game.rows(), game.pushes()
    quick = [compared("class's page", rows), compared("students' pages", pushes)]
    for answered, seat, row in game.bursts():
        click.echo(
            f"advance all: answered after {1000 * answered:.0f} ms, last student's page after "
            f"{1000 * seat:.0f} ms, last row after {1000 * row:.0f} ms"
        )
    if pushes:
        lasted = max(pushes[-1][0] - pushes[0][0], 1.0)
        click.echo(
            f"bytes a second: class's page {game.heard.class_bytes / lasted / 1000:.1f} kB "
            f"({game.heard.refreshes} refreshes), all students' pages "
            f"{sum(size for _, _, size in pushes) / lasted / 1000:.1f} kB"
        )
    return all(quick)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description="The pages of a full class")
    parser.add_argument("--seconds", type=float, default=105.0, help="how long the class plays")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        try:
            game = play(server, chosen.seconds)
        finally:
            server.kill()
    raise SystemExit(0 if report(game) else 1)


if __name__ == "__main__":
    main()
