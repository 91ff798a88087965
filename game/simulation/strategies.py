"""Ways of playing that should not pay, and the trial that shows whether they do.

One seat plays otherwise than the machine while the five others play as usual, with the same seeds
as a control in which all six do. What counts is the seat's attainment over all games, those without
a deal included: stubbornness shows only there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from game.bots.mind import Mind
from game.bots.policy import next_command
from game.engine import commands as c
from game.scenario.model import DelegationId
from game.scenario.texts import Scenario
from game.simulation.batch import records
from game.simulation.records import Record
from game.simulation.statistics import Mean, difference, mean_of
from game.simulation.table import Setting, Strategy


def refuse_all(mind: Mind) -> c.PublicCommand | None:
    """Vote against everything, propose nothing, sign nothing."""
    command = next_command(mind)
    match command:
        case c.CastBallot():
            return c.CastBallot(proposal=command.proposal, ballot="reject")
        case c.DecideRatification():
            return c.DecideRatification(decision="refuse")
        case c.TableProposal():
            return None
        case _:
            return command


def accept_all(mind: Mind) -> c.PublicCommand | None:
    """Vote for everything, propose nothing, sign whatever there is."""
    command = next_command(mind)
    match command:
        case c.CastBallot():
            return c.CastBallot(proposal=command.proposal, ballot="accept")
        case c.DecideRatification():
            return c.DecideRatification(decision="sign")
        case c.TableProposal():
            return None
        case _:
            return command


def stonewall(mind: Mind) -> c.PublicCommand | None:
    """Never give way from the opening demand, to the last minute."""
    wall = {"floor": mind.character.top, "reciprocity": 0.0, "bridges_at": None}
    return next_command(replace(mind, instead=mind.character.model_copy(update=wall)))


DEVIATIONS: Mapping[str, Strategy] = {
    "refuse_all": refuse_all,
    "accept_all": accept_all,
    "stonewall": stonewall,
}


@dataclass(frozen=True)
class Trial:
    """A seat's attainment (per cent, unbounded) with the deviation and without, and its loss."""

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


def attained(played: Sequence[Record], delegation: DelegationId) -> list[float]:
    """The seat's attainment in each game, per cent."""
    found = (record.seats[delegation].attained for record in played)
    return [value / 100 for value in found if value is not None]


def try_out(
    scenario: Scenario,
    setting: Setting,
    delegation: DelegationId,
    deviation: str,
    seeds: tuple[str, ...],
    control: Sequence[Record],
    jobs: int = 1,
) -> Trial:
    """Let one seat deviate in games with those seeds, the control's own."""
    deviant = replace(setting, strategies={delegation: DEVIATIONS[deviation]})
    those = attained(list(records(scenario, deviant, seeds, jobs)), delegation)
    usual = attained(control, delegation)
    found, expected, gain = mean_of(those), mean_of(usual), difference(those, usual)
    if found is None or expected is None or gain is None:
        raise ValueError("a trial needs at least two games with a measurable attainment")
    return Trial(delegation, deviation, found, expected, gain)
