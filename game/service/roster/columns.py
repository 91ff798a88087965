"""What a list's columns hold: by its headings, else by what stands in them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from game.characters import has_letters
from game.scenario.model import DelegationId
from game.service.roster.files import Sheet
from game.service.roster.headings import NAMING, Role, key_of, role_of, roles_of
from game.service.roster.names import is_east_asian
from game.service.roster.prose import counts, in_columns
from game.service.roster.rows import Row, as_text, rows_of
from game.store.directory import name_key

#: What a list leaves open: whether its first line is headings, which column is the name, and which
#: of two is the family name.
Question: TypeAlias = Literal["headings", "columns", "order"]
Order: TypeAlias = Literal["last_first", "first_last"]
ORDERS: tuple[Order, ...] = ("last_first", "first_last")
#: How many lines may stand above the headings, as a title does.
_ABOVE = 15
_HAS_DIGIT = re.compile(r"\d")
_SWAPPED: Mapping[Role, Role] = {"first": "last", "last": "first"}
_DELEGATE_COLUMNS: tuple[Role, ...] = ("name", "id", "table", "delegation")


@dataclass(frozen=True)
class Room:
    """What a roster may plan: tables by number, seats, and every word for a delegation."""

    tables: int
    seats: int
    delegations: Mapping[str, DelegationId]

    def delegation(self, said: str) -> DelegationId | None:
        """The delegation that is called so; None if there is none."""
        return self.delegations.get(name_key(said))


@dataclass(frozen=True)
class Choices:
    """What the teacher said of a list; None and missing columns are as the list itself tells.

    ``columns`` gives a column's role by its place, or "" for one that is left out. ``order`` says
    which of two columns of names is the family's. ``leave_out`` takes the others where some lines
    cannot be taken.
    """

    headed: bool | None = None
    columns: Mapping[int, Role | Literal[""]] | None = None
    order: Order | None = None
    leave_out: bool = False


@dataclass(frozen=True)
class Layout:
    """A list in columns. ``above`` are the lines that stand before the people: titles, headings."""

    head: Row | None
    above: tuple[Row, ...]
    rows: tuple[Row, ...]
    roles: tuple[Role | None, ...]
    questions: tuple[Question, ...] = ()

    def place(self, *roles: Role) -> int | None:
        """The column of the first of these roles that there is."""
        return next((self.roles.index(role) for role in roles if role in self.roles), None)


def layout(rows: Sequence[Row], room: Room, choices: Choices) -> Layout:
    """The list in columns: as the teacher says, else by its headings, else by its cells."""
    rows = in_columns(rows)
    at = None if choices.headed is False else _heading_line(rows)
    asked: list[Question] = []
    if at is None and choices.headed is not False and _like_headings(rows, room):
        at = 0
        if choices.headed is None:
            asked.append("headings")
    elif at is None and choices.headed and rows:
        at = 0
    head = rows[at] if at is not None else None
    above = () if at is None else tuple(rows[: at + 1])
    people = tuple(rows) if at is None else tuple(rows[at + 1 :])
    roles: tuple[Role | None, ...] = roles_of(head.cells) if head else ()
    if roles == ("name",) and not choices.columns:
        people = _below_one_heading(people, room)
        roles = _DELEGATE_COLUMNS
    open_: Question | None = None
    if not NAMING & set(roles):
        if head is None and not choices.columns and _fits_by_place(people, room):
            placed = tuple(Row(row.line, _by_place(row.cells, room)) for row in people)
            return Layout(None, (), placed, _DELEGATE_COLUMNS, tuple(asked))
        roles, open_ = _by_content(people, room, roles)
    if open_ == "order" and choices.order is not None:
        if choices.order == "first_last":
            roles = tuple(_SWAPPED.get(role, role) if role else None for role in roles)
        open_ = None
    if choices.columns:
        roles = _overridden(roles, choices.columns)
        open_ = None if NAMING & set(roles) else "columns"
    return Layout(head, above, people, roles, (*asked, *((open_,) if open_ else ())))


def _overridden(
    roles: Sequence[Role | None], said: Mapping[int, Role | Literal[""]]
) -> tuple[Role | None, ...]:
    """The roles as the teacher says: what one column is given, no other keeps."""
    width = max([len(roles), *(place + 1 for place in said)])
    kept = [None if role in said.values() else role for role in roles]
    if {"first", "last"} & set(said.values()):
        kept = [None if role == "name" else role for role in kept]
    kept += [None] * (width - len(kept))
    return tuple(said[place] or None if place in said else kept[place] for place in range(width))


# --- the line of headings ---


def likeliest(sheets: Sequence[Sheet]) -> int:
    """Which sheet is the list: the first with headings that name people, else the first."""
    found = (
        place
        for place, sheet in enumerate(sheets)
        if _heading_line(rows_of(as_text(sheet.rows[:_ABOVE]))) is not None
    )
    return next(found, 0)


def _heading_line(rows: Sequence[Row]) -> int | None:
    """Which of the first lines names the columns; a name is always among them."""
    for place, row in enumerate(rows[:_ABOVE]):
        cells = [cell for cell in row.cells if cell]
        roles = {role for role in roles_of(row.cells) if role}
        if any(_is_data(cell) for cell in cells) or not roles & NAMING:
            continue
        if place == 0 or len(roles) > 1:
            return place
    return None


def _is_data(cell: str) -> bool:
    """Whether it can be no heading: an address, or a number."""
    return "@" in cell or bool(re.fullmatch(r"[\d.,\s-]+", cell))


def _like_headings(rows: Sequence[Row], room: Room) -> bool:
    """Whether the first line looks like headings that cannot be read, rather than a person."""
    if not rows or any(_is_data(cell) for cell in rows[0].cells):
        return False
    first, others = rows[0], rows[1:]
    if any(len(key_of(cell)) > 2 and role_of(cell) for cell in first.cells if cell):
        return True
    if any("_" in cell or cell.endswith(":") for cell in first.cells):
        return True
    for place, cell in enumerate(first.cells):
        below = [text for row in others if (text := row.cell(place))]
        if len(below) < 2 or not cell or room.delegation(cell):
            continue
        if not _HAS_DIGIT.search(cell) and all(_HAS_DIGIT.search(text) for text in below):
            return True
        if "@" not in cell and all("@" in text for text in below):
            return True
    # Names have several words; a heading has one.
    names = [row.cells[0] for row in others]
    alone = len(first.cells) == 1 and " " not in first.cells[0]
    return alone and len(names) > 2 and all(" " in name for name in names)


# --- lists without headings ---


def _below_one_heading(rows: Sequence[Row], room: Room) -> tuple[Row, ...]:
    """The rows below a heading for the name alone: ``Last, First``, or as without headings."""
    if any(len(row.cells) > 1 for row in rows) and all(all(map(_is_name, r.cells)) for r in rows):
        return tuple(Row(row.line, (", ".join(filter(None, row.cells)),)) for row in rows)
    fits = _fits_by_place(rows, room)
    return tuple(Row(row.line, _by_place(row.cells, room)) for row in rows) if fits else tuple(rows)


def _fits_by_place(rows: Sequence[Row], room: Room) -> bool:
    """Whether every line is ``name[, id][, table][, delegation]``."""
    alone = all(len(row.cells) == 1 for row in rows)
    return alone or all(_is_by_place(row, room) for row in rows)


def _is_by_place(row: Row, room: Room) -> bool:
    name, second = row.cells[0], row.cell(1)
    told = not second or _HAS_DIGIT.search(second) or room.delegation(second)
    known = _is_name(name) and not room.delegation(name)
    return len(row.cells) <= len(_DELEGATE_COLUMNS) and known and bool(told)


def _is_name(cell: str) -> bool:
    return not cell or (has_letters(cell) and not _HAS_DIGIT.search(cell) and "@" not in cell)


def _by_place(given: Sequence[str], room: Room) -> tuple[str, ...]:
    """The cells as name, id, table and delegation: a delegation is known wherever it stands last,
    and a number just before it is a table."""
    cells = list(given)
    while cells and not cells[-1]:
        cells.pop()
    delegation = table = ""
    if 1 < len(cells) < len(_DELEGATE_COLUMNS) and room.delegation(cells[-1]):
        delegation = cells.pop()
        if len(cells) == 2 and cells[1].isdecimal() and 0 < int(cells[1][:5]) <= room.tables:
            table = cells.pop()
    cells += [""] * (4 - len(cells))
    return (cells[0], cells[1], cells[2] or table, cells[3] or delegation)


def _by_content(
    rows: Sequence[Row], room: Room, known: Sequence[Role | None]
) -> tuple[tuple[Role | None, ...], Question | None]:
    """What each column holds by most of its cells, and what has to be asked. ``known`` columns, by
    headings that name no name, stay."""
    width = max((len(row.cells) for row in rows), default=len(known))
    roles: list[Role | None] = [*known, *[None] * (width - len(known))]
    columns = [[text for row in rows if (text := row.cell(place))] for place in range(width)]
    tests: tuple[tuple[Role, Callable[[str], bool]], ...] = (
        ("email", lambda cell: "@" in cell),
        ("delegation", lambda cell: room.delegation(cell) is not None),
        ("id", lambda cell: bool(_HAS_DIGIT.search(cell))),
    )
    for place, cells in enumerate(columns):
        if roles[place] is not None or not cells:
            continue
        if all(cell.isdecimal() and len(cell) < 5 for cell in cells) and counts(
            [int(cell) for cell in cells]
        ):
            roles[place] = "order"
            continue
        for role, test in tests:
            if role not in roles and sum(map(test, cells)) * 2 > len(cells):
                roles[place] = role
                break
    wordy = [
        place
        for place, cells in enumerate(columns)
        if roles[place] is None and sum(map(_is_name, cells)) * 2 > len(cells)
    ]
    if len(wordy) == 1:
        roles[wordy[0]] = "name"
        return tuple(roles), None
    scripts = [is_east_asian("".join(columns[place])) for place in wordy]
    if len(wordy) == 2 and scripts[0] == scripts[1]:
        roles[wordy[0]], roles[wordy[1]] = "last", "first"
        return tuple(roles), "order"
    if wordy:
        roles[wordy[0]] = "name"
    elif roles and not NAMING & set(roles):
        roles[0] = "name"
    return tuple(roles), "columns"
