"""Where a command finds the data."""

from pathlib import Path

DEFAULT_DATABASE = "six-party-talks.db"


def database_url(database: str) -> str:
    """A SQLAlchemy URL as it is; anything else is the path of an SQLite file."""
    return database if "://" in database else f"sqlite:///{Path(database).resolve()}"
