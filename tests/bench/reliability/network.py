"""Faults of the network and of other processes: cuts, lost answers, half requests, signals."""

import os
import signal
import socket
import sqlite3
import statistics
import time
import urllib.parse
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

from tests.bench.reliability.crew import (
    DELEGATIONS,
    Crew,
    Sent,
    check,
    children,
    enter,
    folder,
    health,
    kill_process,
    open_class,
)
from tests.bench.reliability.findings import Table, Verdict, begin
from tests.bench.reliability.pages import LivePage
from tests.bench.reliability.store import served
from tests.house import ServerProcess, Visitor

HALF_OPEN, LOST_ANSWERS = 300, 30


def network_faults(verdict: Verdict) -> list[Table]:
    """Everything that was tried."""
    table = begin(
        Table(
            "The network and other processes",
            ("fault", "what became of it", "the teacher meanwhile", "/healthz meanwhile"),
        )
    )
    with served("network") as crew:
        _cut(crew, table, verdict)
        _lost_answers(crew, table, verdict)
        _half_open(crew, table, verdict)
    _worker(table, verdict)
    return [table, _signals(verdict)]


def _cut(crew: Crew, table: Table, verdict: Verdict) -> None:
    """Connections that are gone for five seconds, while others play on."""
    paths = [(crew.students[who].browser, crew.students[who].path) for who in ("us", "china")]
    paths.append((Visitor(crew.server.url), f"/watch/{crew.conference.code}/1"))
    pages = [LivePage(browser, path) for browser, path in paths]
    time.sleep(1)
    for page in pages:
        page.cut(5)
    for _ in range(5):
        for who in DELEGATIONS:
            crew.say(who)
        time.sleep(1)
    alarms, said = crew.alarms(), health(crew.server)
    wrong = [panel for page in pages for panel in page.converges()]
    for page in pages:
        page.close()
    table.add(
        f"{len(pages)} live pages cut",
        f"{len(wrong)} panels differ from a fresh page",
        alarms,
        said,
    )
    verdict.demand(not wrong, f"after a cut: {wrong}")


def _lost_answers(crew: Crew, table: Table, verdict: Verdict) -> None:
    """The sender goes away before it reads the answer, and sends again with the same id."""
    since = len(crew.sent)
    for number in range(LOST_ANSWERS):
        who = DELEGATIONS[number % len(DELEGATIONS)]
        text = f"answer {number} is lost"
        fields = {"kind": "send_message", "channel": who, "text": text}
        sent = Sent(who, {**fields, "command_id": f"{number:032x}"})
        crew.sent.append(sent)
        _send_and_leave(crew, sent)
        time.sleep(0.1)
    tally = check(crew, since)
    table.add(
        f"{LOST_ANSWERS} answers that nobody read",
        f"{tally.stored_unanswered} had been stored; all sent again; lost {tally.lost},"
        f" twice {tally.twice}, not taken {tally.again_wrong}",
        crew.alarms(),
        health(crew.server),
    )
    verdict.demand(tally.twice + tally.lost + tally.again_wrong == 0, f"lost answers: {tally}")


def _send_and_leave(crew: Crew, sent: Sent) -> None:
    student = crew.students[sent.who]
    body = urllib.parse.urlencode(sent.fields)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in student.browser.cookies)
    head = [
        f"POST {student.path}/command HTTP/1.1",
        f"Host: 127.0.0.1:{crew.server.port}",
        "Content-Type: application/x-www-form-urlencoded",
        "Accept: application/json",
        f"Cookie: {cookies}",
        f"Content-Length: {len(body)}",
    ]
    with socket.create_connection(("127.0.0.1", crew.server.port)) as wire:
        wire.sendall(("\r\n".join(head) + "\r\n\r\n" + body).encode())


