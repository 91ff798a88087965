"""The clock: submits what has run out, and lets the machine's delegations act."""

import logging
import threading
import time
from collections.abc import Callable

from game.engine.actors import CLOCK
from game.engine.due import next_due
from game.engine.errors import Refused
from game.engine.phases import PhaseName
from game.service.conferences import Conferences
from game.service.tables import Tables

#: Seconds between two looks at the clock.
BEAT = 0.25
_log = logging.getLogger(__name__)


class Ticker:
    """Looks at every running table at each beat. One runs in each process that serves the house.

    A beat looks at what the process has in memory: of tables that only another process has written
    to since, that one's clock takes care. Where two say the same, the log takes the first.
    """

    def __init__(
        self, tables: Tables, conferences: Conferences, stand_ins: Callable[[int], None]
    ) -> None:
        self._tables = tables
        self._conferences = conferences
        self._stand_ins = stand_ins
        self._stopped = threading.Event()
        self._finished: set[int] = set()

    def run(self) -> None:
        """Beat until stopped. A fault at one table is logged and does not stop the others."""
        while not self._stopped.wait(BEAT):
            self.beat()

    def stop(self) -> None:
        """End the run at the next beat."""
        self._stopped.set()

    def beat(self) -> None:
        """Apply everything that is due now at every table, then let machines act."""
        for table in self._conferences.all_tables():
            if table.id in self._finished:
                continue
            try:
                self._look(table.id)
            except Exception:
                _log.exception("table %s", table.id)
            # Machines may have thought about much at this table: requests have their turn.
            time.sleep(0)

    def _look(self, table_id: int) -> None:
        state = self._tables.state(table_id)
        if state.over:
            self._finished.add(table_id)
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
