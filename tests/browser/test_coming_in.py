"""Phones in a real room: taps twice, tabs that are closed, and two students who change places."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from game.store.directory import Conference, Directory
from tests.house import Classroom, ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

PHONE = {"width": 390, "height": 844}
#: What only one delegation's page says: its title, its brief, its way of being addressed.
DPRK, CHINA = "North Korea", "China"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    found = ServerProcess(tmp_path)
    yield found
    found.kill()


@pytest.fixture
def room(server: ServerProcess) -> Classroom:
    return Classroom(server, server.start())


class Lesson:
    """A class at one table, and the browsers of its students."""

    def __init__(self, room: Classroom, browser: Browser) -> None:
        self.room, self.browser, self.server = room, browser, room.server
        self.conference: Conference = room.open(seats_per_delegation="2")
        self.base = f"/instructor/conference/{self.conference.id}"
        self.table = self._table()

    def _table(self) -> int:
        database = self.server.database()
        try:
            return Directory(database).tables_of(self.conference.id)[0].id
        finally:
            database.close()

    def people(self) -> list[str]:
        database = self.server.database()
        try:
            return [p.name for p in Directory(database).participants_of(self.conference.id)]
        finally:
            database.close()

    def arrange(self, what: str, **fields: str) -> None:
        assert self.room.teacher.post(f"{self.base}/{what}", fields).status == 200

    def sit(self, name: str, delegation: str) -> str:
        """Let a student join and sit there; their id."""
        pid = self.room.join(self.conference, name)
        self.arrange("seat", participant=pid, place=f"{self.table}:{delegation}")
        return pid

    def phone(self, name: str = "") -> BrowserContext:
        """A phone, in which that student is in already."""
        context = self.browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        for cookie in self.room.students[name].cookies if name else ():
            context.add_cookies(
                [{"name": cookie.name, "value": cookie.value or "", "url": self.server.url}]
            )
        return context

    def open(self, context: BrowserContext, path: str) -> Page:
        page = context.new_page()
        page.goto(self.server.url + path)
        return page


@pytest.fixture
def lesson(room: Classroom, browser: Browser) -> Iterator[Lesson]:
    found = Lesson(room, browser)
    before = set(browser.contexts)
    yield found
    for context in set(browser.contexts) - before:
        context.close()


# --- another seat -------------------------------------------------------------------------------


def live(page: Page) -> None:
    """Wait until the page hears the server: what is done from here on must reach it."""
    page.locator("html[data-heard]").wait_for(state="attached")


def test_two_students_exchanged_in_play_both_have_the_new_page_at_once(lesson: Lesson) -> None:
    ids = {"Ann": lesson.sit("Ann", "dprk"), "Bob": lesson.sit("Bob", "china")}
    lesson.arrange("start")
    for _ in range(2):
        advanced = lesson.room.teacher.command(f"{lesson.base}/all/command", kind="advance_phase")
        assert advanced.status == 200
    # Counts differ: one delegation has heard of more than the other.
    ann = lesson.room.students["Ann"]
    ann.command(f"/play/{ids['Ann']}/command", kind="raise_hand", raised="true")
    pages = {
        name: lesson.open(lesson.phone(name), f"/play/{pid}?tab=talk") for name, pid in ids.items()
    }
    for page in pages.values():
        live(page)
    draft = pages["Ann"].locator("form.chat-form textarea").first
    draft.fill("for Pyongyang alone")
    lesson.arrange("swap", participant=ids["Ann"], other=ids["Bob"])
    for name, now, before in (("Ann", CHINA, DPRK), ("Bob", DPRK, CHINA)):
        page = pages[name]
        notice = page.locator("#new-seat")
        expect(notice.locator("h2")).to_have_text(f"You now represent {now}")
        expect(notice).to_be_visible()
        assert notice.bounding_box() == {"x": 0, "y": 0, **PHONE}
        expect(page).to_have_title(f"{now} · Six Party Talks")
        notice.get_by_role("button", name="OK").click()
        expect(notice).to_be_hidden()
        expect(page.locator("#brief .note").first).to_contain_text(f"delegation of {now}")
        assert f"delegation of {before}" not in page.content()
        for area in page.locator("textarea").all():
            assert "for Pyongyang alone" not in area.input_value()
        # It has been read: loading the page again does not say it again.
        page.reload()
        expect(notice).to_be_hidden()
