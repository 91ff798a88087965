"""A database that a former version wrote opens, its game is played on, its debriefs are shown.

``databases/4de051a.sql`` is one that the program of commit 4de051a filled: a class half way through
its drafting, one whose game has ended, and one in the lobby. It is a dump of all that was stored,
without the reports' bodies, the entry links and the key of logins.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.clock import ResumeTable
from game.engine.acts.progress import AdvancePhase
from game.engine.acts.proposals import CastBallot
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.report import work
from game.service.lease import last_alive
from game.service.reports import Maker
from game.store.schema_version import found_in, wanted

DUMP = Path(__file__).parent / "databases" / "4de051a.sql"
#: Ids of the conferences, and of their first tables.
RUNNING, ENDED, WAITING = 1, 2, 3
PLAYERS = {"china": "J2PB-UR8H", "us": "Y5YE-5WZN", "dprk": "K7C2-G9X6", "japan": "RSHY-UP9Y"}
CHANGED = "numbers have changed since this game was set up"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The server that opens it."""
    path = tmp_path / "game.db"
    with sqlite3.connect(path) as database:
        database.executescript(DUMP.read_text("utf-8"))
    database.close()
    found = build(Config(f"sqlite:///{path}", "http://127.0.0.1"))
    found.hall.tables.clock = lambda: 1_795_791_032.0
    found.hall.reports.maker = Maker(work.make, work.VERSION)
    yield found
    found.close()


@pytest.fixture
def desk(house: House) -> FlaskClient:
    """The instructor's browser."""
    browser = house.app.test_client()
    browser.post(f"/instructor/enter/{house.hall.conferences.invite('Instructor')}")
    return browser


def back(house: House, conference: int, resume_code: str) -> tuple[FlaskClient, str]:
    """The browser of somebody who comes back to their seat, and the address of their page."""
    phone = house.app.test_client()
    code = house.hall.conferences.get(conference).code
    answer = phone.post("/resume", data={"code": code, "resume_code": resume_code})
    assert answer.status_code == 303
    return phone, answer.location.removeprefix("/wait/").removeprefix("/play/").split("?")[0]


def page(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path, follow_redirects=True)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def report(house: House, browser: FlaskClient, path: str) -> str:
    """A page of a report, once that has been made."""
    assert browser.get(path).status_code in (200, 202), path
    house.hall.reports.finish()
    return page(browser, path)


def test_it_is_brought_up_to_todays_schema_with_all_that_is_in_it(house: House) -> None:
    assert found_in(house.database) == wanted()
    people = house.hall.conferences
    titles = [people.get(id_).title for id_ in (RUNNING, ENDED, WAITING)]
    assert titles == ["Half played", "Finished", "In the lobby"]
    assert {p.delegation: p.resume_code for p in people.people(RUNNING)} == PLAYERS
    assert people.stand_ins(1) == {"rok", "russia"}
    states = [house.hall.tables.state(id_) for id_ in (1, 2, 3, 4)]
    assert [(state.name.value, state.seq, state.ending) for state in states] == [
        ("drafting", 39, None),
        ("debrief", 32, "no_agreement"),
        ("lobby", 1, None),
        ("lobby", 1, None),
    ]


def test_every_page_of_the_game_that_is_half_played_is_shown(
    house: House, desk: FlaskClient
) -> None:
    base = f"/instructor/conference/{RUNNING}"
    assert "numbers have changed since this class was set up" in page(desk, base)
    for path in ("/table/1", "/table/1/timeline", "/table/1/talk", "/exports", "/questionnaires"):
        page(desk, base + path)
    for code in PLAYERS.values():
        phone, id_ = back(house, RUNNING, code)
        for tab in ("brief", "text", "talk", "news", "moves"):
            page(phone, f"/play/{id_}?tab={tab}")
        for place in (f"/play/{id_}/rules", f"/play/{id_}/brief", f"/me/{id_}"):
            page(phone, place)
    watcher = house.app.test_client()
    shown = page(watcher, f"/watch/{house.hall.conferences.get(RUNNING).code}/1")
    assert "Drafting" in shown


