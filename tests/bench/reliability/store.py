"""Faults of the store: locks, a full disk, a file that is gone, damaged, or another's."""

import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tests.bench.reliability.crew import (
    DELEGATIONS,
    Chatter,
    Crew,
    check,
    enter,
    folder,
    health,
    open_class,
    stored,
)
from tests.bench.reliability.findings import Table, Verdict, begin
from tests.house import ServerEnded, ServerProcess
from tests.integration.test_store_opening import UNFIT, made

DRAWS_SEED = 5


@contextmanager
def served(prefix: str) -> Iterator[Crew]:
    """A class in drafting on a new server."""
    with folder(prefix) as place, running(Path(place)) as crew:
        yield crew


@contextmanager
def running(place: Path) -> Iterator[Crew]:
    """The same on a database in that folder."""
    server = ServerProcess(place)
    try:
        crew = open_class(server, enter(server, server.start()))
        crew.advance_to("1.drafting")
        yield crew
    finally:
        server.kill()


@contextmanager
def looked_at(crew: Crew) -> Iterator[list[float]]:
    """Somebody loads their page all the time; how long each took, in seconds."""
    times: list[float] = []
    stop = threading.Event()

    def look() -> None:
        student = crew.students["us"]
        while not stop.wait(0.1):
            began = time.monotonic()
            if crew.look(student.browser, student.path).status == 200:
                times.append(time.monotonic() - began)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    yield times
    stop.set()
    thread.join(30)


def store_faults(verdict: Verdict) -> list[Table]:
    """Everything that was tried."""
    return [_locks(verdict), _while_running(verdict), _at_the_start(verdict)]


# --- locks -------------------------------------------------------------------------------------


def _locks(verdict: Verdict) -> Table:
    table = begin(
        Table(
            "Another program holds the database",
            (
                "lock",
                "pages read meanwhile",
                "median / slowest",
                "accepted meanwhile",
                "told to come back (503)",
                "lost",
                "sent again and stored once",
                "/healthz meanwhile",
                "the teacher meanwhile",
                "afterwards",
            ),
        )
    )
    for how, seconds in (("IMMEDIATE", 3), ("IMMEDIATE", 30), ("EXCLUSIVE", 6)):
        with served("lock") as crew:
            since = len(crew.sent)
            with looked_at(crew) as times, _locked(crew, how):
                threads = [
                    threading.Thread(target=_keep_saying, args=(crew, who, seconds))
                    for who in DELEGATIONS
                ]
                for thread in threads:
                    thread.start()
                time.sleep(seconds * 0.8)
                said, alarms = health(crew.server), crew.alarms()
                time.sleep(seconds * 0.2)
            for thread in threads:
                thread.join()
            part = crew.sent[since:]
            taken = sum(sent.fate == "acknowledged" for sent in part)
            busy = sum(sent.fate == "busy" for sent in part)
            tally = check(crew, since)
            time.sleep(2.5)
            table.add(
                f"{how}, {seconds} s",
                len(times),
                f"{statistics.median(times):.2f} / {max(times):.2f} s",
                taken,
                busy,
                tally.lost,
                busy - tally.again_wrong,
                said,
                alarms,
                health(crew.server),
            )
            name = f"lock {how} {seconds} s"
            verdict.demand(tally.lost + tally.twice + tally.again_wrong == 0, f"{name}: {tally}")
            verdict.demand(len(times) > seconds, f"{name}: only {len(times)} pages")
            verdict.demand(seconds > 3 or busy == 0, f"{name}: {busy} refused")
            verdict.demand(health(crew.server).startswith("200"), f"{name}: still ill")
    return table


@contextmanager
def _locked(crew: Crew, how: str) -> Iterator[None]:
    path = crew.server.database_file
    with closing(sqlite3.connect(path, isolation_level=None, timeout=5)) as other:
        other.execute(f"BEGIN {how}")
        yield
        other.execute("ROLLBACK")


def _keep_saying(crew: Crew, who: str, seconds: float) -> None:
    until = time.monotonic() + seconds * 0.9
    while time.monotonic() < until:
        crew.say(who)
        time.sleep(0.6)


# --- while the server runs ---------------------------------------------------------------------


