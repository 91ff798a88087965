"""Finds everything that is wrong with a pack, so that its author can mend it in one go."""

from pathlib import Path

from game.scenario.checks import crises, delegations, frame, play, texts, world
from game.scenario.problems import Problem
from game.scenario.reading import Pack, read_pack

__all__ = ["Problem", "check_pack", "problems_in"]

CHECKS = (
    *frame.CHECKS,
    *delegations.CHECKS,
    *world.CHECKS,
    *crises.CHECKS,
    *play.CHECKS,
    *texts.CHECKS,
)


def check_pack(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the pack in that folder, file by file."""
    return problems_in(read_pack(path))


def problems_in(pack: Pack) -> tuple[Problem, ...]:
    """What was wrong on reading the pack, and what its parts say of each other that is not so.

    A check whose parts could not be read is left out, since it would only blame the sound files
    for what the broken ones lack.
    """
    found = [
        *pack.problems,
        *(problem for check in CHECKS if pack.whole(*check.needs) for problem in check.find(pack)),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.file))
