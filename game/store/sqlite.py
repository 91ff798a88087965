"""SQLite as a server needs it: one file that only its owner may read, and no wait inside C.

Under gevent a wait inside SQLite would stop everybody. So SQLite itself never waits for a lock:
the wait is here, in Python, where others have their turn meanwhile.
"""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from game.store.problems import StoreProblem, is_busy

#: Seconds between two tries to get a lock that another program holds, and for how long it is tried.
TRY_EVERY, PATIENCE = 0.02, 5.0
#: Read and written by the owner alone: it holds the key that signs logins.
OWNER_ONLY = 0o600
#: The table in which migrations note down the schema: every database of the game has it.
VERSION_TABLE = "alembic_version"
PRAGMAS = (
    "journal_mode=WAL",
    # A commit is on the disk before it is acknowledged, so that a power cut loses none.
    "synchronous=FULL",
    "foreign_keys=ON",
    # What is deleted is overwritten: names and words must not stay in free pages.
    "secure_delete=ON",
    "busy_timeout=0",
)


def patiently(act: Callable[[], object], until: float) -> None:
    """Do that as soon as no other connection is in the way; ``StoreProblem`` after ``until``.

    ``until`` is a moment of the monotonic clock.
    """
    while True:
        try:
            act()
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            if time.monotonic() >= until:
                raise StoreProblem("store_busy") from error
        else:
            return
        time.sleep(TRY_EVERY)


class SQLiteFile:
    """The file behind an engine: who it is, and whether it is still at its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._identity: tuple[int, int] | None = None
        self._guard = threading.Lock()

    def connect(self) -> sqlite3.Connection:
        """A connection to the very file that was opened first; never to another at its place."""
        with self._guard:
            if self._identity is None:
                _make(self.path)
                _check_ours(self.path)
                self._identity = _identity(self.path)
        self._check()
        connection = sqlite3.connect(
            _uri(self.path, "rw"),
            uri=True,
            timeout=0,
            check_same_thread=False,
            # The driver's own implicit BEGIN comes too late and is always deferred.
            isolation_level=None,
        )
        try:
            self._check()
            until = time.monotonic() + PATIENCE
            for pragma in PRAGMAS:
                patiently(partial(connection.execute, f"PRAGMA {pragma}"), until)
        except BaseException:
            connection.close()
            raise
        return connection

    @property
    def in_place(self) -> bool:
        """Whether the file that was opened is still the one at its path."""
        return self._identity is None or _identity(self.path) == self._identity

    def _check(self) -> None:
        if not self.in_place:
            raise StoreProblem("store_gone")


def begin(connection: Connection) -> None:
    """Begin a transaction, waiting for other programs in Python.

    One that writes takes the write lock at once: a reader that turns writer half-way could be
    refused for good.
    """
    options = connection.get_execution_options()
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - this listens to SQLite alone
    until = options.get("until") or time.monotonic() + PATIENCE
    if options.get("writes", False):
        patiently(lambda: raw.execute("BEGIN IMMEDIATE"), until)
        return
    raw.execute("BEGIN")
    # The first read takes the lock, so it is made here, where it can wait.
    patiently(lambda: raw.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone(), until)


def engine_for(file: SQLiteFile) -> Engine:
    """An engine whose connections all lead to that file."""
    engine = sa.create_engine("sqlite:///" + quote(str(file.path)), creator=file.connect)
    sa.event.listen(engine, "begin", begin)
    return engine


def _make(path: Path) -> None:
    """Make the file if it is not there, readable by its owner alone."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))


def _check_ours(path: Path) -> None:
    """``StoreProblem`` for another program's database, which connecting as usual would change."""
    with contextlib.closing(sqlite3.connect(_uri(path, "ro"), uri=True, timeout=0)) as look:
        try:
            found = {name for (name,) in look.execute("SELECT name FROM sqlite_schema")}
        except sqlite3.Error:
            # Whatever is wrong with the file itself is found, and told, by whoever uses it.
            return
    if found and VERSION_TABLE not in found:
        raise StoreProblem("not_a_database", path=str(path))


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(str(path))}?mode={mode}"


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def close_to_others(path: Path) -> bool:
    """Take everybody else's right to read the file; whether anybody had one.

    A file of somebody else stays as it is. On Windows rights are not those of POSIX, and it lies
    in the folder of the user who started the server.
    """
    if os.name != "posix":
        return False
    changed = False
    for part in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with contextlib.suppress(OSError):
            if part.stat().st_mode & 0o077:
                part.chmod(OWNER_ONLY)
                changed = True
    return changed
