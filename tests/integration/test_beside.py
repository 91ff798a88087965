"""What keeps a processor busy is done beside the event loop, and comes to the same."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from game.bots.mind import Mind
from game.bots.policy import next_command
from game.engine.actors import Actor, Role
from game.engine.acts.chair import Announce
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.service.guides import guide
from game.service.handouts import contents, printed
from game.service.thinking import hints, thinker
from game.service.worker import Worker
from game.store.database import Database
from game.store.schema_version import migrate
from tests.integration.test_stand_ins import House
from tests.lesson import Lesson
from tests.practising import Home, table

Result = TypeVar("Result")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'game.db'}")
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


class Noted:
    """Calls at once, and notes what it called."""

    def __init__(self) -> None:
        self.done: list[Callable[..., Any]] = []

    def __call__(self, function: Callable[..., Result], *arguments: Any) -> Result:
        self.done.append(function)
        return function(*arguments)


class Elsewhere:
    """Calls in the worker's process, and at once as well: both must come to the same."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.calls = 0

    def __call__(self, function: Callable[..., Result], *arguments: Any) -> Result:
        self.calls += 1
        there, here = self._worker.call(function, *arguments), function(*arguments)
        assert there == here
        return there


# --- pages -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    """A class that has played, with all its reports made."""
    lesson = Lesson(tmp_path_factory.mktemp("beside"), "full_accord", "walk_out")
    browser = lesson.teacher_browser()
    for page in ("table/1/debrief", "table/2/debrief"):
        browser.get(f"/instructor/conference/{lesson.conference.id}/{page}")
        lesson.house.reports.finish()
    browser.get(f"/instructor/conference/{lesson.conference.id}/debrief")
    lesson.house.reports.finish()
    yield lesson
    lesson.house.close()


PAGES = {
    "guide": ("table/1/guide", guide),
    "a step of the guide": ("table/1/guide/3", guide),
    "a table on paper": ("table/1/debrief?paper", printed),
    "a delegation on paper": ("table/2/debrief/us?paper", printed),
    "the class on paper": ("debrief?paper", printed),
}
FILES = {
    "participation": {"what": "participation.csv"},
    "answers": {"what": "answers.csv"},
    "a log": {"what": "events.jsonl", "table": "2"},
}


def _beside(lesson: Lesson, beside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson.hall, "beside", beside)
    monkeypatch.setattr(lesson.hall.office, "beside", beside)


@pytest.mark.parametrize("page", PAGES)
def test_pages_that_play_a_game_back_are_made_beside(
    lesson: Lesson, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = Noted()
    _beside(lesson, noted, monkeypatch)
    path, function = PAGES[page]
    answer = lesson.teacher_browser().get(f"/instructor/conference/{lesson.conference.id}/{path}")
    assert answer.status_code == 200
    assert noted.done == [function]


@pytest.mark.parametrize("file", FILES)
def test_files_that_are_sent_at_once_are_made_beside(
    lesson: Lesson, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = Noted()
    _beside(lesson, noted, monkeypatch)
    path = f"/instructor/conference/{lesson.conference.id}/exports"
    answer = lesson.teacher_browser().post(path, data=FILES[file])
    assert answer.status_code == 200
    assert answer.get_data()
    assert noted.done == [contents]


def test_another_process_makes_the_same_of_it(
    lesson: Lesson, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Elsewhere(worker)
    _beside(lesson, elsewhere, monkeypatch)
    browser, base = lesson.teacher_browser(), f"/instructor/conference/{lesson.conference.id}"
    for path, _ in PAGES.values():
        assert browser.get(f"{base}/{path}").status_code == 200
    for file in FILES.values():
        assert browser.post(f"{base}/exports", data=file).status_code == 200
    assert elsewhere.calls == len(PAGES) + len(FILES)


def test_hints_are_thought_of_in_another_process_with_the_same_answers(
    tmp_path: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, noted = Home(tmp_path), Noted()
    person = home.practise(delegation="us")
    while home.hall.tables.state(table(person)).name is not PhaseName.CONSULTATIONS:
        home.wait(10)
        home.control(person, "skip")
    elsewhere = Elsewhere(worker)
    for beside in (noted, elsewhere):
        monkeypatch.setattr(home.hall, "beside", beside)
        for question in ("about=dprk", "ask=bridge", "ask=crisis"):
            page = home.browser.get(f"/play/{person.id}/hints?{question}")
            assert page.status_code == 200
    assert noted.done == [hints] * 3
    assert elsewhere.calls == 3
    home.house.close()


# --- bots --------------------------------------------------------------------------------------


def test_bots_that_think_in_another_process_play_the_same_game(
    tmp_path: Path, worker: Worker
) -> None:
    """The same seed, the same log."""
    logs = []
    for name, think in (("here", next_command), ("there", thinker(worker.call))):
        database = Database(f"sqlite:///{tmp_path / name}.db")
        migrate(database)
        house = House(database, seed="monsoon").start()
        house.think_by(think)
        house.wait(240)
        logs.append(house.tables.events(house.table))
        database.close()
    assert logs[0] == logs[1]
    assert {event.kind for event in logs[0]} >= {"plenary_spoken", "message_sent"}


def acting(database: Database) -> tuple[House, str, Command]:
    """A house in which a delegation is about to act by itself, which one, and by what."""
    house, found = House(database, seed="monsoon").start(), list[tuple[str, Command]]()

    def think(mind: Mind) -> Command | None:
        command = next_command(mind)
        if command is not None:
            found.append((mind.delegation, command))
        return None

    house.think_by(think)
    while not found:
        house.wait(1)
    return house, *found[0]


def test_what_a_bot_decided_is_dropped_if_it_has_heard_something_new_meanwhile(
    database: Database,
) -> None:
    house, delegation, command = acting(database)
    step = house.tables.state(house.table).phase.step.tag
    seen: list[int] = []

    def think(mind: Mind) -> Command | None:
        if mind.delegation != delegation:
            return None
        seen.append(mind.view.seq)
        if len(seen) == 1:
            announced = Announce(text="One more thing.")
            house.tables.submit(
                house.table, Actor(Role.INSTRUCTOR), announced, command_id="chair", step=step
            )
        return command

    house.think_by(think)
    before = house.tables.state(house.table).seq
    while not seen:
        house.wait(1)
    assert house.tables.state(house.table).seq == before + 1
    house.wait(1)
    # It looks again at once, at the table as it is now.
    assert seen[1] == seen[0] + 1
    assert house.tables.state(house.table).seq > before + 1


def test_what_a_bot_decided_is_dropped_if_somebody_has_sat_down_there_meanwhile(
    database: Database,
) -> None:
    house, delegation, command = acting(database)
    ann = house.conferences.join(house.conference.code, "Ann")
    seen: list[int] = []

    def think(mind: Mind) -> Command | None:
        if mind.delegation != delegation:
            return None
        seen.append(mind.view.seq)
        house.conferences.seat(house.conference, ann.id, house.table, delegation)
        return command

    house.think_by(think)
    before = house.tables.state(house.table).seq
    while not seen:
        house.wait(1)
    house.wait(5)
    assert len(seen) == 1
    assert house.tables.state(house.table).seq == before
