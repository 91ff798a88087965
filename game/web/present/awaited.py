"""Whom the table waits for, as the instructor needs to know it."""

from game.engine.phases import HURRIED, PhaseName
from game.web.present.stage import Party, Stage


def awaited(stage: Stage) -> tuple[Party, ...]:
    """The delegations on whom something waits, in seating order.

    That is the speaker during opening statements, and whoever has not voted, answered a crisis or
    decided about signing; where nothing of that is open, whoever still needs time. It takes the
    instructor's eyes: others do not know who has answered a crisis.
    """
    view = stage.view
    everybody = frozenset(view.setup.delegations)
    waiting: set[str] = set()
    if view.floor is not None:
        waiting.add(view.floor.delegation)
    for proposal in view.proposals:
        if proposal.status == "open":
            waiting |= everybody - proposal.received
    for crisis in view.crises:
        if not crisis.settled:
            waiting |= set(crisis.asked) - set(crisis.answers)
    phase = view.phase.step.phase
    if phase is PhaseName.RATIFICATION:
        waiting |= everybody - view.decided
    if not waiting and phase in HURRIED:
        waiting |= everybody - view.ready
    return tuple(party for party in stage.parties if party.id in waiting)
