"""Token buckets: how often somebody may do something, by whatever key tells them apart.

A bucket holds tokens up to a burst and is refilled at a steady rate. Whoever acts takes tokens out;
without enough of them they have to wait. Buckets live in memory: a restart fills them all.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

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
        self._most_keys = most_keys
        self._lock = threading.Lock()
        #: The key that was used longest ago comes first.
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def take(self, key: Hashable, cost: float = 1.0) -> float:
        """Take tokens: 0.0 if there were enough, else the seconds to wait until there are.

        Nothing is taken by somebody who has to wait. ``ValueError`` for a cost that no full bucket
        could pay.
        """
        return self._ask(key, cost, taking=True)

    def wait(self, key: Hashable, cost: float = 1.0) -> float:
        """The same answer as `take`, but nothing is taken."""
        return self._ask(key, cost, taking=False)

    def _ask(self, key: Hashable, cost: float, *, taking: bool) -> float:
        if not 0 <= cost <= self._burst:
            raise ValueError(f"a cost of {cost} cannot be paid from a bucket of {self._burst}")
        with self._lock:
            now = self._clock()
            bucket = self._buckets.get(key)
            level = self._burst if bucket is None else self._level(bucket, now)
            if level < cost:
                return (cost - level) / self._per_second
            if taking:
                self._buckets[key] = _Bucket(level - cost, now)
                self._buckets.move_to_end(key)
                if len(self._buckets) > self._most_keys:
                    self._buckets.popitem(last=False)
            return 0.0

    def _level(self, bucket: _Bucket, now: float) -> float:
        return min(self._burst, bucket.level + max(0.0, now - bucket.at) * self._per_second)
