"""Brings the instructor's pages up to date: what changed, and no more, a few times a second.

Events come in bursts and the instructor's panels are the largest. So what changed is marked, and a
moment later the rows of the tables that it concerns are rendered once, outside the tables' locks.
"""

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from flask import Flask

from game.engine.state import INSTRUCTOR_LISTENER
from game.realtime.doors import depth_room, instructor_room
from game.realtime.emit import Emit
from game.service.conferences import Conference
from game.web.hall import Hall
from game.web.instructor.running import class_panels
from game.web.instructor.table import table_panels
from game.web.present.overview import TableRow, all_alarms, controls, table_row

_log = logging.getLogger(__name__)

#: Seconds for which what changes is gathered: a burst is pushed once.
GATHERING = 0.15


@dataclass
class _Marks:
    """What has changed since the last push: tables by conference, seats, pages in depth."""

    rows: dict[int, set[int]] = field(default_factory=dict)
    seats: dict[int, set[int]] = field(default_factory=dict)
    #: By table, how far its page had heard before the first event that was not pushed yet.
    depth: dict[int, int] = field(default_factory=dict)


class Board:
    """The instructor's pages of one house.

    ``later`` runs something in the background after so many seconds.
    """

    def __init__(
        self,
        app: Flask,
        hall: Hall,
        emit: Emit,
        occupied: Callable[[str], bool],
        later: Callable[[float, Callable[[], None]], None],
    ) -> None:
        self._app = app
        self._hall = hall
        self._emit = emit
        self._occupied = occupied
        self._later = later
        self._lock = threading.Lock()
        self._pushing = threading.Lock()
        self._marks = _Marks()
        self._due = False
        self._rows: dict[int, dict[int, TableRow]] = {}
        self._pushed: dict[int, int] = {}

    # --- marking ---

    def table_changed(self, conference_id: int, table_id: int, heard_before: int) -> None:
        """Something happened at the table, whose page in depth had heard so much before it."""
        in_depth = self._occupied(depth_room(table_id))
        in_class = self._occupied(instructor_room(conference_id))
        if not (in_depth or in_class):
            self._rows.pop(conference_id, None)
            return
        with self._lock:
            if in_class:
                self._marks.rows.setdefault(conference_id, set()).add(table_id)
            if in_depth:
                self._marks.depth.setdefault(table_id, heard_before)
        self._flush_soon()

    def seats_changed(self, conference_id: int, table_ids: Collection[int]) -> None:
        """Somebody came to those tables, or went."""
        if not self._occupied(instructor_room(conference_id)):
            return
        with self._lock:
            self._marks.rows.setdefault(conference_id, set()).update(table_ids)
            self._marks.seats.setdefault(conference_id, set()).update(table_ids)
        self._flush_soon()

    def forget(self, conference_id: int) -> None:
        """Its people or seats changed: every page is fetched anew, and nothing kept holds."""
        self._rows.pop(conference_id, None)

    def look(self) -> None:
        """Push the rows of tables at which time alone has raised or ended an alarm."""
        for conference_id in tuple(self._rows):
            if not self._occupied(instructor_room(conference_id)):
                self._rows.pop(conference_id, None)
                continue
            for row in tuple(self._rows.get(conference_id, {}).values()):
                if row.plays and self._row(conference_id, row.id).alarms != row.alarms:
                    with self._lock:
                        self._marks.rows.setdefault(conference_id, set()).add(row.id)
                    self._flush_soon()

    def _flush_soon(self) -> None:
        with self._lock:
            if self._due:
                return
            self._due = True
        self._later(GATHERING, self.flush)

    # --- pushing ---

    def flush(self) -> None:
        """Push what has been marked."""
        # One push at a time: two that overtook each other would bring back the past.
        with self._pushing:
            with self._lock:
                marks, self._marks = self._marks, _Marks()
                self._due = False
            for conference_id, table_ids in marks.rows.items():
                self._safely(
                    instructor_room(conference_id),
                    self._push_class,
                    conference_id,
                    table_ids,
                    marks.seats.get(conference_id, set()),
                )
            for table_id, before in marks.depth.items():
                self._safely(depth_room(table_id), self._push_depth, table_id, before)

    def _safely(self, room: str, push: Callable[..., None], *what: object) -> None:
        try:
            with self._app.test_request_context(base_url=self._hall.public_url):
                push(*what)
        except Exception:
            _log.exception("no panels for %s", room)
            self._emit("refresh", {}, to=room)

    def _push_class(self, conference_id: int, table_ids: set[int], seats: set[int]) -> None:
        conference = self._hall.conferences.get(conference_id)
        known = self._rows.get(conference_id)
        rows = self._all_rows(conference) if known is None else dict(known)
        names: list[str] = []
        for table_id in sorted(table_ids):
            row = self._row(conference_id, table_id)
            rows[row.number] = row
            names.append(f"row-{row.number}")
            if table_id in seats:
                names.append(f"seats-{row.number}")
        if seats:
            names.append("glance")
        if known is None or controls(known.values()) != controls(rows.values()):
            names.append("controls")
        if known is None or all_alarms(known.values()) != all_alarms(rows.values()):
            names.append("alarms")
        self._rows[conference_id] = rows
        self._tell(instructor_room(conference_id), class_panels(conference, rows, names))

    def _all_rows(self, conference: Conference) -> dict[int, TableRow]:
        people = self._hall.conferences.people(conference.id)
        records = self._hall.conferences.tables(conference.id)
        return {record.number: table_row(self._hall, record, people) for record in records}

    def _row(self, conference_id: int, table_id: int) -> TableRow:
        record = self._hall.conferences.table(table_id)
        if record is None:
            raise KeyError(table_id)
        return table_row(self._hall, record, self._hall.conferences.people(conference_id))

    def _tell(self, room: str, panels: Mapping[str, str]) -> None:
        """Panels that are not part of a count: a page that misses some fetches itself again."""
        self._emit("panels", {"seq": None, "prev": None, "panels": panels}, to=room)

    def _push_depth(self, table_id: int, before: int) -> None:
        # Asked before rendering: panels may show more than the count says, never less.
        heard = self._hall.tables.state(table_id).heard[INSTRUCTOR_LISTENER]
        panels = table_panels(table_id)
        prev = max(before, self._pushed.get(table_id, 0))
        if heard > prev:
            self._pushed[table_id] = heard
            message = {"seq": heard, "prev": prev, "panels": panels}
            self._emit("panels", message, to=depth_room(table_id))
