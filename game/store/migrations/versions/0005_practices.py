"""Practice talks of one person against machines."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add which conferences are practices."""
    op.create_table(
        "practices",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_practices_conference_id_conferences"),
        ),
        sa.PrimaryKeyConstraint("conference_id", name=op.f("pk_practices")),
    )


def downgrade() -> None:
    """Drop it; conferences that were practices stay, as nobody's."""
    op.drop_table("practices")
