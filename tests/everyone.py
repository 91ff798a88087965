"""A class at whose tables given games are told event by event, and every page that it has."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient
from jinja2 import Undefined
from werkzeug.test import TestResponse

from game.app import House, build
from game.config import Config
from game.engine.event import Event
from game.engine.house_rules import HouseRules
from game.engine.stored import write_event
from game.service.conferences import Participant
from game.service.pace import Pace
from game.service.setup import Setup
from game.store.log import StoredEvent
from game.store.schema import conferences
from game.store.schema import events as event_rows
from game.web.language import CHOICE
from game.wording.catalogues import PSEUDO
from tests.logs import append

TABS = ("brief", "compose", "text", "talk", "act", "news")


class NeverShown(Undefined):
    """A value that is not there: a template may ask whether it is, and do nothing else with it."""

    __iter__ = __str__ = __len__ = Undefined._fail_with_undefined_error


@dataclass(frozen=True)
class Viewer:
    """Somebody with a browser: a student, who has a seat, or not, the instructor, or nobody."""

    name: str
    browser: FlaskClient
    person: Participant | None = None


class Everyone:
    """A class with a table for each game, six people at each, one who waits, and an observer.

    An undefined value in a template is an error, and so is any exception. With ``pseudo`` all of
    them read the pseudo-locale.
    """

    def __init__(self, folder: Path, tables: int, *, pseudo: bool = False) -> None:
        address, database = "http://192.168.1.20:8000", f"sqlite:///{folder / 'game.db'}"
        self.house: House = build(Config(database, address, pseudo_locale=pseudo))
        self.pseudo = pseudo
        self.house.app.jinja_env.undefined = NeverShown
        self.house.app.config["PROPAGATE_EXCEPTIONS"] = True
        self.hall = self.house.hall
        # Nobody waits: a clock that goes on by an hour at each look fills every bucket.
        self.hall.pace = Pace(clock=itertools.count(step=3_600).__next__)
        people = self.hall.conferences
        self.teacher = people.enter(people.invite("Ms Rivera"))
        setup = Setup(
            preset="two75", tables=tables, seats_per_delegation=1, rules=HouseRules(hints=True)
        )
        self.conference = people.set_up(self.teacher, "Class 4b", setup)
        if pseudo:
            self.speak(PSEUDO)
        for number in range(6 * tables):
            people.join(self.conference.code, f"Student {number}")
        people.auto_seat(self.conference)
        people.join(self.conference.code, "Olga", observer=True)
        self.records = people.tables(self.conference.id)
        self.told: dict[int, int] = {}

    def speak(self, language: str) -> None:
        """Let the conference be in that language, as if it had been set up so."""
        with self.house.database.writing() as connection:
            connection.execute(sa.update(conferences).values(language=language))
        # Every change of its people makes the service read it anew.
        self.hall.conferences.set_roster(self.conference, "")

    def close(self) -> None:
        self.house.reports.finish()
        self.house.close()

    # --- telling a game ---

    def clear(self, number: int) -> None:
        """Forget the table's opening: a told game brings its own."""
        table_id = self.records[number - 1].id
        with self.house.database.writing() as connection:
            connection.execute(sa.delete(event_rows).where(event_rows.c.table_id == table_id))
        self.told[number] = 0

    def tell(self, number: int, events: Sequence[Event]) -> None:
        """Let these events happen at the table, by those who sit there."""
        table_id = self.records[number - 1].id
        seats = {p.delegation: p.id for p in self.people if p.table_id == table_id}
        start = self.told[number]
        rows = [
            StoredEvent(seq, one.at, one.kind, write_event(one), f"told-{seq}")
            for seq, event in enumerate(events, start=start + 1)
            for one in (_by(event, seats),)
        ]
        append(self.house.database, table_id, rows)
        self.told[number] = start + len(rows)
        self.hall.tables.forget([table_id])

    @property
    def people(self) -> tuple[Participant, ...]:
        return self.hall.conferences.people(self.conference.id)

    # --- who looks ---

    def student(self, person: Participant) -> Viewer:
        browser = self._browser()
        with browser.session_transaction() as login:
            login["participants"] = [person.id]
        return Viewer(person.delegation or person.name, browser, person)

    def instructor(self) -> Viewer:
        browser = self._browser()
        browser.post(f"/instructor/enter/{self.hall.conferences.invite('Ms Rivera')}")
        return Viewer("instructor", browser)

    def stranger(self) -> Viewer:
        return Viewer("stranger", self._browser())

    def _browser(self) -> FlaskClient:
        browser = self.house.app.test_client()
        if self.pseudo:
            with browser.session_transaction() as login:
                login[CHOICE] = PSEUDO
        return browser

    # --- what there is to see ---

    def pages_of_student(self, person: Participant, tab: str) -> Iterator[str]:
        """Every page of somebody who is in the class, the table's in one of its tabs."""
        play = f"/play/{person.id}"
        yield from (f"/wait/{person.id}", f"{play}?tab={tab}", f"{play}/score", f"{play}/rules")
        yield f"{play}/brief"
        yield from (f"{play}/print", f"{play}?all=1")
        if not person.observer:
            yield from (f"{play}/before", f"{play}/after")
        yield from (f"{play}/debrief", f"{play}/debrief/own")

    def slow_pages_of_student(self, person: Participant) -> Iterator[str]:
        """Those that think, or are printed."""
        play = f"/play/{person.id}"
        yield from (f"{play}/hints", f"{play}/hints?ask=bridge", f"{play}/hints?ask=crisis")
        yield from (f"{play}/hints?about=us", f"{play}/debrief?paper", f"{play}/debrief/own?paper")
        yield from (f"{play}?counters=p1", f"{play}?options.programme=shutdown")

    def pages_of_instructor(self, number: int) -> Iterator[str]:
        base = f"/instructor/conference/{self.conference.id}"
        table = f"{base}/table/{number}"
        yield from (base, table, f"{table}/timeline", f"{table}/talk", f"{table}/guide")
        yield from (f"{table}/print", f"{base}/questionnaires")

    def quiet_pages_of_instructor(self, number: int) -> Iterator[str]:
        """Those that no event of a table changes, or that stand when the game is over."""
        base = f"/instructor/conference/{self.conference.id}"
        table = f"{base}/table/{number}"
        yield from ("/instructor", "/instructor/login", f"{base}/qr.svg", f"{base}/delete")
        yield from ("/instructor/role-packs", "/instructor/role-packs/two75/all?hints=1")
        yield from (f"{base}/exports", f"{base}/roster", f"{base}/roster.csv", f"{base}/debrief")
        yield from (f"{base}/debrief?paper", f"{table}/debrief", f"{table}/debrief?part")
        yield f"{table}/debrief?paper"
        for delegation in self.hall.tables.state(self.records[number - 1].id).setup.delegations:
            yield from (f"{table}/debrief/{delegation}", f"{table}/debrief/{delegation}?paper")
        yield from (f"{table}/guide/{step}" for step in range(1, 10))

    def public_pages(self, number: int) -> Iterator[str]:
        watch = f"/watch/{self.conference.code}"
        yield from (watch, f"{watch}/wall", f"{watch}/rotation", f"{watch}/{number}")

    def quiet_public_pages(self) -> Iterator[str]:
        code = self.conference.code
        yield from ("/", f"/join/{code}", "/resume", "/practice", "/rules/demo", "/rules/two75")
        yield from (f"/watch/{code}/qr.svg", "/teaching/", "/teaching/lesson-plans")


def _by(event: Event, seats: dict[str | None, str]) -> Event:
    """The event by whoever sits where it was done."""
    delegation = getattr(event, "delegation", None)
    if not getattr(event, "by", None) or delegation not in seats:
        return event
    return event.model_copy(update={"by": seats[delegation]})


def rendered(viewer: Viewer, path: str) -> TestResponse:
    """The page, which must be one, or lead to one."""
    answer = viewer.browser.get(path)
    assert answer.status_code in (200, 202, 302, 303), (viewer.name, path, answer.status)
    if answer.mimetype == "text/html":
        assert "Undefined" not in answer.get_data(as_text=True), (viewer.name, path)
    return answer
