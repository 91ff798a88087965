"""Who serves a database: a row that the server renews, so that no second one opens it."""

import json
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from game.store.part import Part
from game.store.schema import settings

_KEY = "server"


@dataclass(frozen=True)
class Lease:
    """A server: its id, where it can be reached, on which machine, and when it was last alive.

    ``address`` is one that reaches it from its own machine. ``alive_at`` is by its own clock, and
    0 where it ended in good order.
    """

    id: str
    address: str
    machine: str
    alive_at: float


class LeaseBook(Part):
    """The one row."""

    def lease(self) -> Lease | None:
        """Whoever served the database last, and may do so still."""
        with self._database.reading() as connection:
            if not sa.inspect(connection).has_table(settings.name):
                return None
            query = sa.select(settings.c.value).where(settings.c.key == _KEY)
            found = connection.execute(query).scalar()
        return None if found is None else _read(found)

    def take(self, lease: Lease, instead_of: Lease | None) -> bool:
        """Write the lease in the place of that one; False if another server was quicker."""
        with self._database.writing() as connection:
            query = sa.select(settings.c.value).where(settings.c.key == _KEY)
            found = connection.execute(query).scalar()
            held = None if found is None else _read(found)
            if (held and held.id) != (instead_of and instead_of.id):
                return False
            connection.execute(sa.delete(settings).where(settings.c.key == _KEY))
            value = json.dumps(asdict(lease))
            connection.execute(sa.insert(settings).values(key=_KEY, value=value))
        return True

    def renew(self, lease: Lease) -> bool:
        """Say that this server is alive; False if another has taken over."""
        return self.take(lease, lease)


def _read(stored: str) -> Lease | None:
    try:
        return Lease(**json.loads(stored))
    except (TypeError, ValueError):
        return None
