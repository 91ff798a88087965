"""Records games of six computers as chronicles: ``python -m tests.replays.bots``.

They are what reviewers read to judge how the computer talks. The same seeds give the same games,
and new ones when the scenario's numbers, its texts or the computer's play change; a test says so.
"""

from collections.abc import Iterator
from pathlib import Path

from game.records.chronicle import chronicle
from game.records.outcome import record
from game.scenario.loader import load_packaged
from game.simulation.table import Setting, play

HERE = Path(__file__).parent / "current"
#: The files' names, and the preset and seed of each game.
GAMES = {
    "class50_first.txt": ("class50", "first"),
    "class50_second.txt": ("class50", "second"),
    "class75.txt": ("class75", "third"),
}


def told(preset: str, seed: str) -> str:
    """The chronicle of one game."""
    scenario = load_packaged("six_party_talks")
    game = play(scenario, Setting(preset), seed)
    recorded = record(game.log, scenario.structure, "en")
    return "\n".join(chronicle(recorded, scenario.text("en"))) + "\n"


def recordings() -> Iterator[tuple[Path, str]]:
    """Every file with what it should hold."""
    for name, (preset, seed) in GAMES.items():
        yield HERE / name, told(preset, seed)


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for file, text in recordings():
        file.write_text(text, encoding="utf-8")
