"""Reports of tables and classes: made in the background, once for each state, and kept."""

import hashlib
import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import partial

from game.engine.acts import EVENT_KINDS, kind_of
from game.engine.acts.endings import GameEnded
from game.scenario.texts import Scenario
from game.service.conferences import Conference, Conferences, TableRecord
from game.service.tables import Published, Tables
from game.service.turns import Turns
from game.store.log import EventLog
from game.store.reports import KeptReport, ReportStore

#: What happens after the end without changing a report: chapters, hands, delegations' own talk.
PASSING = tuple(kind_of(event) for event in EVENT_KINDS if not event.in_figures)
CLASS = "class"
#: How often a report is tried over which the worker dies, and for how many seconds one that could
#: not be made is not tried again by itself.
TRIES = 3
FAILED_FOR = 180.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Maker:
    """Turns a job into a report, both JSON; ``version`` changes when it would do so otherwise."""

    make: Callable[[bytes], bytes]
    version: int


@dataclass(frozen=True)
class Found:
    """The newest report that there is (None: none yet), and whether it is of the present state.

    ``failed`` where the report of the present state could not be made.
    """

    body: str | None
    fresh: bool
    failed: bool = False


@dataclass(frozen=True)
class _Order:
    """A report that is wanted."""

    conference_id: int
    subject: str
    mark: str

    @property
    def key(self) -> tuple[int, str]:
        """Of which only one is made at a time."""
        return self.conference_id, self.subject


@dataclass(frozen=True)
class _Failed:
    """A report that could not be made, and until when (monotonic clock) that is taken as final."""

    mark: str
    until: float


