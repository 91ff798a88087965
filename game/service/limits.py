"""Token buckets: how often somebody may do something, by whatever key tells them apart.

A bucket holds tokens up to a burst and is refilled at a steady rate. Whoever acts takes tokens out;
without enough of them they have to wait. Buckets live in memory: a restart fills them all.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from cachetools import LRUCache

#: The most keys that are remembered. Beyond it the one that was used longest ago is forgotten,
#: which fills its bucket: memory stays bounded whatever keys a sender can make up.
MOST_KEYS = 20_000


@dataclass
class _Bucket:
    """``level`` tokens were in it at the time ``at``."""

    level: float
    at: float


class Buckets:
    """One bucket for each key: ``burst`` tokens when full, refilled by ``per_second``.

    ``clock`` gives seconds that never go back. Safe to use from several threads.
    """

    def __init__(
        self,
        burst: float,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        *,
        most_keys: int = MOST_KEYS,
    ) -> None:
        if burst <= 0 or per_second <= 0 or most_keys < 1:
            raise ValueError("burst, rate and the number of keys must be above 0")
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: LRUCache[Hashable, _Bucket] = LRUCache(most_keys)

    def take(self, key: Hashable, cost: float = 1.0) -> float:
        """Take tokens: 0.0 if there were enough, else the seconds to wait until there are.

        Nothing is taken by somebody who has to wait. ``ValueError`` for a cost that no full bucket
        could pay.
        """
        if not 0 <= cost <= self._burst:
            raise ValueError(f"a cost of {cost} cannot be paid from a bucket of {self._burst}")
        with self._lock:
            now = self._clock()
            bucket = self._buckets.get(key)
            level = self._burst if bucket is None else self._level(bucket, now)
            if level < cost:
                return (cost - level) / self._per_second
            self._buckets[key] = _Bucket(level - cost, now)
            return 0.0

    def _level(self, bucket: _Bucket, now: float) -> float:
        return min(self._burst, bucket.level + max(0.0, now - bucket.at) * self._per_second)
