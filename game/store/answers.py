"""What participants answered to the questionnaires."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from game.store.database import Database
from game.store.schema import answers, participants


@dataclass(frozen=True)
class Answer:
    """One answer: a point of the scale, or words. ``form`` is "before" or "after"."""

    participant_id: str
    form: str
    item: str
    rating: int | None
    words: str | None
    at: float


_COLUMNS = [answers.c[name] for name in Answer.__dataclass_fields__]


class Answers:
    """Reads and writes answers; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self, participant_id: str, form: str, given: Mapping[str, int | str], at: float
    ) -> None:
        """Keep these answers in the place of the participant's former ones to that form."""
        rows = [
            {
                "participant_id": participant_id,
                "form": form,
                "item": item,
                "rating": value if isinstance(value, int) else None,
                "words": value if isinstance(value, str) else None,
                "at": at,
            }
            for item, value in given.items()
        ]
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(answers).where(
                    answers.c.participant_id == participant_id, answers.c.form == form
                )
            )
            if rows:
                connection.execute(sa.insert(answers), rows)

    def of_participant(self, participant_id: str) -> tuple[Answer, ...]:
        """Everything that the participant answered."""
        return self._read(answers.c.participant_id == participant_id)

    def of_conference(self, conference_id: int) -> tuple[Answer, ...]:
        """Everything that the conference's people answered."""
        people = sa.select(participants.c.id).where(participants.c.conference_id == conference_id)
        return self._read(answers.c.participant_id.in_(people))

    def _read(self, condition: sa.ColumnElement[bool]) -> tuple[Answer, ...]:
        query = sa.select(*_COLUMNS).where(condition)
        query = query.order_by(answers.c.participant_id, answers.c.form, answers.c.item)
        with self._database.reading() as connection:
            return tuple(Answer(*row) for row in connection.execute(query))
