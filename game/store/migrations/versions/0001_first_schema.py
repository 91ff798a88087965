"""first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "instructors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructors")),
        sa.UniqueConstraint("name", name=op.f("uq_instructors_name")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "conferences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("instructor_id", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("preset", sa.String(length=40), nullable=False),
        sa.Column("consensus", sa.String(length=20), nullable=False),
        sa.Column("seats_per_delegation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "seats_per_delegation between 1 and 6", name=op.f("ck_conferences_seats")
        ),
        sa.ForeignKeyConstraint(
            ["instructor_id"],
            ["instructors.id"],
            name=op.f("fk_conferences_instructor_id_instructors"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences")),
        sa.UniqueConstraint("code", name=op.f("uq_conferences_code")),
    )
    with op.batch_alter_table("conferences", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conferences_instructor_id"), ["instructor_id"], unique=False
        )

    op.create_table(
        "entry_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("instructor_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("used_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instructor_id"],
            ["instructors.id"],
            name=op.f("fk_entry_links_instructor_id_instructors"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_entry_links")),
    )
    op.create_table(
        "tables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_tables_conference_id_conferences")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tables")),
        sa.UniqueConstraint("conference_id", "number", name=op.f("uq_tables_conference_id_number")),
    )
    op.create_table(
        "events",
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("command_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["table_id"], ["tables.id"], name=op.f("fk_events_table_id_tables")
        ),
        sa.PrimaryKeyConstraint("table_id", "seq", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_events_table_id_command_id"), ["table_id", "command_id"], unique=False
        )

    op.create_table(
        "participants",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.Column("resume_code", sa.String(length=9), nullable=False),
        sa.Column("observer", sa.Boolean(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("delegation", sa.String(length=40), nullable=True),
        sa.Column("head", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.Float(), nullable=False),
        sa.CheckConstraint(
            "(table_id is null) = (delegation is null)", name=op.f("ck_participants_seat")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_participants_conference_id_conferences"),
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["tables.id"], name=op.f("fk_participants_table_id_tables")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint(
            "conference_id", "name_key", name=op.f("uq_participants_conference_id_name_key")
        ),
        sa.UniqueConstraint(
            "conference_id", "resume_code", name=op.f("uq_participants_conference_id_resume_code")
        ),
    )
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participants_table_id"), ["table_id"], unique=False)

    op.create_table(
        "stand_ins",
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("delegation", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["table_id"], ["tables.id"], name=op.f("fk_stand_ins_table_id_tables")
        ),
        sa.PrimaryKeyConstraint("table_id", "delegation", name=op.f("pk_stand_ins")),
    )


def downgrade() -> None:
    """Drop them all."""
    op.drop_table("stand_ins")
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participants_table_id"))

    op.drop_table("participants")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_table_id_command_id"))

    op.drop_table("events")
    op.drop_table("tables")
    op.drop_table("entry_links")
    with op.batch_alter_table("conferences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conferences_instructor_id"))

    op.drop_table("conferences")
    op.drop_table("settings")
    op.drop_table("instructors")
