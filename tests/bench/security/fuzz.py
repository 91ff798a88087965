"""Requests with odd values at every rule of the url map, through the WSGI app in this process."""

import io
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import got_request_exception
from werkzeug.routing import Rule

from game.service.reports import Maker
from tests.bench.security.odd import METHODS, ODD_METHODS, Odd
from tests.bench.security.report import Part
from tests.bench.security.world import SECRETS, Viewer, World
from tests.integration.test_fences import addresses

#: The longest that one answer may take (seconds): far more than any takes on an idle machine.
LONGEST = 10.0
#: A new world after so many requests: what was stored meanwhile makes pages slower.
FRESH = 10_000
#: What no answer may hold.
LEAKS = ("Traceback (most recent", "sqlalchemy", "werkzeug.exceptions", "jinja2", "/game/web/")
#: Where a request would end the run's own logins.
SHUT = frozenset({"instructor.log_out", "instructor.log_out_everywhere", "instructor.erase_now"})
_ARGUMENT = re.compile(r"<[^<>]+>")


class Fuzz:
    """Sends odd requests as every viewer, and counts the answers."""

    def __init__(self, folder: Callable[[], Path], seed: int) -> None:
        self._folder = folder
        self.odd = Odd(seed)
        self.statuses: Counter[int] = Counter()
        self.rules: Counter[str] = Counter()
        self.faults: dict[str, str] = {}
        self.slowest = (0.0, "")
        self.done = 0
        self._world: World | None = None
        self._doing = ""
        self._closing = threading.Event()

    def run(self, requests: int, until: float = float("inf")) -> None:
        """So many requests, or fewer where the monotonic clock says that it is time to end."""
        goal = self.done + requests
        while self.done < goal and time.monotonic() < until:
            if self._world is None or self.done % FRESH == 0:
                self._open()
            self._one()

    def close(self) -> None:
        """Close what is open."""
        self._closing.set()
        if self._world is not None:
            self._world.close()
            self._world = None
        self._closing.clear()

    def part(self) -> Part:
        """What came of it so far."""
        part = Part("Odd requests in process", ("answers", "requests"))
        groups: Counter[str] = Counter()
        for status, count in self.statuses.items():
            groups[f"{status // 100}xx"] += count
        part.rows = [*sorted(groups.items()), ("all", self.done)]
        part.notes.append(f"{len(self.rules)} rules, all viewers, every method and odd ones.")
        part.expect(self.done > 0, "nothing was sent")
        part.faults += [f"{fault}: {example}" for fault, example in self.faults.items()]
        return part

    # --- the world ---

    def _open(self) -> None:
        self.close()
        world = self._world = World(self._folder())
        place = world.place()
        # What waits for a report, or thinks about hints, is tried by others.
        world.house.reports.maker = Maker(self._no_report, 0)
        got_request_exception.connect(self._note, world.house.app)
        rules = [rule for rule in world.house.app.url_map.iter_rules() if rule.endpoint not in SHUT]
        self._addresses = [(rule, addresses(place, rule)) for rule in rules]
        self._own_ids = {
            name: viewer.person.id for name, viewer in world.viewers.items() if viewer.person
        }
        self._cookies: dict[str, str] = {}
        self._names = sorted(world.viewers)

    def _cookie(self, viewer: Viewer) -> str:
        world = self._world
        assert world is not None
        if viewer.name not in self._cookies:
            name = world.house.app.config["SESSION_COOKIE_NAME"]
            self._cookies[viewer.name] = f"{name}={world.signed(viewer.cookie())}"
        return self._cookies[viewer.name]

    def _no_report(self, _job: bytes) -> bytes:
        """Is still being made until the end."""
        self._closing.wait()
        return b""

    # --- one request ---

    def _address(self, viewer: Viewer) -> tuple[Rule, str]:
        """A rule and an address of it: real, of the viewer's own, or with odd parts."""
        odd = self.odd
        rule, places = odd.dice.choice(self._addresses)
        place = odd.dice.choice(places)
        own = self._own_ids.get(viewer.name)
        if own is not None and "pid" in rule.arguments and odd.chance(0.7):
            assert self._world is not None
            place = place.replace(self._world.head.id, own)
        elif rule.arguments and odd.chance(0.25):
            place = _ARGUMENT.sub(lambda _found: odd.segment() or "x", rule.rule)
        elif odd.chance(0.03):
            place = place + odd.dice.choice(("/", "//", "/..", "/.", "%2e%2e", ";x", "\\", " "))
        return rule, place

    def environ(self, viewer: Viewer) -> tuple[str, dict[str, Any]]:
        """A WSGI request, and the rule that it is meant for."""
        odd = self.odd
        rule, place = self._address(viewer)
        method = odd.dice.choice(METHODS if odd.chance(0.9) else ODD_METHODS)
        if odd.chance(0.85):
            method = odd.dice.choice(sorted(rule.methods or METHODS))
        kind, body = odd.body() if method not in ("GET", "HEAD") or odd.chance(0.03) else ("", b"")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": place.encode("utf-8", "replace").decode("latin-1"),
            "QUERY_STRING": odd.query().decode("latin-1") if odd.chance(0.4) else "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": self._cookie(viewer),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if kind:
            environ["CONTENT_TYPE"] = kind
        if body:
            environ["CONTENT_LENGTH"] = str(len(body))
            if odd.chance(0.02):
                environ["CONTENT_LENGTH"] = odd.dice.choice(
                    ("x", "-1", "9" * 30, "", "1e3", "\uff11")
                )
        if odd.chance(0.3):
            environ["HTTP_ACCEPT"] = "application/json"
        for name, value in odd.headers():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        return rule.rule, environ

    def _one(self) -> None:
        world = self._world
        assert world is not None
        viewer = world.viewers[self.odd.dice.choice(self._names)]
        rule, environ = self.environ(viewer)
        self._doing = (
            f"{viewer.name}: {environ['REQUEST_METHOD']} {quote(environ['PATH_INFO'])[:150]}"
        )
        if query := environ["QUERY_STRING"]:
            self._doing += f"?{query[:100]}"
        self._doing += f" {environ.get('CONTENT_TYPE', '')[:60]!r}"
        body = environ["wsgi.input"].getvalue()[:300]
        self._doing += f" {body!r} " + str(
            {k: v[:60] for k, v in environ.items() if k.startswith("HTTP_") and k != "HTTP_COOKIE"}
        )
        began = time.monotonic()
        self.done += 1
        self.rules[rule] += 1
        try:
            status, said = _answer(world.house.app, environ)
        except Exception as fault:
            self._fault(f"raised {type(fault).__name__}: {str(fault)[:100]}")
            return
        took = time.monotonic() - began
        self.statuses[status] += 1
        if took > self.slowest[0]:
            self.slowest = (took, self._doing)
        if took > LONGEST:
            self._fault("took too long")
        if status >= 500:
            self._fault(f"status {status}")
        self._read(viewer, said)

    def _read(self, viewer: Viewer, said: str) -> None:
        assert self._world is not None
        for owner, secret in SECRETS.items():
            if secret in said and owner not in viewer.knows:
                self._fault(f"told {viewer.name} a secret of the {owner}")
        for leak in (*LEAKS, self._world.house.app.config["SECRET_KEY"]):
            if leak in said and leak not in self._doing:
                self._fault(f"an answer holds {leak[:20]}")

    def _fault(self, what: str) -> None:
        self.faults.setdefault(what, self._doing)

    def _note(self, _sender: object, exception: BaseException, **_more: object) -> None:
        """Where a fault of the app comes from."""
        trace = exception.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        self._fault(f"{type(exception).__name__} at {where[-60:]}: {str(exception)[:80]}")


def _answer(app: Any, environ: dict[str, Any]) -> tuple[int, str]:
    """The status and text of the app's answer."""
    head: list[str] = []

    def start(status: str, _headers: object, _exc: object = None) -> Callable[[bytes], None]:
        head.append(status)
        return lambda _data: None

    answered: Iterable[bytes] = app(environ, start)
    try:
        body = b"".join(answered)
    finally:
        close = getattr(answered, "close", None)
        if close is not None:
            close()
    return int(head[-1].split()[0]), body.decode("utf-8", "replace")