def _mounted(place: Path) -> bool:
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        return False
    command = [mount, "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _unmount(place: Path) -> None:
    subprocess.run(["umount", str(place)], capture_output=True, check=False)  # noqa: S607


def _while_running(verdict: Verdict) -> Table:
    table = begin(
        Table(
            "The file while the server runs",
            (
                "fault",
                "said 4 s later to whoever writes",
                "/healthz",
                "the teacher",
                "copy from the instructor's page",
                "afterwards",
                "acknowledged and lost",
            ),
        )
    )
    _full_disk(table, verdict)
    faults: dict[str, Callable[[Path], object]] = {
        "deleted": Path.unlink,
        "moved away": lambda path: path.rename(path.with_name("elsewhere.db")),
        "replaced by another": lambda path: made(path.with_name("other.db")).replace(path),
    }
    for name, act in faults.items():
        with served("gone") as crew:
            for who in DELEGATIONS:
                crew.say(who)
            before = len(crew.rows())
            act(crew.server.database_file)
            time.sleep(4)
            refused = crew.say("us")
            said, alarms = health(crew.server), crew.alarms()
            copied = crew.teacher.post("/instructor/copy", {}).status
            whole = _copied(crew, before) if copied == 200 else f"no such page here ({copied})"
            lost = "-"
            after = "refused until it is back"
            if name == "moved away":
                path = crew.server.database_file
                path.with_name("elsewhere.db").rename(path)
                time.sleep(4)
                again = crew.say("us")
                after = f"put back: {again.status}, {health(crew.server)}"
                lost = str(before + 1 - len(crew.rows()))
                verdict.demand(lost == "0" and again.status == 200, f"{name}: {after}, lost {lost}")
            table.add(name, refused.status, said, alarms, whole, after, lost)
            verdict.demand(refused.status == 503, f"{name}: {refused.status}")
    return table


def _copied(crew: Crew, events: int) -> str:
    copies = sorted((crew.server.database_file.parent / "backups").glob("*-asked-*.db"))
    with stored(copies[-1]) as database, database.reading() as connection:
        query = "select count(*) from events where table_id = ?"
        found = connection.exec_driver_sql(query, (crew.table_id,)).scalar_one()
    return f"whole: {found} of {events} events"


def _full_disk(table: Table, verdict: Verdict) -> None:
    with folder("full") as name:
        place = Path(name)
        if not _mounted(place):
            table.add("disk full", "not tried: no file system of a set size can be had", *[""] * 5)
            return
        try:
            with running(place) as crew:
                chatter = Chatter(crew, random.Random(DRAWS_SEED))
                time.sleep(2)
                with suppress(OSError), (place / "filler").open("wb") as filler:
                    while True:
                        filler.write(b"x" * 4096)
                        filler.flush()
                time.sleep(4)
                # What the write-ahead log has room for already is used up first.
                for _ in range(120):
                    if crew.say("us").status == 507:
                        break
                    time.sleep(0.5)
                said, alarms = health(crew.server), crew.alarms()
                chatter.stop()
                (place / "filler").unlink()
                time.sleep(3)
                full = Counter(sent.status for sent in crew.sent)
                tally = check(crew, 0)
                after = f"with room again: {crew.say('us').status}, {health(crew.server)}"
                refused = full[507]
                table.add(
                    "disk full", f"507 ({refused} times)", said, alarms, "-", after, tally.lost
                )
                verdict.demand(tally.lost + tally.twice + tally.again_wrong == 0, f"full: {tally}")
                verdict.demand(full[507] > 0, "disk full: nobody was told")
            _read_only(place, table)
        finally:
            _unmount(place)


def _read_only(place: Path, table: Table) -> None:
    remount = ["mount", "-o", "remount,ro", str(place)]
    with running(place) as crew:
        done = subprocess.run(remount, capture_output=True, check=False)
        if done.returncode == 0:
            table.add("read-only", crew.say("us").status, health(crew.server), crew.alarms())
        else:
            why = "not tried: the system refuses it while the file is open"
            table.add("read-only while running", why, *[""] * 5)


# --- at the start ------------------------------------------------------------------------------


def _at_the_start(verdict: Verdict) -> Table:
    table = begin(
        Table(
            "What is refused at the start, and what is not",
            ("what", "exit code", "what it says", "file unchanged"),
        )
    )
    for kind, (make, _) in UNFIT.items():
        with folder("unfit") as name:
            path = Path(name) / "game.db"
            make(path)
            before = path.read_bytes() if path.is_file() else b""
            code, said = _refused(ServerProcess(Path(name)))
            same = not path.is_file() or path.read_bytes() == before
            table.add(kind, code, said, "yes" if same else "no")
            verdict.demand(code == 2 and same, f"at the start, {kind}: {code}, {said}")
    with served("two") as crew:
        second = ServerProcess(crew.server.database_file.parent)
        code, said = _refused(second)
        table.add("a second server", code, said.replace(str(crew.server.port), "…"), "-")
        verdict.demand(code == 2, f"a second server: {code}")
        try:
            second.start("--takeover")
            former = crew.server.wait()
            table.add("… with --takeover", 0, f"opens; the former ends with {former}", "-")
            verdict.demand(former == 3, f"takeover: the former ends with {former}")
            second.kill()
            second.start()
            table.add("killed and started again at once", 0, health(second), "-")
            verdict.demand(health(second).startswith("200"), "a killed server is not followed")
        finally:
            second.kill()
    return table


def _refused(server: ServerProcess) -> tuple[int, str]:
    try:
        server.start()
    except ServerEnded as ended:
        last = str(ended).strip().splitlines()[-1]
        return server.wait(), last.replace(str(server.database_file.parent), "…")
    server.kill()
    return 0, "it opened"
