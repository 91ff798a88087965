"""Who sits where at a table, and whether they are here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from game.engine.phases import PhaseName
from game.scenario.model import DelegationId
from game.service.conferences import Participant
from game.web.hall import Hall, Presence
from game.web.present.stage import Party, Stage


@dataclass(frozen=True)
class Person:
    """Somebody of the conference, for the instructor's eyes: ``code`` brings them back."""

    id: str
    name: str
    code: str
    head: bool
    present: bool


@dataclass(frozen=True)
class Seat:
    """A delegation's place and its people; ``by_machine`` where the machine holds it.

    Before the table opens that means: would hold it if the table opened now.
    """

    delegation: Party
    people: tuple[Person, ...]
    by_machine: bool

    @property
    def present(self) -> bool:
        """Whether somebody is there to act."""
        return self.by_machine or any(person.present for person in self.people)


@dataclass(frozen=True)
class Elsewhere:
    """Somebody who could be seated here: at which table they sit, 0 where they wait for a seat."""

    id: str
    name: str
    table: int


@dataclass(frozen=True)
class Chair:
    """A place at the table as everybody sees it: no names, no codes.

    Whoever has ``left`` the talks is not at the table, present or not.
    """

    delegation: Party
    present: bool
    speaking: bool
    left: bool = False


def person(found: Participant, presence: Presence) -> Person:
    """The participant, and whether they are here."""
    return Person(found.id, found.name, found.resume_code, found.head, presence.present(found.id))


def seats(hall: Hall, stage: Stage, table_id: int, people: Iterable[Participant]) -> list[Seat]:
    """The table's places in seating order. ``people`` may hold others of the conference too."""
    here: dict[DelegationId, list[Person]] = {party.id: [] for party in stage.parties}
    for found in people:
        if found.table_id == table_id and found.delegation in here:
            here[found.delegation].append(person(found, hall.presence))
    if stage.view.phase.step.phase is PhaseName.LOBBY:
        held = frozenset(delegation for delegation, sitting in here.items() if not sitting)
    else:
        held = hall.conferences.stand_ins(table_id)
    return [Seat(party, tuple(here[party.id]), party.id in held) for party in stage.parties]


def elsewhere(
    table_id: int, people: Iterable[Participant], numbers: Mapping[int, int]
) -> tuple[Elsewhere, ...]:
    """Who sits at another table or waits, these first. ``numbers`` are the tables' by their ids."""
    found = (
        Elsewhere(p.id, p.name, 0 if p.table_id is None else numbers[p.table_id])
        for p in people
        if p.table_id != table_id and not p.observer
    )
    return tuple(sorted(found, key=lambda one: (one.table, one.name)))


def chairs(stage: Stage, seated: Iterable[Seat]) -> list[Chair]:
    """The same places as everybody may see them.

    Who talks aloud in a room puts the phone away: then a dark screen does not make them absent.
    """
    floor, aloud = stage.view.floor, stage.view.setup.rules.talk == "in_person"
    return [
        Chair(
            seat.delegation,
            seat.present or aloud,
            floor is not None and floor.delegation == seat.delegation.id,
            left=stage.is_away(seat.delegation.id),
        )
        for seat in seated
    ]
