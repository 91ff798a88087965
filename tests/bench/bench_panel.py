"""How quickly, and how lightly, the instructor's screen of the class follows a running class.

Run it from the checkout; it stops by itself after about two minutes and leaves nothing behind:

    python -m tests.bench.bench_panel                 # 8 tables, 48 students, a shortened game
    python -m tests.bench.bench_panel --seconds 30    # a shorter look

It starts the real server on 127.0.0.1 on a new database with the machine playing every table,
connects 48 students' pages by WebSocket, and the instructor's page of the class. It measures

* from commit to push: from the moment that is written into the newest stored event of a table to
  the arrival of that table's row at the instructor's page (the clocks are one machine's);
* bytes a row, and the bytes a second: of the instructor's page, and of all students' together.

An absolute figure is this machine's. What must hold anywhere is the ratio: the last third of the
game against the first, in the same run; it must not grow with what has happened before. It ends
with 1 where the median of the last third is more than twice that of the first, or over a second.
"""

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import socketio

from game.store.directory import Directory
from tests.house import Classroom, ServerProcess, Visitor

TABLES, STUDENTS = 8, 48
#: How much slower the last third may be than the first.
BOUND = 2.0
#: Seconds from commit to push that are quick enough.
QUICK = 1.0


@dataclass
class Meter:
    """What arrived: when, how late, how big."""

    began: float = field(default_factory=time.time)
    pushes: list[tuple[float, float, int]] = field(default_factory=list)
    refreshes: int = 0
    class_bytes: int = 0
    student_bytes: int = 0
    commits: dict[int, deque[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def connect(server: ServerProcess, visitor: Visitor, live: str) -> socketio.Client:
    """A connected page with the visitor's login."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    client = socketio.Client(reconnection=False)
    client.connect(
        server.url, headers={"Cookie": cookies}, auth={"live": live}, transports=["websocket"]
    )
    return client


def watch_commits(server: ServerProcess, meter: Meter, stop: threading.Event) -> None:
    """Note when each table's events were decided, as the log has it."""
    import sqlite3

    place = f"file:{server.database_file}?mode=ro"
    store = sqlite3.connect(place, uri=True)
    (seen,) = store.execute("select coalesce(max(rowid), 0) from events").fetchone()
    while not stop.wait(0.02):
        rows = store.execute(
            "select rowid, table_id, at from events where rowid > ? order by rowid", (seen,)
        ).fetchall()
        with meter.lock:
            for rowid, table_id, at in rows:
                seen = rowid
                meter.commits.setdefault(table_id, deque(maxlen=200)).append(at)
    store.close()


def hear_class(client: socketio.Client, meter: Meter, numbers: dict[int, int]) -> None:
    """Measure what the instructor's page is pushed."""

    def panels(message: dict[str, Any]) -> None:
        now = time.time()
        meter.class_bytes += len(json.dumps(message))
        for name, html in message["panels"].items():
            if name.startswith("row-"):
                size = len(html)
                threading.Timer(0.1, settle, (now, numbers[int(name[4:])], size)).start()

    def settle(now: float, table_id: int, size: int) -> None:
        """The oldest commit since the last push is the one that waited longest."""
        with meter.lock:
            waiting = meter.commits.get(table_id, deque())
            late = [at for at in waiting if at <= now]
            meter.commits[table_id] = deque((at for at in waiting if at > now), maxlen=200)
            if late:
                meter.pushes.append((now, now - min(late), size))

    def refresh(_message: object) -> None:
        meter.refreshes += 1

    client.on("panels", panels)
    client.on("refresh", refresh)


def hear_student(client: socketio.Client, meter: Meter) -> None:
    """Count what a student's page is pushed."""

    def panels(message: dict[str, Any]) -> None:
        meter.student_bytes += len(json.dumps(message))

    client.on("panels", panels)


def play(server: ServerProcess, seconds: float) -> Meter:
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
    numbers = {table.number: table.id for table in directory.tables_of(conference.id)}
    for person in directory.participants_of(conference.id):
        room.teacher.post(f"{base}/machine", {"held": f"{person.table_id}/{person.delegation}"})
    database.close()
    meter = Meter()
    clients = []
    for name in names:
        client = connect(server, room.students[name], f"play:{room.ids[name]}")
        hear_student(client, meter)
        clients.append(client)
    teacher = connect(server, room.teacher, f"instructor:{conference.id}")
    time.sleep(3)
    meter.began = time.time()
    hear_class(teacher, meter, numbers)
    stop = threading.Event()
    watcher = threading.Thread(target=watch_commits, args=(server, meter, stop), daemon=True)
    watcher.start()
    # The phases are hurried on, so that a short run sees a whole round and more.
    steps = 7
    for _ in range(steps):
        time.sleep(seconds / steps)
        room.teacher.command(f"{base}/all/command", kind="advance_phase")
    stop.set()
    watcher.join()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda client: client.disconnect(), [*clients, teacher]))
    return meter


def median(values: Sequence[float]) -> float:
    """The median, 0 of nothing."""
    return statistics.median(values) if values else 0.0


def report(meter: Meter) -> bool:
    """Say what was measured. Whether it is quick and does not grow."""
    pushes = sorted(meter.pushes)
    third = len(pushes) // 3
    if not third:
        click.echo("Too few pushes to say anything.")
        return False
    thirds = {"first third": pushes[:third], "last third": pushes[-third:]}
    for name, part in thirds.items():
        late = sorted(seconds for _, seconds, _ in part)
        size = median([size for _, _, size in part])
        tail = late[int(0.95 * (len(late) - 1))]
        click.echo(
            f"{name}: {len(part)} rows, commit to push median {1000 * median(late):.0f} ms, "
            f"95 in 100 within {1000 * tail:.0f} ms, {size / 1000:.1f} kB a row"
        )
    first, last = (median([seconds for _, seconds, _ in part]) for part in thirds.values())
    sizes = [median([size for _, _, size in part]) for part in thirds.values()]
    lasted = pushes[-1][0] - pushes[0][0]
    click.echo(f"last to first: time × {last / first:.2f}, bytes × {sizes[1] / sizes[0]:.2f}")
    rate = meter.class_bytes / lasted / 1000
    click.echo(f"the class's page: {rate:.1f} kB/s, {meter.refreshes} refreshes")
    click.echo(f"all students' pages: {meter.student_bytes / lasted / 1000:.1f} kB/s")
    return last <= QUICK and last <= BOUND * first and sizes[1] <= BOUND * sizes[0]


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description="The instructor's screen under a full class")
    parser.add_argument("--seconds", type=float, default=105.0, help="how long the class plays")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        try:
            meter = play(server, chosen.seconds)
        finally:
            server.kill()
    raise SystemExit(0 if report(meter) else 1)


if __name__ == "__main__":
    main()
