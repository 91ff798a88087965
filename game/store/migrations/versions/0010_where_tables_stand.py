"""Tables say how they stand, and when something is due there: no log is read to know it."""

import sqlalchemy as sa
from alembic import op

from game.store.standing import note_by_kinds

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns, filled by what the logs say."""
    op.add_column(
        "tables", sa.Column("status", sa.String(10), nullable=False, server_default="lobby")
    )
    op.add_column("tables", sa.Column("next_due_at", sa.Float(), nullable=True))
    op.create_index("ix_tables_status", "tables", ["status"])
    note_by_kinds(op.get_bind())


def downgrade() -> None:
    """The columns go; the logs say the same."""
    op.drop_index("ix_tables_status", "tables")
    op.drop_column("tables", "next_due_at")
    op.drop_column("tables", "status")
