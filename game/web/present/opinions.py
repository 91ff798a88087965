"""What the questionnaires say beside what the game says, for the teacher."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from game.engine.results import Result
from game.report import asking
from game.report.export.material import ClassMaterial, Person
from game.report.figures.promises import kept, share
from game.scenario.model import Ending


@dataclass(frozen=True)
class Row:
    """A delegation of a table, a table, or the class: its result beside its people's means."""

    table: int | None
    delegation: str | None
    attainment: int | None
    par_score: int | None
    invited: int
    means: tuple[asking.Mean, ...]


@dataclass(frozen=True)
class Open:
    """An answer in words, with its author and their seat."""

    person: str
    table: int | None
    delegation: str | None
    words: str


def expectations(material: ClassMaterial) -> tuple[tuple[str, asking.Mean], ...]:
    """Each statement of the questionnaire before, and the class's mean."""
    given = _ratings(material.people, "before")
    return tuple(
        (asking.text(item, material.language), asking.mean(given, (item,)))
        for item in asking.items("before")
        if not item.open
    )


@dataclass(frozen=True)
class Foreseen:
    """What the people of a table expected before, beside what came.

    ``text`` that there would be one, ``trust`` that the others would keep what they sign; ``kept``
    is the share of promised steps that were done, per cent, None where nothing was due.
    """

    table: int
    text: asking.Mean
    ending: Ending | None
    trust: asking.Mean
    kept: int | None


def foreseen(material: ClassMaterial) -> tuple[Foreseen, ...]:
    """Every table that has ended and has people."""
    items = {item.id: item for item in asking.items("before")}
    found = []
    for table in material.tables:
        here = [p for p in material.people if p.table == table.number]
        if not table.state.over or not here:
            continue
        given = _ratings(here, "before")
        found.append(
            Foreseen(
                table=table.number,
                text=asking.mean(given, (items["expect_text"],)),
                ending=table.state.ending,
                trust=asking.mean(given, (items["expect_trust"],)),
                kept=share(*kept(table.state.duties.values())),
            )
        )
    return tuple(found)


def rows(material: ClassMaterial) -> tuple[Row, ...]:
    """Every delegation with people, each table together, and the class: after the game."""
    found = []
    for table in material.tables:
        if not table.state.over:
            continue
        for delegation in table.state.setup.delegations:
            people = tuple(material.at(table.number, delegation))
            if people:
                found.append(_row(table.number, delegation, people, table.results[delegation]))
        here = tuple(p for p in material.people if p.table == table.number)
        if here:
            found.append(_row(table.number, None, here))
    everybody = tuple(p for p in material.people if not p.observer)
    if len(material.tables) > 1 and found:
        found.append(_row(None, None, everybody))
    return tuple(found)


def _row(
    table: int | None,
    delegation: str | None,
    people: tuple[Person, ...],
    result: Result | None = None,
) -> Row:
    given = _ratings(people, "after")
    means = (asking.mean(given, asking.of_dimension(d)) for d in asking.DIMENSIONS)
    return Row(
        table=table,
        delegation=delegation,
        attainment=result.attainment if result else None,
        par_score=result.par_score if result else None,
        invited=len(people),
        means=tuple(means),
    )


def _ratings(people: Iterable[Person], form: str) -> list[Mapping[str, int]]:
    return [
        {i: value for (f, i), value in p.answers.items() if f == form and isinstance(value, int)}
        for p in people
    ]


def in_words(material: ClassMaterial, form: str, item: str) -> tuple[Open, ...]:
    """What people wrote there."""
    return tuple(
        Open(material.called[person.id], person.table, person.delegation, words)
        for person in material.people
        if isinstance(words := person.answers.get((form, item)), str)
    )
