"""How a table stands, as the store notes it beside the log: nobody has to read a log to know it."""

from game.engine.due import next_due
from game.engine.phases import PhaseName
from game.engine.state import TableState
from game.store.records import Standing, Status


def standing_of(state: TableState) -> Standing:
    """How the table stands, and when the clock has something to say there next."""
    status = status_of(state)
    due = next_due(state) if status == "running" else None
    return Standing(status, None if due is None else due[0])


def status_of(state: TableState) -> Status:
    """How the table stands."""
    if state.over:
        return "over"
    if state.name is PhaseName.LOBBY:
        return "lobby"
    return "paused" if state.paused else "running"
