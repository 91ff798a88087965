"""A class as exports see it, and who is called what in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from game.bots.par import results
from game.engine.event import Event
from game.engine.results import Result
from game.engine.state import TableState
from game.records.format import Record
from game.records.names import Names
from game.records.outcome import final_state, record_of
from game.records.pseudonyms import renamed, without_names
from game.report.figures.card import Card, cards
from game.report.figures.crises import crises
from game.report.figures.played import Played
from game.report.figures.scores import scores
from game.scenario.model import DelegationId, Structure
from game.scenario.texts import Scenario, Texts

Naming: TypeAlias = Literal["names", "pseudonyms"]


@dataclass(frozen=True)
class Person:
    """Somebody of the class and their seat, if any; ``answers`` by form and item.

    ``student_id`` and ``listed`` are their id and name on the class list; empty without one.
    """

    id: str
    name: str
    observer: bool
    head: bool
    table: int | None
    delegation: DelegationId | None
    joined_at: float
    answers: Mapping[tuple[str, str], int | str]
    student_id: str = ""
    listed: str = ""


@dataclass(frozen=True)
class TableMaterial:
    """One table: its number and its log, which may be read from the store when it is asked for.

    ``known`` is the state after the last event, where somebody has it: else the log is replayed.
    """

    number: int
    structure: Structure
    log: Sequence[Event]
    known: TableState | None = None

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Everything that has happened."""
        return tuple(self.log)

    @cached_property
    def state(self) -> TableState:
        """The table after the last event."""
        return final_state(self.events) if self.known is None else self.known

    @property
    def began_at(self) -> float | None:
        """When the table was laid; None for one that has not been."""
        return self.log[0].at if self.log else None

    @cached_property
    def results(self) -> Mapping[DelegationId, Result]:
        """Every delegation's result; of a game that still runs, as if it stopped now."""
        return results(self.structure, self.state)

    @cached_property
    def cards(self) -> Mapping[DelegationId, Card]:
        """Every delegation's report card; without what the table created, which takes long."""
        played = Played.of(self.structure, self.events)
        return {c.delegation: c for c in cards(played, scores(played), crises(played), None)}

    @property
    def begun(self) -> bool:
        """Whether anything has happened beside the laying of the table."""
        return len(self.log) > 1


@dataclass(frozen=True)
class ClassMaterial:
    """A conference with all its tables and people, and how people are to be called.

    ``removed`` is what those are called, by their former id, who were removed from it.
    """

    title: str
    code: str
    language: str
    scenario: Scenario
    tables: tuple[TableMaterial, ...]
    people: tuple[Person, ...]
    naming: Naming
    removed: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> Texts:
        """The scenario's words."""
        return self.scenario.text(self.language)

    @property
    def words(self) -> Names:
        """What things are called."""
        return Names(self.texts, self.language)

    @cached_property
    def called(self) -> Mapping[str, str]:
        """What each person is called, by id: their name, or a pseudonym; those removed too.

        A pseudonym is the table's number, the delegation and a number in the order of joining
        ("2-us-1"); those without a seat count as "observer" or "waiting".
        """
        if self.naming == "names":
            return {**self.removed, **{person.id: person.name for person in self.people}}
        counts: dict[str, int] = {}
        given: dict[str, str] = {}
        for person in self.people:
            place = (
                f"{person.table}-{person.delegation}"
                if person.table is not None
                else "observer"
                if person.observer
                else "waiting"
            )
            counts[place] = counts.get(place, 0) + 1
            given[person.id] = f"{place}-{counts[place]}"
        for number, id_ in enumerate(sorted(self.removed), start=1):
            given[id_] = f"removed-{number}"
        return given

    def id_of(self, person: Person) -> str:
        """The person's id on the class list; empty with pseudonyms, which it would undo."""
        return person.student_id if self.naming == "names" else ""

    def table(self, number: int) -> TableMaterial:
        """The table with that number. KeyError if there is none."""
        for table in self.tables:
            if table.number == number:
                return table
        raise KeyError(number)

    def at(self, table: int, delegation: DelegationId) -> Iterable[Person]:
        """Who sits there."""
        return (p for p in self.people if (p.table, p.delegation) == (table, delegation))

    def record(self, table: TableMaterial) -> Record:
        """The table as a recorded game, in which people are called as in the other exports.

        Whoever has left the conference goes by the pseudonym of recorded games.
        """
        known = renamed(table.events, self.called)
        return record_of(
            without_names(known, keep=frozenset(self.called.values())),
            table.structure,
            self.language,
        )
