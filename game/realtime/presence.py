"""Who is here. Advisory: a sleeping phone is not an absent student.

Somebody is here while a page of theirs is connected, for a grace after the last one went, and for
a while after anything that they sent: whoever acts is never shown as away.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable

#: Seconds for which somebody whose last page went away still counts as here: a reload, a lift, a
#: network that is gone for 20 seconds and some to come back by.
GRACE = 30.0
#: Seconds for which whoever sent something counts as here without any connected page.
ALIVE = 90.0


class Presence:
    """Counts each participant's connected pages, and remembers when they were last heard of."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pages: Counter[str] = Counter()
        self._until: dict[str, float] = {}
        self._shown: set[str] = set()

    def present(self, participant_id: str) -> bool:
        """Whether any page of the participant is connected, or they were here a moment ago."""
        with self._lock:
            return self._present(participant_id)

    def came(self, participant_id: str) -> None:
        """One more page is connected."""
        with self._lock:
            self._pages[participant_id] += 1

    def went(self, participant_id: str) -> None:
        """One page less; after the last one the grace begins."""
        with self._lock:
            self._pages[participant_id] -= 1
            if self._pages[participant_id] <= 0:
                del self._pages[participant_id]
                self._stays(participant_id, GRACE)

    def seen(self, participant_id: str) -> None:
        """They sent something, by whatever way."""
        with self._lock:
            self._stays(participant_id, ALIVE)

    def changed(self) -> frozenset[str]:
        """Those who have come or gone since this was last asked."""
        with self._lock:
            here = {one for one in (*self._pages, *self._until) if self._present(one)}
            self._until = {one: at for one, at in self._until.items() if at > self._clock()}
            differ = here ^ self._shown
            self._shown = here
            return frozenset(differ)

    def _stays(self, participant_id: str, seconds: float) -> None:
        until = self._clock() + seconds
        self._until[participant_id] = max(until, self._until.get(participant_id, until))

    def _present(self, participant_id: str) -> bool:
        if self._pages[participant_id] > 0:
            return True
        return self._until.get(participant_id, float("-inf")) > self._clock()