class Reports:
    """Every report of the house. Asking for one that is not there has it made."""

    def __init__(
        self,
        kept: ReportStore,
        log: EventLog,
        tables: Tables,
        conferences: Conferences,
        maker: Maker,
        is_practice: Callable[[int], bool] = lambda _conference_id: False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kept = kept
        self._events = log
        self._tables = tables
        self._conferences = conferences
        self.maker = maker
        self._monotonic = monotonic
        self._is_practice = is_practice
        #: One report at a time: another would only slow the first. Classes go before practices.
        self._turns = Turns()
        self._guard = threading.Lock()
        self._making: dict[tuple[int, str], threading.Thread] = {}
        #: What could not be made, and until when nobody tries again by merely looking.
        self._failed: dict[tuple[int, str], _Failed] = {}
        #: By conference, how often its reports had to be dropped.
        self._dropped: Counter[int] = Counter()

    def prepare_at_end(self) -> None:
        """From now on make each table's report as soon as its game ends."""
        self._tables.subscribe(self._ended)

    def _ended(self, published: Published) -> None:
        if any(isinstance(event, GameEnded) for event in published.events):
            record = self._conferences.table(published.table_id)
            # That of a practice is made when somebody wants to see it.
            if record is not None and not self._is_practice(record.conference_id):
                self.table(self._conferences.get(record.conference_id), record)

    def table(self, conference: Conference, record: TableRecord, *, again: bool = False) -> Found:
        """The report of a table; where it is missing or old, a new one is begun.

        One that could not be made is tried ``again`` at once, or by itself after some minutes.
        """
        order = self._table_order(conference, record)
        return self._find(order, lambda: self._table_job(conference, record), again=again)

    def conference(self, conference: Conference, *, again: bool = False) -> Found:
        """The report of all tables at which play has ended; ``again`` as for a table."""
        ended = self._ended_tables(conference)
        marks = [self._table_order(conference, record).mark for record in ended.values()]
        numbers = ",".join(map(str, ended))
        short = _short(f"{numbers}:{'|'.join(marks)}")
        order = _Order(conference.id, CLASS, f"{self.maker.version}:{short}")
        return self._find(order, lambda: self._class_job(conference), again=again)

    def comparable(self, conference: Conference) -> bool:
        """Whether any table has ended, so that there is something to compare."""
        return bool(self._ended_tables(conference))

    def drop(self, conference_id: int) -> None:
        """Nothing made so far of the conference is kept, nor what is being made of it now.

        Called when words of its logs have been removed.
        """
        with self._guard:
            self._dropped[conference_id] += 1
            self._kept.drop(conference_id)

    def _keep(self, order: _Order, dropped: int, report: KeptReport) -> None:
        """Keep a report, unless the conference's were dropped since it was begun."""
        with self._guard:
            if self._dropped[order.conference_id] == dropped:
                self._kept.keep(order.conference_id, order.subject, report)

    def finish(self) -> None:
        """Wait for everything that is being made."""
        while self._making:
            for thread in list(self._making.values()):
                thread.join()

    def _ended_tables(self, conference: Conference) -> Mapping[int, TableRecord]:
        return {
            record.number: record
            for record in self._conferences.tables(conference.id)
            if record.status == "over" and self._tables.unshown(record.id) is None
        }

    def _table_order(self, conference: Conference, record: TableRecord) -> _Order:
        scenario = self._tables.scenario_of(record.id)
        mark = mark_of(self.maker.version, scenario, self._events.last(record.id, PASSING))
        return _Order(conference.id, subject_of(record.number), mark)

    def _find(self, order: _Order, job: Callable[[], bytes], *, again: bool = False) -> Found:
        failed = self._failed.get(order.key)
        if failed is not None and failed.mark == order.mark:
            if not again and self._monotonic() < failed.until:
                return Found(self._body(order), fresh=False, failed=True)
            self._failed.pop(order.key, None)
        # Looked up within the guard, lest one that is finished just now be made again.
        with self._guard:
            kept = self._readable(order)
            fresh = kept is not None and kept.mark == order.mark
            if not fresh and order.key not in self._making:
                thread = threading.Thread(target=self._make, args=(order, job), daemon=True)
                self._making[order.key] = thread
                thread.start()
        return Found(None if kept is None else kept.body, fresh)

    def _body(self, order: _Order) -> str | None:
        kept = self._readable(order)
        return None if kept is None else kept.body

    def _readable(self, order: _Order) -> KeptReport | None:
        """The kept report; one that an older or newer house made has another form."""
        kept = self._kept.find(order.conference_id, order.subject)
        if kept is None or not kept.mark.startswith(f"{self.maker.version}:"):
            return None
        return kept

    def _make(self, order: _Order, job: Callable[[], bytes]) -> None:
        dropped = self._dropped[order.conference_id]
        try:
            urgent = not self._is_practice(order.conference_id)
            with self._turns.turn(urgent=urgent):
                body = self._made(job).decode()
            self._keep(order, dropped, KeptReport(order.mark, body))
        except Exception:
            # Whatever went wrong, the page must say so rather than wait for ever.
            _log.exception("report %s of conference %s", order.subject, order.conference_id)
            self._failed[order.key] = _Failed(order.mark, self._monotonic() + FAILED_FOR)
        finally:
            with self._guard:
                del self._making[order.key]

    def _made(self, job: Callable[[], bytes]) -> bytes:
        """The report. A worker that died over it is no fault of the report's: another tries."""
        for attempt in range(1, TRIES + 1):
            try:
                return self.maker.make(job())
            except BrokenExecutor:
                if attempt == TRIES:
                    raise
                _log.warning("the worker died over a report: try %s of %s", attempt + 1, TRIES)
        raise AssertionError("unreachable")

    def _table_job(self, conference: Conference, record: TableRecord) -> bytes:
        last = self._events.last(record.id, PASSING)
        events = [json.loads(row.body) for row in self._events.read(record.id) if row.seq <= last]
        return job_of("table", conference, events=events)

    def _class_job(self, conference: Conference) -> bytes:
        """With the tables' own reports, made first where they are missing."""
        reports: dict[int, str] = {}
        dropped = self._dropped[conference.id]
        for number, record in self._ended_tables(conference).items():
            order = self._table_order(conference, record)
            kept = self._kept.find(order.conference_id, order.subject)
            if kept is None or kept.mark != order.mark:
                body = self._made(partial(self._table_job, conference, record)).decode()
                kept = KeptReport(order.mark, body)
                self._keep(order, dropped, kept)
            reports[number] = kept.body
        return job_of("class", conference, tables=reports)


def subject_of(number: int) -> str:
    """Under what the report of that table is kept."""
    return f"table-{number}"


def mark_of(version: int, scenario: Scenario, last: int) -> str:
    """Of what a table's report is: who made it, of which scenario and pars, up to which event."""
    hashes = scenario.hashes
    made_of = [hashes.numbers, hashes.texts, hashes.sources, repr(scenario.structure.pars)]
    return f"{version}:{_short(' '.join(made_of))}:{last}"


def job_of(kind: str, conference: Conference, **more: object) -> bytes:
    """A job for the maker of reports."""
    common = {"scenario": conference.scenario, "language": conference.language}
    return json.dumps({"kind": kind, **common, **more}).encode()


def _short(mark: str) -> str:
    """A mark of any length as one of fixed length."""
    return hashlib.sha256(mark.encode()).hexdigest()
