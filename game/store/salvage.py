"""Saving what can be read of a damaged SQLite file into a new, sound one."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from game.store.database import Database
from game.store.schema import metadata
from game.store.schema_version import migrate
from game.store.sqlite import OWNER_ONLY


@dataclass(frozen=True)
class Saved:
    """How many rows of a table were saved, and how many were lost."""

    table: str
    rows: int
    lost: int


def salvage(damaged: Path, target: Path) -> tuple[Saved, ...]:
    """Copy every row that can be read and still fits into a new database of today's schema.

    The damaged file is only read. ``sqlite3.Error`` where not even its list of tables can be.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))
    fresh = Database("sqlite:///" + quote(str(target.resolve())))
    migrate(fresh)
    fresh.close()
    source = sqlite3.connect(f"file:{quote(str(damaged.resolve()))}?mode=ro", uri=True)
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        copy.execute("PRAGMA foreign_keys=ON")
        return tuple(_table(source, copy, table.name) for table in metadata.sorted_tables)
    finally:
        source.close()
        copy.close()


def _table(source: sqlite3.Connection, copy: sqlite3.Connection, name: str) -> Saved:
    """Copy a table's rows one by one: one that cannot be read or does not fit costs only itself."""
    known = {str(row[1]) for row in copy.execute(f'PRAGMA table_info("{name}")')}
    present = [str(row[1]) for row in source.execute(f'PRAGMA table_info("{name}")')]
    columns = [column for column in present if column in known]
    if not columns:
        return Saved(name, 0, 0)
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" for _ in columns)
    # Names of tables and columns come from our own schema.
    insert = f'INSERT OR REPLACE INTO "{name}" ({names}) VALUES ({marks})'  # noqa: S608
    saved = lost = 0
    copy.execute("BEGIN")
    for row in _rows(source, name, names):
        try:
            if row is None:
                raise sqlite3.DatabaseError("unreadable")
            copy.execute(insert, row)
            saved += 1
        except sqlite3.Error:
            lost += 1
    copy.execute("COMMIT")
    return Saved(name, saved, lost)


def _rows(source: sqlite3.Connection, name: str, names: str) -> Iterator[tuple[object, ...] | None]:
    """The rows in order; after a part that cannot be read, those behind it; None for a lost one."""
    query = f'SELECT rowid, {names} FROM "{name}" WHERE rowid > ? ORDER BY rowid'  # noqa: S608
    last, end = -1, _last_row(source, name)
    while True:
        try:
            for row in source.execute(query, (last,)):
                last = int(row[0])
                yield tuple(row[1:])
        except sqlite3.Error:
            last += 1
            if last > end:
                return
            yield None
        else:
            return


def _last_row(source: sqlite3.Connection, name: str) -> int:
    try:
        found = source.execute(f'SELECT max(rowid) FROM "{name}"').fetchone()  # noqa: S608
    except sqlite3.Error:
        return 0
    return int(found[0] or 0)
