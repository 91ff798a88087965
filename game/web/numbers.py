"""Tables by the number that people call them by."""

from werkzeug.exceptions import NotFound

from game.service.conferences import Conference, TableRecord
from game.web.hall import hall


def numbered_table(conference: Conference, number: int) -> TableRecord:
    """The conference's table of that number; 404 if it has none."""
    for record in hall().conferences.tables(conference.id):
        if record.number == number:
            return record
    raise NotFound
