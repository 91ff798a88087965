"""Alarms: from the instructor's view and the clock alone, the most urgent first."""

from dataclasses import replace
from functools import cache

import pytest

from game.engine.acts.cables import AskMandate
from game.engine.acts.chair import SendDispatch
from game.engine.acts.channels import SendMessage
from game.engine.acts.endings import EndTalks
from game.engine.acts.hands import LowerHand, RaiseHand
from game.engine.acts.moves import MakeMove
from game.engine.acts.priorities import SetPriorities
from game.engine.acts.proposals import TableProposal
from game.engine.phases import PhaseName
from game.engine.views import INSTRUCTOR_VIEW
from game.scenario.loader import load_packaged
from game.scenario.texts import Scenario
from game.web.present.alarms import ORDER, QUIET, Alarm, alarms
from game.web.present.stage import Stage
from tests.builders import Game

EVERYBODY = {"dprk", "japan", "china", "rok", "russia", "us"}


@cache
def scenario() -> Scenario:
    return load_packaged("six_party_talks")


def stage(game: Game, later: float = 0.0) -> Stage:
    return Stage(
        viewer=INSTRUCTOR_VIEW,
        view=game.view(INSTRUCTOR_VIEW),
        structure=scenario().structure,
        texts=scenario().text("en"),
        names={},
        now=game.now + later,
    )


def found(game: Game, later: float = 0.0) -> dict[str, Alarm]:
    return {alarm.kind: alarm for alarm in alarms(stage(game, later))}


def who(alarm: Alarm) -> set[str]:
    return {party.id for party in alarm.parties}


@pytest.fixture
def game() -> Game:
    """A game in its first consultations, everybody awake."""
    game = Game(scenario().structure, "class50", capitals="instructor")
    game.advance_to(PhaseName.CONSULTATIONS)
    for head in game.heads:
        head.sends(SetPriorities(issues=("aid",)))
    return game


def test_a_quiet_table_has_no_alarm(game: Game) -> None:
    assert found(game) == {}


def test_whoever_does_nothing_while_the_clock_runs_is_silent(game: Game) -> None:
    length = (game.state.phase.deadline or 0) - game.state.phase.opened_at
    patience = max(QUIET, length / 2)
    assert "silent" not in found(game, patience - 1)
    assert who(found(game, patience)["silent"]) == EVERYBODY
    assert "everybody" in found(game, patience)["silent"].text
    game.now += patience
    game.head("us").sends(SendMessage(channel="us", text="Anybody awake?"))
    assert who(found(game)["silent"]) == EVERYBODY - {"us"}


def test_the_machine_is_never_silent(game: Game) -> None:
    (alarm,) = alarms(stage(game, 5_000), frozenset(EVERYBODY - {"china"}))
    assert who(alarm) == {"china"}


def test_a_pause_is_no_silence(game: Game) -> None:
    game.instructor.pauses()
    assert found(game, 50_000) == {}
    game.now += 50_000
    game.instructor.resumes()
    assert found(game) == {}


def test_nobody_is_silent_while_another_speaks_or_all_read() -> None:
    game = Game(scenario().structure, "class50")
    game.advance_to(PhaseName.BRIEFING)
    assert found(game, 5_000) == {}
    game.advance_to(PhaseName.PLENARY)
    assert game.state.floor is not None
    assert found(game, 5_000) == {}


def test_who_talks_aloud_is_not_silent() -> None:
    game = Game(scenario().structure, "class50", talk="in_person")
    game.advance_to(PhaseName.CONSULTATIONS)
    assert found(game, 5_000) == {}


def test_half_a_drafting_without_a_proposal_is_late(game: Game) -> None:
    game.advance_to(PhaseName.DRAFTING)
    length = (game.state.phase.deadline or 0) - game.state.phase.opened_at
    assert "no_proposal" not in found(game, 0.4 * length)
    assert "no_proposal" in found(game, 0.6 * length)
    game.head("us").sends(TableProposal(options={"aid": "million"}))
    assert "no_proposal" not in found(game, 0.6 * length)


def test_a_raised_hand_asks_until_it_is_seen_to(game: Game) -> None:
    game.head("rok").sends(RaiseHand(raised=True))
    assert who(found(game)["hand"]) == {"rok"}
    assert found(game)["hand"].grave
    game.instructor.sends(LowerHand(delegation="rok"))
    assert found(game) == {}


def test_a_walk_out_a_cable_and_high_tension_are_alarms(game: Game) -> None:
    game.head("dprk").sends(MakeMove(move="walk_out"))
    assert who(found(game)["walk_out"]) == {"dprk"}
    line = next(
        line.id
        for line in scenario().structure.delegation("japan").red_lines
        if set(line.when) <= set(game.state.setup.agenda)
    )
    game.head("japan").sends(AskMandate(red_line=line, text="Let us sign."))
    assert who(found(game)["cable"]) == {"japan"}
    rise = 90 - game.state.indicators["tension"]
    game.instructor.sends(SendDispatch(headline="Guns", effects={"tension": rise}))
    assert "90" in found(game)["tension"].text


def test_the_most_urgent_comes_first(game: Game) -> None:
    game.head("dprk").sends(MakeMove(move="walk_out"))
    game.head("rok").sends(RaiseHand(raised=True))
    kinds = [alarm.kind for alarm in alarms(stage(game, 5_000))]
    assert kinds == sorted(kinds, key=ORDER.index)
    assert kinds[0] == "hand"


def test_when_the_game_is_over_only_hands_count(game: Game) -> None:
    game.instructor.sends(EndTalks())
    assert alarms(stage(game, 50_000)) == ()
    game.head("us").sends(RaiseHand(raised=True))
    assert [alarm.kind for alarm in alarms(stage(game))] == ["hand"]


def test_the_alarms_depend_on_nothing_but_view_and_clock(game: Game) -> None:
    shown = stage(game, 5_000)
    assert alarms(shown) == alarms(replace(shown))
