"""One instructor runs three tables in a browser; the machine plays two of them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from game.engine.acts import EVENTS
from game.engine.acts.table import replay
from game.engine.state import TableState
from game.store.directory import Conference, Directory, Participant
from game.store.log import EventLog
from tests.house import Classroom, ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

LAPTOP = {"width": 1280, "height": 800}
STUDENTS = {"Ann": "us", "Bob": "china", "Cleo": "japan"}


class Desk:
    """The instructor's browser, and what the server has stored."""

    def __init__(self, browser: Browser, server: ServerProcess) -> None:
        self.server = server
        self.room = Classroom(server, server.start())
        self.conference: Conference = self.room.open(preset="class50", tables="3")
        self.base = f"/instructor/conference/{self.conference.id}"
        context = browser.new_context(viewport=LAPTOP)  # type: ignore[arg-type]
        context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value or "", "url": server.url}
                for cookie in self.room.teacher.cookies
            ]
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def seat_and_start(self) -> None:
        """Three students at the first table; a machine is all that the others have."""
        tables = self.tables()
        for name, delegation in STUDENTS.items():
            pid = self.room.join(self.conference, name)
            place = f"{tables[0]}:{delegation}"
            self.room.teacher.post(f"{self.base}/seat", {"participant": pid, "place": place})
        self.room.teacher.post(f"{self.base}/start", {})
        for number in (2, 3):
            path = f"{self.base}/table/{number}/command"
            assert self.room.teacher.command(path, kind="start_table").status == 200

    def tables(self) -> list[int]:
        database = self.server.database()
        try:
            return [table.id for table in Directory(database).tables_of(self.conference.id)]
        finally:
            database.close()

    def states(self) -> list[TableState]:
        """What the stored logs replay to."""
        database = self.server.database()
        try:
            log = EventLog(database)
            return [
                replay(EVENTS.validate_json(row.body) for row in log.read(table.id))
                for table in Directory(database).tables_of(self.conference.id)
            ]
        finally:
            database.close()

    def people(self) -> dict[str, Participant]:
        database = self.server.database()
        try:
            found = Directory(database).participants_of(self.conference.id)
            return {person.name: person for person in found}
        finally:
            database.close()

    def stand_ins(self, table_id: int) -> frozenset[str]:
        database = self.server.database()
        try:
            return Directory(database).stand_ins_of(table_id)
        finally:
            database.close()

    def show_class(self) -> None:
        self.page.goto(self.server.url + self.base)
        expect(self.page.locator("#panel-row-3")).to_be_visible()

    def show_table(self, number: int) -> None:
        self.page.goto(f"{self.server.url}{self.base}/table/{number}")
        expect(self.page.locator("h1")).to_have_text(f"Table {number}")

    def unfold(self, name: str) -> None:
        self.page.locator(f"#{name} > summary").click()

    def press(self, name: str | re.Pattern[str], within: str = "main") -> None:
        self.page.locator(within).get_by_role("button", name=name).first.click()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path)
    yield server
    server.kill()


def test_an_instructor_runs_three_tables(browser: Browser, server: ServerProcess) -> None:
    desk = Desk(browser, server)
    desk.seat_and_start()
    first = desk.tables()[0]
    assert len(desk.stand_ins(desk.tables()[1])) == 6
    desk.show_class()
    page = desk.page

    # The clock of all, and more time for one.
    desk.press("Pause all")
    for number in (1, 2, 3):
        expect(page.locator(f"#panel-row-{number}")).to_contain_text("Paused")
    assert all(state.paused for state in desk.states())
    deadline = desk.states()[1].phase.deadline or 0
    desk.show_table(2)
    desk.press("+5 minutes")
    expect(page.locator("#panel-timeline")).to_contain_text("The phase now ends at")
    assert desk.states()[1].phase.deadline == deadline + 300
    desk.show_class()
    desk.press("Resume all")
    expect(page.get_by_role("button", name="Pause all")).to_be_visible()

    # On to the talks, everywhere, behind a second thought; then a card for one table.
    for phase in ("Plenary", "Consultations"):
        # Done, it folds away: nobody ends two phases by pressing twice.
        desk.unfold("advance-all")
        desk.press("Next phase, all tables")
        for number in (1, 2, 3):
            expect(page.locator(f"#panel-row-{number}")).to_contain_text(phase)
    desk.show_table(1)
    desk.unfold("deck")
    card = page.locator(".deck-card").first
    card.locator("summary").click()
    name = card.locator(".deck-name").inner_text()
    card.get_by_role("button", name="Send it now").click()
    expect(page.locator("#panel-timeline")).to_contain_text(name)
    expect(page.locator("#panel-timeline")).to_contain_text("A card fell")
    assert len(desk.states()[0].crises) == 1

    # Two students change places; a seat goes to the machine and comes back.
    desk.show_class()
    people = desk.people()
    page.locator(f'.seating input[value="{people["Ann"].id}"]').check()
    desk.unfold("seating-swap")
    page.locator("#other").select_option(people["Bob"].id)
    desk.press("Exchange", within="#seating-swap")
    expect(page.locator("#panel-seats-1 li", has_text="China")).to_contain_text("Ann")
    assert desk.people()["Bob"].delegation == "us"
    desk.press(re.compile(r"To the machine\s*: Japan"), within="#panel-seats-1")
    expect(page.locator("#panel-seats-1")).to_contain_text("the machine plays")
    assert "japan" in desk.stand_ins(first)
    desk.press(re.compile(r"Give it back\s*: Japan"), within="#panel-seats-1")
    expect(page.locator("#panel-seats-1")).not_to_contain_text("the machine plays")
    assert "japan" not in desk.stand_ins(first)

    # The same from the page of the table, by keyboard: moved, and moved back.
    desk.show_table(1)
    desk.unfold("move-people")
    for place in ("rok", "japan"):
        page.locator("#move-whom").select_option(people["Cleo"].id)
        page.locator("#move-place").select_option(f"{first}:{place}")
        page.locator("#move-people").get_by_role("button", name="Move", exact=True).press("Enter")
        # Nobody is chosen any more: pressing twice moves, or removes, nobody else.
        expect(page.locator("#move-whom")).to_have_value("")
        assert desk.people()["Cleo"].delegation == place
    desk.show_class()

    # The end, and the debrief chapter by chapter.
    desk.unfold("end-all")
    desk.press("End all talks")
    for number in (1, 2, 3):
        expect(page.locator(f"#panel-row-{number}")).to_contain_text("No agreement")
    desk.show_table(1)
    desk.press(re.compile(r"Open\s*: Secret moves"), within="#panel-chair")
    expect(page.locator(".chapters li", has_text="Secret moves")).to_contain_text("open to the")
    assert "moves" in desk.states()[0].opened
    assert desk.faults == []
