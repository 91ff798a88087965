"""Seven browsers, three of them phones, play the demo preset to an accord and carry it out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from game.engine.results import result_of
from game.scenario.loader import load_packaged
from game.service.lost_time import BRIEF
from game.store.directory import Directory
from tests.house import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
#: The first this many students play on phones.
PHONES = 3
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


class Player:
    """A student's browser."""

    def __init__(self, context: BrowserContext, name: str) -> None:
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.name = name
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
        shown = self.page.locator(f'[data-phase="{word.lower()}"]')
        expect(shown).to_be_visible(timeout=15_000)


def all_ready(players: list[Player], now: str, following: str) -> None:
    """Everybody declares ready, and everybody's page moves on by itself."""
    for player in players:
        player.expect_phase(now)
        player.be_ready()
    for player in players:
        player.expect_phase(following)


def open_conference(browser: Browser, server: ServerProcess) -> Page:
    """An instructor's browser in the lobby of a new conference of the demo preset."""
    link = server.start()
    teacher = browser.new_context(viewport=LAPTOP).new_page()  # type: ignore[arg-type]
    teacher.goto(server.url + link)
    teacher.locator("main form button").first.click()
    teacher.wait_for_url("**/instructor")
    create = teacher.locator('form[action="/instructor/conferences"]')
    create.locator('input[name="title"]').fill("Period 3")
    chosen = create.locator('input[name="preset"][value="demo"]')
    if chosen.count():
        chosen.check()
    else:
        create.locator('select[name="preset"]').select_option("demo")
    create.locator("button").last.click()
    teacher.wait_for_url("**/instructor/conference/*")
    return teacher


