"""Of the recorded games everybody sees today what was seen when they were last looked at."""

import json

import pytest

from tests.unchanged import SEEN_FILE, kept

STORED = json.loads(SEEN_FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, dict[str, str]]]:
    return kept()


def test_every_recorded_game_is_looked_at(found: dict[str, dict[str, dict[str, str]]]) -> None:
    assert found.keys() == STORED.keys()


@pytest.mark.parametrize("game", STORED)
def test_at_every_tenth_event_every_viewer_sees_the_same(
    game: str, found: dict[str, dict[str, dict[str, str]]]
) -> None:
    again = "if that is meant, run `python -m tests.unchanged keep`"
    differing = [number for number, seen in STORED[game].items() if found[game][number] != seen]
    assert not differing, again
    assert found[game].keys() == STORED[game].keys()
