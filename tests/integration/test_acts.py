"""Moves, cables, side accords and duties through a real server, by the page's own forms."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from game.engine.acts import EVENTS
from game.engine.acts.table import replay
from game.engine.state import TableState
from game.store.directory import Directory
from game.store.log import EventLog
from tests.house import Answer, Classroom, ServerProcess, Visitor
from tests.pages import forms, submit

DEAL = {
    "options.programme": "disable",
    "options.verification": "seals",
    "options.security": "words",
    "options.aid": "million",
    "options.sanctions": "begun",
    "options.abductions": "talks",
}


class Table:
    """Six students at a table of the 75-minute preset, and their teacher."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.room = Classroom(server, server.start())
        self.conference = self.room.open(preset="class75")
        for name in ("Ann", "Bob", "Cleo", "Dan", "Eve", "Finn"):
            self.room.join(self.conference, name)
        self.base = f"/instructor/conference/{self.conference.id}"
        self.room.teacher.post(f"{self.base}/auto_seat", {})
        self.room.teacher.post(f"{self.base}/start", {})
        database = server.database()
        people = Directory(database).participants_of(self.conference.id)
        database.close()
        self.seats = {str(person.delegation): person.name for person in people}

    def visitor(self, delegation: str) -> Visitor:
        return self.room.students[self.seats[delegation]]

    def path(self, delegation: str, tab: str = "act") -> str:
        return f"/play/{self.room.ids[self.seats[delegation]]}?tab={tab}"

    def page(self, delegation: str, tab: str = "act") -> Answer:
        return self.visitor(delegation).get(self.path(delegation, tab))

    def sends(
        self, delegation: str, kind: str, tab: str = "act", /, **fields: str | Sequence[str]
    ) -> Answer:
        """Send the page's form of that kind; fields that it holds already say which one."""
        path, visitor = self.path(delegation, tab), self.visitor(delegation)
        known = ("move", "red_line", "accord", "offer", "proposal")
        own = {key: str(value) for key, value in fields.items() if key in known}
        typed = {key: value for key, value in fields.items() if key not in known}
        return submit(visitor, path, kind, own, **typed)

    def commands(self, delegation: str, kind: str, **fields: str | Sequence[str]) -> Answer:
        path = self.path(delegation).split("?")[0]
        return self.visitor(delegation).command(f"{path}/command", kind=kind, **fields)

    def teacher(self, kind: str, **fields: str) -> None:
        answer = self.room.teacher.command(f"{self.base}/table/1/command", kind=kind, **fields)
        assert answer.status == 200, answer.body

    def advance_to(self, phase: str, round_: int = 0) -> None:
        for _ in range(12):
            step = self.state().phase.step
            if step.phase == phase and (not round_ or step.round == round_):
                return
            self.teacher("advance_phase", step=step.tag)
        raise AssertionError(f"{phase} was not reached")

    def state(self) -> TableState:
        database = self.server.database()
        try:
            (table,) = Directory(database).all_tables()
            rows = EventLog(database).read(table.id)
            return replay(EVENTS.validate_json(row.body) for row in rows)
        finally:
            database.close()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    server = ServerProcess(Path(tmp_path_factory.mktemp("acts")))
    try:
        made = Table(server)
        made.advance_to("consultations")
        yield made
    finally:
        server.kill()


def test_a_move_is_made_from_its_card(table: Table) -> None:
    answer = table.sends("us", "make_move", move="joint_exercises")
    assert answer.status == 200
    assert table.state().moves[-1].move == "joint_exercises"
    assert "What you have done" in answer.body
    again = table.commands("us", "make_move", move="joint_exercises")
    assert again.status == 409
    assert "needs rest" in again.body
    assert "Hold joint exercises" in table.page("japan", "news").body


def test_a_secret_move_leaves_no_trace_on_other_pages(table: Table) -> None:
    table.sends("dprk", "make_move", move="enrichment")
    assert "still secret" in table.page("dprk").body
    for other in ("us", "rok", "china", "japan", "russia"):
        for tab in ("act", "news", "brief"):
            assert "nrich uranium in secret" not in table.page(other, tab).body


def test_a_red_line_is_asked_about_and_answered(table: Table) -> None:
    answer = table.sends(
        "us", "ask_mandate", red_line="unverified", text="Seals first, samples later."
    )
    assert "Cable under way" in answer.body
    twice = table.commands("us", "ask_mandate", red_line="unverified", text="Please.")
    assert twice.status == 409
    assert "still considering" in twice.body
    table.teacher("answer_cable", cable="us.1", granted="true", text="For once.")
    page = table.page("us").body
    assert "Leave given" in page
    assert "For once." in page
    assert "leave given" in table.page("us", "brief").body
    assert "Seals first" not in table.page("dprk").body


