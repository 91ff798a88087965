"""Wrong tries at the instructors' login, counted for all processes together."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the wrong tries."""
    op.create_table(
        "login_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_tries")),
    )
    op.create_index(op.f("ix_login_tries_who"), "login_tries", ["who"])
    op.create_index(op.f("ix_login_tries_at"), "login_tries", ["at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("login_tries")
