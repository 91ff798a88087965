"""Live pages: connect, hello, rooms, and who is here."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room
from socketio.exceptions import ConnectionRefusedError
from werkzeug.exceptions import HTTPException

from game.realtime.board import Board
from game.realtime.doors import Door, NoSuchPage, open_door, participant_door
from game.realtime.lookout import Lookout
from game.realtime.outbox import Outbox
from game.realtime.presence import Presence
from game.realtime.publisher import Publisher
from game.service.conferences import Problem
from game.web.hall import Hall

#: A page's name for itself is a few short words.
NAME_LIMIT = 100


class Live:
    """The connected pages of one house: where each listens, and who is behind it."""

    def __init__(self) -> None:
        self.presence = Presence()
        self._lock = threading.Lock()
        self._doors: dict[str, Door] = {}
        self._listeners: Counter[str] = Counter()

    def occupied(self, room: str) -> bool:
        """Whether any page listens there."""
        with self._lock:
            return self._listeners[room] > 0

    def enter(self, sid: str, door: Door) -> None:
        """A page listens at that door."""
        with self._lock:
            self._doors[sid] = door
            self._listeners[door.room] += 1

    def leave(self, sid: str) -> Door | None:
        """The page listens no more; where it did, None if it never got in."""
        with self._lock:
            door = self._doors.pop(sid, None)
            if door is not None:
                self._listeners[door.room] -= 1
            return door

    def doors_of(self, conference_id: int) -> dict[str, Door]:
        """The doors of a conference's participants by page."""
        with self._lock:
            return {
                sid: door
                for sid, door in self._doors.items()
                if door.conference_id == conference_id and door.participant is not None
            }


class _Handlers:
    """What happens when a page connects, goes, or its owner's seat changes."""

    def __init__(self, live: Live, hall: Hall, socketio: SocketIO, publisher: Publisher) -> None:
        self._live = live
        self._hall = hall
        self._socketio = socketio
        self._publisher = publisher
        self._held: dict[int, frozenset[str]] = {}

    def connect(self, auth: object = None) -> None:
        """Let the page in where its login allows, and tell it how far its audience has heard."""
        name = auth.get("live") if isinstance(auth, Mapping) else None
        if not isinstance(name, str) or len(name) > NAME_LIMIT:
            raise ConnectionRefusedError("unknown_page")
        try:
            door = open_door(self._hall, name)
        except (NoSuchPage, Problem):
            raise ConnectionRefusedError("unknown_page") from None
        except HTTPException:
            raise ConnectionRefusedError("not_yours") from None
        # In the room first: what is committed from here on is pushed, what was before is counted.
        join_room(door.room)
        self._live.enter(_sid(), door)
        emit("hello", {"seq": self._heard(door), "now": round(self._hall.tables.clock() * 1000)})
        if door.participant is not None:
            self._live.presence.came(door.participant.id)
            self.tell_presence()

    def disconnect(self, *_reason: object) -> None:
        """Forget the page; the lookout tells others if its owner does not come back."""
        door = self._live.leave(_sid())
        if door is not None and door.participant is not None:
            self._live.presence.went(door.participant.id)

    def tell_presence(self) -> None:
        """Show who has come and gone since this was last told."""
        changed = self._live.presence.changed()
        if changed:
            self._publisher.presence_changed(changed)

    def conference_changed(self, conference_id: int) -> None:
        """Move the pages of those whose seat changed, so that no page hears a seat it lost."""
        people = {person.id: person for person in self._hall.conferences.people(conference_id)}
        for sid, door in self._live.doors_of(conference_id).items():
            before = door.participant
            if before is None or (now := people.get(before.id)) == before:
                continue
            self._live.leave(sid)
            self._socketio.server.leave_room(sid, door.room, namespace="/")
            if now is None:
                self._live.presence.went(before.id)
            else:
                seated = door.table_id is not None
                moved = participant_door(now) if seated else replace(door, participant=now)
                self._live.enter(sid, moved)
                self._socketio.server.enter_room(sid, moved.room, namespace="/")
            self._socketio.emit("refresh", {}, to=sid)
        self._machine_changed(conference_id)
        self._publisher.conference_changed(conference_id)

    def _machine_changed(self, conference_id: int) -> None:
        """Tell the people of a delegation that the machine was given, or that it gave back."""
        for table in self._hall.conferences.tables(conference_id):
            now = self._hall.conferences.stand_ins(table.id)
            for delegation in now ^ self._held.get(table.id, now):
                self._publisher.delegation_changed(table.id, delegation)
            self._held[table.id] = now

    def _heard(self, door: Door) -> int | None:
        if door.table_id is None or door.viewer is None:
            return None
        return self._hall.tables.state(door.table_id).heard.get(door.viewer.listener, 0)


def _sid() -> str:
    # Flask-SocketIO adds the page's id to the request; Flask's own types do not know it.
    return str(getattr(request, "sid"))  # noqa: B009


@dataclass(frozen=True)
class Realtime:
    """The live side of a house. Whoever opens the house lets the lookout run."""

    socketio: SocketIO
    lookout: Lookout
    outbox: Outbox

    def tell_closing(self) -> None:
        """Tell every page that the server ends and that it need do nothing."""
        self.socketio.emit("closing", {})


def init_realtime(app: Flask, live: Live, hall: Hall, async_mode: str) -> Realtime:
    """Make the app's pages live: handlers for connecting, and a publisher behind the service."""
    # One client's messages are handled in order; other origins' pages are refused by default.
    socketio = SocketIO(app, async_mode=async_mode, async_handlers=False)
    outbox = Outbox(
        app,
        hall.public_url,
        socketio.emit,
        live.occupied,
        spawn=socketio.start_background_task,
        rest=partial(socketio.sleep, 0),
    )
    board = Board(hall, outbox, live.occupied)
    publisher = Publisher(hall, socketio.emit, live.occupied, outbox, board)
    handlers = _Handlers(live, hall, socketio, publisher)
    socketio.on_event("connect", handlers.connect)
    socketio.on_event("disconnect", handlers.disconnect)
    hall.tables.subscribe(publisher.table_changed)
    hall.conferences.subscribe(handlers.conference_changed)
    return Realtime(socketio, Lookout(handlers.tell_presence, board.look), outbox)
