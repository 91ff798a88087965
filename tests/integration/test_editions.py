"""Tables of other versions: brought up, read, or refused with the reason, each for itself alone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from game.app import build
from game.config import Config
from game.engine.actors import INSTRUCTOR
from game.engine.acts.progress import AdvancePhase
from game.engine.state import RULES_VERSION
from game.engine.stored import PLAYED_ON
from game.service.examination import examine
from game.service.handouts import Order, make
from game.service.problems import Problem
from game.store.schema import events
from tests.running import Class


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    found = Class(build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1")))
    found.send(INSTRUCTOR, AdvancePhase())
    yield found
    found.house.close()


def rewrite(room: Class, before: str, after: str, tables: int = 1) -> None:
    """Change the records of the first tables, as if another version had written them."""
    named = events.c.table_id.in_(room.ids[:tables])
    with room.house.database.writing() as connection:
        changed = sa.func.replace(events.c.body, before, after)
        assert connection.execute(sa.update(events).values(body=changed).where(named)).rowcount
    room.tables.forget(room.ids)


def rules(version: int) -> tuple[str, str]:
    return f'"rules_version":{RULES_VERSION}', f'"rules_version":{version}'


def damage(room: Class, change: Callable[[sa.Connection, sa.ColumnElement[bool]], object]) -> None:
    """Change the first table's third event."""
    row = (events.c.table_id == room.id) & (events.c.seq == 3)
    with room.house.database.writing() as connection:
        change(connection, row)
    room.tables.forget(room.ids)


def body(text: str) -> Callable[[Class], None]:
    return lambda room: damage(
        room, lambda found, row: found.execute(sa.update(events).values(body=text).where(row))
    )


def replaced(before: str, after: str) -> Callable[[Class], None]:
    return lambda room: rewrite(room, before, after)


def lost(room: Class) -> None:
    damage(room, lambda found, row: found.execute(sa.delete(events).where(row)))


def emptied(room: Class) -> None:
    with room.house.database.writing() as connection:
        connection.execute(sa.delete(events).where(events.c.table_id == room.id))
    room.tables.forget(room.ids)


UNFIT = '{"at":1.0,"kind":"proposal_withdrawn","proposal":"p99","version":1}'
#: What nothing can be made of, and what the instructor is told of it.
UNSHOWN: dict[str, tuple[Callable[[Class], None], str]] = {
    "newer rules": (replaced(*rules(RULES_VERSION + 1)), "the rules of a newer version"),
    "a newer event": (body('{"kind":"phase_opened","version":99}'), "written by a newer version"),
    "a kind that is not known": (body('{"kind":"tea_served"}'), "does not know (tea_served)"),
    "a row that is no object": (body("7"), "event 3 is damaged"),
    "a row that is cut off": (body('{"at":1.0,"kind":"phase_ope'), "event 3 is damaged"),
    "an empty row": (body(""), "event 3 is damaged"),
    "a row that lacks a field": (body('{"kind":"phase_opened"}'), "event 3 is damaged"),
    "a row that is lost": (lost, "event 3 is missing"),
    "no row at all": (emptied, "does not begin with the opening"),
    "what does not fit": (body(UNFIT), "does not fit what happened before"),
    "a scenario": (
        replaced('"scenario":"six_party_talks"', '"scenario":"five_party_talks"'),
        "five_party_talks",
    ),
    "a preset": (replaced('"preset":"demo"', '"preset":"evening"'), "evening"),
    "an issue": (replaced('"agenda":["', '"agenda":["moon","'), "moon"),
    "a delegation": (replaced('"delegations":["', '"delegations":["atlantis","'), "delegations"),
    "an indicator": (replaced('"tension":', '"temper":'), "temper"),
    "a field": (replaced('"consensus":', '"agreement":'), "event 1 is damaged"),
}
each_fault = pytest.mark.parametrize("fault", UNSHOWN)


# --- rules -------------------------------------------------------------------------------------


def test_under_rules_of_which_nothing_is_known_a_table_is_read_and_not_played_on(
    room: Class,
) -> None:
    rewrite(room, *rules(1))
    assert "under rules of an earlier version" in room.page("")
    assert "Table 1" in room.page("/table/1")
    assert room.browser.get(f"{room.base}/table/1/timeline").status_code == 200
    assert room.browser.get(f"{room.base}/table/1/debrief").status_code in (200, 202)
    assert "it cannot be played on" in room.student("us")
    with pytest.raises(Problem, match="other_version"):
        room.send(INSTRUCTOR, AdvancePhase())
    before = room.tables.state(room.id)
    room.now += 100_000
    room.house.ticker.beat()
    assert room.tables.state(room.id) == before


@pytest.mark.parametrize("version", sorted(PLAYED_ON))
def test_under_rules_that_lead_to_todays_a_table_is_played_on(room: Class, version: int) -> None:
    rewrite(room, *rules(version))
    before = room.tables.state(room.id).seq
    assert "version of the game" not in room.page("")
    room.send(INSTRUCTOR, AdvancePhase())
    assert room.tables.state(room.id).seq > before


def test_a_control_for_all_tables_reaches_those_that_can_be_played_on(room: Class) -> None:
    rewrite(room, *rules(1))
    status, _ = room.form("/all/command", kind="pause_table")
    assert status == 200
    assert room.tables.state(room.ids[1]).paused
    assert not room.tables.state(room.id).paused


# --- the scenario ------------------------------------------------------------------------------


def test_with_other_numbers_a_table_goes_on_and_says_so(room: Class) -> None:
    rewrite(room, '"numbers_hash":"', '"numbers_hash":"x')
    assert "numbers have changed since this class was set up" in room.page("")
    room.send(INSTRUCTOR, AdvancePhase())


