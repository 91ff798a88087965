"""What every request passes before the pages and the live connections alike see it.

Wrong names are refused, the path below which the server is mounted is taken off, and live
connections are counted, read within bounds, and answered with the fencing headers of the pages.
"""

import errno
import io
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from flask import Request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from game.messages import sentence
from game.service.limits import Buckets
from game.web.answers import wants_json
from game.web.callers import caller
from game.web.site import Site, clean_prefix, host_name

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LIVE_PATH = "/socket.io/"
#: Live connections that one address may open at once and each second: a class of 400 behind one
#: address that loads its pages three times at once stays below it.
HANDSHAKES, HANDSHAKES_A_SECOND = 1_500.0, 50.0
_FENCE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)


class Gateway:
    """A WSGI application around another. ``body_limit`` bytes are the most that one may send.

    ``saw`` is told of every request that is not refused for its name.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        site: Site,
        body_limit: int,
        handshakes: Buckets,
        saw: Callable[["WSGIEnvironment"], None],
    ) -> None:
        self._app = app
        self._site = site
        self._body_limit = body_limit
        self._handshakes = handshakes
        self._saw = saw

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on, or refuse it."""
        self._mount(environ)
        host = environ.get("HTTP_HOST")
        if host is not None and not self._site.answers_to(host):
            name = host_name(host) or host
            refused = _refusal(environ, 400, "untrusted_host", host=name[:100])
            return refused(environ, start_response)
        self._saw(environ)
        if not environ.get("PATH_INFO", "").startswith(LIVE_PATH):
            return self._app(environ, start_response)
        return self._live(environ, start_response)

    def _mount(self, environ: "WSGIEnvironment") -> None:
        """Let the server's pages begin at its sub-path, whether or not the proxy took it off."""
        prefix = clean_prefix(environ.get("SCRIPT_NAME", "")) or self._site.prefix
        path = environ.get("PATH_INFO", "")
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        environ["SCRIPT_NAME"] = prefix

    def _live(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        # The old way to read across origins, by a script element.
        if "j" in query:
            return _refusal(environ, 400, "http_400")(environ, start_response)
        if "sid" not in query:
            wait = self._handshakes.take(caller(environ.get("REMOTE_ADDR")))
            if wait > 0:
                refused = _refusal(environ, 429, "http_429")
                refused.retry_after = int(wait) + 1
                return refused(environ, start_response)
        if environ.get("REQUEST_METHOD") == "POST":
            try:
                body = self._body(environ)
            except (HTTPException, OSError):
                return _refusal(environ, 400, "http_400")(environ, start_response)
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))

        upgrade = environ.get("HTTP_UPGRADE", "").lower() == "websocket"

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if upgrade and status.startswith("200"):
                # The WebSocket has ended: nothing may be written to it but frames.
                raise ConnectionAbortedError(errno.ECONNABORTED, "the WebSocket has ended")
            return start_response(status, [*headers, *_FENCE], exc_info)

        try:
            return self._app(environ, start)
        except ValueError as fault:
            # A message that is none, on a WebSocket: the connection is good for nothing more.
            raise ConnectionAbortedError(errno.ECONNABORTED, "a malformed message") from fault

    def _body(self, environ: "WSGIEnvironment") -> bytes:
        """What was sent. ``OSError`` if it does not come, ``HTTPException`` if it is too long."""
        sent = Request(environ)
        sent.max_content_length = self._body_limit
        return sent.get_data(cache=False)


def _refusal(environ: "WSGIEnvironment", status: int, code: str, **details: str) -> Response:
    """A sentence, in plain text or for a program."""
    text = sentence(code, details)
    if wants_json(Request(environ)):
        body = json.dumps({"error": {"code": code, "message": text}})
        return Response(body, status, mimetype="application/json", headers=dict(_FENCE))
    return Response(text, status, mimetype="text/plain", headers=dict(_FENCE))