def test_whom_one_cannot_meet_alone_is_marked_before_one_asks(table: Table) -> None:
    assert "You cannot meet alone now" in table.page("rok", "talk").body
    refused = table.sends("rok", "invite_to_channel", "talk", members="dprk")
    assert refused.status == 409
    assert "cannot meet alone" in refused.body
    assert "Nobody else learns that you met" in table.page("china", "talk").body
    offered = table.commands(
        "rok", "offer_accord", accord="north_south_accord", **{"options.inter_korean": "kaesong"}
    )
    assert offered.status == 409


def test_a_side_accord_is_offered_taken_back_and_concluded(table: Table) -> None:
    terms = {"options.abductions": "reinvestigation"}
    accord = "tokyo_pyongyang_accord"
    table.sends("japan", "offer_accord", accord=accord, **terms)
    table.sends("japan", "withdraw_accord")
    table.sends(
        "japan",
        "offer_accord",
        accord=accord,
        note="Files for travel.",
        confidential="true",
        **terms,
    )
    page = table.page("dprk").body
    assert "Files for travel." in page
    answer = table.sends("dprk", "answer_accord", accept="true")
    assert "Offer another in its place" in answer.body
    (accord_in_force,) = table.state().accords()
    assert accord_in_force.confidential
    late = table.commands("dprk", "answer_accord", offer=accord_in_force.id, accept="true")
    assert late.status == 409
    assert forms(table.page("us"), "answer_accord") == []
    stranger = table.commands("us", "answer_accord", offer=accord_in_force.id, accept="true")
    unknown = table.commands("us", "answer_accord", offer="no_such.1", accept="true")
    assert (stranger.status, stranger.body) == (unknown.status, unknown.body)
    assert "Tokyo–Pyongyang Accord" in table.page("japan", "text").body
    assert "Tokyo–Pyongyang Accord" not in table.page("us", "text").body


def test_a_directive_is_a_cable_that_changes_the_brief(table: Table) -> None:
    table.teacher("send_inject", inject="japan_families_first")
    page = table.page("japan").body
    assert "What counts from now on" in page
    assert "changed what counts" in table.page("japan", "brief").body
    assert "the families first" not in table.page("us", "news").body


def test_walking_out_and_coming_back(table: Table) -> None:
    page = table.sends("dprk", "make_move", move="walk_out").body
    assert "Your delegation has walked out" in page
    assert "DPRK away" in table.page("us").body
    refused = table.commands("dprk", "speak_in_plenary", text="One more thing")
    assert refused.status == 409
    assert "walked out" in refused.body
    table.sends("dprk", "make_move", move="return")
    assert "DPRK away" not in table.page("us").body


def test_what_was_signed_is_carried_out_in_two_steps(table: Table) -> None:
    table.advance_to("drafting", 2)
    table.sends("us", "table_proposal", "compose", **DEAL)
    for delegation in table.seats:
        if delegation != "us":
            table.sends(delegation, "cast_ballot", "text", ballot="accept")
    table.advance_to("ratification")
    for delegation in table.seats:
        table.sends(delegation, "decide_ratification", "text", decision="sign")
    assert table.state().phase.step.tag == "1.implementation"
    page = table.sends("dprk", "choose_conduct", "text", **{"conduct.inspectors_admitted": "break"})
    assert "Step 1 of 2" in page.body
    assert "Orders given" in page.body
    early = table.commands(
        "us", "choose_conduct", step="1.implementation", **{"conduct.funds_freed": "suspend"}
    )
    assert early.status == 409
    assert "come to light" in early.body
    for delegation in table.seats:
        table.sends(delegation, "declare_ready", "text", ready="true")
    assert "seen as broken" in table.page("us", "text").body
    table.sends("us", "choose_conduct", "text", **{"conduct.funds_freed": "suspend"})
    for delegation in table.seats:
        table.sends(delegation, "declare_ready", "text", ready="true")
    assert table.state().over
    score = table.visitor("us").get(table.path("us").replace("?tab=act", "/score")).body
    assert "What was carried out" in score
    assert "broken, then honoured" in score


def test_the_rules_say_what_this_table_plays(table: Table) -> None:
    mine = table.visitor("us").get(table.path("us").replace("?tab=act", "/rules"))
    assert mine.status == 200
    assert "Unanimity is in force" in mine.body
    assert "Back to the talks" in mine.body
    assert "Enrich uranium" not in mine.body
    anybody = Visitor(table.server.url)
    assert anybody.get("/rules/demo").status == 200
    assert anybody.get("/rules/nothing").status == 404
