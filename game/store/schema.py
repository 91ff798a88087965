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
    Column("password_hash", Text),
    Column("login_key", String(32), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

#: One-time links by which an instructor enters; only a hash of the secret is kept, and of what the
#: browser that used it holds.
entry_links = Table(
    "entry_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("instructor_id", ForeignKey("instructors.id"), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("used_at", Float),
    Column("used_by", String(64)),
)

#: Instructors' logins that were ended by their owner before they would have run out.
ended_logins = Table(
    "ended_logins",
    metadata,
    Column("login", String(64), primary_key=True),
    Column("until", Float, nullable=False),
)

#: Wrong tries at the login; ``who`` is a hash of a name and an address, or of an address.
login_tries = Table(
    "login_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", String(64), nullable=False, index=True),
    Column("at", Float, nullable=False, index=True),
)

#: ``rules`` are the house rules as JSON.
conferences = Table(
    "conferences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("title", String(120), nullable=False),
    Column("instructor_id", ForeignKey("instructors.id"), nullable=False, index=True),
    Column("scenario", String(40), nullable=False),
    Column("language", String(10), nullable=False),
    Column("preset", String(40), nullable=False),
    Column("seats_per_delegation", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("rules", Text, nullable=False, server_default="{}"),
    Column("door", String(10), nullable=False, server_default="open"),
    CheckConstraint("seats_per_delegation between 1 and 6", name="seats"),
    sqlite_autoincrement=True,
)

#: Conferences of one person against machines. ``address`` is a keyed hash of where they came from.
practices = Table(
    "practices",
    metadata,
    Column("conference_id", ForeignKey("conferences.id"), primary_key=True),
    Column("address", String(32), nullable=False),
)

#: Instructors with whom a conference's owner shares it.
co_instructors = Table(
    "co_instructors",
    metadata,
    Column("conference_id", ForeignKey("conferences.id"), primary_key=True),
    Column("instructor_id", ForeignKey("instructors.id"), primary_key=True, index=True),
)

#: Set-ups for another term; ``body`` is one as JSON.
setups = Table(
    "setups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instructor_id", ForeignKey("instructors.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("name_key", String(240), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    UniqueConstraint("instructor_id", "name_key"),
    sqlite_autoincrement=True,
)

#: ``seed`` is the table's fate: equal seeds draw equal cards at equal times. ``status`` is how the
#: table stands after its last event, ``next_due_at`` when the clock has something to say there
#: next, null where nothing runs out: both are written with the events.
tables = Table(
    "tables",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conference_id", ForeignKey("conferences.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("seed", String(32), nullable=False),
    Column("status", String(10), nullable=False, server_default="lobby", index=True),
    Column("next_due_at", Float),
    UniqueConstraint("conference_id", "number"),
    sqlite_autoincrement=True,
)

#: People of a conference. Those without a table wait in the lobby; observers never have one.
participants = Table(
    "participants",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("conference_id", ForeignKey("conferences.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("name_key", String(480), nullable=False),
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

#: People who were removed from a conference: what they wrote keeps its author.
removed_people = Table(
    "removed_people",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("conference_id", ForeignKey("conferences.id"), nullable=False, index=True),
    Column("name", String(240), nullable=False),
    Column("name_key", String(480), nullable=False),
)

#: Which delegations somebody would like to sit for; ``place`` 1 is their first choice.
wishes = Table(
    "wishes",
    metadata,
    Column("participant_id", ForeignKey("participants.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("delegation", String(40), nullable=False),
)

#: Who is expected, and the seat planned for them. Whoever joins under that name is that person.
roster = Table(
    "roster",
    metadata,
    Column("conference_id", ForeignKey("conferences.id"), primary_key=True),
    Column("name_key", String(480), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("name", String(120), nullable=False),
    Column("student_id", String(80), nullable=False),
    Column("table_number", Integer),
    Column("delegation", String(40)),
)

#: Delegations that the machine holds because nobody sits there.
stand_ins = Table(
    "stand_ins",
    metadata,
    Column("table_id", ForeignKey("tables.id"), primary_key=True),
    Column("delegation", String(40), primary_key=True),
)

#: Every table's log. The primary key rejects a second writer of the same number. ``command_id`` is
#: whose command it was and its id, ``command_digest`` what it said.
events = Table(
    "events",
    metadata,
    Column("table_id", ForeignKey("tables.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("command_id", String(64), nullable=False),
    Column("command_digest", String(32), nullable=False, server_default=""),
    Index(None, "table_id", "command_id"),
)

#: Reports that have been made: ``subject`` is a table's number or the class, ``mark`` of what.
reports = Table(
    "reports",
    metadata,
    Column("conference_id", ForeignKey("conferences.id", ondelete="CASCADE"), primary_key=True),
    Column("subject", String(20), primary_key=True),
    Column("mark", String(160), nullable=False),
    Column("body", Text, nullable=False),
)

#: What participants answered to the questionnaires: a point of the scale, or words. Who leaves the
#: conference takes their answers with them.
answers = Table(
    "answers",
    metadata,
    Column("participant_id", ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True),
    Column("form", String(10), primary_key=True),
    Column("item", String(40), primary_key=True),
    Column("rating", Integer),
    Column("words", Text),
    Column("at", Float, nullable=False),
    CheckConstraint("(rating is null) <> (words is null)", name="one_value"),
    CheckConstraint("rating between 1 and 5", name="scale"),
)

#: Forms that made something: the same form again (a hash of its one-time id) leads to what it made.
answered_forms = Table(
    "answered_forms",
    metadata,
    Column("form_id", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("made", String(40), nullable=False),
    Column("at", Float, nullable=False, index=True),
)