@pytest.mark.parametrize("part", ["texts", "sources"])
def test_with_other_texts_or_sources_nothing_changes(room: Class, part: str) -> None:
    before = room.page("").count("alarm-grave")
    rewrite(room, f'"{part}_hash":"', f'"{part}_hash":"x', tables=2)
    assert room.tables.edition(room.id) == "current"
    assert "have changed" not in room.page("")
    assert room.page("").count("alarm-grave") == before


# --- what nothing can be made of ---------------------------------------------------------------


@each_fault
def test_the_instructor_is_told_of_that_table_alone(room: Class, fault: str) -> None:
    spoil, why = UNSHOWN[fault]
    spoil(room)
    desk = room.page("")
    assert desk.count("Table 1 cannot be shown") == 1
    assert why in desk
    assert "Table 2 cannot be shown" not in desk
    told = room.browser.get(f"{room.base}/table/1")
    assert told.status_code == 410
    assert why in told.get_data(as_text=True)
    assert "<h1>Table 2</h1>" in room.page("/table/2")


@each_fault
def test_the_other_tables_go_on(room: Class, fault: str) -> None:
    UNSHOWN[fault][0](room)
    other = room.ids[1]
    assert "it cannot be shown" not in room.student("other")
    status, _ = room.form("/all/command", kind="pause_table")
    assert status == 200
    assert room.tables.state(other).paused
    assert room.form("/all/command", kind="resume_table")[0] == 200
    before = room.tables.state(other).phase.step
    room.now += 1_000
    room.house.ticker.beat()
    assert room.tables.state(other).phase.step != before
    assert room.house.ticker.stuck == frozenset()
    late = room.house.app.test_client()
    late.post("/join", data={"code": room.conference.code, "name": "Late"})
    people = room.conferences.people(room.conference.id)
    assert [person.table_id for person in people if person.name == "Late"] == [other]


@each_fault
def test_no_page_fails_and_the_events_can_be_taken(room: Class, fault: str) -> None:
    UNSHOWN[fault][0](room)
    code = room.conference.code
    for browser, path in (
        (room.browser, "/instructor"),
        (room.browser, f"{room.base}/exports"),
        (room.browser, f"{room.base}/questionnaires"),
        (room.browser, f"{room.base}/debrief"),
        (room.browser, f"{room.base}/table/1/timeline"),
        (room.browser, f"{room.base}/table/1/talk"),
        (room.browser, f"{room.base}/table/1/debrief"),
        (room.browser, f"{room.base}/table/1/guide"),
        (room.phones["us"], f"/play/{room.people['us'].id}"),
        (room.phones["us"], f"/play/{room.people['us'].id}/debrief"),
        (room.phones["us"], f"/wait/{room.people['us'].id}"),
        (room.phones["us"], f"/watch/{code}"),
        (room.phones["us"], f"/watch/{code}/1"),
        (room.phones["us"], f"/watch/{code}/2"),
        (room.phones["us"], f"/watch/{code}/wall"),
        (room.phones["us"], f"/watch/{code}/rotation"),
    ):
        answer = browser.get(path)
        assert answer.status_code < 500, path
    raw = room.browser.get(f"{room.base}/raw.jsonl")
    assert raw.status_code == 200
    lines = [json.loads(line) for line in raw.get_data(as_text=True).splitlines()]
    assert {line["table"] for line in lines} >= {2}
    gone = room.browser.post(f"{room.base}/delete", data={"code": code})
    assert gone.status_code == 303


@each_fault
def test_no_student_reads_why(room: Class, fault: str) -> None:
    """Of what kind an event is may be a secret of the table."""
    UNSHOWN[fault][0](room)
    page = room.student("us")
    assert "cannot be shown by this version" in page
    assert "tea_served" not in page
    assert UNSHOWN[fault][1] not in page


@each_fault
def test_exports_of_the_class_hold_the_other_tables(
    room: Class, tmp_path: Path, fault: str
) -> None:
    UNSHOWN[fault][0](room)
    url, id_ = f"sqlite:///{tmp_path / 'game.db'}", room.conference.id
    made = make(tmp_path, url, id_, Order("scores", "csv"))
    assert {line.split(",")[1] for line in made.path.read_text().splitlines()[1:]} != set()
    assert "Table 1 is in none of these files" in room.page("/exports")
    with pytest.raises(Problem, match="unreadable_table"):
        make(tmp_path, url, id_, Order("events", "jsonl", table=1))
    assert make(tmp_path, url, id_, Order("events", "jsonl", table=2)).rows > 1


@each_fault
def test_the_doctor_says_which_table_and_why(room: Class, tmp_path: Path, fault: str) -> None:
    UNSHOWN[fault][0](room)
    found = examine(f"sqlite:///{tmp_path / 'game.db'}", port=0, repair=False)
    said = [line for finding in found if finding.about == "games" for line in finding.advice]
    assert any(UNSHOWN[fault][1] in line and "Table 1:" in line for line in said)


def test_a_person_can_be_forgotten_whose_table_cannot_be_shown(room: Class) -> None:
    person = room.people["us"].id
    spoken = f'{{"at":1.0,"kind":"speech_made","by":"{person}","text":"My own words"}}'
    body(spoken)(room)
    gone = room.browser.post(f"{room.base}/forget", data={"participant": person})
    assert gone.status_code == 303
    with room.house.database.reading() as connection:
        stored = connection.execute(sa.select(events.c.body)).scalars().all()
    assert not any(person in one or "My own words" in one for one in stored)
    assert any("speech_made" in one for one in stored)
