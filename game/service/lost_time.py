"""Time in which the server was not there is given back: nobody could act, so it does not count.

A closed lid, a machine that hangs, a clock that is set forward, a server that was killed: each
shows as a gap between two beats of the server's clock. No deadline falls within a gap.
"""

import logging
import threading
from collections.abc import Callable

from game.engine.actors import CLOCK
from game.engine.commands import GiveTimeBack
from game.engine.due import deadlines
from game.engine.errors import Refused
from game.engine.phases import PhaseName
from game.engine.state import TableState
from game.service.conferences import Conferences
from game.service.problems import Problem, StoreProblem
from game.service.senders import SERVER
from game.service.tables import Tables

#: Seconds between two beats from which on the server was not there.
LATE = 3.0
#: A shorter gap is given back at once. After a longer one the clock waits for the instructor:
#: nobody may be at the table.
BRIEF = 20.0
#: A phase that is longer (seconds) is played over days. Its deadlines stand, but none falls sooner
#: than this part of the phase, or this many seconds, after the server is back.
OVER_DAYS = 3_600.0
GRACE_PART, GRACE = 0.1, 3_600.0
_log = logging.getLogger(__name__)


class LostTime:
    """Notices gaps. Nothing is noticed before ``begin``, which the server calls once it serves."""

    def __init__(self, tables: Tables, conferences: Conferences) -> None:
        self._tables = tables
        self._conferences = conferences
        self._lock = threading.RLock()
        self._seen: float | None = None
        self._listeners: list[Callable[[float], None]] = []

    def subscribe(self, listener: Callable[[float], None]) -> None:
        """Call the listener with the length of every gap, in seconds."""
        self._listeners.append(listener)

    def begin(self, alive_at: float) -> None:
        """The server serves from now on; a former one was last alive at that moment."""
        with self._lock:
            self._seen = alive_at
        self.beat()
        self._tables.before_commands = self.beat

    def beat(self) -> None:
        """The server is alive. Whoever comes during a gap's repair waits for its end."""
        with self._lock:
            now, seen = self._tables.clock(), self._seen
            if seen is None:
                return
            self._seen = max(now, seen)
            if now - seen > LATE:
                self._give_back(seen, now)

    def _give_back(self, since: float, now: float) -> None:
        _log.warning("the server was not there for %.0f s: that time is given back", now - since)
        for listener in self._listeners:
            listener(now - since)
        for record in self._conferences.all_tables():
            try:
                self._repair(record.id, since, now)
            except (Refused, Problem, StoreProblem):
                _log.exception("no time was given back to table %s", record.id)

    def _repair(self, table_id: int, since: float, now: float) -> None:
        state = self._tables.state(table_id)
        if state.over or state.paused or state.name is PhaseName.LOBBY:
            return
        if self._tables.edition(table_id) == "other_rules":
            return
        # What was stored last may be newer than the last sign of life that was.
        since = min(now, max(since, self._tables.recent(table_id)[-1].at))
        shift = owed(state, now - since, now)
        if shift == 0.0:
            return
        self._tables.submit(
            table_id,
            CLOCK,
            GiveTimeBack(since=since, shift=shift),
            command_id=f"back-{state.seq}",
            sender=SERVER,
        )


def owed(state: TableState, gap: float, now: float) -> float | None:
    """By how many seconds the deadlines of a running table move after a gap that ends now.

    None: by as many as pass until the instructor lets the clock run on.
    """
    phase = state.phase
    if phase.deadline is not None and phase.deadline - phase.opened_at > OVER_DAYS:
        length = phase.deadline - phase.opened_at
        earliest = min((at for at, _ in deadlines(state)), default=now + GRACE)
        return min(gap, max(0.0, now + min(GRACE, GRACE_PART * length) - earliest))
    return gap if gap <= BRIEF else None
