"""Numbers that people or pages send: ids, counts, and tables by the number they are called by."""

from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, ValidationError

from game.service.conferences import Conference, TableRecord
from game.web.hall import hall

#: The largest id, below 2**53: a larger whole number no program's JSON holds exactly.
LARGEST_ID = 8_999_999_999_999_999


def bounded_id(text: str) -> int | None:
    """The id that stands there; None for anything but digits, and for more than any id."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))):
        return None
    return id_ if (id_ := int(text)) <= LARGEST_ID else None


class BoundedId(IntegerConverter):
    """``<int:…>`` in an address; one that no id can be is no address."""

    #: The numbers up to the largest id: what does not match is no address by any method.
    regex = r"(?:[0-9]{1,15}|[0-8][0-9]{15})"

    def to_python(self, value: str) -> int:
        """The id."""
        id_ = bounded_id(value)
        if id_ is None:
            raise ValidationError
        return id_


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
