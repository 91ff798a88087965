"""``apply(state, event) → state``: never refuses, needs neither scenario, clock nor chance."""

from game.engine.changes import put, replace
from game.engine.event import Event
from game.engine.state import TableState
from game.engine.viewers import INSTRUCTOR_LISTENER, PUBLIC_LISTENER
from game.scenario.model import DelegationId


def apply(state: TableState, event: Event) -> TableState:
    """The state after the event. Counts what each listener has heard, so none hears a gap."""
    changed = event.apply(state)
    acted = changed.acted
    if event.is_activity:
        own: DelegationId = vars(event)["delegation"]
        acted = put(acted, own, event.at)
    return replace(changed, seq=state.seq + 1, heard=heard_after(state, event), acted=acted)


def heard_after(state: TableState, event: Event) -> dict[str, int]:
    """How many events each listener has heard, with that one."""
    audience = event.audience
    heard = dict(state.heard)
    listeners = [INSTRUCTOR_LISTENER]
    listeners += [PUBLIC_LISTENER] if audience.public else []
    listeners += [d for d in state.setup.delegations if audience.includes(d)]
    for listener in listeners:
        heard[listener] = heard.get(listener, 0) + 1
    return heard
