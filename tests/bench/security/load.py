"""What one person can do to the others: a real server, four tables, and an attack beside them.

Attackers run in a process of their own. Times are told as ratios to a quiet run of equal length.
"""

import multiprocessing
import socket
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import TypeAlias

from game.server import raise_file_limit
from game.store.directory import Conference
from tests.bench.security.report import Part
from tests.house import Classroom, ServerProcess, Visitor

TABLES = 4
#: Seconds between two things that a student does, and the median that others may have to wait.
PACE, MEDIAN = 2.0, 0.2
#: A class of so many joins in so many seconds while one student sends as fast as they can.
CLASS, JOINED = 40, 10.0


@dataclass
class Shared:
    """What an attacker needs to know of the server."""

    port: int
    pid: str
    cookie: str
    code: str

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.port}"

    def visitor(self) -> Visitor:
        """A browser with the attacker's cookie."""
        return Visitor(self.url)


#: How often the attacker got through to the server: a number that two processes share.
Tally: TypeAlias = "Synchronized[int]"

# --- attacks: each goes on until it is ended ---


def _count(tally: Tally) -> None:
    with tally.get_lock():
        tally.value += 1


def write(shared: Shared, tally: Tally) -> None:
    """One student sends words as fast as they are answered, on several connections."""

    def loop() -> None:
        number = 0
        while True:
            number += 1
            body = f"kind=raise_hand&raised=true&command_id={threading.get_ident()}-{number}"
            with suppress(OSError):
                _post(shared, tally, f"/play/{shared.pid}/command", body)
            with suppress(OSError):
                _exchange(shared, tally, f"GET /play/{shared.pid}/print", "")

    _many(loop, 4)


def half_open(shared: Shared, tally: Tally) -> None:
    """A thousand connections that never finish asking; those that are closed are opened again."""
    raise_file_limit()
    held: list[socket.socket] = []
    while True:
        while len(held) < 1_000:
            with suppress(OSError):
                one = socket.create_connection(("127.0.0.1", shared.port), timeout=5)
                one.sendall(b"GET / HTTP/1.1\r\nHo")
                held.append(one)
                _count(tally)
        time.sleep(1.0)
        alive = []
        for one in held:
            one.setblocking(False)
            try:
                closed = one.recv(1_024) == b""
            except BlockingIOError:
                closed = False
            except OSError:
                closed = True
            if closed:
                one.close()
            else:
                alive.append(one)
        held = alive


def sockets(shared: Shared, tally: Tally) -> None:
    """Four hundred live connections of one person, opened anew when they are closed."""
    import socketio

    raise_file_limit()

    def loop() -> None:
        while True:
            clients: list[socketio.Client] = []
            for _ in range(50):
                client = socketio.Client(reconnection=False)
                with suppress(Exception):
                    client.connect(
                        shared.url,
                        headers={"Cookie": shared.cookie},
                        auth={"live": f"play:{shared.pid}"},
                        transports=["websocket"],
                    )
                    clients.append(client)
                    _count(tally)
            for client in clients:
                with suppress(Exception):
                    client.disconnect()

    _many(loop, 8)


def passwords(shared: Shared, tally: Tally) -> None:
    """Wrong passwords of an instructor and of names that nobody has."""

    def loop() -> None:
        number = 0
        while True:
            number += 1
            name = "Instructor" if number % 2 else f"Nobody{number}"
            with suppress(OSError):
                _post(shared, tally, "/instructor/login", f"name={name}&password=wrong-{number}")

    _many(loop, 20)


def codes(shared: Shared, tally: Tally) -> None:
    """Codes that no conference has, for joining, coming back and looking."""

    def loop() -> None:
        number = threading.get_ident() % 100_000
        while True:
            number += 1
            code = f"{number % 1_000_000:06d}"
            with suppress(OSError):
                _post(shared, tally, "/join", f"code={code}&name=Ann")
            with suppress(OSError):
                _post(shared, tally, "/resume", f"code={code}&resume_code=abcdefgh")
            with suppress(OSError):
                _exchange(shared, tally, f"GET /watch/{code}", "")

    _many(loop, 4)


ATTACKS: Mapping[str, Callable[[Shared, Tally], None]] = {
    "one student sends as fast as they can": write,
    "1,000 half-open connections": half_open,
    "400 live connections of one person": sockets,
    "a flood of wrong passwords": passwords,
    "a flood of unknown codes": codes,
}


def _many(loop: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=loop, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _post(shared: Shared, tally: Tally, path: str, body: str) -> None:
    _exchange(shared, tally, f"POST {path}", body)


def _exchange(shared: Shared, tally: Tally, line: str, body: str) -> None:
    """One request on a connection of its own, and all of its answer."""
    head = (
        f"{line} HTTP/1.1\r\nHost: 127.0.0.1:{shared.port}\r\nCookie: {shared.cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", shared.port), timeout=20) as connection:
        connection.sendall((head + body).encode())
        while connection.recv(65_536):
            pass
    _count(tally)


