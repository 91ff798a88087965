"""What rooms are to be told: marked at once, gathered for a moment, then rendered and pushed.

Marking is all that happens while a table is locked. One task renders what is due, one room after
another, and lets requests be served between them.

Each room has a moment of its own, which begins with the first thing that the room itself heard:
whether a push is made, and when it is due, follows from what its audience may know.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flask import Flask

from game.realtime.emit import Emit
from game.web.language import reading_language
from game.wording.templates import tag

#: Gives the named panels of a room's page.
Render: TypeAlias = Callable[[frozenset[str]], Mapping[str, str]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Span:
    """How far a room had heard before some events, and after them."""

    prev: int
    seq: int


@dataclass
class _Mark:
    """What a room is to be shown, since when, and from when on it may be pushed."""

    room: str
    render: Render
    since: float
    due: float
    span: Span | None
    names: set[str] = field(default_factory=set)


class Outbox:
    """The pushes of one house that are still to be made.

    ``spawn`` runs something in the background, ``rest`` lets others have their turn, ``base_url``
    is the address under which pages are rendered outside any request.
    """

    def __init__(
        self,
        app: Flask,
        base_url: str,
        emit: Emit,
        occupied: Callable[[str], bool],
        spawn: Callable[[Callable[[], None]], object],
        rest: Callable[[], None],
    ) -> None:
        self._app = app
        self._base_url = base_url
        self._emit = emit
        self._occupied = occupied
        self._spawn = spawn
        self._rest = rest
        #: Panels that belong to a room's count and those that do not are pushed apart: a page that
        #: has the former already passes over them, but not over the latter.
        self._marks: dict[tuple[str, bool], _Mark] = {}
        self._changed = threading.Condition()
        self._running = False

    def mark(
        self,
        room: str,
        render: Render,
        names: Iterable[str],
        *,
        gather: float,
        span: Span | None = None,
    ) -> None:
        """Let those panels of the room be rendered and pushed ``gather`` seconds from now.

        With a span they are part of the room's count. The push says the last span's number: what
        is rendered may show more than that number says, but never less.
        """
        if not self._occupied(room):
            return
        now = time.monotonic()
        with self._changed:
            mark = self._marks.get((room, span is not None))
            if mark is None:
                mark = _Mark(room, render, now, now + gather, span)
                self._marks[room, span is not None] = mark
            elif mark.span is not None and span is not None:
                mark.span = Span(mark.span.prev, span.seq)
            mark.names.update(names)
            self._changed.notify_all()
            if self._running:
                return
            self._running = True
        try:
            self._spawn(self._run)
        except BaseException:
            # Without this the next mark would wait for a run that never began.
            with self._changed:
                self._running = False
            raise

    @property
    def waiting(self) -> int:
        """How many pushes are still to be made."""
        return len(self._marks)

    @property
    def delay(self) -> float:
        """Seconds for which the oldest push that is due has waited; 0 if none is due."""
        with self._changed:
            due = min((mark.due for mark in self._marks.values()), default=math.inf)
        return max(0.0, time.monotonic() - due)

    def wait_until_empty(self, seconds: float) -> bool:
        """Wait until everything that was marked has been pushed; False if it takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._running, seconds)

    def _run(self) -> None:
        """Push until nothing is left. Whatever happens to one push, the others are made."""
        while (mark := self._next()) is not None:
            try:
                self._push(mark)
            except Exception:
                _log.exception("nothing reached %s", mark.room)
            self._rest()

    def _next(self) -> _Mark | None:
        """Of the marks that are due, the one that has waited longest; None if nothing is left."""
        with self._changed:
            while self._marks:
                now = time.monotonic()
                due = [key for key, mark in self._marks.items() if mark.due <= now]
                if due:
                    return self._marks.pop(min(due, key=lambda key: self._marks[key].since))
                self._changed.wait(min(mark.due for mark in self._marks.values()) - now)
            self._running = False
            self._changed.notify_all()
            return None

    def _push(self, mark: _Mark) -> None:
        if not self._occupied(mark.room):
            return
        try:
            # Addresses have to be the same as on the page.
            with self._app.test_request_context(base_url=self._base_url):
                panels = dict(mark.render(frozenset(mark.names)))
                # Whoever reads in another language of their own has to fetch the page instead.
                language = tag(reading_language())
            seq, prev = (mark.span.seq, mark.span.prev) if mark.span else (None, None)
            push = {"seq": seq, "prev": prev, "lang": language, "panels": panels}
            self._emit("panels", push, to=mark.room)
        except Exception:
            # What was decided is stored: a page that cannot be rendered must not keep the others
            # waiting, and is fetched again.
            _log.exception("no panels for %s", mark.room)
            self._emit("refresh", {}, to=mark.room)
