"""The web server: gevent's, with limits on what one visitor can hold open.

gevent's own server waits for ever for the rest of a request, and lets one address take every
connection. Import this module only in a process that gevent has patched.
"""

import errno
import logging
import re
import socket
import sys
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gevent import Timeout
from gevent.pool import Pool
from gevent.pywsgi import Input, WSGIHandler, WSGIServer

_log = logging.getLogger(__name__)

#: Connections that may wait to be accepted while the server is busy.
BACKLOG = 1_024
#: Open files that suffice for the largest school; each connection takes up to two.
MOST_FILES = 65_536
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_DIGITS = re.compile(r"[0-9]{1,15}")
#: What a connection that is gone, or was closed here, answers to whoever still uses it.
_GONE = frozenset(
    {
        errno.EAGAIN,
        errno.EBADF,
        errno.ECONNABORTED,
        errno.ECONNRESET,
        errno.ENOTCONN,
        errno.EPIPE,
        errno.ESHUTDOWN,
        errno.ETIMEDOUT,
    }
)


@dataclass(frozen=True)
class Limits:
    """How long (seconds) and how many.

    ``head``, ``body``: for the whole of each to arrive. ``idle``: between two requests of one
    connection. ``write``: for what is answered to be taken. ``waiting`` connections of one address
    may be without a whole first request; ``connections`` of one address may be open.
    """

    head: float = 10.0
    body: float = 30.0
    idle: float = 60.0
    write: float = 120.0
    waiting: int = 256
    connections: int = 2_000


