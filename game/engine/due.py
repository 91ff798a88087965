"""What the clock has to say, and when: every deadline of a table as a command."""

from collections.abc import Iterator

from game.engine.acts.expiry import Expire
from game.engine.state import TableState


def deadlines(state: TableState) -> Iterator[tuple[float, Expire]]:
    """Every moment at which something runs out, none while the clock stands still.

    Smaller things come before the phase that holds them when both fall on the same moment.
    """
    if state.paused or state.over:
        return
    if state.bell is not None:
        # First of what falls on one moment: nothing else runs out when the class has gone.
        yield state.bell, Expire(due="bell", ref="bell")
    for proposal in state.open_proposals():
        yield proposal.deadline, Expire(due="roll_call", ref=proposal.id)
    for crisis in state.open_crises():
        if crisis.deadline is not None:
            yield crisis.deadline, Expire(due="inject", ref=crisis.inject)
    for cable in state.open_cables():
        yield cable.deadline, Expire(due="cable", ref=cable.id)
    for key, slot in state.schedule.items():
        yield slot.due, Expire(due="inject_slot", ref=key)
    tag = state.phase.step.tag
    if state.floor is not None:
        yield state.floor.deadline, Expire(due="floor", ref=f"{tag}.{state.floor.turn}")
    if state.phase.deadline is not None:
        yield state.phase.deadline, Expire(due="phase", ref=tag)


def next_due(state: TableState) -> tuple[float, Expire] | None:
    """The earliest of them, or None where nothing is running."""
    return min(deadlines(state), key=lambda pair: pair[0], default=None)
