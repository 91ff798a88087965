"""Practice: one person at a table of machines, and what that opens no door to."""

import re
import subprocess
import sys
import threading
import urllib.error
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from game.app import House, build
from game.cli import main
from game.config import Config
from game.engine.phases import PhaseName
from game.report.reading import CHAPTERS
from game.scenario.loader import load_packaged
from game.service.practice import (
    AN_HOUR,
    DAY,
    FINISHED_DAYS,
    HOURLY,
    IDLE_DAYS,
    OF_A_BROWSER,
    Choice,
    playable,
)
from game.service.problems import Problem
from game.service.setup import Setup
from game.store.directory import HouseRules, Participant
from tests.house import Visitor, free_port

CHOSEN = {"delegation": "rok", "preset": "demo", "level": "hard", "seed": "monsoon"}


class Clock:
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 50_000.0

    def __call__(self) -> float:
        return self.now


class Home:
    """A house, and somebody who practises in it."""

    def __init__(self, folder: Path, practices: int = 40) -> None:
        self.house: House = build(
            Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1", practices=practices)
        )
        self.hall = self.house.hall
        self.clock = self.hall.tables.clock = Clock()
        self.browser: FlaskClient = self.house.app.test_client()

    def begin(self, browser: FlaskClient | None = None, **choices: str) -> TestResponse:
        return (browser or self.browser).post("/practice", data={**CHOSEN, **choices})

    def practise(self, **choices: str) -> Participant:
        answer = self.begin(None, **choices)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.person(answer.location.rsplit("/", 1)[1])

    def person(self, id_: str) -> Participant:
        found = self.hall.conferences.participant(id_)
        assert found is not None
        return found

    def control(self, person: Participant, do: str, browser: FlaskClient | None = None) -> int:
        step = self.hall.tables.state(table(person)).phase.step.tag
        fields = {"do": do, "command_id": uuid.uuid4().hex, "step": step}
        asked = (browser or self.browser).post(
            f"/play/{person.id}?practice=1", data=fields, headers={"Accept": "application/json"}
        )
        return asked.status_code

    def page(self, path: str) -> str:
        answer = self.browser.get(path, follow_redirects=True)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.now += 1.0
            self.house.ticker.beat()

    def count(self) -> int:
        return len(self.hall.conferences.all_tables())


def table(person: Participant) -> int:
    assert person.table_id is not None
    return person.table_id


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.house.reports.finish()
    home.house.close()


# --- opening -----------------------------------------------------------------------------------


def test_from_the_entrance_to_a_seat_among_five_machines(home: Home) -> None:
    assert 'href="/practice"' in home.page("/")
    form = home.page("/practice")
    assert "Homework over some three weeks” is not offered" in form
    assert 'value="homework"' not in form
    person = home.practise()
    assert (person.delegation, person.head) == ("rok", True)
    state = home.hall.tables.state(table(person))
    assert state.name is PhaseName.BRIEFING
    assert home.hall.conferences.stand_ins(table(person)) == set(state.setup.delegations) - {"rok"}
    page = home.page(f"/play/{person.id}")
    assert "Practice" in page
    assert "Machines (hard) speak for the other five" in page
    assert "teacher" not in page
    assert "Practice <span" in home.page("/")


def test_the_lot_seats_who_does_not_choose(home: Home) -> None:
    delegations = load_packaged("six_party_talks").structure.delegation_ids
    assert home.practise(delegation="").delegation in delegations


def test_the_same_fate_is_the_seed_and_another_is_another(home: Home) -> None:
    seeds = [
        record.seed
        for seed in ("monsoon", " monsoon ", "")
        for person in (home.practise(seed=seed),)
        for record in (home.hall.conferences.table(table(person)),)
        if record is not None
    ]
    assert seeds[0] == seeds[1] == "monsoon"
    assert seeds[2] not in ("", "monsoon")


