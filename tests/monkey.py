"""A player who goes from page to page and sends the pages' own forms, sensibly or not.

Everything it does follows from its seed and from what the pages offer: the clock is its own.
"""

import io
import json
import random
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from game.app import House, build
from game.config import Config
from game.engine.house_rules import HouseRules
from game.service.limits import Buckets
from game.service.setup import Setup
from tests.unhurried import Unhurried

#: What people and programs write where they can write.
WORDS = (
    *(
        "A plain sentence.",
        "Yes",
        "2",
        "0",
        "-1",
        "7:30",
        "12h",
        "Ana",
        "김민준",
        "محمد",
        "",
        " ",
        "\n",
    ),
    *(
        "x" * 300,
        "x" * 5_000,
        "9" * 30,
        "9" * 5_000,
        "1e999",
        "NaN",
        "٣",
        "²",
        "1.5",
        "=1+1",
        "＝1+1",
    ),
    *(
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "%s%n",
        "'; --",
        "../../x",
        "\x00",
        "a\x0bb",
        "\uffff",
    ),
    *(
        "\u202etxet",
        "\u200b",
        "Z" + "\u0301" * 40,
        "🦊",
        "👩‍🔬",
        "us",
        "dprk",
        "none",
        "true",
        "p1",
        "1:us",
    ),
)
#: Values that only a program sends, in a JSON body.
VALUES: tuple[object, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        10**30,
        -(10**30),
        1.5,
        1e308,
        float("nan"),
        [],
        {},
        [[]],
        {"a": 1},
    ),
    *(
        ["us"],
        ["us", "us"],
        "\ud800",
        "a\udfffb",
        "x" * 70,
        {"programme": "shutdown"},
        [None],
        "us",
    ),
)
#: Where the monkey does not go: out of its own login, and off its own device.
SHUT = ("/instructor/logout", "/leave/")
#: How likely it fills in nonsense, follows a link, and sends a program's request.
ODD, FOLLOW, JSON = 0.12, 0.4, 0.06
#: How likely the instructor ends the talks where they could.
ENDING = 0.02
#: Steps until a new class is opened, so that every phase is seen at many tables.
CLASS_STEPS = 1_200
PRESETS = ("demo", "class50", "class75", "two75")


