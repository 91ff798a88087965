"""What should not pay, the gates that games are held against, and the report of them."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from game.cli import main
from game.engine.acts.injects import InjectFell, InjectHeld
from game.engine.acts.moves import MoveMade
from game.engine.acts.proposals import BallotCast
from game.simulation.counterfactual import HOUSES, Effect, Happening, effect_of, elsewhere
from game.simulation.gates import Balance
from game.simulation.printing import lines
from game.simulation.records import record_of
from game.simulation.report import Influence, report_of
from game.simulation.statistics import (
    Mean,
    share,
)
from game.simulation.strategies import DEVIATIONS, Skill, Trial, inattentive, skill_ladder, try_out
from game.simulation.table import Setting, play
from tests.builders import HARBOUR
from tests.machines import saltmere, some, talks

# --- what should not pay -------------------------------------------------------------------------


@pytest.mark.parametrize("deviation", ["refuse_all", "accept_all", "stonewall"])
def test_deviations_play_by_the_rules(deviation: str) -> None:
    setting = Setting("demo", strategies={"us": DEVIATIONS[deviation]})
    game = play(talks(), setting, "a")
    assert game.refused == []
    votes = {
        event.ballot
        for event in game.log
        if isinstance(event, BallotCast) and event.delegation == "us"
    }
    expected = {"refuse_all": {"reject"}, "accept_all": {"accept"}}
    assert votes == expected.get(deviation, votes)


def test_refusing_everything_loses() -> None:
    trial = try_out(talks(), Setting("demo"), "us", "refuse_all", some())
    assert trial.gain.mean < 0
    usual = [record.seats["us"].attained or 0 for record in some()]
    assert trial.control.mean == pytest.approx(sum(usual) / len(usual) / 100)
    assert trial.gain.mean == pytest.approx(trial.attained.mean - trial.control.mean)


def test_a_table_at_which_nobody_listens_makes_less_of_its_games() -> None:
    nobody, half, all_six = skill_ladder(talks(), Setting("demo"), some())
    assert (nobody.attentive, half.attentive, all_six.attentive) == (0, 3, 6)
    assert nobody.value.mean < all_six.value.mean
    assert nobody.accord.mean < all_six.accord.mean


def test_who_does_not_listen_plays_by_the_rules() -> None:
    game = play(talks(), Setting("demo", strategies={"china": inattentive}), "a")
    assert game.refused == []


# --- what becomes of the same games otherwise ----------------------------------------------------


@pytest.mark.parametrize("kind", ["inject", "move"])
def test_games_played_again_without_something_go_as_before_until_it_would_have_happened(
    kind: Happening,
) -> None:
    happened = [r.injects if kind == "inject" else r.moves for r in some()]
    subject = next(ids[0] for ids in happened if ids)
    concerned = [r for r, ids in zip(some(), happened, strict=True) if subject in ids]
    barred = frozenset({subject})
    setting = {
        "inject": Setting("demo", held_injects=barred),
        "move": Setting("demo", barred_moves=barred),
    }[kind]
    for record in concerned:
        usual, without = (play(talks(), one, record.seed) for one in (Setting("demo"), setting))
        assert without.refused == []
        again = record_of(without)
        assert subject not in (again.injects if kind == "inject" else again.moves)
        known = [event for event in without.log if not isinstance(event, InjectHeld)]
        parting = next(
            one
            for one, other in zip(usual.log, known, strict=False)
            if one.model_dump(exclude={"seq"}) != other.model_dump(exclude={"seq"})
        )
        assert isinstance(parting, (InjectFell, MoveMade))
        assert subject in (getattr(parting, "inject", None), getattr(parting, "move", None))
    effect = effect_of(talks(), Setting("demo"), kind, subject, some())
    assert effect.games == len(concerned)


def test_what_never_happened_has_no_effect() -> None:
    with pytest.raises(ValueError, match="none of the games"):
        effect_of(talks(), Setting("demo"), "move", "no_such_move", some())


def test_a_preset_is_also_played_in_other_houses() -> None:
    """Each differs from the games' own in one thing; its own house is not played twice."""
    seeds = tuple(record.seed for record in some()[:4])
    houses = [report.setting for report in elsewhere(talks(), Setting("demo"), seeds)]
    assert [(h.consensus, h.level) for h in houses] == list(HOUSES)
    hard = [r.setting for r in elsewhere(talks(), Setting("demo", level="hard"), seeds)]
    assert Setting("demo", level="hard") not in hard
    assert len(hard) == len(HOUSES) - 1


# --- the gates -----------------------------------------------------------------------------------


