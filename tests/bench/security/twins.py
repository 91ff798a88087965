"""Two games that differ in one secret alone: all who do not know it see, hear and get the same.

The secrets are those of ``tests/properties/secrets.py``, at the tiny scenario that they are told
of, played through the real service. Both games run by one injected clock, and so do their pushes:
when a push comes is compared too.
"""

import json
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from game.app import build
from game.config import Config
from game.engine import events as e
from game.engine.actors import Actor, Role
from game.engine.commands import Command
from game.engine.draws import Draws
from game.engine.errors import Refused
from game.engine.state import TableState
from game.realtime import outbox as outbox_module
from game.report import work
from game.scenario.loader import load_pack
from game.service import scenarios
from game.service import tables as tables_module
from game.service.conferences import Participant
from game.service.reports import Maker
from game.service.setup import Setup
from game.store.directory import HouseRules
from tests.bench.security.report import Part
from tests.bench.security.world import Unhurried
from tests.builders import HARBOUR, NOON, Game, SeededDraws
from tests.properties.secrets import SECRETS, Secret
from tests.properties.test_secrecy import run_on
from tests.unit.test_rules_gates import SAMPLES

TABS = ("brief", "compose", "text", "talk", "act", "news")
#: What differs between two renderings of the same, and between two equal houses.
_FRESH = re.compile(r"\b[0-9a-f]{32}\b|(?<=sixparty_login_)[0-9a-f]{8}")
_PASSING = re.compile(r'"(uptime_seconds|last_beat_seconds|server|disk_free_bytes)": ?[^,]+,?')
#: Headers that differ between two equal answers; a length follows from the text, which is compared.
PASSING = ("Date", "Set-Cookie", "Content-Length")
#: The longest way to an end: so many deadlines.
STEPS = 40


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
        self.log: list[e.Event] = list(self.hall.tables.events(self.table))

    def send(self, actor: Actor, command: Command, step: str | None = None) -> tuple[e.Event, ...]:
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


