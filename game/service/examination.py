"""What ``sixparty doctor`` looks at, and what of it can be mended."""

import importlib.util
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from game.messages import words
from game.service.health import DISK_LOW
from game.service.lease import is_alive
from game.service.problems import StoreProblem
from game.service.tables import Tables
from game.store.backup import dated_copy
from game.store.database import Database
from game.store.directory import Directory
from game.store.lease import LeaseBook
from game.store.log import EventLog
from game.store.salvage import salvage
from game.store.schema import events
from game.store.schema_version import EMPTY, found_in, known, wanted
from game.store.soundness import pragma

#: Seconds by which the newest record may be ahead of this machine's clock.
AHEAD = 300.0


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is well, what was found, and what to do."""

    about: str
    well: bool
    text: str
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Case:
    """The database under examination, where it lies, and whether to mend it."""

    database: Database
    path: Path | None
    port: int
    repair: bool


def examine(url: str, *, port: int, repair: bool) -> tuple[Finding, ...]:
    """Everything that is found of the database at that SQLAlchemy URL.

    What would be asked of one that cannot be read is left out.
    """
    found = Database(url)
    path = None if found.file is None else found.file.path
    case = _Case(found, path, port, repair)
    try:
        return tuple(_findings(case))
    finally:
        found.close()


def _findings(case: _Case) -> Iterator[Finding]:
    yield from _machine(case)
    if case.path is not None and case.path.stat().st_size == 0:
        # To open it would already make a database of it.
        yield Finding("database", False, f"{case.path} is empty")
        return
    sound = _file(case)
    yield sound
    if not sound.well:
        if case.path is not None and case.repair:
            yield _salvaged(case.path)
        return
    schema = _schema(case)
    yield schema
    if not schema.well:
        return
    for look in (_references, _numbers, _games, _access, _server):
        yield look(case)


def _machine(case: _Case) -> Iterator[Finding]:
    folder = Path.cwd() if case.path is None else case.path.parent
    free = shutil.disk_usage(folder).free
    yield Finding(
        "disk",
        free >= DISK_LOW,
        f"{free // 1024**2:,} MB are free in {folder}",
        () if free >= DISK_LOW else ("Make room before the next class.",),
    )
    pdf = importlib.util.find_spec("weasyprint") is not None and _imports("weasyprint")
    yield Finding(
        "PDFs",
        True,
        "can be made" if pdf else 'cannot be made here (pip install ".[pdf]", and Pango)',
    )


def _imports(name: str) -> bool:
    try:
        __import__(name)
    except Exception:
        # Whatever a missing system library raises, there are no PDFs.
        return False
    return True


def _file(case: _Case) -> Finding:
    if case.path is None:
        return Finding("database", True, "is kept by PostgreSQL, which looks after itself")
    try:
        faults = pragma(case.database, "integrity_check(20)")
        if faults != ["ok"] and case.repair:
            _reindex(case)
            faults = pragma(case.database, "integrity_check(20)")
    except (StoreProblem, sa.exc.DatabaseError) as error:
        if isinstance(error, StoreProblem) and error.code == "not_a_database":
            raise
        faults = ["it cannot be read as a database"]
    if faults == ["ok"]:
        return Finding("database", True, f"{case.path} is sound")
    return Finding(
        "database",
        False,
        f"{case.path} is not sound: {faults[0]}",
        (
            "End the server. Use the newest copy in the folder “backups” beside it, or",
            "sixparty doctor --repair, which writes all that can be read to a new file.",
        ),
    )


def _reindex(case: _Case) -> None:
    """Indexes can be made anew from the rows; a copy is kept of the file as it was."""
    with suppress(StoreProblem):
        dated_copy(case.database, "before-repair", time.time())
    with case.database.writing() as connection:
        connection.exec_driver_sql("REINDEX")


def _salvaged(path: Path) -> Finding:
    target = path.with_name(f"{path.stem}-salvaged.db")
    if target.exists():
        text = f"{target} is there already; move it away first"
        return Finding("salvage", False, text)
    try:
        saved = salvage(path, f"sqlite:///{quote(str(target))}")
    except (StoreProblem, sa.exc.SQLAlchemyError, OSError) as error:
        return Finding("salvage", False, f"nothing could be read: {error}")
    lost = sum(one.lost for one in saved)
    rows = sum(one.rows for one in saved)
    return Finding(
        "salvage",
        False,
        f"{rows:,} rows were written to {target}; {lost:,} could not be read or fit nowhere",
        (f"Look at it with: sixparty doctor --database {target}",),
    )


def _schema(case: _Case) -> Finding:
    try:
        found = found_in(case.database)
    except StoreProblem as problem:
        if problem.code != "not_a_database":
            raise
        return Finding("version", False, "this is no database of the game")
    if found == wanted():
        return Finding("version", True, f"schema {found}, which is today's")
    if found == EMPTY:
        return Finding("version", False, "there is nothing in it")
    if found in known():
        advice = "sixparty serve brings it up to date, after a copy."
        return Finding("version", False, f"schema {found}; today's is {wanted()}", (advice,))
    advice = "Install the version that made it, or use a copy from before the upgrade."
    return Finding("version", False, f"schema {found} is of a newer version", (advice,))


def _references(case: _Case) -> Finding:
    if case.path is None:
        return Finding("references", True, "are kept by PostgreSQL")
    faults = len(pragma(case.database, "foreign_key_check"))
    if not faults:
        return Finding("references", True, "every row refers to one that is there")
    return Finding("references", False, f"{faults} row(s) refer to nothing")


def _numbers(case: _Case) -> Finding:
    """Every log counts from 1 without gaps."""
    counted = sa.select(
        events.c.table_id, sa.func.count(), sa.func.min(events.c.seq), sa.func.max(events.c.seq)
    ).group_by(events.c.table_id)
    with case.database.reading() as connection:
        rows = connection.execute(counted).all()
    bad = [str(table) for table, count, first, last in rows if (first, last) != (1, count)]
    if not bad:
        return Finding("logs", True, f"{len(rows)} log(s), none with a gap")
    advice = "What came before the gap can still be exported; use a backup for the rest."
    return Finding("logs", False, f"gaps in the log(s) of table(s) {', '.join(bad)}", (advice,))


def _games(case: _Case) -> Finding:
    """Every game can be played back under today's rules."""
    directory = Directory(case.database)
    tables = Tables(EventLog(case.database), directory)
    records = directory.all_tables()
    said = words("unshown")
    bad: dict[str, str] = {}
    for record in records:
        found = tables.unshown(record.id)
        if found is not None:
            bad[str(record.id)] = said[found.why].format(name=found.name, seq=found.seq)
        tables.forget([record.id])
    if not bad:
        return Finding("games", True, f"{len(records)} table(s), all can be played back")
    advice = [f"Table {number}: {why}." for number, why in bad.items()]
    advice.append("Their events can be exported from the class's page.")
    text = f"table(s) {', '.join(bad)} cannot be shown by this version"
    return Finding("games", False, text, tuple(advice))


def _access(case: _Case) -> Finding:
    """Only its owner may read the file; its newest record is not of the future."""
    if case.repair and case.database.close_to_others():
        return Finding("access", True, "other accounts could read the file; now they cannot")
    if case.path is not None and _readable_by_others(case.path):
        advice = "sixparty doctor --repair, or sixparty serve, takes that right away."
        return Finding("access", False, "other accounts of this machine can read it", (advice,))
    newest = EventLog(case.database).newest()
    ahead = newest - time.time()
    if ahead > AHEAD:
        text = f"the newest record is {ahead / 3600:.1f} h ahead of this machine's clock"
        return Finding("clock", False, text, ("Set the machine's date and time right.",))
    return Finding("clock", True, "no record is of the future")


def _readable_by_others(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def _server(case: _Case) -> Finding:
    lease = LeaseBook(case.database).lease()
    if lease is not None and is_alive(lease, time.time()):
        return Finding("server", True, f"one has it open at {lease.address}")
    return Finding("server", True, f"none has it open; {_port(case.port)}")


def _port(port: int) -> str:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return f"port {port} is taken by another program"
    return f"port {port} is free"
