"""Lists as people type them, without a table: numbered, with dots, with ids or addresses behind."""

import re
from collections.abc import Callable, Sequence

from game.service.roster.rows import Row

_ADDRESS = re.compile(r"^(.*?)\s*<([^<>\s]+@[^<>\s]+)>$")
_NUMBERED = re.compile(r"^\(?(\d{1,4})[.):]\s+(.+)$")
_DOTTED = re.compile("^()[-\u2010-\u2015*\u2022\u00b7\u25aa\u25cf\u25cb\u25e6]\\s+(.+)$")
#: A name with an id of at least three digits behind or before it.
_ID_BEHIND = re.compile(r"^(?P<name>\D*[^\W\d]\D*?)[\s(\[:#-]+(?P<id>[A-Za-z]?\d{3,})[)\]]?$")
_ID_BEFORE = re.compile(r"^(?P<id>[A-Za-z]?\d{3,})[\s:.-]+(?P<name>\D+)$")
#: So many names on one line are people, not columns; fewer are if each has several words.
_PEOPLE, _FEW = 5, 3


def in_columns(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, a person each, with what stood in one cell in columns of its own."""
    found = tuple(rows)
    for change in (_from_mail, _from_one_line, _without_marks, _with_ids):
        found = change(found)
    return found


def counts(numbers: Sequence[int]) -> bool:
    """Whether the numbers only count the lines, from 0 or 1."""
    begin = numbers[0] if numbers else 0
    wanted = range(begin, begin + len(numbers))
    return len(numbers) > 1 and begin in (0, 1) and list(numbers) == list(wanted)


def _from_mail(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """``Ann Lee <ann@school.org>``, as mail programs write people, as a name and an address."""
    cells = [cell for row in rows for cell in row.cells if cell]
    if not cells or not all(_ADDRESS.match(cell) for cell in cells):
        return rows
    return tuple(
        Row(row.line, (found[1].strip("\"' ") or found[2], found[2]))
        for row in rows
        for cell in row.cells
        if (found := _ADDRESS.match(cell))
    )


def _from_one_line(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """``Ann Lee, Bob Stone, Cleo Park``: everybody on one line."""
    cells = [cell for cell in rows[0].cells if cell] if len(rows) == 1 else []
    several = all(" " in cell for cell in cells)
    if len(cells) < (_FEW if several else _PEOPLE) or any(re.search(r"[\d@]", c) for c in cells):
        return rows
    return tuple(Row(rows[0].line, (cell,)) for cell in cells)


def _without_marks(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows without the dots or the numbers of a list; the first may be a title."""
    for pattern in (_DOTTED, _NUMBERED):

        def unmarked(row: Row, pattern: re.Pattern[str] = pattern) -> Row | None:
            found = pattern.match(row.cells[0])
            return Row(row.line, (found[2], *row.cells[1:])) if found else None

        marks = [found[1] for row in rows if (found := pattern.match(row.cells[0]))]
        if pattern is _DOTTED or counts([int(mark) for mark in marks]):
            rows = _each(rows, unmarked)
    return rows


def _with_ids(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """``Ann Lee (1001)`` or ``1001 Ann Lee`` as a name and an id."""
    for pattern in (_ID_BEHIND, _ID_BEFORE):

        def parted(row: Row, pattern: re.Pattern[str] = pattern) -> Row | None:
            found = pattern.match(row.cells[0]) if len(row.cells) == 1 else None
            return Row(row.line, (found["name"], found["id"])) if found else None

        rows = _each(rows, parted)
    return rows


def _each(rows: tuple[Row, ...], change: Callable[[Row], Row | None]) -> tuple[Row, ...]:
    """All rows changed, or all but the first; none where another cannot be, or only one could."""
    changed = [change(row) for row in rows]
    done = [row for row in changed if row is not None]
    if len(done) < 2 or None in changed[1:]:
        return rows
    return (*(rows[:1] if changed[0] is None else ()), *done)
