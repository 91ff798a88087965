"""What only time brings about: who has been away too long, and alarms that nobody caused."""

from collections.abc import Callable

#: Seconds between two looks at who is here, and looks between two at the alarms.
LOOK = 1.0
ALARMS_EVERY = 5


class Lookout:
    """Called once a second by a server that is open."""

    def __init__(self, presence: Callable[[], None], alarms: Callable[[], None]) -> None:
        self._presence = presence
        self._alarms = alarms
        self._looks = 0

    def look(self) -> None:
        """See who has come or gone, and now and then whether an alarm has come or gone."""
        self._looks += 1
        try:
            self._presence()
        finally:
            if self._looks % ALARMS_EVERY == 0:
                self._alarms()
