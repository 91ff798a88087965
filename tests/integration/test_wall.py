"""What the wall shows: the instructor's choice, a rotation, the signatures, what must be done."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from game.app import House, build
from game.config import Config
from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.chair import HideMessage
from game.engine.acts.duties import ChooseConduct
from game.engine.acts.injects import SendInject
from game.engine.acts.plenary import SpeakInPlenary
from game.engine.acts.progress import AdvancePhase
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.command import Command
from game.engine.house_rules import HouseRules
from game.engine.phases import PhaseName
from game.service.setup import Setup
from game.service.wall import LONGEST, Wall, read_wall
from game.web.present.undertakings import REVEAL

ALL = ("dprk", "japan", "china", "rok", "russia", "us")


class Hall:
    """Three tables, two of which play, and a wall."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.now = 1_000_000.0
        self.tables, self.conferences = house.hall.tables, house.hall.conferences
        self.tables.clock = lambda: self.now
        self.teacher = house.app.test_client()
        self.teacher.post(f"/instructor/enter/{self.conferences.invite('Teacher')}")
        instructor = self.conferences.instructor(1)
        assert instructor is not None
        self.conference = self.conferences.create(
            instructor, title="Class", preset="demo", tables=3, consensus="unanimity"
        )
        self.ids = [table.id for table in self.conferences.tables(self.conference.id)]
        for number, name in ((1, "Ann"), (3, "Bob")):
            person = self.conferences.join(self.conference.code, name)
            self.conferences.seat(self.conference, person.id, self.ids[number - 1], "us")

    def start(self) -> None:
        self.conferences.start(self.conference)

    def choose(self, **fields: str) -> int:
        address = f"/instructor/conference/{self.conference.id}/wall"
        return self.teacher.post(address, data=fields).status_code

    def show(self, place: str = "wall") -> str:
        answer = self.house.app.test_client().get(f"/watch/{self.conference.code}/{place}")
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def send(self, actor: Actor, command: Command) -> None:
        step = self.tables.state(self.ids[0]).phase.step.tag
        self.tables.submit(self.ids[0], actor, command, command_id=uuid.uuid4().hex, step=step)

    def sign_a_text(self) -> None:
        """Everybody accepts and signs what brings duties with it."""
        while self.tables.state(self.ids[0]).name is not PhaseName.DRAFTING:
            self.send(INSTRUCTOR, AdvancePhase())
        options = {"programme": "disable", "verification": "seals", "aid": "million"}
        self.send(Actor(Role.HEAD, "us"), TableProposal(options=options))
        for delegation in ALL[:-1]:
            self.send(Actor(Role.HEAD, delegation), CastBallot(proposal="p1", ballot="accept"))
        while self.tables.state(self.ids[0]).name is not PhaseName.RATIFICATION:
            self.send(INSTRUCTOR, AdvancePhase())
        for delegation in ALL:
            self.send(Actor(Role.HEAD, delegation), DecideRatification(decision="sign"))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield Hall(house)
    house.database.close()


def number_shown(page: str) -> int:
    found = re.search(r'data-live="watch:\d+:(\d)"', page)
    return int(found.group(1)) if found else 0


def following(page: str) -> str:
    """Where the page goes by itself."""
    found = re.search(r'http-equiv="refresh" content="\d+; url=/watch/\d+/([^"]+)"', page)
    return found.group(1).replace("&amp;", "&") if found else ""


def test_until_somebody_chooses_the_wall_shows_how_to_join(hall: Hall) -> None:
    assert "Join at" in hall.show()
    assert hall.conferences.wall(hall.conference) == Wall()


def test_the_instructor_chooses_a_table_a_rotation_or_nothing(hall: Hall) -> None:
    hall.start()
    assert hall.choose(mode="table", table="3", seconds="20") == 303
    assert number_shown(hall.show()) == 3
    assert hall.choose(mode="rotation", table="1", seconds="7") == 303
    assert number_shown(hall.show()) == 1
    assert 'content="7; url=' in hall.show()
    assert hall.choose(mode="blank", table="1", seconds="7") == 303
    assert number_shown(hall.show()) == 0
    assert "Join at" not in hall.show()


def test_a_table_that_has_not_opened_is_not_shown(hall: Hall) -> None:
    hall.start()
    hall.choose(mode="table", table="2", seconds="20")
    assert "Join at" in hall.show()


def test_a_choice_that_is_none_is_refused_in_words(hall: Hall) -> None:
    assert hall.choose(mode="mirror", table="1", seconds="20") == 422
    assert hall.choose(mode="table", table="9", seconds="20") == 404
    assert hall.choose(mode="rotation", table="1", seconds="99999") == 303
    assert hall.conferences.wall(hall.conference).seconds <= LONGEST


def test_the_choice_survives_a_restart(hall: Hall) -> None:
    hall.choose(mode="rotation", table="2", seconds="30", statements="true", names="true")
    assert Wall("rotation", 2, 30) == hall.conferences.wall(hall.conference)


