"""A class list in a browser: chosen as a file, looked at, read otherwise, taken, and joined by."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import barriers
from tests.class_lists import workbook
from tests.house import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
NAMESAKES = "이름,학번\r\n김민준,20261001\r\n김민준,20261002\r\n이서연,20261003\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    found = ServerProcess(tmp_path)
    yield found
    found.kill()


def roster_page(browser: Browser, server: ServerProcess) -> Page:
    """The roster of a new conference."""
    page = browser.new_context(viewport=DESK).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(15_000)
    page.goto(server.url + server.start())
    page.locator("main form button").click()
    page.wait_for_url("**/instructor")
    page.locator("#title").press("Enter")
    page.wait_for_url("**/instructor/conference/*")
    page.goto(f"{page.url}/roster")
    return page


def choose(page: Page, file: Path, data: bytes) -> None:
    """Upload it from the disk, where the browser finds it again when the page is reloaded."""
    file.write_bytes(data)
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Look at the list").click()


def test_a_file_is_looked_at_taken_and_each_namesake_finds_their_own_name(
    browser: Browser, server: ServerProcess, tmp_path: Path
) -> None:
    teacher = roster_page(browser, server)
    choose(teacher, tmp_path / "명단.csv", NAMESAKES.encode("cp949"))
    take = teacher.get_by_role("button", name="Take these 3 people").first
    expect(take).to_be_visible()
    teacher.reload()
    expect(take).to_be_visible()
    expect(teacher.get_by_role("row", name="김민준 (…02) 20261002")).to_be_visible()
    assert barriers(teacher) == []
    wide = "document.documentElement.scrollWidth"
    teacher.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert teacher.evaluate(wide) == PHONE["width"]
    take.click()
    expect(teacher.get_by_text("The roster has 3 people.")).to_be_visible()

    student = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    student.goto(f"{server.url}/join/{server.newest_conference().code}")
    student.locator("#expected").select_option(label="김민준 (…02)")
    student.get_by_role("button", name="Join the talks").click()
    student.wait_for_url("**/wait/*")
    expect(student.get_by_text("김민준 (…02)").first).to_be_visible()


def test_a_question_is_answered_and_another_sheet_chosen(
    browser: Browser, server: ServerProcess, tmp_path: Path
) -> None:
    teacher = roster_page(browser, server)
    choose(teacher, tmp_path / "list.csv", "Dvořák;1\r\nRůžička;2\r\n".encode("iso8859_2"))
    expect(teacher.get_by_role("heading", name="First, please say")).to_be_visible()
    expect(teacher.get_by_role("button", name="Take these")).to_have_count(0)
    teacher.get_by_role("radio", name="Růžička").check()
    teacher.get_by_role("button", name="Look again").first.click()
    expect(teacher.get_by_role("button", name="Take these 2 people")).to_be_visible()
    teacher.get_by_role("link", name="Start over").click()
    two = workbook(
        ("A", [("Name", "ID"), ("Ann Lee", 1001.0)]), ("B", [("Name", "ID"), ("Bo Kim", 7)])
    )
    choose(teacher, tmp_path / "class.xlsx", two)
    teacher.locator("#sheet").select_option(label="B")
    teacher.get_by_role("button", name="Look again").first.click()
    expect(teacher.get_by_role("row", name="Bo Kim 7")).to_be_visible()


def test_a_file_that_is_too_large_is_told_in_a_sentence(
    browser: Browser, server: ServerProcess, tmp_path: Path
) -> None:
    teacher = roster_page(browser, server)
    choose(teacher, tmp_path / "class.csv", b"Ann Lee,1\r\n" * 1_000_000)
    expect(teacher.get_by_role("alert")).to_contain_text("That file is too large.")
