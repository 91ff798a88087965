"""The function that every event's change registers with, and the small tools of all of them."""

from collections.abc import Mapping
from functools import singledispatch
from typing import TypeVar

from game.engine import events as e
from game.engine.copies import replace as replace
from game.engine.state import Note, TableState

K = TypeVar("K")
V = TypeVar("V")


def put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    """The mapping with that entry."""
    return {**mapping, key: value}


def without(mapping: Mapping[K, V], *keys: K) -> dict[K, V]:
    """The mapping without those keys."""
    return {key: value for key, value in mapping.items() if key not in keys}


def note(state: TableState, event: e.Event, ref: str = "") -> tuple[Note, ...]:
    """The public notes with one more, of that event."""
    return (*state.notes, Note(event.at, event.kind, ref))


@singledispatch
def change(event: e.Event, state: TableState) -> TableState:
    """The state after the event, but for what is counted for every event alike."""
    raise TypeError(f"no way to apply {type(event).__name__}")
