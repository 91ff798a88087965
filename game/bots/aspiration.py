"""How much a delegation holds out for: less as time runs, more while the others do not move.

Parts of what lies between no deal (0) and the best deal to hope for (1). The curve is the usual
time-dependent tactic, ``floor + (top − floor)(1 − t^e)`` (Faratin, Sierra & Jennings 1998);
*reciprocity* adds to it as long as somebody has not moved with the time, so that stubbornness does
not pay against it.
"""

from collections.abc import Iterable, Mapping, Set

from game.engine.phases import PhaseName
from game.engine.state import TableState
from game.scenario.model import DelegationId, IssueId, OptionId, Personality

#: Whoever has shown more than one position on this part of the clauses has moved all the way.
FULL_MOVEMENT = 0.6


def progress(view: TableState, now: float) -> float:
    """Which part of the drafting that the game allows is over, 0–1. Elsewhere time stands still."""
    phase, rounds = view.phase, view.setup.rounds
    if phase.step.phase in (PhaseName.LOBBY, PhaseName.BRIEFING):
        return 0.0
    if phase.step.round == 0 or phase.step.phase is PhaseName.IMPLEMENTATION:
        return 1.0
    inside = elapsed(view, now) if phase.step.phase is PhaseName.DRAFTING else 0.0
    return (phase.step.round - 1 + inside) / rounds


def elapsed(view: TableState, now: float) -> float:
    """Which part of the phase has passed, 0–1; 0 where it has no end."""
    phase = view.phase
    clock = now if view.paused_at is None else view.paused_at
    if phase.deadline is None or phase.deadline <= phase.opened_at:
        return 0.0
    return max(0.0, min(1.0, (clock - phase.opened_at) / (phase.deadline - phase.opened_at)))


def curve(character: Personality, t: float) -> float:
    """What the character holds out for at that part of the talks if the others move as well."""
    span = character.top - character.floor
    return character.floor + span * float(1 - t**character.concession)


def target(character: Personality, t: float, movements: Iterable[float]) -> float:
    """What it holds out for, given how far each of the others has moved (0–1)."""
    plain = curve(character, t)
    lag = max(0.0, t - min(movements, default=t))
    return plain + character.reciprocity * lag * max(0.0, character.top - plain)


def movements(view: TableState, own: DelegationId) -> Mapping[DelegationId, float]:
    """How far each of the others has moved in public, of those that have shown a position.

    A position is shown by tabling a clause, or by voting for another's.
    """
    shown: dict[DelegationId, set[tuple[IssueId, OptionId]]] = {}
    for proposal in view.proposals.values():
        willing = {d for d, ballot in proposal.ballots.items() if ballot == "accept"}
        for delegation in willing | {proposal.delegation}:
            shown.setdefault(delegation, set()).update(proposal.package.items())
    return {
        delegation: min(1.0, _moved(clauses) / FULL_MOVEMENT)
        for delegation, clauses in shown.items()
        if delegation != own
    }


def _moved(clauses: Set[tuple[IssueId, OptionId]]) -> float:
    """On which part of the issues of those clauses there is more than one."""
    named: set[IssueId] = set()
    again: set[IssueId] = set()
    for issue, _ in clauses:
        (again if issue in named else named).add(issue)
    return len(again) / len(named)
