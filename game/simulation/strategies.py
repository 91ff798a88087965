"""Ways of playing that should not pay, and one that should: what is tried out against the machine.

In a *trial* one seat plays otherwise than the machine while the five others play as usual, with the
same seeds as a control in which all six do. What counts is the seat's attainment over all games,
those without a deal included: stubbornness shows only there. In a *test of skill* more and more
seats listen to the others, and the table should be the better for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from game.bots.mind import Mind
from game.bots.policy import next_command
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.command import Command
from game.scenario.model import DelegationId
from game.scenario.texts import Scenario
from game.simulation.batch import records
from game.simulation.records import Record, value_of
from game.simulation.statistics import Mean, mean_of, paired, share
from game.simulation.table import Setting, Strategy


def refuse_all(mind: Mind) -> Command | None:
    """Vote against everything, propose nothing, sign nothing."""
    command = next_command(mind)
    match command:
        case CastBallot():
            return CastBallot(proposal=command.proposal, ballot="reject")
        case DecideRatification():
            return DecideRatification(decision="refuse")
        case TableProposal():
            return None
        case _:
            return command


def accept_all(mind: Mind) -> Command | None:
    """Vote for everything, propose nothing, sign whatever there is."""
    command = next_command(mind)
    match command:
        case CastBallot():
            return CastBallot(proposal=command.proposal, ballot="accept")
        case DecideRatification():
            return DecideRatification(decision="sign")
        case TableProposal():
            return None
        case _:
            return command


def stonewall(mind: Mind) -> Command | None:
    """Never give way from the opening demand, to the last minute."""
    wall = {"floor": mind.character.top, "reciprocity": 0.0, "bridges_at": None}
    return next_command(replace(mind, instead=mind.character.model_copy(update=wall)))


def inattentive(mind: Mind) -> Command | None:
    """Play as usual, but learn nothing from what the others table, vote and say."""
    return next_command(replace(mind, attentive=False))


DEVIATIONS: Mapping[str, Strategy] = {
    "refuse_all": refuse_all,
    "accept_all": accept_all,
    "stonewall": stonewall,
}


@dataclass(frozen=True)
class Trial:
    """A seat's attainment (per cent, unbounded) with the deviation and without, and the gain.

    The gain compares each game with the control's game of the same seed.
    """

    delegation: DelegationId
    deviation: str
    attained: Mean
    control: Mean
    gain: Mean

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "delegation": self.delegation,
            "deviation": self.deviation,
            "attained": self.attained.as_json(),
            "control": self.control.as_json(),
            "gain": self.gain.as_json(),
        }


def try_out(
    scenario: Scenario,
    setting: Setting,
    delegation: DelegationId,
    deviation: str,
    control: Sequence[Record],
    jobs: int = 1,
) -> Trial:
    """Let one seat deviate in games with the seeds of the control.

    ValueError where there is no game in which its attainment can be measured.
    """
    deviant = replace(setting, strategies={delegation: DEVIATIONS[deviation]})
    seeds = tuple(record.seed for record in control)
    pairs = [
        (one / 100, usual / 100)
        for record, counterpart in zip(
            records(scenario, deviant, seeds, jobs), control, strict=True
        )
        for one in [record.seats[delegation].attained]
        for usual in [counterpart.seats[delegation].attained]
        if one is not None and usual is not None
    ]
    those, others = [one for one, _ in pairs], [usual for _, usual in pairs]
    found, expected, gain = mean_of(those), mean_of(others), paired(those, others)
    if found is None or expected is None or gain is None:
        raise ValueError("a trial needs a game with a measurable attainment")
    return Trial(delegation, deviation, found, expected, gain)


@dataclass(frozen=True)
class Skill:
    """What a table makes of its games when so many seats listen to the others.

    ``accord`` is the share of accords, ``value`` the mean attainment of all seats; per cent.
    """

    attentive: int
    accord: Mean
    value: Mean

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "attentive": self.attentive,
            "accord": self.accord.as_json(),
            "value": self.value.as_json(),
        }


#: How many steps the ladder below has.
SKILLS = 3


def skill_ladder(
    scenario: Scenario, setting: Setting, control: Sequence[Record], jobs: int = 1
) -> Iterator[Skill]:
    """Tables at which nobody listens, every other seat does, and (the control) all do.

    Of the tables in the middle, half have the one half of the seats listening, half the other.
    """
    seats = scenario.structure.delegation_ids
    seeds = tuple(record.seed for record in control)
    yield _skill(0, _deaf(scenario, setting, seats, seeds, jobs))
    mixed = [
        record
        for start in (0, 1)
        for record in _deaf(scenario, setting, seats[start::2], seeds[start::2], jobs)
    ]
    yield _skill(len(seats) - len(seats[::2]), mixed)
    yield _skill(len(seats), control)


def _deaf(
    scenario: Scenario,
    setting: Setting,
    seats: Sequence[DelegationId],
    seeds: tuple[str, ...],
    jobs: int,
) -> list[Record]:
    inattentive_ = replace(setting, strategies=dict.fromkeys(seats, inattentive))
    return list(records(scenario, inattentive_, seeds, jobs))


def _skill(attentive: int, played: Sequence[Record]) -> Skill:
    value = mean_of([value_of(record) for record in played])
    if value is None:
        raise ValueError("a test of skill needs at least one game")
    return Skill(attentive, share(sum(r.accord for r in played), len(played)), value)
