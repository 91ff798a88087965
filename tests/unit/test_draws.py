"""Chance: as likely as the weights say, and no telltale."""

from collections import Counter

import pytest

from game.engine.draws import choose, race
from tests.builders import FixedDraws, SeededDraws

WEIGHTS = {"anchor": 1, "buoy": 3, "crane": 6}


def test_a_race_is_won_as_often_as_the_weights_say() -> None:
    seeds = 2_000
    won = Counter(race(SeededDraws(seed), "which", WEIGHTS) for seed in range(seeds))
    for name, weight in WEIGHTS.items():
        assert won[name] == pytest.approx(seeds * weight / 10, abs=seeds / 30)


def test_who_else_takes_part_changes_nothing_between_the_others() -> None:
    winners = Counter[str]()
    for seed in range(300):
        alone = race(SeededDraws(seed), "which", WEIGHTS)
        with_one_more = race(SeededDraws(seed), "which", {**WEIGHTS, "dinghy": 5})
        assert with_one_more in ("dinghy", alone)
        winners[with_one_more] += 1
    assert set(winners) == {*WEIGHTS, "dinghy"}


def test_a_race_is_the_same_for_the_same_label_and_another_for_another() -> None:
    draws = SeededDraws(7)
    assert race(draws, "first", WEIGHTS) == race(draws, "first", WEIGHTS)
    assert len({race(draws, f"slot {number}", WEIGHTS) for number in range(40)}) == 3


def test_the_extremes_of_chance_are_drawn_too() -> None:
    assert race(FixedDraws(otherwise=0.0), "which", WEIGHTS) == "anchor"
    assert race(FixedDraws(otherwise=1 - 2**-48), "which", WEIGHTS) == "crane"


def test_nothing_is_drawn_from_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        race(FixedDraws(), "which", {})
    with pytest.raises(ValueError, match="nothing to choose from"):
        choose(FixedDraws(), "which", [])


@pytest.mark.parametrize(
    ("fraction", "chosen"), [(0.0, "a"), (0.24, "a"), (0.25, "b"), (0.99, "b")]
)
def test_a_choice_falls_where_the_mark_does(fraction: float, chosen: str) -> None:
    assert choose(FixedDraws(otherwise=fraction), "which", [("a", 1), ("b", 3)]) == chosen
