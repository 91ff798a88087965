"""What was read of the database, kept for a moment: pages and the clock ask for it all the time."""

import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Generic, TypeVar

from cachetools import TTLCache

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

#: Seconds for which something is kept. This process forgets what it changes itself at once; where
#: several processes share a database, this is how late one sees what another has changed.
MOMENT = 2.0
#: The most keys that are kept for each kind of thing: conferences, tables, people of a school.
MOST_KEYS = 20_000


class Kept(Generic[Key, Value]):
    """Remembers what ``read`` found for each key. Nothing by which anybody is let in belongs here.

    ``clock`` gives seconds from anywhere on.
    """

    def __init__(
        self, read: Callable[[Key], Value], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._found: TTLCache[Key, Value] = TTLCache(MOST_KEYS, MOMENT, timer=clock)
        self._forgotten = 0

    def __getitem__(self, key: Key) -> Value:
        """What is kept, or else read now; what ``read`` raises is not kept."""
        with self._lock:
            with suppress(KeyError):
                return self._found[key]
            forgotten = self._forgotten
        fresh = self._read(key)
        with self._lock:
            # What was forgotten while it was being read may have been read before the change.
            if forgotten == self._forgotten:
                self._found[key] = fresh
        return fresh

    def forget(self) -> None:
        """Something has changed: read everything anew."""
        with self._lock:
            self._found.clear()
            self._forgotten += 1
