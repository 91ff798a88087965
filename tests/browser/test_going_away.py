"""What has been done, said or settled goes away, and lists of steps keep their numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.house import Classroom, ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    found = ServerProcess(tmp_path)
    yield found
    found.kill()


def page_of(browser: Browser, visitor_cookies: object, url: str, path: str) -> Page:
    """A page with somebody's logins."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "url": url}
            for cookie in visitor_cookies  # type: ignore[attr-defined]
        ]
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(url + path)
    return page


def test_controls_fold_away_when_done_and_notices_when_read(
    browser: Browser, server: ServerProcess
) -> None:
    room = Classroom(server, server.start())
    conference = room.open(preset="class50")
    student = room.join(conference, "Ann")
    base = f"/instructor/conference/{conference.id}"
    room.teacher.post(f"{base}/auto_seat", {})
    room.teacher.post(f"{base}/start", {})
    teacher = page_of(browser, room.teacher.cookies, server.url, base)
    phone = page_of(browser, room.students["Ann"].cookies, server.url, f"/play/{student}?tab=text")
    wall = page_of(browser, [], server.url, f"/watch/{conference.code}/1")
    teacher.locator("#announce-all > summary").click()
    teacher.locator("#announcement").fill("Two minutes left")
    teacher.get_by_role("button", name="Announce").click()
    expect(teacher.locator("#announce-all")).not_to_have_attribute("open", "")
    for page in (phone, wall):
        expect(page.locator(".moment")).to_have_text("Teacher: Two minutes left")
        expect(page.locator(".moment")).to_be_visible()
    teacher.locator("#advance-all > summary").click()
    teacher.get_by_role("button", name="Next phase, all tables").click()
    expect(teacher.locator("#advance-all")).not_to_have_attribute("open", "")
    expect(phone.locator(".moment")).to_be_hidden(timeout=25_000)


def test_the_popover_of_practice_closes_when_used_and_when_left(
    browser: Browser, server: ServerProcess
) -> None:
    server.start()
    page = page_of(browser, [], server.url, "/practice")
    page.locator("main form button.primary").last.click()
    page.wait_for_url("**/play/*")
    faster = page.locator("#practice-more")
    faster.locator("summary").click()
    expect(faster).to_have_attribute("open", "")
    page.locator("#panel-brief h2").first.click()
    expect(faster).not_to_have_attribute("open", "")
    faster.locator("summary").click()
    page.get_by_role("button", name="Go to the next phase now").click()
    expect(page.locator("#panel-head")).to_contain_text("Plenary")
    expect(faster).not_to_have_attribute("open", "")


def test_the_rules_in_short_are_numbered(browser: Browser, server: ServerProcess) -> None:
    server.start()
    page = page_of(browser, [], server.url, "/rules/class50")
    numbered = "list => getComputedStyle(list).listStyleType"
    assert page.locator("ol.rules-short").evaluate(numbered) == "decimal"
    for place in ("ol:not([class])", "ol.rules-short"):
        for found in page.locator(place).all():
            assert found.evaluate(numbered) == "decimal"