# --- the others ---


@dataclass
class Others:
    """Students of the other tables at a human pace, and how long they wait."""

    room: Classroom
    names: list[str]
    took: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def run(self, seconds: float) -> None:
        """Play so long."""
        end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=self._play, args=(name, number, end))
            for number, name in enumerate(self.names)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _play(self, name: str, number: int, end: float) -> None:
        visitor, id_ = self.room.students[name], self.room.ids[name]
        time.sleep(PACE * number / len(self.names))
        turn = 0
        while time.monotonic() < end:
            turn += 1
            began = time.monotonic()
            try:
                if turn % 2:
                    answer = visitor.get(f"/play/{id_}?tab=talk")
                else:
                    raised = "true" if turn % 4 else "false"
                    answer = visitor.command(
                        f"/play/{id_}/command", kind="raise_hand", raised=raised
                    )
                if answer.status >= 500:
                    self.failed.append(f"{answer.status} for {name}")
            except OSError as fault:
                self.failed.append(f"{type(fault).__name__} for {name}")
            self.took.append(time.monotonic() - began)
            time.sleep(max(0.0, PACE - (time.monotonic() - began)))


class Load:
    """A server with four tables: the attacker at the first, others at all the rest."""

    def __init__(self, folder: Path) -> None:
        self.server = ServerProcess(folder)
        self.room = Classroom(self.server, self.server.start())
        self.conference = self.room.open(tables=str(TABLES), preset="class75")
        self.names = [f"Student {number}" for number in range(2 * TABLES)]
        for name in self.names:
            self.room.join(self.conference, name)
        base = f"/instructor/conference/{self.conference.id}"
        assert self.room.teacher.post(f"{base}/auto_seat", {}).status == 200
        for number in range(1, TABLES + 1):
            started = self.room.teacher.command(
                f"{base}/table/{number}/command", kind="start_table"
            )
            assert started.status == 200
        attacker = self.names[0]
        cookie = "; ".join(f"{c.name}={c.value}" for c in self.room.students[attacker].cookies)
        self.shared = Shared(
            self.server.port, self.room.ids[attacker], cookie, self.conference.code
        )
        self.part = Part(
            "What one person can do to the others",
            ("meanwhile", "attempts", "answers", "failed", "median to quiet", "95 % to quiet"),
        )

    def run(self, seconds: float) -> Part:
        """The quiet run and every attack, each so long."""
        quiet = self._measure("nothing (quiet)", seconds, None)
        for name, attack in ATTACKS.items():
            self._measure(name, seconds, quiet, attack)
        text = "".join(self.server.said)
        self.part.expect("Traceback" not in text, f"the log has a traceback: {text[-600:]!r}")
        self.part.notes.append(
            f"{TABLES} tables of bots, {len(self.names) - 1} students at a human pace. The median"
            f" stays below {MEDIAN * 1000:.0f} ms in every row, and a class of {CLASS} behind the"
            f" same address joins within {JOINED:.0f} s while one student sends as fast as they"
            " can; else this run ends with a fault."
        )
        return self.part

    def close(self) -> None:
        """End the server."""
        self.server.kill()

    def _measure(
        self,
        name: str,
        seconds: float,
        quiet: tuple[float, float] | None,
        attack: Callable[[Shared, Tally], None] | None = None,
    ) -> tuple[float, float]:
        others = Others(self.room, self.names[1:])
        attacker = None
        spawned = multiprocessing.get_context("spawn")
        tally = spawned.Value("i", 0)
        if attack is not None:
            attacker = spawned.Process(target=attack, args=(self.shared, tally), daemon=True)
            attacker.start()
            time.sleep(2.0)
        try:
            joining = threading.Thread(target=self._join_class, args=(name,))
            if attack is write:
                joining.start()
            others.run(seconds)
            if attack is write:
                joining.join()
        finally:
            if attacker is not None:
                self.part.expect(attacker.is_alive(), f"{name}: the attacker has failed")
                self.part.expect(tally.value > 0, f"{name}: nothing got through")
                attacker.kill()
                attacker.join()
        median = statistics.median(others.took)
        most = statistics.quantiles(others.took, n=20)[-1]
        base = quiet or (median, most)
        self.part.rows.append(
            (
                name,
                tally.value,
                len(others.took),
                len(others.failed),
                f"{median / base[0]:.1f}",
                f"{most / base[1]:.1f}",
            )
        )
        self.part.expect(median < MEDIAN, f"{name}: median {median * 1000:.0f} ms")
        self.part.expect(not others.failed, f"{name}: {others.failed[:3]}")
        return median, most

    def _join_class(self, name: str) -> None:
        other: Conference = self.room.open(tables="4", seats_per_delegation="2", title="Another")
        began = time.monotonic()
        for number in range(CLASS):
            self.room.join(other, f"Pupil {number}")
        took = time.monotonic() - began
        self.part.expect(took < JOINED, f"{name}: the class takes {took:.1f} s to join")