def test_a_rotation_turns_through_the_tables_that_play(hall: Hall) -> None:
    assert "Join at" in hall.show("rotation?seconds=9")
    hall.start()
    page = hall.show("rotation?seconds=9")
    seen = []
    for _ in range(4):
        seen.append(number_shown(page))
        assert 'content="9; url=' in page
        page = hall.show(following(page))
    assert seen == [1, 3, 1, 3]


def test_a_rotation_can_be_held(hall: Hall) -> None:
    hall.start()
    page = hall.show("rotation?seconds=9&at=1&hold=1")
    assert number_shown(page) == 3
    assert following(page) == ""
    assert "Go on" in page
    for odd in ("at=-1", "at=x", "at=99999999999", "seconds=0", "seconds=x"):
        assert number_shown(hall.show(f"rotation?{odd}")) in (1, 3)


def test_signatures_open_one_by_one_and_only_for_a_while(hall: Hall) -> None:
    hall.start()
    hall.sign_a_text()
    assert "projector-signing revealing" in hall.show("1")
    assert hall.show("1").count("ballot-accept") == len(ALL)
    hall.now += REVEAL
    assert "revealing" not in hall.show("1")


def test_during_implementation_the_wall_shows_public_duties_and_what_was_seen(hall: Hall) -> None:
    hall.start()
    hall.sign_a_text()
    state = hall.tables.state(hall.ids[0])
    assert state.name is PhaseName.IMPLEMENTATION
    assert "What must now be done" in hall.show("1")
    owner = next(duty for duty in state.duties.values() if duty.delegation == "dprk")
    before = hall.show("1")
    hall.send(Actor(Role.HEAD, "dprk"), ChooseConduct(conduct={owner.id: "break"}))
    assert hall.show("1") == before
    hall.send(INSTRUCTOR, AdvancePhase())
    assert "what was seen of it" in hall.show("1")
    assert "seen seen-honour" in hall.show("1")


def test_what_the_chair_hides_leaves_no_trace_on_the_wall(hall: Hall) -> None:
    hall.start()
    hall.send(INSTRUCTOR, AdvancePhase())
    hall.choose(mode="table", table="1", statements="true")
    speaker = hall.tables.state(hall.ids[0]).floor
    assert speaker is not None
    hall.send(Actor(Role.HEAD, speaker.delegation), SpeakInPlenary(text="A rude word"))
    assert "A rude word" in hall.show()
    hall.send(INSTRUCTOR, HideMessage(channel=None, index=0, hidden=True))
    for place in ("wall", "1"):
        assert "A rude word" not in hall.show(place)
        assert "projector-said" not in hall.show(place)
    hall.send(INSTRUCTOR, HideMessage(channel=None, index=0, hidden=False))
    assert "A rude word" in hall.show()


def test_the_wall_can_do_without_the_words_of_statements(hall: Hall) -> None:
    hall.start()
    hall.send(INSTRUCTOR, AdvancePhase())
    speaker = hall.tables.state(hall.ids[0]).floor
    assert speaker is not None
    hall.send(Actor(Role.HEAD, speaker.delegation), SpeakInPlenary(text="Our statement"))
    hall.choose(mode="table", table="1")
    for place in ("wall", "1"):
        assert "Our statement" not in hall.show(place)
        assert "has the floor" in hall.show(place)
    hall.choose(mode="table", table="1", statements="true")
    assert "Our statement" in hall.show()
    assert read_wall("table 1 20").statements


def test_the_signing_is_seen_whole_beside_an_open_crisis(hall: Hall) -> None:
    hall.start()
    while hall.tables.state(hall.ids[0]).name is not PhaseName.DRAFTING:
        hall.send(INSTRUCTOR, AdvancePhase())
    hall.send(Actor(Role.HEAD, "us"), TableProposal(options={"aid": "million"}))
    for delegation in ALL[:-1]:
        hall.send(Actor(Role.HEAD, delegation), CastBallot(proposal="p1", ballot="accept"))
    hall.send(INSTRUCTOR, SendInject(inject="flood"))
    assert "projector-story" in hall.show("1")
    hall.send(INSTRUCTOR, AdvancePhase())
    page = hall.show("1")
    assert "Who signs the joint text" in page
    assert "Great flood" in page
    assert "projector-story" not in page


def test_nobody_is_absent_on_the_wall_of_a_room_where_all_talk_aloud(hall: Hall) -> None:
    teacher = hall.conferences.instructor(1)
    assert teacher is not None
    setup = Setup(
        preset="demo", tables=1, seats_per_delegation=1, rules=HouseRules(talk="in_person")
    )
    aloud = hall.conferences.set_up(teacher, "Aloud", setup)
    table = hall.conferences.tables(aloud.id)[0]
    for delegation in ALL:
        person = hall.conferences.join(aloud.code, delegation)
        hall.conferences.seat(aloud, person.id, table.id, delegation)
    hall.conferences.start(aloud)
    hall.start()
    assert "absent" in hall.show("1")
    page = hall.house.app.test_client().get(f"/watch/{aloud.code}/1").get_data(as_text=True)
    assert "absent" not in page
