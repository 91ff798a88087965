"""Conferences, their tables, and the instructors who share them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa

from game.engine.house_rules import HouseRules
from game.store.forms import SentForm, remember
from game.store.log import StoredEvent
from game.store.part import Part, new_id
from game.store.records import Conference, DoorState, Instructor, TableRecord
from game.store.schema import co_instructors, conferences, events, instructors, tables

_CONFERENCE = [conferences.c[name] for name in Conference.__dataclass_fields__]
_TABLE = [tables.c[name] for name in TableRecord.__dataclass_fields__]


def _conference(row: Mapping[str, Any]) -> Conference:
    return Conference(**{**row, "rules": HouseRules.model_validate_json(row["rules"])})


class ConferenceBook(Part):
    """Every class's event."""

    def code_is_free(self, code: str) -> bool:
        """Whether no conference has that join code."""
        query = sa.select(conferences.c.id).where(conferences.c.code == code)
        with self._database.reading() as connection:
            return connection.execute(query).first() is None

    def add_conference(
        self,
        conference: Conference,
        seeds: Sequence[str],
        laid: StoredEvent,
        form: SentForm | None = None,
    ) -> Conference:
        """Store a conference (its id is ignored and given) with a table for each seed.

        ``laid`` is the first event of every table's log. All of it is there, or nothing.
        """
        values = {n: getattr(conference, n) for n in Conference.__dataclass_fields__ if n != "id"}
        values["rules"] = conference.rules.model_dump_json()
        with self._database.writing() as connection:
            id_ = new_id(connection.execute(sa.insert(conferences).values(**values)))
            connection.execute(
                sa.insert(tables),
                [
                    {"conference_id": id_, "number": number, "seed": seed}
                    for number, seed in enumerate(seeds, start=1)
                ],
            )
            ids = sa.select(tables.c.id).where(tables.c.conference_id == id_)
            rows = [
                {"table_id": table_id, **asdict(laid)}
                for table_id in connection.execute(ids).scalars()
            ]
            connection.execute(sa.insert(events), rows)
            remember(connection, form, str(id_), conference.created_at)
        return replace(conference, id=id_)

    def conference(self, id_: int) -> Conference | None:
        """The conference with that id."""
        return self._conference(conferences.c.id == id_)

    def conference_by_code(self, code: str) -> Conference | None:
        """The conference with that join code."""
        return self._conference(conferences.c.code == code)

    def _conference(self, condition: sa.ColumnElement[bool]) -> Conference | None:
        with self._database.reading() as connection:
            found = connection.execute(sa.select(*_CONFERENCE).where(condition))
            row = found.mappings().first()
        return _conference(row) if row else None  # type: ignore[arg-type]

    def conferences_of(self, instructor_id: int) -> tuple[Conference, ...]:
        """The instructor's own conferences and those shared with them, newest first."""
        shared = sa.select(co_instructors.c.conference_id).where(
            co_instructors.c.instructor_id == instructor_id
        )
        query = (
            sa.select(*_CONFERENCE)
            .where((conferences.c.instructor_id == instructor_id) | conferences.c.id.in_(shared))
            .order_by(conferences.c.created_at.desc(), conferences.c.id.desc())
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings()
            return tuple(_conference(row) for row in rows)  # type: ignore[arg-type]

    def set_door(self, id_: int, door: DoorState) -> None:
        """Open or close the door to newcomers."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(conferences).where(conferences.c.id == id_).values(door=door)
            )

    # --- sharing ---

    def co_instructors(self, conference_id: int) -> tuple[Instructor, ...]:
        """Those with whom its owner shares the conference, by name."""
        query = (
            sa.select(instructors.c.id, instructors.c.name, instructors.c.login_key)
            .join(co_instructors, co_instructors.c.instructor_id == instructors.c.id)
            .where(co_instructors.c.conference_id == conference_id)
            .order_by(instructors.c.name)
        )
        with self._database.reading() as connection:
            return tuple(Instructor(*row) for row in connection.execute(query))

    def share(self, conference_id: int, instructor_id: int) -> None:
        """Let that instructor run the conference too; once more has no second effect."""
        self.unshare(conference_id, instructor_id)
        with self._database.writing() as connection:
            connection.execute(
                sa.insert(co_instructors).values(
                    conference_id=conference_id, instructor_id=instructor_id
                )
            )

    def unshare(self, conference_id: int, instructor_id: int) -> None:
        """No longer let that instructor run it."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(co_instructors).where(
                    co_instructors.c.conference_id == conference_id,
                    co_instructors.c.instructor_id == instructor_id,
                )
            )

    # --- tables ---

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

    def running_tables(self) -> dict[int, float | None]:
        """All tables at which the clock runs: when something is due there next, by their ids."""
        query = (
            sa.select(tables.c.id, tables.c.next_due_at)
            .where(tables.c.status == "running")
            .order_by(tables.c.id)
        )
        with self._database.reading() as connection:
            return {row.id: row.next_due_at for row in connection.execute(query)}

    def all_tables(self) -> tuple[TableRecord, ...]:
        """Every table of every conference."""
        with self._database.reading() as connection:
            return tuple(
                TableRecord(*row)
                for row in connection.execute(sa.select(*_TABLE).order_by(tables.c.id))
            )
