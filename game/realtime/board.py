"""The instructor's page of the class: the rows of the tables that changed, and what follows."""

from collections.abc import Callable, Iterable
from functools import partial

from game.realtime.doors import instructor_room
from game.realtime.outbox import Outbox
from game.service.conferences import Conference, TableRecord
from game.web.hall import Hall
from game.web.instructor.running import class_panels
from game.web.present.overview import TableRow, all_alarms, controls, table_row

#: Seconds for which the instructor's pages gather what they hear: they hear of every event.
FOR_THE_INSTRUCTOR = 0.15


class Board:
    """The class's pages of one house. Only the rows that changed are made anew."""

    def __init__(self, hall: Hall, outbox: Outbox, occupied: Callable[[str], bool]) -> None:
        self._hall = hall
        self._outbox = outbox
        self._occupied = occupied
        self._rows: dict[int, dict[int, TableRow]] = {}

    def table_changed(self, table: TableRecord) -> None:
        """Something happened at the table."""
        self._mark(table.conference_id, (f"row-{table.number}",))

    def seats_changed(self, table: TableRecord) -> None:
        """Somebody came to the table, or went."""
        names = (f"row-{table.number}", f"seats-{table.number}", "glance")
        self._mark(table.conference_id, names)

    def forget(self, conference_id: int) -> None:
        """Its people or seats changed: every page is fetched anew, and nothing kept holds."""
        self._rows.pop(conference_id, None)

    def look(self) -> None:
        """Push the rows of tables at which time alone has raised or ended an alarm."""
        for conference_id in tuple(self._rows):
            if not self._occupied(instructor_room(conference_id)):
                self.forget(conference_id)
                continue
            for row in tuple(self._rows.get(conference_id, {}).values()):
                if row.plays and self._row(conference_id, row.id).alarms != row.alarms:
                    self._mark(conference_id, (f"row-{row.number}",))

    def _mark(self, conference_id: int, names: Iterable[str]) -> None:
        # Not part of a count: a page that misses some fetches itself again.
        room, render = instructor_room(conference_id), partial(self._panels, conference_id)
        if not self._occupied(room):
            self.forget(conference_id)
        self._outbox.mark(room, render, names, gather=FOR_THE_INSTRUCTOR)

    def _panels(self, conference_id: int, names: frozenset[str]) -> dict[str, str]:
        """The named panels, and those of the whole class that the rows' changes touch."""
        conference = self._hall.conferences.get(conference_id)
        known = self._rows.get(conference_id)
        rows = self._all_rows(conference) if known is None else dict(known)
        wanted = set(names)
        for number in tuple(rows):
            if known is not None and f"row-{number}" in names:
                rows[number] = self._row(conference_id, rows[number].id)
        if known is None or controls(known.values()) != controls(rows.values()):
            wanted.add("controls")
        if known is None or all_alarms(known.values()) != all_alarms(rows.values()):
            wanted.add("alarms")
        self._rows[conference_id] = rows
        return class_panels(conference, rows, sorted(wanted))

    def _all_rows(self, conference: Conference) -> dict[int, TableRow]:
        people = self._hall.conferences.people(conference.id)
        records = self._hall.conferences.tables(conference.id)
        return {record.number: table_row(self._hall, record, people) for record in records}

    def _row(self, conference_id: int, table_id: int) -> TableRow:
        record = self._hall.conferences.table(table_id)
        if record is None:
            raise KeyError(table_id)
        return table_row(self._hall, record, self._hall.conferences.people(conference_id))
