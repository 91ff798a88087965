"""Connections that are no page: opened and never used, or those of a page that was turned away."""

import threading
import time
from collections.abc import Callable
from typing import Any

#: Seconds in which a connection has to say which page it is.
INTRODUCTION = 10.0
#: Seconds in which a page that was turned away may still hear why.
LAST_WORDS = 1.0


def end_without_waiting(server: Any) -> None:
    """Let the Socket.IO server end a connection without waiting for what it was last told.

    Its own way waits until that has been fetched: a client that sends nonsense and fetches nothing
    more would keep a request open for ever.
    """

    def disconnect(connection: str) -> None:
        ended = server.eio.sockets.pop(connection, None)
        if ended is not None:
            ended.close(wait=False, reason=server.reason.SERVER_DISCONNECT)

    server.eio.disconnect = disconnect


class IdleConnections:
    """Closes the connections of a Socket.IO server that belong to no page for too long.

    ``in_page`` says whether a page's id is known. ``clock`` gives seconds that never go back.
    """

    def __init__(
        self,
        server: Any,
        in_page: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._in_page = in_page
        self._clock = clock
        self._lock = threading.Lock()
        #: Until when each may stay, by its connection's id.
        self._until: dict[str, float] = {}

    def turned_away(self, sid: str) -> None:
        """That page is to be gone in a moment, whatever its browser does."""
        connection = self._server.manager.eio_sid_from_sid(sid, "/")
        if connection is not None:
            with self._lock:
                self._until[connection] = self._clock() + LAST_WORDS

    def look(self) -> None:
        """Close those whose time is over."""
        now, open_ = self._clock(), tuple(self._server.eio.sockets)
        with self._lock:
            self._until = {
                connection: self._until.get(connection, now + INTRODUCTION)
                for connection in open_
                if not self._is_page(connection)
            }
            over = [connection for connection, until in self._until.items() if until <= now]
        for connection in over:
            self._server.eio.disconnect(connection)

    def _is_page(self, connection: str) -> bool:
        sid = self._server.manager.sid_from_eio_sid(connection, "/")
        return sid is not None and self._in_page(sid)
