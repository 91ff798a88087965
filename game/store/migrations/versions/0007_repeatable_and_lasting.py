"""Repeatable commands and forms, logins that can be ended, ids that are never used again."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: Ids of these are never given out again: a login or a page may still name a deleted row.
NEVER_REUSED = ("instructors", "conferences", "tables", "setups")
#: Columns with too little room: for names of any script, and for longer codes on a public server.
WIDER = {
    "conferences": {"code": (6, 12)},
    "participants": {"name": (40, 120), "name_key": (80, 480)},
    "roster": {"name": (40, 120), "name_key": (120, 480), "student_id": (40, 80)},
}

instructors = sa.table(
    "instructors", sa.column("id", sa.Integer), sa.column("login_key", sa.String)
)


def upgrade() -> None:
    """Bring an older database up to this version.

    Some tables are copied, which SQLite needs for wider columns; ``env.py`` sees to it that no
    row of another table goes with the former copy.
    """
    op.add_column(
        "events",
        sa.Column("command_digest", sa.String(length=32), nullable=False, server_default=""),
    )
    op.add_column("entry_links", sa.Column("used_by", sa.String(length=64), nullable=True))
    op.create_table(
        "answered_forms",
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made", sa.String(length=40), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_answered_forms")),
    )
    op.create_index(op.f("ix_answered_forms_at"), "answered_forms", ["at"])
    op.create_table(
        "ended_logins",
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_ended_logins")),
    )
    _resize(forward=True)
    connection = op.get_bind()
    for row in connection.execute(sa.select(instructors.c.id).where(instructors.c.login_key == "")):
        connection.execute(
            sa.update(instructors)
            .where(instructors.c.id == row.id)
            .values(login_key=secrets.token_hex(8))
        )


def downgrade() -> None:
    """Take that back."""
    _resize(forward=False)
    op.drop_table("ended_logins")
    op.drop_table("answered_forms")
    op.drop_column("entry_links", "used_by")
    op.drop_column("events", "command_digest")


def _resize(*, forward: bool) -> None:
    """Make columns wider and ids lasting, or take that back."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in {**dict.fromkeys(NEVER_REUSED, None), **WIDER}:
        lasting = sqlite and table in NEVER_REUSED
        options: dict[str, Any] = {"recreate": "always"} if lasting else {}
        if lasting and forward:
            options["table_kwargs"] = {"sqlite_autoincrement": True}
        with op.batch_alter_table(table, **options) as batch:
            for column, (narrow, wide) in WIDER.get(table, {}).items():
                before, after = (narrow, wide) if forward else (wide, narrow)
                batch.alter_column(
                    column,
                    existing_type=sa.String(length=before),
                    type_=sa.String(length=after),
                    existing_nullable=False,
                )
