"""Scorable games: one file of issues, points and reservation values, for analysis only."""

import shutil
from pathlib import Path

import pytest

from game.analysis.agreement import Agreements
from game.analysis.scorable import game_table
from game.scenario.checks import check_pack
from game.scenario.loader import load_game, load_pack
from game.scenario.problems import PackError

SCENARIOS = Path(__file__).parents[1] / "scenarios"
RIDGE_LINE = SCENARIOS / "ridge_line"

TINY = """\
id = "tiny"
title = "Tiny"

[[issues]]
id = "price"
options = ["low", "high"]
silent = "high"

[[delegations]]
id = "buyer"
reservation = -0.25
scores = { price = { low = 14.35, high = -3 } }

[[delegations]]
id = "seller"
reservation = 2
scores = { price = { low = 1, high = 7 } }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A tiny game in a file of its own, to be spoilt."""
    place = tmp_path / "tiny.toml"
    place.write_text(TINY, "utf-8")
    return place


def _spoil(file: Path, old: str, new: str) -> set[str]:
    assert old in TINY
    file.write_text(TINY.replace(old, new, 1), "utf-8")
    return {str(problem) for problem in check_pack(file)}


def test_six_parties_and_five_issues_fit_in_a_hundred_lines() -> None:
    game = load_game(RIDGE_LINE)
    assert game is not None
    assert (len(game.delegations), len(game.issues)) == (6, 5)
    assert len((RIDGE_LINE / "scenario.toml").read_text("utf-8").splitlines()) < 100
    assert check_pack(RIDGE_LINE) == ()


def test_points_become_exact_hundredths_and_may_be_below_nought(file: Path) -> None:
    game = load_game(file)
    assert game is not None
    table = game_table(game)
    found = Agreements.of(table)
    assert [found.score_of(number) for number in range(2)] == [
        {"buyer": 1435, "seller": 100},
        {"buyer": -300, "seller": 700},
    ]
    assert table.reservation == {"buyer": -25, "seller": 200}
    assert table.silent == {"price": "high"}


def test_a_clause_is_measured_against_the_first_option_where_none_is_named() -> None:
    game = load_game(RIDGE_LINE)
    assert game is not None
    assert game_table(game).silent["route"] == "river"
    assert game_table(game).silent["payers"] == "fares"


def test_full_packs_are_not_taken_for_scorable_games(tmp_path: Path) -> None:
    assert load_game(SCENARIOS / "harbour") is None
    assert load_game(tmp_path) is None
    # What lacks its issues is a full pack with a fault, as long as there are delegations.
    broken = Path(shutil.copytree(SCENARIOS / "harbour", tmp_path / "harbour"))
    (broken / "issues.toml").unlink()
    assert load_game(broken) is None


def test_a_scorable_game_cannot_be_played(file: Path) -> None:
    for place in (file, RIDGE_LINE):
        with pytest.raises(PackError, match="can be analysed but not played"):
            load_pack(place)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("14.35", "14.355", "delegations[0].scores.price.low: Must have at most 2 decimal places."),
        ("14.35", "1001", "delegations[0].scores.price.low: Must be at most 1000."),
        ("14.35", '"many"', "delegations[0].scores.price.low: Must be a number."),
        ("14.35", "nan", "delegations[0].scores.price.low: Must be a number."),
        ("low = 1,", "", "delegations[1].scores.price.low: Is missing, though 'low' is an option"),
        ("price = { low = 1, high = 7 }", "", "delegations[1].scores.price: Is missing, though"),
        ("price = { low = 1, high = 7 }", "price = {}", "delegations[1].scores.price.high: Is"),
        ("low = 1,", "low = 1, free = 2,", "delegations[1].scores.price.free: 'free' is not an"),
        ('"seller"', '"buyer"', "delegations[1].id: 'buyer' is there twice."),
        ('"low", "high"', '"low", "low"', "issues[0].options[1]: 'low' is there twice."),
        ('"low", "high"', '"low"', "issues[0].options: Must have at least 2 entries."),
        ('silent = "high"', 'silent = "dear"', "issues[0].silent: 'dear' is not an option"),
        ("reservation = 2", "", "delegations[1].reservation: Is missing."),
        ("reservation = 2", "batna = 2", "delegations[1].batna: No such key is known here."),
        ('title = "Tiny"', "title =", "line 2: Is not valid TOML"),
    ],
)
def test_each_fault_is_told_with_its_place(file: Path, old: str, new: str, expected: str) -> None:
    problems = _spoil(file, old, new)
    assert any(problem.startswith(f"tiny.toml, {expected}") for problem in problems), problems
    with pytest.raises(PackError):
        load_game(file)
