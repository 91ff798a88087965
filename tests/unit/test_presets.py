"""The ready-made runs of play fit the class that they are made for, and leave room in it."""

import pytest

from game.scenario.loader import load_packaged
from game.scenario.model import Preset
from tests.builders import harbour

STRUCTURE = load_packaged("six_party_talks").structure
PACKS = (STRUCTURE, harbour())

each_preset = pytest.mark.parametrize(
    ("delegations", "preset"),
    [(len(pack.delegations), preset) for pack in PACKS for preset in pack.presets],
)


@pytest.mark.parametrize(
    ("preset", "minutes", "classes"), [("class50", 35, 1), ("class75", 60, 1), ("two75", 60, 2)]
)
def test_a_classroom_preset_plays_no_longer_than_its_class_has_time_for(
    preset: str, minutes: int, classes: int
) -> None:
    sittings = STRUCTURE.preset(preset).sittings
    assert len(sittings) == classes
    assert max(sittings) <= 60 * minutes


@pytest.mark.parametrize("preset", [p for p in STRUCTURE.presets if p.lesson], ids=lambda p: p.id)
def test_a_class_has_time_to_join_before_the_play_and_to_talk_it_over_afterwards(
    preset: Preset,
) -> None:
    lesson = preset.lesson
    assert lesson is not None
    assert (lesson.joining, lesson.debrief) >= (5, 15)
    for seconds in preset.sittings:
        assert seconds / 60 + lesson.joining + lesson.debrief <= lesson.minutes


def test_every_preset_named_after_a_class_says_how_long_the_class_is() -> None:
    lessons = {p.id: p.lesson.minutes for p in STRUCTURE.presets if p.lesson is not None}
    assert lessons == {"class50": 50, "class75": 75, "two75": 75}


@each_preset
def test_opening_statements_leave_a_fifth_of_the_plenary_to_an_open_floor(
    delegations: int, preset: Preset
) -> None:
    assert delegations * preset.timings.speaker <= 0.8 * preset.timings.plenary
    assert preset.timings.opening_fits(delegations)


def test_the_50_minute_class_is_the_default() -> None:
    assert STRUCTURE.default_preset.id == "class50"


def test_what_is_played_before_a_planned_pause_and_after_it_is_the_whole() -> None:
    preset = STRUCTURE.preset("two75")
    whole = preset.model_copy(update={"pause_after_round": None})
    assert (sum(preset.sittings),) == whole.sittings


@pytest.mark.parametrize("rounds", [1, 2, 3, 6])
def test_other_rounds_lengthen_the_play_by_whole_rounds(rounds: int) -> None:
    preset = STRUCTURE.preset("class50")
    times = preset.timings
    a_round = times.plenary + times.consultations + times.drafting
    (usual,), (other,) = preset.sittings, preset.lasting(rounds).sittings
    assert other - usual == (rounds - preset.rounds) * a_round
