"""How messages leave the house."""

from collections.abc import Mapping
from typing import Protocol


class Emit(Protocol):
    """Sends a message to everybody in a room."""

    def __call__(self, event: str, message: Mapping[str, object], *, to: str) -> None:
        """Send it."""
        ...
