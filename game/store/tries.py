"""Wrong tries at the instructors' login, which all processes of the server count together."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from game.store.part import Part, new_id
from game.store.schema import login_tries


@dataclass(frozen=True)
class Try:
    """A try that was stored, and how many went before it."""

    id: int
    earlier: int


class Tries(Part):
    """Each wrong try, by a hash of whose it was."""

    def add_tries(self, whos: Sequence[str], now: float, since: float) -> tuple[Try, ...]:
        """All of them were wrong once more; how often each was before that, after ``since``.

        One transaction: of several at the same moment each finds those that were before it.
        """
        with self._database.writing() as connection:
            return tuple(_add(connection, who, now, since) for who in whos)

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


def _add(connection: Connection, who: str, now: float, since: float) -> Try:
    earlier = sa.select(sa.func.count()).where(login_tries.c.who == who, login_tries.c.at > since)
    count = int(connection.execute(earlier).scalar_one())
    return Try(new_id(connection.execute(sa.insert(login_tries).values(who=who, at=now))), count)
