"""A conference held in person: meetings have a beginning and an end, and no words."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.bots.mind import Mind
from game.bots.policy import next_command
from game.config import Config
from game.engine.actors import INSTRUCTOR
from game.engine.acts.plenary import YieldFloor
from game.engine.acts.progress import AdvancePhase
from game.engine.house_rules import HouseRules
from game.engine.phases import PhaseName
from game.engine.views import of
from game.scenario.loader import load_packaged
from game.service.setup import Setup
from tests.builders import Game


class Salon:
    """A table at which Ann (US), Bob (China) and Cleo (Japan) talk aloud."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.now = 1_000_000.0
        self.tables, self.conferences = house.hall.tables, house.hall.conferences
        self.tables.clock = lambda: self.now
        self.teacher: FlaskClient = house.app.test_client()
        self.teacher.post(f"/instructor/enter/{self.conferences.invite('Teacher')}")
        aloud = Setup(
            preset="demo",
            tables=1,
            seats_per_delegation=1,
            rules=HouseRules(talk="in_person"),
        )
        teacher = self.conferences.enter(self.conferences.invite("Teacher"))
        self.conference = self.conferences.set_up(teacher, "Salon", aloud)
        (table,) = self.conferences.tables(self.conference.id)
        self.id = table.id
        self.phones: dict[str, tuple[FlaskClient, str]] = {}
        for name, delegation in (("Ann", "us"), ("Bob", "china"), ("Cleo", "japan")):
            phone = house.app.test_client()
            place = phone.post("/join", data={"code": self.conference.code, "name": name})
            pid = place.headers["Location"].rsplit("/", 1)[1]
            self.conferences.seat(self.conference, pid, self.id, delegation)
            self.phones[delegation] = phone, pid
        self.conferences.start(self.conference)
        for _ in range(2):
            step = self.tables.state(self.id).phase.step.tag
            self.tables.submit(
                self.id, INSTRUCTOR, AdvancePhase(), command_id=uuid.uuid4().hex, step=step
            )

    def page(self, delegation: str) -> str:
        phone, pid = self.phones[delegation]
        return phone.get(f"/play/{pid}?tab=talk").get_data(as_text=True)

    def form(self, delegation: str, **fields: str) -> int:
        phone, pid = self.phones[delegation]
        form = {"command_id": uuid.uuid4().hex, **fields}
        return phone.post(f"/play/{pid}?tab=talk", data=form).status_code

    def meet(self) -> None:
        assert self.form("us", kind="invite_to_channel", members="china") == 303
        assert (
            self.form("china", kind="answer_invitation", channel="china+us", accept="true") == 303
        )


@pytest.fixture
def salon(tmp_path: Path) -> Iterator[Salon]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield Salon(house)
    house.database.close()


def test_no_text_box_is_offered_but_that_of_the_own_delegation(salon: Salon) -> None:
    salon.meet()
    page = salon.page("us")
    assert 'value="speak_in_plenary"' not in page
    assert page.count('value="send_message"') == 1
    assert 'name="channel" value="us"' in page
    assert "You talk aloud in the room" in page
    assert "We are meeting" in page
    assert "We have finished" in page
    assert salon.form("us", kind="send_message", channel="china+us", text="Psst") == 409


def test_a_meeting_is_recorded_with_who_when_and_how_long(salon: Salon) -> None:
    salon.meet()
    for delegation in ("us", "china", "japan"):
        assert "sitting now" in salon.page(delegation)
    salon.now += 240
    assert salon.form("china", kind="leave_channel", channel="china+us") == 303
    (met,) = salon.tables.state(salon.id).talks
    assert (met.members, met.until) == (("china", "us"), met.at + 240)
    for delegation in ("us", "china", "japan"):
        assert "4 min" in salon.page(delegation)
    depth = salon.teacher.get(f"/instructor/conference/{salon.conference.id}/table/1")
    assert "Meetings (1)" in depth.get_data(as_text=True)
    assert "4 min" in depth.get_data(as_text=True)


def test_the_machine_does_not_hold_up_the_floor() -> None:
    scenario = load_packaged("six_party_talks")
    game = Game(scenario.structure, "demo", talk="in_person")
    game.advance_to(PhaseName.PLENARY)
    floor = game.state.floor
    assert floor is not None
    speaker = floor.delegation
    mind = Mind(scenario, "en", game.view(of(speaker)), speaker, game.now, game.draws)
    assert next_command(mind) == YieldFloor()


def test_a_meeting_is_confirmed_in_words_that_fit_a_room(salon: Salon) -> None:
    assert salon.form("us", kind="invite_to_channel", members="china") == 303
    assert "You said that you are meeting" in salon.page("us")
    asked = salon.page("china")
    assert "says that you are meeting" in asked
    assert "Yes, we are" in asked
    assert "asks for a private talk" not in asked
    depth = salon.teacher.get(f"/instructor/conference/{salon.conference.id}/table/1")
    assert "Meetings to be confirmed" in depth.get_data(as_text=True)
