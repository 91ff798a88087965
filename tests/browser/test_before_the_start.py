"""A class is set up in a browser: proposed, seated by dragging and by keyboard, as phones wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from game.messages.durations import write_duration
from game.scenario.loader import load_packaged
from game.service.lesson import sittings
from tests.house import Classroom, ServerProcess, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

#: Tall enough for every place to be in sight: a drag cannot scroll.
SCREEN = {"width": 1280, "height": 2000}
NAMES = ("Ann", "Bob", "Cleo", "Dan")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    found = ServerProcess(tmp_path)
    yield found
    found.kill()


def person(page: Page, name: str, place: str = "") -> str:
    """A selector of somebody, at that place."""
    inside = f'[data-place="{place}"] ' if place else ""
    return f'{inside}[data-person]:has(.person-name:has-text("{name}"))'


def drag(page: Page, name: str, target: str) -> None:
    """Drag somebody there as a hand does: press, move, let go."""
    start, end = page.locator(person(page, name)), page.locator(target).first
    start.hover()
    page.mouse.down()
    end.hover()
    end.hover()
    page.mouse.up()


def enter(browser: Browser, server: ServerProcess) -> Page:
    page = browser.new_context(viewport=SCREEN).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(10_000)
    page.goto(server.url + server.start())
    page.locator("main form button").click()
    page.wait_for_url("**/instructor")
    return page


def test_people_are_seated_by_dragging_and_by_keyboard(
    browser: Browser, server: ServerProcess
) -> None:
    teacher = enter(browser, server)
    teacher.locator("#students").fill("7")
    teacher.get_by_role("button", name="Propose").click()
    expect(teacher.locator("#seats")).to_have_value("2")
    teacher.locator("#seats").fill("1")
    teacher.locator("#title").press("Enter")
    teacher.wait_for_url("**/instructor/conference/*")
    conference = server.newest_conference()
    for name in NAMES:
        Visitor(server.url).post("/join", {"code": conference.code, "name": name})
        expect(teacher.locator(person(teacher, name, "none"))).to_be_visible()
    # A click on bare ground focuses the page's main part, which must go on being updated.
    teacher.locator("#people-title").click()

    drag(teacher, "Ann", '[data-place="1:us"]')
    expect(teacher.locator(person(teacher, "Ann", "1:us"))).to_be_visible()
    drag(teacher, "Bob", '[data-place="1:china"]')
    expect(teacher.locator(person(teacher, "Bob", "1:china"))).to_be_visible()
    drag(teacher, "Ann", person(teacher, "Bob"))
    expect(teacher.locator(person(teacher, "Ann", "1:china"))).to_be_visible()
    expect(teacher.locator(person(teacher, "Bob", "1:us"))).to_be_visible()
    drag(teacher, "Bob", '[data-place="none"]')
    expect(teacher.locator(person(teacher, "Bob", "none"))).to_be_visible()

    teacher.locator(person(teacher, "Cleo")).locator("input").focus()
    teacher.keyboard.press("Space")
    teacher.locator("#place").focus()
    teacher.locator("#place").select_option("1:us")
    teacher.get_by_role("button", name="Seat", exact=True).press("Enter")
    expect(teacher.locator(person(teacher, "Cleo", "1:us"))).to_be_visible()


def test_a_phone_wishes_and_moves_on_by_itself(browser: Browser, server: ServerProcess) -> None:
    room = Classroom(server, server.start())
    conference = room.open()
    phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    phone.set_default_timeout(10_000)
    phone.goto(f"{server.url}/join/{conference.code}")
    phone.locator('input[name="name"]').fill("Ann")
    phone.locator('form[action="/join"] button').click()
    phone.wait_for_url("**/wait/*")
    phone.locator("#wish1").select_option("japan")
    phone.get_by_role("button", name="Keep my choices").click()
    expect(phone.locator(".notices")).to_contain_text("Your teacher sees your choices")
    base = f"/instructor/conference/{conference.id}"
    assert room.teacher.post(f"{base}/by_wish", {}).status == 200
    expect(phone.locator("h1")).to_have_text("You sit for Japan")
    assert room.teacher.post(f"{base}/start", {}).status == 200
    phone.wait_for_url("**/play/*")


def test_the_form_reckons_the_class_as_the_server_does(
    browser: Browser, server: ServerProcess
) -> None:
    teacher = enter(browser, server)
    teacher.locator("#bell").fill("10:50")
    teacher.locator("#minutes > summary").click()
    for preset in load_packaged("six_party_talks").structure.presets:
        teacher.locator(f'input[value="{preset.id}"]').check()
        for rounds in ("", "1", "3", "5"):
            teacher.locator("#rounds").fill(rounds)
            plan = sittings(preset.lasting(int(rounds) if rounds else None))
            boxes = teacher.locator("[data-sitting]:visible")
            expect(boxes).to_have_count(len(plan))
            for box, sitting in zip(boxes.all(), plan, strict=True):
                parts = (sitting.joining, sitting.brief, sitting.play, sitting.rest, sitting.length)
                told = [
                    ("−" if part < 0 else "") + write_duration(abs(part)) for part in parts if part
                ]
                expect(box.locator("b:visible")).to_have_text(told)
                expect(box.locator("time").last).to_have_text("10:50")
            beyond = max((sitting.too_long for sitting in plan), default=0)
            expect(teacher.locator("[data-too-long]")).to_be_visible(visible=beyond > 0)
            if beyond:
                expect(teacher.locator("[data-too-long] b")).to_have_text(write_duration(beyond))
