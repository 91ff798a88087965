"""Reports that have been made, so that none is made twice."""

from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from game.store.database import Database
from game.store.schema import reports


@dataclass(frozen=True)
class KeptReport:
    """A report as it was made; ``mark`` says of what."""

    mark: str
    body: str


class ReportStore:
    """The newest report on each subject of a conference."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, conference_id: int, subject: str) -> KeptReport | None:
        """The report on that subject."""
        query = sa.select(reports.c.mark, reports.c.body).where(
            reports.c.conference_id == conference_id, reports.c.subject == subject
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else KeptReport(*row)

    def drop(self, conference_id: int) -> None:
        """Keep none of the conference's reports."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(reports).where(reports.c.conference_id == conference_id))

    def keep(self, conference_id: int, subject: str, report: KeptReport) -> None:
        """Keep it in place of the one before; where another process was first, its own stays."""
        ours = sa.and_(reports.c.conference_id == conference_id, reports.c.subject == subject)
        values = {"conference_id": conference_id, "subject": subject, "mark": report.mark}
        with suppress(IntegrityError), self._database.writing() as connection:
            connection.execute(sa.delete(reports).where(ours))
            connection.execute(sa.insert(reports), {**values, "body": report.body})
