"""Practice: whose time is cut when, how many there may be, and how long they are kept."""

import math
from pathlib import Path

import pytest

from game.engine.phases import PhaseName
from game.service.practice import (
    ARRIVING,
    BURST,
    DAY,
    FINISHED_DAYS,
    IDLE_DAYS,
    OF_A_BROWSER,
    PER_SECOND,
    SHARE,
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
    conference = home.hall.conferences.get(student.conference_id)
    # Somebody else who is not ready yet: a late-comer takes a seat of the same table.
    assert home.hall.conferences.join(conference.code, "Ben").table_id == place
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


CHOICE = Choice("us", "demo")
#: A class behind one router (where the tests' browsers are too), and somebody elsewhere.
CLASS, ELSEWHERE = "127.0.0.1", "192.0.2.8"


def running(home: Home) -> int:
    return len(home.hall.conferences.running_tables())


def open_many(home: Home, count: int, address: str = CLASS) -> list[Participant]:
    """As a program would that keeps no cookies and looks at no page."""
    return [home.hall.practices.open(CHOICE, address) for _ in range(count)]


def come(home: Home, person: Participant) -> None:
    """Somebody's page is open from now on."""
    home.hall.practices.visited(person.conference_id)
    home.hall.presence.seen(person.id)


def test_many_opened_by_one_keep_no_classmate_out_and_nobody_elsewhere(home: Home) -> None:
    """Forty at once from one address, none of which anybody looks at."""
    open_many(home, home.hall.practices.most)
    share = math.ceil(SHARE * home.hall.practices.most)
    assert running(home) == share
    for _ in range(home.hall.practices.most):
        answer = home.begin(home.house.app.test_client())
        assert answer.status_code == 303
    assert home.hall.practices.open(CHOICE, CLASS).table_id is not None
    assert home.hall.practices.open(CHOICE, ELSEWHERE).table_id is not None
    assert running(home) <= home.hall.practices.most


def test_who_is_there_keeps_their_place(home: Home) -> None:
    share = math.ceil(SHARE * home.hall.practices.most)
    players = open_many(home, share)
    for player in players:
        come(home, player)
    with pytest.raises(Problem, match="practices_full"):
        home.hall.practices.open(CHOICE, CLASS)
    home.hall.practices.open(CHOICE, ELSEWHERE)
    assert not any(home.hall.tables.state(table(player)).paused for player in players)


def test_a_place_that_was_given_to_another_is_taken_again_by_a_tap(tmp_path: Path) -> None:
    home = Home(tmp_path, practices=2)
    first, second = home.practise(), home.practise()
    come(home, second)
    home.clock.now += ARRIVING + 1
    assert home.begin(home.house.app.test_client()).status_code == 303
    assert home.hall.tables.state(table(first)).paused
    home.clock.now += ARRIVING + 1
    assert home.control(first, "resume") == 200
    assert not home.hall.tables.state(table(first)).paused
    assert not home.hall.tables.state(table(second)).paused
    assert running(home) == 2
    home.house.close()


def test_an_address_opens_so_many_and_soon_more(home: Home) -> None:
    open_many(home, BURST)
    with pytest.raises(Problem, match="practices_too_fast"):
        open_many(home, 1)
    refused = home.begin(home.house.app.test_client())
    assert (refused.status_code, refused.headers["Retry-After"]) == (
        429,
        str(round(1 / PER_SECOND)),
    )
    open_many(home, 1, ELSEWHERE)
    home.clock.now += 1 / PER_SECOND
    open_many(home, 1)


def test_what_nobody_came_to_goes_before_too_many_are_kept(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("game.service.practice.KEPT", 20)
    mine = open_many(home, 1)[0]
    home.hall.practices.visited(mine.conference_id)
    open_many(home, 2 * BURST // 3)
    assert home.count() == math.ceil(SHARE * 20)
    assert home.hall.conferences.participant(mine.id) is not None
    open_many(home, 20, ELSEWHERE)
    assert home.count() == 20


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
