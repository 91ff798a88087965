"""Where a command finds the data, and for how long it is kept."""

from pathlib import Path

import click

DEFAULT_DATABASE = "six-party-talks.db"


def database_url(database: str) -> str:
    """A SQLAlchemy URL as it is; anything else is the path of an SQLite file."""
    return database if "://" in database else f"sqlite:///{Path(database).resolve()}"


def existing_database(database: str) -> None:
    """Refuse the path of a file that is not there; opening it would make an empty database."""
    if "://" not in database and not Path(database).is_file():
        raise click.ClickException(f"There is no database at {Path(database).resolve()}.")


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
