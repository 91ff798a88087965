"""Who is connected. Advisory: a sleeping phone is not an absent student."""

import threading
import time
from collections import Counter
from collections.abc import Callable

#: Seconds for which somebody whose last page went away still counts as here: a reload, a lift.
GRACE = 8.0


class Presence:
    """Counts each participant's connected pages."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pages: Counter[str] = Counter()
        self._left_at: dict[str, float] = {}

    def present(self, participant_id: str) -> bool:
        """Whether any page of the participant is connected, or was a moment ago."""
        with self._lock:
            return self._present(participant_id)

    def came(self, participant_id: str) -> bool:
        """One more page is connected. Whether that changes anything for others."""
        with self._lock:
            before = self._present(participant_id)
            self._pages[participant_id] += 1
            self._left_at.pop(participant_id, None)
            return not before

    def went(self, participant_id: str) -> bool:
        """One page less. Whether it was the last: others see a change once the grace is over."""
        with self._lock:
            self._pages[participant_id] -= 1
            if self._pages[participant_id] > 0:
                return False
            del self._pages[participant_id]
            self._left_at[participant_id] = self._clock()
            return True

    def _present(self, participant_id: str) -> bool:
        if self._pages[participant_id] > 0:
            return True
        left_at = self._left_at.get(participant_id)
        return left_at is not None and self._clock() - left_at < GRACE
