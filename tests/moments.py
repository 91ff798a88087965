"""Tables at chosen moments of recorded games, by a clock that moves when it is told to."""

import uuid
from dataclasses import dataclass
from pathlib import Path

from game.app import House, build
from game.config import Config
from game.engine.actors import INSTRUCTOR, Actor
from game.engine.acts.progress import AdvancePhase
from game.engine.acts.table import replay
from game.engine.apply import apply
from game.engine.command import Command
from game.engine.due import deadlines
from game.engine.event import Event
from game.engine.house_rules import HouseRules
from game.engine.phases import PhaseName
from game.engine.state import TableState
from game.service.setup import Setup
from game.store.log import EventLog, StoredEvent
from tests.lesson import recorded


def due(state: TableState) -> dict[tuple[str, str], float]:
    """What runs out at a table, and when."""
    return {(command.due, command.ref): at for at, command in deadlines(state)}


@dataclass(frozen=True)
class Moment:
    """A recorded game up to a moment at which something waits for its time."""

    tale: str
    count: int
    name: str

    @property
    def events(self) -> tuple[Event, ...]:
        return recorded(self.tale).events[: self.count]


def moments() -> list[Moment]:
    """The first moment of each phase, and the first at which each kind of thing waits in it."""
    found: dict[tuple[str, str], Moment] = {}
    for tale in ("full_accord", "walk_out"):
        events = recorded(tale).events
        state = replay(events[:1])
        for count, event in enumerate(events[1:], start=2):
            state = apply(state, event)
            for kind, _ in due(state):
                key = (state.name.value, kind)
                found.setdefault(key, Moment(tale, count, "-".join(key)))
    return list(found.values())


MOMENTS = moments()


class Room:
    """A server with tables at chosen moments, by a clock that moves when it is told to."""

    def __init__(self, folder: Path) -> None:
        self.house: House = build(Config(f"sqlite:///{folder / 'game.db'}", "http://localhost"))
        self.now = 1_000_000.0
        self.tables = self.house.hall.tables
        self.tables.clock = lambda: self.now
        conferences = self.house.hall.conferences
        self.conferences = conferences
        self.teacher = conferences.enter(conferences.invite("Teacher"))

    def table(self, preset: str = "demo") -> int:
        """A table at which one person sits, in its briefing."""
        setup = Setup(preset=preset, tables=1, seats_per_delegation=2, rules=HouseRules())
        # Its bots and cards do the same in every run.
        conference = self.conferences.set_up(self.teacher, "", setup, seed="moments")
        ann = self.conferences.join(conference.code, "Ann")
        (table,) = self.conferences.tables(conference.id)
        self.conferences.seat(conference, ann.id, table.id, "us")
        self.conferences.start(conference)
        return table.id

    def table_at(self, moment: Moment) -> int:
        """A table that has come as far as that."""
        conference = self.conferences.create(
            self.teacher, title="", preset="two75", tables=1, consensus="unanimity"
        )
        (table,) = self.conferences.tables(conference.id)
        self.now = moment.events[-1].at
        rows = [
            StoredEvent(seq, event.at, event.kind, event.model_dump_json(), f"told-{seq}")
            for seq, event in enumerate(moment.events[1:], start=2)
        ]
        EventLog(self.house.database).append(table.id, rows)
        self.tables.forget([table.id])
        return table.id

    def send(self, table: int, command: Command, actor: Actor = INSTRUCTOR) -> None:
        step = self.tables.state(table).phase.step.tag
        self.tables.submit(table, actor, command, command_id=uuid.uuid4().hex, step=step)

    def advance_to(self, table: int, phase: PhaseName) -> None:
        while self.tables.state(table).name is not phase:
            self.send(table, AdvancePhase())

    def serve(self) -> None:
        """The server is there from now on."""
        self.house.lost_time.begin(self.now)

    def lose(self, seconds: float) -> None:
        """It is not there for a while; then its clock beats again."""
        self.now += seconds
        self.house.ticker.beat_clock()

    def happened(self, table: int, since: int) -> list[str]:
        return [event.kind for event in self.tables.events(table)[since:]]
