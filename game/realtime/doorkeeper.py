"""Who may go on listening: asked at every change of right, and before anything is pushed."""

from collections.abc import Mapping

from flask_socketio import SocketIO

from game.realtime.doors import Door, door_now
from game.realtime.idle import IdleConnections
from game.realtime.pages import Live
from game.web.hall import Hall
from game.web.seat_mark import seat_mark


def told_seat(door: Door) -> dict[str, str]:
    """What a page is told of its reader's seat, so that it takes a former one off the screen."""
    return {} if door.participant is None else {"seat": seat_mark(door.participant)}


class Doorkeeper:
    """Lets pages in, moves those whose seat changed, and turns away those without a right."""

    def __init__(self, live: Live, hall: Hall, socketio: SocketIO, idle: IdleConnections) -> None:
        self._live = live
        self._hall = hall
        self._socketio = socketio
        self._idle = idle

    def let_in(self, sid: str, door: Door) -> None:
        """A page listens there; of too many of one owner the oldest give way, and are told."""
        for oldest in self._live.enter(sid, door):
            self._turn_away(oldest, "replaced")

    def is_connected(self, sid: str) -> bool:
        """Whether the page's connection is open, and not about to end."""
        return bool(self._socketio.server.manager.is_connected(sid, "/"))

    def push(self, event: str, message: Mapping[str, object], *, to: str) -> None:
        """Send it to those in the room who may still listen there."""
        if event == "panels":
            # What those see who wait is no secret: nothing is asked for each of them.
            self._check(self._live.doors(lambda door: door.room == to and door.guarded))
        self._socketio.emit(event, message, to=to)

    def conference_changed(self, conference_id: int) -> None:
        """People, seats or those who run the conference have changed."""
        self._check(self._live.doors(lambda door: door.conference_id == conference_id))

    def left_device(self, participant_id: str) -> None:
        """Somebody has left on a device: every page of theirs has to show its login anew.

        Those on other devices still have one, and are back at once.
        """

        def theirs(door: Door) -> bool:
            return door.participant is not None and door.participant.id == participant_id

        for sid in self._live.doors(theirs):
            self._turn_away(sid, "refresh")

    def instructor_changed(self, instructor_id: int) -> None:
        """A login of that instructor may have ended."""

        def theirs(door: Door) -> bool:
            return door.login is not None and door.login.instructor_id == instructor_id

        self._check(self._live.doors(theirs))

    def look(self) -> None:
        """A command line in another process may have ended some instructor's login."""
        self._check(self._live.doors(lambda door: door.login is not None))

    def _check(self, doors: Mapping[str, Door]) -> None:
        """Ask anew where those pages may listen, and move or turn away those that may not there."""
        for sid, door in doors.items():
            now = door_now(self._hall, door)
            if now is None:
                self._turn_away(sid, "refresh")
            elif now != door:
                self._move(sid, door, now)

    def _move(self, sid: str, door: Door, now: Door) -> None:
        self._live.move(sid, now)
        if now.room != door.room:
            self._socketio.server.leave_room(sid, door.room, namespace="/")
            self._socketio.server.enter_room(sid, now.room, namespace="/")
        self._socketio.emit("refresh", told_seat(now), to=sid)

    def _turn_away(self, sid: str, why: str) -> None:
        """Let a page hear no more but why."""
        door = self._live.leave(sid)
        if door is None:
            return
        self._socketio.server.leave_room(sid, door.room, namespace="/")
        if door.participant is not None:
            self._live.presence.went(door.participant.id)
        self._idle.turned_away(sid)
        self._socketio.emit(why, {}, to=sid)
        self._socketio.server.disconnect(sid)