def _half_open(crew: Crew, table: Table, verdict: Verdict) -> None:
    """Connections that send half a request and then nothing."""
    wires = [socket.create_connection(("127.0.0.1", crew.server.port)) for _ in range(HALF_OPEN)]
    for wire in wires:
        with suppress(OSError):
            wire.sendall(b"GET / HTTP/1.1\r\nHost: x")
    times = []
    for who in DELEGATIONS * 5:
        began = time.monotonic()
        status = crew.look(crew.students[who].browser, crew.students[who].path).status
        times.append(time.monotonic() - began)
        verdict.demand(status == 200, f"half-open: a page answered {status}")
    alarms, said = crew.alarms(), health(crew.server)
    time.sleep(max(0.0, 13 - sum(times)))
    closed = sum(_is_closed(wire) for wire in wires)
    for wire in wires:
        wire.close()
    table.add(
        f"{HALF_OPEN} half requests",
        f"pages meanwhile {statistics.median(times):.2f} s in the median, {max(times):.2f} s at"
        f" most; {closed} closed by the server within 15 s",
        alarms,
        said,
    )
    verdict.demand(closed == HALF_OPEN, f"half-open: {HALF_OPEN - closed} still open")


def _is_closed(wire: socket.socket) -> bool:
    wire.settimeout(0.01)
    try:
        while wire.recv(4096):
            continue
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def _worker(table: Table, verdict: Verdict) -> None:
    """The process that makes reports is killed over one."""
    with served("worker") as crew:
        assert crew.order("end_talks").status == 200
        # The report of a game that has ended is begun at once.
        until = time.monotonic() + 20
        workers: list[int] = []
        while not workers and time.monotonic() < until:
            workers = [pid for pid in children(crew.server.pid) if b"spawn_main" in _command(pid)]
        for pid in workers:
            kill_process(pid)
        alarms, said = crew.alarms(), health(crew.server)
        page, began = "is being made", time.monotonic()
        while "is being made" in page and time.monotonic() - began < 90:
            time.sleep(0.5)
            page = crew.teacher.get(f"{crew.base}/table/1/debrief").body
        made = "is being made" not in page and "could not be made" not in page
        table.add(
            f"{len(workers)} worker killed over a report",
            "made all the same" if made else "not made",
            alarms,
            said,
        )
        verdict.demand(bool(workers) and made, "a report is not made after its worker was killed")


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _signals(verdict: Verdict) -> Table:
    table = begin(
        Table(
            "Orderly ends, with an export under way",
            (
                "signal",
                "exit code",
                "temporary files left",
                "beside the database",
                "rows in the file alone",
                "pages told",
                "took",
            ),
        )
    )
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        with folder("data") as data, folder("tmp") as temporary:
            server = ServerProcess(Path(data))
            try:
                link = server.start(environment={"TMPDIR": temporary})
                crew = open_class(server, enter(server, link))
                for who in DELEGATIONS:
                    crew.say(who)
                page = LivePage(Visitor(server.url), f"/watch/{crew.conference.code}/1")
                crew.teacher.post(f"{crew.base}/exports", {"what": "class.zip"})
                events = len(crew.rows())
                time.sleep(1)
                began = time.monotonic()
                server.signal(number)
                code = server.wait()
                took = time.monotonic() - began
                page.close()
                left = Counter(name.split("-")[0] for name in os.listdir(temporary))
                beside = sorted(
                    found.name for found in Path(data).iterdir() if found.name != "backups"
                )
                stored = _rows_in(server.database_file)
            finally:
                server.kill()
            table.add(
                number.name,
                code,
                sum(left.values()),
                ", ".join(beside),
                f"{stored} of {events}",
                "yes" if "closing" in page.told else "no",
                f"{took:.1f} s",
            )
            verdict.demand(code == 0, f"{number.name}: exit code {code}")
            verdict.demand(not left, f"{number.name}: left {dict(left)}")
            verdict.demand(beside == ["game.db"], f"{number.name}: {beside}")
            verdict.demand(stored >= events, f"{number.name}: {stored} of {events} rows")
            verdict.demand("closing" in page.told, f"{number.name}: pages were not told")
    return table


def _rows_in(path: Path) -> int:
    """How many events the file alone holds, without any log beside it."""
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as look:
        return int(look.execute("select count(*) from events").fetchone()[0])
