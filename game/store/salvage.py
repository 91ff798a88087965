"""Saving what can be read of a damaged SQLite file into a new, sound one."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from game.store.database import Database
from game.store.schema import metadata
from game.store.schema_version import migrate
from game.store.standing import note_by_kinds

_ROWID: sa.ColumnClause[int] = sa.literal_column("rowid", sa.Integer)


@dataclass(frozen=True)
class Saved:
    """How many rows of a table were saved, and how many were lost."""

    table: str
    rows: int
    lost: int


def salvage(damaged: Path, url: str) -> tuple[Saved, ...]:
    """Copy every row that can be read and still fits into a new database at that URL.

    The damaged file is only read. ``SQLAlchemyError`` where not even its list of tables can be.
    """
    copy = Database(url)
    source = _read_only(damaged)
    try:
        migrate(copy)
        saved = tuple(_table(source, copy, table) for table in metadata.sorted_tables)
        with copy.writing() as connection:
            # What was noted beside the logs may be older, or newer, than what was saved of them.
            note_by_kinds(connection)
        return saved
    finally:
        source.dispose()
        copy.close()


def _read_only(path: Path) -> Engine:
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    return sa.create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True))


def _table(source: Engine, copy: Database, table: sa.Table) -> Saved:
    """Copy a table's rows one by one: one that cannot be read or does not fit costs only itself."""
    with source.connect() as connection:
        inspected = sa.inspect(connection)
        if not inspected.has_table(table.name):
            return Saved(table.name, 0, 0)
        present = {str(column["name"]) for column in inspected.get_columns(table.name)}
    columns = [column for column in table.columns if column.name in present]
    saved = lost = 0
    insert = sa.insert(table).prefix_with("OR REPLACE")
    with copy.writing() as connection:
        for row in _rows(source, table, columns):
            if row is not None and _fits(connection, insert, row):
                saved += 1
            else:
                lost += 1
    return Saved(table.name, saved, lost)


def _fits(connection: Connection, insert: sa.Insert, row: Mapping[str, Any]) -> bool:
    """Store the row; False where it refers to nothing, or is not what a row has to be."""
    try:
        with connection.begin_nested():
            connection.execute(insert.values(**row))
    except SQLAlchemyError:
        return False
    return True


def _rows(
    source: Engine, table: sa.Table, columns: list[sa.Column[Any]]
) -> Iterator[dict[str, Any] | None]:
    """The rows in order; after a part that cannot be read, those behind it; None for a lost one."""
    query = sa.select(_ROWID, *columns).order_by(_ROWID)
    last, end = -1, _last_row(source, table)
    while True:
        try:
            with source.connect() as connection:
                for rowid, *values in connection.execute(query.where(last < _ROWID)):
                    last = rowid
                    yield dict(zip((column.name for column in columns), values, strict=True))
        except (SQLAlchemyError, ValueError, sqlite3.Error):
            last += 1
            if last > end:
                return
            yield None
        else:
            return


def _last_row(source: Engine, table: sa.Table) -> int:
    try:
        with source.connect() as connection:
            found = sa.select(sa.func.max(_ROWID)).select_from(table)
            return int(connection.execute(found).scalar() or 0)
    except SQLAlchemyError:
        return 0
