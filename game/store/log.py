"""The event log: append and read."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from game.store.database import Database
from game.store.newest import newest_at
from game.store.records import Standing
from game.store.schema import events, tables

_COLUMNS = [events.c[name] for name in ("seq", "at", "kind", "body", "command_id")]
_COLUMNS.append(events.c.command_digest)


class SequenceTaken(Exception):
    """Another writer has already recorded an event under that number."""


@dataclass(frozen=True)
class StoredEvent:
    """A row of the log; ``body`` is the event as JSON."""

    seq: int
    at: float
    kind: str
    body: str
    command_id: str
    command_digest: str = ""


class EventLog:
    """Every table's events, numbered from 1 without gaps."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, table_id: int, rows: Sequence[StoredEvent], standing: Standing) -> None:
        """Store the rows, and how the table stands after them, in one transaction: all or none.

        ``SequenceTaken`` if one's number is, KeyError if there is no such table.
        """
        values = [
            {
                "table_id": table_id,
                "seq": row.seq,
                "at": row.at,
                "kind": row.kind,
                "body": row.body,
                "command_id": row.command_id,
                "command_digest": row.command_digest,
            }
            for row in rows
        ]
        try:
            with self._database.writing() as connection:
                _note(connection, table_id, standing)
                connection.execute(sa.insert(events), values)
        except IntegrityError as clash:
            raise SequenceTaken from clash

    def note(self, table_id: int, seq: int, standing: Standing) -> None:
        """Store how the table stands after its event of that number, unless it has a later one."""
        newest = sa.select(sa.func.max(events.c.seq)).where(events.c.table_id == table_id)
        with self._database.writing() as connection:
            if connection.execute(newest).scalar() == seq:
                _note(connection, table_id, standing)

    def read(self, table_id: int, after: int = 0) -> tuple[StoredEvent, ...]:
        """The table's events with numbers above ``after``, in order."""
        query = (
            sa.select(*_COLUMNS)
            .where(events.c.table_id == table_id, events.c.seq > after)
            .order_by(events.c.seq)
        )
        with self._database.reading() as connection:
            return tuple(StoredEvent(*row) for row in connection.execute(query))

    def newest(self) -> float:
        """When the newest event of any table happened; 0 where there is none."""
        with self._database.reading() as connection:
            return connection.execute(newest_at()).scalar() or 0.0

    def naming(self, conference_id: int, participant_id: str) -> dict[int, list[StoredEvent]]:
        """By table of the conference, the events that name the participant, in order.

        In the event itself, or in the id of the command that brought it about.
        """
        here = sa.select(tables.c.id).where(tables.c.conference_id == conference_id)
        named = sa.or_(
            events.c.body.contains(participant_id), events.c.command_id.contains(participant_id)
        )
        query = (
            sa.select(events.c.table_id, *_COLUMNS)
            .where(events.c.table_id.in_(here), named)
            .order_by(events.c.table_id, events.c.seq)
        )
        found: dict[int, list[StoredEvent]] = {}
        with self._database.reading() as connection:
            for table_id, *row in connection.execute(query):
                found.setdefault(table_id, []).append(StoredEvent(*row))
        return found

    def bodies(self, table_id: int, limit: int | None = None) -> Sequence[str]:
        """The table's events as JSON, or the first so many, in order."""
        query = (
            sa.select(events.c.body)
            .where(events.c.table_id == table_id)
            .order_by(events.c.seq)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return connection.execute(query).scalars().all()

    def last(self, table_id: int, passing: Sequence[str] = ()) -> int:
        """The number of the table's last event that is of none of those kinds; 0 if none is."""
        query = sa.select(sa.func.max(events.c.seq)).where(
            events.c.table_id == table_id, events.c.kind.not_in(passing)
        )
        with self._database.reading() as connection:
            return connection.execute(query).scalar() or 0


def _note(connection: sa.Connection, table_id: int, standing: Standing) -> None:
    """Write how the table stands. KeyError if there is no such table."""
    found = connection.execute(
        sa.update(tables)
        .where(tables.c.id == table_id)
        .values(status=standing.status, next_due_at=standing.next_due_at)
    )
    if not found.rowcount:
        raise KeyError(table_id)
