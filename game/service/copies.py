"""Copies of the database that an instructor asks for."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from game.service.limits import Buckets
from game.service.problems import Problem
from game.store.backup import dated_copy
from game.store.database import Database


class Copies:
    """Makes a copy beside the database file, a few in an hour: each takes room on the disk.

    ``wall`` is the wall clock, by which a copy is named.
    """

    def __init__(self, database: Database, wall: Callable[[], float] = time.time) -> None:
        self._database = database
        self._wall = wall
        self._bucket = Buckets(3, 1 / 600)

    @property
    def possible(self) -> bool:
        """Whether the server can make copies: those of PostgreSQL are made by its own tools."""
        return self._database.file is not None

    def make(self) -> "Copy":
        """A new copy. ``Problem`` if there were too many lately, ``StoreProblem`` if it failed."""
        wait = self._bucket.take("copies")
        if wait > 0:
            raise Problem("too_many_copies", minutes=-(-int(wait) // 60) or 1)
        made = dated_copy(self._database, "asked", self._wall())
        return Copy(made.name, str(made.parent), made.stat().st_size)


@dataclass(frozen=True)
class Copy:
    """A copy that was made: its file, the folder it lies in, and its size in bytes."""

    name: str
    folder: str
    size: int
