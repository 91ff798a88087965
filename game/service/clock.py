"""The server's clock: seconds since the epoch that never go back.

Rules, pages, cookies and the wait of bots all go by it. It follows the wall clock forwards at once.
Where the wall clock is set back it goes on by the monotonic clock, a little slower, until the two
agree again: nobody is logged out, and no deadline moves away.
"""

import threading
import time
from collections.abc import Callable

#: The part by which the clock is slower than true while it waits for the wall clock: 5 s in 17 min.
LAG = 0.005


class Clock:
    """Call it for the time. ``begin`` is the newest moment that is stored: it starts no earlier."""

    def __init__(
        self,
        begin: float = 0.0,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._mark = monotonic()
        self._now = max(wall(), begin)

    def __call__(self) -> float:
        """Seconds since the epoch, never less than at an earlier call."""
        with self._lock:
            mark = self._monotonic()
            passed = max(0.0, mark - self._mark)
            self._mark = mark
            self._now = max(self._wall(), self._now + passed * (1 - LAG))
            return self._now

    @property
    def ahead(self) -> float:
        """Seconds by which it is ahead of the wall clock, which must have been set back."""
        return max(0.0, self() - self._wall())
