"""After every commit: renders what changed, once an audience, and pushes it to its room.

An audience gets a push if, and only if, it may know of one of the events: neither what a push says
nor that there is one tells anybody of what is not theirs to know.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from flask import Flask

from game.engine.events import Event, PhaseOpened
from game.engine.state import INSTRUCTOR_LISTENER, TableState
from game.engine.views import PUBLIC_VIEW, Viewer, of
from game.realtime.board import Board
from game.realtime.doors import depth_room, instructor_room, play_room, wait_room, watch_room
from game.realtime.emit import Emit
from game.service.tables import Published
from game.web.hall import Hall
from game.web.instructor.table import table_panels
from game.web.play import play_panels
from game.web.touched import touched
from game.web.watch import watch_panels

_log = logging.getLogger(__name__)


class Publisher:
    """Turns what the service publishes into messages to rooms in which somebody listens."""

    def __init__(
        self,
        app: Flask,
        hall: Hall,
        emit: Emit,
        occupied: Callable[[str], bool],
        board: Board,
    ) -> None:
        self._app = app
        self._hall = hall
        self._emit = emit
        self._occupied = occupied
        self._board = board

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
        table = self._hall.conferences.table(table_id)
        if table is not None:
            before = state.heard[INSTRUCTOR_LISTENER] - len(events)
            self._board.table_changed(table.conference_id, table_id, before)
            if any(isinstance(event, PhaseOpened) for event in events):
                self._refresh(wait_room(table.conference_id))

    def conference_changed(self, conference_id: int) -> None:
        """Wake every page that shows who is here: people, seats or what the wall shows changed."""
        self._board.forget(conference_id)
        self._refresh(wait_room(conference_id))
        self._refresh(instructor_room(conference_id))
        for table in self._hall.conferences.tables(conference_id):
            self._refresh(watch_room(table.id))
            self._refresh(depth_room(table.id))

    def delegation_changed(self, table_id: int, delegation: str) -> None:
        """Wake a delegation's pages: it was given to the machine, or got back."""
        self._refresh(play_room(table_id, delegation))

    def presence_changed(self, participant_ids: Collection[str]) -> None:
        """Show who has come and gone, where that is shown."""
        tables: dict[int, set[int]] = {}
        for id_ in participant_ids:
            person = self._hall.conferences.participant(id_)
            if person is None:
                continue
            if person.table_id is None:
                self._refresh(wait_room(person.conference_id))
                self._refresh(instructor_room(person.conference_id))
            else:
                tables.setdefault(person.conference_id, set()).add(person.table_id)
        for conference_id, table_ids in tables.items():
            self._board.seats_changed(conference_id, table_ids)
            for table_id in table_ids:
                self._show(watch_room(table_id), partial(watch_panels, table_id, ("room",)))
                self._show(depth_room(table_id), partial(table_panels, table_id, ("people",)))

    def _show(self, room: str, render: Callable[[], Mapping[str, str]]) -> None:
        """Push panels that changed without an event, and so are not part of the count."""
        if not self._occupied(room):
            return
        with self._app.test_request_context(base_url=self._hall.public_url):
            panels = dict(render())
        self._emit("panels", {"seq": None, "prev": None, "panels": panels}, to=room)

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
