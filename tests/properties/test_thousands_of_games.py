"""Thousands of random legal games: each ends, in every way there is, and breaks no rule."""

from collections import Counter
from typing import get_args

import pytest

from game.engine.acts import PUBLIC_KINDS
from game.scenario.model import Ending
from tests.properties.invariants import assert_ended, assert_sound
from tests.properties.play import structure_of
from tests.properties.stroll import Stroll

#: What the instructor sends only to begin and to go on, and what hurries past a phase.
UNCOUNTED = {"start_table", "advance_phase", "resume_table"}


@pytest.mark.parametrize(
    ("scenario", "games", "rare"),
    [("harbour", 2_000, set()), ("six_party_talks", 200, {"partial_accord"})],
)
def test_every_random_legal_game_ends_and_breaks_no_rule(
    scenario: str, games: int, rare: set[str]
) -> None:
    endings, passed = Counter[str](), Counter[str]()
    for seed in range(games):
        stroll = Stroll(structure_of(scenario), seed)
        game = stroll.play()
        try:
            assert_sound(game)
            assert_ended(game)
        except AssertionError as error:
            error.add_note(f"in the game of seed {seed}")
            raise
        endings[game.state.ending or "none"] += 1
        passed += stroll.passed
    assert set(endings) | rare == set(get_args(Ending))
    sent = {one.model_fields["kind"].default for one in PUBLIC_KINDS}
    assert {kind for kind in sent - UNCOUNTED if passed[kind] < 10} == set()
