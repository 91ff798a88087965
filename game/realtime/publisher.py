"""After every commit: marks who heard of what. Nothing is rendered while the table is locked.

An audience gets a push if, and only if, it may know of one of the events: neither what a push says
nor that there is one tells anybody of what is not theirs to know.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from game.engine.acts import panels_of
from game.engine.acts.phases import PhaseOpened
from game.engine.event import Event
from game.engine.state import TableState
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of
from game.realtime.board import FOR_THE_INSTRUCTOR, Board
from game.realtime.doors import (
    depth_room,
    instructor_room,
    lobby_room,
    play_room,
    wait_room,
    watch_room,
)
from game.realtime.emit import Emit
from game.realtime.outbox import Outbox, Span
from game.service.conferences import Participant
from game.service.tables import Published
from game.web import lobby, watch
from game.web.hall import Hall
from game.web.instructor import table as depth
from game.web.play import play_panels

#: Seconds for which a delegation and the wall gather what they hear. Short: whoever has just sent
#: something waits for it.
FOR_PLAYERS = 0.04
#: Seconds for which those who wait gather who else has come: a whole class comes at once.
FOR_THE_LOBBY = 0.5


class Publisher:
    """Turns what the service publishes into messages to rooms in which somebody listens."""

    def __init__(
        self,
        hall: Hall,
        emit: Emit,
        occupied: Callable[[str], bool],
        outbox: Outbox,
        board: Board,
    ) -> None:
        self._hall = hall
        self._emit = emit
        self._occupied = occupied
        self._outbox = outbox
        self._board = board

    def table_changed(self, published: Published) -> None:
        """Mark the panels that the events touch, and wake those who wait for a table to open."""
        id_, events, state = published.table_id, published.events, published.state
        for delegation in state.setup.delegations:
            heard = [event for event in events if event.audience.includes(delegation)]
            if heard:
                self._outbox.mark(
                    play_room(id_, delegation),
                    partial(play_panels, id_, delegation),
                    panels_of(heard),
                    gather=FOR_PLAYERS,
                    span=_span(state, of(delegation), heard),
                )
        public = [event for event in events if event.audience.public]
        if public:
            self._show_wall(id_, watch.PANELS, _span(state, PUBLIC_VIEW, public))
        self._show_depth(id_, depth.PANELS, _span(state, INSTRUCTOR_VIEW, events))
        table = self._hall.conferences.table(id_)
        if table is not None:
            self._board.table_changed(table)
            if any(isinstance(event, PhaseOpened) for event in events):
                self._refresh(wait_room(table.conference_id))
                self._refresh(lobby_room(table.conference_id))

    def conference_changed(self, conference_id: int) -> None:
        """Wake every page that shows who is here: people, seats or what the wall shows changed."""
        self._board.forget(conference_id)
        self._refresh(wait_room(conference_id))
        self._refresh(lobby_room(conference_id))
        self._refresh(instructor_room(conference_id))
        for table in self._hall.conferences.tables(conference_id):
            self._refresh(watch_room(table.id))
            self._refresh(depth_room(table.id))

    def joined(self, newcomer: Participant) -> None:
        """Show that somebody has come, where that is shown.

        Those who wait get a piece of their page that is made once for all of them: what it costs
        that somebody joins does not grow with who waits.
        """
        id_ = newcomer.conference_id
        self._board.forget(id_)
        render = partial(lobby.wait_panels, id_)
        self._outbox.mark(wait_room(id_), render, ("here",), gather=FOR_THE_LOBBY)
        self._refresh(lobby_room(id_))
        self._refresh(instructor_room(id_))
        if newcomer.table_id is not None and newcomer.delegation is not None:
            self._refresh(watch_room(newcomer.table_id))
            self._refresh(depth_room(newcomer.table_id))
            self._refresh(play_room(newcomer.table_id, newcomer.delegation))

    def log_rewritten(self, conference_id: int) -> None:
        """Wake every delegation's pages: words that they may show have been removed.

        All others that show some are woken by ``conference_changed``.
        """
        for table in self._hall.conferences.tables(conference_id):
            for delegation in self._hall.tables.state(table.id).setup.delegations:
                self._refresh(play_room(table.id, delegation))

    def wishes_changed(self, conference_id: int) -> None:
        """Wake the instructor's page of the class, which alone shows what people wish for."""
        self._refresh(instructor_room(conference_id))

    def delegation_changed(self, table_id: int, delegation: str) -> None:
        """Wake a delegation's pages: it was given to the machine, or got back."""
        self._refresh(play_room(table_id, delegation))

    def addresses_changed(self) -> None:
        """Wake every page that shows how to join: the server's address has changed."""
        for conference_id in {one.conference_id for one in self._hall.conferences.all_tables()}:
            self._refresh(wait_room(conference_id))
            self._refresh(lobby_room(conference_id))
            self._refresh(instructor_room(conference_id))

    def presence_changed(self, participant_ids: Collection[str]) -> None:
        """Show who has come and gone, where that is shown. It is not part of any count."""
        tables: set[int] = set()
        for id_ in participant_ids:
            person = self._hall.conferences.participant(id_)
            if person is None:
                continue
            if person.table_id is None:
                self._refresh(instructor_room(person.conference_id))
            else:
                tables.add(person.table_id)
        for table_id in tables:
            table = self._hall.conferences.table(table_id)
            if table is not None:
                self._board.seats_changed(table)
                self._show_wall(table_id, ("room",))
                self._show_depth(table_id, ("people",))

    def _show_wall(self, table_id: int, names: Iterable[str], span: Span | None = None) -> None:
        room, render = watch_room(table_id), partial(watch.watch_panels, table_id)
        self._outbox.mark(room, render, names, gather=FOR_PLAYERS, span=span)

    def _show_depth(self, table_id: int, names: Iterable[str], span: Span | None = None) -> None:
        room, render = depth_room(table_id), partial(depth.table_panels, table_id)
        self._outbox.mark(room, render, names, gather=FOR_THE_INSTRUCTOR, span=span)

    def _refresh(self, room: str) -> None:
        if self._occupied(room):
            self._emit("refresh", {}, to=room)


def _span(state: TableState, viewer: Viewer, heard: Sequence[Event]) -> Span:
    """From how far the viewer had heard before those events to how far after them."""
    seq = state.heard.get(viewer.listener, 0)
    return Span(seq - len(heard), seq)
