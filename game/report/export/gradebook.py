"""Grades as files that learning platforms import.

Canvas takes the columns that its own export has: ``Student``, ``ID``, ``SIS User ID``, ``SIS Login
ID``, ``Section`` and one an assignment, under which a second line gives the points possible.
Moodle lets the teacher map columns: one that identifies the student and one with the grade. In
both a missing grade is an empty cell. Sources: Instructure community, "How do I import grades in
the Gradebook?"; Moodle documentation, "Grade import".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from game.characters import skeleton
from game.report.export.material import ClassMaterial, Person
from game.report.export.measures import Weights, grade, parts
from game.report.export.sheets import Cell, Created, Sheet

Platform: TypeAlias = Literal["canvas", "moodle"]
HIGHEST = 100
#: Where Canvas looks for a student's id.
ID_COLUMNS = ("ID", "SIS User ID", "SIS Login ID")
_POINTS_POSSIBLE = "    Points Possible"


@dataclass(frozen=True)
class Gradebook:
    """How grades are made and named.

    ``identifiers`` are students' own, by ``key`` of their names; who has none there goes by the id
    on the class list. ``id_column`` is the column of Canvas in which they stand.
    """

    assignment: str
    section: str = ""
    weights: Weights = field(default_factory=Weights)
    identifiers: Mapping[str, str] = field(default_factory=dict)
    id_column: str = "SIS Login ID"


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
    platform: Platform, book: Gradebook, material: ClassMaterial, created: Created
) -> Sheet:
    """The platform's columns, with a row for everybody but observers."""
    graded = tuple(grades(material, created, book.weights))
    return (_canvas if platform == "canvas" else _moodle)(book, graded)


Graded: TypeAlias = Sequence[tuple[Person, float | None]]


def _canvas(book: Gradebook, graded: Graded) -> Sheet:
    head = ("Student", *ID_COLUMNS, "Section", book.assignment)

    def rows() -> Iterator[tuple[Cell, ...]]:
        yield (_POINTS_POSSIBLE, *(None for _ in ID_COLUMNS), None, HIGHEST)
        for person, earned in graded:
            ids = (_id(book, person) if one == book.id_column else None for one in ID_COLUMNS)
            yield (_name(person), *ids, book.section, earned)

    return Sheet("gradebook", head, len(graded) + 1, rows())


def _moodle(book: Gradebook, graded: Graded) -> Sheet:
    head = ("identifier", "fullname", book.assignment)
    rows = ((_id(book, person), _name(person), earned) for person, earned in graded)
    return Sheet("gradebook", head, len(graded), rows)


def _id(book: Gradebook, person: Person) -> str | None:
    """The id that was pasted for the person, or the one on the class list."""
    return book.identifiers.get(key(person.name)) or person.student_id or None


def _name(person: Person) -> str:
    return person.listed or person.name
