"""What is kept of a simulated game: enough for the balance report and for par."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.engine.acts.phases import PhaseOpened
from game.engine.acts.proposals import ClausesInitialled
from game.engine.results import Result, result_of
from game.engine.scoring import FULL_ATTAINMENT
from game.finding import first
from game.scenario.model import (
    DelegationId,
    Ending,
    IndicatorId,
    InjectId,
    IssueId,
    MoveId,
    OptionId,
)
from game.simulation.table import Game

#: The endings in which a text was signed.
ACCORDS: frozenset[Ending] = frozenset({"full_accord", "partial_accord"})


@dataclass(frozen=True)
class Seat:
    """How one delegation came out. ``attained`` is in hundredths of a per cent, unbounded."""

    points: int
    reservation: int
    attained: int | None
    attainment: int | None
    par_score: int | None


@dataclass(frozen=True)
class Record:
    """One game. ``signed`` is empty where nothing was; times are parts of all drafting."""

    seed: str
    ending: Ending
    seats: Mapping[DelegationId, Seat]
    signed: Mapping[IssueId, OptionId]
    tabled: int
    failed: int
    settled_at: float | None
    asked: int
    granted: int
    crossed: int
    injects: tuple[InjectId, ...]
    moves: tuple[MoveId, ...]
    accords: int
    breaches: int
    indicators: Mapping[IndicatorId, int]
    refused: tuple[str, ...]

    @property
    def accord(self) -> bool:
        """Whether a text was signed."""
        return self.ending in ACCORDS


def record_of(game: Game) -> Record:
    """What is kept of a finished game."""
    state, structure = game.state, game.scenario.structure
    agenda = state.setup.agenda
    ending = state.ending or "no_agreement"
    signed = {**structure.silent_package(agenda), **state.text_package()}
    cables = state.cables.values()
    return Record(
        seed=game.seed,
        ending=ending,
        seats={d: _seat(result_of(structure, state, d)) for d in state.setup.delegations},
        signed=signed if ending in ACCORDS else {},
        tabled=len(state.proposals),
        failed=sum(p.status == "failed" for p in state.proposals.values()),
        settled_at=_settled_at(game),
        asked=len(state.cables),
        granted=sum(cable.status == "granted" for cable in cables),
        crossed=sum(len(lines) for lines in state.crossed.values()),
        injects=tuple(state.crises),
        moves=tuple(made.move for made in state.moves),
        accords=len(state.accords()),
        breaches=sum(
            conduct in ("delay", "break")
            for duty in state.duties.values()
            for conduct in duty.conduct
        ),
        indicators=dict(state.indicators),
        refused=tuple(f"{who} {kind} {reason}" for who, kind, reason in game.refused),
    )


def value_of(record: Record) -> float:
    """The mean attainment of all seats (per cent): what the table made of the game."""
    found = [seat.attainment for seat in record.seats.values() if seat.attainment is not None]
    return sum(found) / len(found) if found else 0.0


def _seat(result: Result) -> Seat:
    points, reservation, best = result.sheet.total, result.reservation, result.best
    attained = None
    if best is not None and best > reservation:
        attained = round(FULL_ATTAINMENT * (points - reservation) / (best - reservation))
    return Seat(points, reservation, attained, result.attainment, result.par_score)


def _settled_at(game: Game) -> float | None:
    """When the last clause of the text was initialled, as a part of all drafting."""
    carried = [event for event in game.log if isinstance(event, ClausesInitialled)]
    if not carried:
        return None
    opened = [event for event in game.log if isinstance(event, PhaseOpened)]
    last = carried[-1].at
    rounds = game.state.setup.rounds
    phase = first((event for event in reversed(opened) if event.at <= last), "an open phase")
    length = (phase.deadline or last) - phase.at
    inside = (last - phase.at) / length if length else 0.0
    return min(1.0, (phase.round - 1 + inside) / rounds)
