"""Whether an SQLite file is sound, as far as SQLite itself can tell."""

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

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
            raise _unfit(database) from problem
        raise
    except DatabaseError as error:
        raise _unfit(database) from error
    if faults != ["ok"]:
        raise StoreProblem("store_unsound")


def pragma(database: Database, text: str) -> list[str]:
    """The rows of a pragma, each as its first value."""
    with database.reading() as connection:
        return [str(row[0]) for row in connection.execute(sa.text(f"PRAGMA {text}"))]


def _unfit(database: Database) -> StoreProblem:
    path = "" if database.file is None else database.file.path
    return StoreProblem("not_a_database", path=str(path))