def fill_the_class(browser: Browser, server: ServerProcess, teacher: Page) -> dict[str, Player]:
    """Six students join, are seated and brought to their tables; keyed by delegation."""
    conference = server.newest_conference()
    players = []
    for place, name in enumerate(NAMES):
        context = browser.new_context(
            viewport=PHONE if place < PHONES else LAPTOP,  # type: ignore[arg-type]
            has_touch=place < PHONES,
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
    people = Directory(database).participants_of(conference.id)
    database.close()
    seats = {person.name: str(person.delegation) for person in people}
    return {seats[player.name]: player for player in players}


def talk_in_private(us: Player, dprk: Player, outsider: Player) -> None:
    """Washington invites Pyongyang and says something that nobody else gets."""
    us.show("talk")
    invite = us.page.locator(form(us.page, "invite_to_channel"))
    invite.locator('input[name="members"][value="dprk"]').check()
    invite.locator("button").first.click()
    dprk.show("talk")
    answer = dprk.page.locator(form(dprk.page, "answer_invitation"))
    answer.locator('button:has-text("Accept")').first.click()
    talk = form(us.page, "send_message", ':has(input[name="channel"][value="dprk+us"])')
    us.page.locator(talk).locator("textarea, input[type=text]").first.fill("Seals for oil?")
    us.page.locator(talk).locator("button").first.click()
    expect(dprk.page.locator("#panel-talk")).to_contain_text("Seals for oil?")
    assert "Seals for oil?" not in outsider.page.content()


def act_alone(us: Player, outsider: Player) -> None:
    """Washington holds its exercises, which all hear of, and asks its capital in secret."""
    us.show("act")
    us.page.locator("#move-joint_exercises > summary").click()
    us.page.locator('[id^="confirm-joint_exercises"] > summary').click()
    us.page.locator('[id^="confirm-joint_exercises"] button').click()
    expect(us.page.locator("#panel-act")).to_contain_text("What you have done")
    expect(outsider.page.locator("#panel-news")).to_contain_text("joint exercises")
    us.page.locator("#line-unverified > summary").click()
    us.page.locator("#ask-unverified > summary").click()
    us.page.locator("#ask-text-unverified").fill("Seals first, samples later.")
    us.page.locator(form(us.page, "ask_mandate")).locator("button:visible").first.click()
    expect(us.page.locator("#line-unverified")).to_contain_text("Cable under way")
    assert "Seals first" not in outsider.page.content()


def agree_aside(japan: Player, dprk: Player, outsider: Player) -> None:
    """Tokyo and Pyongyang settle the abductions between them, in public."""
    japan.show("act")
    japan.page.locator("#offer-tokyo_pyongyang_accord > summary").click()
    offer = japan.page.locator(form(japan.page, "offer_accord"))
    offer.locator('input[value="reinvestigation"]').check()
    offer.locator("button").last.click()
    dprk.show("act")
    answer = dprk.page.locator(form(dprk.page, "answer_accord"))
    answer.locator('button[value="true"]').first.click()
    expect(outsider.page.locator("#panel-text")).to_contain_text("Tokyo–Pyongyang Accord")


def initial_the_deal(author: Player, players: list[Player]) -> None:
    """One delegation composes the deal and all the others accept it."""
    author.show("compose")
    compose = author.page.locator(form(author.page, "table_proposal"))
    for issue, option in DEAL.items():
        choice = f'input[name="options.{issue}"][value="{option}"]'
        compose.locator(choice).check()
    expect(author.page.locator("#worth")).to_contain_text(re.compile(r"\d"))
    compose.locator("button:not([formaction])").last.click()
    for player in players:
        if player is not author:
            player.show("text")
            vote = player.page.locator(form(player.page, "cast_ballot"))
            vote.locator('button[value="accept"]').first.click()
    for player in players:
        expect(player.page.locator("#panel-text")).to_contain_text("Initialled", timeout=15_000)


def sign(players: list[Player]) -> None:
    """Everybody signs the joint text."""
    for player in players:
        player.show("text")
        ratify = player.page.locator(form(player.page, "decide_ratification"))
        ratify.locator('button[value="sign"]').first.click()
    for player in players:
        player.expect_phase("Implementation")


def carry_out(players: list[Player], dprk: Player, us: Player) -> None:
    """Pyongyang keeps the inspectors waiting, all see it, Washington suspends in answer."""
    give_orders(dprk, inspectors_admitted="break")
    for player in players:
        player.be_ready()
    expect(us.page.locator("#panel-duties")).to_contain_text("seen as broken", timeout=15_000)
    give_orders(us, funds_freed="suspend")
    for player in players:
        player.be_ready()
    for player in players:
        player.expect_phase("Debrief")


def give_orders(player: Player, **conduct: str) -> None:
    """Say what is done about those duties."""
    player.show("text")
    orders = player.page.locator(form(player.page, "choose_conduct"))
    for duty, choice in conduct.items():
        orders.locator(f'input[name="conduct.{duty}"][value="{choice}"]').check()
    orders.locator("button").last.click()
    expect(player.page.locator("#panel-duties")).to_contain_text("Orders given")


def test_seven_browsers_play_to_an_accord_and_carry_it_out(
    browser: Browser, server: ServerProcess
) -> None:
    teacher = open_conference(browser, server)
    seats = fill_the_class(browser, server, teacher)
    players = list(seats.values())
    all_ready(players, "Briefing", "Plenary")
    all_ready(players, "Plenary", "Consultations")
    talk_in_private(seats["us"], seats["dprk"], outsider=seats["japan"])
    act_alone(seats["us"], outsider=seats["japan"])
    agree_aside(seats["japan"], seats["dprk"], outsider=seats["russia"])
    all_ready(players, "Consultations", "Drafting")
    initial_the_deal(seats["us"], players)
    assert set(server.stored_state().text_package()) == set(DEAL)
    all_ready(players, "Drafting", "Ratification")
    sign(players)
    carry_out(players, seats["dprk"], seats["us"])
    state = server.stored_state()
    assert state.ending == "full_accord"
    structure = load_packaged("six_party_talks").structure
    for delegation, player in seats.items():
        page = player.page
        page.goto(re.sub(r"[?#].*", "", page.url).rstrip("/") + "/score")
        shown = page.locator("[data-score-total]").first.get_attribute("data-score-total")
        assert shown == str(result_of(structure, state, delegation).sheet.total)
        expect(page.locator("main")).to_contain_text("What was carried out")
        assert player.faults == []


def test_a_browser_comes_back_to_its_seat_after_the_server_was_killed(
    browser: Browser, server: ServerProcess
) -> None:
    """``kill -9`` in the middle of a phase: nothing acknowledged is lost, nor any time of it."""
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
    with player.page.expect_response(
        # The composer asks what a text is worth by a POST of its own: that is no acknowledgement.
        lambda r: "send_message" in (r.request.post_data or "")
    ) as answer:
        talk.locator("textarea, input[type=text]").first.fill("Before the blow")
        talk.locator("button").first.click()
    assert answer.value.status == 200
    server.kill()
    # Longer than the briefing had left, and long enough for the clock to wait for the teacher.
    player.page.wait_for_timeout(1_000 * (BRIEF + 1))
    server.start()
    status = player.page.locator("#panel-status")
    expect(status).to_contain_text("No time is lost", timeout=15_000)
    player.expect_phase("Briefing")
    room.teacher.command(f"{base}/table/1/command", kind="resume_table")
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
