"""One person in a real browser practises a whole demo game against five machines."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.house import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

PHONE = {"width": 390, "height": 844}
ENDINGS = {"full_accord", "partial_accord", "no_agreement", "walk_out", "breakdown"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path)
    server.start()
    yield server
    server.kill()


class Novice:
    """Plays by pressing what the page offers; ready as soon as there is nothing else to press."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.page: Page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
        self.page.set_default_timeout(10_000)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(url)
        self.page.get_by_role("link", name="Practise alone").click()
        self.page.locator('input[name="preset"][value="demo"]').check()
        self.page.locator('input[name="delegation"][value="rok"]').check()
        self.page.locator('input[name="level"][value="cooperative"]').check()
        self.page.get_by_role("button", name="Begin").click()
        self.page.wait_for_url("**/play/*")
        self.base = self.page.url
        self.hurried: set[str] = set()
        self.tabled = self.spoken = False

    @property
    def phase(self) -> str:
        return self.page.locator("[data-phase]").first.get_attribute("data-phase") or ""

    def press(self, found: Locator) -> bool:
        """Press the first of them that is there; a panel may be exchanged meanwhile."""
        if not found.count():
            return False
        try:
            # The phone shows one tab; what is pressed may stand behind another.
            found.first.dispatch_event("click", timeout=2_000)
        except Exception:
            return False
        self.page.wait_for_timeout(400)
        return True

    def form(self, kind: str) -> Locator:
        return self.page.locator(f'form[data-command]:has(input[name="kind"][value="{kind}"])')

    def hurry(self) -> None:
        """Halve what is left of the phase, once."""
        if self.phase in self.hurried or self.phase not in ("consultations", "drafting"):
            return
        self.page.locator("#practice-more > summary").click()
        self.press(self.page.locator('.practice-bar button[value="hurry"]'))
        self.hurried.add(self.phase)

    def speak(self) -> None:
        """Make the opening statement, where we have the floor."""
        floor = self.page.locator('.now-line:has-text("You have the floor")')
        if floor.count() and not self.spoken:
            say = self.form("speak_in_plenary")
            self.page.locator('nav a[href*="tab=talk"]').first.click()
            say.locator("textarea").fill("Seoul has come to listen, and to sign.")
            self.spoken = self.press(say.locator("button"))

    def turn(self) -> None:
        """One look at the page, and what is to be done first."""
        self.speak()
        for kind, button in (
            ("answer_inject", "button"),
            ("answer_invitation", 'button[value="true"]'),
            ("cast_ballot", 'button[value="accept"]:not([aria-pressed="true"])'),
            ("decide_ratification", 'button[value="sign"]'),
            ("yield_floor", "button"),
        ):
            if kind != "cast_ballot" and self.press(self.form(kind).locator(button)):
                return
            if kind == "cast_ballot" and self.vote():
                return
        if self.phase == "drafting" and not self.tabled:
            self.table()
            return
        self.hurry()
        self.press(self.form("declare_ready").locator('button[value="true"]'))

    def vote(self) -> bool:
        """Accept what is on the table, once."""
        waiting = self.page.locator('.now-line:has-text("How do you vote?")')
        ballots = self.form("cast_ballot").locator('button[value="accept"]')
        return bool(waiting.count()) and self.press(ballots)

    def table(self) -> None:
        """Ask for the package that all might accept, and table it."""
        self.page.goto(f"{self.base}/hints?ask=bridge")
        self.page.get_by_role("button", name="Put it into my proposal").click()
        composer = self.page.locator("form.composer").first
        expect(composer.locator("input:checked").first).to_be_attached()
        self.press(composer.locator("button:has-text('Table it')"))
        self.tabled = True
        self.page.goto(self.base)

    def play_on(self) -> None:
        """Until the game is over."""
        for _ in range(400):
            if self.phase == "debrief":
                return
            self.turn()
            self.page.wait_for_timeout(600)
        raise AssertionError("the game did not end")


def test_a_whole_game_alone_ends_in_an_accord_or_fails_honestly(
    browser: Browser, server: ServerProcess
) -> None:
    player = Novice(browser, server.url)
    page = player.page
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".now-line")).to_contain_text("The clock is stopped")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    player.play_on()
    state = server.stored_state()
    assert state.ending in ENDINGS
    assert any(p.delegation == "rok" for p in state.proposals.values())
    assert "rok" in {s.delegation for s in state.statements}
    assert len({s.delegation for s in state.statements}) >= 4
    page.goto(f"{player.base}/score")
    expect(page.locator("[data-score-total]").first).to_have_text(re.compile(r"\d"))
    page.get_by_role("link", name="Debrief", exact=True).click()
    expect(page.locator("#story")).to_be_visible(timeout=60_000)
    expect(page.locator("main")).not_to_contain_text("has not opened this chapter")
    page.get_by_role("button", name="Play again, same fate").click()
    page.wait_for_url("**/play/*")
    assert page.url != player.base
    assert player.faults == []
