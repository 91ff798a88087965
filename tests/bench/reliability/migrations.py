"""Kills while an older database is brought up to date."""

import random
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from game.service.conferences import Conferences
from game.service.tables import Tables
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog
from game.store.schema_version import migrate, wanted
from tests.bench.reliability.crew import folder
from tests.bench.reliability.findings import Verdict
from tests.bench.reliability.kills import Kills
from tests.house import ServerProcess
from tests.integration.test_migrations import move_to

#: So many conferences make a migration last long enough to be hit.
CONFERENCES = 1_500
OLDER = ("0001", "0003", "0004", "0006")


def at_migrations(count: int, draws: random.Random, verdict: Verdict, until: float) -> Kills:
    """From a copy of a full older database each; whatever was killed comes up at the next start."""
    found = Kills("migrations")
    untouched = finished = 0
    with folder("migrations") as place:
        full = _filled(Path(place))
        older = {revision: _downgraded(full, revision) for revision in OLDER}
        for number in range(count):
            if time.monotonic() > until:
                break
            revision = OLDER[number % len(OLDER)]
            trial = Path(place) / f"trial-{number}"
            trial.mkdir()
            server = ServerProcess(trial)
            shutil.copy(older[revision], server.database_file)
            _kill_while_it_migrates(server, draws)
            found.kills += 1
            version = _version(server.database_file)
            verdict.demand(version in (revision, wanted()), f"half migrated: {version}")
            untouched += version == revision
            finished += version == wanted()
            verdict.demand(_comes_up(server.database_file), f"rows lost from {revision}")
            shutil.rmtree(trial)
    found.other = f"{untouched} left as they were, {finished} finished, none between"
    found.logs = found.kills
    return found


def _filled(place: Path) -> Path:
    path = place / "full.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    directory = Directory(database)
    conferences = Conferences(directory, Tables(EventLog(database), directory))
    teacher = conferences.enter(conferences.invite("Teacher"))
    first = conferences.create(teacher, title="", preset="demo", tables=2, consensus="unanimity")
    conferences.join(first.code, "Ann")
    conferences.auto_seat(first)
    conferences.start(first)
    with database.writing() as connection:
        for number in range(CONFERENCES):
            connection.exec_driver_sql(
                "insert into conferences (id, code, title, instructor_id, scenario, language,"
                " preset, seats_per_delegation, created_at, rules, door) select ?, ?, title,"
                " instructor_id, scenario, language, preset, seats_per_delegation, created_at,"
                " rules, door from conferences where id = ?",
                (number + 100, f"{number + 100_000}", first.id),
            )
            connection.exec_driver_sql(
                "insert into tables (id, conference_id, number, seed) values (?, ?, 1, 'seed')",
                (number + 100, number + 100),
            )
            connection.exec_driver_sql(
                "insert into events (table_id, seq, at, kind, body, command_id) select ?, seq, at,"
                " kind, body, command_id from events where table_id = 1",
                (number + 100,),
            )
    database.checkpoint()
    database.close()
    return path


def _downgraded(full: Path, revision: str) -> Path:
    path = full.with_name(f"older-{revision}.db")
    shutil.copy(full, path)
    database = Database(f"sqlite:///{path}")
    move_to(database, revision)
    database.checkpoint()
    database.close()
    return path


def _kill_while_it_migrates(server: ServerProcess, draws: random.Random) -> None:
    """Kill it within a second after it has begun to copy or to change the file."""
    process = server.open_process()
    log = server.database_file.with_name(server.database_file.name + "-wal")
    backups = server.database_file.parent / "backups"
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        if backups.exists() or (log.exists() and log.stat().st_size > 0):
            break
        time.sleep(0.005)
    time.sleep(1.2 * draws.random())
    server.kill()


def _version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as look:
        assert look.execute("pragma quick_check").fetchone() == ("ok",)
        return str(look.execute("select version_num from alembic_version").fetchone()[0])


def _comes_up(path: Path) -> bool:
    """Whether the next start brings it up with every row of it, and its log replays."""
    database = Database(f"sqlite:///{path}")
    with suppress(OSError):
        migrate(database)
    with database.reading() as connection:
        found = connection.exec_driver_sql("select count(*) from conferences").scalar_one()
        faults = connection.exec_driver_sql("pragma foreign_key_check").all()
    tables = Tables(EventLog(database), Directory(database))
    replayed = len(tables.events(1)) == tables.state(1).seq
    people = [person.name for person in Directory(database).participants_of(1)]
    database.close()
    return bool(found == CONFERENCES + 1 and not faults and replayed and people == ["Ann"])
