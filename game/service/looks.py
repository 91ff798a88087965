"""When which table is to be looked at next: a queue by time, from which only what is due is taken.

An entry that a sooner one has replaced stays in the heap until its time comes, and counts for
nothing then.
"""

import heapq
import math
import threading


class Looks:
    """Tables by the moment (seconds since the epoch) of their next look."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heap: list[tuple[float, int]] = []
        self._at: dict[int, float] = {}

    def put(self, table_id: int, at: float) -> None:
        """Look at the table at that moment; a look that is meant to be sooner stays as it is."""
        with self._lock:
            if at < self._at.get(table_id, math.inf):
                self._at[table_id] = at
                heapq.heappush(self._heap, (at, table_id))

    def due(self, now: float) -> list[int]:
        """Take out every table whose moment has come, by id."""
        with self._lock:
            found = []
            while self._heap and self._heap[0][0] <= now:
                at, table_id = heapq.heappop(self._heap)
                if self._at.get(table_id) == at:
                    del self._at[table_id]
                    found.append(table_id)
            return sorted(found)
