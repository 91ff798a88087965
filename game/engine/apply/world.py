"""The world outside the room."""

from game.engine import events as e
from game.engine.apply.base import change, note, put, replace, without
from game.engine.state import (
    Crisis,
    IndicatorChange,
    Slot,
    StandingChange,
    TableState,
    WeightsChange,
)


@change.register
def _(event: e.IndicatorMoved, state: TableState) -> TableState:
    change = IndicatorChange(event.at, event.indicator, event.before, event.after, event.cause)
    return replace(
        state,
        indicators=put(state.indicators, event.indicator, event.after),
        course=(*state.course, change),
    )


@change.register
def _(event: e.StandingMoved, state: TableState) -> TableState:
    change = StandingChange(event.at, event.delegation, event.before, event.after, event.cause)
    return replace(
        state,
        standing=put(state.standing, event.delegation, event.after),
        standing_course=(*state.standing_course, change),
    )


@change.register
def _(event: e.RedLineCrossed, state: TableState) -> TableState:
    lines = (*state.crossed.get(event.delegation, ()), event.red_line)
    return replace(state, crossed=put(state.crossed, event.delegation, lines))


@change.register
def _(event: e.InjectScheduled, state: TableState) -> TableState:
    slot = Slot(event.due, event.inject)
    waiting = tuple(card for card in state.follow_ups if card != event.inject)
    return replace(state, schedule=put(state.schedule, event.slot, slot), follow_ups=waiting)


@change.register
def _(event: e.InjectSlotLapsed, state: TableState) -> TableState:
    card = state.schedule[event.slot].inject
    # A card that was to follow another, and had no time to, waits for the next phase of talks.
    waiting = state.follow_ups
    if card is not None and card not in state.crises:
        waiting = (*waiting, card)
    return replace(state, schedule=without(state.schedule, event.slot), follow_ups=waiting)


@change.register
def _(event: e.FollowUpQueued, state: TableState) -> TableState:
    return replace(state, follow_ups=(*state.follow_ups, event.inject))


@change.register
def _(event: e.InjectFell, state: TableState) -> TableState:
    crisis = Crisis(
        inject=event.inject,
        at=event.at,
        round=state.round,
        asked=event.asked,
        deadline=event.deadline,
        answers={},
        known_to=event.known_to,
    )
    schedule = without(state.schedule, event.slot) if event.slot else state.schedule
    return replace(
        state,
        crises=put(state.crises, event.inject, crisis),
        schedule=schedule,
        notes=state.notes if event.known_to else note(state, event, event.inject),
    )


@change.register
def _(event: e.InjectAnswered, state: TableState) -> TableState:
    crisis = state.crises[event.inject]
    answered = replace(crisis, answers=put(crisis.answers, event.delegation, event.answer))
    return replace(state, crises=put(state.crises, event.inject, answered))


@change.register
def _(event: e.InjectSettled, state: TableState) -> TableState:
    settled = replace(
        state.crises[event.inject],
        answers=event.answers,
        defaulted=event.defaulted,
        consequences=event.consequences,
        settled=True,
    )
    return replace(
        state,
        crises=put(state.crises, event.inject, settled),
        notes=state.notes if event.known_to else note(state, event, event.inject),
    )


@change.register
def _(event: e.WeightsShifted, state: TableState) -> TableState:
    shift = WeightsChange(event.at, event.delegation, event.weights, event.inject)
    return replace(
        state,
        weights=put(state.weights, event.delegation, event.weights),
        weights_course=(*state.weights_course, shift),
    )
