"""A table's stored log, played back; and what keeps one from being played back, for its instructor.

Whatever another version of the game, or a fault of the disk, has left of a log concerns that table
alone: the others go on.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from game.engine.acts.table import TableOpened
from game.engine.event import Event
from game.engine.fitness import misfits
from game.engine.state import TableState
from game.engine.stored import Unreadable, WhyUnreadable, play_back, read_log, rules_age
from game.scenario.problems import PackError
from game.scenario.texts import Scenario
from game.store.log import StoredEvent

_log = logging.getLogger(__name__)

#: No name of a kind is longer; what a damaged row holds may be.
NAME_LIMIT = 60

#: How a table stands to this version of the game. ``current``: as if it had been laid today;
#: ``other_numbers``: it goes on, and is scored, with today's numbers, which are not those that it
#: was laid with; ``other_rules``: it can be read but not played on.
Edition: TypeAlias = Literal["current", "other_numbers", "other_rules"]
#: Beside what a log by itself can lack: there is no such scenario, or it lacks what the log names.
WhyUnshown: TypeAlias = WhyUnreadable | Literal["no_scenario", "not_in_scenario"]


@dataclass(frozen=True)
class Unshown:
    """Why a table cannot be shown, at which event (0: at none alone), of which kind or name.

    For its instructor: of what kind an event is may be a secret of the table.
    """

    why: WhyUnshown
    name: str = "?"
    seq: int = 0


@dataclass(frozen=True)
class PlayedBack:
    """A table's events, the state after them, and how it stands to this version."""

    events: tuple[Event, ...]
    state: TableState
    edition: Edition


def played_back(
    table_id: int, rows: Sequence[StoredEvent], scenarios: Callable[[str], Scenario]
) -> PlayedBack | Unshown:
    """The table of that stored log, or why it cannot be shown."""
    found = _played_back(rows, scenarios)
    if isinstance(found, Unshown):
        _log.warning("table %s cannot be shown: %s at event %s", table_id, found.why, found.seq)
    return found


def _played_back(
    rows: Sequence[StoredEvent], scenarios: Callable[[str], Scenario]
) -> PlayedBack | Unshown:
    try:
        events = tuple(read_log((row.seq, row.body) for row in rows))
        state = play_back(events)
    except Unreadable as error:
        return Unshown(error.why, error.kind[:NAME_LIMIT], error.seq)
    try:
        scenario = scenarios(state.setup.scenario)
    except PackError:
        return Unshown("no_scenario", state.setup.scenario[:NAME_LIMIT])
    if unknown := misfits(scenario.structure, state):
        return Unshown("not_in_scenario", unknown[0][:NAME_LIMIT])
    laid = events[0]
    assert isinstance(laid, TableOpened)  # noqa: S101 - it has been played back
    return PlayedBack(events, state, edition(laid, scenario))


def edition(laid: TableOpened, scenario: Scenario) -> Edition:
    """How a table that was laid like that stands to this version.

    Texts and sources are only read: others of them change nothing.
    """
    if rules_age(laid) == "older":
        return "other_rules"
    return "current" if laid.numbers_hash == scenario.hashes.numbers else "other_numbers"
