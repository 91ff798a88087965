"""Whoever is removed from a conference leaves a name: what they wrote keeps its author."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table for the names of those who were removed."""
    op.create_table(
        "removed_people",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(240), nullable=False),
        sa.Column("name_key", sa.String(480), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name="fk_removed_people_conference_id_conferences",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_removed_people"),
    )
    op.create_index(
        "ix_removed_people_conference_id", "removed_people", ["conference_id"], unique=False
    )


def downgrade() -> None:
    """Their names go; their words stay without any."""
    op.drop_table("removed_people")
