"""Whether a scenario's numbers make a good game: bounds that each agenda's figures must keep."""

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from game.analysis.benchmarks import AgendaReport
from game.analysis.gate import Gate as AnyGate

GateId: TypeAlias = Literal[
    "acceptable_share",
    "acceptable_count",
    "reservation",
    "gap",
    "forsaken",
    "stakes",
    "pinch",
    "minus_one_share",
]

#: Enough packages to look for, on the shortest agenda and on the others.
FEWEST_ON_THE_SHORTEST = 130
FEWEST = 1_000
#: What leaving out one delegation may multiply the acceptable packages by. One may be harder.
PINCH = 4.0
HARDEST_PINCH = 6.0


#: One of the gates below. Shares are per cent, points are whole points.
Gate: TypeAlias = AnyGate[GateId]


def gates(reports: Sequence[AgendaReport]) -> list[tuple[AgendaReport, tuple[Gate, ...]]]:
    """Every gate of every agenda, passed or not."""
    shortest = min((len(report.benchmark.agenda) for report in reports), default=0)
    return [
        (report, tuple(_gates(report, len(report.benchmark.agenda) == shortest)))
        for report in reports
    ]


def _gates(report: AgendaReport, shortest: bool) -> Iterator[Gate]:
    found = report.benchmark
    fewest = FEWEST_ON_THE_SHORTEST if shortest else FEWEST
    yield Gate("acceptable_share", "", 100 * report.share, 3, 8)
    yield Gate("acceptable_count", "", found.acceptable, fewest)
    for delegation, reservation in found.reservation.items():
        best = found.best[delegation]
        gap = 0 if best is None else best - reservation
        yield Gate("reservation", delegation, reservation / 100, 25, 55)
        yield Gate("gap", delegation, gap / 100, 20)
    yield Gate("forsaken", "", len(report.forsaken), high=0)
    for issue, indifferent in report.indifferent.items():
        yield Gate("stakes", issue, len(found.reservation) - indifferent, low=2)
    hardest_first = sorted(report.without, key=report.pinch, reverse=True)
    for rank, delegation in enumerate(hardest_first):
        high = PINCH if rank else HARDEST_PINCH
        yield Gate("pinch", delegation, report.pinch(delegation), high=high)
    yield Gate("minus_one_share", "", 100 * report.minus_one_share, 6, 12)
