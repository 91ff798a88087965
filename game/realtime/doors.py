"""From what a page calls itself to the room that it may listen in.

A page says ``play:<participant>``, ``wait:<participant>``, ``seat:<participant>``,
``watch:<code>``, ``watch:<code>:<number>``, ``instructor:<conference>`` or
``instructor:<conference>:<number>``.
What it may hear follows from the login in its cookie, never from what it says.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of
from game.service.conferences import Conference, Participant, Problem, TableRecord
from game.service.login import Login, read_login
from game.web.codes import counting_guesses
from game.web.hall import Hall
from game.web.logins import held_instructor_login, instructor_login, participant_login
from game.web.numbers import bounded_id


class NoSuchPage(Exception):
    """No page calls itself that."""


#: Whose pages are counted together: a participant's, or those of one login of an instructor.
Owner: TypeAlias = str


@dataclass(frozen=True)
class Door:
    """Where a page listens: its room, and the table and eyes that its panels are made for.

    Pages without pushed panels (``table_id`` None) only hear that they should be fetched again.
    Behind a participant's or an instructor's door stands who came in by it.
    """

    room: str
    conference_id: int
    table_id: int | None = None
    viewer: Viewer | None = None
    participant: Participant | None = None
    login: Login | None = None

    @property
    def guarded(self) -> bool:
        """Whether what is pushed there may be for its owner's eyes alone."""
        return self.viewer is not None or self.login is not None

    @property
    def owner(self) -> Owner | None:
        """Whose page it is; None for what everybody may see who knows the code."""
        if self.participant is not None:
            return self.participant.id
        return None if self.login is None else f"login:{self.login.id}"


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
    """Where those of the conference listen who wait for a seat, or for their table to open."""
    return f"wait:{conference_id}"


def lobby_room(conference_id: int) -> str:
    """Where the walls listen that show the lobby."""
    return f"lobby:{conference_id}"


def seat_room(participant_id: str) -> str:
    """Where one person's pages listen that only have to know where their reader sits."""
    return f"seat:{participant_id}"


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
        case ["seat", participant_id]:
            # A page that stands still, and only hears when its reader's seat has changed.
            person = participant_login(participant_id)
            return Door(seat_room(person.id), person.conference_id, participant=person)
        case ["watch", code]:
            conference = _with_code(hall, code)
            return Door(lobby_room(conference.id), conference.id)
        case ["watch", code, number]:
            conference = _with_code(hall, code)
            table = _table(hall, conference, number)
            return Door(watch_room(table.id), conference.id, table.id, PUBLIC_VIEW)
        case ["instructor", conference_id]:
            conference, login = _owned(hall, conference_id)
            return Door(instructor_room(conference.id), conference.id, login=login)
        case ["instructor", conference_id, number]:
            conference, login = _owned(hall, conference_id)
            table = _table(hall, conference, number)
            return Door(depth_room(table.id), conference.id, table.id, INSTRUCTOR_VIEW, login=login)
        case _:
            raise NoSuchPage(live)


def door_now(hall: Hall, door: Door) -> Door | None:
    """Where the page that came in by the door may listen by now; None if nowhere.

    Asked anew of what is stored: seats, logins and conferences change while pages are open.
    """
    if door.participant is not None:
        person = hall.conferences.participant(door.participant.id)
        if person is None:
            return None
        seated = door.table_id is not None
        return participant_door(person) if seated else replace(door, participant=person)
    if door.login is not None:
        return door if still_good(hall, door.login, door.conference_id) else None
    return door if _exists(hall, door.conference_id) else None


def still_good(hall: Hall, login: Login, conference_id: int) -> bool:
    """Whether that login is one still, of an instructor who may run the conference."""
    instructor = hall.accounts.holder(login)
    if instructor is None:
        return False
    try:
        hall.conferences.owned(instructor, conference_id)
    except Problem:
        return False
    return True


def _exists(hall: Hall, conference_id: int) -> bool:
    try:
        hall.conferences.get(conference_id)
    except Problem:
        return False
    return True


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


def _with_code(hall: Hall, code: str) -> Conference:
    with counting_guesses():
        return hall.conferences.by_code(code)


def _owned(hall: Hall, conference_id: str) -> tuple[Conference, Login]:
    id_ = bounded_id(conference_id)
    if id_ is None:
        raise NoSuchPage(conference_id)
    instructor = instructor_login()
    login = read_login(held_instructor_login())
    if login is None:
        raise NoSuchPage(conference_id)
    return hall.conferences.owned(instructor, id_), login


def _table(hall: Hall, conference: Conference, number: str) -> TableRecord:
    for table in hall.conferences.tables(conference.id):
        if str(table.number) == number:
            return table
    raise Problem("unknown_table")
