"""The small tools by which events change the state."""

from collections.abc import Mapping
from typing import TypeVar

from game.engine.copies import replace as replace
from game.engine.entries import Note
from game.engine.event import Event
from game.engine.state import TableState

K = TypeVar("K")
V = TypeVar("V")


def put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    """The mapping with that entry."""
    return {**mapping, key: value}


def without(mapping: Mapping[K, V], *keys: K) -> dict[K, V]:
    """The mapping without those keys."""
    return {key: value for key, value in mapping.items() if key not in keys}


def note(state: TableState, event: Event, ref: str = "") -> tuple[Note, ...]:
    """The public notes with one more, of that event."""
    return (*state.notes, Note(event.at, event.kind, ref))