@dataclass
class Form:
    """A form as a browser would send it: fields with the values that may be chosen."""

    action: str
    method: str
    files: list[str] = field(default_factory=list)
    fixed: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    ticks: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """The forms and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._named: dict[str, Form] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "a" and found.get("href", "").startswith(("/", "?")):
            self.links.append(found["href"])
        elif tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
            self._named[found.get("id", "")] = self._form
        elif tag in ("input", "select", "textarea", "button", "option"):
            form = self._named.get(found["form"]) if "form" in found else self._form
            if form is not None:
                self._control(form, tag, found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _control(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name, value, kind = found.get("name", ""), found.get("value", ""), found.get("type", "")
        if tag == "option":
            form.choices.setdefault(self._select, []).append(value)
        elif tag == "select":
            self._select = name
        elif tag == "button":
            form.buttons.append((name, value, found.get("formaction", "")))
        elif not name:
            return
        elif kind == "radio":
            form.choices.setdefault(name, []).append(value)
        elif kind == "checkbox":
            form.ticks.append((name, value or "on"))
        elif kind == "file":
            form.files.append(name)
        elif kind == "hidden":
            form.fixed.append((name, value))
        else:
            form.typed.append(name)


@dataclass
class Visitor:
    """Somebody with a browser, where they begin, and where the page they are on leads."""

    browser: FlaskClient
    home: str
    links: list[str] = field(default_factory=list)


class Monkey:
    """A house and everybody who plays in it, moved by one seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.house: House = build(Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"))
        self.now = 1_000_000.0
        self.house.hall.tables.clock = lambda: self.now
        self.house.hall.pace = Unhurried()
        self.house.hall.guesses = Buckets(1_000_000, 1_000_000)
        self.statuses = Counter[int]()
        self.kinds = Counter[str]()
        self.faults: dict[str, str] = {}
        self.done = 0
        self._doing = ""
        self._visitors: list[Visitor] = []
        got_request_exception.connect(self._note, self.house.app)

    def close(self) -> None:
        """Wait for the reports under way, and put everything away."""
        self.house.reports.finish()
        self.house.close()

    def run(self, steps: int) -> None:
        """So many requests."""
        until = self.done + steps
        while self.done < until:
            if not self._visitors or self.dice.random() < 1 / CLASS_STEPS:
                self._visitors = list(self._class())
            self._step()

    # --- what it does ---

    def _class(self) -> Iterator[Visitor]:
        """A new class: its instructor, students at two tables, observers, and a stranger."""
        app, people = self.house.app, self.house.hall.conferences
        teacher = people.enter(people.invite("Ms Rivera"))
        rules = HouseRules(hints=True, capitals=self.dice.choice(("rule", "instructor")))
        setup = Setup(
            preset=self.dice.choice(PRESETS), tables=2, seats_per_delegation=2, rules=rules
        )
        conference = people.set_up(teacher, "Class", setup, seed=str(self.dice.random()))
        names = [f"Student {number}" for number in range(15)]
        persons = [people.join(conference.code, name) for name in names]
        persons.append(people.join(conference.code, "Press", observer=True))
        for person in persons[14:]:
            yield Visitor(_logged_in(app, person.id), f"/wait/{person.id}")
        people.auto_seat(conference)
        if self.dice.random() < 0.8:
            people.start(conference)
        for person in persons[:14]:
            yield Visitor(_logged_in(app, person.id), f"/play/{person.id}")
        desk = app.test_client()
        desk.post(f"/instructor/enter/{people.invite('Ms Rivera')}")
        for place in ("", "/table/1", "/table/2"):
            yield Visitor(desk, f"/instructor/conference/{conference.id}{place}")
        yield Visitor(desk, "/instructor")
        stranger = app.test_client()
        yield Visitor(stranger, self.dice.choice(("/", f"/join/{conference.code}", "/resume")))
        yield Visitor(stranger, self.dice.choice(("/practice", f"/watch/{conference.code}")))

    def _step(self) -> None:
        """Somebody looks at a page and sends one of its forms; now and then time passes."""
        self.now += self.dice.expovariate(0.4)
        if self.dice.random() < 0.2:
            self._beat()
        visitor = self.dice.choice(self._visitors)
        follow = visitor.links and self.dice.random() < FOLLOW
        answer = self._open(visitor, self.dice.choice(visitor.links) if follow else visitor.home)
        if answer.mimetype != "text/html":
            return
        page = Page(answer.get_data(as_text=True))
        here = answer.request.path
        links = (urljoin(here, link) for link in page.links)
        visitor.links = [link for link in links if not link.startswith(SHUT)]
        if form := self._chosen([form for form in page.forms if not form.action.startswith(SHUT)]):
            self._send(visitor, form, here)

    def _chosen(self, forms: list[Form]) -> Form | None:
        """One of the forms: first what is done, since there are many forms for some deeds."""
        deeds: dict[str, list[Form]] = {}
        for form in forms:
            kind = dict(form.fixed).get("kind", form.action)
            # Talks that are ended at once show little.
            if kind != "end_talks" or self.dice.random() < ENDING:
                deeds.setdefault(kind, []).append(form)
        return self.dice.choice(deeds[self.dice.choice(sorted(deeds))]) if deeds else None

    def _beat(self) -> None:
        self._doing = "the clock"
        try:
            self.house.ticker.beat()
        except Exception as fault:
            self._note(None, fault)

    def _open(self, visitor: Visitor, path: str) -> TestResponse:
        self._doing = f"GET {path[:200]!r}"
        return self._count(visitor.browser.get(path, follow_redirects=True))

    def _send(self, visitor: Visitor, form: Form, page: str) -> None:
        """Fill the form in and send it."""
        fields, action = self._filled(form)
        path = urljoin(page, action or form.action or page)
        self._doing = f"{form.method} {path!r} {str(fields)[:400]}"
        sent = dict(form.fixed).get("kind", urlsplit(path).path)
        self.kinds[sent[:24]] += 1
        if form.method != "post":
            self._count(visitor.browser.get(path, query_string=fields, follow_redirects=True))
        elif self.dice.random() < JSON and not form.files:
            body = {name: self._program(value) for name, value in fields}
            self._doing = f"JSON {path!r} {str(body)[:400]!a}"
            kind = "application/json"
            self._count(visitor.browser.post(path, data=json.dumps(body), content_type=kind))
        else:
            data: dict[str, object] = {}
            for name, value in fields:
                data.setdefault(name, [])
                data[name] += [value]  # type: ignore[operator]
            for name in form.files:
                data[name] = (io.BytesIO(self._word().encode("utf-16")), "list.csv")
            self._count(visitor.browser.post(path, data=data))

    def _filled(self, form: Form) -> tuple[list[tuple[str, str]], str]:
        """Names with values, and the address of the button that was pressed."""
        fields = [(name, self._odd(value)) for name, value in form.fixed]
        fields += [(name, self._word()) for name in form.typed]
        fields += [
            (name, self._odd(self.dice.choice(values))) for name, values in form.choices.items()
        ]
        fields += [tick for tick in form.ticks if self.dice.random() < 0.4]
        name, value, action = self.dice.choice(form.buttons or [("", "", "")])
        if name:
            fields.append((name, self._odd(value)))
        return fields, action

    def _odd(self, value: str) -> str:
        """The value, or something else in its place."""
        return self.dice.choice(WORDS) if self.dice.random() < ODD / 3 else value

    def _word(self) -> str:
        return self.dice.choice(WORDS) if self.dice.random() < 0.5 else "A plain sentence."

    def _program(self, value: str) -> object:
        return self.dice.choice(VALUES) if self.dice.random() < ODD else value

    # --- what came of it ---

    def _count(self, answer: TestResponse) -> TestResponse:
        self.done += 1
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500 and self._doing not in self.faults.values():
            self.faults.setdefault(f"{answer.status} without an exception", self._doing)
        return answer

    def _note(self, _sender: Flask | None, exception: BaseException, **_more: object) -> None:
        """Keep one example of each fault: its kind, and where it comes from."""
        *_, last = traceback.extract_tb(exception.__traceback__)
        fault = (
            f"{type(exception).__name__}: {str(exception)[:120]} ({last.filename}:{last.lineno})"
        )
        self.faults.setdefault(fault, self._doing)


def _logged_in(app: Flask, participant_id: str) -> FlaskClient:
    browser = app.test_client()
    with browser.session_transaction() as login:
        login["participants"] = [participant_id]
    return browser
