"""Practice: one person at a table of machines, and what that opens no door to."""

import re
import subprocess
import sys
import threading
import urllib.error

import pytest
from click.testing import CliRunner

from game.cli import main
from game.engine.house_rules import HouseRules
from game.engine.phases import PhaseName
from game.report.reading import CHAPTERS
from game.scenario.loader import load_packaged
from game.service.practice import (
    playable,
)
from game.service.problems import Problem
from tests.house import Visitor, free_port
from tests.practising import Home, table

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
    assert "Practice</bdi> <span" in home.page("/")


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
    assert fit == ["class50", "class75", "two75", "demo"]
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
    seat = f"/practice/seat/{code}/{person.resume_code}"
    for look in (other.get, other.head):
        assert look(seat).status_code == 200
        assert other.get(f"/play/{person.id}").status_code == 403, "an address alone logs in"
    assert other.post(seat).location == f"/play/{person.id}"
    assert other.get(f"/play/{person.id}").status_code == 200
    for ask in (other.get, other.post):
        assert ask(f"/practice/seat/{code}/ABCD-EFGH").status_code == 404


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
    student, place = home.student_of_a_class()
    home.log_in(mine, student)
    before = home.hall.tables.state(place)
    for what in ("pause", "skip", "hurry", "end", "resume"):
        assert home.control(student, what) == 403
    assert home.hall.tables.state(place) == before
    other = home.house.app.test_client()
    assert home.control(mine, "pause", other) == 403
    code = home.hall.conferences.get(student.conference_id).code
    for ask in (other.get, other.post):
        assert ask(f"/practice/seat/{code}/{student.resume_code}").status_code == 404
    assert other.get(f"/play/{student.id}").status_code == 403


@pytest.mark.parametrize("what", ["announce", "send_dispatch", "send_inject", "open_chapter", ""])
def test_nothing_else_of_an_instructor_can_be_done(home: Home, what: str) -> None:
    person = home.practise()
    before = home.hall.tables.state(table(person))
    assert home.control(person, what) == 422
    assert home.hall.tables.state(table(person)) == before


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
    assert "your own wish" in bridge
    assert before < home.hall.tables.state(table(person)).seq


def test_the_package_of_a_hint_goes_into_the_composer(home: Home) -> None:
    person = home.practise()
    page = home.page(f"/play/{person.id}?tab=compose&options.sanctions=begun&options.x=y")
    chosen = re.findall(r'name="options\.(\w+)" value="(\w+)"[^>]*checked', page)
    assert chosen == [("sanctions", "begun")]


def test_a_class_has_hints_where_its_house_rules_say_so(home: Home) -> None:
    for allowed in (False, True):
        student, _ = home.student_of_a_class(HouseRules(hints=allowed))
        home.log_in(student)
        page = home.browser.get(f"/play/{student.id}").get_data(as_text=True)
        assert ("?go=hints" in page) is allowed
        answer = home.browser.get(f"/play/{student.id}/hints?about=china")
        assert answer.status_code == (200 if allowed else 404)


# --- afterwards --------------------------------------------------------------------------------


def test_when_the_talks_are_over_the_page_has_no_clock_and_nothing_still_open(home: Home) -> None:
    person = home.practise()
    playing = home.page(f"/play/{person.id}")
    assert all(said in playing for said in ("bar-clock", "Nothing is agreed yet", "Still open"))
    home.control(person, "end")
    over = home.page(f"/play/{person.id}")
    assert all(said in over for said in ("Nothing was agreed", "Left open"))
    assert not any(said in over for said in ("bar-clock", "agreed yet", "Still open"))


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
        assert "Take the seat" in page.body
        page = visitor.post(seat.removeprefix(visitor.url), {})
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
