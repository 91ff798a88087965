"""The form in which a class list comes: what was pasted or uploaded, and what was said of it."""

import base64
import binascii
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from werkzeug.datastructures import FileStorage

from game.characters import kept
from game.service import roster
from game.service.roster import (
    CHOICES,
    ORDERS,
    TWICE,
    UTF_8,
    BadFile,
    Choices,
    Decoded,
    Guess,
    Role,
    Sheet,
)

#: What a form with a file may weigh, in bytes: the file, its text, and both again in the preview.
BODY_LIMIT = 6 * roster.FILE_LIMIT
#: How long a file's name may be that comes back with the preview.
_FILE_NAME = 200
_COLUMN = "column-"
#: In a form: the column is left out.
_LEFT_OUT = "-"
#: Encodings whose text is beyond doubt; the bytes need not come back to be read otherwise.
_CERTAIN = frozenset({UTF_8, "utf-8-sig", "utf-16", "utf-32"})


@dataclass(frozen=True)
class Source:
    """A list's text and where it is from.

    ``original`` are the bytes of a file that may still be read in another way: in one of
    ``readings`` (an encoding and the text in it), or as another of ``sheets``. ``sure`` is false
    where the encoding has to be asked.
    """

    text: str
    encoding: str = UTF_8
    sure: bool = True
    readings: tuple[Decoded, ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: int = 0
    original: bytes = b""
    name: str = ""

    @property
    def kept(self) -> str:
        """The original as the form keeps it."""
        return base64.b64encode(self.original).decode()

    @property
    def read_as(self) -> str:
        """How the text was got from the original."""
        return f"{self.encoding}/{self.sheet}"


def source(form: Mapping[str, str], file: FileStorage | None) -> Source:
    """The list that was sent: an uploaded file, else what the form kept of one, else its text.

    ``BadFile`` where a file is no list.
    """
    data = b""
    if file:
        # A large one is on disk, open until it is closed.
        with closing(file.stream):
            data = file.read(roster.FILE_LIMIT + 1)
    if file and file.filename and not data:
        raise BadFile("list_empty")
    if file and data:
        return _from_file(data, (file.filename or "")[:_FILE_NAME], "", None)
    data = _kept(form.get("original", ""))
    said, number = form.get("encoding", ""), form.get("sheet", "")
    sheet = int(number) if number.isdecimal() and len(number) < 4 else None
    if not data:
        return _pasted(form.get("text", ""), said)
    found = _from_file(data, form.get("file_name", "")[:_FILE_NAME], said, sheet)
    if form.get("read_as") != found.read_as:
        return found
    # It was read so before: what the teacher has mended in the text since then stays.
    return Source(**{**vars(found), "text": form.get("text", "")})


def _kept(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _pasted(text: str, said: str) -> Source:
    found = roster.twice_encoded(text)
    # Nonsense may be read otherwise, like a file.
    return Source(text) if found.sure else _from_file(text.encode(), "", said, None)


def _chosen(found: Guess, said: str) -> Source:
    """The likeliest text, or the one in the encoding that was said."""
    readings = (found.best, *found.others)
    best = next((one for one in readings if one.encoding == said), found.best)
    return Source(best.text, best.encoding, found.sure or best.encoding == said, readings)


def _from_file(data: bytes, name: str, said: str, sheet: int | None) -> Source:
    sheets = roster.sheets_of(data)
    if sheets is not None:
        return _from_workbook(data, name, sheets, sheet)
    found = roster.guess(data)
    known = {one.encoding for one in (found.best, *found.others)}
    if said and said not in known and said in (*roster.candidates(), TWICE):
        other = Decoded(said, roster.decode(data, said))
        found = Guess(found.best, found.sure, (*found.others, other))
    made = _chosen(found, said)
    certain = found.sure and found.best.encoding in _CERTAIN
    return Source(
        kept(made.text),
        made.encoding,
        made.sure,
        tuple(Decoded(one.encoding, kept(one.text)) for one in made.readings),
        original=b"" if certain else data,
        name=name,
    )


def _from_workbook(data: bytes, name: str, sheets: tuple[Sheet, ...], sheet: int | None) -> Source:
    if not sheets:
        raise BadFile("list_empty")
    if sheet is None or sheet >= len(sheets):
        sheet = roster.likeliest(sheets)
    chosen = sheets[sheet]
    several = len(sheets) > 1
    return Source(
        kept(roster.as_text(chosen.rows)),
        sheets=tuple(one.name for one in sheets) if several else (),
        sheet=sheet,
        original=data if several else b"",
        name=name,
    )


def choices(form: Mapping[str, str]) -> Choices:
    """What the teacher said of the list."""
    said: dict[int, Role | Literal[""]] = {}
    for field, value in form.items():
        place = field.removeprefix(_COLUMN)
        if field != place and place.isdecimal() and len(place) < 4 and value:
            role = next((choice for choice in CHOICES if choice == value), None)
            if role is not None or value == _LEFT_OUT:
                said[int(place)] = role or ""
    headed = {"yes": True, "no": False}.get(form.get("headed", ""))
    return Choices(
        headed=headed,
        columns=said or None,
        order=next((order for order in ORDERS if order == form.get("order")), None),
        leave_out=form.get("leave_out") == "true",
    )
