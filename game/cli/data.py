"""Where a command finds the data, and for how long it is kept."""

import errno
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from game.cli.failures import Failure

if TYPE_CHECKING:
    import os

    from game.store.database import Database

DEFAULT_DATABASE = "six-party-talks.db"
#: What every SQLite file begins with (https://sqlite.org/fileformat.html).
_SQLITE = b"SQLite format 3\0"

database_option = click.option(
    "--database",
    envvar="SIXPARTY_DATABASE",
    default=DEFAULT_DATABASE,
    show_default=True,
    help="The path of an SQLite file, or a SQLAlchemy URL such as postgresql+psycopg://…",
)


class PathOption(click.Path):
    """A path as ``pathlib.Path``; an empty one, or one that no system takes, is refused."""

    def __init__(self, **choices: Any) -> None:
        super().__init__(path_type=Path, **choices)

    def convert(
        self,
        value: "str | os.PathLike[str]",
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """The path; ``BadParameter`` where there can be none."""
        if not str(value) or "\0" in str(value):
            self.fail("A path is needed here.", param, ctx)
        return super().convert(value, param, ctx)


def database_url(database: str) -> str:
    """A SQLAlchemy URL as it is; anything else is the path of an SQLite file.

    In such a URL ``?`` would begin a query and ``%`` a code, so those of a path are written as
    codes. ``Failure`` where it can be neither.
    """
    if "://" in database:
        _check_url(database)
        return database
    if not database.strip() or "\0" in database:
        raise _unfit("nothing")
    if any("\ud800" <= letter <= "\udfff" for letter in database):
        # Bytes of a file's name that are no letters: they cannot stand in an address.
        raise _unfit("letters")
    path = str(Path(database).resolve())
    return "sqlite:///" + path.replace("%", "%25").replace("?", "%3F").replace("#", "%23")


def _check_url(url: str) -> None:
    """``Failure`` for an address of no database that the game can use."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parts = make_url(url)
        kind = parts.get_backend_name()
    except (ArgumentError, ValueError):
        raise _unfit("malformed") from None
    if kind == "sqlite":
        if not parts.database or parts.database == ":memory:":
            raise _unfit("memory")
        if parts.drivername not in ("sqlite", "sqlite+pysqlite"):
            raise _unfit("kind", kind=parts.drivername)
    elif kind != "postgresql":
        raise _unfit("kind", kind=kind)
    elif parts.drivername != "postgresql+psycopg" or importlib.util.find_spec("psycopg") is None:
        raise _unfit("driver")


def _unfit(what: str, **details: str) -> Failure:
    from game.messages import words

    return Failure(words("database_option")[what].format(**details))


def shown_url(url: str) -> str:
    """A database as it may be printed: the path of a file, an address without its password."""
    from sqlalchemy.engine import make_url

    path = file_of(url)
    return make_url(url).render_as_string(hide_password=True) if path is None else str(path)


def file_of(url: str) -> Path | None:
    """The SQLite file that such an address names; None for a database elsewhere."""
    from game.store.database import Database

    database = Database(url)
    path = None if database.file is None else database.file.path
    database.close()
    return path


def existing_database(database: str) -> "Database":
    """The database of a command that looks after one: it must be there, in today's schema.

    Raises what ``game.cli.failures.told`` puts into words.
    """
    from game.store.database import Database
    from game.store.schema_version import check

    found = Database(database_url(database))
    try:
        if found.file is not None:
            check_file(found.file.path)
        check(found)
    except BaseException:
        found.close()
        raise
    return found


def check_file(path: Path) -> None:
    """That there is a file which SQLite may have made; raises as ``existing_database`` does."""
    from game.service.problems import StoreProblem

    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
    if not path.is_file():
        raise StoreProblem("store_none", path=str(path))
    with path.open("rb") as file:
        begins = file.read(len(_SQLITE))
    if not begins:
        raise StoreProblem("store_none", path=str(path))
    if begins != _SQLITE:
        raise StoreProblem("not_a_database", path=str(path))


def check_target(path: Path) -> None:
    """That a file can be written there, before long work is done for it. ``OSError`` if not."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "No such folder", str(path.parent))


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
