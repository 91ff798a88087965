"""A scorable game: a pack of one file that says what each delegation's options are worth.

It holds what analysis needs and no more, so that a published exercise can be typed in and examined
within the hour. It cannot be played: it has no rounds, no texts and no world.
"""

from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import Field

from game.scenario.base import DelegationId, Entry, Identifier, IssueId, OptionId
from game.scenario.problems import Problem
from game.scenario.reading import FRAME_FILE, read_file

#: Points as the file's author writes them. The analysis counts in whole hundredths.
AuthoredPoints: TypeAlias = Annotated[Decimal, Field(ge=-1000, le=1000, decimal_places=2)]


class ScorableIssue(Entry):
    """A point on the agenda with its options.

    ``silent`` is the option that a clause's worth is measured against: what would hold without it;
    the first where none is named.
    """

    id: Identifier
    options: Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=20)]
    silent: OptionId = ""

    @property
    def baseline(self) -> OptionId:
        """The option that a clause is measured against."""
        return self.silent or self.options[0]


class ScorableDelegation(Entry):
    """A party: its points for every option of every issue, and with no deal."""

    id: Identifier
    reservation: AuthoredPoints
    scores: dict[IssueId, dict[OptionId, AuthoredPoints]]


class ScorableGame(Entry):
    """All of a scorable game. A package's points are the sum over its options."""

    id: Identifier
    title: str
    issues: Annotated[tuple[ScorableIssue, ...], Field(min_length=1, max_length=20)]
    delegations: Annotated[tuple[ScorableDelegation, ...], Field(min_length=2, max_length=12)]

    @cached_property
    def delegation_ids(self) -> tuple[DelegationId, ...]:
        """The delegations in the order of the file."""
        return tuple(delegation.id for delegation in self.delegations)


def scorable_file(path: Path) -> Path | None:
    """The file of the scorable game at that path; None if there is a full pack or nothing.

    A scorable game is a TOML file, or a folder with a ``scenario.toml`` and neither issues nor
    delegations beside it, which a full pack keeps in files of their own.
    """
    if path.is_file():
        return path
    file = path / FRAME_FILE
    full = (path / "issues.toml").exists() or (path / "delegations").exists()
    return file if file.is_file() and not full else None


def read_game(file: Path) -> tuple[ScorableGame | None, tuple[Problem, ...]]:
    """The game in that file, None if its shape is wrong; and what is wrong with its shape."""
    return read_file(ScorableGame, file)
