"""What a log comes to: played back, scored, and compared with what was recorded."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from game.engine.acts.table import TableOpened, open_table
from game.engine.apply import apply
from game.engine.event import Event
from game.engine.results import result_of
from game.engine.state import RULES_VERSION, TableState
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of, seen_by
from game.records.digest import digest
from game.records.format import BadRecord, Outcome, Record, Score, header_of
from game.records.pseudonyms import without_names
from game.scenario.model import DelegationId, Structure
from game.scenario.texts import Scenario


@dataclass(frozen=True)
class Difference:
    """Something that a replay does not find as recorded: a code of the catalogue, and details."""

    code: str
    details: dict[str, str | int] = field(default_factory=dict)


def record(events: Iterable[Event], structure: Structure, language: str) -> Record:
    """The record of a table's log, without names. ValueError if it does not open a table."""
    return record_of(without_names(events), structure, language)


def record_of(events: tuple[Event, ...], structure: Structure, language: str) -> Record:
    """The record of a log, people called as they are called in it."""
    opened = events[0] if events else None
    if not isinstance(opened, TableOpened):
        raise ValueError("a table's log begins with its opening")
    state = final_state(events)
    outcome = Outcome(
        events=len(events),
        ending=state.ending,
        scores=scores(structure, state),
        state=digest(state),
        views=_views(state),
    )
    return Record(header_of(opened, language), events, outcome)


def states(events: tuple[Event, ...]) -> Iterator[tuple[Event, TableState]]:
    """Every event with the state after it. ``BadRecord`` where one does not fit those before it."""
    opened, *others = events
    if not isinstance(opened, TableOpened):
        raise BadRecord("no_opening")
    state = open_table(opened)
    yield opened, state
    # The header is a file's first line, the opening its second.
    for line, event in enumerate(others, start=3):
        try:
            state = apply(state, event)
        except LookupError as error:
            raise BadRecord("does_not_fit", line=line) from error
        yield event, state


def final_state(events: tuple[Event, ...]) -> TableState:
    """The state after the last event. ``BadRecord`` if the events do not make a game."""
    return deque(states(events), maxlen=1)[0][1]


def scores(structure: Structure, state: TableState) -> dict[DelegationId, Score]:
    """Every delegation's result; of a game that still runs, as if it stopped now."""
    results = {d: result_of(structure, state, d) for d in state.setup.delegations}
    return {
        delegation: Score(
            total=result.sheet.total,
            reservation=result.reservation,
            best=result.best,
            attainment=result.attainment,
        )
        for delegation, result in results.items()
    }


def differences(recorded: Record, scenario: Scenario) -> tuple[Difference, ...]:
    """What a replay finds otherwise than recorded, nothing if all is well.

    Scores are compared only under the scenario that they were taken with (see ``same_numbers``).
    ``BadRecord`` if the events do not make a game.
    """
    state = final_state(recorded.events)
    return tuple(_differences(recorded, state, scenario))


def same_numbers(recorded: Record, scenario: Scenario) -> bool:
    """Whether the scenario is, file by file, the one that the game was played and scored with."""
    return recorded.header.scenario_hash == scenario.hash


def same_rules(recorded: Record) -> bool:
    """Whether the game was played under the rules of this program."""
    return recorded.header.rules_version == RULES_VERSION


def _differences(recorded: Record, state: TableState, scenario: Scenario) -> Iterator[Difference]:
    told = recorded.outcome
    if told.ending != state.ending:
        yield Difference("ending_differs", {"told": str(told.ending), "found": str(state.ending)})
    if told.state != digest(state):
        yield Difference("state_differs")
    views = _views(state)
    for listener in sorted(told.views.keys() | views.keys()):
        if told.views.get(listener) != views.get(listener):
            yield Difference("view_differs", {"viewer": listener})
    if not same_numbers(recorded, scenario):
        return
    try:
        found_scores = scores(scenario.structure, state)
    except (LookupError, ValueError) as error:
        raise BadRecord("does_not_score") from error
    for delegation in sorted(told.scores.keys() | found_scores.keys()):
        if told.scores.get(delegation) != found_scores.get(delegation):
            yield Difference("score_differs", {"viewer": delegation})


def _views(state: TableState) -> dict[str, str]:
    """The digest of what each viewer knows."""
    viewers = (*map(of, state.setup.delegations), PUBLIC_VIEW, INSTRUCTOR_VIEW)
    return {viewer.listener: digest(seen_by(state, viewer)) for viewer in viewers}
