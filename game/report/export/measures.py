"""The numbers of a delegation beside its score, and the grade that a teacher may make of them.

The parts of a grade are those of the debrief's report card. Each usually counts a fifth, so that
winning is not what is graded. A part that a game does not tell of is left out, and the others keep
their proportions; what cannot be told at all stays blank, and is never nought.
"""

from dataclasses import asdict, dataclass

from game.report.export.material import TableMaterial
from game.scenario.model import DelegationId


@dataclass(frozen=True)
class Parts:
    """The parts of a grade, 0 to 100 each; None where the game does not tell.

    As on the report card (``figures.card.Card``), but that nothing ``claimed`` is less than nought.
    """

    claimed: int | None
    created: int | None
    mandate: int | None
    commitments: int | None
    crises: int | None


@dataclass(frozen=True)
class Weights:
    """How much each part of a grade counts."""

    claimed: float = 20
    created: float = 20
    mandate: float = 20
    commitments: float = 20
    crises: float = 20


def parts(table: TableMaterial, delegation: DelegationId, created: int | None) -> Parts:
    """What the delegation's game says of each part; nothing before its end.

    ``created`` is the table's, which takes an analysis of every package to find.
    """
    if not table.state.over:
        return Parts(None, None, None, None, None)
    card = table.cards[delegation]
    return Parts(
        claimed=None if card.claimed is None else max(0, card.claimed),
        created=created,
        mandate=card.mandate,
        commitments=card.commitments,
        crises=card.crises,
    )


def grade(found: Parts, weights: Weights) -> float | None:
    """The weighted mean of the parts that the game tells of, with one decimal.

    None without the value claimed, or where all that is told counts for nothing.
    """
    if found.claimed is None:
        return None
    told = [
        (value, weight)
        for name, weight in asdict(weights).items()
        if (value := getattr(found, name)) is not None
    ]
    total = sum(float(weight) for _, weight in told)
    if total <= 0:
        return None
    earned = sum(float(value) * float(weight) for value, weight in told)
    return round(earned / total, 1)
