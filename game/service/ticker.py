"""The clock: submits what has run out, and lets the machine's delegations act."""

import logging
import threading
import time
from collections.abc import Callable

from game.engine.actors import CLOCK
from game.engine.due import next_due
from game.engine.errors import Refused
from game.engine.phases import PhaseName
from game.service.conferences import Conferences, TableRecord
from game.service.tables import Tables

#: Seconds between two looks at the clock, and between two rounds of chores.
BEAT = 0.25
CHORES_EVERY = 600.0
_log = logging.getLogger(__name__)


class Ticker:
    """Looks at every running table at each beat. One runs in each process that serves the house.

    A beat looks at what the process has in memory: of tables that only another process has written
    to since, that one's clock takes care. Where two say the same, the log takes the first.
    ``chores`` are done now and then beside that.
    """

    def __init__(
        self,
        tables: Tables,
        conferences: Conferences,
        stand_ins: Callable[[int], None],
        chores: Callable[[], None] = lambda: None,
    ) -> None:
        self._tables = tables
        self._conferences = conferences
        self._stand_ins = stand_ins
        self._stopped = threading.Event()
        self._chores = chores
        self._chores_at = 0.0
        #: Whole records, not ids: a database may give a deleted table's id to another.
        self._finished: set[TableRecord] = set()

    def run(self) -> None:
        """Beat until stopped. A fault at one table is logged and does not stop the others."""
        while not self._stopped.wait(BEAT):
            self.beat()

    def stop(self) -> None:
        """End the run at the next beat."""
        self._stopped.set()

    def beat(self) -> None:
        """Apply everything that is due now at every table, then let machines act."""
        self._do_chores()
        tables = self._conferences.all_tables()
        self._finished.intersection_update(tables)
        for table in tables:
            if table in self._finished:
                continue
            try:
                self._look(table)
            except Exception:
                _log.exception("table %s", table.id)
            # Machines may have thought about much at this table: requests have their turn.
            time.sleep(0)

    def _do_chores(self) -> None:
        now = self._tables.clock()
        if now < self._chores_at:
            return
        self._chores_at = now + CHORES_EVERY
        try:
            self._chores()
        except Exception:
            _log.exception("chores")

    def _look(self, table: TableRecord) -> None:
        table_id = table.id
        state = self._tables.state(table_id)
        if state.over:
            self._finished.add(table)
            return
        if state.name is PhaseName.LOBBY:
            return
        while (due := next_due(state)) is not None and due[0] <= self._tables.clock():
            _, command = due
            id_ = f"clock-{command.due}-{command.ref}-{state.seq}"
            try:
                self._tables.submit(table_id, CLOCK, command, command_id=id_)
            except Refused:
                break
            state = self._tables.state(table_id)
        self._stand_ins(table_id)
