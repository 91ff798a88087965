"""The debrief's pages for everybody: axe finds nothing grave, and a telephone shows all of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.axe import barriers
from tests.browser.test_handouts import come_back, fits, log_in, served
from tests.lesson import Lesson

pytestmark = [
    pytest.mark.browser,
    # A page that is left while it still loads drops the files that this small server was sending.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

TEACHERS = (
    "/debrief",
    "/debrief?paper",
    "/table/1/debrief",
    "/table/1/debrief?paper",
    "/table/1/debrief/us",
    "/table/1/debrief/us?paper",
    "/table/1/guide",
    *(f"/table/1/guide/{place}" for place in range(1, 12)),
    "/exports",
    "/questionnaires",
)
STUDENTS = ("debrief", "debrief?paper", "debrief/own", "debrief/own?paper", "before", "after")


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    """Two finished tables whose reports are there; three chapters are open, three are not."""
    lesson = Lesson(tmp_path_factory.mktemp("lesson"), "breakdown_after_signing", "full_accord")
    lesson.hall.reports.conference(lesson.conference)
    lesson.hall.reports.finish()
    browser = lesson.teacher_browser()
    for place, chapter in ((4, "scores"), (6, "moves"), (8, "cables")):
        sent = {"kind": "open_chapter", "chapter": chapter, "command_id": f"open-{chapter}"}
        browser.post(lesson.path(f"/table/1/guide/{place}"), data=sent)
    yield lesson
    lesson.close()


@pytest.fixture(scope="module")
def address(lesson: Lesson) -> Iterator[str]:
    yield from served(lesson)


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, color_scheme=request.param
    )
    yield context.new_page()
    context.close()


def opened(page: Page) -> None:
    """Open everything that can be opened."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def looked_at(page: Page, addresses: list[str]) -> list[str]:
    """What is wrong with those pages, on a laptop and on a telephone."""
    wrong = []
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 720})
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        opened(page)
        wrong += [f"{address}: {barrier}" for barrier in barriers(page)]
        page.set_viewport_size({"width": 390, "height": 844})
        if not fits(page):
            wrong.append(f"{address}: has to be pushed sideways on a telephone")
    return wrong


def test_teachers_pages(lesson: Lesson, page: Page, address: str) -> None:
    log_in(lesson, page, address)
    assert looked_at(page, [f"{address}{lesson.path(more)}" for more in TEACHERS]) == []


def test_students_pages(lesson: Lesson, page: Page, address: str) -> None:
    person = lesson.seated(1, "us")
    come_back(lesson, page, address, person)
    assert looked_at(page, [f"{address}/play/{person.id}/{more}" for more in STUDENTS]) == []


#: Of every chart that is shown: its words that leave the frame, and those that lie on others. A
#: line's box is higher than its letters, so boxes may touch.
LETTERS = """() => [...document.querySelectorAll('figure.chart svg')]
  .filter(svg => svg.getClientRects().length)
  .flatMap(svg => {
    const frame = svg.viewBox.baseVal;
    const words = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBBox()]);
    const outside = words.filter(([, b]) =>
      b.x < -1 || b.y < -2 || b.x + b.width > frame.width + 1 || b.y + b.height > frame.height + 3);
    const on = (a, b) =>
      Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1 &&
      Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > a.height * 0.4;
    const over = words.flatMap(([one, a], i) =>
      words.slice(i + 1).filter(([, b]) => on(a, b)).map(([other]) => `${one} on ${other}`));
    return [...outside.map(([word]) => `${word} outside`), ...over];
  })"""


@pytest.mark.parametrize("width", [1280, 390])
def test_in_real_letters_no_word_of_a_chart_leaves_it_or_lies_on_another(
    lesson: Lesson, page: Page, address: str, width: int
) -> None:
    """What the layout reckons with estimated widths holds in a browser."""
    log_in(lesson, page, address)
    page.set_viewport_size({"width": width, "height": 800})
    for more in ("/debrief", "/table/1/debrief", "/table/2/debrief", "/table/1/debrief/us"):
        page.goto(f"{address}{lesson.path(more)}")
        assert page.locator("figure.chart svg:visible").count()
        assert page.evaluate(LETTERS) == []
