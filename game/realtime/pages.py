"""The connected pages: where each listens, and whose it is."""

import threading
from collections import Counter
from collections.abc import Callable

from game.realtime.doors import Door
from game.realtime.presence import Presence

#: How many live pages one participant, or one login of an instructor, may have at once.
MOST_PAGES = 8


class Live:
    """The connected pages of one house: where each listens, and who is behind it."""

    def __init__(self) -> None:
        self.presence = Presence()
        self._lock = threading.Lock()
        #: The page that came in first stands first.
        self._doors: dict[str, Door] = {}
        self._listeners: Counter[str] = Counter()

    def occupied(self, room: str) -> bool:
        """Whether any page listens there."""
        with self._lock:
            return self._listeners[room] > 0

    def conferences(self) -> frozenset[int]:
        """The conferences of which any page is connected."""
        with self._lock:
            return frozenset(door.conference_id for door in self._doors.values())

    def enter(self, sid: str, door: Door) -> tuple[str, ...]:
        """A page listens at that door; returns the oldest of its owner's that are too many."""
        with self._lock:
            self._doors[sid] = door
            self._listeners[door.room] += 1
            if door.owner is None:
                return ()
            pages = [other for other, there in self._doors.items() if there.owner == door.owner]
            return tuple(pages[:-MOST_PAGES])

    def move(self, sid: str, door: Door) -> None:
        """The page, if it is still here, listens at another door from now on."""
        with self._lock:
            if sid in self._doors:
                self._listeners[self._doors[sid].room] -= 1
                self._doors[sid] = door
                self._listeners[door.room] += 1

    def leave(self, sid: str) -> Door | None:
        """The page listens no more; where it did, None if it never got in."""
        with self._lock:
            door = self._doors.pop(sid, None)
            if door is not None:
                self._listeners[door.room] -= 1
            return door

    def is_in(self, sid: str) -> bool:
        """Whether that page listens anywhere."""
        with self._lock:
            return sid in self._doors

    def doors(self, where: Callable[[Door], bool]) -> dict[str, Door]:
        """Such doors by page."""
        with self._lock:
            return {sid: door for sid, door in self._doors.items() if where(door)}
