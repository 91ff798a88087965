"""The clock and the bots: submits what has run out, and lets bots act.

Each is a loop of its own. At a table, something due that cannot be carried out is put aside for a
while and the next is tried, so that the phase's own end always has its turn.
"""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from game.engine.actors import CLOCK
from game.engine.acts.expiry import Expire
from game.engine.due import deadlines
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.service.conferences import Conferences
from game.service.looks import Looks
from game.service.problems import Problem, StoreProblem
from game.service.standing import standing_of, status_of
from game.service.tables import Published, Tables

#: Seconds between two looks at the clock.
BEAT = 0.25
#: Seconds for which something due is put aside: after the first fault, and at most.
ASIDE, ASIDE_MOST = 2.0, 60.0
#: Seconds between two looks around, whether or not anything is known to have happened: another
#: process may have written.
EVERYWHERE = 30.0
_log = logging.getLogger(__name__)

_Thing = tuple[int, str, str]


@dataclass(frozen=True)
class _Aside:
    """Something due that could not be carried out, until when it rests, and how often it failed."""

    until: float
    faults: int


class Ticker:
    """Looks at tables when something is due there. One runs in each process that serves.

    The clock looks at a table when its next deadline has come: that stands beside the table's log
    in the store, and every event brings the next. Bots look when something has happened at their
    table, and when they asked to: ``stand_ins`` lets a table's act, and gives the moment of their
    next look, None where only a change can bring one. ``before`` is called at each beat of the
    clock.
    """

    def __init__(
        self,
        tables: Tables,
        conferences: Conferences,
        stand_ins: Callable[[int], float | None],
        before: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tables = tables
        self._conferences = conferences
        self._stand_ins = stand_ins
        self._before = before
        self._monotonic = monotonic
        self._aside: dict[_Thing, _Aside] = {}
        #: Tables whose record is of another version: their clock stands still for good.
        self._unplayable: set[int] = set()
        self._deadlines = Looks()
        self._bots = Looks()
        #: Tables at which something is noted as due that has not been looked at yet.
        self._noted: set[int] = set()
        self._everywhere_at = -math.inf
        tables.subscribe(self._wake)
        conferences.subscribe(self._wake_all)

    def beat(self) -> None:
        """Apply everything that is due now at every table, then let bots act."""
        self.beat_clock()
        self.beat_bots()

    def beat_clock(self) -> None:
        """Apply everything that is due now. A fault at one table does not keep others waiting."""
        self._before()
        self._look_around()
        now = self._tables.clock()
        # Where something was put aside, it may have ceased to be due by whatever else happened.
        for table_id in sorted({*self._deadlines.due(now), *self.stuck} - self._unplayable):
            try:
                if (state := self._playable(table_id)) is not None:
                    self._look(table_id, state)
            except Exception:
                _log.exception("the clock of table %s", table_id)
                self._deadlines.put(table_id, now)
            time.sleep(0)

    def beat_bots(self) -> None:
        """Let the bots act whose time has come."""
        self._look_around()
        now = self._tables.clock()
        for table_id in self._bots.due(now):
            again: float | None = now
            try:
                playable = self._playable(table_id) is not None
                again = self._stand_ins(table_id) if playable else None
            except StoreProblem as problem:
                _log.warning("the bots of table %s wait: %s", table_id, problem.code)
            except Exception:
                _log.exception("the bots of table %s", table_id)
            if again is not None:
                self._bots.put(table_id, again)
            # Bots may have thought about much at this table: requests have their turn.
            time.sleep(0)

    @property
    def stuck(self) -> frozenset[int]:
        """The tables at which something due could not be carried out when it was last tried."""
        return frozenset(table_id for table_id, _, _ in self._aside)

    def _look_around(self) -> None:
        """Now and then, see which tables run and what is due there: not by their logs."""
        if self._monotonic() < self._everywhere_at:
            return
        now = self._tables.clock()
        for table_id, due in self._conferences.running_tables().items():
            self._bots.put(table_id, now)
            if due is not None:
                self._deadlines.put(table_id, due)
                if due <= now:
                    self._noted.add(table_id)
        self._everywhere_at = self._monotonic() + EVERYWHERE

    def _wake(self, published: Published) -> None:
        """Something has happened at the table: its bots look at once, its clock in time."""
        self._bots.put(published.table_id, self._tables.clock())
        self._look_in_time(published.table_id, published.state)

    def _look_in_time(self, table_id: int, state: TableState) -> None:
        """Look at the table when something is due there."""
        due = standing_of(state).next_due_at
        if due is not None:
            self._deadlines.put(table_id, due)

    def _wake_all(self, _conference_id: int) -> None:
        """Seats have changed hands, and so may what bots hold: those of all running tables look."""
        self._everywhere_at = -math.inf

    def _playable(self, table_id: int) -> TableState | None:
        """How the table stands; None where there is none that this version can play on."""
        try:
            state = self._tables.state(table_id)
            if self._tables.edition(table_id) == "other_rules":
                raise Problem("other_version")
        except KeyError:
            # It has been deleted meanwhile.
            self._forget(table_id)
            return None
        except Problem:
            self._unplayable.add(table_id)
            return None
        return state

    def _look(self, table_id: int, state: TableState) -> None:
        """Carry out what is due, the earliest first, for as long as that changes anything.

        Where something is noted as due and nothing is, that note is put right.
        """
        if table_id in self._noted:
            self._noted.discard(table_id)
            if status_of(state) != "running" or not self._due(state):
                self._tables.settle(table_id)
        while status_of(self._tables.state(table_id)) == "running":
            if not self._carry_out_next(table_id):
                self._look_in_time(table_id, self._tables.state(table_id))
                return
        self._forget(table_id)

    def _due(self, state: TableState) -> list[tuple[float, Expire]]:
        """What is due now, the earliest first."""
        now = self._tables.clock()
        return sorted((one for one in deadlines(state) if one[0] <= now), key=lambda one: one[0])

    def _carry_out_next(self, table_id: int) -> bool:
        """Carry out the first thing that is due and not put aside; whether anything changed."""
        state = self._tables.state(table_id)
        self._tidy(table_id, state)
        for _, command in self._due(state):
            thing = (table_id, command.due, command.ref)
            resting = self._aside.get(thing)
            if resting is not None and self._monotonic() < resting.until:
                continue
            if self._carry_out(table_id, command, state):
                self._aside.pop(thing, None)
                return True
            faults = 1 if resting is None else resting.faults + 1
            wait = min(ASIDE_MOST, ASIDE * 2 ** min(faults - 1, 10))
            self._aside[thing] = _Aside(self._monotonic() + wait, faults)
        return False

    def _carry_out(self, table_id: int, command: Expire, state: TableState) -> bool:
        """Submit it; whether the table has moved on."""
        id_ = f"{command.due}-{command.ref}-{state.seq}"
        try:
            self._tables.submit(table_id, CLOCK, command, command_id=id_)
        except Refused as refused:
            _log.warning("table %s: %s is not carried out: %s", table_id, id_, refused.reason)
        except StoreProblem as problem:
            _log.warning("table %s: %s waits: %s", table_id, id_, problem.code)
        except Exception:
            _log.exception("table %s: %s failed", table_id, id_)
        return self._tables.state(table_id).seq != state.seq

    def _tidy(self, table_id: int, state: TableState) -> None:
        """Forget what was put aside and is no longer waiting at all."""
        if any(thing[0] == table_id for thing in self._aside):
            waiting = {(table_id, due.due, due.ref) for _, due in deadlines(state)}
            for thing in [t for t in self._aside if t[0] == table_id and t not in waiting]:
                del self._aside[thing]

    def _forget(self, table_id: int) -> None:
        for thing in [thing for thing in self._aside if thing[0] == table_id]:
            del self._aside[thing]
