"""The same games under other conditions: without a card or a move, or in another house.

That accords are likelier with a move than without it does not show that the move makes them so: a
gift is made when the talks go well. What it does is seen by playing the games in which it was made
once more, with the same seeds, where nobody may make it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from game.scenario.model import ConsensusRule, InjectId, Level, MoveId
from game.scenario.texts import Scenario
from game.simulation.batch import records
from game.simulation.records import Record
from game.simulation.report import Report, report_of
from game.simulation.statistics import Mean, paired
from game.simulation.table import Setting

Happening: TypeAlias = Literal["inject", "move"]

#: The house rules and levels under which a preset is also played, beside unanimity among realistic
#: machines: each differs in one thing.
HOUSES: tuple[tuple[ConsensusRule, Level], ...] = (
    ("minus_one", "realistic"),
    ("unanimity", "cooperative"),
    ("unanimity", "hard"),
)


@dataclass(frozen=True)
class Effect:
    """What a card or a move does, in so many games in which it happened, played with and without.

    ``accord`` is the share of accords with it less that without, in points of per cent.
    """

    kind: Happening
    subject: InjectId | MoveId
    games: int
    accord: Mean

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "games": self.games,
            "accord": self.accord.as_json(),
        }


def effect_of(
    scenario: Scenario,
    setting: Setting,
    kind: Happening,
    subject: InjectId | MoveId,
    played: Sequence[Record],
    jobs: int = 1,
) -> Effect:
    """Play those games once more with the card held back or the move forbidden.

    All of ``played`` must be of the setting; those in which it did not happen are left out.
    ValueError where it happened in none.
    """
    held, barred = (subject,) if kind == "inject" else (), (subject,) if kind == "move" else ()
    concerned = [r for r in played if subject in (r.injects if kind == "inject" else r.moves)]
    spared = replace(setting, held_injects=frozenset(held), barred_moves=frozenset(barred))
    again = records(scenario, spared, tuple(record.seed for record in concerned), jobs)
    found = paired(
        [100.0 * record.accord for record in concerned], [100.0 * record.accord for record in again]
    )
    if found is None:
        raise ValueError(f"{subject} happened in none of the games")
    return Effect(kind, subject, len(concerned), found)


def elsewhere(
    scenario: Scenario, setting: Setting, seeds: tuple[str, ...], jobs: int = 1
) -> Iterator[Report]:
    """What games with those seeds say under each of the other house rules and levels."""
    for consensus, level in HOUSES:
        house = replace(setting, consensus=consensus, level=level)
        if house != setting:
            played = tuple(records(scenario, house, seeds, jobs))
            yield report_of(scenario.structure, house, played)
