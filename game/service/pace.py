"""How fast one person may act. Nobody in a class ever meets these limits; a program does."""

import math
import time
from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from game.service.limits import Buckets
from game.service.problems import Problem

Deed: TypeAlias = Literal["command", "question", "wish", "paper"]

#: By deed: how many at once, and how many a second after that. Questions are asked by the composer
#: at every choice; papers are pages that take the server long to make.
PACE: Mapping[Deed, tuple[float, float]] = {
    "command": (10, 2.0),
    "question": (30, 6.0),
    "wish": (6, 0.5),
    "paper": (6, 0.5),
}


class Pace:
    """One bucket a person and deed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._buckets = {
            deed: Buckets(burst, per_second, clock) for deed, (burst, per_second) in PACE.items()
        }

    def check(self, deed: Deed, who: str) -> None:
        """Let the person do that once more. ``Problem`` says how long to wait."""
        wait = self._buckets[deed].take(who)
        if wait > 0:
            raise Problem("too_fast", seconds=math.ceil(wait))
