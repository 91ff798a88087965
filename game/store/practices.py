"""Conferences in which one person practises against machines."""

import sqlalchemy as sa

from game.engine.acts.endings import GameEnded
from game.store.part import Part
from game.store.records import PracticeRecord
from game.store.schema import conferences, events, practices, tables


class PracticeBook(Part):
    """Which conferences are practices, and whence they were opened."""

    def mark_practice(self, conference_id: int, address: str) -> None:
        """From now on the conference is a practice."""
        with self._database.writing() as connection:
            connection.execute(
                sa.insert(practices).values(conference_id=conference_id, address=address)
            )

    def practices(self) -> tuple[PracticeRecord, ...]:
        """Every practice that is kept, the oldest first."""
        here = events.c.table_id == tables.c.id
        last_at = sa.select(sa.func.max(events.c.at)).where(here).scalar_subquery()
        over = sa.exists().where(here & (events.c.kind == GameEnded.model_fields["kind"].default))
        query = (
            sa.select(
                practices.c.conference_id,
                tables.c.id,
                practices.c.address,
                conferences.c.created_at,
                sa.func.coalesce(last_at, conferences.c.created_at),
                over,
            )
            .join(conferences, conferences.c.id == practices.c.conference_id)
            .join(tables, tables.c.conference_id == practices.c.conference_id)
            .order_by(conferences.c.created_at, practices.c.conference_id)
        )
        with self._database.reading() as connection:
            return tuple(PracticeRecord(*row) for row in connection.execute(query))

    def is_practice(self, conference_id: int) -> bool:
        """Whether that conference is a practice."""
        query = sa.select(practices.c.conference_id).where(
            practices.c.conference_id == conference_id
        )
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None
