"""How a game fits into its class, and when the bell rings."""

import os
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from game.messages.durations import next_time, write_time
from game.scenario.loader import load_packaged
from game.service.lesson import bell_after, sittings

STRUCTURE = load_packaged("six_party_talks").structure
MADE_FOR_A_CLASS = ("class50", "class75", "two75")


@pytest.fixture(params=["UTC", "Asia/Seoul", "Europe/Berlin", "America/St_Johns"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize("preset", MADE_FOR_A_CLASS)
def test_the_parts_of_a_class_come_to_its_length_and_nothing_is_too_long(preset: str) -> None:
    found = STRUCTURE.preset(preset)
    assert found.lesson is not None
    plan = sittings(found)
    assert len(plan) == len(found.sittings)
    for sitting, seconds in zip(plan, found.sittings, strict=True):
        assert sitting.length == 60 * found.lesson.minutes
        assert sitting.brief + sitting.play == seconds
        assert sitting.too_long == 0
        assert sitting.rest >= (60 * found.lesson.debrief if sitting.last else 0)
    assert [sitting.last for sitting in plan] == [False] * (len(plan) - 1) + [True]


def test_the_50_minute_class_is_five_thirty_fifteen() -> None:
    (only,) = sittings(STRUCTURE.preset("class50"))
    assert (only.joining, only.brief + only.play, only.rest) == (300, 1_800, 900)


def test_more_rounds_than_the_class_has_time_for_are_too_long() -> None:
    (only,) = sittings(STRUCTURE.preset("class50").lasting(4))
    assert only.too_long == 2 * (165 + 225 + 255)


@pytest.mark.parametrize("preset", ["homework", "demo"])
def test_what_is_not_made_for_a_class_has_no_plan(preset: str) -> None:
    assert sittings(STRUCTURE.preset(preset)) == ()


def at(text: str) -> float:
    """That moment by this machine's clock."""
    return datetime.fromisoformat(text).astimezone().timestamp()


@pytest.mark.parametrize(
    ("now", "typed", "rings"),
    [
        ("2026-11-27T10:00", "10:50", "2026-11-27T10:50"),
        ("2026-11-27T10:00", "9:05", "2026-11-28T09:05"),
        ("2026-11-27T10:50", "10:50", "2026-11-28T10:50"),
        ("2026-12-31T23:30", "00:15", "2027-01-01T00:15"),
        ("2026-11-27T10:00", "10.50", "2026-11-27T10:50"),
    ],
)
def test_a_bell_rings_the_next_time_that_the_clock_shows_it(
    zone: str, now: str, typed: str, rings: str
) -> None:
    moment = next_time(typed, at(now))
    assert moment == at(rings)
    assert write_time(moment) == rings[-5:]


def test_a_bell_rings_by_the_wall_on_the_day_when_the_clocks_change() -> None:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Berlin"
    time.tzset()
    try:
        moment = next_time("08:00", at("2026-10-24T09:00"))
        assert moment == at("2026-10-25T08:00")
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@pytest.mark.parametrize(
    "typed", ["", "24:00", "10:60", "soon", "10", "10:5", "\u0661\u0660:\u0665\u0660", "-1:00"]
)
def test_what_is_no_time_of_day_is_no_bell(typed: str) -> None:
    assert next_time(typed, 0) is None
    assert bell_after(typed, 0) is None


def test_a_bell_that_has_just_rung_or_is_far_off_is_not_that_of_this_class() -> None:
    now = at("2026-11-27T10:00")
    assert bell_after("10:50", now) == at("2026-11-27T10:50")
    assert bell_after("10:00", now) is None
    assert bell_after("09:50", now) is None
