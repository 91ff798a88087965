"""Tables of other versions: read and told where they can be, never an error, never played on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from game.app import build
from game.config import Config
from game.engine.actors import INSTRUCTOR
from game.engine.acts.progress import AdvancePhase
from game.service.problems import Problem
from game.store.schema import events
from tests.running import Class


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    found = Class(build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1")))
    yield found
    found.house.close()


def rewrite(room: Class, before: str, after: str) -> None:
    """Change the records of all tables, as if another version had written them."""
    with room.house.database.writing() as connection:
        changed = sa.func.replace(events.c.body, before, after)
        assert connection.execute(sa.update(events).values(body=changed)).rowcount
    room.tables.forget(room.ids)


RULES = ('"rules_version":2', '"rules_version":1')
SCENARIO = ('"scenario_hash":"', '"scenario_hash":"x')
#: What today's scenario has not, by the kind of thing that is named.
UNKNOWN = {
    "a scenario": ('"scenario":"six_party_talks"', '"scenario":"five_party_talks"'),
    "a preset": ('"preset":"demo"', '"preset":"evening"'),
    "an issue": ('"agenda":["', '"agenda":["moon","'),
    "a delegation": ('"delegations":["', '"delegations":["atlantis","'),
    "an indicator": ('"tension":', '"temper":'),
    "an event": ('"kind":"phase_opened"', '"kind":"phase_begun"'),
    "a field": ('"consensus":', '"agreement":'),
}


def test_under_other_rules_a_table_can_be_read_and_not_played_on(room: Class) -> None:
    rewrite(room, *RULES)
    assert "under the rules of another version" in room.page("")
    assert "Table 1" in room.page("/table/1")
    assert "it cannot be played on" in room.student("us")
    with pytest.raises(Problem, match="other_version"):
        room.send(INSTRUCTOR, AdvancePhase())
    before = room.tables.state(room.id)
    room.now += 100_000
    room.house.ticker.beat()
    assert room.tables.state(room.id) == before


def test_under_another_edition_of_the_scenario_a_table_goes_on_and_says_so(room: Class) -> None:
    rewrite(room, *SCENARIO)
    assert "with another edition of the scenario" in room.page("")
    room.send(INSTRUCTOR, AdvancePhase())


@pytest.mark.parametrize("kind", UNKNOWN)
def test_what_today_s_version_cannot_show_is_told_on_every_page(room: Class, kind: str) -> None:
    rewrite(room, *UNKNOWN[kind])
    desk = room.browser.get(room.base)
    assert desk.status_code == 410
    assert "Played with another version" in desk.get_data(as_text=True)
    for browser, path in (
        (room.browser, f"{room.base}/table/1"),
        (room.browser, f"{room.base}/exports"),
        (room.phones["us"], f"/play/{room.people['us'].id}"),
        (room.phones["us"], f"/wait/{room.people['us'].id}"),
        (room.phones["us"], f"/watch/{room.conference.code}"),
    ):
        answer = browser.get(path)
        assert answer.status_code < 500, path
    raw = room.browser.get(f"{room.base}/raw.jsonl")
    assert raw.status_code == 200
    assert len(raw.get_data(as_text=True).splitlines()) >= 4
    room.house.ticker.beat()
    assert room.house.ticker.stuck == frozenset()
    assert room.browser.get("/instructor").status_code == 200
    gone = room.browser.post(f"{room.base}/delete", data={"code": room.conference.code})
    assert gone.status_code == 303
