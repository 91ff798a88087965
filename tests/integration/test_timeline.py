"""A table's timeline: everything in order, for its instructor alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from game.app import build
from game.config import Config
from game.engine.acts import EVENTS
from game.engine.acts.channels import SendMessage
from game.engine.acts.priorities import SetPriorities
from game.engine.choices import Chapter
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, of
from game.messages import words
from game.web.present import timeline
from game.web.present.stage import stage_for
from tests.running import Class


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield Class(house)
    house.database.close()


def test_the_timeline_has_what_is_private_and_can_be_filtered(room: Class) -> None:
    room.by("us", SendMessage(channel="us", text="Among ourselves"))
    room.by("japan", SetPriorities(issues=("aid", "programme")))
    everything = room.page("/table/1/timeline")
    assert "Among ourselves" in everything
    assert "Known to US" in everything
    assert "Among ourselves" not in room.page("/table/1/timeline?who=japan")
    assert "ranked the issues" in room.page("/table/1/timeline?who=japan")
    assert "Among ourselves" not in room.page("/table/1/timeline?what=run")
    assert "A phase opened" in room.page("/table/1/timeline?what=run")
    assert "Among ourselves" in room.page("/table/1/timeline?what=nonsense&who=nobody")


def test_the_timeline_is_for_the_instructor_alone(room: Class) -> None:
    events = room.tables.events(room.id)
    for viewer in (PUBLIC_VIEW, of("us")):
        with pytest.raises(ValueError, match="instructor alone"):
            timeline.timeline(stage_for(room.house.hall, room.id, viewer), events)


def test_every_kind_of_event_has_words_and_a_group() -> None:
    kinds = set(EVENTS.json_schema()["discriminator"]["mapping"])
    # An event that decides something is told by what was decided.
    assert set(words("events")) == kinds | {"point_of_order_upheld", "point_of_order_overruled"}
    assert set(words("event_groups")) == set(timeline.GROUPS)
    assert set(words("chapters")) == set(get_args(Chapter))


def test_the_panels_hold_the_end_of_a_long_game_and_link_to_the_rest(room: Class) -> None:
    for number in range(100):
        room.by("us", SendMessage(channel="us", text=f"line {number:03}"))
    page = room.page()
    assert "line 099" in page
    assert "line 059" not in page
    assert "70 earlier lines" in page
    for place in ("/table/1/talk", "/table/1/timeline"):
        assert "line 000" in room.page(place)


def test_a_timeline_of_a_whole_game_can_be_told(room: Class) -> None:
    stage = stage_for(room.house.hall, room.id, INSTRUCTOR_VIEW)
    told = timeline.timeline(stage, room.tables.events(room.id))
    assert [entry.kind for entry in told[-2:]] == ["phase_opened", "table_opened"]
