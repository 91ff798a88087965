"""The directory: instructors, conferences, tables, people and their seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from game.store.database import Database
from game.store.schema import (
    conferences,
    entry_links,
    instructors,
    participants,
    settings,
    stand_ins,
    tables,
)


class NameTaken(Exception):
    """Somebody else of the conference has that name."""


@dataclass(frozen=True)
class Instructor:
    """Somebody who runs conferences."""

    id: int
    name: str


@dataclass(frozen=True)
class Conference:
    """One class's event."""

    id: int
    code: str
    title: str
    instructor_id: int
    scenario: str
    language: str
    preset: str
    consensus: str
    seats_per_delegation: int
    created_at: float
    locked: bool


@dataclass(frozen=True)
class TableRecord:
    """One table of a conference."""

    id: int
    conference_id: int
    number: int
    seed: str


@dataclass(frozen=True)
class Participant:
    """Somebody who joined a conference, and the seat that they have, if any."""

    id: str
    conference_id: int
    name: str
    resume_code: str
    observer: bool
    table_id: int | None
    delegation: str | None
    head: bool
    joined_at: float


_CONFERENCE = [conferences.c[name] for name in Conference.__dataclass_fields__]
_TABLE = [tables.c[name] for name in TableRecord.__dataclass_fields__]
_PARTICIPANT = [participants.c[name] for name in Participant.__dataclass_fields__]


def _new_id(inserted: sa.CursorResult[Any]) -> int:
    """The key that the database gave the row just inserted."""
    key = inserted.inserted_primary_key
    assert key is not None  # noqa: S101 - a single-row insert always has one
    return int(key[0])


