"""Games of six machines: they end, keep the rules, repeat themselves; what is made of them."""

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from game.cli import main
from game.engine import commands as c
from game.engine import events as e
from game.engine.apply import replay
from game.scenario.loader import load_pack, load_packaged
from game.scenario.model import Par
from game.scenario.texts import Scenario
from game.simulation import par as pars
from game.simulation.batch import records, seeds
from game.simulation.records import Record, Seat, record_of
from game.simulation.report import report_of
from game.simulation.statistics import difference, difference_of_shares, mean_of, share
from game.simulation.strategies import DEVIATIONS, attained, try_out
from game.simulation.table import Endless, Game, Setting, play
from tests.builders import HARBOUR, changed

PRESETS = ("demo", "class50", "class75", "two75", "homework")


@cache
def talks() -> Scenario:
    return load_packaged("six_party_talks")


@cache
def saltmere() -> Scenario:
    return load_pack(HARBOUR)


@cache
def some(count: int = 12) -> tuple[Record, ...]:
    """A handful of short games, played once for all tests."""
    return tuple(records(talks(), Setting("demo"), seeds("tests", count)))


# --- one game ----------------------------------------------------------------------------------


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
    assert record_of(game).seats
    fallen = [event.inject for event in game.log if isinstance(event, e.InjectFell)]
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
        e.PlenarySpoken,
        e.MessageSent,
        e.MeetingOpened,
        e.ProposalTabled,
        e.BallotCast,
        e.InjectAnswered,
        e.MoveMade,
        e.AccordOffered,
        e.PrioritiesSet,
        e.RatificationDecided,
    } <= kinds
    assert any(len(event.members) > 2 for event in messages(games[0]))


def messages(game: Game) -> list[e.MessageSent]:
    return [event for event in game.log if isinstance(event, e.MessageSent)]


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


# --- many games --------------------------------------------------------------------------------


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
    assert report.acceptable == 962
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
    assert share(0, 10).low == 0
    few = difference_of_shares(9, 9, 66, 100)
    assert few.mean == pytest.approx(34)
    assert 0 < few.low < few.mean < few.high
    assert few.high - few.mean < few.mean - few.low
    assert share(10, 10).high == 100
    assert share(0, 0).high == 100


# --- par ---------------------------------------------------------------------------------------


def test_par_is_where_the_mean_score_is_fifty() -> None:
    attained_ = [0.1, 0.2, 0.5, 0.9, -0.3]
    par = pars.solve(attained_)
    assert sum(pars.score_at(x, par) for x in attained_) / 5 == pytest.approx(50, abs=0.01)
    assert pars.score_at(par, par) == 50
    assert pars.score_at(0, par) == 0
    assert pars.score_at(1, par) == 100
    assert pars.score_at(-0.2, par) == -10


def test_par_is_found_from_accords_alone_and_not_from_too_few() -> None:
    seat = Seat(points=6000, reservation=5000, attained=4000, attainment=40, par_score=None)
    lost = Seat(points=4900, reservation=5000, attained=-400, attainment=-4, par_score=None)
    agreed = [made("full_accord", seat) for _ in range(pars.FEWEST)]
    par = pars.par_of(talks().structure, "demo", [*agreed, made("no_agreement", lost)])
    assert par.seats["us"] == 4000
    assert (par.games, par.deals) == (pars.FEWEST + 1, pars.FEWEST)
    with pytest.raises(pars.TooFewAccords):
        pars.par_of(talks().structure, "demo", agreed[1:])


def made(ending: str, seat: Seat) -> Record:
    return Record(
        seed="x",
        ending=ending,  # type: ignore[arg-type]
        seats=dict.fromkeys(talks().structure.delegation_ids, seat),
        signed={},
        tabled=0,
        failed=0,
        settled_at=None,
        asked=0,
        granted=0,
        crossed=0,
        injects=(),
        moves=(),
        accords=0,
        breaches=0,
        indicators={},
        refused=(),
    )


def test_the_packs_par_is_fresh() -> None:
    structure = talks().structure
    assert {par.preset for par in structure.pars} == set(PRESETS)
    assert pars.stale(structure) == (), "run `sixparty simulate --write-par`"
    for par in structure.pars:
        assert par.games >= 200


