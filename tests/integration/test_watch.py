"""The wall: who is really there, and nothing that is anybody's secret."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from game.app import House, build
from game.config import Config
from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, SendMessage
from game.engine.acts.injects import AnswerInject, SendInject
from game.engine.acts.priorities import SetPriorities
from game.engine.acts.progress import AdvancePhase
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.service.conferences import Participant
from game.web.watch import watch_panels

NOON = 1_000_000.0
SECRET = "Between us alone"


class Wall:
    """The public page of a table at which Ann sits for the US and Bob for China."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.tables, self.conferences = house.hall.tables, house.hall.conferences
        # What is left on the clocks would differ from one look to the next.
        self.tables.clock = lambda: NOON
        instructor = self.conferences.enter(self.conferences.invite("Teacher"))
        self.conference = self.conferences.create(
            instructor, title="Class", preset="demo", tables=1, consensus="unanimity"
        )
        self.id = self.conferences.tables(self.conference.id)[0].id
        self.ann = self.sit("Ann", "us")
        self.bob = self.sit("Bob", "china")

    def sit(self, name: str, delegation: str) -> Participant:
        person = self.conferences.join(self.conference.code, name)
        self.conferences.seat(self.conference, person.id, self.id, delegation)
        return person

    def send(self, actor: Actor, command: Command) -> None:
        step = self.tables.state(self.id).phase.step.tag
        self.tables.submit(self.id, actor, command, command_id=uuid.uuid4().hex, step=step)

    def by(self, delegation: str, command: Command) -> None:
        self.send(Actor(Role.HEAD, delegation), command)

    def advance_to(self, phase: PhaseName) -> None:
        while self.tables.state(self.id).name is not phase:
            self.send(INSTRUCTOR, AdvancePhase())

    def carry(self, **options: str) -> None:
        self.by("us", TableProposal(options=options))
        (proposal,) = self.tables.state(self.id).proposals
        for delegation in self.tables.state(self.id).setup.delegations:
            if delegation != "us":
                self.by(delegation, CastBallot(proposal=proposal, ballot="accept"))

    def page(self) -> str:
        answer = self.house.app.test_client().get(f"/watch/{self.conference.code}/1")
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def panels(self) -> dict[str, str]:
        """What a push would bring."""
        with self.house.app.test_request_context():
            return watch_panels(self.id)


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    wall = Wall(house)
    wall.conferences.start(wall.conference)
    yield wall
    house.database.close()


def test_the_table_shows_who_is_there(wall: Wall) -> None:
    assert "North Korea present; Japan present" in wall.page()
    assert "United States absent" in wall.page()
    wall.house.hall.presence.came(wall.ann.id)  # type: ignore[attr-defined]
    assert "United States present" in wall.page()
    assert "China absent" in wall.page()


def test_the_table_shows_who_speaks(wall: Wall) -> None:
    wall.advance_to(PhaseName.PLENARY)
    floor = wall.tables.state(wall.id).floor
    assert floor is not None
    name = wall.tables.scenario_of(wall.id).text("en").delegations[floor.delegation].name
    assert f"{name} speaking" in wall.page()
    assert "has the floor" in wall.page()


def test_what_is_done_in_secret_changes_nothing_on_the_wall(wall: Wall) -> None:
    wall.advance_to(PhaseName.CONSULTATIONS)
    wall.by("us", InviteToChannel(members=("dprk",)))
    wall.by("dprk", AnswerInvitation(channel="dprk+us", accept=True))
    wall.send(INSTRUCTOR, SendInject(inject="flood"))
    before, page = wall.panels(), wall.page()
    answer = wall.tables.scenario_of(wall.id).structure.inject("flood").decisions[0]
    for delegation, command in (
        ("us", SendMessage(channel="dprk+us", text=SECRET)),
        ("us", SendMessage(channel="us", text=SECRET)),
        ("japan", InviteToChannel(members=("rok",))),
        ("china", SetPriorities(issues=("aid", "programme"))),
        (answer.delegation, AnswerInject(inject="flood", answer=answer.answers[0])),
    ):
        wall.by(delegation, command)
        assert wall.panels() == before
        assert wall.page() == page


def test_the_wall_says_who_has_voted_but_not_how(wall: Wall) -> None:
    wall.advance_to(PhaseName.DRAFTING)
    wall.by("us", TableProposal(options={"programme": "disable"}))
    (proposal,) = wall.tables.state(wall.id).proposals
    ballots = []
    for ballot in ("accept", "reject"):
        wall.by("china", CastBallot(proposal=proposal, ballot=ballot))
        ballots.append(wall.panels())
    assert ballots[0] == ballots[1]
    assert "ballot-cast delegation-china" in ballots[0]["text"]


def test_the_wall_says_who_has_decided_but_not_what(wall: Wall) -> None:
    wall.advance_to(PhaseName.DRAFTING)
    wall.carry(programme="disable")
    wall.advance_to(PhaseName.RATIFICATION)
    decisions = []
    for decision in ("sign", "refuse"):
        wall.by("china", DecideRatification(decision=decision))
        decisions.append(wall.panels())
    assert decisions[0] == decisions[1]
    assert "ballot-cast delegation-china" in decisions[0]["text"]


def test_the_wall_knows_no_figures_and_no_codes(wall: Wall) -> None:
    wall.advance_to(PhaseName.DEBRIEF)
    shown = wall.page() + "".join(wall.panels().values())
    for private in (wall.ann.resume_code, wall.bob.resume_code, "Standing", "No deal", "worth"):
        assert private not in shown


def test_how_it_ended_and_who_signed_is_public(wall: Wall) -> None:
    wall.advance_to(PhaseName.DRAFTING)
    wall.carry(programme="disable")
    delegations = wall.tables.state(wall.id).setup.delegations
    wall.advance_to(PhaseName.RATIFICATION)
    for delegation in delegations:
        wall.by(delegation, DecideRatification(decision="sign"))
    wall.advance_to(PhaseName.DEBRIEF)
    page = wall.page()
    assert "Full accord" in page
    assert page.count("ballot-accept") == len(delegations)
