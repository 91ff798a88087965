"""Wrong tries at the instructors' login, which all processes of the server count together."""

from collections.abc import Sequence

import sqlalchemy as sa

from game.store.part import Part, new_id
from game.store.schema import login_tries


class Tries(Part):
    """Each wrong try, by a hash of whose it was."""

    def tries_since(self, who: str, since: float) -> int:
        """How often they were wrong after ``since``."""
        query = sa.select(sa.func.count()).where(login_tries.c.who == who, login_tries.c.at > since)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def add_tries(self, whos: Sequence[str], now: float) -> tuple[int, ...]:
        """All of them were wrong once more; the new rows' ids."""
        with self._database.writing() as connection:
            return tuple(
                new_id(connection.execute(sa.insert(login_tries).values(who=who, at=now)))
                for who in whos
            )

    def forget_tries(self, ids: Sequence[int], of: str) -> None:
        """Those rows were no wrong tries, and what ``of`` did before no longer counts."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(login_tries).where(login_tries.c.id.in_(ids) | (login_tries.c.who == of))
            )

    def drop_tries(self, before: float) -> None:
        """Delete every try that is as old as ``before`` or older."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(login_tries).where(login_tries.c.at <= before))
