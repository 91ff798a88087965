"""Tables say how they stand, and when something is due there: no log is read to know it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_tables = sa.table("tables", *map(sa.column, ("id", "status", "next_due_at")))
_events = sa.table("events", *map(sa.column, ("table_id", "seq", "kind")))


def _last(*kinds: str) -> sa.ScalarSelect[int]:
    """The number of the table's last event of those kinds; null where there is none."""
    return (
        sa.select(sa.func.max(_events.c.seq))
        .where(_events.c.table_id == _tables.c.id, _events.c.kind.in_(kinds))
        .correlate(_tables)
        .scalar_subquery()
    )


def upgrade() -> None:
    """How each table stands follows from the kinds of its events, whatever version wrote them.

    When something is due follows from more than that: for a table that runs it is said to be due
    long ago. The server's clock looks there at once, and notes down what it finds.
    """
    op.add_column(
        "tables", sa.Column("status", sa.String(10), nullable=False, server_default="lobby")
    )
    op.add_column("tables", sa.Column("next_due_at", sa.Float(), nullable=True))
    op.create_index("ix_tables_status", "tables", ["status"])
    op.create_index("ix_tables_next_due_at", "tables", ["next_due_at"])
    paused, resumed = _last("table_paused"), sa.func.coalesce(_last("table_resumed"), 0)
    standing = sa.case(
        (_last("game_ended").is_not(None), "over"),
        (_last("phase_opened").is_(None), "lobby"),
        (paused > resumed, "paused"),
        else_="running",
    )
    op.execute(sa.update(_tables).values(status=standing))
    op.execute(sa.update(_tables).where(_tables.c.status == "running").values(next_due_at=0.0))


def downgrade() -> None:
    """The columns go; the logs say the same."""
    op.drop_index("ix_tables_next_due_at", "tables")
    op.drop_index("ix_tables_status", "tables")
    op.drop_column("tables", "next_due_at")
    op.drop_column("tables", "status")
