"""``apply(state, event) → state``: never refuses, needs neither scenario, clock nor chance."""

from collections.abc import Iterable

from game.engine.changes import put, replace
from game.engine.entries import Note
from game.engine.event import Event
from game.engine.state import TableState
from game.engine.viewers import INSTRUCTOR_LISTENER, PUBLIC_LISTENER
from game.scenario.model import DelegationId


def apply(state: TableState, event: Event) -> TableState:
    """The state after the event. Counts what each listener has heard, so none hears a gap."""
    changed = event.apply(state)
    acted = changed.acted
    if event.is_activity:
        acted = put(acted, _author(event), event.at)
    notes = changed.notes
    if event.is_news:
        said = Note(event.at, event.kind, event.phrase, _author(event), event.news_text)
        notes = (*notes, said)
    return replace(
        changed, seq=state.seq + 1, heard=heard_after(state, event), acted=acted, notes=notes
    )


def _author(event: Event) -> DelegationId:
    """Whose doing it is, of a kind that says so."""
    own: DelegationId = vars(event)["delegation"]
    return own


def heard_after(state: TableState, event: Event) -> dict[str, int]:
    """How many events each listener has heard, with that one."""
    audience = event.audience
    heard = dict(state.heard)
    listeners: Iterable[str] = (INSTRUCTOR_LISTENER,)
    if audience.public:
        listeners = (INSTRUCTOR_LISTENER, PUBLIC_LISTENER, *state.setup.delegations)
    elif audience.delegations:
        own = [d for d in state.setup.delegations if d in audience.delegations]
        listeners = (INSTRUCTOR_LISTENER, *own)
    for listener in listeners:
        heard[listener] = heard.get(listener, 0) + 1
    return heard
