"""How many games the machine plays in a second, on one core. Run with ``pytest tests/bench -s``.

Measured on a 2.x GHz virtual core shared with other work (games a second, realistic level):
demo 5-9, class50 3-5, class75 2-4, two75 and homework 1-2.

What the profile (cProfile, class50) showed, and what became of it:

- guessing at the others took two thirds of the time while signs were objects and each option was
  smoothed in Python; now a guess is one small linear system for each of the others (0.3 ms);
- looking for a better deal after one stood ran at every look; now it is thought of now and then;
- the climb judged neighbours one by one; now all of a step at once;
- side accords asked for guesses before they looked at the own gain; now the gain comes first;
- what is left is flat: building views (15 %), ``dataclasses.replace`` in ``apply`` (10 %), and the
  habits' own questions. Nothing stands out.

The bound is far below all of that: it fails only if something has gone badly wrong.
"""

import time

import pytest

from game.scenario.loader import load_packaged
from game.simulation.table import Setting, play

#: Games a second below which something is wrong, on any machine that tests run on.
SLOWEST = {"demo": 0.7, "two75": 0.15}


@pytest.mark.parametrize(("preset", "games"), [("demo", 6), ("two75", 2)])
def test_games_a_second(preset: str, games: int) -> None:
    scenario, setting = load_packaged("six_party_talks"), Setting(preset)
    play(scenario, setting, "warm")  # tables are worked out once
    begun = time.perf_counter()
    for number in range(games):
        play(scenario, setting, f"bench-{number}")
    rate = games / (time.perf_counter() - begun)
    print(f"\n{preset}: {rate:.1f} games a second")  # noqa: T201 - what a benchmark is for
    assert rate > SLOWEST[preset]
