"""Copies of an SQLite database that are whole, made while the server runs.

The file alone is not a copy: what was stored last is in the write-ahead log beside it.
"""

import contextlib
import os
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from game.store.database import Database
from game.store.problems import StoreProblem
from game.store.sqlite import OWNER_ONLY

#: How many of the copies that the server makes by itself are kept, of each kind.
KEPT = 7
FOLDER = "backups"
#: Pages that are copied before others have their turn: 16 MB.
_STEP = 4096


def back_up(database: Database, target: Path) -> int:
    """Write a checked copy of the whole database to a new file; its size in bytes.

    ``StoreProblem`` where it is not SQLite (``backup_elsewhere``), the file is there already
    (``backup_exists``), or the copy is not sound (``store_damaged``). Works as long as the server
    has the database open, even if its file was deleted meanwhile.
    """
    if database.file is None:
        raise StoreProblem("backup_elsewhere")
    if target.exists():
        raise StoreProblem("backup_exists", path=str(target))
    part = target.with_name(target.name + ".part")
    try:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))
        _copy(database, part)
        # Unlike a rename this never takes the place of a file that came meanwhile.
        try:
            os.link(part, target)
        except FileExistsError:
            raise StoreProblem("backup_exists", path=str(target)) from None
        except OSError:
            # Some file systems know no links.
            part.rename(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    return target.stat().st_size


def _copy(database: Database, part: Path) -> None:
    with database.engine.connect() as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101 - it has a file
        copy = sqlite3.connect(part)
        try:
            source.backup(copy, pages=_STEP, progress=lambda *_: time.sleep(0))
            # One file that can be carried away, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise StoreProblem("store_damaged")
        finally:
            copy.close()


def dated_copy(database: Database, why: str, now: float) -> Path:
    """A copy in the folder ``backups`` beside the database, named for why and when it was made.

    The oldest copies of the same kind are deleted. ``StoreProblem`` as in ``back_up``.
    """
    if database.file is None:
        raise StoreProblem("backup_elsewhere")
    folder = database.file.path.parent / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    stem = database.file.path.stem
    stamp = f"{datetime.fromtimestamp(now, tz=UTC).astimezone():%Y%m%d-%H%M%S}"
    target = folder / f"{stem}-{why}-{stamp}.db"
    back_up(database, target)
    for old in sorted(folder.glob(f"{stem}-{why}-*.db"))[:-KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()
    return target


def newest_copy(database: Database, why: str) -> float:
    """When the newest copy of that kind was made (seconds since the epoch); 0 if there is none."""
    if database.file is None:
        return 0.0
    folder = database.file.path.parent / FOLDER
    made = [copy.stat().st_mtime for copy in folder.glob(f"{database.file.path.stem}-{why}-*.db")]
    return max(made, default=0.0)
