"""Lock, load, decide, append, commit, publish: what happens to every command."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TypeVar

from game.engine.actors import CLOCK, Actor
from game.engine.apply import apply, open_table, replay
from game.engine.commands import Command, OpenTable
from game.engine.decide import open_table as lay_table
from game.engine.decide import ruling
from game.engine.draws import SeededDraws
from game.engine.errors import Reason, Refused
from game.engine.events import EVENTS, Event, TableOpened
from game.engine.rules import crises
from game.engine.state import TableState
from game.engine.turn import Turn
from game.scenario.model import InjectId
from game.scenario.texts import Scenario
from game.service.scenarios import scenario as packaged
from game.store.directory import Directory
from game.store.log import EventLog, SequenceTaken, StoredEvent

Result = TypeVar("Result")

#: How often a command is tried again when another process got in first.
TRIES = 50
#: How many of a table's latest events are at hand without reading the log.
KEPT = 40


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
    """A table in memory: the state after its stored events, and the commands that made them."""

    seed: str
    lock: threading.RLock = field(default_factory=threading.RLock)
    state: TableState | None = None
    command_ids: set[str] = field(default_factory=set)
    recent: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT))


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
        #: Participants who were deleted while a request of theirs may have been under way.
        self._gone: set[str] = set()

    def subscribe(self, listener: Callable[[Published], None]) -> None:
        """Call the listener after every commit, in order for each table."""
        self._listeners.append(listener)

    def scenario_of(self, table_id: int) -> Scenario:
        """The scenario that the table plays."""
        return self._scenarios(self.state(table_id).setup.scenario)

    def state(self, table_id: int) -> TableState:
        """The table's state after all that is stored. KeyError if there is no such table."""
        live = self._table(table_id)
        with live.lock:
            return self._load(table_id, live)

    def events(self, table_id: int) -> tuple[Event, ...]:
        """Everything that has happened at the table."""
        return tuple(EVENTS.validate_json(row.body) for row in self._log.read(table_id))

    def recent(self, table_id: int) -> tuple[Event, ...]:
        """The last ``KEPT`` things that have happened at the table."""
        live = self._table(table_id)
        with live.lock:
            self._load(table_id, live)
            return tuple(live.recent)

    def forecast(self, table_id: int) -> dict[str, InjectId | None]:
        """By slot, the card that fate would draw as things stand."""
        state = self.state(table_id)
        draws = SeededDraws(self._table(table_id).seed)
        turn = Turn(self.scenario_of(table_id).structure, state, CLOCK, self.clock(), draws)
        drawn = {slot: crises.forecast(turn, slot) for slot in state.schedule}
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
                    live.state = None
                    live.command_ids = set()
                    live.recent.clear()

    def lay(self, table_id: int, scenario_name: str, command: OpenTable) -> None:
        """Lay a table that has no events yet."""
        scenario = self._scenarios(scenario_name)
        event = lay_table(scenario.structure, scenario.hash, command, self.clock())
        live = self._table(table_id)
        with live.lock:
            self._log.append(table_id, _rows((event,), 1, f"lay-{table_id}"))
            live.state = open_table(event)
            live.recent.append(event)

    def submit(
        self,
        table_id: int,
        actor: Actor,
        command: Command,
        *,
        command_id: str,
        step: str | None = None,
    ) -> Receipt:
        """Carry out the command. ``Refused`` changes nothing; a known id has no second effect."""
        live = self._table(table_id)
        with live.lock:
            if actor.participant in self._gone:
                raise Refused(Reason.NOT_ALLOWED)
            for _ in range(TRIES):
                state = self._load(table_id, live)
                if command_id in live.command_ids:
                    return Receipt(state.seq, repeated=True)
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
                    self._log.append(table_id, _rows(events, state.seq + 1, command_id))
                except SequenceTaken:
                    self._catch_up(table_id, live)
                    continue
                live.state = after
                live.command_ids.add(command_id)
                live.recent.extend(events)
                # Published within the lock: listeners must see a table's commits in order.
                self._publish(Published(table_id, events, after))
                return Receipt(after.seq, repeated=False)
        raise TimeoutError(f"table {table_id} is too busy")

    def _publish(self, published: Published) -> None:
        for listener in self._listeners:
            listener(published)

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
            rows = self._log.read(table_id)
            if not rows:
                raise KeyError(table_id)
            events = [EVENTS.validate_json(row.body) for row in rows]
            live.state = replay(events)
            live.recent.extend(events)
            live.command_ids = {row.command_id for row in rows}
        return live.state

    def _catch_up(self, table_id: int, live: _Live) -> None:
        """Another process wrote: take in what it stored, and tell this process's listeners."""
        state = self._load(table_id, live)
        rows = self._log.read(table_id, after=state.seq)
        events = tuple(EVENTS.validate_json(row.body) for row in rows)
        for event in events:
            state = apply(state, event)
        live.state = state
        live.command_ids.update(row.command_id for row in rows)
        live.recent.extend(events)
        if events:
            self._publish(Published(table_id, events, state))


def _rows(events: Iterable[Event | TableOpened], first: int, command_id: str) -> list[StoredEvent]:
    return [
        StoredEvent(
            seq=seq,
            at=event.at,
            kind=event.kind,
            body=event.model_dump_json(),
            command_id=command_id,
        )
        for seq, event in enumerate(events, start=first)
    ]
