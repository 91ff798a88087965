"""How a level bends the scenario's characters, and the luck of the day that makes games differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.engine.draws import Draws
from game.engine.entries import Setup
from game.scenario.machine import FirstStep
from game.scenario.model import DelegationId, IssueId, Level, Personality


@dataclass(frozen=True)
class Bend:
    """What a level does to a character: factors on two of its numbers, additions to others."""

    concession: float
    top: float
    floor: float
    reciprocity: float
    temper: float
    faith: float


BENDS: Mapping[Level, Bend] = {
    "cooperative": Bend(0.7, top=-0.1, floor=-0.05, reciprocity=0.0, temper=0.4, faith=0.1),
    "realistic": Bend(1.0, top=0.0, floor=0.0, reciprocity=1.0, temper=1.0, faith=0.0),
    "hard": Bend(1.5, top=0.05, floor=0.06, reciprocity=1.8, temper=1.4, faith=-0.15),
}

#: How far luck moves a character either way: a factor on its curve, a shift of its floor, a factor
#: on how much it heeds each of the others.
CURVE_LUCK = 0.25
FLOOR_LUCK = 0.04
REGARD_LUCK = 0.5
#: How often luck makes an issue a matter of honour, and until which part of the talks at least.
HONOUR, HONOUR_FROM = 0.4, 0.5
#: How far a guess at what a clause is worth to somebody can be wrong either way, by level.
MISREADING: Mapping[Level, float] = {"cooperative": 0.03, "realistic": 0.04, "hard": 0.06}


def character(personality: Personality, level: Level, draws: Draws, setup: Setup) -> Personality:
    """The delegation's character in this game: the scenario's, bent by level and by luck."""
    bend = BENDS[level]
    name = personality.delegation
    curve = 1 + CURVE_LUCK * (2 * draws.fraction(f"{name} curve") - 1)
    floor = FLOOR_LUCK * (2 * draws.fraction(f"{name} floor") - 1)
    return personality.model_copy(
        update={
            "concession": personality.concession * bend.concession * curve,
            "top": _part(personality.top + bend.top),
            "floor": _part(personality.floor + bend.floor + floor),
            "regard": {
                other: personality.regard.get(other, 1.0) * _factor(draws, f"{name} {other}")
                for other in setup.delegations
                if other != name
            },
            "first_steps": _first_step(personality, draws),
            "holds": {**_matter_of_honour(name, draws, setup), **personality.holds},
            "reciprocity": _part(personality.reciprocity * bend.reciprocity),
            "temper": _part(personality.temper * bend.temper),
            "faith": _part(personality.faith + bend.faith),
        }
    )


def _factor(draws: Draws, label: str) -> float:
    return 1 + REGARD_LUCK * (2 * draws.fraction(f"{label} regard") - 1)


def _matter_of_honour(name: DelegationId, draws: Draws, setup: Setup) -> dict[IssueId, float]:
    """An issue on which the delegation insists for longer today, for reasons of its own."""
    if draws.fraction(f"{name} honour") >= HONOUR:
        return {}
    issue = setup.agenda[int(draws.fraction(f"{name} honour issue") * len(setup.agenda))]
    until = HONOUR_FROM + (1 - HONOUR_FROM) * draws.fraction(f"{name} honour until")
    return {issue: until}


def _first_step(personality: Personality, draws: Draws) -> tuple[FirstStep, ...]:
    """The first step that the delegation works for today, if any.

    One draw serves all delegations: the mood of the day, for a settlement or for less, is shared.
    """
    luck = draws.fraction("first step")
    for step in personality.first_steps:
        if luck < step.share:
            return (step,)
        luck -= step.share
    return ()


def _part(value: float) -> float:
    return max(0.0, min(1.0, value))
