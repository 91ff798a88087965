"""How tables stand, told from their logs alone: where what is noted beside them is no help."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_tables = sa.table("tables", *map(sa.column, ("id", "status", "next_due_at")))
_events = sa.table("events", *map(sa.column, ("table_id", "seq", "kind")))


def note_by_kinds(connection: Connection) -> None:
    """Note how every table stands by the kinds of its events, whatever version wrote them.

    When something is due follows from more than kinds: a table that runs is said to have been due
    long ago. The server's clock looks there at once, and notes down what it finds.
    """
    for statement in _statements():
        connection.execute(statement)


def _statements() -> Iterator[sa.Update]:
    paused, resumed = _last("table_paused"), sa.func.coalesce(_last("table_resumed"), 0)
    status = sa.case(
        (_last("game_ended").is_not(None), "over"),
        (_last("phase_opened").is_(None), "lobby"),
        (paused > resumed, "paused"),
        else_="running",
    )
    yield sa.update(_tables).values(status=status, next_due_at=None)
    yield sa.update(_tables).where(_tables.c.status == "running").values(next_due_at=0.0)


def _last(kind: str) -> sa.ScalarSelect[int]:
    """The number of the table's last event of that kind; null where there is none."""
    return (
        sa.select(sa.func.max(_events.c.seq))
        .where(_events.c.table_id == _tables.c.id, _events.c.kind == kind)
        .correlate(_tables)
        .scalar_subquery()
    )
