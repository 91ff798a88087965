"""When something happened last, read from the end of each log: a log is never read whole for it."""

from typing import Any

import sqlalchemy as sa

from game.store.schema import events, tables


def last_at() -> sa.ScalarSelect[float]:
    """When the newest event happened at a table of the query that this stands in."""
    return (
        sa.select(events.c.at)
        .where(events.c.table_id == tables.c.id)
        .order_by(events.c.seq.desc())
        .limit(1)
        .correlate(tables)
        .scalar_subquery()
    )


def newest_at() -> sa.Select[Any]:
    """When the newest event of any table happened; null where there is none."""
    each = sa.select(last_at().label("at")).select_from(tables).subquery()
    return sa.select(sa.func.max(each.c.at))
