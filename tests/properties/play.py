"""Games played at random: what is tried, and what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from game.engine.actors import CLOCK, INSTRUCTOR, Actor, Role
from game.engine.acts.channels import SendMessage
from game.engine.acts.clock import ResumeTable
from game.engine.acts.trades import AnswerTrade, OfferTrade
from game.engine.command import Command
from game.engine.due import next_due
from game.engine.event import Event
from game.engine.refusals import Refused
from game.engine.views import INSTRUCTOR_VIEW, PUBLIC_VIEW, Viewer, of
from game.refusals import Reason
from game.scenario.loader import load_packaged
from game.scenario.model import Structure
from tests.builders import Game, harbour
from tests.properties.sensible import OWN_WORDS, sensible


@dataclass(frozen=True)
class Try:
    """Somebody sends something, sensible or not, after a while."""

    number: int
    actor: Actor
    command: Command
    seconds: float = 0.0
    step: str | None = None


@dataclass(frozen=True)
class Wish:
    """Somebody does something that makes sense just now; the numbers choose who and what.

    ``by`` says who: a delegation, all of them one after the other, or the instructor.
    """

    number: int
    by: Literal["one", "all", "chair"]
    kind: int
    which: int
    seconds: float = 0.0


@dataclass(frozen=True)
class Tick:
    """The clock says what is due next, perhaps late; where it stands still, it is let run on."""

    seconds: float = 0.0


Stroke = Try | Wish | Tick


def structure_of(scenario: str) -> Structure:
    """The scenario of that name."""
    return harbour() if scenario == "harbour" else load_packaged(scenario).structure


def viewers(game: Game) -> tuple[Viewer, ...]:
    """Every pair of eyes at the table."""
    return (*map(of, game.state.setup.delegations), INSTRUCTOR_VIEW, PUBLIC_VIEW)


def play(game: Game, stroke: Stroke) -> list[tuple[Event, ...] | Reason]:
    """What comes of a stroke, try by try: events, or why it was refused."""
    return [attempt(game, one) for one in tries(game, stroke)]


def attempt(game: Game, one: Try) -> tuple[Event, ...] | Reason:
    """What comes of one try: events, or why it was refused."""
    game.wait(one.seconds)
    command = one.command
    field = {SendMessage: "text", OfferTrade: "note", AnswerTrade: "note"}.get(type(command))
    if field is not None and getattr(command, field) == OWN_WORDS:
        command = command.model_copy(update={field: f"«{one.number}»"})
    try:
        return game.send(one.actor, command, one.step)
    except Refused as refusal:
        return refusal.reason


def tries(game: Game, stroke: Stroke) -> tuple[Try, ...]:
    """What a stroke comes to at this table now."""
    match stroke:
        case Try():
            return (stroke,)
        case Tick(seconds):
            if game.state.paused:
                return (Try(0, INSTRUCTOR, ResumeTable(), seconds),)
            due = next_due(game.state)
            if due is None:
                return ()
            until = max(0.0, due[0] - game.now)
            return (Try(0, CLOCK, due[1], until + seconds),)
        case Wish():
            return tuple(_wished(game, stroke))


def _wished(game: Game, wish: Wish) -> Iterator[Try]:
    by_kind: dict[str, list[tuple[Actor, Command]]] = {}
    for actor, command in sensible(game):
        if (actor.role is Role.INSTRUCTOR) is (wish.by == "chair"):
            by_kind.setdefault(command.kind, []).append((actor, command))
    choices = tuple(by_kind.values())[wish.kind % len(by_kind)]
    actor, command = choices[wish.which % len(choices)]
    yield Try(wish.number, actor, command, wish.seconds)
    if wish.by == "all" and actor.role is Role.HEAD:
        for delegation in game.state.setup.delegations:
            if delegation != actor.delegation:
                yield Try(wish.number, Actor(Role.HEAD, delegation), command)
