"""Names are the same if people would take them for the same."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import IntegrityError

from game.store.records import name_key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: The tables with names, and what tells their rows apart beside the key.
NAMED = {
    "participants": ("id",),
    "roster": ("conference_id", "place"),
    "setups": ("id",),
}


def upgrade() -> None:
    """Form all names' keys anew, by this version's rule.

    A key stays as it was where the new one belongs to another row already: both people are in.
    """
    connection = op.get_bind()
    for name, identity in NAMED.items():
        columns: list[sa.ColumnClause[Any]] = [sa.column(one) for one in identity]
        table = sa.table(name, *columns, sa.column("name"), sa.column("name_key"))
        for row in connection.execute(sa.select(table).order_by(*columns)).mappings().all():
            key = name_key(row["name"])
            if key == row["name_key"]:
                continue
            these = sa.and_(*(table.c[one] == row[one] for one in identity))
            try:
                with connection.begin_nested():
                    connection.execute(sa.update(table).where(these).values(name_key=key))
            except IntegrityError:
                continue


def downgrade() -> None:
    """Nothing: the former version's rule finds fewer names alike, and any key serves it."""
