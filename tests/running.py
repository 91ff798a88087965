"""A class that is running: its instructor's browser, its students' telephones."""

import uuid

from flask.testing import FlaskClient

from game.app import House
from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.progress import AdvancePhase
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.service.conferences import Participant

ALL = ("dprk", "japan", "china", "rok", "russia", "us")
RUDE = "You are a band of crooks"


class Class:
    """Two tables: six students at the first, one at the second; the time stands still."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.now = 1_000_000.0
        self.tables, self.conferences = house.hall.tables, house.hall.conferences
        self.tables.clock = lambda: self.now
        self.browser: FlaskClient = house.app.test_client()
        self.browser.post(f"/instructor/enter/{self.conferences.invite('Teacher')}")
        teacher = self.conferences.instructor(1)
        assert teacher is not None
        self.conference = self.conferences.create(
            teacher,
            title="Class",
            preset="demo",
            tables=2,
            consensus="unanimity",
            capitals="instructor",
        )
        self.ids = [table.id for table in self.conferences.tables(self.conference.id)]
        self.id = self.ids[0]
        self.phones: dict[str, FlaskClient] = {}
        self.people: dict[str, Participant] = {}
        for delegation in ALL:
            self.join(delegation, self.id, delegation)
        self.join("other", self.ids[1], "us")
        self.conferences.start(self.conference)
        self.base = f"/instructor/conference/{self.conference.id}"

    def join(self, name: str, table_id: int, delegation: str) -> None:
        phone = self.house.app.test_client()
        phone.post("/join", data={"code": self.conference.code, "name": name})
        person = next(p for p in self.conferences.people(self.conference.id) if p.name == name)
        self.conferences.seat(self.conference, person.id, table_id, delegation)
        self.phones[name], self.people[name] = phone, person

    def seat_of(self, name: str) -> tuple[int | None, str | None]:
        person = self.conferences.participant(self.people[name].id)
        assert person is not None
        return person.table_id, person.delegation

    def send(self, actor: Actor, command: Command) -> None:
        step = self.tables.state(self.id).phase.step.tag
        self.tables.submit(self.id, actor, command, command_id=uuid.uuid4().hex, step=step)

    def by(self, delegation: str, command: Command) -> None:
        self.send(Actor(Role.HEAD, delegation, self.people[delegation].id), command)

    def advance_to(self, phase: PhaseName) -> None:
        while self.tables.state(self.id).name is not phase:
            self.send(INSTRUCTOR, AdvancePhase())

    def page(self, place: str = "/table/1") -> str:
        answer = self.browser.get(self.base + place)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def student(self, name: str, tab: str = "talk") -> str:
        answer = self.phones[name].get(f"/play/{self.people[name].id}?tab={tab}")
        return answer.get_data(as_text=True)

    def form(self, place: str, **fields: str) -> tuple[int, str]:
        """Send a form as a browser without scripts: the status, and the page that it leads to."""
        answer = self.browser.post(
            self.base + place,
            data={"command_id": uuid.uuid4().hex, **fields},
            follow_redirects=True,
        )
        return answer.status_code, answer.get_data(as_text=True)

    def control(self, kind: str, **fields: str) -> None:
        """A control of the first table that is carried out."""
        status, page = self.form("/table/1", kind=kind, **fields)
        assert (status, "<h1>Table 1</h1>" in page) == (200, True)