def test_gates_shut_where_a_game_would_not_be_balanced() -> None:
    good, bad = Mean(-20, -30, -10), Mean(-2, -9, 5)
    trials = tuple(
        Trial("us", deviation, attained=good, control=good, gain=gain)
        for deviation, gain in (("refuse_all", good), ("accept_all", bad))
    )
    skills = tuple(
        Skill(listening, accord=good, value=Mean(value, value, value))
        for listening, value in ((0, 10.0), (3, 30.0), (6, 20.0))
    )
    report = replace(
        report_of(talks().structure, Setting("demo"), some()),
        accord=share(9, 10),
        par_score={"us": Mean(50, 40, 60), "rok": Mean(56, 50, 60)},
        signed={"aid": {"none": 0, "power": 3}},
        games=100,
        walks=frozenset({"walk_out"}),
        common={"envoy": 35, "bank_route": 60, "walk_out": 3, "enrichment": 90, "oil_cut": 0},
        injects={"flood": Influence(40, Mean(-40, -50, -30), None)},
        moves={
            "envoy": Influence(40, Mean(40, 20, 60), None),
            "family_mission": Influence(40, Mean(40, 30, 50), None),
            "bank_route": Influence(40, Mean(40, 30, 50), None),
            "rail_offer": Influence(2, None, None),
        },
    )
    settlement = {"aid": {"none": 0, "power": 0}, "abductions": {"closed": 2}}
    report = replace(report, signed={**report.signed, "abductions": {"closed": 0}})
    balance = Balance(
        report,
        trials,
        skills,
        elsewhere=(replace(report, signed=settlement),),
        effects=(Effect("move", "bank_route", 40, Mean(4, -5, 13)),),
    )
    assert balance.suspects == (("inject", "flood"), ("move", "family_mission"))
    printed = "\n".join(lines(balance))
    assert re.search(r"bank_route +\| 40 +\| 4.0", printed)
    assert re.search(r"unanimity, realistic .*\| abductions.closed", printed)
    held = {(gate.id, gate.subject): gate.passed for gate in balance.gates}
    assert re.search(r"\| par_score +\| rok .*\| more games would tell +\|", printed)
    assert re.search(r"\| inject +\| flood .*\| failed +\|", printed)
    assert held == {
        ("accords", ""): False,
        ("par_score", "us"): True,
        ("par_score", "rok"): False,
        ("signed", "aid.none"): False,
        ("signed", "aid.power"): True,
        ("signed", "abductions.closed"): True,
        ("inject", "flood"): False,
        ("move", "envoy"): True,
        ("move", "family_mission"): False,
        ("move", "bank_route"): True,
        ("common", "envoy"): True,
        ("common", "bank_route"): False,
        ("common", "oil_cut"): True,
        ("walk_outs", "walk_out"): False,
        ("trial", "refuse_all us"): True,
        ("trial", "accept_all us"): False,
        ("skill", "0 to 3"): True,
        ("skill", "3 to 6"): False,
    }


@pytest.mark.parametrize(
    ("gain", "verdict"),
    [
        (Mean(-6, -10, -2), "passed"),
        (Mean(-2, -9, 5), "open"),
        (Mean(6, 2, 10), "failed"),
    ],
)
def test_a_way_of_playing_fails_the_gate_only_where_it_pays_beyond_doubt(
    gain: Mean, verdict: str
) -> None:
    report = report_of(talks().structure, Setting("demo"), some())
    trial = Trial("us", "accept_all", attained=gain, control=gain, gain=gain)
    gate = next(gate for gate in Balance(report, (trial,)).gates if gate.id == "trial")
    assert gate.verdict == gate.as_json()["verdict"] == verdict


def test_a_share_of_accords_fails_the_gate_only_where_its_interval_is_out_of_bounds() -> None:
    report = report_of(talks().structure, Setting("demo"), some())
    found = {
        games: next(iter(Balance(replace(report, accord=share(games * 9 // 10, games))).gates))
        for games in (10, 1000)
    }
    assert {games: gate.verdict for games, gate in found.items()} == {10: "open", 1000: "failed"}


def test_in_two_thousand_games_a_move_that_nobody_makes_is_found_out() -> None:
    report = report_of(talks().structure, Setting("demo"), some())
    many = replace(report, games=2_000, common={"envoy": 1, "oil_cut": 0})
    rare = {gate.subject: gate.passed for gate in Balance(many).gates if gate.id == "rare"}
    assert rare == {"envoy": True, "oil_cut": False}


def test_a_handful_of_games_keeps_the_gates_loosely() -> None:
    """The whole report (docs/balance-report.md) holds them to their bounds."""
    balance = Balance(report_of(talks().structure, Setting("demo"), some(40)))
    accords = next(gate for gate in balance.gates if gate.id == "accords")
    assert accords.low is not None
    assert accords.high is not None
    assert accords.low - 20 <= accords.value <= accords.high + 14
    for gate in balance.gates:
        if gate.id in ("inject", "move"):
            assert gate.passed, gate
        if gate.id in ("common", "walk_outs"):
            assert gate.verdict != "failed", gate
    signed = [gate for gate in balance.gates if gate.id == "signed"]
    assert sum(gate.passed for gate in signed) > len(signed) / 2


# --- the command ---------------------------------------------------------------------------------


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
    assert "## demo: 2 games, realistic, unanimity" in result.output
    assert "Never signed: " in result.output
    assert "gates passed" in result.output


def test_simulate_reports_all_presets_and_what_trials_say() -> None:
    pack = ["--pack", str(HARBOUR), "--preset", "all"]
    result = CliRunner().invoke(main, ["simulate", "--games", "8", "--trial", "8", "--json", *pack])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert [one["preset"] for one in found] == [p.id for p in saltmere().structure.presets]
    seats = len(saltmere().structure.delegation_ids)
    for one in found:
        assert len(one["trials"]) == len(DEVIATIONS) * seats
        assert next(step["attentive"] for step in one["skill"]) == 0
        assert [house["level"] for house in one["elsewhere"]] == [level for _, level in HOUSES]
        assert {gate["id"] for gate in one["gates"]} >= {"accords", "signed", "trial", "skill"}


def test_simulate_knows_the_presets() -> None:
    result = CliRunner().invoke(main, ["simulate", "--preset", "weekend"])
    assert result.exit_code != 0
    assert "demo" in result.output
