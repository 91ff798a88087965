"""Set-ups that instructors saved for another term."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from game.store.part import Part
from game.store.records import NameTaken, StoredSetup, name_key
from game.store.schema import setups

_SETUP = [setups.c[name] for name in StoredSetup.__dataclass_fields__]


class Setups(Part):
    """Every method knows the instructor: nobody reaches another's set-ups."""

    def setups_of(self, instructor_id: int) -> tuple[StoredSetup, ...]:
        """The instructor's set-ups by name."""
        query = (
            sa.select(*_SETUP)
            .where(setups.c.instructor_id == instructor_id)
            .order_by(setups.c.name_key)
        )
        with self._database.reading() as connection:
            return tuple(StoredSetup(*row) for row in connection.execute(query))

    def setup(self, instructor_id: int, id_: int) -> StoredSetup | None:
        """The instructor's set-up with that id."""
        query = sa.select(*_SETUP).where(
            setups.c.instructor_id == instructor_id, setups.c.id == id_
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return StoredSetup(*row) if row else None

    def add_setup(self, instructor_id: int, name: str, body: str, now: float) -> None:
        """Save a set-up. ``NameTaken`` if the instructor has one of that name."""
        added = sa.insert(setups).values(
            instructor_id=instructor_id,
            name=name,
            name_key=name_key(name),
            body=body,
            created_at=now,
        )
        try:
            with self._database.writing() as connection:
                connection.execute(added)
        except IntegrityError as clash:
            raise NameTaken from clash

    def rename_setup(self, instructor_id: int, id_: int, name: str) -> bool:
        """Give it another name; whether it was there. ``NameTaken`` as in ``add_setup``."""
        renamed = (
            sa.update(setups)
            .where(setups.c.instructor_id == instructor_id, setups.c.id == id_)
            .values(name=name, name_key=name_key(name))
        )
        try:
            with self._database.writing() as connection:
                return connection.execute(renamed).rowcount == 1
        except IntegrityError as clash:
            raise NameTaken from clash

    def remove_setup(self, instructor_id: int, id_: int) -> bool:
        """Delete it; whether it was there."""
        removed = sa.delete(setups).where(
            setups.c.instructor_id == instructor_id, setups.c.id == id_
        )
        with self._database.writing() as connection:
            return connection.execute(removed).rowcount == 1
