"""What a package would be worth to a delegation, and what a finished game was worth."""

from dataclasses import dataclass

from game.engine.scoring import (
    Outcome,
    ScoreSheet,
    attainment,
    crossed_red_lines,
    reference_deal,
    reference_no_deal,
    score,
)
from game.engine.state import TableState
from game.scenario.model import DelegationId, IssueId, Package, RedLineId, Structure


@dataclass(frozen=True)
class Result:
    """A score sheet beside the yardsticks of its seat (all in hundredths of a point)."""

    sheet: ScoreSheet
    reservation: int
    best: int | None

    @property
    def attainment(self) -> int | None:
        """0 at the reservation value, 100 at the best; see ``scoring.attainment``."""
        return attainment(self.sheet.total, self.reservation, self.best)


@dataclass(frozen=True)
class Appraisal:
    """What a package is worth to one delegation if all sign it and carry it out."""

    result: Result
    crossed: tuple[RedLineId, ...]


def appraise(
    structure: Structure,
    agenda: tuple[IssueId, ...],
    delegation: DelegationId,
    package: Package,
) -> Appraisal:
    """Score a package on the scenario's reference path, as the only thing that is signed."""
    outcome = reference_deal(structure, agenda, package)
    return Appraisal(
        result=_beside_yardsticks(structure, score(structure, delegation, outcome), agenda),
        crossed=tuple(
            line.id for line in crossed_red_lines(structure, delegation, outcome.package)
        ),
    )


def outcome_of(structure: Structure, state: TableState) -> Outcome:
    """How a finished game ended; of one still running, how it would end if it stopped now."""
    ending = state.ending or "no_agreement"
    signed = state.text_package() if state.signatories else {}
    return Outcome(
        agenda=state.setup.agenda,
        package={**structure.silent_package(state.setup.agenda), **signed},
        ending=ending,
        bound=state.signatories,
        indicators=state.indicators,
        meetings=state.meetings,
    )


def result_of(structure: Structure, state: TableState, delegation: DelegationId) -> Result:
    """A delegation's result of the game."""
    sheet = score(structure, delegation, outcome_of(structure, state))
    return _beside_yardsticks(structure, sheet, state.setup.agenda)


def _beside_yardsticks(
    structure: Structure, sheet: ScoreSheet, agenda: tuple[IssueId, ...]
) -> Result:
    """Add the reservation value and the best; the latter only where the pack has it frozen."""
    benchmark = structure.benchmark(agenda)
    if benchmark is None:
        no_deal = score(structure, sheet.delegation, reference_no_deal(structure, agenda))
        return Result(sheet, no_deal.total, None)
    return Result(sheet, benchmark.reservation[sheet.delegation], benchmark.best[sheet.delegation])
