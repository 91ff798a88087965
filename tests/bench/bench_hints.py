"""How often a package that a hint calls likely to be accepted by all really is.

    python -m tests.bench.bench_hints                       # 40 games of one 50-minute class
    python -m tests.bench.bench_hints --games 10 --preset demo

Games of six computers are stopped at moments of their drafting phases. Each seat asks for its
hint there, the package is tabled, and the other five say how they vote. What is printed are shares
of the hints by what they said, each with how many there were. The same seed gives the same figures.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import click

from game.bots.habits.drafting import acceptable
from game.bots.hints import Bridge, Hints
from game.bots.mind import Mind
from game.engine.actors import Actor, Role
from game.engine.acts.phases import PhaseOpened
from game.engine.acts.proposals import TableProposal
from game.engine.acts.table import TableOpened, open_table
from game.engine.apply import apply
from game.engine.decide import ruling
from game.engine.phases import PhaseName
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.views import of, seen_by
from game.scenario.loader import load_packaged
from game.scenario.model import DelegationId
from game.scenario.texts import Scenario
from game.simulation.table import Game, Setting, play

#: At which parts of a drafting phase games are stopped.
MOMENTS = (0.15, 0.4, 0.65, 0.9)
LANGUAGE = "en"
#: Seconds from the tabling to the votes.
READING = 5.0


@dataclass(frozen=True)
class Trial:
    """A hint that was tabled: what it said of each of the others, and how those voted."""

    bridge: Bridge
    votes: dict[DelegationId, bool]

    @property
    def likely(self) -> bool:
        """Whether the hint called it likely that all accept."""
        return self.bridge.likely

    @property
    def carried(self) -> bool:
        """Whether all of them did."""
        return all(self.votes.values())


def trials(scenario: Scenario, preset: str, seed: str, first_round: int = 1) -> Iterator[Trial]:
    """Every hint that seats ask for in one game, from that round on."""
    game = play(scenario, Setting(preset), seed)
    for state, now in _moments(game):
        if state.round < first_round:
            continue
        for delegation in state.setup.delegations:
            trial = _tried(game, state, now, delegation)
            if trial is not None:
                yield trial


def _moments(game: Game) -> Iterator[tuple[TableState, float]]:
    """The table as it stood at moments of its drafting phases."""
    log = iter(game.log)
    opening = next(log)
    assert isinstance(opening, TableOpened)
    state = open_table(opening)
    due: list[float] = []
    for event in log:
        while due and event.at > due[0]:
            yield state, due.pop(0)
        state = apply(state, event)
        if isinstance(event, PhaseOpened):
            due = []
            if state.name is PhaseName.DRAFTING and state.phase.deadline is not None:
                opened, length = event.at, state.phase.deadline - event.at
                due = [opened + part * length for part in MOMENTS]


def _tried(game: Game, state: TableState, now: float, delegation: DelegationId) -> Trial | None:
    """What comes of it if that seat tables its hint; None where it has none or may not table."""
    view = seen_by(state, of(delegation))
    bridge = Hints(game.scenario, LANGUAGE, view, delegation, now).bridge()
    if bridge is None:
        return None
    text = {issue: clause.option for issue, clause in view.text.items()}
    package = {i: o for i, o in bridge.package.items() if text.get(i) != o}
    try:
        after = ruling(
            game.scenario.structure,
            state,
            Actor(Role.HEAD, delegation),
            TableProposal(options=package),
            now=now,
            draws=game.draws,
            step=state.phase.step.tag,
        ).state
    except Refused:
        return None
    votes = {}
    for other in bridge.replies:
        seen = seen_by(after, of(other))
        mind = Mind(
            scenario=game.scenario,
            language=LANGUAGE,
            view=seen,
            delegation=other,
            now=now + READING,
            draws=game.draws,
            instead=game.characters[other],
        )
        votes[other] = acceptable(mind, [*seen.proposals.values()][-1])
    return Trial(bridge, votes)


def main() -> None:
    """Try the hints of some games and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--games", type=int, default=40)
    parser.add_argument("--preset", default="class50")
    parser.add_argument("--seed", default="hints")
    wanted = parser.parse_args()
    scenario = load_packaged("six_party_talks")
    found = [
        trial
        for number in range(wanted.games)
        for trial in trials(scenario, wanted.preset, f"{wanted.seed}-{number}")
    ]
    likely = [trial for trial in found if trial.likely]
    carried = sum(trial.carried for trial in likely)
    click.echo(f"{len(found)} hints, {sum(t.carried for t in found)} of them accepted by all")
    click.echo(f"called likely by all: {len(likely)}, accepted by all: {carried}")
    for reply in ("yes", "perhaps", "no"):
        votes = Counter(
            trial.votes[d] for trial in found for d, r in trial.bridge.replies.items() if r == reply
        )
        total = votes[True] + votes[False]
        share = votes[True] / total if total else 0.0
        click.echo(f"  said '{reply}' of a delegation: {total}, of which accept {share:.0%}")


if __name__ == "__main__":
    main()
