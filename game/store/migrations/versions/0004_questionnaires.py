"""Questionnaires before and after."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the answers to the questionnaires."""
    op.create_table(
        "answers",
        sa.Column("participant_id", sa.String(length=16), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.CheckConstraint(
            "(rating is null) <> (words is null)", name=op.f("ck_answers_one_value")
        ),
        sa.CheckConstraint("rating between 1 and 5", name=op.f("ck_answers_scale")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_answers_participant_id_participants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", "form", "item", name=op.f("pk_answers")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("answers")