def test_par_goes_stale_when_numbers_change() -> None:
    structure = talks().structure
    old = Par(preset="demo", games=1, deals=1, depends="0", seats={})
    assert pars.stale(structure.model_copy(update={"pars": (old,)})) == ("demo",)
    rules = structure.rules.model_copy(update={"essential": ()})
    assert pars.depends_on(structure.model_copy(update={"rules": rules})) != pars.depends_on(
        structure
    )
    assert pars.depends_on(structure.model_copy(update={"pars": ()})) == pars.depends_on(structure)


def test_pars_are_written_and_read_again(tmp_path: Path) -> None:
    written = pars.format_pars(talks().structure.pars)
    (tmp_path / "par.toml").write_text(written, encoding="utf-8")
    import tomllib

    read = tomllib.loads(written)["pars"]
    assert tuple(Par.model_validate(entry) for entry in read) == talks().structure.pars


def test_par_fits_games_that_it_was_not_found_from() -> None:
    report = report_of(talks().structure, Setting("demo"), some(40))
    for delegation, score in report.par_score.items():
        assert 30 < score.mean < 70, delegation  # 45-55 over hundreds: see docs/balance.md


# --- what should not pay -----------------------------------------------------------------------


@pytest.mark.parametrize("deviation", ["refuse_all", "accept_all", "stonewall"])
def test_deviations_play_by_the_rules(deviation: str) -> None:
    setting = Setting("demo", strategies={"us": DEVIATIONS[deviation]})
    game = play(talks(), setting, "a")
    assert game.refused == []
    votes = {
        event.ballot
        for event in game.log
        if isinstance(event, e.BallotCast) and event.delegation == "us"
    }
    expected = {"refuse_all": {"reject"}, "accept_all": {"accept"}}
    assert votes == expected.get(deviation, votes)


def test_refusing_everything_loses() -> None:
    names = seeds("tests", 12)
    trial = try_out(talks(), Setting("demo"), "us", "refuse_all", names, some())
    assert trial.gain.mean < 0
    assert trial.control.mean == pytest.approx(mean(attained(some(), "us")))


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


# --- the command -------------------------------------------------------------------------------


def test_simulate_prints_figures_for_programs() -> None:
    call = ["simulate", "--games", "3", "--seed", "7", "--json"]
    first, second = (CliRunner().invoke(main, call) for _ in range(2))
    assert first.exit_code == 0
    assert first.output == second.output
    found = json.loads(first.output)
    assert found["games"] == sum(found["endings"].values()) == 3
    for delegation in talks().structure.delegation_ids:
        low, high = found["attainment"][delegation]["ci95"]
        assert low <= found["attainment"][delegation]["mean"] <= high
    assert set(found) >= {"par_score"}


def test_simulate_prints_a_report_for_people() -> None:
    result = CliRunner().invoke(main, ["simulate", "--games", "2", "--preset", "demo"])
    assert result.exit_code == 0
    assert "demo: 2 games, realistic, unanimity" in result.output
    assert "never signed" in result.output


def test_simulate_knows_the_presets() -> None:
    result = CliRunner().invoke(main, ["simulate", "--preset", "weekend"])
    assert result.exit_code != 0
    assert "demo" in result.output


def test_par_is_not_written_from_a_handful_of_games(tmp_path: Path) -> None:
    import shutil

    pack = shutil.copytree(HARBOUR, tmp_path / "harbour")
    result = CliRunner().invoke(
        main,
        ["simulate", "--games", "2", "--preset", "quick", "--write-par", "--pack", str(pack)],
    )
    assert result.exit_code == 1
    assert "accords" in result.output
    assert not (Path(pack) / "par.toml").exists()


def test_a_strategy_may_wait_for_ever() -> None:
    def idle(_: object) -> c.PublicCommand | None:
        return None

    setting = Setting("demo", strategies=dict.fromkeys(talks().structure.delegation_ids, idle))
    game = play(talks(), setting, "a")
    assert game.state.ending == "no_agreement"
    assert record_of(game).tabled == 0
