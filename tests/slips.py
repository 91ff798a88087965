"""Slips in the tiny pack: one thing broken, and the one problem that it should bring."""

from dataclasses import dataclass
from pathlib import Path

from game.scenario.problems import Problem

HARBOUR = Path(__file__).parent / "scenarios" / "harbour"


@dataclass(frozen=True)
class Slip:
    """A change in one file, and the one problem that it should bring there.

    ``blamed`` is the file that gets the blame where that is another one; ``also`` are the places
    that a misnamed thing brings beside it.
    """

    file: str
    old: str
    new: str
    place: str
    reason: str
    blamed: str = ""
    also: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.file}-{self.place}-{self.reason[:20]}"


def spoil(pack: Path, file: str, old: str, new: str) -> None:
    text = (pack / file).read_text("utf-8")
    assert old in text, f"{file} no longer holds {old!r}"
    (pack / file).write_text(text.replace(old, new, 1), "utf-8")


def assert_only(found: tuple[Problem, ...], file: str, place: str, reason: str) -> None:
    assert [(problem.file, problem.place) for problem in found] == [(file, place)]
    assert reason in found[0].reason


def assert_slip(found: tuple[Problem, ...], slip: Slip) -> None:
    first = (slip.blamed or slip.file, slip.place)
    assert sorted((one.file, one.place) for one in found) == sorted((first, *slip.also))
    assert any((one.file, one.place) == first and slip.reason in one.reason for one in found)
