"""Every panel is whole by itself: it closes what it opens, and swallows none of its neighbours."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from game.app import House, build
from game.config import Config
from game.engine.actors import INSTRUCTOR
from game.engine.acts.progress import AdvancePhase
from game.engine.phases import PhaseName
from game.web.instructor.table import table_panels
from game.web.play import play_panels
from game.web.watch import watch_panels

VOID = {"br", "hr", "img", "input", "link", "meta", "use", "path", "circle", "line", "polygon"}


class Nesting(HTMLParser):
    """Keeps the elements that are open, and notes whatever is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> at {self.getpos()} within {self.open[-3:]}")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    yield house
    house.close()


def test_every_panel_closes_what_it_opens_in_every_phase(house: House) -> None:
    tables, conferences = house.hall.tables, house.hall.conferences
    teacher = conferences.enter(conferences.invite("Teacher"))
    conference = conferences.create(
        teacher, title="Class", preset="demo", tables=1, consensus="unanimity"
    )
    (table,) = conferences.tables(conference.id)
    conferences.open_tables(conference, frozenset({table.id}))
    phases = 0
    while tables.state(table.id).name is not PhaseName.DEBRIEF:
        phases += 1
        with house.app.test_request_context():
            panels = {
                **{f"us {name}": html for name, html in play_panels(table.id, "us").items()},
                **{f"wall {name}": html for name, html in watch_panels(table.id).items()},
                **{f"depth {name}": html for name, html in table_panels(table.id).items()},
            }
        for name, html in panels.items():
            nesting = Nesting()
            nesting.feed(html)
            assert (nesting.faults, nesting.open) == ([], []), name
        step = tables.state(table.id).phase.step.tag
        tables.submit(table.id, INSTRUCTOR, AdvancePhase(), command_id=step, step=step)
    assert phases >= 4
