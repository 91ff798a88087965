"""The gates that a preset's games have to pass for the scenario to count as balanced.

Each is a bound with a value beside it, so that a report shows how close it was. The bounds are the
project's own; what they ask for is that games often end in an accord and often enough do not, that
par fits games it was not found from, that every clause is a real choice, that neither stubbornness
nor pliancy pays, that listening does, and that no single happening decides a game.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from game.analysis.gate import Gate as AnyGate
from game.simulation.report import Influence, Report
from game.simulation.strategies import Skill, Trial

GateId: TypeAlias = Literal["accords", "par_score", "signed", "inject", "move", "trial", "skill"]

#: Which share of games (per cent) ends in an accord.
ACCORDS = (50.0, 85.0)
#: Where the mean par score of a seat lies in accords from which no par was found.
PAR_SCORES = (45.0, 55.0)
#: By how much (points of per cent) a card or a move may make accords likelier or less likely.
DECISIVE = 25.0


#: One of the gates below. Shares are per cent.
Gate: TypeAlias = AnyGate[GateId]


@dataclass(frozen=True)
class Balance:
    """What a preset's games say of it, and what trials and tests of skill say beside them."""

    report: Report
    trials: tuple[Trial, ...] = ()
    skills: tuple[Skill, ...] = ()

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Every gate that those games can be held against."""
        return (
            *_of_games(self.report),
            *_of_happenings("inject", self.report.injects),
            *_of_happenings("move", self.report.moves),
            *_of_trials(self.trials),
            *_of_skill(self.skills),
        )

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            **self.report.as_json(),
            "trials": [one.as_json() for one in self.trials],
            "skill": [one.as_json() for one in self.skills],
            "gates": [gate.as_json() for gate in self.gates],
        }


def _of_games(report: Report) -> Iterator[Gate]:
    yield Gate("accords", "", report.accord.mean, *ACCORDS)
    for delegation, score in report.par_score.items():
        yield Gate("par_score", delegation, score.mean, *PAR_SCORES)
    for issue, options in report.signed.items():
        for option, count in options.items():
            yield Gate("signed", f"{issue}.{option}", count, low=1)


def _of_happenings(kind: GateId, influences: Mapping[str, Influence]) -> Iterator[Gate]:
    """How far from nought the interval of the difference begins: 0 where it holds nought."""
    for id_, one in influences.items():
        if one.accord is not None:
            nearest = max(one.accord.low, -one.accord.high, 0.0)
            yield Gate(kind, id_, nearest, high=DECISIVE)


def _of_trials(trials: Sequence[Trial]) -> Iterator[Gate]:
    """The upper end of what a deviation gains: it loses where the whole interval is below 0."""
    for trial in trials:
        yield Gate("trial", f"{trial.deviation} {trial.delegation}", trial.gain.high, high=0.0)


def _of_skill(skills: Sequence[Skill]) -> Iterator[Gate]:
    """What a table makes of its games rises with the number of seats that listen."""
    for fewer, more in pairwise(skills):
        subject = f"{fewer.attentive} to {more.attentive}"
        yield Gate("skill", subject, more.value.mean - fewer.value.mean, low=0.0)
