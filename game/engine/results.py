"""What a package would be worth to a delegation, and what a finished game was worth."""

from dataclasses import dataclass, replace

from game.engine.carried_out import as_carried_out
from game.engine.conditions import move_fate
from game.engine.scoring import (
    Outcome,
    ScoreSheet,
    SideAccord,
    Weights,
    attainment,
    crossed_red_lines,
    par_score,
    reference_deal,
    reference_no_deal,
    score,
)
from game.engine.state import TableState
from game.scenario.model import (
    Benchmark,
    DelegationId,
    InjectId,
    IssueId,
    Package,
    RedLineId,
    Structure,
)


@dataclass(frozen=True)
class Result:
    """A score sheet beside the yardsticks of its seat (all in hundredths of a point).

    ``par`` is what the machine attains in that seat under the game's preset, in hundredths of a
    per cent of attainment; None where the pack has none, and for a package, which is of no preset.
    """

    sheet: ScoreSheet
    reservation: int
    best: int | None
    par: int | None = None

    @property
    def attainment(self) -> int | None:
        """0 at the reservation value, 100 at the best; see ``scoring.attainment``."""
        return attainment(self.sheet.total, self.reservation, self.best)

    @property
    def par_score(self) -> int | None:
        """0 at the reservation value, 50 at par, 100 at the best; see ``scoring.par_score``."""
        return par_score(self.sheet.total, self.reservation, self.best, self.par)


@dataclass(frozen=True)
class Appraisal:
    """What a package is worth to one delegation if all sign it and carry it out."""

    result: Result
    crossed: tuple[RedLineId, ...]


@dataclass(frozen=True)
class Directed:
    """The weights that a directive has set for a delegation, and the directive."""

    weights: Weights
    inject: InjectId


@dataclass(frozen=True)
class Position:
    """What bears on a delegation's worth of a package beside the package itself.

    Its directive if it has one, the red lines that it has leave to cross, its side accords.
    """

    directed: Directed | None = None
    mandates: frozenset[RedLineId] = frozenset()
    accords: tuple[SideAccord, ...] = ()


def position_of(state: TableState, delegation: DelegationId) -> Position:
    """The delegation's position, as far as it is known to whoever sees that of the table."""
    shifts = [shift for shift in state.weights_course if shift.delegation == delegation]
    return Position(
        directed=Directed(shifts[-1].weights, shifts[-1].inject) if shifts else None,
        mandates=state.mandates.get(delegation, frozenset()),
        accords=tuple(
            SideAccord(offer.parties, offer.package)
            for offer in state.accords()
            if delegation in offer.parties
        ),
    )


def appraise(
    structure: Structure,
    agenda: tuple[IssueId, ...],
    delegation: DelegationId,
    package: Package,
    position: Position = Position(),
) -> Appraisal:
    """Score a package on the scenario's reference path, beside what the delegation has already."""
    directed = position.directed
    outcome = replace(
        reference_deal(structure, agenda, package),
        accords=position.accords,
        mandates={delegation: position.mandates},
        weights={delegation: directed.weights} if directed else {},
    )
    return Appraisal(
        result=_beside_yardsticks(
            structure, score(structure, delegation, outcome), agenda, directed
        ),
        crossed=tuple(
            line.id
            for line in crossed_red_lines(structure, delegation, outcome.signed, position.mandates)
        ),
    )


def outcome_of(structure: Structure, state: TableState) -> Outcome:
    """How a finished game ended; of one still running, how it would end if it stopped now."""
    silent = structure.silent_package(state.setup.agenda)
    signed = {**silent, **state.text_package()} if state.signatories else silent
    return Outcome(
        agenda=state.setup.agenda,
        signed=signed,
        package=as_carried_out(structure, state, signed, None) if state.signatories else silent,
        ending=state.ending or "no_agreement",
        bound=state.signatories,
        indicators=state.indicators,
        standing=state.standing,
        meetings=state.meetings,
        moves={move.id: move_fate(state, move.id) for move in structure.moves},
        accords=tuple(
            SideAccord(offer.parties, as_carried_out(structure, state, offer.package, offer.title))
            for offer in state.accords()
        ),
        mandates=state.mandates,
        weights=state.weights,
    )


def result_of(structure: Structure, state: TableState, delegation: DelegationId) -> Result:
    """A delegation's result of the game, by the weights that its capital set last."""
    sheet = score(structure, delegation, outcome_of(structure, state))
    shifts = [shift for shift in state.weights_course if shift.delegation == delegation]
    directed = Directed(shifts[-1].weights, shifts[-1].inject) if shifts else None
    result = _beside_yardsticks(structure, sheet, state.setup.agenda, directed)
    played, rounds = state.setup.preset, state.setup.rounds
    # Par was found in games of the preset's own length: it says nothing of longer or shorter ones.
    par = structure.par(played) if structure.preset(played).rounds == rounds else None
    return replace(result, par=par.seats[delegation] if par else None)


def _beside_yardsticks(
    structure: Structure,
    sheet: ScoreSheet,
    agenda: tuple[IssueId, ...],
    directed: Directed | None,
) -> Result:
    """Add the reservation value and the best; the latter only where the pack has it frozen."""
    benchmark = structure.benchmark(agenda)
    if benchmark is None:
        no_deal = reference_no_deal(structure, agenda)
        if directed:
            no_deal = replace(no_deal, weights={sheet.delegation: directed.weights})
        return Result(sheet, score(structure, sheet.delegation, no_deal).total, None)
    return _frozen(sheet, benchmark, directed)


def _frozen(sheet: ScoreSheet, benchmark: Benchmark, directed: Directed | None) -> Result:
    """The yardsticks of the analysis, under the directive's weights where there is one."""
    for found in benchmark.directed if directed else ():
        if directed and (found.inject, found.delegation) == (directed.inject, sheet.delegation):
            return Result(sheet, found.reservation, found.best)
    return Result(sheet, benchmark.reservation[sheet.delegation], benchmark.best[sheet.delegation])
