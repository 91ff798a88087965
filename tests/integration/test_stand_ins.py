"""The machine's delegations play through the one door, and people take over and hand back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.channels import InviteToChannel, MessageSent
from game.engine.acts.plenary import PlenarySpoken
from game.engine.acts.progress import AdvancePhase, DeclareReady, ReadinessDeclared
from game.engine.acts.proposals import BallotCast, CastBallot, ProposalTabled, TableProposal
from game.engine.acts.trades import OfferTrade
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.service.conferences import Conference, Conferences
from game.service.stand_ins import StandIns
from game.service.tables import Tables
from game.service.ticker import Ticker
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog
from game.store.schema_version import migrate


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'game.db'}")
    migrate(database)
    yield database
    database.close()


class Clock:
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 50_000.0

    def __call__(self) -> float:
        return self.now


class House:
    """A table of six machines, and the means to let time pass."""

    def __init__(self, database: Database, preset: str = "demo") -> None:
        self.clock = Clock()
        directory = Directory(database)
        self.tables = Tables(EventLog(database), directory, clock=self.clock)
        self.conferences = Conferences(directory, self.tables)
        instructor = self.conferences.enter(self.conferences.invite("Teacher"))
        self.conference: Conference = self.conferences.create(
            instructor, title="", preset=preset, tables=1, consensus="minus_one"
        )
        self.table = self.conferences.tables(self.conference.id)[0].id
        self.restart()

    def start(self) -> "House":
        self.conferences.open_tables(self.conference, frozenset({self.table}))
        return self

    def restart(self) -> None:
        """Forget everything that the ticker and the stand-ins hold in memory."""
        stand_ins = StandIns(self.tables, self.conferences)
        self.ticker = Ticker(self.tables, self.conferences, stand_ins)

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.now += 1.0
            self.ticker.beat()

    def acts_of(self, delegation: str) -> int:
        """How often the delegation has spoken, voted or declared itself ready."""
        return sum(
            isinstance(event, BallotCast | PlenarySpoken | MessageSent | ReadinessDeclared)
            and event.delegation == delegation
            for event in self.tables.events(self.table)
        )


def test_stand_ins_talk_propose_vote_and_finish(database: Database) -> None:
    house = House(database).start()
    assert len(house.conferences.stand_ins(house.table)) == 6
    house.wait(900)
    state = house.tables.state(house.table)
    kinds = {type(event) for event in house.tables.events(house.table)}
    assert state.over
    assert {PlenarySpoken, MessageSent, ProposalTabled, BallotCast} <= kinds
    speakers = {said.delegation for said in state.statements}
    assert speakers >= set(state.setup.delegations)


def test_a_table_is_alive_within_seconds(database: Database) -> None:
    house = House(database).start()
    house.tables.submit(
        house.table, INSTRUCTOR, AdvancePhase(), command_id="demo", step="0.briefing"
    )
    house.wait(10)
    assert house.tables.state(house.table).statements


def test_machines_remember_nothing_that_the_table_does_not(database: Database) -> None:
    house = House(database).start()
    for _ in range(9):
        house.wait(100)
        house.restart()
    assert house.tables.state(house.table).over


def test_a_person_takes_a_seat_over_and_hands_it_back(database: Database) -> None:
    house = House(database).start()
    person = house.conferences.join(house.conference.code, "Ann")
    house.wait(40)
    house.conferences.seat(house.conference, person.id, house.table, "china")
    assert "china" not in house.conferences.stand_ins(house.table)
    before = house.acts_of("china")
    house.wait(150)
    assert house.acts_of("china") == before > 0
    house.conferences.remove(house.conference, person.id)
    assert "china" in house.conferences.stand_ins(house.table)
    house.wait(300)
    assert house.acts_of("china") > before


def test_an_answer_does_not_wait_for_the_next_turn_of_a_slow_game(database: Database) -> None:
    house = House(database, "homework").start()
    house.clock.now += 172_800
    house.ticker.beat()
    while house.tables.state(house.table).name is not PhaseName.CONSULTATIONS:
        house.clock.now += 600
        house.ticker.beat()
    invitation = InviteToChannel(members=("rok", "russia", "japan"))
    house.tables.submit(house.table, Actor(Role.HEAD, "us"), invitation, command_id="x")
    house.wait(60)
    channel = house.tables.state(house.table).channels["japan+rok+russia+us"]
    assert channel.accepted == {"us", "rok", "russia", "japan"}


class Mixed(House):
    """A class of people with a machine or some between them."""

    def __init__(self, database: Database, preset: str, machines: int) -> None:
        super().__init__(database, preset)
        self.start()
        everybody = self.tables.state(self.table).setup.delegations
        self.people = everybody[machines:]
        for delegation in self.people:
            person = self.conferences.join(self.conference.code, f"Head of {delegation}")
            self.conferences.seat(self.conference, person.id, self.table, delegation)
        assert len(self.conferences.stand_ins(self.table)) == machines

    @property
    def step(self) -> str:
        return self.tables.state(self.table).phase.step.tag

    def send(self, actor: Actor, command: Command) -> None:
        self.tables.submit(
            self.table,
            actor,
            command,
            command_id=f"{actor.delegation} {self.tables.state(self.table).seq}",
            step=self.step,
        )

    def advance_to(self, phase: PhaseName) -> None:
        while self.tables.state(self.table).name is not phase:
            self.send(INSTRUCTOR, AdvancePhase())

    def all_ready(self) -> None:
        for delegation in self.people:
            self.send(Actor(Role.HEAD, delegation), DeclareReady(ready=True))


HURRIED_PHASES = ("briefing", "plenary", "consultations", "drafting")


@pytest.mark.parametrize("machines", [1, 2, 5])
@pytest.mark.parametrize("phase", HURRIED_PHASES)
@pytest.mark.parametrize("preset", ["class50", "homework"])
def test_a_phase_ends_when_all_people_are_ready_whatever_machines_hold(
    database: Database, preset: str, phase: str, machines: int
) -> None:
    house = Mixed(database, preset, machines)
    house.advance_to(PhaseName(phase))
    before = house.step
    house.all_ready()
    house.wait(40)
    assert house.step != before


def test_machines_wait_for_people_who_are_not_ready(database: Database) -> None:
    house = Mixed(database, "class50", machines=2)
    house.advance_to(PhaseName.DRAFTING)
    before = house.step
    for delegation in house.people[1:]:
        house.send(Actor(Role.HEAD, delegation), DeclareReady(ready=True))
    house.wait(100)
    assert house.step == before


def test_machines_still_vote_on_what_people_have_tabled_before_they_are_ready(
    database: Database,
) -> None:
    house = Mixed(database, "class50", machines=1)
    house.advance_to(PhaseName.DRAFTING)
    author, *others = (Actor(Role.HEAD, delegation) for delegation in house.people)
    house.send(author, TableProposal(options={"aid": "million"}))
    for actor in others:
        house.send(actor, CastBallot(proposal="p1", ballot="accept"))
    house.all_ready()
    house.wait(40)
    (machine,) = house.conferences.stand_ins(house.table)
    votes = [v for v in house.tables.events(house.table) if isinstance(v, BallotCast)]
    assert machine in {vote.delegation for vote in votes}
    assert house.tables.state(house.table).name is not PhaseName.DRAFTING


@pytest.mark.parametrize("preset", ["demo", "homework"])
@pytest.mark.parametrize("asked", ["rok", "china", "japan"])
def test_an_offer_of_a_persons_is_answered_within_seconds(
    database: Database, preset: str, asked: str
) -> None:
    house = House(database, preset).start()
    person = house.conferences.join(house.conference.code, "Ann")
    house.conferences.seat(house.conference, person.id, house.table, "us")
    while house.tables.state(house.table).name is not PhaseName.CONSULTATIONS:
        step = house.tables.state(house.table).phase.step.tag
        house.tables.submit(house.table, INSTRUCTOR, AdvancePhase(), command_id=step, step=step)
    head = Actor(Role.HEAD, "us", person.id)
    invitation = InviteToChannel(members=(asked,))
    house.tables.submit(house.table, head, invitation, command_id="invite")
    house.wait(10)
    (channel,) = (
        ch
        for ch in house.tables.state(house.table).channels.values()
        if set(ch.members) == {"us", asked}
    )
    assert channel.status == "open"
    offer = OfferTrade(
        channel=channel.id, gives={"aid": "emergency"}, asks={"programme": "dismantle"}
    )
    house.tables.submit(house.table, head, offer, command_id="offer")
    # Somebody else's invitation may come first: twice the time that a line takes to read.
    house.wait(11)
    trade = next(
        t for t in house.tables.state(house.table).channels[channel.id].trades if t.by == person.id
    )
    assert trade.answered_by == asked
    assert trade.status in ("accepted", "declined")
    assert trade.reply
