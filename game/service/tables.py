"""Lock, load, decide, append, commit, publish: what happens to every command."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from game.engine.actors import CLOCK, Actor
from game.engine.acts import EVENTS, injects
from game.engine.acts.table import OpenTable, TableOpened, lay_table, replay
from game.engine.apply import apply
from game.engine.command import Command
from game.engine.decide import admit, ruling
from game.engine.draws import SeededDraws
from game.engine.event import Event
from game.engine.fitness import misfits
from game.engine.refusals import NOT_ALLOWED, Refused
from game.engine.state import RULES_VERSION, TableState
from game.engine.turn import Turn
from game.scenario.model import InjectId
from game.scenario.problems import PackError
from game.scenario.texts import Scenario
from game.service.problems import Problem, StoreProblem
from game.service.scenarios import scenario as packaged
from game.service.senders import SERVER, digest_of, sender_of, stored_id
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


#: Under what a table was laid: today's rules and scenario; another edition of the scenario that
#: today's can stand in for; other rules, so that it can be read but not played on.
Edition: TypeAlias = Literal["current", "other_scenario", "other_rules"]


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


@dataclass
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
    unreadable: bool = False

    def forget(self) -> None:
        """Read everything anew at the next look."""
        self.state, self.commands, self.written = None, {}, Written()
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
        self._live: dict[int, _Live] = {}
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

        ``Problem`` (``unreadable_table``) for the record of another version that this one cannot
        make sense of.
        """
        live = self._table(table_id)
        # What has been read once is never taken away: who only looks waits for no writer.
        if (state := live.state) is not None:
            return state
        with live.lock:
            return self._load(table_id, live)

    def edition(self, table_id: int) -> Edition:
        """Under what the table was laid."""
        self.state(table_id)
        return self._table(table_id).edition

    def raw_events(self, table_id: int) -> tuple[StoredEvent, ...]:
        """Everything that has happened at the table, as it is stored: of any version."""
        return self._log.read(table_id)

    def events(self, table_id: int) -> tuple[Event, ...]:
        """Everything that has happened at the table."""
        return tuple(EVENTS.validate_json(row.body) for row in self._log.read(table_id))

    def recent(self, table_id: int) -> tuple[Event, ...]:
        """The last ``KEPT`` things that have happened at the table."""
        live = self._table(table_id)
        if live.state is None:
            with live.lock:
                self._load(table_id, live)
        # A copy, which the interpreter makes in one step: a writer may add to it meanwhile.
        return tuple(live.recent.copy())

    def carried_out(self, table_id: int, sender: str, command_id: str) -> bool:
        """Whether that sender's command of that id has been carried out at the table."""
        self.state(table_id)
        return stored_id(sender, command_id) in self._table(table_id).commands

    def forecast(self, table_id: int) -> dict[str, InjectId | None]:
        """By slot, the card that fate would draw as things stand."""
        state = self.state(table_id)
        draws = SeededDraws(self._table(table_id).seed)
        turn = Turn(self.scenario_of(table_id).structure, state, CLOCK, self.clock(), draws)
        drawn = {slot: injects.forecast(turn, slot) for slot in state.schedule}
        return {slot: card.id if card else None for slot, card in drawn.items()}

    def forget(self, table_ids: Iterable[int]) -> None:
        """Keep nothing of these tables in memory: they have been deleted."""
        with self._registry:
            for table_id in table_ids:
                self._live.pop(table_id, None)

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
        event = lay_table(scenario.structure, scenario.hash, command, self.clock())
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
                    self._log.append(table_id, _rows(events, state.seq + 1, id_, digest))
                except SequenceTaken:
                    self._catch_up(table_id, live)
                    continue
                self._take_in(live, after, events)
                live.commands[id_] = digest
                # Published within the lock: listeners must see a table's commits in order.
                self._publish(Published(table_id, events, after))
                return Receipt(after.seq, repeated=False)
        raise TimeoutError(f"table {table_id} is too busy")

    @staticmethod
    def _take_in(live: _Live, state: TableState, events: Iterable[Event]) -> None:
        """Keep the state after those events, which are stored."""
        live.state = state
        live.recent.extend(events)
        live.written.take_in(events)

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
            return live

    def _load(self, table_id: int, live: _Live) -> TableState:
        if live.state is None:
            if live.unreadable:
                raise Problem("unreadable_table")
            rows = self._log.read(table_id)
            if not rows:
                raise KeyError(table_id)
            try:
                self._read(table_id, live, rows)
            except Problem:
                live.unreadable = True
                raise
        state = live.state
        assert state is not None  # noqa: S101 - it has just been read
        return state

    def _read(self, table_id: int, live: _Live, rows: Sequence[StoredEvent]) -> None:
        """Play the table back. ``Problem`` where this version can make no sense of its record."""
        try:
            events = [EVENTS.validate_json(row.body) for row in rows]
            state = replay(events)
            scenario = self._scenarios(state.setup.scenario)
            unknown = misfits(scenario.structure, state)
        except (ValueError, LookupError, TypeError, PackError) as error:
            # Whatever rules of another version recorded may break those of this one anywhere.
            _log.warning("table %s cannot be played back: %s", table_id, type(error).__name__)
            raise Problem("unreadable_table") from error
        if unknown:
            _log.warning("table %s names what the scenario has not: %s", table_id, unknown[:5])
            raise Problem("unreadable_table")
        live.edition = _edition(events[0], scenario)
        live.commands = {row.command_id: row.command_digest for row in rows}
        self._take_in(live, state, events)

    def _catch_up(self, table_id: int, live: _Live) -> None:
        """Another process wrote: take in what it stored, and tell this process's listeners."""
        state = self._load(table_id, live)
        rows = self._log.read(table_id, after=state.seq)
        events = tuple(EVENTS.validate_json(row.body) for row in rows)
        for event in events:
            state = apply(state, event)
        live.commands.update((row.command_id, row.command_digest) for row in rows)
        self._take_in(live, state, events)
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


def _edition(laid: Event, scenario: Scenario) -> Edition:
    """Under what the table was laid, by its first event."""
    assert isinstance(laid, TableOpened)  # noqa: S101 - it has been played back
    if laid.rules_version != RULES_VERSION:
        return "other_rules"
    return "current" if laid.scenario_hash == scenario.hash else "other_scenario"


def _rows(
    events: Iterable[Event | TableOpened], first: int, command_id: str, digest: str
) -> list[StoredEvent]:
    return [
        StoredEvent(
            seq=seq,
            at=event.at,
            kind=event.kind,
            body=event.model_dump_json(),
            command_id=command_id,
            command_digest=digest,
        )
        for seq, event in enumerate(events, start=first)
    ]
