"""A house in which somebody practises, by a clock that moves when it is told to."""

import uuid
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from game.app import House, build
from game.config import Config
from game.engine.house_rules import HouseRules
from game.service.setup import Setup
from game.store.directory import Directory, Participant

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

    def student_of_a_class(self, rules: HouseRules | None = None) -> tuple[Participant, int]:
        """Somebody at the only table of a class in the same house, and the table."""
        conferences = self.hall.conferences
        teacher = conferences.enter(conferences.invite("Teacher"))
        setup = Setup(preset="demo", tables=1, seats_per_delegation=1, rules=rules or HouseRules())
        lesson = conferences.set_up(teacher, "Class", setup)
        student = conferences.join(lesson.code, "Ann")
        place = conferences.tables(lesson.id)[0].id
        conferences.seat(lesson, student.id, place, "us")
        conferences.start(lesson)
        return self.person(student.id), place

    def log_in(self, *people: Participant) -> None:
        with self.browser.session_transaction() as login:
            login["participants"] = [person.id for person in people]

    def count(self) -> int:
        return len(Directory(self.house.database).all_tables())


def table(person: Participant) -> int:
    assert person.table_id is not None
    return person.table_id
