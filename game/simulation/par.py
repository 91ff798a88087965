"""Par: what skilled play by the machine attains in each seat, found once and frozen in the pack.

Par is chosen so that the mean par score of a seat over the machine's accords is 50: what the
machine gets there *when there is a deal*. Games without one say how hard the table is, not how hard
the seat is, and score near nought in any seat (game.engine.scoring.par_score).
"""

from collections.abc import Iterable, Sequence

from game.bots.par import depends_on
from game.engine.scoring import ATTAINMENT_FLOOR, FULL_ATTAINMENT
from game.scenario.model import DelegationId, Par, PresetId, Structure
from game.simulation.records import Record

#: Fewer accords than this are too few for a par.
FEWEST = 100


class TooFewAccords(Exception):
    """So few games ended in an accord that their mean says little."""

    def __init__(self, preset: PresetId, accords: int) -> None:
        super().__init__(f"{preset}: {accords} accords, at least {FEWEST} are needed")


def score_at(attained: float, par: float) -> float:
    """The par score of an attainment; both as parts (1 is the best), the score 0-100."""
    if attained < 0:
        return max(ATTAINMENT_FLOOR, 100 * attained) / 2
    if attained <= par:
        return 50 * attained / par
    return min(100.0, 50 + 50 * (attained - par) / (1 - par))


def solve(attained: Sequence[float]) -> float:
    """The par at which the mean score of those attainments is 50, between 0.01 and 0.99.

    The mean falls as par rises, so halving the interval finds it.
    """
    low, high = 0.01, 0.99
    for _ in range(40):
        middle = (low + high) / 2
        mean = sum(score_at(value, middle) for value in attained) / len(attained)
        low, high = (middle, high) if mean > 50 else (low, middle)
    return (low + high) / 2


def par_of(structure: Structure, preset: PresetId, records: Sequence[Record]) -> Par:
    """The par of each seat by those games. TooFewAccords if they say too little."""
    accords = [record for record in records if record.accord]
    if len(accords) < FEWEST:
        raise TooFewAccords(preset, len(accords))
    return Par(
        preset=preset,
        games=len(records),
        deals=len(accords),
        depends=depends_on(structure),
        seats={d: _seat(d, accords) for d in structure.delegation_ids},
    )


def _seat(delegation: DelegationId, accords: Iterable[Record]) -> int:
    found = (record.seats[delegation].attained for record in accords)
    parts = [value / FULL_ATTAINMENT for value in found if value is not None]
    return round(FULL_ATTAINMENT * solve(parts))


def format_pars(pars: Iterable[Par]) -> str:
    """The text of ``par.toml``: the same bytes for the same pars."""
    return "\n".join((_HEAD, *(_format(par) for par in pars)))


_HEAD = """\
# Written by `sixparty simulate --write-par`. Do not edit: run it again after changing numbers.
# What the machine attains in each seat when there is a deal, in hundredths of a per cent.
"""


def _format(par: Par) -> str:
    seats = ", ".join(f"{delegation} = {value}" for delegation, value in par.seats.items())
    return "\n".join(
        (
            "[[pars]]",
            f'preset = "{par.preset}"',
            f"games = {par.games}",
            f"deals = {par.deals}",
            f'depends = "{par.depends}"',
            f"seats = {{ {seats} }}",
            "",
        )
    )
