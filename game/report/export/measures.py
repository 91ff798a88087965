"""The numbers of a delegation beside its score, and the grade that a teacher may make of them.

The parts of a grade and their usual weights are the project's own proposal: value claimed 60, value
created 15, mandate 10, commitments 10, crises 5. A part that a game does not tell of is left out,
and the others keep their proportions; what cannot be told at all stays blank.
"""

from dataclasses import asdict, dataclass

from game.engine import events as e
from game.report.export.material import TableMaterial
from game.scenario.model import DelegationId

#: What a red line that was crossed without leave takes off the mandate's 100.
LINE_COST = 25
_KEPT = {"honour": 1.0, "delay": 0.5, "break": 0.0}


@dataclass(frozen=True)
class Parts:
    """The parts of a grade, 0 to 100 each; None where the game does not tell.

    ``claimed`` is the attainment, not below 0. ``created`` is what the table's text made of what
    could be made together. ``mandate`` is 100 less 25 for every red line crossed without leave.
    ``commitments`` is the share of due steps that were done, late ones by half, lawful suspensions
    left out. ``crises`` is the share of the decisions asked of the delegation that it took in time.
    """

    claimed: float | None
    created: float | None
    mandate: float | None
    commitments: float | None
    crises: float | None


@dataclass(frozen=True)
class Weights:
    """How much each part of a grade counts."""

    claimed: float = 60
    created: float = 15
    mandate: float = 10
    commitments: float = 10
    crises: float = 5


def parts(table: TableMaterial, delegation: DelegationId, created: int | None) -> Parts:
    """What the delegation's game says of each part; nothing before its end."""
    state = table.state
    if not state.over:
        return Parts(None, None, None, None, None)
    attained = table.results[delegation].attainment
    crossed = len(state.crossed.get(delegation, ()))
    return Parts(
        claimed=None if attained is None else max(0, attained),
        created=created,
        mandate=max(0, 100 - LINE_COST * crossed),
        commitments=_commitments(table, delegation),
        crises=_crises(table, delegation),
    )


def _commitments(table: TableMaterial, delegation: DelegationId) -> float | None:
    kept = [
        _KEPT[conduct]
        for duty in table.state.duties.values()
        if duty.delegation == delegation
        for conduct in duty.conduct
        if conduct in _KEPT
    ]
    return round(100 * sum(kept) / len(kept), 1) if kept else None


def _crises(table: TableMaterial, delegation: DelegationId) -> float | None:
    settled = [
        event
        for event in table.events
        if isinstance(event, e.InjectSettled) and delegation in event.answers
    ]
    taken = sum(delegation not in event.defaulted for event in settled)
    return round(100 * taken / len(settled), 1) if settled else None


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
