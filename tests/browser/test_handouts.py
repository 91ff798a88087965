"""The guide on the wall and the questionnaires in a real browser."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as Late
from werkzeug.serving import make_server

from game.service.conferences import Participant
from tests.lesson import Lesson

pytestmark = pytest.mark.browser


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Lesson]:
    lesson = Lesson(tmp_path, "breakdown_after_signing")
    yield lesson
    lesson.close()


def served(lesson: Lesson) -> Iterator[str]:
    """Where the lesson's pages are, as long as it is asked."""
    server = make_server("127.0.0.1", 0, lesson.house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def address(lesson: Lesson) -> Iterator[str]:
    yield from served(lesson)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    faults: list[str] = []
    # A connection that this test's own small server drops under load is no fault of the page.
    page.on(
        "console",
        lambda said: (
            faults.append(said.text)
            if said.type == "error" and "net::ERR" not in said.text
            else None
        ),
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def log_in(lesson: Lesson, page: Page, address: str) -> None:
    page.goto(f"{address}/instructor/enter/{lesson.hall.conferences.invite('Teacher')}")
    page.get_by_role("main").get_by_role("button").click()


def come_back(lesson: Lesson, page: Page, address: str, person: Participant) -> None:
    page.goto(f"{address}/resume")
    page.locator("[name=code]").fill(lesson.conference.code)
    page.locator("[name=resume_code]").fill(person.resume_code)
    page.get_by_role("main").get_by_role("button").click()


def test_the_guide_goes_on_and_back_by_keys_and_opens_a_chapter(
    lesson: Lesson, page: Page, address: str
) -> None:
    log_in(lesson, page, address)
    page.goto(f"{address}{lesson.path('/table/1/guide/1')}")
    for key, place in (("ArrowRight", 2), ("PageDown", 3), (" ", 4), ("ArrowLeft", 3)):
        page.keyboard.press(key)
        page.wait_for_url(f"**/guide/{place}?*")
        page.wait_for_load_state()
    page.goto(f"{address}{lesson.path('/table/1/guide/8')}")
    with page.expect_navigation():
        page.get_by_role("button", name="Open the cables").click()
    page.get_by_text("Sampling is a search of our house").wait_for()
    # Opened, the page comes anew: its words are there a moment before its style sheets are.
    page.wait_for_function(
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.innerText)"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))) >= innerHeight / 40"
    )


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_every_step_fits_the_wall_with_its_chapter_open(
    lesson: Lesson, page: Page, address: str, size: tuple[int, int]
) -> None:
    lesson.hall.reports.table(lesson.conference, lesson.records[0])
    lesson.hall.reports.finish()
    log_in(lesson, page, address)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    too_tall = []
    for place in range(1, 12):
        page.goto(f"{address}{lesson.path(f'/table/1/guide/{place}')}")
        closed = page.locator(".guide-open button")
        if closed.count():
            with page.expect_navigation():
                closed.click()
            page.locator(".guide-open").wait_for(state="detached")
        # Opened, the page comes anew: for a moment it has none of its style sheets.
        try:
            page.wait_for_function(
                "document.documentElement.scrollHeight <= innerHeight", timeout=5_000
            )
        except Late:
            too_tall.append(place)
    assert too_tall == []


def test_the_pages_fit_a_phone(lesson: Lesson, page: Page, address: str) -> None:
    log_in(lesson, page, address)
    page.set_viewport_size({"width": 390, "height": 844})
    for more in ("/table/1/guide", "/table/1/guide/4", "/exports", "/questionnaires", "/delete",
                 "/table/1/print"):  # fmt: skip
        page.goto(f"{address}{lesson.path(more)}")
        assert fits(page), more


def test_a_questionnaire_is_filled_by_keyboard_on_a_phone(
    lesson: Lesson, page: Page, address: str
) -> None:
    person = lesson.seated(1, "us")
    come_back(lesson, page, address, person)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/play/{person.id}/after")
    assert fits(page)
    page.locator("[name=outcome_gain][value='1']").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_label("What did you learn").fill("To listen.")
    page.get_by_role("button", name="Keep my answers").press("Enter")
    page.get_by_text("Kept.").wait_for()
    assert lesson.hall.questionnaires.own(person, "after") == {
        "outcome_gain": 4,
        "learned": "To listen.",
    }
