"""A class on a real server: who sends what, what was answered, and what is stored of it."""

import http.client
import json
import os
import random
import re
import signal
import tempfile
import threading
import time
import urllib.error
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from game.engine.acts import EVENTS
from game.engine.acts.table import replay
from game.engine.state import TableState
from game.service import senders
from game.service.conferences import Participant
from game.store.database import Database
from game.store.directory import Conference, Directory
from game.store.log import EventLog, StoredEvent
from tests.house import Answer, ServerProcess, Visitor

DELEGATIONS = ("dprk", "japan", "china", "rok", "russia", "us")
#: How a command ended for whoever sent it.
Fate: TypeAlias = Literal["acknowledged", "refused", "busy", "unanswered"]
#: Statuses with which a server says that it cannot store anything now.
BUSY = frozenset({502, 503, 507})


@dataclass
class Sent:
    """A command of somebody's, and what became of it."""

    who: str
    fields: dict[str, str]
    fate: Fate = "unanswered"
    status: int = 0
    said: str = ""

    @property
    def id(self) -> str:
        """The id that came with it."""
        return self.fields["command_id"]

    @property
    def changes(self) -> bool:
        """Whether it always leaves something in the log, even where it asks for what is so."""
        return self.fields["kind"] == "send_message"


@dataclass
class Student:
    """Somebody at a table, with a browser."""

    person: Participant
    browser: Visitor

    @property
    def path(self) -> str:
        """Their page."""
        return f"/play/{self.person.id}"


@dataclass
class Crew:
    """A teacher and six students at the first table of a conference."""

    server: ServerProcess
    teacher: Visitor
    conference: Conference
    students: dict[str, Student] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def base(self) -> str:
        """The address of the teacher's page of the class."""
        return f"/instructor/conference/{self.conference.id}"

    @property
    def table_id(self) -> int:
        """The first table."""
        person = next(iter(self.students.values())).person
        assert person.table_id is not None
        return person.table_id

    # --- sending ---

    def send(self, who: str, kind: str, **fields: str) -> Sent:
        """Send a student's command once, and note what was answered."""
        sent = Sent(who, {"kind": kind, "command_id": uuid.uuid4().hex, **fields})
        with self._lock:
            self.sent.append(sent)
        self.deliver(sent)
        return sent

    def deliver(self, sent: Sent) -> None:
        """Send it, or send it again with the same id."""
        student = self.students[sent.who]
        try:
            answer = student.browser.post(f"{student.path}/command", sent.fields, JSON)
        except (OSError, urllib.error.URLError, http.client.HTTPException):
            sent.fate = "unanswered"
            return
        sent.status, sent.said = answer.status, answer.body
        if answer.status == 200:
            sent.fate = "acknowledged"
        else:
            sent.fate = "busy" if answer.status in BUSY else "refused"

    def say(self, who: str) -> Sent:
        """A message to their own delegation: every one is stored."""
        return self.send(who, "send_message", channel=who, text=f"word {uuid.uuid4().hex}")

    def order(self, kind: str, **fields: str) -> Answer:
        """A command of the teacher's for the table."""
        sent = {"kind": kind, "command_id": uuid.uuid4().hex, **fields}
        return self.teacher.post(f"{self.base}/table/1/command", sent, JSON)

    def advance_to(self, tag: str) -> None:
        """Let the teacher end phases until that one begins."""
        while (step := self.step()) != tag:
            answer = self.order("advance_phase", step=step)
            assert answer.status == 200, answer.body

    def step(self) -> str:
        """How a command names the phase that it is meant for."""
        return self.state().phase.step.tag

    # --- what is stored ---

    def rows(self) -> tuple[StoredEvent, ...]:
        """The table's log as it is stored."""
        with stored(self.server.database_file) as database:
            return EventLog(database).read(self.table_id)

    def state(self) -> TableState:
        """What the stored log replays to."""
        return replay(EVENTS.validate_json(row.body) for row in self.rows())

    # --- what people see ---

    def alarms(self) -> str:
        """What the teacher's page of the class says above everything else."""
        page = self.teacher.get(self.base)
        found = re.search(r'id="panel-alarms".*?</section>', page.body, re.DOTALL)
        if page.status != 200 or found is None:
            return f"status {page.status}"
        said = re.findall(r"<b>([^<]*)</b> <span>([^<]*)</span>", found.group())
        return "; ".join(f"{who}: {text}" for who, text in said) or "nothing wrong"

    def logged_out(self) -> int:
        """How many of teacher and students cannot see their page any more."""
        lost = sum(self.look(s.browser, s.path).status != 200 for s in self.students.values())
        teacher = self.look(self.teacher, self.base)
        return lost + (teacher.status != 200 or teacher.path != self.base)

    @staticmethod
    def look(browser: Visitor, path: str) -> Answer:
        """A page; status 0 where nobody answers."""
        try:
            return browser.get(path)
        except (OSError, http.client.HTTPException):
            return Answer(0, "", "")


JSON = "application/json"


