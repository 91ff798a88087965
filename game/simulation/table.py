"""One game of six machines: through ``decide`` like any other, by a clock that jumps.

Time goes from one thing that happens to the next: a deadline, or a delegation's next look. The
same setting and seed make the same game.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from game.bots.levels import character
from game.bots.mind import Mind
from game.bots.policy import next_command
from game.bots.tempo import pause
from game.engine.actors import CLOCK, INSTRUCTOR, Actor, Role
from game.engine.acts.clock import ResumeTable
from game.engine.acts.expiry import Expire
from game.engine.acts.injects import HoldInject
from game.engine.acts.table import OpenTable, StartTable, lay_table, open_table
from game.engine.command import Command
from game.engine.decide import ruling
from game.engine.draws import SeededDraws
from game.engine.due import next_due
from game.engine.event import Event
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.views import of, seen_after, seen_by
from game.scenario.model import (
    ConsensusRule,
    DelegationId,
    InjectId,
    Level,
    MoveId,
    Personality,
    PresetId,
)
from game.scenario.texts import Scenario

#: A delegation's way of playing: what it does now, or None if it waits.
Strategy = Callable[[Mind], Command | None]

#: When every simulated table is laid, in seconds since the epoch.
START = 1_000_000.0
#: No game is this long: a slip in a strategy must not run for ever.
MOST_LOOKS = 60_000
LANGUAGE = "en"


class Endless(Exception):
    """A game that does not come to an end."""


@dataclass(frozen=True)
class Setting:
    """What is settled before a game.

    ``strategies`` are those that do not play like the rest, ``held_injects`` the cards that fate
    may not draw, ``barred_moves`` what nobody does.
    """

    preset: PresetId
    consensus: ConsensusRule = "unanimity"
    level: Level = "realistic"
    strategies: Mapping[DelegationId, Strategy] = field(default_factory=dict)
    held_injects: frozenset[InjectId] = frozenset()
    barred_moves: frozenset[MoveId] = frozenset()


@dataclass
class Game:
    """A game as it runs: its state, its events, and the commands that the rules refused.

    ``characters`` are how the delegations play today, ``due`` is what the clock has to say next,
    ``known`` what each last saw and of which state.
    """

    scenario: Scenario
    setting: Setting
    seed: str
    state: TableState
    now: float
    draws: SeededDraws
    characters: Mapping[DelegationId, Personality]
    log: list[Event]
    due: tuple[float, Expire] | None = None
    refused: list[tuple[DelegationId, str, str]] = field(default_factory=list)
    known: dict[DelegationId, tuple[TableState, TableState]] = field(default_factory=dict)
    minds: dict[DelegationId, Mind] = field(default_factory=dict)

    def view(self, delegation: DelegationId) -> TableState:
        """What the delegation knows.

        That is what it knew before if it has heard nothing since: else what it must not know of
        would show in what it sees.
        """
        known = self.known.get(delegation)
        if known is None:
            view = seen_by(self.state, of(delegation))
        elif known[1].seq != self.state.heard.get(delegation, 0):
            view = seen_after(known[1], known[0], self.state, of(delegation))
        else:
            return known[1]
        self.known[delegation] = self.state, view
        return view

    def send(self, actor: Actor, command: Command) -> None:
        """Let the table decide, and take in what follows."""
        ruled = ruling(
            self.scenario.structure,
            self.state,
            actor,
            command,
            now=self.now,
            draws=self.draws,
            step=self.state.phase.step.tag,
        )
        self.state = ruled.state
        self.due = next_due(ruled.state)
        self.log.extend(ruled.events)


def play(scenario: Scenario, setting: Setting, seed: str) -> Game:
    """Play one game to its end."""
    command = OpenTable(preset=setting.preset, consensus=setting.consensus)
    opened = lay_table(scenario.structure, scenario.hash, command, START)
    draws = SeededDraws(seed)
    state = open_table(opened)
    characters = {
        d: character(scenario.structure.personality(d), setting.level, draws, state.setup)
        for d in state.setup.delegations
    }
    game = Game(scenario, setting, seed, state, START, draws, characters, [opened])
    for inject in sorted(setting.held_injects):
        game.send(INSTRUCTOR, HoldInject(inject=inject, held=True))
    game.send(INSTRUCTOR, StartTable())
    looks = {d: START + pause(game.view(d), d, draws) for d in _seats(game)}
    for _ in range(MOST_LOOKS):
        if game.state.over:
            return game
        _advance(game, looks)
    raise Endless(seed)


def _seats(game: Game) -> tuple[DelegationId, ...]:
    return game.state.setup.delegations


def _advance(game: Game, looks: dict[DelegationId, float]) -> None:
    """Let the next thing happen."""
    if game.state.paused:
        game.send(INSTRUCTOR, ResumeTable())
        return
    delegation = min(looks, key=lambda d: looks[d])
    due = game.due
    if due is not None and due[0] <= looks[delegation]:
        game.now = max(game.now, due[0])
        game.send(CLOCK, due[1])
        return
    game.now = looks[delegation]
    looks[delegation] = game.now + _look(game, delegation)


def _look(game: Game, delegation: DelegationId) -> float:
    """Let a delegation look and act; how long until it looks again."""
    view = game.view(delegation)
    mind = _mind(game, delegation, view)
    strategy = game.setting.strategies.get(delegation, next_command)
    command = strategy(mind)
    game.minds[delegation] = mind
    if command is not None:
        try:
            game.send(Actor(Role.HEAD, delegation), command)
        except Refused as refusal:
            game.refused.append((delegation, command.kind, refusal.code))
            del game.minds[delegation]
    return pause(view, delegation, game.draws)


def _mind(game: Game, delegation: DelegationId, view: TableState) -> Mind:
    """The delegation's mind; where it has looked before, that one goes on."""
    earlier = game.minds.get(delegation)
    if earlier is not None:
        # Who has done something hears of it, so that whoever sees the same view has waited. Who
        # plays otherwise may have waited though there was something to do.
        waited = earlier.view is view and delegation not in game.setting.strategies
        return earlier.later(view, game.now, idle=waited)
    return Mind(
        scenario=game.scenario,
        language=LANGUAGE,
        view=view,
        delegation=delegation,
        now=game.now,
        draws=game.draws,
        level=game.setting.level,
        instead=game.characters[delegation],
        barred_moves=game.setting.barred_moves,
    )
