"""Where a command finds the data, and for how long it is kept."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from game.store.database import Database

import click

DEFAULT_DATABASE = "six-party-talks.db"


def database_url(database: str) -> str:
    """A SQLAlchemy URL as it is; anything else is the path of an SQLite file.

    In such a URL ``?`` would begin a query and ``%`` a code, so those of a path are written as
    codes.
    """
    if "://" in database:
        return database
    path = str(Path(database).resolve())
    return "sqlite:///" + path.replace("%", "%25").replace("?", "%3F").replace("#", "%23")


def existing_database(database: str) -> "Database":
    """The database of a command that looks after one: it must be there, in today's schema.

    Raises what ``game.cli.failures.told`` puts into words.
    """
    from game.service.problems import StoreProblem
    from game.store.database import Database
    from game.store.schema_version import check

    if "://" not in database and not Path(database).is_file():
        raise StoreProblem("store_none", path=database)
    found = Database(database_url(database))
    try:
        check(found)
    except BaseException:
        found.close()
        raise
    return found


def keeping_time(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> int | None:
    """The seconds of an option such as "180d", at least a day's; None where it is not given."""
    from game.messages.durations import read_duration
    from game.service.retention import SHORTEST

    if value is None:
        return None
    seconds = read_duration(value)
    if seconds < SHORTEST:
        raise click.BadParameter(f"{value} is not a time of at least a day, such as 180d.")
    return seconds
