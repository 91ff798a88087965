"""The instructor's page of a conference: a row for every table, and where everybody sits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from game.engine.phases import PhaseName
from game.engine.views import INSTRUCTOR_VIEW
from game.service.conferences import Conference, Participant, TableRecord
from game.web.hall import Hall
from game.web.present.awaited import awaited
from game.web.present.crises import crises
from game.web.present.news import Item, news
from game.web.present.run import Meter, meters, phase_clock
from game.web.present.seats import Person, Seat, person, seats
from game.web.present.stage import Clock, Party, Stage, stage_for


@dataclass(frozen=True)
class TableRow:
    """A table at a glance.

    ``ending`` is empty while it plays, ``crisis`` the headline of an open crisis or empty,
    ``last`` the latest thing that happened in public.
    """

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
    crisis: str
    last: Item | None

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
class Place:
    """Somewhere to sit; ``value`` names it in the seating form."""

    value: str
    delegation: Party
    taken: int
    full: bool


@dataclass(frozen=True)
class PlacesOfTable:
    """The places of a table, and whether any is free."""

    number: int
    places: tuple[Place, ...]

    @property
    def full(self) -> bool:
        """Whether nobody else fits there."""
        return all(place.full for place in self.places)


@dataclass(frozen=True)
class Roster:
    """Everybody of the conference: those without a seat and observers; the rows have the others."""

    joined: int
    here: int
    waiting: tuple[Person, ...]
    observers: tuple[Person, ...]
    places: tuple[PlacesOfTable, ...]
    seats_per_delegation: int


@dataclass(frozen=True)
class Overview:
    """All that the page shows."""

    rows: tuple[TableRow, ...]
    roster: Roster

    @property
    def common_step(self) -> str:
        """The step of every table that plays; empty where they differ, and each means its own."""
        steps = {row.step for row in self.rows if row.plays}
        return steps.pop() if len(steps) == 1 else ""


def overview(hall: Hall, conference: Conference) -> Overview:
    """Every table of the conference and its people."""
    people = hall.conferences.people(conference.id)
    records = hall.conferences.tables(conference.id)
    rows = tuple(_row(hall, record, people) for record in records)
    return Overview(rows, _roster(hall, conference, people, zip(records, rows, strict=True)))


def _row(hall: Hall, record: TableRecord, people: Sequence[Participant]) -> TableRow:
    stage = stage_for(hall, record.id, INSTRUCTOR_VIEW)
    step = stage.view.phase.step
    return TableRow(
        number=record.number,
        step=stage.step,
        phase=stage.word("phases", step.phase.value),
        round=step.round,
        clock=phase_clock(stage),
        in_lobby=step.phase is PhaseName.LOBBY,
        ending=stage.word("endings", stage.view.ending) if stage.view.ending else "",
        seats=tuple(seats(hall, stage, record.id, people)),
        awaited=awaited(stage),
        clauses=len(stage.view.text),
        agenda=len(stage.view.setup.agenda),
        # By convention the first indicator is the one that can end the talks.
        tension=meters(stage)[0],
        crisis=next((card.headline for card in crises(stage) if not card.settled), ""),
        last=_latest(stage),
    )


def _latest(stage: Stage) -> Item | None:
    """The latest thing that somebody did, rather than the numbers that it moved."""
    return next((item for item in news(stage) if item.kind != "moved"), None)


def _roster(
    hall: Hall,
    conference: Conference,
    people: Sequence[Participant],
    tables: Iterable[tuple[TableRecord, TableRow]],
) -> Roster:
    limit = conference.seats_per_delegation
    seen = [(found, person(found, hall.presence)) for found in people]
    return Roster(
        joined=len(people),
        here=sum(shown.present for _, shown in seen),
        waiting=tuple(
            shown for found, shown in seen if not found.observer and found.table_id is None
        ),
        observers=tuple(shown for found, shown in seen if found.observer),
        places=tuple(
            PlacesOfTable(
                record.number,
                tuple(
                    Place(
                        value=f"{record.id}:{seat.delegation.id}",
                        delegation=seat.delegation,
                        taken=len(seat.people),
                        full=len(seat.people) >= limit,
                    )
                    for seat in row.seats
                ),
            )
            for record, row in tables
        ),
        seats_per_delegation=limit,
    )
