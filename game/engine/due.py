"""What the clock has to say, and when: every deadline of a table as a command."""

from collections.abc import Iterator
from operator import itemgetter

from game.engine.acts.expiry import Expire
from game.engine.choices import Due
from game.engine.state import TableState


def deadlines(state: TableState) -> Iterator[tuple[float, Expire]]:
    """Every moment at which something runs out, none while the clock stands still.

    Smaller things come before the phase that holds them when both fall on the same moment.
    """
    for moment, due, ref in _moments(state):
        yield moment, Expire(due=due, ref=ref)


def _moments(state: TableState) -> Iterator[tuple[float, Due, str]]:
    if state.paused or state.over:
        return
    if state.bell is not None:
        # First of what falls on one moment: nothing else runs out when the class has gone.
        yield state.bell, "bell", "bell"
    for proposal in state.open_proposals():
        yield proposal.deadline, "roll_call", proposal.id
    for crisis in state.open_crises():
        if crisis.deadline is not None:
            yield crisis.deadline, "inject", crisis.inject
    for cable in state.open_cables():
        yield cable.deadline, "cable", cable.id
    for key, slot in state.schedule.items():
        yield slot.due, "inject_slot", key
    tag = state.phase.step.tag
    if state.floor is not None:
        yield state.floor.deadline, "floor", f"{tag}.{state.floor.turn}"
    if state.phase.deadline is not None:
        yield state.phase.deadline, "phase", tag


def next_due(state: TableState) -> tuple[float, Expire] | None:
    """The earliest of them, or None where nothing is running."""
    earliest = min(_moments(state), key=itemgetter(0), default=None)
    if earliest is None:
        return None
    moment, due, ref = earliest
    return moment, Expire(due=due, ref=ref)
