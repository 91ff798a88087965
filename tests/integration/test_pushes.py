"""A push carries every panel that changed, and nobody's panel changes who heard nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from game.app import House, build
from game.config import Config
from game.engine import commands as c
from game.engine.actors import CLOCK, INSTRUCTOR, Actor, Role
from game.engine.due import next_due
from game.engine.phases import PhaseName
from game.service.tables import Published
from game.web.play import play_panels
from game.web.touched import touched

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
        self.chair(c.StartTable())
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
            missed = changed - touched(heard)
            assert not missed, (d, missed, [event.kind for event in published.events])

    def submit(self, actor: Actor, command: c.Command) -> None:
        step = self.tables.state(self.table).phase.step.tag
        id_ = f"{type(command).__name__} {self.tables.state(self.table).seq}"
        self.tables.submit(self.table, actor, command, command_id=id_, step=step)

    def chair(self, command: c.Command) -> None:
        self.submit(INSTRUCTOR, command)

    def head(self, delegation: str, command: c.Command) -> None:
        self.submit(Actor(Role.HEAD, delegation), command)

    def advance_to(self, phase: PhaseName) -> None:
        while self.tables.state(self.table).name is not phase:
            self.chair(c.AdvancePhase())

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
    head("dprk", c.MakeMove(move="enrichment"))
    head("rok", c.MakeMove(move="food_and_fertiliser"))
    head("us", c.InviteToChannel(members=("dprk",)))
    head("dprk", c.AnswerInvitation(channel="dprk+us", accept=True))
    head("china", c.InviteToChannel(members=("dprk",)))
    head("dprk", c.AnswerInvitation(channel="china+dprk", accept=True))
    head("us", c.AskMandate(red_line="unverified", text="Seals first."))
    watched.expire("cable")
    terms = {"abductions": "reinvestigation"}
    for confidential in (True, False):
        accord = c.OfferAccord(
            accord="tokyo_pyongyang_accord", options=terms, confidential=confidential
        )
        head("japan", accord)
        offer = list(watched.tables.state(watched.table).offers)[-1]
        head("dprk", c.AnswerAccord(offer=offer, accept=True))
    for card in ("japan_families_first", "us_congress", "centrifuges"):
        chair(c.SendInject(inject=card))
    head("us", c.AnswerInject(inject="us_congress", answer="obey"))
    watched.expire("inject")
    head("dprk", c.MakeMove(move="walk_out"))
    head("china", c.MakeMove(move="envoy"))
    head("dprk", c.MakeMove(move="return"))
    watched.advance_to(PhaseName.DRAFTING)
    package = {"programme": "disable", "verification": "seals", "inter_korean": "kaesong"}
    head("us", c.TableProposal(options=package))
    for d in ALL[1:]:
        head(d, c.CastBallot(proposal="p1", ballot="accept"))
    watched.advance_to(PhaseName.RATIFICATION)
    for d in ALL:
        head(d, c.DecideRatification(decision="sign"))
    head("dprk", c.ChooseConduct(conduct={"inspectors_admitted": "break"}))
    for _ in range(2):
        for d in ALL:
            head(d, c.DeclareReady(ready=True))
    assert watched.tables.state(watched.table).ending == "full_accord"
    assert watched.commits > 50