class Directory:
    """Reads and writes the directory; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- settings, instructors and their links ---

    def setting(self, key: str, default: str) -> str:
        """The setting, stored as ``default`` if it was not there: the first writer wins."""
        query = sa.select(settings.c.value).where(settings.c.key == key)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        if found is not None:
            return str(found)
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(settings).values(key=key, value=default))
        except IntegrityError:
            return self.setting(key, default)
        return default

    def instructor_named(self, name: str, now: float) -> Instructor:
        """The instructor of that name, entered if new."""
        with self._database.writing() as connection:
            query = sa.select(instructors.c.id).where(instructors.c.name == name)
            id_ = connection.execute(query).scalar()
            if id_ is None:
                added = sa.insert(instructors).values(name=name, created_at=now)
                id_ = _new_id(connection.execute(added))
        return Instructor(int(id_), name)

    def instructor(self, id_: int) -> Instructor | None:
        """The instructor with that id."""
        query = sa.select(instructors.c.id, instructors.c.name).where(instructors.c.id == id_)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return Instructor(*row) if row else None

    def add_link(self, token_hash: str, instructor: Instructor, now: float) -> None:
        """Remember a one-time link by its secret's hash."""
        with self._database.writing() as connection:
            connection.execute(
                sa.insert(entry_links).values(
                    token_hash=token_hash, instructor_id=instructor.id, created_at=now
                )
            )

    def link_is_fresh(self, token_hash: str) -> bool:
        """Whether the link exists and has not been used."""
        query = sa.select(entry_links.c.token_hash).where(
            entry_links.c.token_hash == token_hash, entry_links.c.used_at.is_(None)
        )
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def use_link(self, token_hash: str, now: float) -> Instructor | None:
        """Use up the link; None if it is unknown or was used before, by however little."""
        used = (
            sa.update(entry_links)
            .where(entry_links.c.token_hash == token_hash, entry_links.c.used_at.is_(None))
            .values(used_at=now)
        )
        owner = (
            sa.select(instructors.c.id, instructors.c.name)
            .join(entry_links, entry_links.c.instructor_id == instructors.c.id)
            .where(entry_links.c.token_hash == token_hash)
        )
        with self._database.writing() as connection:
            if connection.execute(used).rowcount != 1:
                return None
            return Instructor(*connection.execute(owner).one())

    # --- conferences and tables ---

    def code_is_free(self, code: str) -> bool:
        """Whether no conference has that join code."""
        query = sa.select(conferences.c.id).where(conferences.c.code == code)
        with self._database.reading() as connection:
            return connection.execute(query).first() is None

    def add_conference(self, conference: Conference, seeds: Sequence[str]) -> Conference:
        """Store a conference (its id is ignored and given) with a table for each seed."""
        values = {n: getattr(conference, n) for n in Conference.__dataclass_fields__ if n != "id"}
        with self._database.writing() as connection:
            added = connection.execute(sa.insert(conferences).values(**values))
            id_ = _new_id(added)
            connection.execute(
                sa.insert(tables),
                [
                    {"conference_id": id_, "number": number, "seed": seed}
                    for number, seed in enumerate(seeds, start=1)
                ],
            )
        return Conference(id=id_, **values)

    def conference(self, id_: int) -> Conference | None:
        """The conference with that id."""
        return self._conference(conferences.c.id == id_)

    def conference_by_code(self, code: str) -> Conference | None:
        """The conference with that join code."""
        return self._conference(conferences.c.code == code)

    def _conference(self, condition: sa.ColumnElement[bool]) -> Conference | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*_CONFERENCE).where(condition)).first()
        return Conference(*row) if row else None

    def conferences_of(self, instructor_id: int) -> tuple[Conference, ...]:
        """The instructor's conferences, newest first."""
        query = (
            sa.select(*_CONFERENCE)
            .where(conferences.c.instructor_id == instructor_id)
            .order_by(conferences.c.created_at.desc(), conferences.c.id.desc())
        )
        with self._database.reading() as connection:
            return tuple(Conference(*row) for row in connection.execute(query))

    def lock_conference(self, id_: int, locked: bool) -> None:
        """Close the door to newcomers, or open it."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(conferences).where(conferences.c.id == id_).values(locked=locked)
            )

    def table(self, id_: int) -> TableRecord | None:
        """The table with that id."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*_TABLE).where(tables.c.id == id_)).first()
        return TableRecord(*row) if row else None

    def tables_of(self, conference_id: int) -> tuple[TableRecord, ...]:
        """The conference's tables by number."""
        query = sa.select(*_TABLE).where(tables.c.conference_id == conference_id)
        with self._database.reading() as connection:
            return tuple(
                TableRecord(*row) for row in connection.execute(query.order_by(tables.c.number))
            )

    def all_tables(self) -> tuple[TableRecord, ...]:
        """Every table of every conference."""
        with self._database.reading() as connection:
            return tuple(
                TableRecord(*row)
                for row in connection.execute(sa.select(*_TABLE).order_by(tables.c.id))
            )

    # --- people ---

    def add_participant(self, participant: Participant) -> None:
        """Store somebody who joins. ``NameTaken`` if the conference has that name already."""
        values = {n: getattr(participant, n) for n in Participant.__dataclass_fields__}
        try:
            with self._database.writing() as connection:
                connection.execute(
                    sa.insert(participants).values(**values, name_key=participant.name.casefold())
                )
        except IntegrityError as clash:
            raise NameTaken from clash

    def participant(self, id_: str) -> Participant | None:
        """The participant with that id."""
        return self._participant(participants.c.id == id_)

    def participant_by_resume_code(self, conference_id: int, code: str) -> Participant | None:
        """Whoever of the conference was given that resume code."""
        return self._participant(
            (participants.c.conference_id == conference_id) & (participants.c.resume_code == code)
        )

    def _participant(self, condition: sa.ColumnElement[bool]) -> Participant | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(*_PARTICIPANT).where(condition)).first()
        return Participant(*row) if row else None

    def participants_of(self, conference_id: int) -> tuple[Participant, ...]:
        """Everybody of the conference in the order of joining."""
        query = (
            sa.select(*_PARTICIPANT)
            .where(participants.c.conference_id == conference_id)
            .order_by(participants.c.joined_at, participants.c.id)
        )
        with self._database.reading() as connection:
            return tuple(Participant(*row) for row in connection.execute(query))

    def remove_participant(self, id_: str) -> None:
        """Take somebody out of the conference."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(participants).where(participants.c.id == id_))

    def reseat(self, seats: Sequence[Participant]) -> None:
        """Store these people's seats. A filled delegation is no longer held by the machine."""
        with self._database.writing() as connection:
            for person in seats:
                connection.execute(
                    sa.update(participants)
                    .where(participants.c.id == person.id)
                    .values(
                        table_id=person.table_id,
                        delegation=person.delegation,
                        head=person.head,
                    )
                )
                if person.table_id is not None:
                    self._dismiss(connection, person)

    @staticmethod
    def _dismiss(connection: Connection, person: Participant) -> None:
        connection.execute(
            sa.delete(stand_ins).where(
                stand_ins.c.table_id == person.table_id,
                stand_ins.c.delegation == person.delegation,
            )
        )

    def stand_ins_of(self, table_id: int) -> frozenset[str]:
        """The delegations of the table that the machine holds."""
        query = sa.select(stand_ins.c.delegation).where(stand_ins.c.table_id == table_id)
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def set_stand_ins(self, table_id: int, delegations: frozenset[str]) -> None:
        """Let the machine hold exactly these delegations of the table."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(stand_ins).where(stand_ins.c.table_id == table_id))
            if delegations:
                connection.execute(
                    sa.insert(stand_ins),
                    [{"table_id": table_id, "delegation": d} for d in sorted(delegations)],
                )
