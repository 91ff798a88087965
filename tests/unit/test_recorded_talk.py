"""The recorded games of six computers are what the command that makes them would make today."""

import pytest

from tests.replays.bots import GAMES, HERE, told


@pytest.mark.parametrize("name", GAMES)
def test_a_recorded_game_is_what_the_computer_plays_today(name: str) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    assert text == told(*GAMES[name]), "run `python -m tests.replays.bots`"


def test_no_other_told_game_stands_beside_them() -> None:
    assert {file.name for file in HERE.glob("*.txt")} == set(GAMES)
