"""A pack's edition: its three hashes as they were when somebody marked them, to tell what changed.

``edition.toml`` in the pack's folder holds them. It is no part of the scenario: nothing that is
played, scored or read depends on it.
"""

from pathlib import Path

from game.scenario.hashes import Hashes
from game.scenario.problems import Problem
from game.scenario.reading import read_file

EDITION_FILE = "edition.toml"
_HEAD = "# Written by `sixparty scenario check --mark`: what the scenario was when it was marked.\n"


def marked(pack: Path) -> tuple[Hashes | None, tuple[Problem, ...]]:
    """The hashes that were marked, None where none were; and what is wrong with the file."""
    file = pack / EDITION_FILE
    return read_file(Hashes, file) if file.exists() else (None, ())


def mark(pack: Path, hashes: Hashes) -> None:
    """Mark the pack's hashes as those of its edition."""
    lines = (f'{name} = "{value}"\n' for name, value in hashes.model_dump().items())
    (pack / EDITION_FILE).write_text("".join((_HEAD, *lines)), encoding="utf-8", newline="\n")
