"""A running house with one class, and pages that are connected to it."""

import queue
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import socketio
from werkzeug.serving import make_server

from game.app import House, build
from game.config import Config
from game.engine.actors import INSTRUCTOR, Actor
from game.engine.acts.progress import AdvancePhase
from game.engine.command import Command
from game.service.conferences import Conference, Participant

#: The longest that anything may take; it is far quicker unless something is broken.
SECONDS = 15.0


class Clock:
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Page:
    """A connected page: what it was told, in order.

    ``settle`` lets everything be pushed that was marked, and has the server say a word afterwards.
    """

    def __init__(self, settle: Callable[[], str]) -> None:
        self.told: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        self.client = socketio.Client(reconnection=False)
        self._settle = settle
        for name in ("hello", "panels", "refresh", "replaced", "settled"):
            self.client.on(name, self._hear(name))

    def _hear(self, name: str) -> Callable[[dict[str, Any]], None]:
        return lambda message: self.told.put((name, message))

    def next(self, name: str) -> dict[str, Any]:
        """The next message of that name; others before it are skipped."""
        while True:
            found, message = self._hear_next(name)
            if found == name:
                return message

    def _hear_next(self, awaited: str) -> tuple[str, dict[str, Any]]:
        try:
            return self.told.get(timeout=SECONDS)
        except queue.Empty:
            pytest.fail(f"the page heard no {awaited!r} for {SECONDS} seconds")

    def pushes(self) -> list[dict[str, Any]]:
        """Every push that has not been looked at, with those that are still to be made."""
        return [message for name, message in self.heard() if name == "panels"]

    def heard(self) -> list[tuple[str, dict[str, Any]]]:
        """Every message that has not been looked at, with those that are still to be sent."""
        word = self._settle()
        found: list[tuple[str, dict[str, Any]]] = []
        while True:
            name, message = self._hear_next("settled")
            if name == "settled" and message["word"] == word:
                return found
            # What another page waited for is told to all.
            if name != "settled":
                found.append((name, message))


class School:
    """A running house with one conference, six seated heads, and their pages."""

    def __init__(self, house: House, address: str) -> None:
        self.house = house
        self.address = address
        self.pages: list[Page] = []
        conferences = house.hall.conferences
        self.instructor = conferences.enter(conferences.invite("Teacher"))
        self.conference: Conference = conferences.create(
            self.instructor, title="Class", preset="demo", tables=1, consensus="unanimity"
        )
        self.table_id = conferences.tables(self.conference.id)[0].id
        for number in range(6):
            conferences.join(self.conference.code, f"Student {number}")

    def start(self) -> None:
        """Seat everybody and go on to the consultations of the first round."""
        conferences = self.house.hall.conferences
        conferences.auto_seat(self.conference)
        conferences.start(self.conference)
        self.advance()
        self.advance()

    def advance(self) -> None:
        """End the phase."""
        self._submit(INSTRUCTOR, AdvancePhase())

    def head(self, delegation: str) -> Participant:
        """Who sits for that delegation."""
        people = self.house.hall.conferences.people(self.conference.id)
        return next(person for person in people if person.delegation == delegation)

    def login(self) -> list[int | str | float]:
        """A login of the instructor, as a browser's cookie holds it."""
        return self.house.hall.accounts.begin_login(self.instructor).stored()

    def connect(self, live: str, login: dict[str, Any], transport: str = "polling") -> Page:
        """A page of that name in a browser with that login."""
        app = self.house.app
        page = Page(self.settle)
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        page.client.connect(
            self.address,
            headers={"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(login)}"},
            auth={"live": live},
            transports=[transport],
            wait_timeout=SECONDS,
        )
        self.pages.append(page)
        return page

    def settle(self) -> str:
        """Let everything be pushed that was marked; the word that every page hears after it."""
        word = uuid.uuid4().hex
        assert self.house.realtime.outbox.wait_until_empty(SECONDS)
        self.house.realtime.socketio.emit("settled", {"word": word})
        return word

    def play(self, delegation: str, transport: str = "polling") -> Page:
        """The student page of that delegation's head."""
        person = self.head(delegation)
        return self.connect(f"play:{person.id}", {"participants": [person.id]}, transport)

    def submit(self, delegation: str, command: Command) -> None:
        """Let that delegation's head do something."""
        self._submit(self.house.hall.conferences.actor(self.head(delegation)), command)

    def _submit(self, actor: Actor, command: Command) -> None:
        tables = self.house.hall.tables
        step = tables.state(self.table_id).phase.step.tag
        tables.submit(self.table_id, actor, command, command_id=uuid.uuid4().hex, step=step)


@contextmanager
def open_school(folder: Path) -> Iterator[School]:
    """A house served by a real server on a free port of this machine."""
    house = build(Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"))
    # A client that is refused says goodbye and waits for its last poll to end. Where the refusal
    # comes before the answer to what it sent (a busy machine), the goodbye is never sent, and that
    # poll ends with the server's next ping: with the usual 25 seconds, ten refusals take minutes.
    house.realtime.socketio.server.eio.ping_interval = 1
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    school = School(house, f"http://127.0.0.1:{server.server_port}")
    yield school
    # A WebSocket's goodbye takes seconds: all say it at once.
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda page: page.client.disconnect(), school.pages))
    server.shutdown()
    thread.join()
    server.server_close()
    house.close()
