"""Numbers that people or pages send, and tables by the number that people call them by."""

from werkzeug.exceptions import NotFound

from game.service.conferences import Conference, TableRecord
from game.web.hall import hall

#: The most digits of a number that is sent: more than any id or count has.
DIGITS = 9


def whole(text: str, digits: int = DIGITS) -> int:
    """The number that was sent; 0 where it is none, or has more digits than that."""
    return int(text) if text.isdecimal() and len(text) <= digits else 0


def numbered_table(conference: Conference, number: int) -> TableRecord:
    """The conference's table of that number; 404 if it has none."""
    for record in hall().conferences.tables(conference.id):
        if record.number == number:
            return record
    raise NotFound
