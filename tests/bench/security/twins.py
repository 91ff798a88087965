"""Two games that differ in one secret alone: all who do not know it see, hear and get the same.

The secrets are those of ``tests/properties/secrets.py``, at the tiny scenario that they are told
of, played through the real service. Both games run by one injected clock, and so do their pushes:
when a push comes is compared too.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game.engine.actors import Role
from game.engine.command import Command
from game.engine.refusals import Refused
from tests.bench.security.played import Played, harbour, running
from tests.bench.security.report import Part
from tests.builders import SeededDraws
from tests.properties.secrets import SECRETS, Secret
from tests.properties.test_secrecy import run_on
from tests.unit.test_rules_gates import SAMPLES

TABS = ("brief", "compose", "text", "talk", "act", "news")
#: The longest way to an end: so many deadlines.
STEPS = 40


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
