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
from game.simulation.counterfactual import Effect, Happening
from game.simulation.report import Influence, Report
from game.simulation.statistics import Mean, share
from game.simulation.strategies import Skill, Trial

GateId: TypeAlias = Literal[
    "accords",
    "par_score",
    "signed",
    "inject",
    "move",
    "common",
    "rare",
    "walk_outs",
    "trial",
    "skill",
]

#: Which share of games (per cent) ends in an accord.
ACCORDS = (45.0, 65.0)
#: Where the mean par score of a seat lies in accords from which no par was found.
PAR_SCORES = (45.0, 55.0)
#: In which share of games (per cent) somebody walks out, and no public move is made in more than so
#: many. A secret move is seen by nobody, and may be as common as it likes.
WALK_OUTS = (5.0, 20.0)
COMMONEST = 40.0
#: Whether every move is made in some game can be told from so many.
ENOUGH_FOR_EVERY_MOVE = 2_000
#: By how much (points of per cent) a card or a move may make accords likelier or less likely.
DECISIVE = 25.0


#: One of the gates below. Shares are per cent.
Gate: TypeAlias = AnyGate[GateId]


@dataclass(frozen=True)
class Balance:
    """What a preset's games say of it, and what games played otherwise say beside them.

    ``elsewhere`` has the preset's reports under other house rules and levels, ``effects`` what
    becomes of games without a card or a move.
    """

    report: Report
    trials: tuple[Trial, ...] = ()
    skills: tuple[Skill, ...] = ()
    elsewhere: tuple[Report, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Every gate that those games can be held against."""
        return (
            *_of_games(self.report),
            *_of_options((self.report, *self.elsewhere)),
            *_of_happenings("inject", self.report.injects, self.effects),
            *_of_happenings("move", self.report.moves, self.effects),
            *_of_moves(self.report),
            *_of_trials(self.trials),
            *_of_skill(self.skills),
        )

    @property
    def suspects(self) -> tuple[tuple[Happening, str], ...]:
        """The cards and moves that seem to decide games, as far as what goes with them shows."""
        return tuple(
            (gate.id, gate.subject)
            for gate in self.gates
            if gate.id in ("inject", "move") and not gate.passed
        )

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            **self.report.as_json(),
            "trials": [one.as_json() for one in self.trials],
            "skill": [one.as_json() for one in self.skills],
            "elsewhere": [one.as_json() for one in self.elsewhere],
            "effects": [one.as_json() for one in self.effects],
            "gates": [gate.as_json() for gate in self.gates],
        }


def _of_games(report: Report) -> Iterator[Gate]:
    yield Gate("accords", "", report.accord.mean, *ACCORDS, _between(report.accord))
    for delegation, score in report.par_score.items():
        yield Gate("par_score", delegation, score.mean, *PAR_SCORES, _between(score))


def _of_options(reports: Sequence[Report]) -> Iterator[Gate]:
    """In how many accords each option stood, whatever the house."""
    for issue, options in reports[0].signed.items():
        for option in options:
            count = sum(report.signed[issue][option] for report in reports)
            yield Gate("signed", f"{issue}.{option}", count, low=1)


def _of_happenings(
    kind: Happening, influences: Mapping[str, Influence], effects: Sequence[Effect]
) -> Iterator[Gate]:
    """How far from nought the interval of the difference begins: 0 where it holds nought.

    What games without it have shown counts for more than what merely goes with it.
    """
    shown = {effect.subject: effect.accord for effect in effects if effect.kind == kind}
    for id_, one in influences.items():
        accord = shown.get(id_, one.accord)
        if accord is not None:
            nearest = max(accord.low, -accord.high, 0.0)
            yield Gate(kind, id_, nearest, high=DECISIVE)


def _of_moves(report: Report) -> Iterator[Gate]:
    """How common the moves are: none is a matter of course, and none is forgotten."""
    for id_, made in report.common.items():
        if id_ in report.secret:
            continue
        found = share(made, report.games)
        if id_ in report.walks:
            yield Gate("walk_outs", id_, found.mean, *WALK_OUTS, _between(found))
        else:
            yield Gate("common", id_, found.mean, high=COMMONEST, interval=_between(found))
        if report.games >= ENOUGH_FOR_EVERY_MOVE:
            yield Gate("rare", id_, made, low=1)


def _of_trials(trials: Sequence[Trial]) -> Iterator[Gate]:
    """The upper end of what a deviation gains: it loses where the whole interval is below 0."""
    for trial in trials:
        subject = f"{trial.deviation} {trial.delegation}"
        yield Gate("trial", subject, trial.gain.high, high=0.0, interval=_between(trial.gain))


def _of_skill(skills: Sequence[Skill]) -> Iterator[Gate]:
    """What a table makes of its games rises with the number of seats that listen."""
    for fewer, more in pairwise(skills):
        subject = f"{fewer.attentive} to {more.attentive}"
        yield Gate("skill", subject, more.value.mean - fewer.value.mean, low=0.0)


def _between(mean: Mean) -> tuple[float, float]:
    return mean.low, mean.high
