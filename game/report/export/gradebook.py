"""Grades as files that learning platforms import.

Canvas takes the columns that its own export has: ``Student``, ``ID``, ``SIS User ID``, ``SIS Login
ID``, ``Section`` and one an assignment, under which a second line gives the points possible.
Moodle lets the teacher map columns: one that identifies the student and one with the grade. In
both a missing grade is an empty cell. Sources: Instructure community, "How do I import grades in
the Gradebook?"; Moodle documentation, "Grade import".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from game.characters import skeleton
from game.report.export.material import ClassMaterial, Person
from game.report.export.measures import Weights, grade, parts
from game.report.export.sheets import Cell, Created
from game.report.export.spreadsheets import csv_lines

Platform: TypeAlias = Literal["canvas", "moodle"]
HIGHEST = 100
_POINTS_POSSIBLE = "    Points Possible"
#: What no game can tell and a teacher grades by hand: an empty column each, beside the game's.
BY_HAND = ("preparation", "reflection")


@dataclass(frozen=True)
class Gradebook:
    """How grades are made and named. ``identifiers`` are students' own, by name in lower case."""

    assignment: str
    section: str = ""
    weights: Weights = field(default_factory=Weights)
    identifiers: Mapping[str, str] = field(default_factory=dict)


def identifiers(text: str) -> dict[str, str]:
    """By name what lines such as ``Ada Lovelace, al123`` say: it is after the last comma."""
    found = {}
    for line in text.splitlines():
        name, comma, identifier = line.rpartition(",")
        if comma and name.strip() and identifier.strip():
            found[key(name)] = identifier.strip()
    return found


def key(name: str) -> str:
    """The name as it is compared: as by the server when people join."""
    return skeleton(name)


def grades(
    material: ClassMaterial, created: Created, weights: Weights
) -> Iterator[tuple[Person, float | None]]:
    """Everybody but observers with the grade of their delegation; None where there is none."""
    for person in material.people:
        if person.observer:
            continue
        earned = None
        if person.table is not None and person.delegation is not None:
            table = material.table(person.table)
            earned = grade(parts(table, person.delegation, created.get(person.table)), weights)
        yield person, earned


def gradebook(
    platform: Platform, book: Gradebook, material: ClassMaterial, created: Created, *, bom: bool
) -> Iterator[str]:
    """The file line by line."""
    graded = grades(material, created, book.weights)
    if platform == "canvas":
        return csv_lines(*_canvas(book, material, graded), bom=bom)
    return csv_lines(*_moodle(book, material, graded), bom=bom)


def _columns(book: Gradebook) -> tuple[str, ...]:
    """The assignments: the game's, and those that are graded by hand."""
    return (book.assignment, *(f"{book.assignment}: {part}" for part in BY_HAND))


def _blank() -> tuple[None, ...]:
    """Nothing yet for what is graded by hand."""
    return (None,) * len(BY_HAND)


def _canvas(
    book: Gradebook,
    material: ClassMaterial,
    graded: Iterator[tuple[Person, float | None]],
) -> tuple[tuple[str, ...], Iterator[tuple[Cell, ...]]]:
    head = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *_columns(book))

    def rows() -> Iterator[tuple[Cell, ...]]:
        possible = (HIGHEST,) * len(_columns(book))
        yield (_POINTS_POSSIBLE, None, None, None, None, *possible)
        for person, earned in graded:
            login = book.identifiers.get(key(person.name))
            name = material.called[person.id]
            yield (name, None, None, login, book.section, earned, *_blank())

    return head, rows()


def _moodle(
    book: Gradebook,
    material: ClassMaterial,
    graded: Iterator[tuple[Person, float | None]],
) -> tuple[tuple[str, ...], Iterator[tuple[Cell, ...]]]:
    head = ("identifier", "fullname", *_columns(book))
    rows = (
        (
            book.identifiers.get(key(person.name)),
            material.called[person.id],
            earned,
            *_blank(),
        )
        for person, earned in graded
    )
    return head, rows
