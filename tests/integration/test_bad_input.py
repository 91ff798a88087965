"""Bad input gets a clear sentence and the right status from a real server, and changes nothing."""

from collections.abc import Iterator

import pytest

from game.store.directory import Conference
from tests.house import Classroom, ServerProcess, Visitor, error_code


class Class:
    """Two seated students and an observer in a conference that has started."""

    def __init__(self, server: ServerProcess, room: Classroom) -> None:
        self.server = server
        self.room = room
        self.conference: Conference = room.open(seats_per_delegation="1")
        for name in ("Ann", "Bob"):
            room.join(self.conference, name)
        self.observer = Visitor(server.url)
        seen = self.observer.post(
            "/join", {"code": self.conference.code, "name": "Press", "observer": "true"}
        )
        assert seen.status == 200
        base = f"/instructor/conference/{self.conference.id}"
        assert room.teacher.post(f"{base}/auto_seat", {}).status == 200
        assert room.teacher.post(f"{base}/start", {}).status == 200

    @property
    def ann(self) -> Visitor:
        return self.room.students["Ann"]

    @property
    def command_path(self) -> str:
        return f"/play/{self.room.ids['Ann']}/command"


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    server = ServerProcess(tmp_path_factory.mktemp("bad-input"))
    try:
        yield Class(server, Classroom(server, server.start()))
    finally:
        server.kill()


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"code": "000000", "name": "Cy"}, 404, "code"),
        ({"code": "{code}", "name": "ann"}, 409, "name"),
        ({"code": "{code}", "name": "   "}, 422, "name"),
        ({"code": "{code}", "name": "x" * 200}, 422, "name"),
    ],
)
def test_joining_wrongly(classroom: Class, fields: dict[str, str], status: int, words: str) -> None:
    filled = {key: value.format(code=classroom.conference.code) for key, value in fields.items()}
    answer = Visitor(classroom.server.url).post("/join", filled)
    assert answer.status == status
    assert words in answer.body.lower()
    assert "Traceback" not in answer.body


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"kind": "send_message", "channel": "{own}", "text": "  "}, 422, "empty_text"),
        ({"kind": "send_message", "channel": "{own}", "text": "x" * 15_000}, 422, "long_text"),
        ({"kind": "send_message", "channel": "nobody", "text": "hi"}, 404, "unknown_channel"),
        (
            {"kind": "cast_ballot", "proposal": "p1", "ballot": "accept", "step": "0.briefing"},
            409,
            "wrong_phase",
        ),
        (
            {"kind": "declare_ready", "ready": "true", "step": "3.drafting"},
            409,
            "stale_phase",
        ),
        ({"kind": "advance_phase", "step": "0.briefing"}, 403, "not_allowed"),
        ({"kind": "expire", "due": "phase", "ref": "0.briefing"}, 422, "malformed"),
        ({"kind": "no_such_thing"}, 422, "malformed"),
        ({"kind": "declare_ready", "ready": "perhaps"}, 422, "malformed"),
    ],
)
def test_commands_that_are_refused(
    classroom: Class, fields: dict[str, str], status: int, code: str
) -> None:
    before = classroom.server.stored_bodies()
    own = _own_delegation(classroom)
    filled = {key: value.format(own=own) for key, value in fields.items()}
    answer = classroom.ann.command(classroom.command_path, **filled)
    assert (answer.status, error_code(answer)) == (status, code)
    assert classroom.server.stored_bodies() == before


def _own_delegation(classroom: Class) -> str:
    from game.store.directory import Directory

    database = classroom.server.database()
    try:
        person = Directory(database).participant(classroom.room.ids["Ann"])
    finally:
        database.close()
    assert person is not None
    assert person.delegation is not None
    return person.delegation


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff\xfe", b'{"kind": 7}'])
def test_malformed_json(classroom: Class, body: bytes) -> None:
    answer = classroom.ann.send(
        classroom.command_path, body, "application/json", "application/json"
    )
    assert answer.status == 422
    assert error_code(answer) == "malformed"


def test_a_body_beyond_all_bounds(classroom: Class) -> None:
    body = b'{"kind": "send_message", "text": "' + b"x" * 200_000 + b'"}'
    answer = classroom.ann.send(
        classroom.command_path, body, "application/json", "application/json"
    )
    assert answer.status == 413


def test_a_seat_cannot_be_forged(classroom: Class) -> None:
    bobs = f"/play/{classroom.room.ids['Bob']}"
    assert classroom.ann.get(bobs).status == 403
    answer = classroom.ann.command(f"{bobs}/command", kind="declare_ready", ready="true")
    assert answer.status == 403
    stranger = Visitor(classroom.server.url)
    assert stranger.get(f"/play/{classroom.room.ids['Ann']}").status == 403


def test_a_student_does_not_enter_the_instructors_room(classroom: Class) -> None:
    base = f"/instructor/conference/{classroom.conference.id}"
    assert classroom.ann.get(base).path == "/instructor/login"
    assert classroom.ann.post(f"{base}/auto_seat", {}).status == 403


def test_an_observer_cannot_act(classroom: Class) -> None:
    person = next(iter(_observers(classroom)))
    answer = classroom.observer.command(
        f"/play/{person}/command", kind="speak_in_plenary", text="Look at me"
    )
    assert answer.status == 403


def _observers(classroom: Class) -> list[str]:
    from game.store.directory import Directory

    database = classroom.server.database()
    try:
        people = Directory(database).participants_of(classroom.conference.id)
    finally:
        database.close()
    return [person.id for person in people if person.observer]


def test_a_refused_form_gives_back_what_was_typed(classroom: Class) -> None:
    """Without JavaScript a refusal is a page that holds the sender's words."""
    fields = {
        "kind": "send_message",
        "channel": "nobody",
        "text": "My long and careful speech",
        "command_id": "typed",
    }
    answer = classroom.ann.post(classroom.command_path, fields)
    assert answer.status == 404
    assert "My long and careful speech" in answer.body


def test_a_full_conference_says_so(classroom: Class) -> None:
    conference = classroom.room.open(seats_per_delegation="1", title="Small")
    for number in range(6):
        classroom.room.join(conference, f"Small {number}")
    answer = Visitor(classroom.server.url).post("/join", {"code": conference.code, "name": "Late"})
    assert answer.status == 409


def test_a_message_is_acknowledged_once(classroom: Class) -> None:
    own = _own_delegation(classroom)
    for _ in range(2):
        answer = classroom.ann.command(
            classroom.command_path,
            kind="send_message",
            channel=own,
            text="said once",
            command_id="the-same",
        )
        assert answer.status == 200
    assert classroom.server.stored_bodies().count("said once") == 1
