"""The database: connecting, transactions, migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine

#: How long a writer waits for another's lock, in milliseconds. Short, because SQLite waits inside
#: a C call, which under gevent stops everybody.
BUSY_TIMEOUT_MS = 1_000
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """Connections to the store at a SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url)
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: committed at the end, rolled back on any error.

        On SQLite it takes the write lock at its beginning: a reader that turns writer half-way
        could be refused for good.
        """
        with self.engine.connect() as connection:
            options = connection.execution_options(writes=True)
            with options.begin():
                yield options

    def migrate(self) -> None:
        """Bring the database up to the schema of this version."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    """Make SQLite fit for a server: write-ahead log, foreign keys, explicit transactions."""

    @sa.event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: object) -> None:
        # The driver's own implicit BEGIN comes too late and is always deferred.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            # What is deleted or replaced is overwritten: names and words must not stay readable
            # in the file.
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
