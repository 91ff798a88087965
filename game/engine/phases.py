"""The steps of the game and their order."""

from dataclasses import dataclass
from enum import StrEnum

from game.scenario.model import IMPLEMENTATION_STEPS as IMPLEMENTATION_STEPS


class PhaseName(StrEnum):
    """A named step."""

    LOBBY = "lobby"
    BRIEFING = "briefing"
    PLENARY = "plenary"
    CONSULTATIONS = "consultations"
    DRAFTING = "drafting"
    RATIFICATION = "ratification"
    IMPLEMENTATION = "implementation"
    DEBRIEF = "debrief"


#: The phases that every round repeats, in order.
ROUND = (PhaseName.PLENARY, PhaseName.CONSULTATIONS, PhaseName.DRAFTING)
#: Phases in which crises fall and private talk is possible, and the signing that follows.
TALKS = frozenset({PhaseName.CONSULTATIONS, PhaseName.DRAFTING})
#: Phases before the first round.
EARLY = frozenset({PhaseName.LOBBY, PhaseName.BRIEFING})
#: Phases with a clock, which all delegations together can end early by being ready.
HURRIED = frozenset({PhaseName.BRIEFING, *ROUND, PhaseName.IMPLEMENTATION})
PLAYED = frozenset({PhaseName.BRIEFING, *ROUND, PhaseName.RATIFICATION, PhaseName.IMPLEMENTATION})
EVERY = frozenset(PhaseName)
LOBBY = frozenset({PhaseName.LOBBY})
PLENARY = frozenset({PhaseName.PLENARY})
DRAFTING = frozenset({PhaseName.DRAFTING})
SIGNING = frozenset({PhaseName.RATIFICATION})
CARRYING_OUT = frozenset({PhaseName.IMPLEMENTATION})
DEBRIEF = frozenset({PhaseName.DEBRIEF})
PRIVATE_TALK = TALKS | SIGNING | CARRYING_OUT
PUBLIC_TALK = PLENARY | PRIVATE_TALK
BARGAINING = TALKS | SIGNING
NEGOTIATING = PLENARY | BARGAINING


@dataclass(frozen=True)
class Step:
    """A phase of a round; ``round`` is 0 outside the rounds, a step's number in implementation."""

    phase: PhaseName
    round: int

    @property
    def tag(self) -> str:
        """How a command names the step that it was meant for."""
        return f"{self.round}.{self.phase}"


def next_step(step: Step, rounds: int) -> Step:
    """What follows in the plain run of play; after the signing that depends on what was signed."""
    match step.phase:
        case PhaseName.LOBBY:
            return Step(PhaseName.BRIEFING, 0)
        case PhaseName.BRIEFING:
            return Step(PhaseName.PLENARY, 1)
        case PhaseName.PLENARY | PhaseName.CONSULTATIONS:
            return Step(ROUND[ROUND.index(step.phase) + 1], step.round)
        case PhaseName.DRAFTING if step.round < rounds:
            return Step(PhaseName.PLENARY, step.round + 1)
        case PhaseName.DRAFTING:
            return Step(PhaseName.RATIFICATION, 0)
        case _:
            return Step(PhaseName.DEBRIEF, 0)
