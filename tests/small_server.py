"""A web server with small limits in a process of its own.

``python -m tests.small_server NAME=VALUE…``: the names of `game.server.Limits`, and ``exempt``.

Its app answers ``/echo`` with what was sent, ``/slow`` after a second, and everything else at once.
"""

import signal
import sys
from typing import TYPE_CHECKING

from gevent import monkey

if __name__ == "__main__":
    monkey.patch_all()

import gevent

from game.server import Limits, WebServer, open_listener

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    """Say what was asked for."""
    body, status = b"answered", "200 OK"
    match environ["PATH_INFO"]:
        case "/echo":
            try:
                body = environ["wsgi.input"].read()
            except OSError:
                body, status = b"too late", "408 Request Timeout"
        case "/slow":
            gevent.sleep(1)
        case "/fails":
            raise ValueError("a fault of the app")
        case "/large":
            body = b"x" * 50_000_000
    start_response(status, [("Content-Length", str(len(body)))])
    return [body]


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM; says the port, and when it has stopped."""
    given = {name: float(value) for name, _, value in (one.partition("=") for one in arguments)}
    counts = {
        name: int(value) for name, value in given.items() if name in ("waiting", "connections")
    }
    exempt = bool(given.pop("exempt", 0))
    listener = open_listener("127.0.0.1", 0)
    limits = Limits(**{**given, **counts})  # type: ignore[arg-type]
    server = WebServer(app, listener, limits=limits, exempt=lambda _address: exempt)
    gevent.signal_handler(signal.SIGTERM, lambda: gevent.spawn(server.stop, 2.0))
    print(listener.getsockname()[1], flush=True)  # noqa: T201
    server.serve_forever()
    print("stopped", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
