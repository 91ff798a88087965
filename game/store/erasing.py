"""Deleting a conference with everything that hangs on it."""

import sqlalchemy as sa

from game.store.database import Database
from game.store.schema import conferences, metadata


def belonging(conference_id: int) -> dict[sa.Table, sa.ColumnElement[bool]]:
    """For every table of rows that hang on the conference, the condition for its own rows.

    Found by following foreign keys, so that a table that is added later is not forgotten.
    """
    found: dict[sa.Table, sa.ColumnElement[bool]] = {conferences: conferences.c.id == conference_id}
    for table in metadata.sorted_tables:
        conditions = [
            foreign.parent.in_(sa.select(foreign.column).where(found[foreign.column.table]))
            for foreign in table.foreign_keys
            if foreign.column.table in found
        ]
        if conditions and table is not conferences:
            found[table] = sa.or_(*conditions)
    return found


def erase(database: Database, conference_id: int) -> dict[str, int]:
    """Delete the conference; how many rows went, by table.

    SQLite is told to overwrite what it deletes and to empty its write-ahead log, so that nothing
    can be read from the file afterwards.
    """
    rows = belonging(conference_id)
    order = [table for table in reversed(metadata.sorted_tables) if table in rows]
    sqlite = database.engine.dialect.name == "sqlite"
    gone: dict[str, int] = {}
    with database.writing() as connection:
        if sqlite:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        for table in order:
            gone[table.name] = connection.execute(sa.delete(table).where(rows[table])).rowcount
    if sqlite:
        _empty_the_log(database)
    return gone


def _empty_the_log(database: Database) -> None:
    """Fold the write-ahead log into the file; outside any transaction, where alone it may be."""
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()
        cursor.close()
    finally:
        connection.close()
