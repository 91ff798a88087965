"""What the tests that run over every kind of deed take from the files of ``tests/acts``.

Such a file may hold ``SAMPLES``: one of each of its commands, as at a table of the harbour
scenario; ``scene``, which makes each of its events happen at any table in its plenary; and
``DEEDS``, ``TALK`` and ``CHAIR``: what heads, advisers and the instructor could sensibly send.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from game.engine.command import Command
from tests.builders import Game

Kind = Callable[[Game, str], Iterator[Command]]


def _files() -> Iterator[ModuleType]:
    for file in sorted((Path(__file__).parent / "acts").glob("test_*.py")):
        yield import_module(f"tests.acts.{file.stem}")


def _all(name: str) -> tuple[Any, ...]:
    return tuple(one for file in _files() for one in getattr(file, name, ()))


def samples() -> tuple[Command, ...]:
    """One of each command."""
    return _all("SAMPLES")


def deeds() -> tuple[Kind, ...]:
    """What heads could do."""
    return _all("DEEDS")


def talk() -> tuple[Kind, ...]:
    """What anybody of a delegation could do."""
    return _all("TALK")


def of_the_chair(game: Game) -> Iterator[Command]:
    """What the instructor could do."""
    for kind in _all("CHAIR"):
        yield from kind(game)


def play_scenes(game: Game) -> None:
    """Make everything happen that those files know of, at a table in its plenary."""
    for file in _files():
        file.scene(game)
