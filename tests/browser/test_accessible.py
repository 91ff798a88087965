"""Nothing serious stands between anybody and the pages, in light and in dark (axe-core's rules)."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from game.engine.acts.table import replay
from game.engine.event import Event
from game.engine.phases import PhaseName
from game.engine.state import TableState
from game.store.schema import events as event_rows
from tests.browser.sights import SIGHTS, Sight, When
from tests.lesson import Lesson

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

GRAVE = {"serious", "critical"}
SIZES = {
    "teacher": (1280, 800),
    "nobody": (1280, 720),
    "student": (390, 844),
    "observer": (390, 844),
}
#: What stands folded or behind a tab is looked at too.
UNFOLD = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
}"""


#: Whether the table stands at that moment once the event has been added to what happened before.
MOMENTS: dict[When, Callable[[Event, TableState], bool]] = {
    "before": lambda event, _: event.kind == "table_opened",
    "during": lambda _, state: state.name is PhaseName.DRAFTING and bool(state.open_proposals()),
    "crisis": lambda event, _: event.kind == "inject_fell",
    "signing": lambda _, state: state.name is PhaseName.RATIFICATION and not state.decisions_opened,
    "carrying_out": lambda event, state: (
        event.kind == "phase_opened" and state.name is PhaseName.IMPLEMENTATION
    ),
    "after": lambda *_: True,
}


def keep(lesson: Lesson, when: When) -> None:
    """Leave as much of the recorded game as has happened by then, and stop the clock there."""
    table = lesson.records[0].id
    events = lesson.hall.tables.events(table)
    last = max(
        seq
        for seq in range(1, len(events) + 1)
        if MOMENTS[when](events[seq - 1], replay(events[:seq]))
    )
    with lesson.house.database.writing() as connection:
        connection.execute(
            sa.delete(event_rows).where(event_rows.c.table_id == table, event_rows.c.seq > last)
        )
    now = events[last - 1].at
    lesson.hall.tables.forget([table])
    lesson.hall.tables.clock = lambda: now


@pytest.fixture(scope="module", params=list(MOMENTS))
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[When, Lesson, str]]:
    """A lesson at that time, and the address at which it is served."""
    folder: Path = tmp_path_factory.mktemp("lesson")
    lesson = Lesson(folder, "full_accord")
    keep(lesson, request.param)
    server = make_server("127.0.0.1", 0, lesson.house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield request.param, lesson, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    lesson.close()


def log_in(context: BrowserContext, address: str, lesson: Lesson, who: str) -> None:
    conferences = lesson.hall.conferences
    if who == "teacher":
        context.request.post(f"{address}/instructor/enter/{conferences.invite('Teacher')}")
    elif who != "nobody":
        person = lesson.observer if who == "observer" else lesson.seated(1, "us")
        sent: dict[str, str | float | bool] = {
            "code": lesson.conference.code,
            "resume_code": person.resume_code,
        }
        context.request.post(f"{address}/resume", form=sent)


def look(page: Page, url: str) -> None:
    """Open the page; one that is still being made comes by itself."""
    answer = page.goto(url)
    assert answer is not None
    assert answer.status in (200, 202), url
    making = page.get_by_role("heading", name="The report is being made")
    expect(making).to_have_count(0, timeout=60_000)
    # Where only a part is still being made, the page asks again by a mark in its head.
    again = page.locator('meta[http-equiv="refresh"]:not([content*="url"])')
    expect(again).to_have_count(0, timeout=60_000)
    page.evaluate(UNFOLD)


def faults(page: Page, sight: Sight) -> list[str]:
    """What axe finds grave: the rule, and the first elements that break it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {rule['id']}: {[node['html'][:160] for node in rule['nodes'][:3]]}"
        for rule in found
        if rule["impact"] in GRAVE and rule["id"] not in sight.allowed
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_grave_fault(
    browser: Browser, place: tuple[When, Lesson, str], scheme: str
) -> None:
    when, lesson, address = place
    names = {
        "id": lesson.conference.id,
        "code": lesson.conference.code,
        "student": lesson.seated(1, "us").id,
        "observer": lesson.observer.id,
    }
    found: list[str] = []
    for who, (width, height) in SIZES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        log_in(context, address, lesson, who)
        page = context.new_page()
        for sight in SIGHTS:
            if (sight.when, sight.who) == (when, who):
                look(page, address + sight.path.format(**names))
                found += faults(page, sight)
        context.close()
    assert not found, "\n".join(found)
