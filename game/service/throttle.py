"""Slows down whoever guesses passwords, and locks nobody out.

Wrong tries are counted over all processes of the server. They cost time, never the way in: the
right password lets in after a short delay, whoever else has been wrong from the same address.
"""

import hmac
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from game.service.limits import Buckets
from game.service.problems import Problem
from game.store.directory import Directory

#: Seconds for which a wrong try counts.
WINDOW = 600.0
#: The delay after the first try that is one too many, in seconds. It doubles with each more, up to
#: the longest.
FIRST_DELAY, LONGEST_DELAY = 0.25, 5.0
#: How many wrong tries cost no time: for a name from an address (or from a browser that is known),
#: and for an address, behind which a whole school may be.
FREE_FOR_NAME, FREE_FROM_ADDRESS = 3, 20
#: How many tries an address (or a known browser) has at once, and how many more a second.
BURST, PER_SECOND = 60, 1.0


@dataclass
class Attempt:
    """One try at a password. It counts as a wrong one until it has turned out ``right``."""

    right: bool = field(default=False)


class LoginThrottle:
    """Delays tries at passwords by how many wrong ones went before.

    ``clock`` and ``sleep`` are in seconds; ``sleep`` must let others work meanwhile. ``key`` keeps
    names and addresses from being read out of what is stored.
    """

    def __init__(
        self,
        directory: Directory,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        key: str,
    ) -> None:
        self._directory = directory
        self._clock = clock
        self.sleep = sleep
        self._key = key.encode()
        self._buckets = Buckets(BURST, PER_SECOND, clock)
        self._turns = _Turns()

    @contextmanager
    def attempt(self, name: str, address: str, browser: str | None) -> Iterator[Attempt]:
        """Wait as long as it has to be, then let a password be tried.

        ``browser`` is the mark of a browser that has logged in under that name before: it waits for
        its own wrong tries alone. ``Problem`` where tries come too fast for any to be looked at.
        """
        free, sender = self._counted(name, address, browser), browser or address
        narrowest, *_ = free
        wait = self._buckets.take(sender)
        if wait > 0:
            raise Problem("too_many_tries", seconds=math.ceil(wait))
        now = self._clock()
        # Counted before it is looked at, lest many at once find that nobody has been wrong yet.
        tries = self._directory.add_tries(tuple(free), now, now - WINDOW)
        delay = max(map(delay_after, (one.earlier for one in tries), free.values()))
        if delay > 0:
            self.sleep(delay)
        attempt = Attempt()
        # To compare passwords takes work: many from one sender would make all others wait for it.
        with self._turns.of(sender):
            yield attempt
        if attempt.right:
            self._directory.forget_tries([one.id for one in tries], of=narrowest)

    def _counted(self, name: str, address: str, browser: str | None) -> dict[str, int]:
        """For whom the try counts, the narrowest first, and how many are free for each."""
        if browser is not None:
            return {self._hidden("browser", browser): FREE_FOR_NAME}
        return {
            self._hidden("name", address, name): FREE_FOR_NAME,
            self._hidden("address", address): FREE_FROM_ADDRESS,
        }

    def _hidden(self, *who: str) -> str:
        return hmac.digest(self._key, "\0".join(who).encode(), "sha256").hex()

    @property
    def waiting(self) -> int:
        """How many tries wait to be compared while others of the same sender are."""
        return self._turns.count()

    def tidy(self) -> None:
        """Delete the tries that no longer count."""
        self._directory.drop_tries(self._clock() - WINDOW)


class _Turns:
    """Lets one after the other work for each key, and all keys beside each other.

    The newest goes first: who guesses fills the queue, and somebody who comes only now should not
    have to wait for all of that.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        #: Who waits for each key for which somebody works, the newest last.
        self._waiting: dict[str, list[threading.Event]] = {}

    @contextmanager
    def of(self, key: str) -> Iterator[None]:
        """Wait until nobody else works for that key."""
        turn = threading.Event()
        with self._guard:
            if key in self._waiting:
                self._waiting[key].append(turn)
            else:
                self._waiting[key] = []
                turn.set()
        turn.wait()
        try:
            yield
        finally:
            self._pass_on(key)

    def _pass_on(self, key: str) -> None:
        with self._guard:
            if self._waiting[key]:
                self._waiting[key].pop().set()
            else:
                del self._waiting[key]

    def count(self) -> int:
        """How many wait."""
        with self._guard:
            return sum(map(len, self._waiting.values()))


def delay_after(tries: int, free: int) -> float:
    """Seconds that the next try has to wait after so many wrong ones."""
    if tries < free:
        return 0.0
    # Bounded before it is raised: 2.0 ** 2_000 would be no number.
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(tries - free, 30))
