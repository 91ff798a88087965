"""Finds everything that is wrong with a pack, so that its author can mend it in one go."""

from pathlib import Path

from game.scenario.checks import (
    crises,
    delegations,
    diplomacy,
    frame,
    machine,
    play,
    texts,
    world,
)
from game.scenario.checks.scorable import problems_in_game
from game.scenario.problems import Problem
from game.scenario.reading import Pack, nothing_at, read_pack
from game.scenario.scorable import ScorableGame, read_game, scorable_file

__all__ = ["Problem", "check_game", "check_pack", "problems_in"]

CHECKS = (
    *frame.CHECKS,
    *delegations.CHECKS,
    *world.CHECKS,
    *crises.CHECKS,
    *diplomacy.CHECKS,
    *play.CHECKS,
    *machine.CHECKS,
    *texts.CHECKS,
)


def check_pack(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the pack at that path, file by file."""
    if missing := nothing_at(path):
        return missing
    file = scorable_file(path)
    return problems_in(read_pack(path)) if file is None else check_game(file)[1]


def check_game(file: Path) -> tuple[ScorableGame | None, tuple[Problem, ...]]:
    """The scorable game in that file as far as it can be read, and everything wrong with it."""
    game, problems = read_game(file)
    return game, (*problems, *(problems_in_game(game, file.name) if game else ()))


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
