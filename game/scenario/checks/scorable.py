"""Checks of a scorable game: that its one file agrees with itself."""

from collections.abc import Iterator

from game.scenario.checks.check import covers, repeated, unknown
from game.scenario.problems import Problem
from game.scenario.scorable import ScorableDelegation, ScorableGame


def problems_in_game(game: ScorableGame, file: str) -> Iterator[Problem]:
    """What the parts of the game say of each other that is not so."""
    yield from repeated(file, ("issues",), (issue.id for issue in game.issues), after=("id",))
    yield from repeated(file, ("delegations",), game.delegation_ids, after=("id",))
    for index, issue in enumerate(game.issues):
        yield from repeated(file, ("issues", index, "options"), issue.options)
        if issue.silent:
            what = f"an option of the issue '{issue.id}'"
            silent = [("silent", issue.silent)]
            yield from unknown(file, ("issues", index), silent, issue.options, what)
    for index, delegation in enumerate(game.delegations):
        yield from _scores(game, file, index, delegation)


def _scores(
    game: ScorableGame, file: str, index: int, delegation: ScorableDelegation
) -> Iterator[Problem]:
    base = ("delegations", index, "scores")
    yield from covers(file, base, delegation.scores, (i.id for i in game.issues), "an issue")
    for issue in game.issues:
        scores = delegation.scores.get(issue.id)
        if scores is not None:
            what = f"an option of the issue '{issue.id}'"
            yield from covers(file, (*base, issue.id), scores, issue.options, what)
