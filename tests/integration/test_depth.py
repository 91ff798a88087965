"""The instructor's page of one table: every secret beside the others, and for nobody else."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts.channels import AnswerInvitation, InviteToChannel, SendMessage
from game.engine.acts.injects import AnswerInject, SendInject
from game.engine.acts.plenary import YieldFloor
from game.engine.acts.progress import AdvancePhase, DeclareReady
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.command import Command
from game.engine.phases import PhaseName
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of
from game.web.present import deck, depth
from game.web.present.awaited import awaited
from game.web.present.stage import Stage, stage_for
from game.web.present.talk import channels

ALL = ("dprk", "japan", "china", "rok", "russia", "us")
CROSSES = {"programme": "disable", "verification": "seals"}


class Table:
    """A table of the demo preset with one student; the time stands still unless it is moved."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.now = 1_000_000.0
        self.tables = house.hall.tables
        self.tables.clock = lambda: self.now
        conferences = house.hall.conferences
        self.browser: FlaskClient = house.app.test_client()
        self.browser.post(f"/instructor/enter/{conferences.invite('Teacher')}")
        instructor = conferences.instructor(1)
        assert instructor is not None
        self.conference = conferences.create(
            instructor, title="Class", preset="demo", tables=1, consensus="unanimity"
        )
        self.id = conferences.tables(self.conference.id)[0].id
        person = conferences.join(self.conference.code, "Ann")
        conferences.seat(self.conference, person.id, self.id, "us")
        conferences.start(self.conference)

    def send(self, actor: Actor, command: Command) -> None:
        step = self.tables.state(self.id).phase.step.tag
        self.tables.submit(self.id, actor, command, command_id=uuid.uuid4().hex, step=step)

    def by(self, delegation: str, command: Command) -> None:
        self.send(Actor(Role.HEAD, delegation), command)

    def advance_to(self, phase: PhaseName) -> None:
        while self.tables.state(self.id).name is not phase:
            self.send(INSTRUCTOR, AdvancePhase())

    def propose(self, delegation: str, **options: str) -> str:
        self.by(delegation, TableProposal(options=options))
        return list(self.tables.state(self.id).proposals)[-1]

    def carry(self, delegation: str, **options: str) -> None:
        proposal = self.propose(delegation, **options)
        for other in ALL:
            if other != delegation:
                self.by(other, CastBallot(proposal=proposal, ballot="accept"))

    def stage(self, viewer: Viewer = INSTRUCTOR_VIEW) -> Stage:
        return stage_for(self.house.hall, self.id, viewer)

    def awaited(self) -> set[str]:
        return {party.id for party in awaited(self.stage())}

    def page(self) -> str:
        address = f"/instructor/conference/{self.conference.id}/table/1"
        return self.browser.get(address).get_data(as_text=True)


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield Table(house)
    house.database.close()


# --- who is awaited ----------------------------------------------------------------------------


def test_the_speaker_is_awaited_until_the_floor_opens(table: Table) -> None:
    table.advance_to(PhaseName.PLENARY)
    for _ in ALL:
        floor = table.tables.state(table.id).floor
        assert floor is not None
        assert table.awaited() == {floor.delegation}
        table.by(floor.delegation, YieldFloor())
    assert table.awaited() == set(ALL)
    table.by("us", DeclareReady(ready=True))
    assert table.awaited() == set(ALL) - {"us"}


def test_whoever_owes_a_vote_an_answer_or_a_signature_is_awaited(table: Table) -> None:
    table.advance_to(PhaseName.DRAFTING)
    table.carry("us", **CROSSES)
    assert table.awaited() == set(ALL)
    proposal = table.propose("us", aid="million")
    assert table.awaited() == set(ALL) - {"us"}
    for other in ("dprk", "japan", "china", "rok"):
        table.by(other, CastBallot(proposal=proposal, ballot="abstain"))
    assert table.awaited() == {"russia"}
    table.send(INSTRUCTOR, SendInject(inject="flood"))
    assert table.awaited() == {"russia", "dprk", "rok", "china"}
    table.advance_to(PhaseName.RATIFICATION)
    table.by("us", DecideRatification(decision="sign"))
    assert table.awaited() >= set(ALL) - {"us"}


# --- what the instructor sees ------------------------------------------------------------------


