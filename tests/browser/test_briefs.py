"""Briefs and handouts as they look: page one on a telephone, everything on paper."""

import io
import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext
from pypdf import PdfReader
from werkzeug.serving import make_server

from game.scenario.loader import load_packaged
from tests.everyone import Everyone

pytestmark = [
    pytest.mark.browser,
    # A page that is left while it still loads drops the files that this small server was sending.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PARTIES = load_packaged("six_party_talks").structure.delegation_ids
PHONE = (390, 844)
#: The sheets of A4 that each may take.
SHEETS = {"rules": 1, "worksheet": 1, "rubric": 1, "map": 1, "glossary": 3, "timeline": 3}


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    everyone = Everyone(tmp_path_factory.mktemp("briefs"), tables=1)
    yield everyone
    everyone.close()


@pytest.fixture(scope="module")
def address(everyone: Everyone) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, everyone.house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def context_of(
    browser: Browser, everyone: Everyone, address: str, client: FlaskClient, size: tuple[int, int]
) -> BrowserContext:
    """A browser of that size with the client's login."""
    client.get("/")
    name = everyone.house.app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
    return context


@pytest.mark.parametrize("party", PARTIES)
def test_page_one_of_a_brief_fits_on_one_and_a_half_screens_of_a_telephone(
    browser: Browser, everyone: Everyone, address: str, party: str
) -> None:
    person = next(p for p in everyone.people if p.delegation == party)
    client = everyone.student(person).browser
    context = context_of(browser, everyone, address, client, PHONE)
    page = context.new_page()
    page.goto(f"{address}/play/{person.id}/brief")
    box = page.locator(".brief-card").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 1.5 * PHONE[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    context.close()


def test_role_packs_and_handouts_print_on_few_sheets_of_a4(
    browser: Browser, everyone: Everyone, address: str
) -> None:
    client = everyone.instructor().browser
    context = context_of(browser, everyone, address, client, (1280, 800))
    page = context.new_page()
    sheets = {}
    paths = {name: f"/teaching/{name}" for name in SHEETS}
    packs = {party: f"/instructor/role-packs/class50/{party}" for party in PARTIES}
    for name, path in (paths | packs).items():
        page.goto(address + path)
        paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        sheets[name] = len(paper.pages)
        assert round(float(paper.pages[0].mediabox.width)) == 595
    assert all(sheets[name] <= most for name, most in SHEETS.items()), sheets
    assert all(sheets[party] <= 4 for party in PARTIES), sheets
    context.close()
