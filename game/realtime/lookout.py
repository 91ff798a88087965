"""What only time brings about: who has been away too long, and alarms that nobody caused."""

import logging
import threading
from collections.abc import Callable

#: Seconds between two looks at who is here, and looks between two at the alarms.
LOOK = 1.0
ALARMS_EVERY = 5
_log = logging.getLogger(__name__)


class Lookout:
    """Runs in the background of a house that is open."""

    def __init__(self, presence: Callable[[], None], alarms: Callable[[], None]) -> None:
        self._presence = presence
        self._alarms = alarms
        self._stopped = threading.Event()
        self._looks = 0

    def run(self) -> None:
        """Look until stopped."""
        while not self._stopped.wait(LOOK):
            self.look()

    def stop(self) -> None:
        """End the run at the next look."""
        self._stopped.set()

    def look(self) -> None:
        """See who has come or gone, and now and then whether an alarm has come or gone."""
        self._looks += 1
        try:
            self._presence()
            if self._looks % ALARMS_EVERY == 0:
                self._alarms()
        except Exception:
            _log.exception("the lookout saw nothing")
