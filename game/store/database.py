"""The database: connecting, transactions, and what can be wrong with it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError

from game.store.problems import StoreProblem, store_problem
from game.store.sqlite import PATIENCE, SQLiteFile, close_to_others, engine_for


class Database:
    """Connections to the store at a SQLAlchemy URL.

    In the path of an SQLite file ``?`` and ``%`` stand as ``%3F`` and ``%25``.
    """

    def __init__(self, url: str) -> None:
        path = _path_in(url)
        self.file = None if path is None else SQLiteFile(path)
        self.engine: Engine = sa.create_engine(url) if self.file is None else engine_for(self.file)
        self._writer = threading.Lock()
        #: The code of what forbids every write, None where all is well.
        self.closed: str | None = None
        #: What went wrong last, until a write succeeds.
        self.trouble: StoreProblem | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. ``StoreProblem`` where the database cannot be used."""
        with self._told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: committed at the end, rolled back on any error.

        One writes at a time in this process, so that only other programs are ever waited for.
        ``StoreProblem`` where the database cannot be used, or not soon enough; nothing is stored.
        """
        if self.closed is not None:
            raise StoreProblem(self.closed)
        until = time.monotonic() + PATIENCE
        with self._told(), self._one_writer(until), self.engine.connect() as connection:
            options = connection.execution_options(writes=True, until=until)
            with options.begin():
                yield options
        self.trouble = None

    @contextmanager
    def _one_writer(self, until: float) -> Iterator[None]:
        if not self._writer.acquire(timeout=max(0.0, until - time.monotonic())):
            raise StoreProblem("store_busy")
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in our words what is wrong with the database, and remember it."""
        try:
            yield
        except StoreProblem as known:
            self.trouble = known
            raise
        except DBAPIError as error:
            found = store_problem(error)
            if found is None:
                raise
            self.trouble = found
            raise found from error

    def upgrade(self, change: Callable[[Connection], None], patience: float) -> None:
        """Let the schema be changed, on a connection that writes from its first transaction on."""
        until = time.monotonic() + patience
        with self._told(), self._one_writer(until), self.engine.connect() as connection:
            change(connection.execution_options(writes=True, until=until))

    def look(self) -> None:
        """See whether the file is still at its place; without it nothing more is accepted.

        What was stored is still in the open file: a backup of it can be made.
        """
        if self.file is None or self.closed not in (None, "store_gone"):
            return
        self.closed = None if self.file.in_place else "store_gone"

    def close_to_others(self) -> bool:
        """Let nobody but the file's owner read it; whether anybody else could."""
        return self.file is not None and close_to_others(self.file.path)

    def checkpoint(self) -> bool:
        """Fold SQLite's write-ahead log into the file, so that the file alone is everything.

        False where somebody who reads or writes at this moment was in the way.
        """
        if self.file is None:
            return True
        with self._told(), self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None  # noqa: S101 - a connection that was just opened has one
            # The first number says whether somebody was in the way.
            rows = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return not any(row[0] for row in rows)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _path_in(url: str) -> Path | None:
    """The path of an SQLite file; None for a database elsewhere or in memory.

    Read here, since some versions of SQLAlchemy take ``%3F`` for ``?`` there and others do not.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return None
    path = unquote(url.partition(":///")[2].partition("?")[0])
    return None if path in ("", ":memory:") else Path(path)
