"""The instructor's page of a conference: a row for every table, and where everybody sits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from game.engine.phases import PhaseName
from game.engine.views import INSTRUCTOR_VIEW
from game.messages import words
from game.messages.durations import write_time
from game.service.conferences import Conference, Participant, TableRecord
from game.web.hall import Hall
from game.web.present.alarms import Alarm, alarms
from game.web.present.awaited import awaited
from game.web.present.crises import crises
from game.web.present.news import Item, news
from game.web.present.roster import Roster, roster
from game.web.present.run import Meter, meters, phase_clock
from game.web.present.seats import Person, Seat, seats
from game.web.present.stage import Clock, Party, Stage, stage_for

#: Among so many of the latest news there is one that is not just a number that moved.
LATEST = 6


@dataclass(frozen=True)
class TableRow:
    """A table at a glance.

    ``ending`` is empty while it plays, ``crisis`` the headline of an open crisis or empty,
    ``last`` the latest thing that happened in public, ``world`` the other indicators,
    ``bell`` when its clock will stop.
    """

    id: int
    number: int
    step: str
    phase: str
    round: int
    clock: Clock
    in_lobby: bool
    ending: str
    seats: tuple[Seat, ...]
    awaited: tuple[Party, ...]
    clauses: int
    agenda: int
    tension: Meter
    world: tuple[Meter, ...]
    crisis: str
    last: Item | None
    bell: float | None
    alarms: tuple[Alarm, ...]

    @property
    def plays(self) -> bool:
        """Whether the controls mean this table."""
        return not self.in_lobby and not self.ending

    @property
    def people(self) -> int:
        """How many people sit there."""
        return sum(len(seat.people) for seat in self.seats)

    @property
    def held(self) -> tuple[Party, ...]:
        """The delegations that the machine holds, or would if the table opened now."""
        return tuple(seat.delegation for seat in self.seats if seat.by_machine)


@dataclass(frozen=True)
class Controls:
    """What the controls for all tables depend on.

    ``common_step`` is the step of every table that plays; empty where they differ, and each means
    its own. ``over`` says that some table has ended, ``chapters`` what its debrief can open,
    ``bell`` at which time of day the clocks stop; empty where none is set.
    """

    playing: int
    running: bool
    paused: bool
    over: bool
    common_step: str
    chapters: Mapping[str, str]
    bell: str


@dataclass(frozen=True)
class TableAlarm:
    """An alarm and the table that it is at."""

    number: int
    alarm: Alarm


@dataclass(frozen=True)
class Overview:
    """All that the page shows."""

    rows: tuple[TableRow, ...]
    roster: Roster


def controls(rows: Iterable[TableRow], language: str = "en") -> Controls:
    """What can be done to all tables at once."""
    shown = tuple(rows)
    playing = [row for row in shown if row.plays]
    steps = {row.step for row in playing}
    return Controls(
        playing=len(playing),
        running=any(not row.clock.paused for row in playing),
        paused=any(row.clock.paused for row in playing),
        over=any(row.ending for row in shown),
        common_step=steps.pop() if len(steps) == 1 else "",
        chapters=words("chapters", language),
        bell=next((write_time(row.bell) for row in playing if row.bell is not None), ""),
    )


def all_alarms(rows: Iterable[TableRow]) -> tuple[TableAlarm, ...]:
    """What asks for the instructor anywhere, the most urgent first."""
    found = [TableAlarm(row.number, alarm) for row in rows for alarm in row.alarms]
    return tuple(sorted(found, key=lambda one: (one.alarm.rank, one.number)))


@dataclass(frozen=True)
class Stranded:
    """People without a seat in a class that plays, and where the next of them fits in best.

    ``place`` is its value in the seating form, empty where every table that plays is full.
    """

    waiting: tuple[Person, ...]
    place: str = ""
    number: int = 0
    delegation: str = ""


def stranded(hall: Hall, conference: Conference, waiting: tuple[Person, ...]) -> Stranded:
    """Who waits for a seat while the talks are on; nobody before the start, or when all is over."""
    running = {
        table.id: table.number
        for table in hall.conferences.shown_tables(conference.id)
        if table.begun and table.status != "over"
    }
    if not waiting or not running:
        return Stranded(())
    place = hall.conferences.late_place(conference)
    if place is None:
        return Stranded(waiting)
    name = hall.conferences.texts(conference).delegations[place[1]].name
    return Stranded(waiting, f"{place[0]}:{place[1]}", running[place[0]], name)


def server_signs(hall: Hall, conference: Conference) -> tuple[str, ...]:
    """What is wrong with the server itself, in words for the instructor; the worst first."""
    said = words("server_alarms", conference.language)
    found = [said[sign.code].format(**sign.details) for sign in hall.health.signs()]
    stuck = set(hall.health.stuck_tables)
    shown = hall.conferences.shown_tables(conference.id)
    editions = {hall.tables.edition(record.id) for record in shown}
    found += [said[edition] for edition in sorted(editions) if edition in said]
    found += [
        said["unshown"].format(number=table.number, why=table.why)
        for table in unshown_tables(hall, conference)
    ]
    found += [
        said["stuck"].format(number=record.number)
        for record in hall.conferences.tables(conference.id)
        if record.id in stuck
    ]
    return tuple(found)


@dataclass(frozen=True)
class UnshownTable:
    """A table of which nothing can be made, and why, in words for the instructor."""

    number: int
    why: str


def unshown_tables(hall: Hall, conference: Conference) -> tuple[UnshownTable, ...]:
    """The conference's tables that cannot be shown."""
    said = words("unshown", conference.language)
    return tuple(
        UnshownTable(record.number, said[found.why].format(name=found.name, seq=found.seq))
        for record in hall.conferences.tables(conference.id)
        if (found := hall.tables.unshown(record.id)) is not None
    )


def overview(hall: Hall, conference: Conference) -> Overview:
    """Every table of the conference that can be shown, and its people."""
    people = hall.conferences.people(conference.id)
    records = hall.conferences.shown_tables(conference.id)
    rows = tuple(table_row(hall, record, people) for record in records)
    places = [(record, row.seats) for record, row in zip(records, rows, strict=True)]
    return Overview(rows, roster(hall, conference, people, places))


def table_row(hall: Hall, record: TableRecord, people: Sequence[Participant]) -> TableRow:
    """One table at a glance; ``people`` may hold others of the conference too."""
    stage = stage_for(hall, record.id, INSTRUCTOR_VIEW)
    step = stage.view.phase.step
    sitting = tuple(seats(hall, stage, record.id, people))
    tension, *world = meters(stage)
    return TableRow(
        id=record.id,
        number=record.number,
        step=stage.step,
        phase=stage.word("phases", step.phase.value),
        round=step.round,
        clock=phase_clock(stage),
        in_lobby=step.phase is PhaseName.LOBBY,
        ending=stage.word("endings", stage.view.ending) if stage.view.ending else "",
        seats=sitting,
        awaited=awaited(stage),
        clauses=len(stage.view.text),
        agenda=len(stage.view.setup.agenda),
        # By convention the first indicator is the one that can end the talks.
        tension=tension,
        world=tuple(world),
        crisis=next((card.headline for card in crises(stage) if not card.settled), ""),
        last=_latest(stage),
        bell=stage.view.bell,
        alarms=alarms(stage, frozenset(seat.delegation.id for seat in sitting if seat.by_machine)),
    )


def _latest(stage: Stage) -> Item | None:
    """The latest thing that somebody did, rather than the numbers that it moved."""
    return next((item for item in news(stage, LATEST) if item.kind != "moved"), None)
