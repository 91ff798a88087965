"""A clock is urgent near its end, however short it is: in its last minute and its last quarter."""

import re
from collections.abc import Iterator

import pytest
from flask import render_template_string

from game.app import House, build
from game.config import Config
from game.web.present.stage import Clock

CLOCK = "{% from 'pieces.html' import clock %}{{ clock(c) }}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = build(Config(f"sqlite:///{tmp_path_factory.mktemp('clocks') / 'game.db'}", "http://x"))
    yield house
    house.close()


@pytest.mark.parametrize(
    ("left", "total", "look"),
    [
        (20, 20, ""),
        (11, 20, ""),
        (10, 20, "soon"),
        (6, 20, "soon"),
        (5, 20, "urgent"),
        (75, 75, ""),
        (19, 75, "soon"),
        (18, 75, "urgent"),
        (225, 225, ""),
        (56, 225, "urgent"),
        (301, 1_200, ""),
        (300, 1_200, "soon"),
        (61, 1_200, "soon"),
        (60, 1_200, "urgent"),
        (0, 20, "urgent"),
    ],
)
def test_a_clock_is_urgent_in_its_last_quarter_and_minute(
    house: House, left: int, total: int, look: str
) -> None:
    shown = Clock(left, total, 1_000_000, paused=False)
    with house.app.test_request_context():
        page = render_template_string(CLOCK, c=shown)
    found = re.search(r'class="clock([^"]*)"', page)
    assert found is not None
    assert found[1].strip() == look
