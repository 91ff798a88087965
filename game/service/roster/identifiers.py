"""Whose ids a pasted table gives, for the people of a class."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from game.service.roster.columns import Choices, Room, addresses, layout
from game.service.roster.headings import Role, is_tools_own
from game.service.roster.names import in_order
from game.service.roster.reading import LineProblem, read
from game.service.roster.rows import Row, rows_of
from game.store.directory import name_key

_SHOWN = 60
#: Columns that say nothing here.
_SEATS: frozenset[Role] = frozenset({"table", "group", "delegation"})
_UNUSED: Literal[""] = ""


@dataclass(frozen=True)
class Identifiers:
    """Ids by the keys of the names by which people joined, and lines of which nothing was made."""

    by_name: Mapping[str, str]
    unread: tuple[LineProblem, ...]


def identifiers(text: str, names: Sequence[tuple[str, str]]) -> Identifiers:
    """Read a name and an id from every line, parted and ordered in any way, with headings or not.

    ``names`` are the class's: the name by which somebody joined, and the name on the class list.
    """
    known: defaultdict[str, set[str]] = defaultdict(set)
    for called, listed in names:
        for name in (called, listed):
            known[name_key(name)].add(name_key(called))
    found: dict[str, str] = {}
    unread: list[LineProblem] = []
    for row, pairs in _pairs(text):
        matching = [(known[key], id_) for name, id_ in pairs if (key := name_key(name)) in known]
        shown = " · ".join(filter(None, row.cells))[:_SHOWN]
        if not matching:
            unread.append(LineProblem(row.line, "ids_unknown_name", shown))
        elif len(matching[0][0]) > 1:
            unread.append(LineProblem(row.line, "ids_namesakes", shown))
        elif not matching[0][1]:
            unread.append(LineProblem(row.line, "ids_no_id", shown))
        else:
            found[next(iter(matching[0][0]))] = matching[0][1]
    return Identifiers(found, tuple(unread))


def _pairs(text: str) -> Iterator[tuple[Row, list[tuple[str, str]]]]:
    """Every line with what may be a name and an id in it, the likelier first."""
    rows, room = addresses(rows_of(text)), Room(0, 0, {})
    columns = layout(rows, room, Choices())
    if columns.head is not None and not columns.questions:
        seats = {p: _UNUSED for p, role in enumerate(columns.roles) if role in _SEATS}
        read_ = read(text, room, Choices(columns=seats))
        people = {line: (person.name, person.student_id) for line, person in read_.people}
        left_out = {told.line for told in read_.left_out}
        bare = {row.line: row for row in columns.rows}
        yield from (
            (row, [people[line]] if line in people else [])
            for line, row in bare.items()
            if line not in left_out
        )
        return
    yield from (
        (row, list(_guesses([cell for cell in row.cells if cell])))
        for row in rows
        if not _is_nobody(row)
    )


def _is_nobody(row: Row) -> bool:
    return any(map(is_tools_own, row.cells[:1]))


def _guesses(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each way to see a name and an id in the cells: the id last, first, or beside the name."""
    *front, last = cells
    first, *back = cells
    for parts, id_ in ((front, last), (back, first)):
        if parts:
            yield in_order(", ".join(parts)), id_
            yield " ".join(parts), id_
    for place, name in enumerate(cells):
        others = [cell for other, cell in enumerate(cells) if other != place and cell]
        yield name, others[0] if others else ""
        yield in_order(name), others[0] if others else ""
    yield in_order(", ".join(cells)), ""
