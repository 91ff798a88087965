"""Deleting a conference, or a person of one, with everything that hangs on them.

SQLite overwrites what it deletes (see ``database.py``); after each deletion its write-ahead log is
emptied too, so that nothing can be read from either file afterwards.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from game.store.database import Database
from game.store.records import ids_key, wall_key
from game.store.schema import (
    answered_forms,
    conferences,
    events,
    metadata,
    participants,
    removed_people,
    reports,
    roster,
    settings,
    tables,
)

#: How often emptying the log is tried while others read, and the seconds between two tries.
TRIES, WAIT = 40, 0.05


def belonging(conference_id: int) -> dict[sa.Table, sa.ColumnElement[bool]]:
    """For every table of rows that hang on the conference, the condition for its own rows."""
    return _hanging_on(conferences, conferences.c.id == conference_id)


def of_person(participant_id: str) -> dict[sa.Table, sa.ColumnElement[bool]]:
    """For every table of rows that hang on the participant, the condition for their own rows."""
    return _hanging_on(participants, participants.c.id == participant_id)


def _hanging_on(
    root: sa.Table, condition: sa.ColumnElement[bool]
) -> dict[sa.Table, sa.ColumnElement[bool]]:
    """Found by following foreign keys, so that a table that is added later is not forgotten."""
    found: dict[sa.Table, sa.ColumnElement[bool]] = {root: condition}
    for table in metadata.sorted_tables:
        conditions = [
            foreign.parent.in_(sa.select(foreign.column).where(found[foreign.column.table]))
            for foreign in table.foreign_keys
            if foreign.column.table in found
        ]
        if conditions and table is not root:
            found[table] = sa.or_(*conditions)
    return found


def _delete(connection: Connection, rows: dict[sa.Table, sa.ColumnElement[bool]]) -> dict[str, int]:
    """Delete those rows, the most dependent first; how many went, by table."""
    order = [table for table in reversed(metadata.sorted_tables) if table in rows]
    return {
        table.name: connection.execute(sa.delete(table).where(rows[table])).rowcount
        for table in order
    }


def erase(database: Database, conference_id: int) -> dict[str, int]:
    """Delete the conference and its settings; how many rows went, by table."""
    rows = belonging(conference_id)
    with database.writing() as connection:
        _delete_forms(connection, rows[participants])
        made = answered_forms.c.made == str(conference_id)
        connection.execute(sa.delete(answered_forms).where(made))
        kept = (wall_key(conference_id), ids_key(conference_id))
        connection.execute(sa.delete(settings).where(settings.c.key.in_(kept)))
        gone = _delete(connection, rows)
    empty_the_log(database)
    return gone


def _delete_forms(connection: Connection, whose: sa.ColumnElement[bool]) -> None:
    """Delete the answered forms by which those people joined."""
    made = sa.exists().where(whose, answered_forms.c.made.contains(participants.c.id))
    connection.execute(sa.delete(answered_forms).where(made))


@dataclass(frozen=True)
class Forgotten:
    """How many rows of the log were rewritten, and how many rows went, by table."""

    rewritten: int
    gone: dict[str, int]


def forget_person(
    database: Database, participant_id: str, mark: str, rewrite: Callable[[str], str]
) -> Forgotten:
    """Delete a participant and their line of the roster; leave nothing of them in the logs.

    Or somebody who was removed before.

    ``rewrite`` gives the body of an event without them; ``mark`` stands for their id in the ids of
    commands. Reports of the conference go too: they hold what people wrote. Nobody of that id:
    nothing happens.
    """
    with database.writing() as connection:
        person = connection.execute(
            sa.select(participants.c.conference_id, participants.c.name_key).where(
                participants.c.id == participant_id
            )
        ).first()
        if person is None:
            person = connection.execute(
                sa.select(removed_people.c.conference_id, removed_people.c.name_key).where(
                    removed_people.c.id == participant_id
                )
            ).first()
        if person is None:
            return Forgotten(0, {})
        rewritten = _rewrite(connection, person.conference_id, participant_id, mark, rewrite)
        rows = {**of_person(participant_id), removed_people: removed_people.c.id == participant_id}
        _delete_forms(connection, rows[participants])
        line = (roster.c.conference_id == person.conference_id) & (
            roster.c.name_key == person.name_key
        )
        gone = _delete(
            connection,
            {**rows, roster: line, reports: reports.c.conference_id == person.conference_id},
        )
    empty_the_log(database)
    return Forgotten(rewritten, gone)


def _rewrite(
    connection: Connection,
    conference_id: int,
    participant_id: str,
    mark: str,
    rewrite: Callable[[str], str],
) -> int:
    """Rewrite every stored event of the conference that names the participant; how many did."""
    here = sa.select(tables.c.id).where(tables.c.conference_id == conference_id)
    naming = sa.or_(
        events.c.body.contains(participant_id), events.c.command_id.contains(participant_id)
    )
    query = sa.select(events.c.table_id, events.c.seq, events.c.body, events.c.command_id)
    found = connection.execute(query.where(events.c.table_id.in_(here), naming)).all()
    for row in found:
        connection.execute(
            sa.update(events)
            .where(events.c.table_id == row.table_id, events.c.seq == row.seq)
            .values(
                body=rewrite(row.body),
                command_id=row.command_id.replace(participant_id, mark),
                # A digest of short words would let somebody find them by trying.
                command_digest="",
            )
        )
    return len(found)


def empty_the_log(database: Database) -> bool:
    """Fold SQLite's write-ahead log into the file and empty it; whether that could be done.

    Called after a deletion, outside any transaction. While others read it cannot be done: then it
    is tried again for two seconds, and what is left goes with the next deletion.
    """
    if database.engine.dialect.name != "sqlite":
        return True
    for attempt in range(TRIES):
        if attempt:
            time.sleep(WAIT)
        if database.checkpoint():
            return True
    return False
