"""Time in which the server was not there is given back: nobody could act, so it does not count.

A closed lid, a machine that hangs, a clock that is set forward, a server that was killed: each
shows as a gap between two beats of the server's clock. No deadline falls within a gap.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from game.engine.actors import CLOCK
from game.engine.acts.clock import GiveTimeBack
from game.engine.due import deadlines
from game.engine.phases import PhaseName
from game.engine.state import TableState
from game.service.conferences import Conferences
from game.service.problems import StoreProblem
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
#: Seconds for which a command waits while another has lost time given back.
PATIENCE = 5.0
_log = logging.getLogger(__name__)


class LostTime:
    """Notices gaps. Nothing is noticed before ``begin``, which the server calls once it serves."""

    def __init__(self, tables: Tables, conferences: Conferences) -> None:
        self._tables = tables
        self._conferences = conferences
        self._lock = threading.Lock()
        self._settling = threading.RLock()
        self._seen: float | None = None
        #: By table, since when it is owed time that the database could not take yet.
        self._owed: dict[int, float] = {}
        self._in_hand = False
        self._listeners: list[Callable[[float], None]] = []

    def subscribe(self, listener: Callable[[float], None]) -> None:
        """Call the listener with the length of every gap, in seconds."""
        self._listeners.append(listener)

    def begin(self, alive_at: float) -> None:
        """The server serves from now on; a former one was last alive at that moment."""
        with self._lock:
            self._seen = alive_at
        self._tables.before_commands = self.before_command
        try:
            self.beat()
        except StoreProblem as problem:
            _log.warning("no time can be given back yet: %s", problem.code)

    def beat(self) -> None:
        """The server is alive: notice a gap, and give time back to whichever table is owed any.

        ``StoreProblem`` where the database cannot even be read. A table for which it could not be
        written stays owed, and until then no command passes ``before_command`` there.
        """
        self._notice()
        for table_id in tuple(self._owed):
            try:
                self._settle(table_id)
            except StoreProblem as problem:
                _log.warning("table %s is still owed time: %s", table_id, problem.code)
                if problem.code == "store_busy":
                    # The others would only wait as long, one after another.
                    return

    def before_command(self, table_id: int) -> None:
        """Whatever is judged by the clock comes after lost time was given back.

        ``StoreProblem`` where that cannot be stored.
        """
        self._notice()
        if table_id in self._owed:
            self._settle(table_id)

    def _notice(self) -> None:
        with _waiting_for(self._lock):
            now, seen = self._tables.clock(), self._seen
            if seen is None:
                return
            if now - seen > LATE:
                ids = [record.id for record in self._conferences.all_tables()]
                _log.warning("the server was not there for %.0f s: time is given back", now - seen)
                for table_id in ids:
                    self._owed.setdefault(table_id, seen)
                for listener in self._listeners:
                    listener(now - seen)
            # Not before: a gap that could not be noted down is noticed again.
            self._seen = max(now, seen)

    def _settle(self, table_id: int) -> None:
        """Give the table what it is owed. Whoever comes meanwhile waits for the end of that."""
        with _waiting_for(self._settling):
            since = self._owed.get(table_id)
            if since is None or self._in_hand:
                # Nothing is owed any more, or this is the very command that gives it back.
                return
            self._in_hand = True
            try:
                self._repair(table_id, since, self._tables.clock())
            except StoreProblem:
                raise
            except Exception:
                # A table that cannot be read, or was deleted meanwhile, must not stop the others.
                _log.exception("no time was given back to table %s", table_id)
            finally:
                self._in_hand = False
            del self._owed[table_id]

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


@contextmanager
def _waiting_for(lock: "threading.Lock | threading.RLock") -> Iterator[None]:
    """Hold the lock. ``StoreProblem`` if it takes too long: its holder waits for the database."""
    if not lock.acquire(timeout=PATIENCE):
        raise StoreProblem("store_busy")
    try:
        yield
    finally:
        lock.release()


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
