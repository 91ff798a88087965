"""Wrong tries at the instructors' login, which all processes of the house count together."""

import sqlalchemy as sa

from game.store.part import Part
from game.store.schema import login_tries


class Tries(Part):
    """Each wrong try, by a hash of whose it was."""

    def tries_since(self, who: str, since: float) -> tuple[float, ...]:
        """When they were wrong after ``since``, in order."""
        query = (
            sa.select(login_tries.c.at)
            .where(login_tries.c.who == who, login_tries.c.at > since)
            .order_by(login_tries.c.at)
        )
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def add_try(self, who: str, now: float, forget_before: float) -> None:
        """They were wrong once more; what nobody counts any longer goes."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(login_tries).where(login_tries.c.at <= forget_before))
            connection.execute(sa.insert(login_tries).values(who=who, at=now))

    def forget_tries(self, who: str) -> None:
        """What they did before no longer counts."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(login_tries).where(login_tries.c.who == who))
