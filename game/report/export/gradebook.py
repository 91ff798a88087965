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
#: What no game can tell and a teacher grades by hand: an empty column each, beside the game's.
BY_HAND = ("preparation", "reflection")


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


def _columns(book: Gradebook) -> tuple[str, ...]:
    """The assignments: the game's, and those that are graded by hand."""
    return (book.assignment, *(f"{book.assignment}: {part}" for part in BY_HAND))


def _blank() -> tuple[None, ...]:
    """Nothing yet for what is graded by hand."""
    return (None,) * len(BY_HAND)


def _canvas(book: Gradebook, graded: Graded) -> Sheet:
    head = ("Student", *ID_COLUMNS, "Section", *_columns(book))

    def rows() -> Iterator[tuple[Cell, ...]]:
        possible = (HIGHEST,) * len(_columns(book))
        yield (_POINTS_POSSIBLE, *(None for _ in ID_COLUMNS), None, *possible)
        for person, earned in graded:
            ids = (_id(book, person) if one == book.id_column else None for one in ID_COLUMNS)
            yield (_name(person), *ids, book.section, earned, *_blank())

    return Sheet("gradebook", head, len(graded) + 1, rows())


def _moodle(book: Gradebook, graded: Graded) -> Sheet:
    head = ("identifier", "fullname", *_columns(book))
    rows = ((_id(book, person), _name(person), earned, *_blank()) for person, earned in graded)
    return Sheet("gradebook", head, len(graded), rows)


def _id(book: Gradebook, person: Person) -> str | None:
    """The id that was pasted for the person, or the one on the class list."""
    return book.identifiers.get(key(person.name)) or person.student_id or None


def _name(person: Person) -> str:
    return person.listed or person.name
