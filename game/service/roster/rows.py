"""A list's text as rows of cells, whatever parts them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from game.characters import visible_line

#: What may part cells; of two that fit as well the former does. The last are those of Chinese and
#: Japanese keyboards.
DELIMITERS = ("\t", ";", "|", ",", "\uff1b", "\uff0c", "、")
#: The line by which a spreadsheet program is told what parts the cells.
_SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
#: A text that a program guarded from being taken for a number or a formula.
_AS_TEXT = re.compile(r'^="(.*)"$')
_GUARDED = re.compile(r"^['’](?=[=+\-@\d\t])")


@dataclass(frozen=True)
class Row:
    """A line with anything in it; ``line`` counts from 1 in the text or sheet that it came from."""

    line: int
    cells: tuple[str, ...]

    def cell(self, place: int | None) -> str:
        """What stands in that column; empty where nothing does."""
        return "" if place is None or place >= len(self.cells) else self.cells[place]


def rows_of(text: str) -> tuple[Row, ...]:
    """The rows of the text that have anything in them."""
    # Not splitlines(): a name may hold what Unicode counts among the ends of lines.
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first, _, rest = plain.partition("\n")
    said = _SEPARATOR_LINE.match(first)
    if said:
        return _clean(_parted("\n" + rest, said[1]))
    present = [mark for mark in DELIMITERS if mark in plain]
    readings = [_parted(plain, mark) for mark in present] or [_parted(plain, ",")]
    # max() takes the former of equals.
    return _clean(max(readings, key=_fit))


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as text that ``rows_of`` reads again, a line a row, parted by tabs."""
    return "".join("\t".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    """The cell in quotes where it holds what could part cells."""
    needed = '"' in cell or any(mark in cell for mark in DELIMITERS)
    return '"{}"'.format(cell.replace('"', '""')) if needed else cell


def _fit(rows: list[tuple[int, list[str]]]) -> float:
    """How well the mark parts the lines: the share of them with the commonest number of cells."""
    counts = Counter(len(cells) for _, cells in rows if any(cells))
    parted = [count for width, count in counts.items() if width > 1]
    return max(parted) / sum(counts.values()) if parted else 0.0


def _parted(text: str, mark: str) -> list[tuple[int, list[str]]]:
    """The rows with the number of their first line. A cell in quotes may go over several lines."""
    try:
        reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=mark, strict=True)
        found, before = [], 0
        for cells in reader:
            found.append((before + 1, cells))
            before = reader.line_num
    except csv.Error:
        return [
            (number, _loose(line, mark)) for number, line in enumerate(text.split("\n"), start=1)
        ]
    return found


def _loose(line: str, mark: str) -> list[str]:
    """The cells of one line in which quotes are not what they should be."""
    if line.count('"') % 2 == 0:
        try:
            return next(csv.reader([line], delimiter=mark), [])
        except csv.Error:
            pass
    return line.split(mark)


def _clean(rows: list[tuple[int, list[str]]]) -> tuple[Row, ...]:
    cleaned = (
        Row(line, tuple(visible_line(_bare(cell)) for cell in cells)) for line, cells in rows
    )
    return tuple(row for row in cleaned if any(row.cells))


def _bare(cell: str) -> str:
    """The cell without what guarded it."""
    stripped = cell.strip()
    if quoted := _AS_TEXT.match(stripped):
        return quoted[1]
    return _GUARDED.sub("", stripped)
