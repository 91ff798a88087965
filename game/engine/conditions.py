"""Whether what a scenario asks of a table holds."""

from collections.abc import Iterable

from game.engine.state import TableState
from game.scenario.model import (
    AgendaCondition,
    AwayCondition,
    CardCondition,
    ClauseCondition,
    Condition,
    IndicatorCondition,
    MeetingsCondition,
    MoveCondition,
    MoveFate,
    MoveId,
    StandingCondition,
    Structure,
)


def holds(structure: Structure, state: TableState, condition: Condition) -> bool:
    """Whether the condition holds at the table now."""
    match condition:
        case IndicatorCondition():
            return condition.hold(state.indicators[condition.indicator])
        case StandingCondition():
            return condition.hold(state.standing[condition.delegation])
        case MeetingsCondition():
            return condition.hold(state.meetings.get(frozenset(condition.between), 0))
        case MoveCondition():
            fate = move_fate(state, condition.move)
            return fate != "not_made" if condition.state == "made" else fate == condition.state
        case CardCondition():
            return _card(state, condition)
        case AwayCondition():
            return (condition.delegation in state.away) is condition.away
        case ClauseCondition():
            clause = state.text.get(condition.issue)
            held = clause.option if clause else structure.issue(condition.issue).silent
            return held in condition.options
        case AgendaCondition():
            return condition.issue in state.setup.agenda


def all_hold(structure: Structure, state: TableState, conditions: Iterable[Condition]) -> bool:
    """Whether every one of them holds."""
    return all(holds(structure, state, condition) for condition in conditions)


def move_fate(state: TableState, move: MoveId) -> MoveFate:
    """Whether the move was never made, is hidden, or is known to all."""
    made = [one for one in state.moves if one.move == move]
    if not made:
        return "not_made"
    return "known" if any(one.known for one in made) else "hidden"


def _card(state: TableState, condition: CardCondition) -> bool:
    crisis = state.crises.get(condition.inject)
    if condition.delegation is None:
        return (crisis is not None) is condition.fallen
    given = crisis.answers.get(condition.delegation) if crisis and crisis.settled else None
    return given == condition.answer
