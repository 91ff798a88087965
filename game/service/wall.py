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

    Without ``statements`` it shows who has the floor, but not what is said there; without ``names``
    how many have joined, but not who.
    """

    mode: WallMode = "lobby"
    table: int = 1
    seconds: int = USUAL
    statements: bool = True
    names: bool = True

    def stored(self) -> str:
        """How it is kept."""
        said = "said" if self.statements else "unsaid"
        named = "named" if self.names else "unnamed"
        return f"{self.mode} {self.table} {self.seconds} {said} {named}"


def read_wall(stored: str | None, *, names: bool = True) -> Wall:
    """What was kept; the lobby where nothing was. ``names`` holds where nobody has chosen."""
    if stored is None:
        return Wall(names=names)
    # Earlier versions knew no fourth word, and then no fifth.
    mode, table, seconds, *more = stored.split()
    shown = "named" in more or (names and "unnamed" not in more)
    return Wall(cast(WallMode, mode), int(table), int(seconds), "unsaid" not in more, shown)


def chosen_wall(
    mode: str, table: str, seconds: str, *, statements: bool = True, names: bool = True
) -> Wall | None:
    """The choice that a form holds; None if it holds none."""
    if mode not in get_args(WallMode):
        return None
    number = int(table) if table.isdecimal() and len(table) < 4 else 1
    asked = int(seconds) if seconds.isdecimal() and len(seconds) < 5 else USUAL
    stay = max(SHORTEST, min(LONGEST, asked))
    return Wall(cast(WallMode, mode), number, stay, statements, names)
