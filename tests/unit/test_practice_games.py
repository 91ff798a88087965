"""Games of one person's strategy, and of machines of every level, among five of each level.

They end, they never loop, and no rule is broken.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import get_args

import pytest

from game.bots.hints import Hints
from game.bots.mind import Mind
from game.bots.policy import next_command
from game.engine.acts.channels import AnswerInvitation, SendMessage
from game.engine.acts.injects import AnswerInject
from game.engine.acts.plenary import SpeakInPlenary, YieldFloor
from game.engine.acts.progress import DeclareReady
from game.engine.acts.proposals import CastBallot, TableProposal
from game.engine.acts.ratification import DecideRatification
from game.engine.acts.table import replay
from game.engine.command import Command
from game.engine.phases import HURRIED, PhaseName
from game.scenario.loader import load_packaged
from game.scenario.model import Level
from game.scenario.texts import Scenario
from game.simulation.table import Setting, Strategy, play

LEVELS: tuple[Level, ...] = get_args(Level)
SEATS = ("us", "dprk", "rok", "china", "japan", "russia")


@cache
def talks() -> Scenario:
    return load_packaged("six_party_talks")


def at_level(level: Level) -> Strategy:
    def strategy(mind: Mind) -> Command | None:
        return next_command(replace(mind, level=level))

    return strategy


def newcomer(mind: Mind) -> Command | None:
    """Somebody who plays for the first time, with the hints.

    Speaks when given the floor, accepts every invitation and writes once in each talk, votes for
    what is better than no deal, tables the hint's package once a round, takes the hint's answer in
    a crisis, signs what is worth it, and is ready when there is nothing left to do.
    """
    return next(iter(_wishes(mind)), None)


def _wishes(mind: Mind) -> Iterator[Command]:
    view, own = mind.view, mind.delegation
    if view.paused_at is not None or view.ending is not None:
        return
    hints = Hints(mind.scenario, mind.language, view, own, mind.now)
    yield from _answers(mind, hints)
    yield from _talks(mind)
    if own in view.away:
        return
    if mind.phase is PhaseName.DRAFTING:
        yield from _drafting(mind, hints)
    if mind.phase is PhaseName.RATIFICATION and own not in view.decided:
        good = mind.own.part(mind.standing_choice) >= 0
        yield DecideRatification(decision="sign" if good else "refuse")
    if mind.phase in HURRIED and own not in view.ready and mind.elapsed > 0.5:
        yield DeclareReady(ready=True)


def _answers(mind: Mind, hints: Hints) -> Iterator[Command]:
    view, own = mind.view, mind.delegation
    for crisis in view.crises.values():
        if own in crisis.asked and not crisis.settled and own not in crisis.answers:
            advice = next(a for a in hints.advice() if a.inject == crisis.inject)
            yield AnswerInject(inject=crisis.inject, answer=advice.answers[0][0])
    if view.floor is not None and view.floor.delegation == own:
        here = [s for s in view.statements if s.at >= view.phase.opened_at]
        spoken = any(s.delegation == own for s in here)
        yield YieldFloor() if spoken else SpeakInPlenary(text="Let us be practical.")


def _talks(mind: Mind) -> Iterator[Command]:
    own = mind.delegation
    for channel in mind.view.channels.values():
        if channel.status == "invited" and own not in channel.accepted:
            yield AnswerInvitation(channel=channel.id, accept=True)
        if channel.status == "open" and len(channel.members) > 1:
            said = [m for m in channel.messages if m.delegation == own]
            if len(said) < mind.view.phase.step.round:
                yield SendMessage(channel=channel.id, text="What do you need on sanctions?")


def _drafting(mind: Mind, hints: Hints) -> Iterator[Command]:
    view, own = mind.view, mind.delegation
    for proposal in mind.open_proposals():
        if own not in proposal.received:
            better = mind.own.part(mind.after(proposal.package)) > 0
            yield CastBallot(proposal=proposal.id, ballot="accept" if better else "reject")
    here = view.phase.step.round
    tabled = any(p.delegation == own and p.round == here for p in view.proposals.values())
    if tabled or mind.elapsed < 0.4 or not mind.quorum:
        return
    bridge = hints.bridge()
    held = {**mind.structure.silent_package(view.setup.agenda), **mind.text}
    if bridge is not None and dict(bridge.package) != held:
        yield TableProposal(options=dict(bridge.package))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("seat", SEATS)
def test_a_person_among_five_machines_of_each_level(seat: str, level: Level) -> None:
    game = play(talks(), Setting("demo", level=level, strategies={seat: newcomer}), "person")
    assert game.state.over
    assert game.refused == []
    assert replay(game.log) == game.state
    tabled = {p.delegation for p in game.state.proposals.values()}
    assert seat in tabled


@pytest.mark.parametrize("preset", ["class50", "class75", "two75"])
def test_a_person_in_every_length_that_can_be_practised(preset: str) -> None:
    game = play(talks(), Setting(preset, strategies={"rok": newcomer}), "person")
    assert game.state.over
    assert game.refused == []


@pytest.mark.parametrize(("one", "five"), list(product(LEVELS, LEVELS)))
def test_a_machine_of_each_level_among_five_of_each(one: Level, five: Level) -> None:
    for place, seat in enumerate(SEATS):
        setting = Setting("demo", level=five, strategies={seat: at_level(one)})
        game = play(talks(), setting, f"{place}")
        assert game.state.over
        assert game.refused == []
        assert replay(game.log) == game.state


def test_a_person_comes_to_an_accord_now_and_then() -> None:
    """Hints and a good will are no guarantee, but they are not in vain either."""
    endings = [
        play(
            talks(), Setting("demo", level="cooperative", strategies={"rok": newcomer}), seed
        ).state.ending
        for seed in "abcdefgh"
    ]
    assert endings.count("full_accord") >= 2