@dataclass
class Twins:
    """A pair of games, the secret in which they differ, and what was compared so far."""

    name: str
    secret: Secret
    one: Played
    other: Played
    part: Part
    reports: bool = True
    pages: int = 0
    refusals: int = 0
    pushed: int = 0

    def __post_init__(self) -> None:
        delegations = [d.id for d in self.one.structure.delegations]
        self.others = [d for d in delegations if d not in self.secret.owners]

    def out(self) -> bool:
        """Whether the secret is known in one of them."""
        return self.secret.out(self.one) or self.secret.out(self.other)

    def run(self) -> None:
        """Tell both, and compare from before the secret until after the end."""
        for game in (self.one, self.other):
            self.secret.arrange(game)
        self._push_both()
        self._compare_pushes("before")
        for game, tell in ((self.one, self.secret.one), (self.other, self.secret.other)):
            tell(game)
            # Before what was marked is due something public happens.
            game.pause(0.01)
            game.instructor.announces("Tea is served.")
        self._push_both()
        self._compare_all("with the secret")
        self._compare_refusals()
        steps = 0
        while not (self.out() or self.one.state.over) and steps < STEPS:
            steps += 1
            run_on(self.one, self.other)
            if self.out():
                break
            self._push_both()
            self._compare_pushes(f"step {steps}")
        if not self.out():
            self.part.expect(self.one.state.over, f"{self.name}: does not end")
            self._compare_all("after the end", slow=self.reports)

    def _push_both(self) -> None:
        for game in (self.one, self.other):
            game.push()
        # Who knows the secret may have been told more, and later: go on at the same time.
        now = max(self.one.time.now, self.other.time.now)
        self.one.time.now = self.other.time.now = now

    def _compare_all(self, when: str, *, slow: bool = False) -> None:
        self._compare_pushes(when)
        viewers: list[tuple[str | None, Role]] = [
            (d, role) for d in self.others for role in (Role.HEAD, Role.ADVISER)
        ]
        for key in (*viewers, (None, Role.OBSERVER)):
            self._compare_pages(when, key, slow=slow)
        self._compare_paths(when, None, self._public)

    def _compare_pushes(self, when: str) -> None:
        """Everything that a room was told whose owners do not know the secret, and when."""
        rooms = {f"play:{self.one.table}:{d}" for d in self.others}
        rooms |= {f"watch:{self.one.table}", f"wait:{self.one.conference.id}"}
        heard = [[one for one in g.pushes if one[1] in rooms] for g in (self.one, self.other)]
        for game in (self.one, self.other):
            game.pushes.clear()
        self.pushed += len(heard[0])
        if heard[0] != heard[1]:
            differing = [(a, b) for a, b in zip(*heard, strict=False) if a != b] or [
                (len(heard[0]), len(heard[1]))
            ]
            a, b = (str(one) for one in differing[0])
            self.part.faults.append(f"{self.name}: pushes differ {when}: {_difference(a, b)}")

    def _paths(self, game: Played, key: tuple[str | None, Role], slow: bool) -> list[str]:
        id_ = game.people[key].id
        play = f"/play/{id_}"
        if key[1] is Role.ADVISER:
            # Panels are the delegation's: only what is a person's own differs from the head's.
            return [f"{play}?tab=talk", f"/me/{id_}", f"/me/{id_}/data.json", f"{play}/after"]
        found = [f"{play}?tab={tab}" for tab in TABS]
        found += [f"/wait/{id_}", f"{play}/score", f"{play}/rules", f"{play}?all=1"]
        found += [f"{play}/before", f"{play}/after", f"/me/{id_}", f"/me/{id_}/data.json"]
        found += [f"{play}/print", "/", f"/watch/{game.conference.code}"]
        if slow:
            found += [f"{play}/debrief", f"{play}/debrief/own", f"{play}/debrief?paper"]
            found += [f"{play}/debrief/own?paper"]
        return found

    def _public(self, game: Played) -> list[str]:
        watch = f"/watch/{game.conference.code}"
        return [watch, f"{watch}/1", f"{watch}/wall", f"{watch}/rotation", "/healthz", "/privacy"]

    def _compare_pages(self, when: str, key: tuple[str | None, Role], *, slow: bool) -> None:
        self._compare_paths(when, key, lambda game: self._paths(game, key, slow))

    def _compare_paths(
        self,
        when: str,
        key: tuple[str | None, Role] | None,
        paths: Callable[[Played], list[str]],
    ) -> None:
        games = (self.one, self.other)
        clients = [game.browser(None if key is None else game.people[key]) for game in games]
        for pair in zip(*(paths(game) for game in games), strict=True):
            self.pages += 1
            seen = [
                game.seen(client, path)
                for game, client, path in zip(games, clients, pair, strict=True)
            ]
            if seen[0] != seen[1]:
                where = games[0].plain(pair[0])
                self.part.faults.append(
                    f"{self.name}: {where} differs {when}: {_difference(*seen)}"
                )

    def _compare_refusals(self) -> None:
        """Every command by all who do not know: the same answer, whether or not it is carried out.

        What is carried out may bring the secret to light; then there is no more to compare.
        """
        seats: list[tuple[str | None, Role]] = [(d, Role.HEAD) for d in self.others]
        for key in (*seats, (None, Role.OBSERVER)):
            for number, sample in enumerate(SAMPLES):
                if self.out():
                    return
                self.refusals += 1
                answers = [self._answer(g, key, sample, number) for g in (self.one, self.other)]
                if answers[0] != answers[1] and not self.out():
                    fault = f"{self.name}: {sample.kind} by {key}: {_difference(*answers)}"
                    self.part.faults.append(fault)
        self._push_both()
        if not self.out():
            self._compare_pushes("after commands")

    def _answer(
        self, game: Played, key: tuple[str | None, Role], sample: Command, number: int
    ) -> str:
        id_ = game.people[key].id
        client = game.browser(game.people[key])
        fields: Mapping[str, Any] = {
            **sample.model_dump(mode="json"),
            "command_id": f"tried-{number}",
            "step": game.step,
        }
        with running(game):
            answer = client.post(
                f"/play/{id_}/command", json=fields, headers={"Accept": "application/json"}
            )
        game._look()
        return f"{answer.status} {game.plain(answer.get_data(as_text=True))}"


def _difference(one: str, other: str) -> str:
    """Where two texts begin to differ."""
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"…{one[max(0, at - 80) : at + 120]!r} against …{other[max(0, at - 20) : at + 120]!r}"


def run(
    folder: Callable[[], Path],
    names: tuple[str, ...] = tuple(SECRETS),
    presets: tuple[str, ...] = ("quick",),
    *,
    reports: bool = True,
    until: float = math.inf,
) -> Part:
    """Twins for each of these secrets, with what the reports after the end say if asked for.

    None is begun after ``until`` (monotonic clock, seconds).
    """
    part = Part("Twins", ("secret", "pages", "answers to commands", "pushes", "differences"))
    with harbour():
        for name in names:
            if time.monotonic() > until:
                part.faults.append(f"No time was left for: {name}")
                continue
            before, sums = len(part.faults), [0, 0, 0]
            for preset in presets:
                games = [Played(folder(), preset, SeededDraws(7)) for _ in range(2)]
                twins = Twins(name, SECRETS[name], games[0], games[1], part, reports)
                try:
                    twins.run()
                except Refused as refused:
                    part.faults.append(f"{name}: {refused.reason}")
                finally:
                    for game in games:
                        game.close()
                counts = (twins.pages, twins.refusals, twins.pushed)
                sums = [a + b for a, b in zip(sums, counts, strict=True)]
            part.rows.append((name, *sums, len(part.faults) - before))
    return part
