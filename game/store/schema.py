"""The tables of the database. Migrations under ``migrations/`` bring older ones up to this."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

#: Named constraints, so that a migration can speak of them on every database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

settings = Table(
    "settings",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

instructors = Table(
    "instructors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("created_at", Float, nullable=False),
)

#: One-time links by which an instructor enters; only a hash of the secret is kept.
entry_links = Table(
    "entry_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("instructor_id", ForeignKey("instructors.id"), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("used_at", Float),
)

conferences = Table(
    "conferences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(6), nullable=False, unique=True),
    Column("title", String(120), nullable=False),
    Column("instructor_id", ForeignKey("instructors.id"), nullable=False, index=True),
    Column("scenario", String(40), nullable=False),
    Column("language", String(10), nullable=False),
    Column("preset", String(40), nullable=False),
    Column("consensus", String(20), nullable=False),
    Column("seats_per_delegation", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("locked", Boolean, nullable=False),
    CheckConstraint("seats_per_delegation between 1 and 6", name="seats"),
)

#: ``seed`` is the table's fate: equal seeds draw equal cards at equal times.
tables = Table(
    "tables",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conference_id", ForeignKey("conferences.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("seed", String(32), nullable=False),
    UniqueConstraint("conference_id", "number"),
)

#: People of a conference. Those without a table wait in the lobby; observers never have one.
participants = Table(
    "participants",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("conference_id", ForeignKey("conferences.id"), nullable=False),
    Column("name", String(40), nullable=False),
    Column("name_key", String(80), nullable=False),
    Column("resume_code", String(9), nullable=False),
    Column("observer", Boolean, nullable=False),
    Column("table_id", ForeignKey("tables.id"), index=True),
    Column("delegation", String(40)),
    Column("head", Boolean, nullable=False),
    Column("joined_at", Float, nullable=False),
    UniqueConstraint("conference_id", "name_key"),
    UniqueConstraint("conference_id", "resume_code"),
    CheckConstraint("(table_id is null) = (delegation is null)", name="seat"),
)

#: Delegations that the machine holds because nobody sits there.
stand_ins = Table(
    "stand_ins",
    metadata,
    Column("table_id", ForeignKey("tables.id"), primary_key=True),
    Column("delegation", String(40), primary_key=True),
)

#: Every table's log. The primary key rejects a second writer of the same number.
events = Table(
    "events",
    metadata,
    Column("table_id", ForeignKey("tables.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("command_id", String(64), nullable=False),
    Index(None, "table_id", "command_id"),
)
