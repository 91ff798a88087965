"""Forms that made something, so that the same form again leads to the same thing."""

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from game.store.part import Part
from game.store.schema import answered_forms

#: What stands in the place of an id for a form that only changed something.
DONE = "done"


@dataclass(frozen=True)
class SentForm:
    """A form as it came: the one-time id that its page gave it, and all that it says.

    The id is a secret of the browser that got the page: whoever sends it is answered like the
    first who did.
    """

    id: str
    content: str

    @property
    def key(self) -> str:
        """Under what it is stored, which does not give the id away."""
        return hashlib.sha256(self.id.encode()).hexdigest()

    @property
    def digest(self) -> str:
        """What it says, shortened."""
        return hashlib.sha256(self.content.encode()).hexdigest()


class AlreadyMade(Exception):
    """The same form has made something meanwhile; ``made`` is its id."""

    def __init__(self, made: str) -> None:
        super().__init__(made)
        self.made = made


class FormBook(Part):
    """What forms have made."""

    def made_by(self, form: SentForm | None) -> str | None:
        """The id of what that form made, if it came before and said the same."""
        if form is None:
            return None
        query = sa.select(answered_forms.c.made).where(
            answered_forms.c.form_id == form.key, answered_forms.c.digest == form.digest
        )
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else str(found)

    def mark_done(self, form: SentForm | None, at: float) -> None:
        """Remember that what the form asks for has been done; it made nothing that has an id."""
        try:
            with self._database.writing() as connection:
                remember(connection, form, DONE, at)
        except AlreadyMade:
            # Twice at once: it is remembered.
            return

    def forget_forms(self, before: float) -> None:
        """Keep no forms that were sent before then: nobody sends those again."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(answered_forms).where(answered_forms.c.at < before))


def remember(connection: Connection, form: SentForm | None, made: str, at: float) -> None:
    """Store what the form made, in the transaction that makes it.

    ``AlreadyMade`` if the same form came twice at once. One whose id was used for something else
    before is not remembered.
    """
    if form is None:
        return
    known = sa.select(answered_forms).where(answered_forms.c.form_id == form.key)
    row = connection.execute(known).first()
    if row is not None and row.digest == form.digest:
        raise AlreadyMade(row.made)
    if row is None:
        connection.execute(
            sa.insert(answered_forms).values(form_id=form.key, digest=form.digest, made=made, at=at)
        )
