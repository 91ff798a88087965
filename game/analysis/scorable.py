"""A scorable game as a score table."""

from decimal import Decimal

import numpy as np

from game.analysis.ledger import Factor, Ledger
from game.analysis.space import PackageSpace
from game.analysis.table import ScoreTable
from game.scenario.scorable import ScorableDelegation, ScorableGame


def game_table(game: ScorableGame) -> ScoreTable:
    """What each package of the game is worth: the sum over its options, in hundredths."""
    return ScoreTable(
        space=PackageSpace(
            tuple(issue.id for issue in game.issues),
            tuple(issue.options for issue in game.issues),
        ),
        delegations=game.delegation_ids,
        ledgers=tuple(_ledger(game, delegation) for delegation in game.delegations),
        reservation={d.id: _hundredths(d.reservation) for d in game.delegations},
        silent={issue.id: issue.baseline for issue in game.issues},
    )


def _ledger(game: ScorableGame, delegation: ScorableDelegation) -> Ledger:
    tables = (
        [_hundredths(delegation.scores[issue.id][option]) for option in issue.options]
        for issue in game.issues
    )
    factors = (Factor((axis,), np.array(table)) for axis, table in enumerate(tables))
    return Ledger(constant=0, factors=tuple(factors), floor=None)


def _hundredths(points: Decimal) -> int:
    return int(points * 100)
