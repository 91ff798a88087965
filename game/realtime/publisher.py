"""After every commit: renders what changed, once an audience, and pushes it to its room.

An audience gets a push if, and only if, it may know of one of the events: neither what a push says
nor that there is one tells anybody of what is not theirs to know.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from flask import Flask

from game.engine.events import Event, PhaseOpened
from game.engine.state import TableState
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of
from game.realtime.doors import depth_room, instructor_room, play_room, wait_room, watch_room
from game.service.tables import Published
from game.web.hall import Hall
from game.web.instructor.table import table_panels
from game.web.play import play_panels
from game.web.touched import touched
from game.web.watch import watch_panels

_log = logging.getLogger(__name__)


class Emit(Protocol):
    """Sends a message to everybody in a room."""

    def __call__(self, event: str, message: Mapping[str, object], *, to: str) -> None:
        """Send it."""
        ...


class Publisher:
    """Turns what the service publishes into messages to rooms in which somebody listens."""

    def __init__(self, app: Flask, hall: Hall, emit: Emit, occupied: Callable[[str], bool]) -> None:
        self._app = app
        self._hall = hall
        self._emit = emit
        self._occupied = occupied

    def table_changed(self, published: Published) -> None:
        """Push the panels that the events touched, and wake the pages that show every table."""
        table_id, events, state = published.table_id, published.events, published.state
        for delegation in state.setup.delegations:
            heard = [event for event in events if event.audience.includes(delegation)]
            self._push(
                play_room(table_id, delegation),
                of(delegation),
                state,
                heard,
                partial(play_panels, table_id, delegation, touched(heard)),
            )
        public = [event for event in events if event.audience.public]
        self._push(
            watch_room(table_id), PUBLIC_VIEW, state, public, partial(watch_panels, table_id)
        )
        self._push(
            depth_room(table_id), INSTRUCTOR_VIEW, state, events, partial(table_panels, table_id)
        )
        table = self._hall.conferences.table(table_id)
        if table is not None:
            self._refresh(instructor_room(table.conference_id))
            if any(isinstance(event, PhaseOpened) for event in events):
                self._refresh(wait_room(table.conference_id))

    def conference_changed(self, conference_id: int) -> None:
        """Wake every page that shows who is here: people, seats or presence changed."""
        self._refresh(wait_room(conference_id))
        self._refresh(instructor_room(conference_id))
        for table in self._hall.conferences.tables(conference_id):
            self._refresh(watch_room(table.id))
            self._refresh(depth_room(table.id))

    def _refresh(self, room: str) -> None:
        if self._occupied(room):
            self._emit("refresh", {}, to=room)

    def _push(
        self,
        room: str,
        viewer: Viewer,
        state: TableState,
        heard: Sequence[Event],
        render: Callable[[], Mapping[str, str]],
    ) -> None:
        if not heard or not self._occupied(room):
            return
        seq = state.heard.get(viewer.listener, 0)
        # The clock submits outside any request, and addresses have to be the same as on the page.
        try:
            with self._app.test_request_context(base_url=self._hall.public_url):
                panels = dict(render())
        except Exception:
            # What was decided is stored: a page that cannot be rendered must not undo the answer
            # to the sender, nor keep the others waiting.
            _log.exception("no panels for %s", room)
            self._emit("refresh", {}, to=room)
            return
        self._emit("panels", {"seq": seq, "prev": seq - len(heard), "panels": panels}, to=room)