def test_the_text_as_it_stands_is_worth_what_each_delegation_sees(table: Table) -> None:
    table.advance_to(PhaseName.DRAFTING)
    table.carry("us", **CROSSES)
    state = table.tables.state(table.id)
    figures = depth.figures(table.stage(), state)
    assert [figure.delegation.id for figure in figures] == list(ALL)
    crossed = next(figure.bar.crossed for figure in figures if figure.delegation.id == "dprk")
    assert crossed
    assert crossed[0] in table.page()
    for figure in figures:
        own = table.stage(of(figure.delegation.id))
        assert figure.standing == own.view.standing[figure.delegation.id]


def test_an_open_proposal_shows_its_ballots_and_its_worth_to_each_delegation(table: Table) -> None:
    table.advance_to(PhaseName.DRAFTING)
    proposal = table.propose("us", **CROSSES)
    table.by("dprk", CastBallot(proposal=proposal, ballot="reject"))
    found = depth.appraisals(table.stage(), proposal)
    assert [one.delegation.id for one in found] == list(ALL)
    assert any(one.then.score != one.now.score for one in found)
    assert found[0].then.crossed
    assert not found[0].now.crossed
    assert "ballot-reject delegation-dprk" in table.page()


def test_a_crisis_shows_who_has_answered_what_and_what_silence_would_mean(table: Table) -> None:
    table.advance_to(PhaseName.CONSULTATIONS)
    table.send(INSTRUCTOR, SendInject(inject="flood"))
    first = depth.replies(table.stage(), "flood")[0]
    assert first.answer is None
    answers = table.stage().structure.inject("flood").decisions[0].answers
    table.by(first.delegation.id, AnswerInject(inject="flood", answer=answers[-1]))
    replies = depth.replies(table.stage(), "flood")
    assert replies[0].answer is not None
    assert [reply.answer for reply in replies[1:]] == [None] * (len(replies) - 1)
    page = table.page()
    assert replies[0].answer in page
    assert f"By default: {replies[1].default}" in page


def test_fate_tells_the_instructor_when_the_next_card_is_due(table: Table) -> None:
    table.advance_to(PhaseName.CONSULTATIONS)
    due = deck.fate(table.stage(), table.tables.forecast(table.id))
    (slot,) = table.tables.state(table.id).schedule.values()
    assert [one.clock.deadline_ms for one in due] == [round(slot.due * 1000)]
    assert "until the next card falls" in table.page()


def test_every_channel_stands_by_its_members_and_asks_nothing_of_the_instructor(
    table: Table,
) -> None:
    table.advance_to(PhaseName.CONSULTATIONS)
    table.by("us", InviteToChannel(members=("dprk",)))
    table.by("dprk", AnswerInvitation(channel="dprk+us", accept=True))
    table.by("us", SendMessage(channel="dprk+us", text="Seals for oil?"))
    table.by("japan", InviteToChannel(members=("rok", "us")))
    found = {channel.id: channel for channel in channels(table.stage())}
    assert [d.id for d in found["dprk+us"].members] == ["dprk", "us"]
    assert found["japan+rok+us"].status == "invited"
    assert not any(channel.awaits_us or channel.unanswered for channel in found.values())
    page = table.page()
    assert "Seals for oil?" in page
    assert "Invitations" in page


@pytest.mark.parametrize("viewer", [PUBLIC_VIEW, of("us")])
def test_nobody_else_gets_a_page_in_depth(table: Table, viewer: Viewer) -> None:
    table.advance_to(PhaseName.DRAFTING)
    proposal = table.propose("us", **CROSSES)
    table.send(INSTRUCTOR, SendInject(inject="flood"))
    stage, state = table.stage(viewer), table.tables.state(table.id)
    for look in (
        lambda: depth.figures(stage, state),
        lambda: depth.appraisals(stage, proposal),
        lambda: depth.replies(stage, "flood"),
        lambda: depth.recipients(stage, ()),
        lambda: deck.fate(stage, {}),
        lambda: deck.deck(stage, state),
    ):
        with pytest.raises(ValueError, match="instructor"):
            look()


def test_the_page_holds_at_every_step_of_the_game(table: Table) -> None:
    for phase in (
        PhaseName.BRIEFING,
        PhaseName.PLENARY,
        PhaseName.CONSULTATIONS,
        PhaseName.DRAFTING,
        PhaseName.RATIFICATION,
        PhaseName.DEBRIEF,
    ):
        table.advance_to(phase)
        if phase is PhaseName.DRAFTING:
            # A text that says nothing is not put to the vote.
            table.carry("us", **CROSSES)
        assert f'data-phase="{phase}"' in table.page()
    assert "How each delegation came out" in table.page()
