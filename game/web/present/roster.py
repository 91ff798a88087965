"""Who is here, who is missing, who waits for a seat, and where any is free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from game.finding import first
from game.service.conferences import Conference, Expected, Participant, TableRecord, name_key
from game.web.hall import Hall
from game.web.present.seats import Person, Seat, person
from game.web.present.stage import Party


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

    def place_of(self, delegation: Party) -> Place:
        """The place of that delegation."""
        return first(
            (place for place in self.places if place.delegation.id == delegation.id), delegation.id
        )


@dataclass(frozen=True)
class Roster:
    """Everybody of the conference: those without a seat and observers; the rows have the others.

    ``expected`` counts the roster's lines, ``missing`` are those who have not joined.
    ``wishes`` are the delegations that somebody named, best first, by participant id; ``removed``
    is what those are called, by their former id, who are no longer here.
    """

    joined: int
    here: int
    waiting: tuple[Person, ...]
    observers: tuple[Person, ...]
    seated: tuple[Person, ...]
    places: tuple[PlacesOfTable, ...]
    seats_per_delegation: int
    expected: int
    missing: tuple[Expected, ...]
    wishes: Mapping[str, tuple[str, ...]]
    removed: Mapping[str, str]
    has_ids: bool
    asks_for_ids: bool

    @property
    def delegates(self) -> tuple[Person, ...]:
        """Everybody who has a seat or waits for one."""
        return (*self.waiting, *self.seated)

    @property
    def wished(self) -> int:
        """How many of those who wait have said for whom they would like to sit."""
        return sum(person.id in self.wishes for person in self.waiting)

    @property
    def free(self) -> int:
        """How many seats nobody has."""
        limit = self.seats_per_delegation
        return sum(max(0, limit - place.taken) for table in self.places for place in table.places)

    def table(self, number: int) -> PlacesOfTable:
        """The places of the table with that number."""
        return first((table for table in self.places if table.number == number), number)


def roster(
    hall: Hall,
    conference: Conference,
    people: Sequence[Participant],
    tables: Iterable[tuple[TableRecord, Sequence[Seat]]],
) -> Roster:
    """Everybody of the conference, and every place at its tables."""
    tables = list(tables)
    limit = conference.seats_per_delegation
    seen = [(found, person(found, hall.presence)) for found in people]
    joined = {name_key(found.name) for found in people}
    lines = hall.conferences.roster(conference.id)
    return Roster(
        joined=len(people),
        here=sum(shown.present for _, shown in seen),
        waiting=tuple(
            shown for found, shown in seen if not found.observer and found.table_id is None
        ),
        observers=tuple(shown for found, shown in seen if found.observer),
        seated=tuple(shown for found, shown in seen if found.table_id is not None),
        places=tuple(_places(record, seats, limit) for record, seats in tables),
        seats_per_delegation=limit,
        expected=len(lines),
        missing=tuple(line for line in lines if line.key not in joined),
        wishes=_wishes(hall, conference),
        removed=hall.conferences.removed(conference.id),
        has_ids=any(line.student_id for line in lines),
        asks_for_ids=hall.conferences.asks_for_ids(conference.id),
    )


def _places(record: TableRecord, seats: Iterable[Seat], limit: int) -> PlacesOfTable:
    return PlacesOfTable(
        record.number,
        tuple(
            Place(
                value=f"{record.id}:{seat.delegation.id}",
                delegation=seat.delegation,
                taken=len(seat.people),
                full=len(seat.people) >= limit,
            )
            for seat in seats
        ),
    )


def _wishes(hall: Hall, conference: Conference) -> dict[str, tuple[str, ...]]:
    texts = hall.conferences.texts(conference).delegations
    return {
        id_: tuple(texts[delegation].short for delegation in wished)
        for id_, wished in hall.conferences.wishes(conference.id).items()
    }
