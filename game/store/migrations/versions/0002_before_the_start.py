"""house rules with the conference, its door, sharing, saved set-ups, roster, wishes, passwords."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: House rules that a table's first event has recorded all along, or since they can be chosen.
_RECORDED = ("consensus", "capitals", "talk", "votes", "scores")

conferences = sa.table(
    "conferences",
    sa.column("id", sa.Integer),
    sa.column("consensus", sa.String),
    sa.column("locked", sa.Boolean),
    sa.column("rules", sa.Text),
    sa.column("door", sa.String),
)
tables = sa.table(
    "tables",
    sa.column("id", sa.Integer),
    sa.column("conference_id", sa.Integer),
    sa.column("number", sa.Integer),
    sa.column("seed", sa.String),
)
events = sa.table(
    "events",
    sa.column("table_id", sa.Integer),
    sa.column("seq", sa.Integer),
    sa.column("body", sa.Text),
)


def upgrade() -> None:
    """Bring an older database up to this version.

    Columns are added and dropped in place: SQLite's other way, copying the table, would drop one
    that others refer to.
    """
    op.add_column("instructors", sa.Column("password_hash", sa.Text(), nullable=True))
    op.add_column(
        "instructors",
        sa.Column("login_key", sa.String(length=32), nullable=False, server_default=""),
    )
    op.add_column("conferences", sa.Column("rules", sa.Text(), nullable=False, server_default="{}"))
    op.add_column(
        "conferences",
        sa.Column("door", sa.String(length=10), nullable=False, server_default="open"),
    )
    _carry_over()
    op.drop_column("conferences", "consensus")
    op.drop_column("conferences", "locked")
    op.create_table(
        "co_instructors",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("instructor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_co_instructors_conference_id_conferences"),
        ),
        sa.ForeignKeyConstraint(
            ["instructor_id"],
            ["instructors.id"],
            name=op.f("fk_co_instructors_instructor_id_instructors"),
        ),
        sa.PrimaryKeyConstraint("conference_id", "instructor_id", name=op.f("pk_co_instructors")),
    )
    op.create_index(op.f("ix_co_instructors_instructor_id"), "co_instructors", ["instructor_id"])
    op.create_table(
        "setups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instructor_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=240), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instructor_id"], ["instructors.id"], name=op.f("fk_setups_instructor_id_instructors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setups")),
        sa.UniqueConstraint(
            "instructor_id", "name_key", name=op.f("uq_setups_instructor_id_name_key")
        ),
    )
    op.create_table(
        "wishes",
        sa.Column("participant_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("delegation", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_wishes_participant_id_participants"),
        ),
        sa.PrimaryKeyConstraint("participant_id", "place", name=op.f("pk_wishes")),
    )
    op.create_table(
        "roster",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("student_id", sa.String(length=40), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=True),
        sa.Column("delegation", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_roster_conference_id_conferences")
        ),
        sa.PrimaryKeyConstraint("conference_id", "name_key", name=op.f("pk_roster")),
    )


def _carry_over() -> None:
    """Each conference's rules from its row and from the event that laid its first table."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(conferences)).all():
        own = connection.execute(
            sa.select(tables.c.seed, events.c.body)
            .outerjoin(events, (events.c.table_id == tables.c.id) & (events.c.seq == 1))
            .where(tables.c.conference_id == row.id)
            .order_by(tables.c.number)
        ).all()
        laid = json.loads(own[0].body) if own and own[0].body else {}
        rules = {name: laid[name] for name in _RECORDED if name in laid}
        rules["consensus"] = row.consensus
        rules["same_fate"] = len({table.seed for table in own}) <= 1
        connection.execute(
            sa.update(conferences)
            .where(conferences.c.id == row.id)
            .values(rules=json.dumps(rules), door="closed" if row.locked else "open")
        )


def downgrade() -> None:
    """Take that back; what the older schema has no place for is lost."""
    for name in ("roster", "wishes", "setups", "co_instructors"):
        op.drop_table(name)
    op.add_column(
        "conferences",
        sa.Column("consensus", sa.String(20), nullable=False, server_default="unanimity"),
    )
    op.add_column(
        "conferences", sa.Column("locked", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(conferences)).all():
        connection.execute(
            sa.update(conferences)
            .where(conferences.c.id == row.id)
            .values(
                consensus=json.loads(row.rules).get("consensus", "unanimity"),
                locked=row.door == "closed",
            )
        )
    for table, column in (
        ("conferences", "door"),
        ("conferences", "rules"),
        ("instructors", "login_key"),
        ("instructors", "password_hash"),
    ):
        op.drop_column(table, column)
