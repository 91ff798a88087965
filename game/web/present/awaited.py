"""Whom the table waits for, as the instructor needs to know it."""

from game.engine.phases import HURRIED, PhaseName
from game.web.present.stage import Party, Stage


def awaited(stage: Stage) -> tuple[Party, ...]:
    """The delegations on whom something waits, in seating order.

    That is the speaker during opening statements, and whoever has not voted, answered a crisis or
    decided about signing; where nothing of that is open, whoever still needs time. Nobody waits
    at the table for those who have walked out of it. It takes the
    instructor's eyes: others do not know who has answered a crisis.
    """
    view = stage.view
    present = frozenset(view.setup.delegations) - view.away
    waiting: set[str] = set()
    if view.floor is not None:
        waiting.add(view.floor.delegation)
    for proposal in view.proposals.values():
        if proposal.status == "open":
            waiting |= present - proposal.received
    for crisis in view.crises.values():
        if not crisis.settled:
            waiting |= set(crisis.asked) - set(crisis.answers)
    phase = view.phase.step.phase
    if phase is PhaseName.RATIFICATION:
        waiting |= present - view.decided
    if not waiting and phase in HURRIED:
        waiting |= present - view.ready
    return tuple(party for party in stage.parties if party.id in waiting)
