"""What the parts of the directory have in common."""

from typing import Any

import sqlalchemy as sa

from game.store.database import Database


class Part:
    """Reads and writes some tables of the directory; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database


def new_id(inserted: sa.CursorResult[Any]) -> int:
    """The key that the database gave the row just inserted."""
    key = inserted.inserted_primary_key
    assert key is not None  # noqa: S101 - a single-row insert always has one
    return int(key[0])
