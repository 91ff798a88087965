"""The clock and the bots: submits what has run out, and lets bots act.

Each is a loop of its own. At a table, something due that cannot be carried out is put aside for a
while and the next is tried, so that the phase's own end always has its turn.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from game.engine.actors import CLOCK
from game.engine.acts.expiry import Expire
from game.engine.due import deadlines
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.service.conferences import Conferences, TableRecord
from game.service.problems import Problem, StoreProblem
from game.service.tables import Tables

#: Seconds between two looks at the clock.
BEAT = 0.25
#: Seconds for which something due is put aside: after the first fault, and at most.
ASIDE, ASIDE_MOST = 2.0, 60.0
_log = logging.getLogger(__name__)

_Thing = tuple[int, str, str]


@dataclass(frozen=True)
class _Aside:
    """Something due that could not be carried out, until when it rests, and how often it failed."""

    until: float
    faults: int


class Ticker:
    """Looks at every running table at each beat. One runs in each process that serves.

    ``stand_ins`` lets the bots of a table act, ``before`` is called at each beat of the clock.
    """

    def __init__(
        self,
        tables: Tables,
        conferences: Conferences,
        stand_ins: Callable[[int], None],
        before: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tables = tables
        self._conferences = conferences
        self._stand_ins = stand_ins
        self._before = before
        self._monotonic = monotonic
        self._aside: dict[_Thing, _Aside] = {}
        self._finished: set[TableRecord] = set()

    def beat(self) -> None:
        """Apply everything that is due now at every table, then let bots act."""
        self.beat_clock()
        self.beat_bots()

    def beat_clock(self) -> None:
        """Apply everything that is due now. A fault at one table does not keep others waiting."""
        self._before()
        for table in self._running():
            try:
                self._look(table.id)
            except Exception:
                _log.exception("the clock of table %s", table.id)
            time.sleep(0)

    def beat_bots(self) -> None:
        """Let the bots of every running table act whose time has come."""
        for table in self._running():
            try:
                self._stand_ins(table.id)
            except StoreProblem as problem:
                _log.warning("the bots of table %s wait: %s", table.id, problem.code)
            except Exception:
                _log.exception("the bots of table %s", table.id)
            # Bots may have thought about much at this table: requests have their turn.
            time.sleep(0)

    @property
    def stuck(self) -> frozenset[int]:
        """The tables at which something due could not be carried out when it was last tried."""
        return frozenset(table_id for table_id, _, _ in self._aside)

    def _running(self) -> Iterator[TableRecord]:
        """The tables at which the game runs."""
        records = self._conferences.all_tables()
        self._finished.intersection_update(records)
        for record in records:
            if record in self._finished:
                continue
            try:
                state = self._tables.state(record.id)
                if self._tables.edition(record.id) == "other_rules":
                    raise Problem("other_version")
            except Problem:
                # A record of another version: its clock stands still for good.
                self._finished.add(record)
                continue
            except Exception:
                _log.exception("table %s cannot be read", record.id)
                continue
            if state.over:
                self._finished.add(record)
                self._forget(record.id)
            elif state.name is not PhaseName.LOBBY:
                yield record

    def _look(self, table_id: int) -> None:
        """Carry out what is due, the earliest first, for as long as that changes anything."""
        while self._carry_out_next(table_id):
            pass

    def _carry_out_next(self, table_id: int) -> bool:
        """Carry out the first thing that is due and not put aside; whether anything changed."""
        state, now = self._tables.state(table_id), self._tables.clock()
        due = sorted((one for one in deadlines(state) if one[0] <= now), key=lambda one: one[0])
        self._tidy(table_id, state)
        for _, command in due:
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
