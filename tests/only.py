"""A table's state of which nothing can be read but some fields, and what follows from them."""

from collections.abc import Collection
from dataclasses import fields

from game.engine.state import TableState

NAMES = frozenset(field.name for field in fields(TableState))


class Only(TableState):
    """That state. AssertionError where another field is read."""

    def __init__(self, state: TableState, readable: Collection[str]) -> None:
        vars(self).update(vars(state), _readable=frozenset(readable))

    def __getattribute__(self, name: str) -> object:
        if name in NAMES:
            assert name in self._readable, f"{name} is read, but not declared"
        return super().__getattribute__(name)

    _readable: frozenset[str]