@pytest.mark.parametrize(
    ("field", "value"),
    [("delegation", "atlantis"), ("preset", "homework"), ("preset", "x"), ("level", "godlike")],
)
def test_what_cannot_be_practised_is_said_on_the_form(home: Home, field: str, value: str) -> None:
    answer = home.begin(None, **{field: value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert home.count() == 0


def test_every_preset_but_homework_can_be_practised(home: Home) -> None:
    structure = load_packaged("six_party_talks").structure
    fit = [preset.id for preset in structure.presets if playable(preset)]
    assert fit == ["demo", "class50", "class75", "two75"]
    browsers = [home.house.app.test_client() for _ in fit]
    for preset, browser in zip(fit, browsers, strict=True):
        assert home.begin(browser, preset=preset).status_code == 303


def test_the_machines_play_at_the_level_that_was_chosen(home: Home) -> None:
    person = home.practise(level="cooperative")
    assert home.hall.conferences.get(person.conference_id).rules.level == "cooperative"


def test_an_address_brings_the_person_to_their_seat_on_another_device(home: Home) -> None:
    person = home.practise()
    code = home.hall.conferences.get(person.conference_id).code
    other = home.house.app.test_client()
    answer = other.get(f"/practice/seat/{code}/{person.resume_code}")
    assert answer.location == f"/play/{person.id}"
    assert other.get(f"/play/{person.id}").status_code == 200
    assert other.get(f"/practice/seat/{code}/ABCD-EFGH").status_code == 404


# --- no door to anything else ------------------------------------------------------------------


def test_nobody_joins_a_practice_and_no_instructor_has_it(home: Home) -> None:
    person = home.practise()
    conferences = home.hall.conferences
    conference = conferences.get(person.conference_id)
    with pytest.raises(Problem, match="conference_locked"):
        conferences.join(conference.code, "Eve")
    teacher = home.house.app.test_client()
    teacher.post(f"/instructor/enter/{conferences.invite('Teacher')}")
    assert teacher.get(f"/instructor/conference/{conference.id}").status_code == 403
    assert conference.code not in teacher.get("/instructor").get_data(as_text=True)
    assert home.browser.get(f"/instructor/conference/{conference.id}").status_code in (302, 403)
    assert [account.instructor.name for account in home.hall.accounts.all()] == ["Teacher"]
    with pytest.raises(Problem):
        conferences.invite("")
    with pytest.raises(Problem):
        home.hall.accounts.named("")


def test_who_practises_has_no_power_over_a_class_or_anothers_practice(home: Home) -> None:
    mine = home.practise()
    conferences = home.hall.conferences
    teacher = conferences.enter(conferences.invite("Teacher"))
    lesson = conferences.create(
        teacher, title="Class", preset="demo", tables=1, consensus="unanimity"
    )
    student = conferences.join(lesson.code, "Ann")
    place = conferences.tables(lesson.id)[0].id
    conferences.seat(lesson, student.id, place, "us")
    conferences.start(lesson)
    student = home.person(student.id)
    with home.browser.session_transaction() as login:
        login["participants"] = [mine.id, student.id]
    before = home.hall.tables.state(place)
    for what in ("pause", "skip", "hurry", "end", "resume"):
        assert home.control(student, what) == 403
    assert home.hall.tables.state(place) == before
    other = home.house.app.test_client()
    assert home.control(mine, "pause", other) == 403
    code = conferences.get(student.conference_id).code
    assert other.get(f"/practice/seat/{code}/{student.resume_code}").status_code == 404
    assert other.get(f"/play/{student.id}").status_code == 403


@pytest.mark.parametrize("what", ["announce", "send_dispatch", "send_inject", "open_chapter", ""])
def test_nothing_else_of_an_instructor_can_be_done(home: Home, what: str) -> None:
    person = home.practise()
    before = home.hall.tables.state(table(person))
    assert home.control(person, what) == 422
    assert home.hall.tables.state(table(person)) == before


# --- the clock ---------------------------------------------------------------------------------


def test_pause_is_one_tap_and_so_is_going_on(home: Home) -> None:
    person = home.practise()
    assert home.control(person, "pause") == 200
    seen = home.hall.tables.state(table(person))
    assert seen.paused
    home.wait(700)
    assert home.hall.tables.state(table(person)).seq == seen.seq
    assert 'value="resume"' in home.page(f"/play/{person.id}")
    assert home.control(person, "resume") == 200
    assert not home.hall.tables.state(table(person)).paused


def test_hurry_halves_what_is_left_and_skip_goes_on(home: Home) -> None:
    person = home.practise()
    deadline = home.hall.tables.state(table(person)).phase.deadline
    assert deadline is not None
    assert home.control(person, "hurry") == 200
    halved = home.hall.tables.state(table(person)).phase.deadline
    assert halved == pytest.approx(home.clock.now + (deadline - home.clock.now) / 2, abs=1)
    assert home.control(person, "skip") == 200
    assert home.hall.tables.state(table(person)).name is PhaseName.PLENARY
    assert home.control(person, "end") == 200
    assert home.hall.tables.state(table(person)).over
    assert home.control(person, "skip") == 409


def ready(home: Home, person: Participant) -> None:
    state = home.hall.tables.state(table(person))
    home.browser.post(
        f"/play/{person.id}",
        data={
            "kind": "declare_ready",
            "ready": "true",
            "command_id": f"ready-{state.seq}",
            "step": state.phase.step.tag,
        },
    )


@pytest.mark.parametrize("preset", ["demo", "class75"])
def test_whoever_is_ready_waits_for_machines_no_longer_than_they_need(
    home: Home, preset: str
) -> None:
    """In every phase that all can end early; in drafting machines still bargain meanwhile."""
    person = home.practise(preset=preset, level="realistic")
    timings = home.hall.tables.state(table(person)).setup.timings
    most = {
        "briefing": 40,
        "plenary": timings.plenary,
        "consultations": max(30, timings.consultations / 4 + 10),
        "drafting": max(30, timings.drafting / 4 + 10),
        "implementation": 40,
    }
    for _ in range(9):
        state = home.hall.tables.state(table(person))
        if state.over:
            break
        step = state.phase.step
        if state.name is PhaseName.RATIFICATION:
            home.control(person, "skip")
            continue
        ready(home, person)
        since = home.clock.now
        while home.hall.tables.state(table(person)).phase.step == step:
            home.wait(1)
            assert home.clock.now - since <= most[step.phase.value], step
    assert home.hall.tables.state(table(person)).over


def test_being_ready_early_cuts_nobodys_opening_statement(home: Home) -> None:
    person = home.practise()
    home.control(person, "skip")
    ready(home, person)
    for _ in range(90):
        state = home.hall.tables.state(table(person))
        if state.floor is None:
            break
        home.wait(1)
    spoken = {said.delegation for said in home.hall.tables.state(table(person)).statements}
    assert spoken == set(state.setup.delegations) - {"rok"}


def test_in_a_class_nobodys_time_is_cut(home: Home) -> None:
    conferences = home.hall.conferences
    teacher = conferences.enter(conferences.invite("Teacher"))
    lesson = conferences.create(
        teacher, title="Class", preset="demo", tables=1, consensus="unanimity"
    )
    student = conferences.join(lesson.code, "Ann")
    place = conferences.tables(lesson.id)[0].id
    conferences.seat(lesson, student.id, place, "us")
    conferences.start(lesson)
    with home.browser.session_transaction() as login:
        login["participants"] = [student.id]
    home.wait(61)
    home.wait(91)
    state = home.hall.tables.state(place)
    assert state.name is PhaseName.CONSULTATIONS
    ready(home, home.person(student.id))
    home.wait(5)
    assert home.hall.tables.state(place).phase.deadline == state.phase.deadline


# --- limits ------------------------------------------------------------------------------------


def test_a_browser_has_a_few_games_running_and_may_pause_one_for_another(home: Home) -> None:
    people = [home.practise() for _ in range(OF_A_BROWSER)]
    answer = home.begin()
    assert answer.status_code == 429
    assert "Go on with one of them" in answer.get_data(as_text=True)
    assert home.control(people[0], "pause") == 200
    assert home.begin().status_code == 303


def test_the_house_has_so_many_running_at_once(tmp_path: Path) -> None:
    home = Home(tmp_path, practices=2)
    first = home.practise()
    home.practise()
    assert home.begin(home.house.app.test_client()).status_code == 429
    home.control(first, "pause")
    assert home.begin(home.house.app.test_client()).status_code == 303
    assert home.control(first, "resume") == 429
    home.house.close()


def test_an_address_opens_so_many_within_an_hour(home: Home) -> None:
    practices = home.hall.practices
    practices.most = 10 * HOURLY
    choice = Choice("us", "demo")
    for _ in range(HOURLY):
        practices.open(choice, "192.0.2.7")
    with pytest.raises(Problem, match="practices_full"):
        practices.open(choice, "192.0.2.7")
    practices.open(choice, "192.0.2.8")
    home.clock.now += AN_HOUR + 1
    practices.open(choice, "192.0.2.7")


def test_addresses_are_not_stored_as_they_are(home: Home, tmp_path: Path) -> None:
    home.hall.practices.open(Choice("us", "demo"), "192.0.2.77")
    home.house.close()
    assert b"192.0.2.77" not in b"".join(f.read_bytes() for f in tmp_path.glob("game.db*"))


def test_who_runs_the_server_may_switch_it_off(tmp_path: Path) -> None:
    home = Home(tmp_path, practices=0)
    assert "Practise alone" not in home.page("/")
    assert "does not offer practice" in home.page("/practice")
    assert home.begin().status_code == 403
    assert home.count() == 0
    home.house.close()


def test_finished_ones_go_after_days_and_so_do_those_given_up(home: Home) -> None:
    given_up, ended = home.practise(), home.practise()
    home.control(given_up, "pause")
    home.control(ended, "end")
    conferences = home.hall.conferences
    teacher = conferences.enter(conferences.invite("Teacher"))
    conferences.create(teacher, title="Class", preset="demo", tables=1, consensus="unanimity")
    home.clock.now += IDLE_DAYS * DAY + 1
    home.house.ticker.beat()
    assert conferences.participant(given_up.id) is None
    assert conferences.participant(ended.id) is not None
    home.clock.now += FINISHED_DAYS * DAY
    home.house.ticker.beat()
    assert conferences.participant(ended.id) is None
    assert home.count() == 1
    assert home.browser.get(f"/play/{ended.id}").status_code == 403


def test_a_table_in_the_place_of_one_that_was_deleted_has_a_clock(home: Home) -> None:
    ended = home.practise()
    home.control(ended, "end")
    home.house.ticker.beat()
    home.hall.erasure.remove(home.hall.conferences.get(ended.conference_id))
    after = home.practise(seed="")
    assert table(after) == table(ended)
    home.wait(60)
    assert home.hall.tables.state(table(after)).ready


# --- hints -------------------------------------------------------------------------------------


def test_hints_answer_what_is_asked_and_nothing_else(home: Home) -> None:
    person = home.practise()
    page = home.page(f"/play/{person.id}?go=hints")
    assert "What does somebody seem to want?" in page
    assert "seems to care" not in page
    assert "There is nothing to go by yet" in home.page(f"/play/{person.id}/hints?about=china")
    assert "Listen first" in home.page(f"/play/{person.id}/hints?ask=bridge")
    before = home.hall.tables.state(table(person)).seq
    home.control(person, "skip")
    home.wait(88)
    told = home.page(f"/play/{person.id}/hints?about=dprk")
    assert "North Korea seems to care most for" in told
    assert "in your hearing" in told
    bridge = home.page(f"/play/{person.id}/hints?ask=bridge")
    assert "Put it into my proposal" in bridge
    assert before < home.hall.tables.state(table(person)).seq


def test_the_package_of_a_hint_goes_into_the_composer(home: Home) -> None:
    person = home.practise()
    page = home.page(f"/play/{person.id}?tab=compose&options.sanctions=begun&options.x=y")
    chosen = re.findall(r'name="options\.(\w+)" value="(\w+)"[^>]*checked', page)
    assert chosen == [("sanctions", "begun")]


def test_a_class_has_hints_where_its_house_rules_say_so(home: Home) -> None:
    conferences = home.hall.conferences
    teacher = conferences.enter(conferences.invite("Teacher"))
    for allowed in (False, True):
        setup = Setup(
            preset="demo", tables=1, seats_per_delegation=1, rules=HouseRules(hints=allowed)
        )
        lesson = conferences.set_up(teacher, "Class", setup)
        student = conferences.join(lesson.code, "Ann")
        conferences.seat(lesson, student.id, conferences.tables(lesson.id)[0].id, "us")
        conferences.start(lesson)
        with home.browser.session_transaction() as login:
            login["participants"] = [student.id]
        page = home.browser.get(f"/play/{student.id}").get_data(as_text=True)
        assert ("?go=hints" in page) is allowed
        answer = home.browser.get(f"/play/{student.id}/hints?about=china")
        assert answer.status_code == (200 if allowed else 404)


# --- afterwards --------------------------------------------------------------------------------


def test_the_whole_debrief_is_open_when_it_is_over_and_it_can_be_played_again(home: Home) -> None:
    person = home.practise()
    assert "/debrief" not in home.browser.get(f"/play/{person.id}/debrief").location
    home.control(person, "end")
    score = home.page(f"/play/{person.id}/score")
    assert "par score" in score
    home.browser.get(f"/play/{person.id}/debrief")
    home.house.reports.finish()
    debrief = home.page(f"/play/{person.id}/debrief")
    own = home.page(f"/play/{person.id}/debrief/own")
    for page in (debrief, own, score):
        assert "has not opened this chapter" not in page
        assert 'name="seed" value="monsoon"' in page
    assert "What the others really wanted" in own
    assert "par score" in own
    assert len(CHAPTERS) == 6
    again = home.begin(delegation="china", level="hard")
    assert again.status_code == 303


# --- the command -------------------------------------------------------------------------------


def test_the_command_opens_a_seat_on_this_machine_alone() -> None:
    port = free_port()
    command = [sys.executable, "-u", "-m", "game", "practice", "--no-browser"]
    command += ["--port", str(port), "--delegation", "japan", "--level", "hard", "--seed", "rain"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        said = ""
        while "/practice/seat/" not in said:
            said = process.stdout.readline()
            assert said, "the command ended"
        seat = said.split()[-1]
        assert seat.startswith(f"http://127.0.0.1:{port}/")
        visitor = Visitor(f"http://127.0.0.1:{port}")
        for _ in range(100):
            try:
                page = visitor.get(seat.removeprefix(visitor.url))
                break
            except urllib.error.URLError:
                threading.Event().wait(0.1)
        assert page.path.startswith("/play/")
        assert "Machines (hard)" in page.body
        assert "Japan" in page.body
    finally:
        process.terminate()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


def test_the_command_says_what_it_cannot_open() -> None:
    refused = CliRunner().invoke(main, ["practice", "--level", "godlike"])
    assert refused.exit_code == 2
    told = CliRunner().invoke(main, ["practice", "--help"])
    assert told.exit_code == 0
    for option in ("--delegation", "--preset", "--level", "--seed", "--port"):
        assert option in told.output
