"""The machine's thinking, which keeps a processor busy: its next act, and hints for a person.

Each is a function of small values and of the scenario's name, so that another process can do it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from game.bots.hints import Advice, Bridge, Hints, Wants
from game.bots.mind import Mind
from game.bots.policy import next_command
from game.engine.command import Command
from game.engine.state import TableState
from game.scenario.model import DelegationId
from game.service import scenarios
from game.service.worker import Beside

#: Chooses what a delegation does now; None if it waits.
Thinker: TypeAlias = Callable[[Mind], Command | None]


def thinker(beside: Beside) -> Thinker:
    """Thinks where ``beside`` says. Of packaged scenarios alone: another process knows no other."""

    def think(mind: Mind) -> Command | None:
        given = {one.name: getattr(mind, one.name) for one in fields(mind)}
        del given["scenario"]
        return beside(_next_command, mind.view.setup.scenario, given)

    return think


def _next_command(scenario: str, given: Mapping[str, Any]) -> Command | None:
    return next_command(Mind(scenario=scenarios.scenario(scenario), **given))


def prepare() -> None:
    """Read, in another process, what thinking needs: the first to ask does not wait for it."""
    scenarios.scenario(scenarios.DEFAULT)


@dataclass(frozen=True)
class Asked:
    """What a person asks: about whom, and which question (``bridge``, ``crisis``; else neither)."""

    about: DelegationId | None
    question: str


@dataclass(frozen=True)
class Answered:
    """The answers; None, or none, to what was not asked or has no answer."""

    wants: Wants | None
    bridge: Bridge | None
    advice: tuple[Advice, ...]


def hints(
    view: TableState, delegation: DelegationId, language: str, now: float, asked: Asked
) -> Answered:
    """Hints from one delegation's view."""
    found = Hints(scenarios.scenario(view.setup.scenario), language, view, delegation, now)
    return Answered(
        wants=None if asked.about is None else found.wants(asked.about),
        bridge=found.bridge() if asked.question == "bridge" else None,
        advice=found.advice() if asked.question == "crisis" else (),
    )
