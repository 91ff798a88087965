"""Phones in a real room: taps twice, tabs that are closed, and two students who change places."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from game.store.directory import Conference, Directory
from tests.conftest import CHROMIUM_ARGS
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


def test_an_open_page_that_stands_still_is_left_too(lesson: Lesson) -> None:
    """The rules, everything so far, the questionnaire: all were made for the former delegation."""
    ids = {"Ann": lesson.sit("Ann", "dprk"), "Bob": lesson.sit("Bob", "china")}
    lesson.arrange("start")
    context = lesson.phone("Ann")
    paths = (f"/play/{ids['Ann']}/rules", f"/play/{ids['Ann']}?all=1", f"/me/{ids['Ann']}")
    pages = [lesson.open(context, path) for path in paths]
    for page in pages:
        live(page)
    lesson.arrange("swap", participant=ids["Ann"], other=ids["Bob"])
    for page in pages:
        expect(page.locator("#new-seat h2")).to_have_text(f"You now represent {CHINA}")
        expect(page.locator("#new-seat")).to_be_visible()


def test_a_page_that_was_asleep_during_the_exchange_wakes_with_the_new_seat(
    lesson: Lesson,
) -> None:
    ids = {"Ann": lesson.sit("Ann", "dprk"), "Bob": lesson.sit("Bob", "china")}
    lesson.arrange("start")
    context = lesson.phone("Ann")
    page = lesson.open(context, f"/play/{ids['Ann']}")
    live(page)
    context.set_offline(True)
    lesson.arrange("swap", participant=ids["Ann"], other=ids["Bob"])
    context.set_offline(False)
    expect(page.locator("#new-seat h2")).to_have_text(f"You now represent {CHINA}")
    expect(page.locator("#new-seat")).to_be_visible()


# --- coming in ----------------------------------------------------------------------------------


def test_a_double_tap_a_closed_tab_and_another_scan_lead_to_one_seat(lesson: Lesson) -> None:
    """On a slow network the answer to the first tap is lost, and the second leads to it."""
    path = f"/join/{lesson.conference.code}"
    context = lesson.phone()
    page = lesson.open(context, path)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 400,
            "downloadThroughput": 200_000,
            "uploadThroughput": 50_000,
        },
    )
    page.locator('input[name="name"]').fill("Rose Park")
    page.locator('form[action="/join"] button').dblclick()
    page.wait_for_url("**/wait/*")
    own = page.url
    assert lesson.people() == ["Rose Park"]
    page.close()

    pid = own.rsplit("/", 1)[1]
    lesson.arrange("seat", participant=pid, place=f"{lesson.table}:japan")
    scanned = lesson.open(context, path)
    offered = scanned.locator("#own-seats")
    expect(offered).to_contain_text("Is this you?")
    box, form = offered.bounding_box(), scanned.locator('form[action="/join"]').bounding_box()
    assert box is not None
    assert form is not None
    assert box["y"] < form["y"]
    assert box["y"] + box["height"] < PHONE["height"]
    offered.get_by_role("link", name="Yes, go on as Rose Park").click()
    scanned.wait_for_url(own)
    expect(scanned.locator("h1")).to_have_text("You sit for Japan")
    assert lesson.people() == ["Rose Park"]


def test_whoever_gets_the_device_next_is_asked_and_finds_nothing(lesson: Lesson) -> None:
    pid = lesson.sit("Ann", "dprk")
    lesson.arrange("start")
    for _ in range(2):
        lesson.room.teacher.command(f"{lesson.base}/all/command", kind="advance_phase")
    context = lesson.phone("Ann")
    page = lesson.open(context, f"/play/{pid}?tab=talk")
    other = lesson.open(context, f"/play/{pid}")
    for shown in (page, other):
        live(shown)
    page.locator("form.chat-form textarea").first.fill("not yet said")
    page.goto(f"{lesson.server.url}/")
    page.locator("#own-seats").get_by_role("button", name="Leave on this device").click()
    expect(page.locator(".notices")).to_contain_text("You have left on this device")
    expect(page.locator("#own-seats")).to_have_count(0)
    # The other tab hears no more, and shows nothing of the delegation.
    expect(other.get_by_role("heading", name="This did not work")).to_be_visible()
    assert DPRK not in other.content()


def test_whoever_blocks_cookies_reads_so(
    lesson: Lesson, chromium_path: str, tmp_path: Path
) -> None:
    """In a browser whose own settings block all cookies."""
    settings = tmp_path / "profile" / "Default" / "Preferences"
    settings.parent.mkdir(parents=True)
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    settings.write_text(json.dumps(blocked), encoding="utf-8")
    context = lesson.browser.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=chromium_path,
        args=list(CHROMIUM_ARGS),
        viewport=PHONE,  # type: ignore[arg-type]
    )
    try:
        page = lesson.open(context, f"/join/{lesson.conference.code}")
        page.locator('input[name="name"]').fill("Ann")
        page.locator('form[action="/join"] button').click()
        expect(page.locator('[role="alert"]')).to_contain_text("keeps no cookies")
    finally:
        context.close()
    assert lesson.people() == []
    lesson.room.join(lesson.conference, "Ann")
    assert lesson.people() == ["Ann"]


# --- what scripts do, and what is there without them --------------------------------------------


def compose(page: Page, *, end_first: bool, key_code: int, composing: bool) -> None:
    """What a browser tells of the Enter that confirms a candidate of an input method."""
    page.locator("form.chat-form textarea").first.evaluate(
        """(field, [endFirst, keyCode, composing]) => {
            field.value = "한국";
            // One moment for all, as in a real browser, however busy the machine is meanwhile.
            const timeStamp = { value: performance.now() };
            const send = (event) => {
                field.dispatchEvent(Object.defineProperties(event, { timeStamp }));
            };
            send(new CompositionEvent("compositionstart", { bubbles: true }));
            const end = () => send(new CompositionEvent("compositionend", { bubbles: true }));
            if (endFirst) end();
            const key = { key: "Enter", keyCode, isComposing: composing };
            send(new KeyboardEvent("keydown", { ...key, bubbles: true, cancelable: true }));
            if (!endFirst) end();
        }""",
        [end_first, key_code, composing],
    )


def test_an_enter_that_confirms_a_candidate_sends_nothing(lesson: Lesson) -> None:
    """The orders in which browsers tell of it: Chromium and Firefox, Safari, and old ones."""
    pid = lesson.sit("Ann", "dprk")
    lesson.arrange("start")
    for _ in range(2):
        lesson.room.teacher.command(f"{lesson.base}/all/command", kind="advance_phase")
    context = lesson.browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "url": lesson.server.url}
            for cookie in lesson.room.students["Ann"].cookies
        ]
    )
    page = lesson.open(context, f"/play/{pid}?tab=talk")
    live(page)
    sent: list[str] = []
    # The live connection may post for itself; what is said goes to the delegation's own address.
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    compose(page, end_first=False, key_code=13, composing=True)
    compose(page, end_first=False, key_code=229, composing=False)
    compose(page, end_first=True, key_code=229, composing=False)
    compose(page, end_first=True, key_code=13, composing=False)
    page.wait_for_timeout(300)
    assert not [one for one in sent if one.startswith("POST") and f"/play/{pid}/" in one]
    # An Enter of its own does send.
    field = page.locator("form.chat-form textarea").first
    field.fill("Good morning")
    field.press("Enter")
    expect(page.locator(".message-text", has_text="Good morning").first).to_be_visible()


@pytest.mark.parametrize("broken", ["type", "syntax", "off"])
def test_a_line_says_so_where_scripts_did_not_start(lesson: Lesson, broken: str) -> None:
    pid = lesson.sit("Ann", "dprk")
    lesson.arrange("start")
    context = lesson.browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        java_script_enabled=broken != "off",
        reduced_motion="reduce",
    )
    context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "url": lesson.server.url}
            for cookie in lesson.room.students["Ann"].cookies
        ]
    )

    def spoil(route: Route) -> None:
        if broken == "type":
            route.fulfill(body="", content_type="text/plain")
        else:
            route.fulfill(body="let = ;", content_type="text/javascript")

    if broken != "off":
        context.route("**/js/live.js", spoil)
    page = lesson.open(context, f"/play/{pid}")
    line = page.locator(".not-live")
    assert not line.is_visible()
    expect(line).to_be_visible(timeout=12_000)
    expect(line).to_contain_text("scripts did not start")


def test_no_such_line_where_they_did(lesson: Lesson) -> None:
    pid = lesson.sit("Ann", "dprk")
    lesson.arrange("start")
    page = lesson.open(lesson.phone("Ann"), f"/play/{pid}")
    live(page)
    expect(page.locator(".not-live")).to_have_css("display", "none")


def test_a_page_is_fetched_anew_when_it_is_shown_again(lesson: Lesson) -> None:
    pid = lesson.sit("Ann", "dprk")
    lesson.arrange("start")
    page = lesson.open(lesson.phone("Ann"), f"/play/{pid}")
    live(page)
    for event, target in (
        ("new Event('visibilitychange')", "document"),
        ("new PageTransitionEvent('pageshow', { persisted: true })", "window"),
        ("new Event('online')", "window"),
    ):
        with page.expect_response(lambda answer: answer.url.endswith(f"/play/{pid}")):
            page.locator("body").evaluate(f"() => {target}.dispatchEvent({event})")


def test_moments_are_shown_in_the_readers_own_time_zone(lesson: Lesson) -> None:
    pid = lesson.sit("Ann", "dprk")
    lesson.arrange("start")
    seen = []
    for zone in ("Asia/Seoul", "America/New_York"):
        context = lesson.browser.new_context(
            viewport=PHONE,  # type: ignore[arg-type]
            timezone_id=zone,
        )
        context.add_cookies(
            [
                {"name": cookie.name, "value": cookie.value or "", "url": lesson.server.url}
                for cookie in lesson.room.students["Ann"].cookies
            ]
        )
        page = lesson.open(context, f"/play/{pid}?tab=news")
        live(page)
        moment = page.locator("time[data-moment]").first
        expect(moment).to_be_attached()
        shown, iso = moment.text_content(), moment.get_attribute("datetime")
        assert iso is not None
        at = datetime.fromisoformat(iso).astimezone(ZoneInfo(zone))
        assert shown == f"{at:%H:%M}"
        seen.append(shown)
    assert seen[0] != seen[1]
