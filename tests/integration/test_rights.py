"""Pages that are open when a right ends: what was theirs is pushed to them no more."""

import json
import queue
import threading
from collections.abc import Callable, Mapping

import engineio
import pytest
import socketio

from game.engine.actors import Actor, Role
from game.engine.acts.channels import SendMessage
from game.realtime.idle import INTRODUCTION, LAST_WORDS, IdleConnections
from game.realtime.live import PING_EVERY, PING_WAIT
from game.realtime.pages import MOST_PAGES
from game.service.conferences import Instructor
from game.web.numbers import LARGEST_ID
from tests.school import SECONDS, Clock, Page, School

SECRET = "After the right had ended"


def heard(page: Page) -> str:
    """All that a page has been told, however long ago."""
    told = []
    while True:
        try:
            told.append(page.told.get_nowait())
        except queue.Empty:
            return str(told)


def gone(page: Page) -> bool:
    """Whether the server ends the page's connection within a moment."""
    ended = threading.Event()
    for _ in range(int(SECONDS * 10)):
        if not page.client.connected:
            return True
        ended.wait(0.1)
    return False


def login(school: School, instructor: Instructor) -> dict[str, object]:
    return {"instructor": school.house.hall.accounts.begin_login(instructor).stored()}


def colleague(school: School, name: str = "Colleague") -> Instructor:
    """Another instructor, with whom the class is shared."""
    school.house.hall.accounts.add(name, "a long password")
    school.house.hall.conferences.share(school.instructor, school.conference, name)
    return school.house.hall.accounts.named(name)


def unshare(school: School, one: Instructor) -> None:
    school.house.hall.conferences.unshare(school.instructor, school.conference, one.id)


def leave(school: School, one: Instructor) -> None:
    school.house.hall.conferences.unshare(one, school.conference, one.id)


def new_password(school: School, one: Instructor) -> None:
    school.house.hall.accounts.set_password(one.name, "kelp-harbour-ninety-owl")


def log_out_everywhere(school: School, one: Instructor) -> None:
    school.house.hall.accounts.log_out_everywhere(one)


def removal(school: School, one: Instructor) -> None:
    school.house.hall.accounts.remove(one.name)


def deletion(school: School, one: Instructor) -> None:
    conference = school.conference
    school.house.hall.erasure.erase(school.instructor, conference, conference.code)


