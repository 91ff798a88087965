"""Which schema a database has, and bringing it up to the one of this version."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from game.store.database import Database
from game.store.problems import StoreProblem

MIGRATIONS = Path(__file__).parent / "migrations"
#: A revision that no database has: of one that is empty.
EMPTY = ""
#: Seconds for which a migration waits for another program that holds the database.
PATIENCE = 30.0


@dataclass(frozen=True)
class Migrated:
    """From which schema to which a database was brought; alike where there was nothing to do."""

    before: str
    after: str


def migration_config() -> Config:
    """Alembic's settings. A ``%`` in the path of the installed game is no interpolation."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def wanted() -> str:
    """The schema of this version."""
    return str(ScriptDirectory.from_config(migration_config()).get_current_head())


def known() -> frozenset[str]:
    """Every schema that this version can bring up to its own."""
    script = ScriptDirectory.from_config(migration_config())
    return frozenset(found.revision for found in script.walk_revisions())


def found_in(database: Database) -> str:
    """The schema of the database, ``EMPTY`` where it holds nothing at all.

    ``StoreProblem`` where it holds tables that are not of this game.
    """
    with database.reading() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is not None:
            return revision
        if sa.inspect(connection).get_table_names():
            path = "" if database.file is None else str(database.file.path)
            raise StoreProblem("not_a_database", path=path)
    return EMPTY


def check(database: Database) -> None:
    """``StoreProblem`` unless the database has exactly the schema of this version."""
    found = found_in(database)
    if found == EMPTY:
        path = "" if database.file is None else str(database.file.path)
        raise StoreProblem("store_none", path=path)
    check_not_newer(found)
    if found != wanted():
        raise StoreProblem("store_older", found=found, wanted=wanted())


def check_not_newer(found: str) -> None:
    """``StoreProblem`` for the schema of a version that this one does not know."""
    if found not in known() | {EMPTY}:
        raise StoreProblem("store_newer", found=found, wanted=wanted())


def migrate(database: Database, before: Callable[[str], None] = lambda _: None) -> Migrated:
    """Bring the database up to the schema of this version, in one transaction on SQLite.

    ``before`` is called with the schema that was found, if it is older and holds anything: the
    moment for a copy.
    """
    found = found_in(database)
    check_not_newer(found)
    if found not in (EMPTY, wanted()):
        before(found)
    if found != wanted():
        database.upgrade(_upgrade, PATIENCE)
    return Migrated(found, wanted())


def _upgrade(connection: sa.Connection) -> None:
    config = migration_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
