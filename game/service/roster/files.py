"""Uploaded files: what kind they are, and the sheets of a workbook as rows of text."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from openpyxl import load_workbook

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

#: The largest file, in bytes: a class of 500 with a hundred columns of grades is half as large.
FILE_LIMIT = 1_000_000
#: What a workbook may unpack to, in bytes, and how many files may be in it.
_UNPACKED_LIMIT, _PARTS_LIMIT = 20_000_000, 1_000
#: How much of a sheet is read.
_ROWS, _COLUMNS = 2_000, 200
SHEETS = 20
#: By its first bytes: what a file is that is no list. The keys are the catalogue's.
_KINDS = (
    (b"%PDF", "list_pdf"),
    (b"{\\rtf", "list_document"),
    (b"\x89PNG", "list_picture"),
    (b"\xff\xd8\xff", "list_picture"),
    (b"GIF8", "list_picture"),
    (b"BM", "list_picture"),
    (b"RIFF", "list_picture"),
    (b"\x1f\x8b", "list_archive"),
    (b"7z\xbc\xaf", "list_archive"),
    (b"Rar!", "list_archive"),
)
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"
#: By what is in an archive: what it is. The first that fits counts.
_PARTS = (
    (re.compile(r"^xl/workbook\.bin$"), "list_xlsb"),
    (re.compile(r"^word/"), "list_document"),
    (re.compile(r"^ppt/"), "list_document"),
    (re.compile(r"\.iwa$|^Index\.zip$"), "list_numbers"),
    (re.compile(r"^content\.xml$"), "list_ods"),
)
_MARKUP = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype|html|table|meta|head|ss:workbook|workbook|\?mso)",
    re.IGNORECASE | re.DOTALL,
)
#: Bytes that no text has, beside the zeros of UTF-16; Korean and Japanese may shift by others.
_CONTROLS = frozenset({*range(1, 9), *range(16, 27), *range(28, 32)})


class BadFile(Exception):
    """The file is no list that can be read; ``code`` is the catalogue's sentence that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sheet:
    """A page of a workbook: its name, and its rows with every cell as text."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def sheets_of(data: bytes) -> tuple[Sheet, ...] | None:
    """The sheets with anything in them, if the file is a workbook; None if it is text.

    ``BadFile`` if it is neither, or cannot be read, or is too large.
    """
    if len(data) > FILE_LIMIT:
        raise BadFile("list_large")
    if data.startswith(_OLE):
        # The names of the parts of such a file are in UTF-16.
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise BadFile("list_locked" if locked else "list_xls")
    for begins, code in _KINDS:
        if data.startswith(begins) and (len(begins) > 2 or not _is_text(data)):
            raise BadFile(code)
    if data.startswith(_ZIP) and not _is_text(data):
        return _workbook(data)
    if _MARKUP.match(data[:2_000]):
        raise BadFile("list_markup")
    if not _is_text(data):
        raise BadFile("list_binary")
    return None


def _is_text(data: bytes) -> bool:
    """Whether it has hardly any bytes that no text has; every other one may be zero."""
    head = data[:8_000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = max(head[0::2].count(0), head[1::2].count(0))
    lone = head.count(0) - zeros
    odd = sum(byte in _CONTROLS for byte in head)
    return odd * 100 <= len(head) and lone * 100 <= len(head)


def _workbook(data: bytes) -> tuple[Sheet, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            return tuple(
                Sheet(page.title, rows)
                for page in book.worksheets[:SHEETS]
                if (rows := _rows(page))
            )
        finally:
            book.close()
    except BadFile:
        raise
    except Exception as fault:
        # Whatever a broken workbook breaks: there are as many kinds as there are programs.
        raise BadFile("list_broken") from fault


def _check_parts(archive: zipfile.ZipFile) -> None:
    """``BadFile`` where it is no workbook, or unpacks to more than a class list ever has.

    No more of a part is ever unpacked than the archive says that it has.
    """
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise BadFile("list_locked")
    if sum(part.file_size for part in parts) > _UNPACKED_LIMIT or len(parts) > _PARTS_LIMIT:
        raise BadFile("list_large")
    names = [part.filename for part in parts]
    for pattern, code in _PARTS:
        if any(pattern.search(name) for name in names):
            raise BadFile(code)
    if not any(name.startswith("xl/") for name in names):
        raise BadFile("list_archive")


def _rows(page: "ReadOnlyWorksheet") -> tuple[tuple[str, ...], ...]:
    # What a sheet says of its own size is often wrong, and some programs leave it out.
    page.reset_dimensions()
    found: list[tuple[str, ...]] = []
    for row in page.iter_rows(max_row=_ROWS, max_col=_COLUMNS):
        cells = [_text(cell.value, cell.number_format) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        found.append(tuple(cells))
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _text(value: object, number_format: str | None) -> str:
    """A cell as it is read: a whole number without a point, with the zeros that its format puts in
    front; a day without a time."""
    match value:
        case None | bool():
            return ""
        case int() | float() if value == value // 1:
            zeros = number_format if number_format and set(number_format) == {"0"} else ""
            return str(int(value)).zfill(len(zeros))
        case datetime():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return " ".join(str(value).split())
