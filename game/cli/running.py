"""A server while it runs, and its end: at the first signal in good order, at the second at once."""

import ipaddress
import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from multiprocessing.util import _run_finalizers  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from game.app import House
    from game.server import WebServer

#: Signals by which a server is told to end, where the system has them: Ctrl+C, the system, a
#: terminal that is closed, and Ctrl+Break on Windows.
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
#: Seconds that requests under way have to end.
LAST_REQUESTS = 2.0
#: Seconds that pages have to hear that it ends.
LAST_WORD = 0.2
#: How a server ends that another has taken the place of.
REPLACED = 3


def end_at_signals() -> None:
    """Until the server runs, a signal ends the command at once, and what it made is cleared away.

    By default some signals would end the process on the spot and leave its files behind.
    """
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda *_: sys.exit(0))


def run(house: "House", listener: socket.socket, alive_at: float, *, behind_proxy: bool) -> int:
    """Serve until the process is told to end; the exit code, for ``leave``.

    0 where it ended in good order, 3 if another server took its place.
    """
    from game.messages import words
    from game.server import WebServer, limits_for, raise_file_limit

    said = words("serve")

    server = WebServer(
        house.app,
        listener,
        limits=limits_for(raise_file_limit()),
        exempt=_may_be_proxy if behind_proxy else lambda _address: False,
    )
    end = _End(house, server)
    house.tenancy.when_replaced = end.now
    try:
        house.start(alive_at)
        end.listen()
        server.serve_forever()
    finally:
        house.close()
    if house.tenancy.lost:
        _say(said["replaced"])
        return REPLACED
    _say(f"\n{said['closed']}")
    return 0


def _say(text: str) -> None:
    """Say it, if anybody still listens: the terminal may be gone."""
    with suppress(OSError):
        click.echo(text)


def leave(code: int) -> NoReturn:
    """End the process at once, after all has been closed and everything said.

    The interpreter's own end would wait for the thread of a worker that was ended in the midst of
    a job, which under gevent may never say that it is over.
    """
    logging.shutdown()
    # The semaphores of ended workers are given back, as at the interpreter's own end: or Python's
    # tracker of such things complains.
    _run_finalizers(0)
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(code)


def _may_be_proxy(address: str) -> bool:
    """Whether a proxy of ours may be at that address, as opposed to a visitor from outside."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return found.is_loopback or found.is_private


class _End:
    """Ends the server once, however often it is told to."""

    def __init__(self, house: "House", server: "WebServer") -> None:
        self._house = house
        self._server = server
        self._ending = False

    def listen(self) -> None:
        """From now on the system's signals end the server."""
        import gevent

        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                gevent.signal_handler(number, self.by_signal)

    def by_signal(self) -> None:
        """The first signal ends it in good order; whoever sends another is in a hurry."""
        if self._ending:
            os._exit(1)
        self.now()

    def now(self) -> None:
        """Tell the pages, take no more requests, and let ``run`` go on."""
        import gevent

        if not self._ending:
            self._ending = True
            gevent.spawn(self._end)

    def _end(self) -> None:
        import gevent

        self._house.realtime.tell_closing()
        gevent.sleep(LAST_WORD)
        self._server.stop(LAST_REQUESTS)