ENDS: Mapping[str, Callable[[School, Instructor], None]] = {
    "unshare": unshare,
    "leave": leave,
    "new password": new_password,
    "log out everywhere": log_out_everywhere,
    "removal": removal,
    "deletion": deletion,
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("place", ["", ":1"])
def test_an_instructor_whose_right_ended_is_told_and_hears_nothing_more(
    school: School, end: str, place: str
) -> None:
    school.start()
    one = colleague(school)
    live = f"instructor:{school.conference.id}{place}"
    page = school.connect(live, login(school, one))
    owners = school.connect(live, login(school, school.instructor))
    page.next("hello")
    owners.next("hello")
    ENDS[end](school, one)
    page.next("refresh")
    assert gone(page)
    if end == "deletion":
        assert gone(owners)
        return
    school.submit("us", SendMessage(channel="us", text=SECRET))
    assert owners.pushes()
    assert SECRET not in heard(page)
    assert not page.client.connected
    if end not in ("new password", "log out everywhere"):
        with pytest.raises(socketio.exceptions.ConnectionError):
            school.connect(live, login(school, one))


@pytest.mark.parametrize("place", ["", ":1"])
def test_a_log_out_ends_the_pages_of_that_login_alone(school: School, place: str) -> None:
    school.start()
    live = f"instructor:{school.conference.id}{place}"
    ended = school.house.hall.accounts.begin_login(school.instructor)
    page = school.connect(live, {"instructor": ended.stored()})
    other = school.connect(live, login(school, school.instructor))
    page.next("hello")
    other.next("hello")
    school.house.hall.accounts.log_out(ended)
    page.next("refresh")
    assert gone(page)
    school.submit("us", SendMessage(channel="us", text=SECRET))
    assert other.pushes()
    assert SECRET not in heard(page)
    with pytest.raises(socketio.exceptions.ConnectionError):
        school.connect(live, {"instructor": ended.stored()})


def test_a_right_that_ended_unnoticed_is_noticed_before_the_next_push(school: School) -> None:
    """A command line in another process changes the store, and nobody here hears of it."""
    school.start()
    one = colleague(school)
    page = school.connect(f"instructor:{school.conference.id}:1", login(school, one))
    page.next("hello")
    directory = school.house.hall.accounts.__dict__["_directory"]
    directory.set_password(one.id, "hash", "another key")
    school.submit("us", SendMessage(channel="us", text=SECRET))
    school.settle()
    assert gone(page)
    assert SECRET not in heard(page)


def test_a_right_that_ended_unnoticed_is_noticed_in_time_without_any_push(school: School) -> None:
    one = colleague(school)
    page = school.connect(f"instructor:{school.conference.id}", login(school, one))
    page.next("hello")
    directory = school.house.hall.accounts.__dict__["_directory"]
    directory.set_password(one.id, "hash", "another key")
    for _ in range(10):
        school.house.realtime.lookout.look()
    assert gone(page)


def test_everybodys_pages_of_a_deleted_conference_are_ended(school: School) -> None:
    school.start()
    code, china = school.conference.code, school.head("china").id
    pages = [
        school.play("us"),
        school.connect(f"wait:{china}", {"participants": [china]}),
        school.connect(f"watch:{code}", {}),
        school.connect(f"watch:{code}:1", {}),
    ]
    for page in pages:
        page.next("hello")
    deletion(school, school.instructor)
    for page in pages:
        assert gone(page)


@pytest.mark.parametrize("change", ["seat", "swap", "remove", "forget", "no seat"])
def test_a_participants_page_follows_the_seat_at_once(school: School, change: str) -> None:
    school.start()
    conferences, person = school.house.hall.conferences, school.head("us")
    page = school.play("us")
    page.next("hello")
    match change:
        case "swap":
            conferences.swap(school.conference, person.id, school.head("japan").id)
        case "seat":
            conferences.seat(school.conference, person.id, school.table_id, "japan")
        case "no seat":
            conferences.seat(school.conference, person.id, None, None)
        case "forget":
            school.house.hall.erasure.forget(school.conference, person.id)
        case _:
            conferences.remove(school.conference, person.id)
    page.next("refresh")
    if change in ("remove", "forget"):
        assert gone(page)
    if change == "swap":
        school.submit("us", SendMessage(channel="us", text=SECRET))
        school.submit("japan", SendMessage(channel="japan", text="In the new room"))
        told = str(page.pushes())
        assert "In the new room" in told
    else:
        school.house.hall.tables.submit(
            school.table_id,
            Actor(Role.HEAD, "us"),
            SendMessage(channel="us", text=SECRET),
            command_id="secret",
        )
        school.settle()
        told = heard(page)
    assert SECRET not in told + heard(page)


def test_of_many_pages_of_one_person_the_newest_few_stay(school: School) -> None:
    """The others are told, and what they held open is closed whether or not they go."""
    school.start()
    person = school.head("us")
    server = school.house.realtime.socketio.server
    pages = [school.play("us", "websocket") for _ in range(3 * MOST_PAGES)]
    for page in pages[:-MOST_PAGES]:
        page.next("replaced")
        assert gone(page)
    assert all(page.client.connected for page in pages[-MOST_PAGES:])
    school.submit("us", SendMessage(channel="us", text="To the newest"))
    assert "To the newest" in str(pages[-1].pushes())
    assert school.house.hall.presence.present(person.id)
    for page in pages[-MOST_PAGES:]:
        page.client.disconnect()
    for _ in range(int(SECONDS * 10)):
        if not server.eio.sockets:
            break
        threading.Event().wait(0.1)
    assert not server.eio.sockets


def test_four_hundred_sockets_of_one_person_hold_no_more_than_a_few(school: School) -> None:
    """Whatever their owner makes of being told: these never fetch what they are told."""
    school.start()
    browser = school.house.app.test_client()
    person = school.head("us").id
    with browser.session_transaction() as cookie:
        cookie["participants"] = [person]
    address = "/socket.io/?EIO=4&transport=polling"
    for _ in range(400):
        opened = browser.get(address).get_data(as_text=True)
        sid = json.loads(opened.split("\x1e")[0][1:])["sid"]
        sent = browser.post(f"{address}&sid={sid}", data=f'40{{"live":"play:{person}"}}')
        assert sent.status_code == 200
    server = school.house.realtime.socketio.server
    assert len(server.manager.rooms["/"][None]) == MOST_PAGES
    for _ in range(int(SECONDS * 10)):
        school.house.realtime.lookout.look()
        if len(server.eio.sockets) <= MOST_PAGES:
            break
        threading.Event().wait(0.1)
    assert len(server.eio.sockets) <= MOST_PAGES


def test_the_pages_of_two_people_are_counted_apart(school: School) -> None:
    school.start()
    first = school.play("china")
    for _ in range(MOST_PAGES):
        school.play("us")
    first.next("hello")
    assert first.pushes() == []
    assert first.client.connected


@pytest.mark.parametrize(
    "name",
    [
        f"instructor:{'9' * 80}",
        f"instructor:{LARGEST_ID + 1}",
        f"instructor:{2**63}",
        "instructor:-1",
        "instructor:\uff11",
        "instructor:1:" + "9" * 80,
        "instructor:",
        "instructor:1:1:1",
        "watch:" + "9" * 90,
        "watch:\x00",
        "play:" + "9" * 90,
        ":::",
        "x" * 5_000,
    ],
)
def test_a_name_that_no_page_has_is_refused_without_an_error(
    school: School, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        school.connect(name, login(school, school.instructor))
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("event", ["connect", "disconnect"])
def test_a_page_listens_at_one_door_whatever_it_calls_its_messages(
    school: School, event: str
) -> None:
    """A second door would hide from the house that the page still listens at the first."""
    school.start()
    person = school.head("us")
    page = school.play("us")
    page.next("hello")
    page.client.emit(event, {"live": f"wait:{person.id}"})
    page.client.emit(event, {"live": f"watch:{school.conference.code}"})
    school.submit("us", SendMessage(channel="us", text="Still ours"))
    page.next("panels")
    assert school.house.hall.presence.present(person.id)
    school.house.hall.conferences.remove(school.conference, person.id)
    assert gone(page)
    school.house.hall.tables.submit(
        school.table_id,
        Actor(Role.HEAD, "us"),
        SendMessage(channel="us", text=SECRET),
        command_id="secret",
    )
    school.settle()
    assert SECRET not in heard(page)


MALFORMED = (
    *("", "4", "4zzz", "40{", "40{]", '42["a"', "42", "43[]", "44{}", "451-[]", "4-1", "40/other,"),
    *("x", "6", "9", "b", "bAAAA", "\x1e", "\x1e" * 50, "41", "5", "2probe", "4" + "[" * 5_000),
    *("42[null]", '42{"a":1}', "421", '42["connect"]', "4\ud7ff", "40" + "9" * 5_000),
)


@pytest.mark.parametrize("entered", [True, False])
def test_messages_that_no_page_sends_leave_no_traceback_in_the_log(
    school: School, entered: bool, caplog: pytest.LogCaptureFixture
) -> None:
    browser = school.house.app.test_client()
    address = "/socket.io/?EIO=4&transport=polling"
    for message in MALFORMED:
        opened = browser.get(address).get_data(as_text=True)
        place = f"{address}&sid={json.loads(opened.split(chr(30))[0][1:])['sid']}"
        if entered:
            live = f"watch:{school.conference.code}"
            assert browser.post(place, data=f'40{{"live":"{live}"}}').status_code == 200
        assert browser.post(place, data=message.encode()).status_code in (200, 400), message
    assert not [record for record in caplog.records if record.exc_info]


def test_a_fault_of_the_server_itself_stays_in_the_log(
    school: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_code: str) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(school.house.hall.conferences, "by_code", broken)
    browser = school.house.app.test_client()
    address = "/socket.io/?EIO=4&transport=polling"
    opened = browser.get(address).get_data(as_text=True)
    place = f"{address}&sid={json.loads(opened.split(chr(30))[0][1:])['sid']}"
    browser.post(place, data='40{"live":"watch:123456"}')
    assert [record for record in caplog.records if record.exc_info]


def test_a_page_learns_soon_that_its_connection_is_gone(school: School) -> None:
    server = school.house.realtime.socketio.server.eio
    assert PING_EVERY + PING_WAIT <= 25
    assert server.ping_timeout == PING_WAIT


# --- connections that are no page ---


class Server:
    """As much of a Socket.IO server as is looked at: pages by connection, and connections."""

    def __init__(self, **pages: str) -> None:
        self.pages = pages
        self.sockets = {"one", "two", "three"}
        self.manager = self.eio = self

    def disconnect(self, connection: str) -> None:
        self.sockets.remove(connection)

    def sid_from_eio_sid(self, connection: str, _namespace: str) -> str | None:
        return self.pages.get(connection)

    def eio_sid_from_sid(self, sid: str, _namespace: str) -> str | None:
        return next((name for name, page in self.pages.items() if page == sid), None)


def test_a_connection_that_never_says_which_page_it_is_is_closed() -> None:
    clock, server = Clock(), Server(one="page")
    idle = IdleConnections(server, lambda sid: sid == "page", clock)
    idle.look()
    clock.now += INTRODUCTION - 0.1
    idle.look()
    assert server.sockets == {"one", "two", "three"}
    server.pages["two"] = "page"
    clock.now += 0.1
    idle.look()
    assert server.sockets == {"one", "two"}


def test_a_page_that_was_turned_away_is_closed_a_moment_later() -> None:
    clock, server = Clock(), Server(one="page")
    inside = {"page"}
    idle = IdleConnections(server, inside.__contains__, clock)
    idle.look()
    inside.clear()
    idle.turned_away("page")
    idle.look()
    assert "one" in server.sockets
    clock.now += LAST_WORDS
    idle.look()
    assert "one" not in server.sockets


def test_a_real_connection_without_a_page_is_closed_and_a_page_beside_it_stays(
    school: School,
) -> None:
    school.start()
    page = school.play("us")
    page.next("hello")
    clock = Clock()
    server = school.house.realtime.socketio.server
    idle = IdleConnections(server, lambda sid: bool(sid), clock)
    client = engineio.Client()
    client.connect(school.address, engineio_path="socket.io", transports=["websocket"])
    idle.look()
    clock.now += INTRODUCTION
    idle.look()
    client.wait()
    assert client.state == "disconnected"
    assert page.pushes() == []
