"""From what a page calls itself to the room that it may listen in.

A page says ``play:<participant>``, ``wait:<participant>``, ``watch:<code>``,
``watch:<code>:<number>``, ``instructor:<conference>`` or ``instructor:<conference>:<number>``.
What it may hear follows from the login in its cookie, never from what it says.
"""

from dataclasses import dataclass

from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of
from game.service.conferences import Conference, Participant, Problem, TableRecord
from game.web.hall import Hall
from game.web.logins import instructor_login, participant_login
from game.web.numbers import whole


class NoSuchPage(Exception):
    """No page calls itself that."""


@dataclass(frozen=True)
class Door:
    """Where a page listens: its room, and the table and eyes that its panels are made for.

    Pages without pushed panels (``table_id`` None) only hear that they should be fetched again.
    """

    room: str
    conference_id: int
    table_id: int | None = None
    viewer: Viewer | None = None
    participant: Participant | None = None


def play_room(table_id: int, delegation: str) -> str:
    """Where a delegation's pages listen."""
    return f"play:{table_id}:{delegation}"


def watch_room(table_id: int) -> str:
    """Where the pages listen that show a table's public side."""
    return f"watch:{table_id}"


def depth_room(table_id: int) -> str:
    """Where the instructor's page of one table listens."""
    return f"instructor-table:{table_id}"


def instructor_room(conference_id: int) -> str:
    """Where the instructor's page of all tables listens."""
    return f"instructor:{conference_id}"


def wait_room(conference_id: int) -> str:
    """Where everybody listens who has no table to look at yet."""
    return f"wait:{conference_id}"


def open_door(hall: Hall, live: str) -> Door:
    """The door for the page of that name, for the login of the current request.

    Raises NoSuchPage, Problem, or what the logins abort with (403).
    """
    match live.split(":"):
        case ["play", participant_id]:
            return participant_door(participant_login(participant_id))
        case ["wait", participant_id]:
            person = participant_login(participant_id)
            return Door(wait_room(person.conference_id), person.conference_id, participant=person)
        case ["watch", code]:
            conference = hall.conferences.by_code(code)
            return Door(wait_room(conference.id), conference.id)
        case ["watch", code, number]:
            conference = hall.conferences.by_code(code)
            table = _table(hall, conference, number)
            return Door(watch_room(table.id), conference.id, table.id, PUBLIC_VIEW)
        case ["instructor", conference_id]:
            conference = _owned(hall, conference_id)
            return Door(instructor_room(conference.id), conference.id)
        case ["instructor", conference_id, number]:
            conference = _owned(hall, conference_id)
            table = _table(hall, conference, number)
            return Door(depth_room(table.id), conference.id, table.id, INSTRUCTOR_VIEW)
        case _:
            raise NoSuchPage(live)


def participant_door(person: Participant) -> Door:
    """Where the participant's play page listens; without a seat, with those who wait."""
    if person.table_id is None or person.delegation is None:
        return Door(wait_room(person.conference_id), person.conference_id, participant=person)
    return Door(
        play_room(person.table_id, person.delegation),
        person.conference_id,
        person.table_id,
        of(person.delegation),
        person,
    )


def _owned(hall: Hall, conference_id: str) -> Conference:
    if not (number := whole(conference_id)):
        raise NoSuchPage(conference_id)
    return hall.conferences.owned(instructor_login(), number)


def _table(hall: Hall, conference: Conference, number: str) -> TableRecord:
    for table in hall.conferences.tables(conference.id):
        if str(table.number) == number:
            return table
    raise Problem("unknown_table")
