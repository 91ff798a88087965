"""One at a time, those in a hurry first."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Lets one do its work at a time. Whoever is urgent goes before all who are not."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken = False
        self._urgent = 0

    @contextmanager
    def turn(self, *, urgent: bool) -> Iterator[None]:
        """Wait for one's turn, and give it back afterwards."""
        with self._changed:
            self._urgent += urgent
            self._changed.wait_for(lambda: not self._taken and (urgent or not self._urgent))
            self._urgent -= urgent
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()