def limits_for(files: int) -> Limits:
    """The usual limits, lower where so few files may be open that one address could take all."""
    usual = Limits()
    return Limits(
        waiting=max(8, min(usual.waiting, files // 8)),
        connections=max(16, min(usual.connections, files // 4)),
    )


def raise_file_limit(most: int = MOST_FILES) -> int:
    """Let this process open as many files as the system allows, up to ``most``; how many that is.

    A shell usually allows 1,024, which a school with WebSockets uses up. On Windows, where sockets
    are no files, nothing is to be done.
    """
    if sys.platform == "win32":
        return most
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):
            return soft
        return wanted
    return most if soft == resource.RLIM_INFINITY else soft


def open_listener(host: str, port: int) -> socket.socket:
    """A socket that listens there. ``OSError`` if that address cannot be had.

    Without a host it listens on every address of this machine, of IPv6 too where there is any.
    """
    if not host:
        if socket.has_dualstack_ipv6():
            try:
                return open_listener("::", port)
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    raise
        host = "0.0.0.0"  # noqa: S104 - phones in the classroom must reach it
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server((host, port), family=family, backlog=BACKLOG, dualstack_ipv6=both)


class _Deadline(Timeout):  # type: ignore[misc]
    """Something did not arrive in time. No ``Exception``: nobody but this module catches it."""


class _TimedInput(Input):  # type: ignore[misc]
    """A request's body, which has to arrive before a moment of the monotonic clock."""

    deadline = float("inf")
    late = False

    def _do_read(self, length: int | None = None, use_readline: bool = False) -> Any:
        return self._in_time(lambda: super(_TimedInput, self)._do_read(length, use_readline))

    def _chunked_read(self, length: int | None = None, use_readline: bool = False) -> Any:
        return self._in_time(lambda: super(_TimedInput, self)._chunked_read(length, use_readline))

    def _in_time(self, read: Callable[[], Any]) -> Any:
        """What is read. ``TimeoutError`` once the body is too late."""
        left = self.deadline - time.monotonic()
        if self.late or left <= 0:
            self.late = True
            raise TimeoutError(errno.ETIMEDOUT, "the request's body did not arrive in time")
        with _Deadline(left) as deadline:
            try:
                return read()
            except _Deadline as passed:
                if passed is not deadline:
                    raise
        self.late = True
        raise TimeoutError(errno.ETIMEDOUT, "the request's body did not arrive in time")


class _Handler(WSGIHandler):  # type: ignore[misc]
    """One connection: reads its requests within time limits, and takes none that is ambiguous."""

    server: "_Server"
    wsgi_input: Any
    #: Whether it waits for the first byte of another request.
    idle = False
    _answered = 0
    _deadline: _Deadline | None = None

    # --- reading the head ---

    def read_requestline(self) -> str:
        limits = self.server.limits
        self.idle = self._answered > 0
        self._begin(limits.idle if self.idle else limits.head)
        self.rfile.peek(1)
        self.idle = False
        self._begin(limits.head)
        return str(super().read_requestline())

    def handle_one_request(self) -> Any:
        try:
            return super().handle_one_request()
        except _Deadline as passed:
            if passed is not self._deadline:
                raise
            return None
        finally:
            self._end()
            self.idle = False

    def _begin(self, seconds: float) -> None:
        self._end()
        self._deadline = _Deadline.start_new(seconds)

    def _end(self) -> None:
        if self._deadline is not None:
            self._deadline.close()

    def read_request(self, raw_requestline: str) -> Any:
        found = super().read_request(raw_requestline)
        self._end()
        self.server.book.has_asked(self)
        return found

    def MessageClass(self, *args: Any) -> Any:  # noqa: N802 - the name is pywsgi's
        headers = super().MessageClass(*args)
        _check_head(headers, self.request_version)
        return headers

    # --- reading the body ---

    def _connection_upgrade_requested(self) -> bool:
        # Only such a request reads from the connection itself, past every limit.
        asked = self.headers.get("Upgrade", "").lower() == "websocket"
        return asked and self.command == "GET" and not self._has_body()

    def _has_body(self) -> bool:
        return bool(self.content_length) or "transfer-encoding" in self.headers

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        plain = self.wsgi_input
        timed = _TimedInput(plain.rfile, plain.content_length, plain.socket, plain.chunked_input)
        timed.deadline = time.monotonic() + self.server.limits.body
        self.wsgi_input = timed
        if environ["wsgi.input"] is plain:
            environ["wsgi.input"] = timed
        return environ

    # --- answering ---

    def handle_one_response(self) -> None:
        upgraded = self._connection_upgrade_requested()
        super().handle_one_response()
        self._answered += 1
        if upgraded or self.wsgi_input.late:
            # What follows on the connection is no request.
            self.close_connection = True

    def _sendall(self, data: bytes) -> None:
        with Timeout(self.server.limits.write, TimeoutError(errno.ETIMEDOUT, "not taken")):
            super()._sendall(data)

    def close(self) -> None:
        """End the connection, whatever it waits for."""
        # Without a socket it has been closed.
        with suppress(OSError, AttributeError):
            self.socket.shutdown(socket.SHUT_RDWR)

    # --- the log, which holds no addresses and nothing that was sent ---

    def log_request(self) -> None:
        return

    def log_error(self, msg: str, *args: object) -> None:
        _log.warning("a malformed request was refused")

    def _handle_client_error(self, ex: Exception) -> Any:
        self.log_error("")
        return "400", _BAD_REQUEST

    def handle_error(self, t: Any, v: Any, tb: Any) -> None:
        if isinstance(v, OSError) and v.errno in _GONE:
            self.close_connection = True
            return
        if not issubclass(t, Exception):
            raise v
        _log.error("a request failed", exc_info=(t, v, tb))
        self._send_error_response_if_possible(500)


_BAD_REQUEST = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 11\r\n\r\nBad Request"
)


def _check_head(headers: Any, version: str) -> None:
    """``ValueError`` for a head that a proxy might understand otherwise than this server does."""
    if headers.defects or not all(_TOKEN.fullmatch(name) for name in headers):
        raise ValueError("a malformed header")
    if any("\n" in value or "\r" in value or "\0" in value for value in headers.values()):
        raise ValueError("a header of several lines")
    lengths = headers.get_all("Content-Length", [])
    encodings = headers.get_all("Transfer-Encoding", [])
    if len(lengths) > 1 or len(encodings) > 1 or (lengths and encodings):
        raise ValueError("two lengths of one body")
    if any(not _DIGITS.fullmatch(length) for length in lengths):
        raise ValueError("a length that is no number")
    if encodings and (encodings[0].lower() != "chunked" or version != "HTTP/1.1"):
        raise ValueError("an unknown encoding")
    if len(headers.get_all("Host", [])) > 1:
        raise ValueError("two hosts")


class _Book:
    """The open connections by address, and those that have not asked for anything yet."""

    def __init__(self, limits: Limits, exempt: Callable[[str], bool]) -> None:
        self._limits = limits
        self._exempt = exempt
        self._open: set[_Handler] = set()
        self._counts: Counter[str] = Counter()
        #: The connection that has waited longest comes first.
        self._waiting: dict[str, OrderedDict[_Handler, None]] = {}

    def opens(self, handler: _Handler, address: str) -> bool:
        """Note a new connection; False if the address has too many."""
        if not self._exempt(address) and self._counts[address] >= self._limits.connections:
            return False
        self._open.add(handler)
        self._counts[address] += 1
        waiting = self._waiting.setdefault(address, OrderedDict())
        waiting[handler] = None
        if len(waiting) > self._limits.waiting and not self._exempt(address):
            oldest, _ = waiting.popitem(last=False)
            oldest.close()
        return True

    def has_asked(self, handler: _Handler) -> None:
        """It has sent a whole request's head."""
        self._no_longer_waits(handler, _address(handler))

    def closes(self, handler: _Handler, address: str) -> None:
        """The connection is gone."""
        self._open.discard(handler)
        self._no_longer_waits(handler, address)
        self._counts[address] -= 1
        if self._counts[address] <= 0:
            del self._counts[address]

    def close_idle(self) -> None:
        """Close those that wait for another request."""
        for handler in tuple(self._open):
            if handler.idle:
                handler.close()

    def _no_longer_waits(self, handler: _Handler, address: str) -> None:
        waiting = self._waiting.get(address)
        if waiting is not None:
            waiting.pop(handler, None)
            if not waiting:
                del self._waiting[address]


def _address(handler: _Handler) -> str:
    return _host(handler.client_address)


def _host(address: object) -> str:
    """The visitor's address; of IPv4 as such, also on a socket for IPv6."""
    return str(address[0]).removeprefix("::ffff:") if isinstance(address, tuple) else ""


class _Server(WSGIServer):  # type: ignore[misc]
    """gevent's server with those handlers and limits."""

    def __init__(
        self, listener: socket.socket, app: Any, limits: Limits, exempt: Callable[[str], bool]
    ) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__(
            listener,
            app,
            spawn=Pool(),
            log=None,
            error_log=_log,
            handler_class=_Handler,
            # Else gevent asks the network for this machine's name.
            environ={"SERVER_NAME": str(host), "SERVER_PORT": str(port)},
        )
        self.limits = limits
        self.book = _Book(limits, exempt)

    def handle(self, sock: Any, address: Any) -> None:
        host = _host(address)
        handler = _Handler(sock, (host, *address[1:]) if host else address, self)
        if not self.book.opens(handler, host):
            handler.close()
            sock.close()
            return
        try:
            handler.handle()
        except OSError as gone:
            if gone.errno not in _GONE:
                raise
        finally:
            self.book.closes(handler, host)


class WebServer:
    """Serves an app on a socket that listens already.

    ``exempt`` tells the addresses of proxies, which speak for many and have no caps.
    """

    def __init__(
        self,
        app: Any,
        listener: socket.socket,
        *,
        limits: Limits | None = None,
        exempt: Callable[[str], bool] = lambda _address: False,
    ) -> None:
        self._server = _Server(listener, app, limits or Limits(), exempt)

    def serve_forever(self) -> None:
        """Serve until `stop` is called."""
        self._server.serve_forever()

    def stop(self, timeout: float) -> None:
        """Take no more connections, close the idle ones, and end all others after ``timeout``."""
        self._server.stop_accepting()
        self._server.book.close_idle()
        self._server.stop(timeout)
