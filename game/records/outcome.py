"""What a log comes to: played back, scored, and compared with what was recorded."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from game.engine.acts.table import TableOpened, open_table
from game.engine.apply import apply
from game.engine.event import Event
from game.engine.results import result_of
from game.engine.state import RULES_VERSION, TableState
from game.records import facts
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
        text=state.text_package(),
        signatories=_signatories(state),
        facts=facts.VERSION,
        seen=dict(facts.seen(state)),
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
        except (LookupError, ValueError, TypeError, ArithmeticError) as error:
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
    """Whether the scenario has the numbers that the game was played and scored with."""
    return recorded.header.numbers_hash == scenario.hashes.numbers


def same_rules(recorded: Record) -> bool:
    """Whether the game was played under the rules of this program."""
    return recorded.header.rules_version == RULES_VERSION


def same_facts(recorded: Record) -> bool:
    """Whether this program has the list of facts by which the record tells what could be seen."""
    return 1 <= recorded.outcome.facts <= facts.VERSION


def _differences(recorded: Record, state: TableState, scenario: Scenario) -> Iterator[Difference]:
    told = recorded.outcome
    if told.ending != state.ending:
        yield Difference("ending_differs", {"told": str(told.ending), "found": str(state.ending)})
    if told.text not in (None, state.text_package()):
        yield Difference("text_differs")
    if told.signatories not in (None, _signatories(state)):
        yield Difference("signatories_differ")
    if same_facts(recorded):
        seen = facts.seen(state, told.facts)
        yield from _unlike(told.seen, seen, "view_differs")
    if not same_numbers(recorded, scenario):
        return
    try:
        found_scores = scores(scenario.structure, state)
    except (LookupError, ValueError) as error:
        raise BadRecord("does_not_score") from error
    yield from _unlike(told.scores, found_scores, "score_differs")


def _unlike(
    told: Mapping[str, object], found: Mapping[str, object], code: str
) -> Iterator[Difference]:
    """A difference for each viewer of whom not the same was told as was found."""
    for viewer in sorted(told.keys() | found.keys()):
        if told.get(viewer) != found.get(viewer):
            yield Difference(code, {"viewer": viewer})


def _signatories(state: TableState) -> tuple[DelegationId, ...]:
    """Who signed, in seating order."""
    return tuple(d for d in state.setup.delegations if d in state.signatories)
