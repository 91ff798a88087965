"""Lock, load, decide, append, commit, publish: what happens to every command."""

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from weakref import WeakValueDictionary

from game.engine.actors import CLOCK, Actor
from game.engine.acts import injects
from game.engine.acts.table import OpenTable, TableOpened, lay_table
from game.engine.apply import apply
from game.engine.command import Command
from game.engine.decide import admit, ruling
from game.engine.draws import SeededDraws
from game.engine.event import Event
from game.engine.refusals import NOT_ALLOWED, Refused
from game.engine.state import TableState
from game.engine.stored import Unreadable, read_event, read_log, write_event
from game.engine.turn import Turn
from game.scenario.model import InjectId
from game.scenario.texts import Scenario
from game.service.playback import Edition, Unshown, played_back
from game.service.problems import Problem, StoreProblem
from game.service.scenarios import scenario as packaged
from game.service.senders import SERVER, digest_of, sender_of, stored_id
from game.service.standing import standing_of, status_of
from game.service.written import Written
from game.store.directory import Directory
from game.store.log import EventLog, SequenceTaken, StoredEvent

_log = logging.getLogger(__name__)
Result = TypeVar("Result")

#: How often a command is tried again when another process got in first.
TRIES = 50
#: How many of a table's latest events are at hand without reading the log.
KEPT = 40
#: Seconds for which a command waits for those before it at its table.
PATIENCE = 5.0
#: How many tables that do not run stay in memory: those that were looked at last.
IDLE = 40


@dataclass(frozen=True)
class Receipt:
    """A command was accepted: the table's number after it. ``repeated`` if it was known before."""

    seq: int
    repeated: bool


@dataclass(frozen=True)
class Published:
    """Events that are stored, and the state after them."""

    table_id: int
    events: tuple[Event, ...]
    state: TableState


@dataclass(eq=False)
class _Live:
    """A table in memory: the state after its stored events, and the commands that made them.

    ``commands`` holds what each command said by its stored id: empty for those of older versions.
    """

    seed: str
    lock: threading.RLock = field(default_factory=threading.RLock)
    state: TableState | None = None
    commands: dict[str, str] = field(default_factory=dict)
    recent: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT))
    written: Written = field(default_factory=Written)
    edition: Edition = "current"
    unshown: Unshown | None = None

    def forget(self) -> None:
        """Read everything anew at the next look."""
        self.state, self.commands, self.written = None, {}, Written()
        self.unshown = None
        self.recent.clear()