class stored(Database):  # noqa: N801 - it is used like a function
    """The database of a server, to look into it; given back at the end."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"sqlite:///{path}")

    def __enter__(self) -> "stored":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def health(server: ServerProcess) -> str:
    """What ``/healthz`` says, in a few words."""
    try:
        answer = Visitor(server.url).get("/healthz")
    except (OSError, http.client.HTTPException):
        return "no answer"
    told: dict[str, Any] = json.loads(answer.body)
    signs = ", ".join(told["signs"]) or "no signs"
    return f"{answer.status} {told['status']} ({signs})"


def enter(server: ServerProcess, link: str) -> Visitor:
    """The teacher, who comes by the one-time link."""
    teacher = Visitor(server.url)
    assert teacher.post(link, {}).path == "/instructor"
    return teacher


def open_class(server: ServerProcess, teacher: Visitor, preset: str = "two75") -> Crew:
    """A conference with six students who sit at its only table, in its briefing."""
    fields = {
        "title": "Class",
        "preset": preset,
        "tables": "1",
        "consensus": "unanimity",
        "seats_per_delegation": "1",
        "same_fate": "true",
    }
    made = teacher.post("/instructor/conferences", fields)
    assert made.status == 200, made.status
    id_ = int(made.path.rsplit("/", 1)[1])
    with stored(server.database_file) as database:
        conference = Directory(database).conference(id_)
    assert conference is not None
    crew = Crew(server, teacher, conference)
    browsers = [Visitor(server.url) for _ in DELEGATIONS]
    for number, browser in enumerate(browsers):
        joined = browser.post("/join", {"code": conference.code, "name": f"Student {number}"})
        assert joined.status == 200
    assert teacher.post(f"{crew.base}/auto_seat", {}).status == 200
    assert teacher.post(f"{crew.base}/start", {}).status == 200
    with stored(server.database_file) as database:
        people = Directory(database).participants_of(id_)
    by_name = {person.name: person for person in people}
    for number, browser in enumerate(browsers):
        person = by_name[f"Student {number}"]
        assert person.delegation is not None
        crew.students[person.delegation] = Student(person, browser)
    return crew


# --- counting ----------------------------------------------------------------------------------


@dataclass
class Tally:
    """What was counted of commands over one part of the trials."""

    acknowledged: int = 0
    refused: int = 0
    unanswered: int = 0
    stored_unanswered: int = 0
    lost: int = 0
    twice: int = 0
    again_wrong: int = 0

    def add(self, other: "Tally") -> None:
        """Count those too."""
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def check(crew: Crew, since: int) -> Tally:
    """Compare what was answered with what is stored, and send again what was not answered.

    ``since`` is how many had been sent before this part.
    """
    tally, part = Tally(), crew.sent[since:]
    before = _by_command(crew.rows())
    for sent in part:
        key = _stored_id(crew, sent)
        if sent.fate == "acknowledged":
            tally.acknowledged += 1
            tally.lost += sent.changes and key not in before
        elif sent.fate == "unanswered":
            tally.unanswered += 1
            tally.stored_unanswered += key in before
        else:
            tally.refused += 1
    for sent in part:
        if sent.fate in ("unanswered", "busy"):
            fate = _deliver_until_answered(crew, sent)
            tally.again_wrong += sent.changes and fate != "acknowledged"
    after = crew.rows()
    blocks, texts = _by_command(after), Counter(_text(row) for row in after)
    for sent in part:
        made = blocks.get(_stored_id(crew, sent), [])
        # The events of one command follow each other without a gap.
        tally.twice += bool(made) and made != list(range(made[0], made[0] + len(made)))
        tally.twice += texts[sent.fields.get("text", "")] > 1
        if sent.fate == "acknowledged" and sent.changes:
            tally.lost += texts[sent.fields["text"]] != 1
    assert [row.seq for row in after] == list(range(1, len(after) + 1))
    return tally


def _deliver_until_answered(crew: Crew, sent: Sent) -> Fate:
    for _ in range(20):
        crew.deliver(sent)
        if sent.fate in ("acknowledged", "refused") and sent.status != 429:
            break
        time.sleep(0.3)
    return sent.fate


def _stored_id(crew: Crew, sent: Sent) -> str:
    return senders.stored_id(senders.person(crew.students[sent.who].person.id), sent.id)


def _by_command(rows: tuple[StoredEvent, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.command_id, []).append(row.seq)
    return found


def _text(row: StoredEvent) -> str:
    return str(json.loads(row.body).get("text", "")) if row.kind == "message_sent" else "-"


# --- sending all the time ----------------------------------------------------------------------


class Chatter:
    """Every student sends something all the time, as fast as is allowed, until told to stop."""

    def __init__(self, crew: Crew, draws: random.Random) -> None:
        self._crew = crew
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(who, draws.random()), daemon=True)
            for who in crew.students
        ]
        for thread in self._threads:
            thread.start()

    def _run(self, who: str, seed: float) -> None:
        hand, draws = True, random.Random(seed)
        while not self._stop.wait(0.45 + 0.2 * draws.random()):
            if draws.random() < 0.75:
                self._crew.say(who)
            else:
                self._crew.send(who, "raise_hand", raised=str(hand).lower())
                hand = not hand

    def stop(self) -> None:
        """Wait for the last answers."""
        self._stop.set()
        for thread in self._threads:
            thread.join()


# --- processes and places ----------------------------------------------------------------------


def children(pid: int) -> list[int]:
    """The processes that the process has started, as Linux tells it."""
    with suppress(OSError):
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def kill_process(pid: int) -> None:
    """Kill one process, by its id."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def folder(prefix: str) -> "tempfile.TemporaryDirectory[str]":
    """A folder that goes with the trial."""
    return tempfile.TemporaryDirectory(prefix=f"reliability-{prefix}-", ignore_cleanup_errors=True)
