"""The directory: the house's settings, its instructors, conferences and people."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from game.store.conferences import ConferenceBook
from game.store.forms import AlreadyMade, FormBook, SentForm
from game.store.instructors import Instructors, LinkTimes
from game.store.newest import newest_at
from game.store.people import PeopleBook
from game.store.practices import PracticeBook
from game.store.records import (
    Account,
    Conference,
    DoorState,
    Expected,
    Instructor,
    NameTaken,
    Participant,
    PracticeRecord,
    Stored,
    StoredSetup,
    TableRecord,
    ids_key,
    name_key,
    wall_key,
)
from game.store.schema import conferences, practices, settings
from game.store.setups import Setups
from game.store.tries import Tries

__all__ = [
    "Account",
    "AlreadyMade",
    "Conference",
    "Directory",
    "DoorState",
    "Expected",
    "Instructor",
    "LinkTimes",
    "NameTaken",
    "Participant",
    "PracticeRecord",
    "SentForm",
    "Stored",
    "StoredSetup",
    "TableRecord",
    "ids_key",
    "name_key",
    "wall_key",
]


class Directory(Instructors, ConferenceBook, PeopleBook, PracticeBook, Setups, Tries, FormBook):
    """All parts of the directory on one database."""

    def stored(self) -> Stored:
        """How much is in the database, practices aside, and when it was last used."""
        practised = sa.select(practices.c.conference_id)
        count = sa.select(sa.func.count(), sa.func.max(conferences.c.created_at)).where(
            conferences.c.id.not_in(practised)
        )
        with self._database.reading() as connection:
            found, created = connection.execute(count).one()
            newest = connection.execute(newest_at()).scalar()
        return Stored(found, max(created or 0.0, newest or 0.0))

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

    def stored_setting(self, key: str) -> str | None:
        """The setting, None if it was never stored."""
        query = sa.select(settings.c.value).where(settings.c.key == key)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else str(found)

    def store_setting(self, key: str, value: str) -> None:
        """Store the setting in place of what it was."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(settings).where(settings.c.key == key))
            connection.execute(sa.insert(settings).values(key=key, value=value))
