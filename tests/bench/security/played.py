"""A game at a table of a real house, by its own clock, whose pushes are noted with their times.

The scenario is the tiny one of the tests. What differs between two equal houses (ids, codes) is
taken out of what is seen and heard, so that two games can be compared.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from game.app import build
from game.config import Config
from game.engine.actors import Actor, Role
from game.engine.command import Command
from game.engine.draws import Draws
from game.engine.event import Event
from game.engine.house_rules import HouseRules
from game.engine.state import TableState
from game.realtime import outbox as outbox_module
from game.report import work
from game.scenario.loader import load_pack
from game.service import scenarios
from game.service import tables as tables_module
from game.service.conferences import Participant
from game.service.reports import Maker
from game.service.setup import Setup
from tests.builders import HARBOUR, NOON, Game
from tests.unhurried import Unhurried

#: What differs between two renderings of the same, and between two equal houses.
_FRESH = re.compile(r"\b[0-9a-f]{32}\b|(?<=sixparty_login_)[0-9a-f]{8}")
_PASSING = re.compile(r'"(uptime_seconds|last_beat_seconds|server|disk_free_bytes)": ?[^,]+,?')
#: Headers that differ between two equal answers; a length follows from the text, which is compared.
PASSING = ("Date", "Set-Cookie", "Content-Length")


class PassingTime:
    """A clock for the pushes, and the condition on which they wait: waiting makes time pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        """Seconds."""
        return self.now

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_fault: object) -> None:
        pass

    def wait(self, seconds: float | None = None) -> bool:
        """Let that time pass."""
        self.now += max(seconds or 0.0, 1e-6)
        return False

    def wait_for(self, holds: Callable[[], bool], _seconds: float | None = None) -> bool:
        """Whether it holds: nothing else could change that."""
        return holds()

    def notify_all(self) -> None:
        """Nobody else waits."""


class Compiled(BytecodeCache):
    """Compiled templates, for all houses of this process."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take it if it is here."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = Compiled()


class Played(Game):
    """A game at a table of a real house; whoever sends is a participant where they can be."""

    def __init__(self, folder: Path, preset: str, draws: Draws) -> None:
        self.structure = load_pack(HARBOUR).structure
        self.draws = draws
        self.now = NOON
        self.time = PassingTime()
        self.sent = 0
        self.pushes: list[tuple[float, str, str]] = []
        self.house = build(Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"))
        self.house.app.jinja_env.bytecode_cache = _COMPILED
        self.hall = self.house.hall
        self.hall.pace = Unhurried()
        self.hall.tables.clock = lambda: self.now
        self.hall.tables._scenarios = scenarios.scenario
        self.house.reports.maker = Maker(work.make, work.VERSION)
        people = self.hall.conferences
        teacher = people.enter(people.invite("Teacher"))
        setup = Setup(
            preset=preset,
            tables=1,
            seats_per_delegation=2,
            # Open scores tell everybody all totals after the end: that is what the rule is for.
            rules=HouseRules(consensus="minus_one", scores="when_opened"),
        )
        self.conference = people.set_up(teacher, "Class", setup, "harbour", seed="tide")
        self.table = people.tables(self.conference.id)[0].id
        self.people: dict[tuple[str | None, Role], Participant] = {}
        for delegation in (d.id for d in self.structure.delegations):
            for role in (Role.HEAD, Role.ADVISER):
                joined = people.join(self.conference.code, f"{role} of {delegation}")
                people.seat(self.conference, joined.id, self.table, delegation)
                self.people[delegation, role] = people.participant(joined.id) or joined
        press = people.join(self.conference.code, "Press", observer=True)
        self.people[None, Role.OBSERVER] = press
        self._names = {
            **{one.id: f"<{one.name}>" for one in self.people.values()},
            **{one.resume_code: f"<code of {one.name}>" for one in self.people.values()},
            self.conference.code: "<code>",
        }
        self._listen()
        self._look()

    def close(self) -> None:
        """Close the house."""
        self.house.reports.finish()
        self.house.close()

    def _look(self) -> None:
        self.state: TableState = self.hall.tables.state(self.table)
        self.log: list[Event] = list(self.hall.tables.events(self.table))

    def send(self, actor: Actor, command: Command, step: str | None = None) -> tuple[Event, ...]:
        """Let the table decide by way of the service."""
        seat = self.people.get((actor.delegation, actor.role))
        sender = actor if seat is None else replace(actor, participant=seat.id)
        self.sent += 1
        before = len(self.log)
        with running(self):
            self.hall.tables.submit(
                self.table,
                sender,
                command,
                command_id=f"sent-{self.sent}",
                step=step or self.step,
            )
        self._look()
        return tuple(self.log[before:])

    # --- what is pushed ---

    def _listen(self) -> None:
        """Somebody listens everywhere; what they are told is noted, with its time."""
        outbox = self.house.realtime.outbox
        outbox._changed = self.time  # type: ignore[assignment]
        outbox._spawn = lambda run: None
        live = outbox._occupied.__self__  # type: ignore[attr-defined]
        live._listeners = _Everywhere()
        self.house.realtime.socketio.server.emit = self._told

    def _told(self, event: str, data: object = None, **more: Any) -> None:
        room = str(more.get("room") or more.get("to"))
        told = self.plain(json.dumps([event, data], sort_keys=True))
        self.pushes.append((round(self.time.now, 3), room, told))

    def push(self) -> None:
        """Let everything be pushed that is marked."""
        with running(self):
            self.house.realtime.outbox._run()

    def pause(self, seconds: float) -> None:
        """Let time pass for the pushes."""
        self.time.now += seconds

    # --- what is seen ---

    def plain(self, text: str) -> str:
        """The text without what only tells two equal houses apart."""
        for secret, name in self._names.items():
            text = text.replace(secret, name)
        return _PASSING.sub("", _FRESH.sub("<id>", text))

    def browser(self, person: Participant | None) -> FlaskClient:
        """The browser of that person; None: of a stranger."""
        client = self.house.app.test_client()
        if person is not None:
            with client.session_transaction() as login:
                login["participants"] = [person.id]
        return client

    def seen(self, client: FlaskClient, path: str) -> str:
        """A page with its status and headers."""
        answer = client.get(path)
        if answer.status_code == 202:
            self.house.reports.finish()
            answer = client.get(path)
        heads = sorted((k, v) for k, v in answer.headers if k not in PASSING)
        said = f"{answer.status}\n{heads}\n{answer.get_data(as_text=True)}"
        return self.plain(said)


class _Everywhere(dict[str, int]):
    """Counts of listeners: there is one in every room."""

    def __missing__(self, _room: str) -> int:
        return 1


@contextmanager
def running(game: Played) -> Iterator[None]:
    """Let the service draw as the game does, and its pushes go by the game's time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tables_module, "SeededDraws", lambda _seed: game.draws)
        patched.setattr(outbox_module, "time", game.time)
        yield


@contextmanager
def harbour() -> Iterator[None]:
    """Let houses know the tiny scenario."""
    packaged = scenarios.scenario
    found = load_pack(HARBOUR)

    def scenario(name: str) -> Any:
        return found if name == "harbour" else packaged(name)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scenarios, "scenario", scenario)
        patched.setattr(work, "load_packaged", scenario)
        yield
