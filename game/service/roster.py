"""The roster as teachers have it: pasted lines, or a table's CSV, read tolerantly.

A line is ``name[, id][, table][, delegation]``, parted by commas, semicolons or tabs. A header with
any of those names settles the columns and their order. Without one a delegation is known wherever
it stands last, and a number just before it is a table.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from game.characters import has_letters, visible_line
from game.scenario.model import DelegationId
from game.scenario.texts import Texts
from game.service.names import NAME_LIMIT as NAME_LIMIT
from game.store.directory import Expected, name_key

ID_LIMIT = 40
ROSTER_LIMIT = 600
#: What a header may call a column. "table" and "delegation" are our own export's words.
_HEADERS: Mapping[str, frozenset[str]] = {
    "name": frozenset({"name", "student", "full name", "student name", "participant"}),
    "id": frozenset({"id", "student id", "student number", "number", "matriculation", "sis id"}),
    "table": frozenset({"table", "group", "table number"}),
    "delegation": frozenset({"delegation", "country", "party", "role", "seat"}),
}
_COLUMNS = ("name", "id", "table", "delegation")


@dataclass(frozen=True)
class LineProblem:
    """What is wrong with a line; the sentence for ``code`` is in the message catalogue."""

    line: int
    code: str
    said: str = ""
    limit: int = 0


class BadRoster(Exception):
    """Nothing of the roster was taken."""

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        super().__init__(f"{len(problems)} lines")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Room:
    """What a roster may plan: tables by number, seats, and every word for a delegation."""

    tables: int
    seats: int
    delegations: Mapping[str, DelegationId]


def words_for(texts: Texts) -> dict[str, DelegationId]:
    """Every word by which a delegation may be called, casefolded."""
    return {
        name_key(word): id_
        for id_, text in texts.delegations.items()
        for word in (id_, text.name, text.short, text.formal)
    }


def decode(data: bytes) -> str:
    """A file's text: UTF-8, UTF-16 with a mark, or else what Excel writes in the West."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def parse(text: str, room: Room) -> tuple[Expected, ...]:
    """Everybody on the roster, in order. ``BadRoster`` names every line that cannot be taken."""
    lines = [
        (number, cells)
        for number, line in enumerate(_lines(text), start=1)
        if any(cells := _cells(line, _mark(text)))
    ]
    header = _header(lines[0][1]) if lines else None
    if header is not None:
        lines = lines[1:]
    reader = _Reader(room)
    for number, cells in lines:
        reader.read(number, _by_header(cells, header) if header else _by_place(cells, room))
    if len(reader.expected) > ROSTER_LIMIT:
        reader.problems.append(LineProblem(lines[-1][0], "roster_long", limit=ROSTER_LIMIT))
    if reader.problems:
        raise BadRoster(sorted(reader.problems, key=lambda problem: problem.line))
    return tuple(reader.expected)


def _lines(text: str) -> list[str]:
    # Not splitlines(): a name may hold what Unicode counts among the ends of lines.
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _mark(text: str) -> str:
    """What parts the cells: whichever stands there most often, a tab before all others."""
    counts = {mark: text.count(mark) for mark in ("\t", ";", ",")}
    return "\t" if counts["\t"] else max(counts, key=lambda mark: counts[mark])


def _cells(line: str, mark: str) -> list[str]:
    try:
        cells = next(csv.reader([line.replace("\0", "")], delimiter=mark), [])
    except csv.Error:
        cells = line.split(mark)
    return [visible_line(cell) for cell in cells]


def _header(cells: Sequence[str]) -> dict[str, int] | None:
    """Which column is where, if the line names them; a name is always among them."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        for column, words in _HEADERS.items():
            if cell.casefold() in words:
                found.setdefault(column, place)
    return found if "name" in found else None


def _by_header(cells: Sequence[str], header: Mapping[str, int]) -> dict[str, str]:
    return {column: cells[place] for column, place in header.items() if place < len(cells)}


def _by_place(cells: Sequence[str], room: Room) -> dict[str, str]:
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    found = {"delegation": ""}
    if 1 < len(cells) < len(_COLUMNS) and name_key(cells[-1]) in room.delegations:
        found["delegation"] = cells.pop()
        if len(cells) == 2 and cells[1].isdecimal() and _number(cells[1]) <= room.tables:
            found["table"] = cells.pop()
    return {**found, **dict(zip(_COLUMNS, cells, strict=False))}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0


class _Reader:
    """Takes lines one after the other and remembers what they say together."""

    def __init__(self, room: Room) -> None:
        self.expected: list[Expected] = []
        self.problems: list[LineProblem] = []
        self._room = room
        self._lines: dict[str, int] = {}
        self._planned: Counter[tuple[int, DelegationId]] = Counter()

    def read(self, number: int, cells: Mapping[str, str]) -> None:
        """Take the line, or say what is wrong with it."""
        name, student_id = cells.get("name", ""), cells.get("id", "")
        table, delegation = self._table(cells), self._delegation(cells)
        first = self._lines.setdefault(name_key(name), number)
        if not has_letters(name):
            self._wrong(number, "roster_no_name")
        elif len(name) > NAME_LIMIT:
            self._wrong(number, "roster_long_name", name, NAME_LIMIT)
        elif first != number:
            self._wrong(number, "roster_repeated", name, first)
        if len(student_id) > ID_LIMIT:
            self._wrong(number, "roster_long_id", student_id, ID_LIMIT)
        if table == 0:
            self._wrong(number, "roster_table", cells["table"], self._room.tables)
        if delegation == "":
            self._wrong(number, "roster_delegation", cells["delegation"])
        if table and delegation:
            self._planned[table, delegation] += 1
            if self._planned[table, delegation] > self._room.seats:
                self._wrong(number, "roster_full", cells["delegation"], self._room.seats)
        self.expected.append(Expected(name, student_id, table, delegation))

    def _table(self, cells: Mapping[str, str]) -> int | None:
        """The planned table; None if none is named, 0 if there is none such."""
        said = cells.get("table", "")
        number = _number(said.casefold().removeprefix("table").strip())
        return (number if 1 <= number <= self._room.tables else 0) if said else None

    def _delegation(self, cells: Mapping[str, str]) -> DelegationId | None:
        """The planned delegation; None if none is named, empty if there is none such."""
        said = cells.get("delegation", "")
        return self._room.delegations.get(name_key(said), "") if said else None

    def _wrong(self, line: int, code: str, said: str = "", limit: int = 0) -> None:
        shown = said if len(said) <= ID_LIMIT else said[:ID_LIMIT] + "…"
        self.problems.append(LineProblem(line, code, shown, limit))
