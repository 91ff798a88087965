"""A push carries every panel that changed, and nobody's panel changes who heard nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from game.app import House, build
from game.config import Config
from game.engine.actors import CLOCK, INSTRUCTOR, Actor, Role
from game.engine.acts import panels_of
from game.engine.acts.accords import AnswerAccord, OfferAccord
from game.engine.acts.cables import AskMandate
from game.engine.acts.channels import AnswerInvitation, InviteToChannel
from game.engine.acts.duties import ChooseConduct
from game.engine.acts.injects import AnswerInject, SendInject
from game.engine.acts.moves import MakeMove
from game.engine.acts.progress import AdvancePhase, DeclareReady
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.acts.table import StartTable
from game.engine.command import Command
from game.engine.due import next_due
from game.engine.phases import PhaseName
from game.service.tables import Published
from game.web.play import play_panels

#: What differs between two renderings of the same: the ids that make a repeat harmless.
FRESH = re.compile(r'name="command_id" value="\w+"')
ALL = ("us", "dprk", "japan", "rok", "china", "russia")


class Watched:
    """A table of the 75-minute preset whose pages are compared after every commit."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.tables = house.hall.tables
        self.now = 50_000.0
        self.tables.clock = lambda: self.now
        conferences = house.hall.conferences
        teacher = conferences.enter(conferences.invite("Teacher"))
        conference = conferences.create(
            teacher, title="", preset="class75", tables=1, consensus="unanimity"
        )
        self.table = conferences.tables(conference.id)[0].id
        self.chair(StartTable())
        self.shown = self.rendered()
        self.commits = 0
        self.tables.subscribe(self.compare)

    def rendered(self) -> dict[str, dict[str, str]]:
        """Every panel of every delegation's page."""
        with self.house.app.test_request_context():
            pages = {d: play_panels(self.table, d) for d in ALL}
        return {
            d: {name: FRESH.sub("", html) for name, html in panels.items()}
            for d, panels in pages.items()
        }

    def compare(self, published: Published) -> None:
        """Panels may differ only where an event that the delegation heard touches them."""
        before, self.shown = self.shown, self.rendered()
        self.commits += 1
        for d in ALL:
            heard = [event for event in published.events if event.audience.includes(d)]
            changed = {name for name, html in self.shown[d].items() if html != before[d][name]}
            missed = changed - panels_of(heard)
            assert not missed, (d, missed, [event.kind for event in published.events])

    def submit(self, actor: Actor, command: Command) -> None:
        step = self.tables.state(self.table).phase.step.tag
        id_ = f"{type(command).__name__} {self.tables.state(self.table).seq}"
        self.tables.submit(self.table, actor, command, command_id=id_, step=step)

    def chair(self, command: Command) -> None:
        self.submit(INSTRUCTOR, command)

    def head(self, delegation: str, command: Command) -> None:
        self.submit(Actor(Role.HEAD, delegation), command)

    def advance_to(self, phase: PhaseName) -> None:
        while self.tables.state(self.table).name is not phase:
            self.chair(AdvancePhase())

    def expire(self, due: str) -> None:
        """Let the clock say everything up to the next deadline of that kind."""
        while True:
            found = next_due(self.tables.state(self.table))
            assert found is not None
            # The clocks on the pages tick by themselves; only what else changes is compared.
            self.now = max(self.now, found[0])
            self.shown = self.rendered()
            self.submit(CLOCK, found[1])
            if found[1].due == due:
                return


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://localhost"))
    try:
        yield Watched(house)
    finally:
        house.database.close()


def test_every_change_of_a_game_reaches_the_pages_that_may_show_it(watched: Watched) -> None:
    head, chair = watched.head, watched.chair
    watched.advance_to(PhaseName.CONSULTATIONS)
    head("dprk", MakeMove(move="enrichment"))
    head("rok", MakeMove(move="food_and_fertiliser"))
    head("us", InviteToChannel(members=("dprk",)))
    head("dprk", AnswerInvitation(channel="dprk+us", accept=True))
    head("china", InviteToChannel(members=("dprk",)))
    head("dprk", AnswerInvitation(channel="china+dprk", accept=True))
    head("us", AskMandate(red_line="unverified", text="Seals first."))
    watched.expire("cable")
    terms = {"abductions": "reinvestigation"}
    for confidential in (True, False):
        accord = OfferAccord(
            accord="tokyo_pyongyang_accord", options=terms, confidential=confidential
        )
        head("japan", accord)
        offer = list(watched.tables.state(watched.table).offers)[-1]
        head("dprk", AnswerAccord(offer=offer, accept=True))
    for card in ("japan_families_first", "us_congress", "centrifuges"):
        chair(SendInject(inject=card))
    head("us", AnswerInject(inject="us_congress", answer="obey"))
    watched.expire("inject")
    head("dprk", MakeMove(move="walk_out"))
    head("china", MakeMove(move="envoy"))
    head("dprk", MakeMove(move="return"))
    watched.advance_to(PhaseName.DRAFTING)
    package = {"programme": "disable", "verification": "seals", "inter_korean": "kaesong"}
    head("us", TableProposal(options=package))
    for d in ALL[1:]:
        head(d, CastBallot(proposal="p1", ballot="accept"))
    watched.advance_to(PhaseName.RATIFICATION)
    for d in ALL:
        head(d, DecideRatification(decision="sign"))
    head("dprk", ChooseConduct(conduct={"inspectors_admitted": "break"}))
    for _ in range(2):
        for d in ALL:
            head(d, DeclareReady(ready=True))
    assert watched.tables.state(watched.table).ending == "full_accord"
    assert watched.commits > 50
