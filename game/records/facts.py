"""What a viewer can see at a table, as a list of facts that only grows.

A recorded game keeps a digest of them for each viewer. They are named here one by one, apart from
how the program holds them, so that a game recorded years ago can still be checked: ``VERSION``
rises when facts are added, and a record is checked by those of its own version.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, TypeAlias

from game.engine.state import TableState, channel_id
from game.engine.viewers import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of
from game.engine.views import seen_by
from game.records.digest import digest
from game.scenario.model import DelegationId

#: 2: offers in private talks, the bell, and cards that are left out of a table's deck.
VERSION: Final = 2


@dataclass(frozen=True)
class Fact:
    """Something that a viewer can see, since which version of the list, read from their view."""

    name: str
    since: int
    read: Callable[[TableState], Any]


Parts: TypeAlias = dict[str, Any]


def _parts(names: str) -> Callable[[Any], Parts]:
    """Reads those attributes of an object by name."""
    wanted = names.split()
    return lambda found: {name: attrgetter(name)(found) for name in wanted}


def _each(names: str) -> Callable[[Iterable[Any]], list[Parts]]:
    """Reads those attributes of each of several objects."""
    read = _parts(names)
    return lambda found: [read(one) for one in found]


_laid = _parts("scenario preset delegations agenda")
_rules = _parts("consensus capitals talk votes scores rounds")
_floor = _parts("delegation turn deadline")
_clause = _parts("option proposal")
_said = _each("at delegation by text hidden")
_statements = _each("at delegation by text round hidden")
_proposals = _each(
    "id delegation by at round package note counters deadline status received ballots tally"
)
_crises = _each("inject at round asked deadline settled answers defaulted consequences private")
_offers = _each(
    "id accord parties delegation by at round package confidential note accepted status"
)
_trades = _each(
    "id delegation by at round gives asks note accepted status answered_at answered_by reply"
)


def _talks(view: TableState) -> list[Parts]:
    read = _parts("id members status invited_by accepted public")
    return [{**read(talk), "messages": _said(talk.messages)} for talk in view.channels.values()]


def _schedule(view: TableState) -> dict[str, Parts]:
    read = _parts("due inject")
    return {name: read(slot) for name, slot in view.schedule.items()}


def _fact(name: str, read: Callable[[TableState], Any], since: int = 1) -> Fact:
    return Fact(name, since, read)


FACTS: Final = (
    _fact("setup", lambda v: {**_laid(v.setup), **_rules(v.setup.rules)}),
    _fact("phase", lambda v: _parts("step.phase step.round opened_at deadline")(v.phase)),
    _fact("pause", _parts("paused_at pause_planned")),
    _fact("floor", lambda v: v.floor and _floor(v.floor)),
    _fact("ready", lambda v: v.ready),
    _fact("indicators", lambda v: v.indicators),
    _fact("course", lambda v: _each("at indicator before after cause")(v.course)),
    _fact("statements", lambda v: _statements(v.statements)),
    _fact("news", lambda v: _each("at kind ref")(v.notes)),
    _fact("meetings", _parts("meeting_now meetings")),
    _fact("meetings_held", lambda v: _each("members at until public round")(v.talks)),
    _fact("text", lambda v: {issue: _clause(clause) for issue, clause in v.text.items()}),
    _fact("proposals", lambda v: _proposals(v.proposals.values())),
    _fact("signatures", _parts("decided decisions decisions_opened decisions_opened_at")),
    _fact("ending", _parts("ending signatories concluded")),
    _fact("crises", lambda v: _crises(v.crises.values())),
    _fact("talks", _talks),
    _fact("priorities", lambda v: v.priorities),
    _fact("standing", lambda v: v.standing),
    _fact(
        "standing_course",
        lambda v: _each("at delegation before after cause")(v.standing_course),
    ),
    _fact("red_lines", _parts("crossed mandates")),
    _fact("weights", lambda v: _each("at delegation weights inject")(v.weights_course)),
    _fact("hands", lambda v: v.hands),
    _fact("schedule", _schedule),
    _fact("deck", _parts("follow_ups held")),
    _fact("moves", lambda v: _each("move delegation by at round cases known cause")(v.moves)),
    _fact("away", lambda v: v.away),
    _fact(
        "cables",
        lambda v: _each("id delegation by red_line at round text deadline status reason reply")(
            v.cables.values()
        ),
    ),
    _fact("accords", lambda v: _offers(v.offers.values())),
    _fact(
        "duties",
        lambda v: _each("id obligation delegation issue offer known_to conduct reports")(
            v.duties.values()
        ),
    ),
    _fact("chosen", lambda v: v.chosen),
    _fact("dispatches", lambda v: _each("id at headline text to person")(v.dispatches)),
    _fact("chapters", lambda v: v.opened),
    _fact(
        "trades",
        lambda v: {c.id: _trades(c.trades) for c in v.channels.values() if c.trades},
        since=2,
    ),
    _fact("bell", lambda v: v.bell, since=2),
    _fact("left_out", lambda v: v.setup.rules.left_out, since=2),
)


def facts(state: TableState, viewer: Viewer, version: int = VERSION) -> dict[str, Any]:
    """What the viewer can see, by the name of each fact of that version of the list."""
    view = seen_by(state, viewer)
    found = {fact.name: fact.read(view) for fact in FACTS if fact.since <= version}
    sitting = tuple(members for members in view.meeting_now if _sits(state, members))
    return {**found, "meetings": {**found["meetings"], "meeting_now": sitting}}


def _sits(state: TableState, members: Iterable[DelegationId]) -> bool:
    """Whether that talk goes on: between two events of one command, one may have been left."""
    return state.channels[channel_id(frozenset(members))].status == "open"


def seen(state: TableState, version: int = VERSION) -> Mapping[str, str]:
    """By listener a digest of all that they can see: of each delegation, public, instructor."""
    return {viewer.listener: digest(facts(state, viewer, version)) for viewer in viewers(state)}


def viewers(state: TableState) -> tuple[Viewer, ...]:
    """Everybody who sees a table in a way of their own."""
    return (*map(of, state.setup.delegations), PUBLIC_VIEW, INSTRUCTOR_VIEW)
