"""Sheets as CSV and as a workbook."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from game.characters import guarded
from game.report.export.sheets import Cell, Sheet

#: The byte order mark by which a certain spreadsheet program knows UTF-8.
BOM = "\ufeff"
_WIDEST = 48


def safe(cell: Cell) -> Cell:
    """The cell such that no spreadsheet program takes words for a formula: after an apostrophe."""
    return guarded(cell) if isinstance(cell, str) else cell


def csv_lines(
    columns: Iterable[str],
    rows: Iterable[Iterable[Cell]],
    *,
    bom: bool = False,
    guard: bool = True,
) -> Iterator[str]:
    """A CSV file line by line (RFC 4180); nothing is an empty cell, truth is ``true``.

    Without ``guard`` words stay as they are (``safe``): for a text that no spreadsheet opens.
    """
    yield (BOM if bom else "") + _csv_line(columns, guard=guard)
    for row in rows:
        yield _csv_line(row, guard=guard)


def sheet_csv(sheet: Sheet, *, bom: bool = False) -> Iterator[str]:
    """The sheet as CSV. ``Miscounted`` at its end if rows are missing."""
    return csv_lines(sheet.columns, sheet.counted(), bom=bom)


def _csv_line(cells: Iterable[Cell], *, guard: bool) -> str:
    line = io.StringIO()
    plain = [_plain(safe(cell) if guard else cell) for cell in cells]
    csv.writer(line, lineterminator="\r\n").writerow(plain)
    return line.getvalue()


def _plain(cell: Cell) -> str | int | float:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else cell


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> int:
    """Write a workbook with a page a sheet; how many rows it has. ``Miscounted`` leaves no file."""
    book = Workbook(write_only=True)
    written = 0
    for sheet in sheets:
        page = book.create_sheet(sheet.id)
        page.freeze_panes = "A2"
        for place, column in enumerate(sheet.columns, start=1):
            page.column_dimensions[get_column_letter(place)].width = min(_WIDEST, len(column) + 4)
        page.append([_head(page, column) for column in sheet.columns])
        try:
            for row in sheet.counted():
                page.append([safe(cell) for cell in row])
                written += 1
        finally:
            page.close()
    book.save(path)
    return written


def _head(page: object, column: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=column)
    cell.font = Font(bold=True)
    return cell
