"""Whether an SQLite file is sound, as far as SQLite itself can tell."""

import sqlite3

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, DBAPIError

from game.store.database import Database
from game.store.problems import StoreProblem


def check_sound(database: Database) -> None:
    """``StoreProblem`` where the file is no database, or a damaged one."""
    if database.file is None:
        return
    try:
        faults = pragma(database, "quick_check(5)")
    except StoreProblem as problem:
        if problem.code == "store_damaged":
            raise _unfit(database, problem.__cause__) from problem
        raise
    except DatabaseError as error:
        raise _unfit(database, error) from error
    if faults != ["ok"]:
        raise StoreProblem("store_unsound")


def pragma(database: Database, text: str) -> list[str]:
    """The rows of a pragma, each as its first value."""
    with database.reading() as connection:
        return [str(row[0]) for row in connection.execute(sa.text(f"PRAGMA {text}"))]


def _unfit(database: Database, error: BaseException | None) -> StoreProblem:
    """A file that is no database at all is told apart from a damaged one."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if getattr(cause, "sqlite_errorcode", 0) != sqlite3.SQLITE_NOTADB:
        return StoreProblem("store_unsound")
    path = "" if database.file is None else database.file.path
    return StoreProblem("not_a_database", path=str(path))
