"""Games of six machines: they end, keep the rules, repeat themselves."""

import json

import pytest

from game.analysis.agreement import Agreements
from game.analysis.points import score_table
from game.engine.acts.accords import AccordOffered
from game.engine.acts.channels import MeetingOpened, MessageSent
from game.engine.acts.injects import InjectAnswered, InjectFell
from game.engine.acts.moves import MoveMade
from game.engine.acts.plenary import PlenarySpoken
from game.engine.acts.priorities import PrioritiesSet
from game.engine.acts.proposals import BallotCast, ProposalTabled
from game.engine.acts.ratification import RatificationDecided
from game.engine.acts.table import replay
from game.engine.command import Command
from game.simulation.batch import records, seeds
from game.simulation.records import record_of
from game.simulation.report import report_of
from game.simulation.statistics import (
    difference,
    difference_of_shares,
    mean_of,
    paired,
    share,
)
from game.simulation.table import Endless, Game, Setting, play
from tests.builders import changed
from tests.machines import saltmere, some, talks

PRESETS = ("demo", "class50", "class75", "two75", "homework")


# --- one game ------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("seed", ["a", "b"])
def test_a_game_of_six_machines_ends_and_no_rule_is_broken(preset: str, seed: str) -> None:
    game = play(talks(), Setting(preset), seed)
    assert game.state.over
    assert game.refused == []
    assert replay(game.log) == game.state


@pytest.mark.parametrize(("preset", "rounds"), [("demo", 3), ("class50", 5), ("two75", 1)])
def test_the_machine_plays_as_many_rounds_as_there_are(preset: str, rounds: int) -> None:
    structure = talks().structure
    longer = structure.preset(preset).lasting(rounds)
    scenario = talks().model_copy(update={"structure": changed(structure, presets=(longer,))})
    game = play(scenario, Setting(preset), "a")
    assert game.state.over
    assert game.refused == []
    assert record_of(game).refused == ()
    fallen = [event.inject for event in game.log if isinstance(event, InjectFell)]
    assert len(fallen) == len(set(fallen))


@pytest.mark.parametrize("level", ["cooperative", "hard"])
@pytest.mark.parametrize("consensus", ["unanimity", "minus_one"])
def test_every_level_plays_by_the_rules(level: str, consensus: str) -> None:
    setting = Setting("demo", consensus, level)  # type: ignore[arg-type]
    for seed in ("a", "b", "c"):
        assert play(talks(), setting, seed).refused == []


@pytest.mark.parametrize("preset", ["quick", "full"])
def test_machines_play_a_pack_without_characters_and_voices(preset: str) -> None:
    for seed in ("a", "b", "c"):
        game = play(saltmere(), Setting(preset), seed)
        assert game.state.over
        assert game.refused == []


def test_the_same_seed_makes_the_same_game_and_another_another() -> None:
    first, second = (play(talks(), Setting("demo"), "same") for _ in range(2))
    assert first.log == second.log
    assert play(talks(), Setting("demo"), "other").log != first.log


def test_machines_use_all_of_the_diplomacy() -> None:
    games = [play(talks(), Setting("two75"), seed) for seed in ("a", "c")]
    kinds = {type(event) for game in games for event in game.log}
    assert {
        PlenarySpoken,
        MessageSent,
        MeetingOpened,
        ProposalTabled,
        BallotCast,
        InjectAnswered,
        MoveMade,
        AccordOffered,
        PrioritiesSet,
        RatificationDecided,
    } <= kinds
    assert any(len(event.members) > 2 for event in messages(games[0]))


def messages(game: Game) -> list[MessageSent]:
    return [event for event in game.log if isinstance(event, MessageSent)]


def test_nobody_floods_a_channel() -> None:
    game = play(talks(), Setting("demo"), "a")
    last: dict[tuple[str, str], float] = {}
    for event in messages(game):
        key = event.channel, event.delegation
        assert event.at - last.get(key, 0.0) >= 3.0
        last[key] = event.at
    spoken: dict[str, float] = {}
    for said in game.state.statements:
        assert said.delegation is not None
        assert said.at - spoken.get(said.delegation, 0.0) >= 3.0
        spoken[said.delegation] = said.at


def test_a_game_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.simulation.table.MOST_LOOKS", 5)
    with pytest.raises(Endless):
        play(talks(), Setting("demo"), "a")


# --- many games ----------------------------------------------------------------------------------


def test_the_number_of_jobs_changes_nothing() -> None:
    names = seeds("jobs", 4)
    alone = list(records(talks(), Setting("demo"), names))
    together = list(records(talks(), Setting("demo"), names, jobs=2))
    assert alone == together
    assert [record.seed for record in alone] == list(names)


def test_realistic_machines_often_agree_and_often_enough_do_not() -> None:
    accords = sum(record.accord for record in some())
    assert 2 <= accords <= 12
    assert all(record.refused == () for record in some())


def test_a_record_says_how_the_game_came_out() -> None:
    record = next(record for record in some() if record.accord)
    assert set(record.signed) == set(talks().structure.preset("demo").agenda)
    assert record.settled_at is not None
    assert 0 < record.settled_at <= 1
    for seat in record.seats.values():
        assert seat.attained is not None
        assert seat.attainment == max(-50, min(100, round(seat.attained / 100)))
    none = next((record for record in some() if not record.accord), None)
    assert none is None or none.signed == {}


def test_the_report_adds_up() -> None:
    report = report_of(talks().structure, Setting("demo"), some())
    assert sum(report.endings.values()) == report.games == len(some())
    accords = sum(record.accord for record in some())
    assert all(sum(options.values()) == accords for options in report.signed.values())
    every = Agreements.of(score_table(talks().structure, talks().structure.preset("demo").agenda))
    assert report.acceptable == len(every.acceptable)
    assert all(mean.low <= mean.mean <= mean.high for mean in report.attainment.values())
    shown = report.as_json()
    assert json.loads(json.dumps(shown)) == shown


def test_means_have_their_intervals() -> None:
    found = mean_of([1.0, 2.0, 3.0])
    assert found is not None
    assert found.mean == 2
    assert found.high - 2 == pytest.approx(1.96 / 3**0.5)
    alone = mean_of([4.0])
    assert alone is not None
    assert (alone.low, alone.high) == (4.0, 4.0)
    assert mean_of([]) is None
    gap = difference([1.0, 3.0], [0.0, 0.0])
    assert gap is not None
    assert gap.mean == 2
    assert difference([1.0], [2.0, 3.0]) is None
    beside = paired([3.0, 5.0], [1.0, 3.0])
    assert beside is not None
    assert (beside.low, beside.mean, beside.high) == (2, 2, 2)
    assert share(0, 10).low == 0
    few = difference_of_shares(9, 9, 66, 100)
    assert few.mean == pytest.approx(34)
    assert 0 < few.low < few.mean < few.high
    assert few.high - few.mean < few.mean - few.low
    assert share(10, 10).high == 100
    assert share(0, 0).high == 100


def test_a_strategy_may_wait_for_ever() -> None:
    def idle(_: object) -> Command | None:
        return None

    setting = Setting("demo", strategies=dict.fromkeys(talks().structure.delegation_ids, idle))
    game = play(talks(), setting, "a")
    assert game.state.ending == "no_agreement"
    assert record_of(game).tabled == 0
