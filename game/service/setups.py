"""Set-ups that an instructor keeps for another term."""

from collections.abc import Callable
from dataclasses import dataclass

from game.characters import has_letters, visible_line
from game.service import scenarios
from game.service.problems import Problem
from game.service.setup import Setup, check_setup
from game.store.directory import Directory, Instructor, NameTaken, StoredSetup

SETUP_NAME_LIMIT = 60


@dataclass(frozen=True)
class SavedSetup:
    """A set-up under the name that its instructor gave it."""

    id: int
    name: str
    setup: Setup


class Setups:
    """Each instructor's own; nobody reaches another's."""

    def __init__(self, directory: Directory, clock: Callable[[], float]) -> None:
        self._directory = directory
        self._clock = clock

    def of(self, instructor: Instructor) -> tuple[SavedSetup, ...]:
        """The instructor's set-ups by name."""
        return tuple(_read(stored) for stored in self._directory.setups_of(instructor.id))

    def get(self, instructor: Instructor, id_: int) -> SavedSetup:
        """The instructor's set-up with that id."""
        stored = self._directory.setup(instructor.id, id_)
        if stored is None:
            raise Problem("unknown_setup")
        return _read(stored)

    def save(self, instructor: Instructor, name: str, setup: Setup) -> None:
        """Keep a set-up that could be played."""
        check_setup(setup, scenarios.scenario(scenarios.DEFAULT).structure)
        name = _checked(name)
        try:
            self._directory.add_setup(instructor.id, name, setup.model_dump_json(), self._clock())
        except NameTaken:
            same = any(one.name == name and one.setup == setup for one in self.of(instructor))
            if same:
                # The same form came twice: it is saved.
                return
            raise Problem("setup_taken", name=name) from None

    def rename(self, instructor: Instructor, id_: int, name: str) -> None:
        """Give a set-up another name."""
        name = _checked(name)
        try:
            found = self._directory.rename_setup(instructor.id, id_, name)
        except NameTaken:
            raise Problem("setup_taken", name=name) from None
        if not found:
            raise Problem("unknown_setup")

    def remove(self, instructor: Instructor, id_: int) -> None:
        """Delete a set-up."""
        if not self._directory.remove_setup(instructor.id, id_):
            raise Problem("unknown_setup")


def _read(stored: StoredSetup) -> SavedSetup:
    return SavedSetup(stored.id, stored.name, Setup.model_validate_json(stored.body))


def _checked(name: str) -> str:
    name = visible_line(name)
    if not has_letters(name):
        raise Problem("empty_setup_name")
    if len(name) > SETUP_NAME_LIMIT:
        raise Problem("long_name", limit=SETUP_NAME_LIMIT)
    return name
