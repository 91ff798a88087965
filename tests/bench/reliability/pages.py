"""A live page as the browser keeps it: panels that are pushed take the place of older ones.

It does what ``static/js/live.js`` does: applies pushes in their count, and fetches the page again
where it has missed something.
"""

import threading
import time
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

import socketio
from socketio.exceptions import SocketIOError

from tests.house import Visitor

_VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr", "circle", "path", "rect", "line", "use"),
    }
)
#: What differs whenever a page is made: ids of forms, the time that is left, and the chosen tab,
#: which the browser keeps.
_IDS = frozenset({"command_id", "form_id"})
_TICKING = frozenset({"data-remaining", "datetime", "stroke-dasharray", "data-now", "aria-current"})
_CLOCK_STATES = frozenset({"soon", "urgent"})


class _Panels(HTMLParser):
    """Every panel of a page as a list of what stands in it, without what ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.panels: dict[str, list[str]] = {}
        self.body: dict[str, str] = {}
        self._open: list[tuple[str, int]] = []
        self._depth = 0
        self._ticks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "body":
            self.body = found
        name = found.get("id", "")
        if name.startswith("panel-"):
            self._open.append((name.removeprefix("panel-"), self._depth))
            self.panels[name.removeprefix("panel-")] = []
        if tag not in _VOID:
            self._depth += 1
        if tag == "noscript" or "data-remaining" in found:
            self._ticks = self._depth
        self._note(f"<{tag} {self._kept(found)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(f"<{tag} {self._kept({k: v or '' for k, v in attrs})}>")

    @staticmethod
    def _kept(found: dict[str, str]) -> str:
        if found.get("name") in _IDS:
            return ""
        if "class" in found:
            words = [w for w in found["class"].split() if w not in _CLOCK_STATES]
            found = {**found, "class": " ".join(words)}
        return " ".join(f"{k}={v}" for k, v in sorted(found.items()) if k not in _TICKING)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._ticks == self._depth:
            self._ticks = 0
        self._depth -= 1
        self._note(f"</{tag}>")
        while self._open and self._open[-1][1] >= self._depth:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._ticks:
            self._note(" ".join(data.split()))

    def _note(self, what: str) -> None:
        for name, _ in self._open:
            self.panels[name].append(what)


def panels_of(html: str) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The page's panels by name, and the attributes of its body."""
    reader = _Panels()
    reader.feed(html)
    return reader.panels, reader.body


class LivePage:
    """A page of somebody's that follows the table by itself, whatever happens to the server."""

    def __init__(self, browser: Visitor, path: str) -> None:
        self._browser = browser
        self.path = path
        self.panels: dict[str, list[str]] = {}
        self.told: list[str] = []
        self.live = ""
        self._heard: int | None = None
        self._cut_until, self._met = 0.0, False
        self._lock = threading.RLock()
        self._wanted = threading.Event()
        self._closed = threading.Event()
        self._client = self._new_client()
        self.fetch()
        self._fetcher = threading.Thread(target=self._fetch_when_wanted, daemon=True)
        self._fetcher.start()
        self._connector = threading.Thread(target=self._stay_connected, daemon=True)
        self._connector.start()

    def _new_client(self) -> socketio.Client:
        client = socketio.Client(reconnection=False)
        client.on("hello", self._hello)
        client.on("panels", self._pushed)
        client.on("refresh", lambda _message: self._wanted.set())
        client.on("closing", lambda _message: self.told.append("closing"))
        return client

    # --- as live.js does ---

    def fetch(self) -> None:
        """Fetch the page again."""
        page = self._browser.get(self.path)
        if page.status != 200:
            raise OSError(page.status)
        panels, body = panels_of(page.body)
        with self._lock:
            seq = int(body["data-seq"]) if "data-seq" in body else None
            if seq is not None and self._heard is not None and seq < self._heard:
                return
            self.panels, self._heard, self.live = panels, seq, body.get("data-live", "")

    def _fetch_when_wanted(self) -> None:
        while not self._closed.is_set():
            if self._wanted.wait(0.2):
                self._wanted.clear()
                try:
                    self.fetch()
                except Exception:
                    # Nobody answers yet: as a browser, it tries again.
                    time.sleep(0.3)
                    self._wanted.set()

    def _stay_connected(self) -> None:
        while not self._closed.is_set():
            if not self._client.connected and time.monotonic() >= self._cut_until:
                self._client = self._new_client()
                cookies = "; ".join(f"{c.name}={c.value}" for c in self._browser.cookies)
                try:
                    self._client.connect(
                        self._browser.url,
                        headers={"Cookie": cookies},
                        auth={"live": self.live},
                        wait_timeout=5,
                    )
                except (SocketIOError, OSError, ValueError):
                    self._wanted.set()
            self._closed.wait(0.3)

    def _hello(self, message: dict[str, Any]) -> None:
        with self._lock:
            seq, away, self._met = message["seq"], self._met, True
            counted = self.live.startswith("play:") or not away
            if counted and seq is not None and seq == self._heard:
                return
            if seq is not None and self._heard is not None and seq < self._heard:
                self._heard = seq - 1
        self._wanted.set()

    def _pushed(self, message: dict[str, Any]) -> None:
        with self._lock:
            seq, prev = message["seq"], message["prev"]
            if seq is not None:
                if self._heard is not None and seq <= self._heard:
                    return
                if self._heard is None or prev > self._heard:
                    self._wanted.set()
                    return
                self._heard = seq
            for name, html in message["panels"].items():
                if name not in self.panels:
                    self._wanted.set()
                    continue
                self.panels |= panels_of(html)[0]

    # --- the trial ---

    def cut(self, seconds: float) -> None:
        """Cut the connection under it, and keep it cut for a while."""
        self._cut_until = time.monotonic() + seconds
        self._client.eio.disconnect(abort=True)

    def differences(self) -> list[str]:
        """The panels in which it differs from the page as it is fetched now."""
        fresh = panels_of(self._browser.get(self.path).body)[0]
        with self._lock:
            mine = dict(self.panels)
        names = {*fresh, *mine}
        return sorted(name for name in names if fresh.get(name) != mine.get(name))

    def converges(self, seconds: float = 12.0) -> list[str]:
        """Nothing, once it equals a fresh page; the panels in which it still differs then."""
        until = time.monotonic() + seconds
        found = ["?"]
        while found and time.monotonic() < until:
            with suppress(OSError):
                found = self.differences()
            if found:
                time.sleep(0.3)
        return found

    def close(self) -> None:
        """Stop following."""
        self._closed.set()
        self._connector.join(10)
        self._fetcher.join(10)
        if self._client.connected:
            self._client.disconnect()
