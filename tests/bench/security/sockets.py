"""Live pages after each change of right: nothing secret reaches them any more."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from game.engine.actors import Actor, Role
from game.engine.acts.channels import SendMessage
from game.service.conferences import Instructor, Participant
from tests.bench.security.report import Part
from tests.integration.test_rights import ENDS, SECRET, colleague, heard, login
from tests.school import Page, School, open_school


def _seat(school: School, person: Participant) -> None:
    school.house.hall.conferences.seat(school.conference, person.id, school.table_id, "japan")


def _swap(school: School, person: Participant) -> None:
    other = school.head("japan").id
    school.house.hall.conferences.swap(school.conference, person.id, other)


def _no_seat(school: School, person: Participant) -> None:
    school.house.hall.conferences.seat(school.conference, person.id, None, None)


def _remove(school: School, person: Participant) -> None:
    school.house.hall.conferences.remove(school.conference, person.id)


def _forget(school: School, person: Participant) -> None:
    school.house.hall.erasure.forget(school.conference, person.id)


def _delete(school: School, _person: Participant) -> None:
    conference = school.conference
    school.house.hall.erasure.erase(school.instructor, conference, conference.code)


#: By name, what ends a student's right to hear their delegation.
MOVES: Mapping[str, Callable[[School, Participant], None]] = {
    "moved to another seat": _seat,
    "exchanged with another": _swap,
    "sent back to the lobby": _no_seat,
    "removed": _remove,
    "forgotten": _forget,
    "conference deleted": _delete,
}
TRANSPORTS = ("polling", "websocket")


def run() -> Part:
    """Every change, for every kind of page that may be open, by both transports."""
    part = Part("Live pages after a change of right", ("change", "pages", "heard a secret"))
    for name, change in MOVES.items():
        _tried(part, name, lambda school, change=change: _students(school, change))  # type: ignore[misc]
    for name, end in ENDS.items():
        _tried(part, name, lambda school, end=end: _instructors(school, end))  # type: ignore[misc]
    _tried(part, "log out", _logged_out)
    _tried(part, "none (control: these must hear)", _nothing, control=True)
    part.notes.append(
        "Each change with the play page or the class's page and a table's page of whoever loses"
        " the right, by polling and by WebSocket; then something secret happens there."
    )
    return part


def _nothing(school: School) -> list[Page]:
    seat = _hello([school.play("us", transport) for transport in TRANSPORTS])
    return seat + _open(school, login(school, colleague(school)))[2:]


def _tried(
    part: Part, name: str, attempt: Callable[[School], list[Page]], *, control: bool = False
) -> None:
    with tempfile.TemporaryDirectory() as folder, open_school(Path(folder)) as school:
        school.start()
        pages = attempt(school)
        if school.house.hall.conferences.table(school.table_id) is not None:
            school.house.hall.tables.submit(
                school.table_id,
                Actor(Role.HEAD, "us"),
                SendMessage(channel="us", text=SECRET),
                command_id="secret",
            )
        school.settle()
        told = sum(SECRET in heard(page) for page in pages)
    part.rows.append((name, len(pages), told))
    expected = len(pages) if control else 0
    part.expect(bool(pages) and told == expected, f"{name}: {told} pages heard a secret")


def _hello(pages: list[Page]) -> list[Page]:
    for page in pages:
        page.next("hello")
    return pages


def _students(school: School, change: Callable[[School, Participant], None]) -> list[Page]:
    person = school.head("us")
    pages = _hello([school.play("us", transport) for transport in TRANSPORTS])
    wait = f"wait:{person.id}"
    pages += _hello([school.connect(wait, {"participants": [person.id]}, "websocket")])
    change(school, person)
    return pages


def _open(school: School, held: dict[str, object]) -> list[Page]:
    names = (f"instructor:{school.conference.id}", f"instructor:{school.conference.id}:1")
    return _hello([school.connect(n, held, transport) for n in names for transport in TRANSPORTS])


def _instructors(school: School, end: Callable[[School, Instructor], None]) -> list[Page]:
    one = colleague(school)
    pages = _open(school, login(school, one))
    end(school, one)
    return pages


def _logged_out(school: School) -> list[Page]:
    ended = school.house.hall.accounts.begin_login(school.instructor)
    pages = _open(school, {"instructor": ended.stored()})
    school.house.hall.accounts.log_out(ended)
    return pages
