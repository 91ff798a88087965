"""Live pages: connect, hello, rooms, and who is here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room
from socketio.exceptions import ConnectionRefusedError
from werkzeug.exceptions import HTTPException

from game.realtime.board import Board
from game.realtime.doorkeeper import Doorkeeper, told_seat
from game.realtime.doors import Door, NoSuchPage, open_door
from game.realtime.idle import IdleConnections, end_without_waiting
from game.realtime.lookout import Lookout
from game.realtime.noise import drop_malformed_messages
from game.realtime.outbox import Outbox
from game.realtime.pages import Live
from game.realtime.publisher import Publisher
from game.service.conferences import Participant, Problem
from game.web.hall import Hall
from game.web.site import Site

#: A page's name for itself is a few short words.
NAME_LIMIT = 100
#: Seconds between two signs of life, and for which one is waited for: a page knows within their sum
#: that its connection is gone.
PING_EVERY, PING_WAIT = 10, 15
#: The most bytes of one message: pages only say what they are.
MESSAGE_LIMIT = 64 * 1024


class _Handlers:
    """What happens when a page connects, goes, or something changes for its owner."""

    def __init__(
        self, live: Live, hall: Hall, doorkeeper: Doorkeeper, publisher: Publisher
    ) -> None:
        self._live = live
        self._hall = hall
        self._doorkeeper = doorkeeper
        self._publisher = publisher
        self._held: dict[int, frozenset[str]] = {}

    def connect(self, auth: object = None) -> None:
        """Let the page in where its login allows, and tell it how far its audience has heard."""
        if self._live.is_in(_sid()):
            # An event that calls itself "connect": one page listens at one door.
            return
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
        if door.participant is not None:
            self._live.presence.came(door.participant.id)
        self._doorkeeper.let_in(_sid(), door)
        hello = {"seq": self._heard(door), "now": round(self._hall.tables.clock() * 1000)}
        emit("hello", {**hello, **told_seat(door)})
        if door.participant is not None:
            self.tell_presence()

    def disconnect(self, *_reason: object) -> None:
        """Forget the page; the lookout tells others if its owner does not come back."""
        if self._doorkeeper.is_connected(_sid()):
            # An event that calls itself "disconnect".
            return
        door = self._live.leave(_sid())
        if door is not None and door.participant is not None:
            self._live.presence.went(door.participant.id)

    def tell_presence(self) -> None:
        """Show who has come and gone since this was last told."""
        changed = self._live.presence.changed()
        if changed:
            self._publisher.presence_changed(changed)

    def conference_changed(self, conference_id: int) -> None:
        """Move or turn away the pages that lost their right, then show what changed."""
        self._doorkeeper.conference_changed(conference_id)
        self._machine_changed(conference_id)
        self._publisher.conference_changed(conference_id)

    def joined(self, newcomer: Participant) -> None:
        """Show who has come; a delegation of the machine's may be theirs now."""
        self._machine_changed(newcomer.conference_id)
        self._publisher.joined(newcomer)

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


def init_realtime(app: Flask, live: Live, hall: Hall, async_mode: str, site: Site) -> Realtime:
    """Make the app's pages live: handlers for connecting, and a publisher behind the service."""

    def own_origin(origin: str | None, environ: Mapping[str, object]) -> bool:
        return origin is not None and site.is_own(origin, environ)

    # One client's messages are handled in order; other origins' pages are refused.
    socketio = SocketIO(
        app,
        async_mode=async_mode,
        async_handlers=False,
        cors_allowed_origins=own_origin,
        ping_interval=PING_EVERY,
        ping_timeout=PING_WAIT,
        max_http_buffer_size=MESSAGE_LIMIT,
    )
    drop_malformed_messages()
    end_without_waiting(socketio.server)
    idle = IdleConnections(socketio.server, live.is_in)
    doorkeeper = Doorkeeper(live, hall, socketio, idle)
    outbox = Outbox(
        app,
        hall.public_url,
        doorkeeper.push,
        live.occupied,
        spawn=socketio.start_background_task,
        rest=partial(socketio.sleep, 0),
    )
    board = Board(hall, outbox, live.occupied, live.conferences)
    publisher = Publisher(hall, socketio.emit, live.occupied, outbox, board, live.conferences)
    handlers = _Handlers(live, hall, doorkeeper, publisher)
    socketio.on_event("connect", handlers.connect)
    socketio.on_event("disconnect", handlers.disconnect)
    hall.addresses.subscribe(publisher.addresses_changed)
    hall.tables.subscribe(publisher.table_changed)
    hall.conferences.subscribe(handlers.conference_changed)
    hall.conferences.subscribe_to_joining(handlers.joined)
    hall.conferences.subscribe_to_leaving(doorkeeper.left_device)
    hall.conferences.subscribe_to_wishes(publisher.wishes_changed)
    hall.conferences.subscribe_rewritten(publisher.log_rewritten)
    hall.accounts.subscribe(doorkeeper.instructor_changed)

    def look() -> None:
        idle.look()
        handlers.tell_presence()

    def look_now_and_then() -> None:
        doorkeeper.look()
        board.look()
        hall.addresses.look()

    return Realtime(socketio, Lookout(look, look_now_and_then), outbox)
