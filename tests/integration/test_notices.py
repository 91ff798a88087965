"""The chair's word, a verdict and an empty chair reach every page of the table, and the wall."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from game.app import build
from game.config import Config
from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.chair import Announce, HideMessage
from game.engine.acts.clock import PauseTable
from game.engine.acts.injects import AnswerInject, SendInject
from game.engine.acts.moves import MakeMove
from game.engine.acts.progress import AdvancePhase
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.choices import Ballot, Votes
from game.engine.command import Command
from game.engine.house_rules import HouseRules
from game.engine.phases import PhaseName
from game.service.setup import Setup
from game.web.play import play_panels
from game.web.present.notices import SECONDS
from game.web.watch import watch_panels
from tests.everyone import TABS
from tests.prose import read, slips

SIX = ("dprk", "japan", "china", "rok", "russia", "us")
CSS = Path(__file__).parents[2] / "static" / "css"


class Room:
    """A table of six people at a time that stands still unless it is moved."""

    def __init__(self, folder: Path, votes: Votes = "open") -> None:
        self.house = build(Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"))
        self.now = 1_000_000.0
        self.tables = self.house.hall.tables
        self.tables.clock = lambda: self.now
        conferences = self.house.hall.conferences
        teacher = conferences.enter(conferences.invite("Teacher"))
        rules = HouseRules(votes=votes)
        setup = Setup(preset="class50", tables=1, seats_per_delegation=1, rules=rules)
        self.conference = conferences.set_up(teacher, "", setup)
        self.id = conferences.tables(self.conference.id)[0].id
        self.people = {}
        for delegation in SIX:
            person = conferences.join(self.conference.code, delegation)
            conferences.seat(self.conference, person.id, self.id, delegation)
            self.people[delegation] = person.id
        conferences.start(self.conference)

    def send(self, actor: Actor, command: Command) -> None:
        step = self.tables.state(self.id).phase.step.tag
        self.tables.submit(self.id, actor, command, command_id=uuid.uuid4().hex, step=step)

    def by(self, delegation: str, command: Command) -> None:
        self.send(Actor(Role.HEAD, delegation), command)

    def advance_to(self, phase: PhaseName) -> None:
        while self.tables.state(self.id).name is not phase:
            self.send(INSTRUCTOR, AdvancePhase())

    def page(self, delegation: str, tab: str = "brief") -> str:
        browser = self.house.app.test_client()
        pid = self.people[delegation]
        with browser.session_transaction() as login:
            login["participants"] = [pid]
        return browser.get(f"/play/{pid}?tab={tab}").get_data(as_text=True)

    def wall(self) -> str:
        path = f"/watch/{self.conference.code}/1"
        return self.house.app.test_client().get(path).get_data(as_text=True)

    def vote(self, **ballots: Ballot) -> None:
        """The US proposes; the others vote as told, and accept where nothing is told."""
        self.now += 60
        self.by("us", TableProposal(options={"aid": "million", "payers": "equal"}))
        (proposal,) = self.tables.state(self.id).open_proposals()
        for delegation in SIX[:-1]:
            self.by(
                delegation,
                CastBallot(proposal=proposal.id, ballot=ballots.get(delegation, "accept")),
            )


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.house.close()


def notices(page: str) -> list[str]:
    """What is to be noticed on the page; each line reads well."""
    (box,) = re.findall(r'<div id="panel-notice".*?</div>', page, re.DOTALL)
    lines = read(box).splitlines()
    assert [slip for line in lines for slip in slips(line)] == []
    return lines


PHASES = (
    PhaseName.BRIEFING,
    PhaseName.PLENARY,
    PhaseName.CONSULTATIONS,
    PhaseName.DRAFTING,
)


@pytest.mark.parametrize("phase", PHASES)
def test_the_chairs_word_is_on_every_tab_and_the_projector_for_a_while(
    room: Room, phase: PhaseName
) -> None:
    room.advance_to(phase)
    room.now += 60
    room.send(INSTRUCTOR, Announce(text="Two minutes left"))
    for tab in TABS:
        assert notices(room.page("china", tab)) == ["Teacher: Two minutes left"]
    assert notices(room.wall()) == ["Teacher: Two minutes left"]
    with room.house.app.test_request_context():
        for delegation in SIX:
            pushed = play_panels(room.id, delegation, ("notice",))["notice"]
            assert notices(pushed) == ["Teacher: Two minutes left"]
        assert notices(watch_panels(room.id)["notice"]) == ["Teacher: Two minutes left"]
    room.now += SECONDS
    assert notices(room.page("china")) == notices(room.wall()) == []


def test_a_notice_is_told_in_a_pause_and_the_latest_first(room: Room) -> None:
    room.advance_to(PhaseName.PLENARY)
    room.now += 60
    room.send(INSTRUCTOR, PauseTable())
    for text in ("One", "Two"):
        room.now += 1
        room.send(INSTRUCTOR, Announce(text=text))
    assert notices(room.wall()) == ["Teacher: Two", "Teacher: One"]


def test_what_the_chair_hides_is_no_notice(room: Room) -> None:
    room.now += 60
    room.send(INSTRUCTOR, Announce(text="A slip"))
    room.send(INSTRUCTOR, HideMessage(channel=None, index=0))
    assert notices(room.wall()) == notices(room.page("us")) == []


@pytest.mark.parametrize(
    ("ballots", "told"),
    [
        ({}, "is carried."),
        ({"dprk": "reject"}, "is not carried. Against: DPRK."),
        ({"dprk": "reject", "japan": "reject"}, "is not carried. Against: DPRK and Japan."),
        ({"russia": "abstain"}, "is not carried. Abstained: Russia."),
        (
            {"dprk": "reject", "china": "abstain", "rok": "abstain"},
            "is not carried. Against: DPRK. Abstained: China and ROK.",
        ),
    ],
)
def test_the_verdict_of_a_vote_is_told_to_its_author_and_to_all(
    room: Room, ballots: dict[str, Ballot], told: str
) -> None:
    room.advance_to(PhaseName.DRAFTING)
    room.vote(**ballots)
    (own,) = notices(room.page("us", "compose"))
    assert own.removesuffix(" Change it") == f"Your proposal {told}"
    assert own.endswith(" Change it") is bool(ballots)
    for page in (room.page("china"), room.wall()):
        (line,) = notices(page)
        assert line.endswith(told)
        assert line.startswith("The proposal of ")


def test_what_failed_can_be_changed_from_there(room: Room) -> None:
    room.advance_to(PhaseName.DRAFTING)
    room.vote(dprk="reject")
    page = room.page("us")
    found = re.search(r'<a class="button" href="(\?tab=compose[^"]*)">Change it', page)
    assert found is not None
    browser = room.house.app.test_client()
    with browser.session_transaction() as login:
        login["participants"] = [room.people["us"]]
    query = found[1].replace("&amp;", "&")
    composer = browser.get(f"/play/{room.people['us']}{query}").get_data(as_text=True)
    for field in ('name="options.aid" value="million"', 'name="options.payers" value="equal"'):
        assert re.search(rf"{field}[^>]* checked", composer), field


def test_a_verdict_names_nobody_where_votes_are_secret(tmp_path: Path) -> None:
    room = Room(tmp_path, votes="anonymous")
    room.advance_to(PhaseName.DRAFTING)
    room.vote(dprk="reject", china="abstain")
    for page in (room.page("us"), room.page("japan"), room.wall()):
        (line,) = notices(page)
        assert "DPRK" not in line
        assert "China" not in line
    room.house.close()


def test_a_walk_out_empties_the_chair_and_greys_the_flag_until_it_is_over(room: Room) -> None:
    room.advance_to(PhaseName.CONSULTATIONS)
    room.now += 60
    assert "walked out" not in room.wall()
    room.by("dprk", MakeMove(move="walk_out"))
    assert notices(room.wall()) == ["North Korea has walked out. Its chair is empty."]
    room.now += SECONDS
    wall = room.wall()
    assert notices(wall) == []
    assert 'class="hex-place delegation-dprk left"' in wall
    assert '<g class="delegation-dprk left"' in wall
    assert "North Korea walked out" in wall
    room.by("dprk", MakeMove(move="return"))
    wall = room.wall()
    assert notices(wall) == ["North Korea is back at the table."]
    assert "delegation-dprk left" not in wall


def test_the_style_sheet_takes_a_notice_away_when_it_is_no_longer_news() -> None:
    sheet = (CSS / "live.css").read_text(encoding="utf-8")
    assert f"animation: moment-leaves 1ms {SECONDS}s forwards" in sheet


def test_a_settled_crisis_stands_on_the_page_for_the_rest_of_its_round_alone(room: Room) -> None:
    def settled() -> bool:
        return 'id="news-settled"' in room.page("china")

    room.advance_to(PhaseName.CONSULTATIONS)
    scenario = room.tables.scenario_of(room.id)
    card = next(c for c in scenario.structure.injects if not c.private)
    headline = scenario.text("en").injects[card.id].headline
    room.send(INSTRUCTOR, SendInject(inject=card.id))
    for decision in card.decisions:
        answer = AnswerInject(inject=card.id, answer=decision.answers[0])
        room.by(decision.delegation, answer)
    assert room.tables.state(room.id).crises[card.id].settled
    assert settled()
    room.advance_to(PhaseName.DRAFTING)
    assert settled()
    for _ in range(6):
        room.send(INSTRUCTOR, AdvancePhase())
        assert not settled(), room.tables.state(room.id).phase.step
        assert headline in room.page("china", "news")
        if room.tables.state(room.id).over:
            break
    assert room.tables.state(room.id).over
