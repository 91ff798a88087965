"""What the projector shows: the instructor's choice, kept with the conference."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

#: ``lobby``: how to join; ``table``: one table; ``rotation``: one after the other; ``blank``: none.
WallMode: TypeAlias = Literal["lobby", "table", "rotation", "blank"]

#: Seconds for which a rotation shows one table.
SHORTEST, LONGEST, USUAL = 5, 600, 20


@dataclass(frozen=True)
class Wall:
    """What the wall shows. ``table`` is a number, ``seconds`` how long a rotation stays at one.

    Without ``statements`` it shows who has the floor, but not what is said there.
    """

    mode: WallMode = "lobby"
    table: int = 1
    seconds: int = USUAL
    statements: bool = True

    def stored(self) -> str:
        """How it is kept."""
        said = "said" if self.statements else "unsaid"
        return f"{self.mode} {self.table} {self.seconds} {said}"


def read_wall(stored: str | None) -> Wall:
    """What was kept; the lobby where nothing was."""
    if stored is None:
        return Wall()
    # Earlier versions knew no fourth word.
    mode, table, seconds, *said = stored.split()
    return Wall(cast(WallMode, mode), int(table), int(seconds), said != ["unsaid"])


def chosen_wall(mode: str, table: str, seconds: str, *, statements: bool = True) -> Wall | None:
    """The choice that a form holds; None if it holds none."""
    if mode not in get_args(WallMode):
        return None
    number = int(table) if table.isdecimal() and len(table) < 4 else 1
    asked = int(seconds) if seconds.isdecimal() and len(seconds) < 5 else USUAL
    return Wall(cast(WallMode, mode), number, max(SHORTEST, min(LONGEST, asked)), statements)