class Tables:
    """Every table of the house.

    ``clock`` gives seconds since the epoch; tests hand in their own.
    """

    def __init__(
        self,
        log: EventLog,
        directory: Directory,
        scenarios: Callable[[str], Scenario] = packaged,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._log = log
        self._directory = directory
        self._scenarios = scenarios
        self.clock = clock
        #: Every table that anybody has in hand: there is never a second one of the same, so that
        #: its lock is the only one. What keeps them in memory are the next two.
        self._live: WeakValueDictionary[int, _Live] = WeakValueDictionary()
        self._running: dict[int, _Live] = {}
        self._idle: OrderedDict[int, _Live] = OrderedDict()
        self._registry = threading.Lock()
        self._listeners: list[Callable[[Published], None]] = []
        #: Called with the table before every command: gives lost time back before the clock judges.
        self.before_commands: Callable[[int], None] = lambda _table_id: None
        #: Participants who were deleted while a request of theirs may have been under way.
        self._gone: set[str] = set()

    def subscribe(self, listener: Callable[[Published], None]) -> None:
        """Call the listener after every commit, in order for each table."""
        self._listeners.append(listener)

    def scenario_of(self, table_id: int) -> Scenario:
        """The scenario that the table plays."""
        return self._scenarios(self.state(table_id).setup.scenario)

    def state(self, table_id: int) -> TableState:
        """The table's state after all that is stored. KeyError if there is no such table.

        ``Problem`` (``unreadable_table``) where nothing can be made of its log: see ``unshown``.
        """
        return self._read_once(table_id)[1]

    def _read_once(self, table_id: int) -> tuple[_Live, TableState]:
        """The table in memory, read if it was not there, and its state."""
        live = self._table(table_id)
        # What has been read once is taken away from nobody who has it: who only looks waits for
        # no writer.
        if (state := live.state) is not None:
            return live, state
        with live.lock:
            return live, self._load(table_id, live)

    def unshown(self, table_id: int) -> Unshown | None:
        """Why nothing can be made of the table's log; None where it can be shown."""
        try:
            self.state(table_id)
        except Problem:
            return self._table(table_id).unshown
        return None

    def edition(self, table_id: int) -> Edition:
        """How the table stands to this version of the game. Raises what ``state`` does."""
        return self._read_once(table_id)[0].edition

    def raw_events(self, table_id: int) -> tuple[StoredEvent, ...]:
        """Everything that has happened at the table, as it is stored: of any version."""
        return self._log.read(table_id)

    def events(self, table_id: int) -> tuple[Event, ...]:
        """Everything that has happened at the table. Raises what ``state`` does."""
        self.state(table_id)
        return tuple(read_log((row.seq, row.body) for row in self._log.read(table_id)))

    def recent(self, table_id: int) -> tuple[Event, ...]:
        """The last ``KEPT`` things that have happened at the table."""
        live, _ = self._read_once(table_id)
        # A copy, which the interpreter makes in one step: a writer may add to it meanwhile.
        return tuple(live.recent.copy())

    def carried_out(self, table_id: int, sender: str, command_id: str) -> bool:
        """Whether that sender's command of that id has been carried out at the table."""
        return stored_id(sender, command_id) in self._read_once(table_id)[0].commands

    @property
    def in_memory(self) -> frozenset[int]:
        """The tables that are kept in memory: all that run, and some that were looked at lately."""
        with self._registry:
            return frozenset(self._running) | frozenset(self._idle)

    def settle(self, table_id: int) -> None:
        """Note down beside the log how the table stands, where that says otherwise.

        The log of an older version may have been noted down by guess.
        """
        state = self.state(table_id)
        self._log.note(table_id, state.seq, standing_of(state))

    def forecast(self, table_id: int) -> dict[str, InjectId | None]:
        """By slot, the card that fate would draw as things stand."""
        live, state = self._read_once(table_id)
        draws = SeededDraws(live.seed)
        turn = Turn(self.scenario_of(table_id).structure, state, CLOCK, self.clock(), draws)
        drawn = {slot: injects.forecast(turn, slot) for slot in state.schedule}
        return {slot: card.id if card else None for slot, card in drawn.items()}

    def forget(self, table_ids: Iterable[int]) -> None:
        """Keep nothing of these tables in memory: they have been deleted."""
        with self._registry:
            for table_id in table_ids:
                for kept in (self._live, self._running, self._idle):
                    kept.pop(table_id, None)

    def rewrite(
        self, table_ids: Iterable[int], without: str, change: Callable[[], Result]
    ) -> Result:
        """Change what is stored of these tables while nothing else happens at them.

        Each is read anew before anything else happens there. ``without`` is the id of a
        participant of whom nothing shall be left: no command of theirs is taken any more.
        """
        with ExitStack() as standing_still:
            # In one order, lest two changes wait for each other.
            lives = [self._table(table_id) for table_id in sorted(table_ids)]
            for live in lives:
                standing_still.enter_context(live.lock)
            self._gone.add(without)
            try:
                return change()
            finally:
                for live in lives:
                    live.forget()

    def laid(self, scenario_name: str, command: OpenTable) -> StoredEvent:
        """The event that lays a table, as it is stored with the table itself."""
        scenario = self._scenarios(scenario_name)
        event = lay_table(scenario.structure, scenario.hashes, command, self.clock())
        (row,) = _rows((event,), 1, stored_id(SERVER, "lay"), digest_of(command))
        return row

    def submit(
        self,
        table_id: int,
        actor: Actor,
        command: Command,
        *,
        command_id: str,
        sender: str | None = None,
        step: str | None = None,
    ) -> Receipt:
        """Carry out the command. ``Refused`` and ``Problem`` change nothing.

        A ``command_id`` that the same ``sender`` has used for the same command has no second
        effect; for another command it is a ``Problem``. The sender is the actor unless it is said,
        and never comes from a payload.
        """
        self.before_commands(table_id)
        # Whether the role may send it at all comes first: a repeat is no way round the gate.
        admit(actor, type(command))
        id_, digest = stored_id(sender or sender_of(actor), command_id), digest_of(command)
        live = self._table(table_id)
        with _held(live):
            if actor.participant in self._gone:
                raise Refused(NOT_ALLOWED)
            for _ in range(TRIES):
                state = self._load(table_id, live)
                if live.edition == "other_rules":
                    raise Problem("other_version")
                if (known := live.commands.get(id_)) is not None:
                    if known not in ("", digest):
                        raise Problem("command_id_used")
                    return Receipt(state.seq, repeated=True)
                live.written.check(actor.participant, command)
                ruled = ruling(
                    self._scenarios(state.setup.scenario).structure,
                    state,
                    actor,
                    command,
                    now=self.clock(),
                    draws=SeededDraws(live.seed),
                    step=step,
                )
                events, after = ruled.events, ruled.state
                if not events:
                    return Receipt(state.seq, repeated=False)
                try:
                    rows = _rows(events, state.seq + 1, id_, digest)
                    self._log.append(table_id, rows, standing_of(after))
                except SequenceTaken:
                    self._catch_up(table_id, live)
                    continue
                self._take_in(table_id, live, after, events)
                live.commands[id_] = digest
                # Published within the lock: listeners must see a table's commits in order.
                self._publish(Published(table_id, events, after))
                return Receipt(after.seq, repeated=False)
        raise TimeoutError(f"table {table_id} is too busy")

    def _take_in(
        self, table_id: int, live: _Live, state: TableState, events: Iterable[Event]
    ) -> None:
        """Keep the state after those events, which are stored."""
        live.state = state
        live.recent.extend(events)
        live.written.take_in(events)
        with self._registry:
            if self._live.get(table_id) is live:
                self._keep(table_id, live)

    def _keep(self, table_id: int, live: _Live) -> None:
        """Keep the table in memory: for good while it runs, or else as one looked at just now."""
        if live.state is not None and status_of(live.state) == "running":
            self._idle.pop(table_id, None)
            self._running[table_id] = live
            return
        self._running.pop(table_id, None)
        self._idle[table_id] = live
        self._idle.move_to_end(table_id)
        while len(self._idle) > IDLE:
            self._idle.popitem(last=False)

    def _publish(self, published: Published) -> None:
        for listener in self._listeners:
            try:
                listener(published)
            except Exception:
                # It is stored and stays so: whoever sent it must not hear that it failed.
                _log.exception("a listener failed at table %s", published.table_id)

    def _table(self, table_id: int) -> _Live:
        with self._registry:
            live = self._live.get(table_id)
            if live is None:
                record = self._directory.table(table_id)
                if record is None:
                    raise KeyError(table_id)
                live = self._live[table_id] = _Live(record.seed)
            if table_id not in self._running:
                self._keep(table_id, live)
            return live

    def _load(self, table_id: int, live: _Live) -> TableState:
        if live.state is None and live.unshown is None:
            self._read(table_id, live)
        if live.state is None:
            raise Problem("unreadable_table")
        return live.state

    def _read(self, table_id: int, live: _Live) -> None:
        """Play the table back, or keep in mind why that cannot be done."""
        rows = self._log.read(table_id)
        if not rows and self._directory.table(table_id) is None:
            # Deleted at this moment.
            raise KeyError(table_id)
        found = played_back(table_id, rows, self._scenarios)
        if isinstance(found, Unshown):
            live.unshown = found
            return
        live.edition = found.edition
        live.commands = {row.command_id: row.command_digest for row in rows}
        self._take_in(table_id, live, found.state, found.events)

    def _catch_up(self, table_id: int, live: _Live) -> None:
        """Another process wrote: take in what it stored, and tell this process's listeners."""
        state = self._load(table_id, live)
        rows = self._log.read(table_id, after=state.seq)
        try:
            events = tuple(read_event(row.body) for row in rows)
            for event in events:
                state = apply(state, event)
        except (Unreadable, LookupError) as error:
            # A newer version writes to the same database: what can be made of it is seen anew.
            live.forget()
            self._read(table_id, live)
            raise Problem("unreadable_table") from error
        live.commands.update((row.command_id, row.command_digest) for row in rows)
        self._take_in(table_id, live, state, events)
        if events:
            self._publish(Published(table_id, events, state))


@contextmanager
def _held(live: _Live) -> Iterator[None]:
    """Nobody else writes at the table. ``StoreProblem`` if that takes as long as a write may.

    Whoever holds it waits for the database, and one after another they would wait for ever.
    """
    if not live.lock.acquire(timeout=PATIENCE):
        raise StoreProblem("store_busy")
    try:
        yield
    finally:
        live.lock.release()


def _rows(
    events: Iterable[Event | TableOpened], first: int, command_id: str, digest: str
) -> list[StoredEvent]:
    return [
        StoredEvent(
            seq=seq,
            at=event.at,
            kind=event.kind,
            body=write_event(event),
            command_id=command_id,
            command_digest=digest,
        )
        for seq, event in enumerate(events, start=first)
    ]
