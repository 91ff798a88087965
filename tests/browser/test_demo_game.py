"""Seven browsers, three of them phones, play the demo preset to a ratified accord."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from game.engine.apply import replay
from game.engine.events import EVENTS
from game.engine.results import result_of
from game.engine.state import TableState
from game.scenario.loader import load_packaged
from game.store.directory import Directory
from game.store.log import EventLog
from tests.house import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
NAMES = ("Ann", "Bob", "Cleo", "Dan", "Eve", "Finn")
#: What history's second-phase actions come to on the short agenda: acceptable to all six.
DEAL = {
    "programme": "disable",
    "verification": "seals",
    "security": "words",
    "aid": "million",
    "sanctions": "begun",
    "abductions": "talks",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path)
    yield server
    server.kill()


def form(page: Page, kind: str, extra: str = "") -> str:
    """A selector of the command form of that kind."""
    return f'form[data-command]:has(input[name="kind"][value="{kind}"]){extra}'


def stored_state(server: ServerProcess) -> TableState:
    """What the first table's stored log replays to."""
    database = server.database()
    try:
        table = Directory(database).all_tables()[0]
        rows = EventLog(database).read(table.id)
        return replay(EVENTS.validate_json(row.body) for row in rows)
    finally:
        database.close()


class Player:
    """A student's browser."""

    def __init__(self, context: BrowserContext, name: str) -> None:
        self.context = context
        self.page = context.new_page()
        self.name = name
        self.delegation = ""
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def join(self, url: str, code: str) -> None:
        self.page.goto(f"{url}/join/{code}")
        self.page.locator('input[name="name"]').fill(self.name)
        self.page.locator('form[action="/join"] button').first.click()
        self.page.wait_for_url("**/wait/*")

    def show(self, tab: str) -> None:
        """Open a tab, where the page has tabs (phones)."""
        link = self.page.locator(f'nav a[data-tab="{tab}"], nav a[href*="tab={tab}"]').first
        if link.is_visible():
            link.click()

    def be_ready(self) -> None:
        button = self.page.locator(form(self.page, "declare_ready")).locator("button").first
        button.click()

    def expect_phase(self, word: str) -> None:
        expect(self.page.locator("#panel-head")).to_contain_text(word, timeout=15_000)


def all_ready(players: list[Player], now: str, following: str) -> None:
    """Everybody declares ready, and everybody's page moves on by itself."""
    for player in players:
        player.expect_phase(now)
        player.be_ready()
    for player in players:
        player.expect_phase(following)