def test_the_time_until_it_is_opened_does_not_count(house: House) -> None:
    """Its server noted no sign of life: no deadline strikes for the hours since the last event."""
    tables, before = house.hall.tables, house.hall.tables.state(1)
    hours_later = 1_795_791_032.0 + 9 * 3_600
    tables.clock = lambda: hours_later
    house.lost_time.begin(last_alive(house.database))
    house.ticker.beat()
    paused = tables.state(1)
    assert paused.paused
    assert (paused.name, paused.open_proposals()) == (before.name, before.open_proposals())
    tables.submit(1, INSTRUCTOR, ResumeTable(), command_id="back")
    house.ticker.beat_clock()
    resumed = tables.state(1)
    assert resumed.phase.step == before.phase.step
    assert resumed.phase.deadline is not None
    assert before.phase.deadline is not None
    assert resumed.phase.deadline - hours_later == pytest.approx(
        before.phase.deadline - 1_795_791_031.588, abs=1.0
    )


def test_the_game_that_is_half_played_is_played_on_to_its_end(
    house: House, desk: FlaskClient
) -> None:
    tables = house.hall.tables

    def send(actor: Actor, command: Command, id_: str) -> None:
        step = tables.state(1).phase.step.tag
        tables.submit(1, actor, command, command_id=id_, step=step)

    people = {p.delegation: p.id for p in house.hall.conferences.people(RUNNING)}
    proposal, *_ = tables.state(1).open_proposals()
    voters = [d for d in tables.state(1).setup.delegations if d not in proposal.ballots]
    assert voters
    for delegation in voters:
        actor = Actor(Role.HEAD, delegation, people.get(delegation))
        ballot = CastBallot(proposal=proposal.id, ballot="accept")
        send(actor, ballot, f"vote-{delegation}")
    assert tables.state(1).proposals[proposal.id].status in ("carried", "failed")
    while not tables.state(1).over:
        send(INSTRUCTOR, AdvancePhase(), f"on-{tables.state(1).seq}")
    assert tables.state(1).name is PhaseName.DEBRIEF
    shown = report(house, desk, f"/instructor/conference/{RUNNING}/table/1/debrief")
    assert CHANGED in shown
    phone, id_ = back(house, RUNNING, PLAYERS["us"])
    assert CHANGED in page(phone, f"/play/{id_}/score")
    assert CHANGED in report(house, phone, f"/play/{id_}/debrief")


def test_the_game_that_has_ended_shows_its_debrief(house: House, desk: FlaskClient) -> None:
    base = f"/instructor/conference/{ENDED}"
    shown = report(house, desk, f"{base}/table/1/debrief")
    assert CHANGED in shown
    assert "No agreement" in page(desk, base)
    for path in (f"{base}/table/1/debrief/dprk", f"{base}/debrief"):
        assert CHANGED in report(house, desk, path), path
    assert desk.get(f"{base}/table/1/guide").status_code == 200
    phone, id_ = back(house, ENDED, "G6S5-8DA9")
    assert CHANGED in page(phone, f"/play/{id_}/score")
    for path in ("debrief", "debrief/own"):
        report(house, phone, f"/play/{id_}/{path}")


def test_the_class_in_the_lobby_is_started(house: House, desk: FlaskClient) -> None:
    people = house.hall.conferences
    conference = people.get(WAITING)
    newcomer = people.join(conference.code, "New")
    people.seat(conference, newcomer.id, 3, "us")
    people.start(conference)
    assert house.hall.tables.state(3).name is PhaseName.BRIEFING
    page(desk, f"/instructor/conference/{WAITING}")


def test_its_games_are_exported_and_replayed(house: House, desk: FlaskClient) -> None:
    for conference in (RUNNING, ENDED):
        form = {"what": "events.jsonl", "table": "1", "naming": "pseudonyms"}
        sent = desk.post(f"/instructor/conference/{conference}/exports", data=form)
        assert sent.status_code == 200
        lines = sent.get_data(as_text=True).splitlines()
        assert '"version": 2' in lines[0]
        assert len(lines) == house.hall.tables.state(conference).seq + 2
