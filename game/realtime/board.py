"""The instructor's page of the class: the rows of the tables that changed, and what follows."""

from collections.abc import Callable, Collection, Iterable
from functools import partial

from game.realtime.doors import instructor_room
from game.realtime.outbox import Outbox
from game.service.conferences import TableRecord
from game.web.hall import Hall
from game.web.instructor.running import class_panels
from game.web.present.overview import (
    TableRow,
    all_alarms,
    controls,
    server_signs,
    table_row,
)

#: Seconds for which the instructor's pages gather what they hear: they hear of every event.
FOR_THE_INSTRUCTOR = 0.15


class Board:
    """The class's pages of one house. Only the rows that changed are made anew.

    ``watched`` gives the conferences of which any page is connected.
    """

    def __init__(
        self,
        hall: Hall,
        outbox: Outbox,
        occupied: Callable[[str], bool],
        watched: Callable[[], Collection[int]],
    ) -> None:
        self._hall = hall
        self._outbox = outbox
        self._occupied = occupied
        self._watched = watched
        self._rows: dict[int, dict[int, TableRow]] = {}
        self._signs: dict[int, tuple[str, ...]] = {}

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
        self._signs.pop(conference_id, None)

    def look(self) -> None:
        """Push the rows of tables at which time alone has raised or ended an alarm.

        And the alarms of classes where something has become wrong with the server itself.
        """
        for conference_id in {*self._watched(), *self._rows, *self._signs}:
            if not self._occupied(instructor_room(conference_id)):
                self.forget(conference_id)
                continue
            signs = server_signs(self._hall, self._hall.conferences.get(conference_id))
            if signs != self._signs.get(conference_id, ()):
                self._signs[conference_id] = signs
                self._mark(conference_id, ("alarms",))
            known = self._rows.get(conference_id, {})
            made = self._made(conference_id, {row.id for row in known.values() if row.plays})
            for number, row in made.items():
                if row.alarms != known[number].alarms:
                    self._mark(conference_id, (f"row-{number}",))

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
        rows = self._made(conference_id) if known is None else dict(known)
        wanted = set(names)
        if known is not None:
            changed = {row.id for row in known.values() if f"row-{row.number}" in names}
            rows.update(self._made(conference_id, changed))
            # When a table begins to play or has ended, other things can be done with its seats.
            turned = [n for n, row in rows.items() if n in known and known[n].plays != row.plays]
            wanted.update(f"seats-{number}" for number in turned)
        if known is None or controls(known.values()) != controls(rows.values()):
            wanted.add("controls")
        if known is None or all_alarms(known.values()) != all_alarms(rows.values()):
            wanted.add("alarms")
        self._rows[conference_id] = rows
        return class_panels(conference, rows, sorted(wanted))

    def _made(
        self, conference_id: int, table_ids: Collection[int] | None = None
    ) -> dict[int, TableRow]:
        """The rows of those tables by number; all of the conference unless named."""
        people = self._hall.conferences.people(conference_id)
        return {
            record.number: table_row(self._hall, record, people)
            for record in self._hall.conferences.shown_tables(conference_id)
            if table_ids is None or record.id in table_ids
        }