def test_seven_browsers_play_to_a_ratified_accord(
    browser: Browser, server: ServerProcess
) -> None:
    link = server.start()
    teacher = browser.new_context(viewport=LAPTOP).new_page()  # type: ignore[arg-type]
    teacher.goto(server.url + link)
    teacher.locator("main form button").first.click()
    teacher.wait_for_url("**/instructor")
    create = teacher.locator('form[action="/instructor/conferences"]')
    create.locator('input[name="title"]').fill("Period 3")
    chosen = create.locator('[name="preset"][value="demo"]')
    if chosen.count():
        chosen.check(force=True)
    else:
        create.locator('select[name="preset"]').select_option("demo")
    create.locator("button").last.click()
    teacher.wait_for_url("**/instructor/conference/*")
    conference = server.newest_conference()

    players = []
    for place, name in enumerate(NAMES):
        size = PHONE if place < 3 else LAPTOP
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            has_touch=place < 3,
        )
        player = Player(context, name)
        player.join(server.url, conference.code)
        players.append(player)
    for name in NAMES:
        expect(teacher.locator("main")).to_contain_text(name)
    teacher.locator('form[action$="/auto_seat"] button').click()
    teacher.locator('form[action$="/start"] button').click()
    for player in players:
        player.page.wait_for_url("**/play/*", timeout=20_000)
    database = server.database()
    seats = {p.name: p.delegation for p in Directory(database).participants_of(conference.id)}
    database.close()
    for player in players:
        player.delegation = str(seats[player.name])
    by_delegation = {player.delegation: player for player in players}
    us, dprk, japan = (by_delegation[d] for d in ("us", "dprk", "japan"))

    all_ready(players, "Briefing", "Plenary")
    all_ready(players, "Plenary", "Consultations")

    us.show("talk")
    invite = us.page.locator(form(us.page, "invite_to_channel"))
    if not invite.is_visible():
        us.page.locator("details", has=us.page.locator(form(us.page, "invite_to_channel"))).locator(
            "summary"
        ).first.click()
    invite.locator('input[name="members"][value="dprk"]').check(force=True)
    invite.locator("button").first.click()
    dprk.show("talk")
    accept = dprk.page.locator(form(dprk.page, "answer_invitation")).locator(
        'button:has-text("Accept"), button[value="true"]'
    )
    accept.first.click()
    talk = us.page.locator(
        form(us.page, "send_message", ':has(input[name="channel"][value="dprk+us"])')
    )
    talk.locator("textarea, input[type=text]").first.fill("Between us: seals for oil?")
    talk.locator("button").first.click()
    expect(dprk.page.locator("#panel-talk")).to_contain_text("seals for oil?")
    assert "seals for oil?" not in japan.page.content()

    all_ready(players, "Consultations", "Drafting")

    us.show("text")
    us.show("compose")
    compose = us.page.locator(form(us.page, "table_proposal"))
    for issue, option in DEAL.items():
        compose.locator(f'input[name="options.{issue}"][value="{option}"]').check(force=True)
    expect(us.page.locator("#worth")).to_contain_text(re.compile(r"\d"))
    compose.locator('button:not([formaction])').last.click()
    for player in players:
        if player is us:
            continue
        player.show("text")
        vote = player.page.locator(form(player.page, "cast_ballot"))
        vote.locator('button[value="accept"]').first.click()
    for player in players:
        expect(player.page.locator("#panel-text")).to_contain_text("Initialled", timeout=15_000)
    assert set(stored_state(server).text_package()) == set(DEAL)

    all_ready(players, "Drafting", "Ratification")

    for player in players:
        player.show("text")
        sign = player.page.locator(form(player.page, "decide_ratification"))
        sign.locator('button[value="sign"]').first.click()
    us.expect_phase("Debrief")
    state = stored_state(server)
    assert state.ending == "full_accord"

    structure = load_packaged("six_party_talks").structure
    for player in players:
        page = player.page
        page.goto(re.sub(r"[?#].*", "", page.url).rstrip("/") + "/score")
        shown = page.locator("[data-score-total]").first.get_attribute("data-score-total")
        assert shown == str(result_of(structure, state, player.delegation).sheet.total)
        assert player.faults == []


def test_a_browser_comes_back_to_its_seat_after_the_server_was_killed(
    browser: Browser, server: ServerProcess
) -> None:
    """``kill -9`` in the middle of a phase; nothing acknowledged is lost, deadlines apply."""
    from tests.house import Classroom

    room = Classroom(server, server.start())
    conference = room.open()
    player = Player(browser.new_context(viewport=PHONE), "Ann")  # type: ignore[arg-type]
    player.join(server.url, conference.code)
    base = f"/instructor/conference/{conference.id}"
    room.teacher.post(f"{base}/auto_seat", {})
    room.teacher.post(f"{base}/start", {})
    player.page.wait_for_url("**/play/*", timeout=20_000)
    room.teacher.command(f"{base}/table/1/command", kind="move_deadline", seconds="-45")
    player.show("talk")
    seat = stored_seat(server, conference.id)
    talk = player.page.locator(
        form(player.page, "send_message", f':has(input[name="channel"][value="{seat}"])')
    )
    with player.page.expect_response(lambda r: r.url.endswith("/command")) as answer:
        talk.locator("textarea, input[type=text]").first.fill("Before the blow")
        talk.locator("button").first.click()
    assert answer.value.status == 200
    server.kill()
    player.page.wait_for_timeout(16_000)
    server.start()
    player.expect_phase("Plenary")
    assert "Before the blow" in server.stored_bodies()
    expect(player.page.locator("#panel-talk")).to_contain_text("Before the blow")


def stored_seat(server: ServerProcess, conference_id: int) -> str:
    """The delegation of the conference's only student."""
    database = server.database()
    try:
        return str(Directory(database).participants_of(conference_id)[0].delegation)
    finally:
        database.close()
