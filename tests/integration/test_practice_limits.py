"""Practice: whose time is cut when, how many there may be, and how long they are kept."""

from pathlib import Path

import pytest

from game.engine.phases import PhaseName
from game.service.practice import (
    AN_HOUR,
    DAY,
    FINISHED_DAYS,
    HOURLY,
    IDLE_DAYS,
    OF_A_BROWSER,
    Choice,
)
from game.service.problems import Problem
from game.store.directory import Participant
from tests.practising import Home, table

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
    student, place = home.student_of_a_class()
    home.log_in(student)
    home.wait(61)
    home.wait(91)
    state = home.hall.tables.state(place)
    assert state.name is PhaseName.CONSULTATIONS
    ready(home, student)
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
    home.hall.practices.sweep()
    assert conferences.participant(given_up.id) is None
    assert conferences.participant(ended.id) is not None
    home.clock.now += FINISHED_DAYS * DAY
    home.hall.practices.sweep()
    assert conferences.participant(ended.id) is None
    assert home.count() == 1
    assert home.browser.get(f"/play/{ended.id}").status_code == 403


def test_a_table_after_one_that_was_deleted_has_an_id_and_a_clock_of_its_own(home: Home) -> None:
    ended = home.practise()
    home.control(ended, "end")
    home.house.ticker.beat()
    home.hall.erasure.remove(home.hall.conferences.get(ended.conference_id))
    after = home.practise(seed="")
    assert table(after) != table(ended)
    home.wait(60)
    assert home.hall.tables.state(table(after)).ready
