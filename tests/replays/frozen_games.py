"""Games that former versions recorded, in ``frozen/``, and what they came to.

A folder is named after the commit that recorded its games. It holds their files as that version
wrote them, the scenario's numbers of its day (``numbers.json``), and what the games came to
(``outcomes.json``): endings, texts, scores, and what every seat could see, on the way and at the
end. Nothing in it is ever changed: what a later version finds otherwise is that version's fault.

``python -m tests.replays.frozen_games FOLDER FACTS`` writes the outcomes of a new folder, told by
that version of the list of facts. The outcomes of the two that are there were found alike by the
programs that recorded their games and by today's.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game.engine.state import TableState
from game.records.digest import digest
from game.records.facts import facts, viewers
from game.records.format import Record, read
from game.records.outcome import scores, states
from game.scenario.model import Structure

FROZEN = Path(__file__).parent / "frozen"
#: Every so many events it is noted what each seat sees.
STRIDE = 10


@dataclass(frozen=True)
class Frozen:
    """The games of one version by name, its numbers, and what was found of each game."""

    folder: Path
    numbers: Structure
    games: dict[str, Path]

    @classmethod
    def of(cls, folder: Path) -> "Frozen":
        """What is in that folder."""
        numbers = (folder / "numbers.json").read_text("utf-8")
        games = {file.stem: file for file in sorted(folder.glob("*.jsonl"))}
        return cls(folder, Structure.model_validate_json(numbers), games)

    @property
    def outcomes(self) -> dict[str, Any]:
        """What the games came to, and by which version of the list of facts that is told."""
        found: dict[str, Any] = json.loads((self.folder / "outcomes.json").read_text("utf-8"))
        return found

    def recorded(self, game: str) -> Record:
        """The record of that game."""
        return read(self.games[game].read_bytes())


def frozen() -> Iterator[Frozen]:
    """Every folder of frozen games, by its name's order."""
    for folder in sorted(FROZEN.iterdir()):
        if folder.is_dir():
            yield Frozen.of(folder)


def outcome(recorded: Record, numbers: Structure, version: int) -> dict[str, Any]:
    """What a recorded game comes to today, scored with those numbers."""
    passed = [state for _, state in states(recorded.events)]
    end = passed[-1]
    return {
        "events": len(passed),
        "ending": end.ending,
        "signatories": [d for d in end.setup.delegations if d in end.signatories],
        "text": dict(sorted(end.text_package().items())),
        "scores": {d: score.model_dump() for d, score in scores(numbers, end).items()},
        "seen": {
            viewer.listener: {
                name: _short(fact) for name, fact in facts(end, viewer, version).items()
            }
            for viewer in viewers(end)
        },
        "seen_on_the_way": _on_the_way(passed, version),
    }


def _on_the_way(passed: list[TableState], version: int) -> dict[str, str]:
    """By viewer a digest of all that they saw at every so many events."""
    looks = passed[::STRIDE]
    return {
        viewer.listener: _short([digest(facts(state, viewer, version)) for state in looks])
        for viewer in viewers(passed[-1])
    }


def _short(value: object) -> str:
    return digest(value).removeprefix("sha256:")[:16]


def _write(folder: Path, version: int) -> None:
    target = folder / "outcomes.json"
    if target.exists():
        raise SystemExit(f"{target} is there: what is frozen is never recorded again")
    found = Frozen.of(folder)
    games = {name: outcome(found.recorded(name), found.numbers, version) for name in found.games}
    text = json.dumps({"facts": version, "games": games}, indent=1, ensure_ascii=False)
    target.write_text(f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _write(Path(sys.argv[1]), int(sys.argv[2]))
