"""What the instructor does at a table, and hands raised to them."""

from game.engine import events as e
from game.engine.apply.base import change, note, put, replace, without
from game.engine.state import Dispatch, TableState


@change.register
def _(event: e.InjectHeld, state: TableState) -> TableState:
    one = frozenset({event.inject})
    return replace(state, held=state.held | one if event.held else state.held - one)


@change.register
def _(event: e.DispatchSent, state: TableState) -> TableState:
    sent = Dispatch(
        id=event.dispatch,
        at=event.at,
        headline=event.headline,
        text=event.text,
        to=event.to,
        person=event.person,
    )
    notes = state.notes if event.to else note(state, event, event.dispatch)
    return replace(state, dispatches=(*state.dispatches, sent), notes=notes)


@change.register
def _(event: e.MessageHidden, state: TableState) -> TableState:
    if event.channel is None:
        said = list(state.statements)
        said[event.index] = replace(said[event.index], hidden=event.hidden)
        return replace(state, statements=tuple(said))
    channel = state.channels[event.channel]
    messages = list(channel.messages)
    messages[event.index] = replace(messages[event.index], hidden=event.hidden)
    changed = replace(channel, messages=tuple(messages))
    return replace(state, channels=put(state.channels, channel.id, changed))


@change.register
def _(event: e.HandMoved, state: TableState) -> TableState:
    if event.raised:
        return replace(state, hands=put(state.hands, event.delegation, event.at))
    return replace(state, hands=without(state.hands, event.delegation))


@change.register
def _(event: e.ChapterOpened, state: TableState) -> TableState:
    return replace(state, opened=state.opened | {event.chapter})
