"""How a conference is set up: preset, tables, seats, house rules; and what fits a class."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from game.engine.house_rules import HouseRules
from game.messages.durations import next_time
from game.scenario.checks.play import WITHIN
from game.scenario.model import ROUND_LIMIT, Structure, Timings
from game.service.problems import Problem

TABLE_LIMIT = 24
SEAT_LIMIT = 6
#: Students that a layout can be proposed for: more than any one conference seats.
CLASS_LIMIT = 999
#: A step of less than five seconds is a slip of the pen, one of more than sixty days too.
SHORTEST, LONGEST = 5, 60 * 86_400


class Setup(BaseModel):
    """All that an instructor settles before anybody joins, apart from the title."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: str
    tables: int
    seats_per_delegation: int
    rules: HouseRules


def check_setup(setup: Setup, structure: Structure) -> None:
    """Raise the ``Problem`` that keeps the set-up from being played, if any."""
    if setup.preset not in {preset.id for preset in structure.presets}:
        raise Problem("unknown_preset")
    if not (1 <= setup.tables <= TABLE_LIMIT and 1 <= setup.seats_per_delegation <= SEAT_LIMIT):
        raise Problem("bad_number", tables=TABLE_LIMIT, seats=SEAT_LIMIT)
    if setup.rules.rounds is not None and not 1 <= setup.rules.rounds <= ROUND_LIMIT:
        raise Problem("bad_rounds", limit=ROUND_LIMIT)
    if setup.rules.bell and next_time(setup.rules.bell, 0) is None:
        raise Problem("bad_bell")
    if not set(setup.rules.left_out) <= {card.id for card in structure.optional_cards}:
        raise Problem("unknown_card")
    if setup.rules.timings is not None:
        _check_timings(setup.rules.timings, len(structure.delegations))


def _check_timings(timings: Timings, delegations: int) -> None:
    """The same bounds as the scenario's own presets: what happens within a step fits into it."""
    seconds: dict[str, int] = timings.model_dump()
    for name, value in seconds.items():
        if not SHORTEST <= value <= LONGEST:
            raise Problem("bad_timing", step=name)
    for inner, outer in WITHIN:
        if seconds[inner] > seconds[outer]:
            raise Problem("timing_too_long", step=inner, within=outer)
    if not timings.opening_fits(delegations):
        raise Problem("speakers_too_long", step="speaker", count=delegations)


@dataclass(frozen=True)
class Layout:
    """Tables and seats for a class: how many would watch, and how many seats a machine holds."""

    tables: int
    seats: int
    watching: int
    machines: int


def layouts(students: int, delegations: int) -> tuple[Layout, ...]:
    """Ways to lay tables for that many students, the most advisable first.

    Two to a delegation come first: one can speak while the other reads, and nobody is idle. Every
    delegation of every table should have somebody; where that fails for a few, those few watch.
    """
    found: list[Layout] = []
    for seats in (2, 1, 3):
        layout = _layout(students, delegations, seats)
        if layout not in found and layout.tables <= TABLE_LIMIT:
            found.append(layout)
    return tuple(sorted(found, key=lambda layout: layout.watching > 0))


def _layout(students: int, delegations: int, seats: int) -> Layout:
    at_a_table = delegations * seats
    tables = -(-students // at_a_table)
    if delegations * tables > students:
        # The last table would be half empty: rather fill the others.
        tables = max(1, students // at_a_table)
    most = max(1, -(-students // (delegations * tables)))
    return Layout(
        tables=tables,
        seats=min(seats, most),
        watching=max(0, students - tables * at_a_table),
        machines=max(0, tables * delegations - students),
    )
