"""``sixparty scenario check`` and ``analyse``, as a person and as a program meet them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import BaseModel, ConfigDict, NonNegativeInt

from game.cli import main

SCENARIOS = Path(__file__).parents[1] / "scenarios"
HARBOUR, RIDGE_LINE = SCENARIOS / "harbour", SCENARIOS / "ridge_line"

SOLUTIONS = {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}


class Shape(BaseModel):
    """No key may come or go unnoticed: programs rely on them."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Entry(Shape):
    package: dict[str, str]
    scores: dict[str, float]


class Solution(Entry):
    ties: NonNegativeInt
    also: list[Entry]


class Coalition(Shape):
    members: list[str]
    packages: NonNegativeInt


class Analysis(Shape):
    scenario: str
    agenda: list[str]
    packages: NonNegativeInt
    rational: NonNegativeInt
    frontier: NonNegativeInt
    frontier_overall: NonNegativeInt
    reservation: dict[str, float]
    best: dict[str, float | None]
    solutions: dict[str, Solution | None]
    coalitions: list[Coalition]


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["scenario", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def analysis(*arguments: str | Path) -> Analysis:
    return Analysis.model_validate_json(run("analyse", *arguments, "--json"))


@pytest.mark.parametrize(
    ("arguments", "scenario", "issues", "delegations"),
    [
        ((), "six_party_talks", 12, 6),
        (("--preset", "class50"), "six_party_talks", 9, 6),
        ((HARBOUR,), "harbour", 3, 3),
        ((RIDGE_LINE,), "ridge_line", 5, 6),
        ((RIDGE_LINE / "scenario.toml",), "ridge_line", 5, 6),
    ],
)
def test_every_pack_is_analysed_into_the_same_shape(
    arguments: tuple[str | Path, ...], scenario: str, issues: int, delegations: int
) -> None:
    found = analysis(*arguments)
    assert (found.scenario, len(found.agenda)) == (scenario, issues)
    assert 0 < found.frontier <= found.rational < found.packages
    assert found.frontier <= found.frontier_overall
    assert found.solutions.keys() == SOLUTIONS
    assert found.best.keys() == found.reservation.keys()
    assert len(found.best) == delegations
    for solution in found.solutions.values():
        assert solution is not None
        assert list(solution.package) == found.agenda
        for delegation, points in solution.scores.items():
            assert found.reservation[delegation] <= points <= (found.best[delegation] or 0)
    assert len(found.coalitions) == 2**delegations - delegations - 1
    assert found.coalitions[0].packages == found.rational


def test_the_minimal_pack_in_figures() -> None:
    found = analysis(RIDGE_LINE)
    assert (found.packages, found.rational, found.frontier) == (324, 57, 36)
    nash, utilitarian = found.solutions["nash"], found.solutions["utilitarian"]
    assert nash is not None
    assert utilitarian is not None
    assert nash.package == {
        "route": "ridge",
        "trains": "sixty",
        "payers": "state",
        "meadows": "reserve",
        "work": "quota",
    }
    assert nash.scores["railway"] == 22 * 0 + 14 + 30 + 26 + 4 + 7.5
    assert found.best["village"] == 80


def _hopeless(tmp_path: Path, reservation: int) -> Path:
    file = tmp_path / "tie.toml"
    delegations = (
        f'[[delegations]]\nid = "{d}"\nreservation = {reservation}\n'
        "scores = { toss = { heads = 1, tails = 1, edge = 1 } }\n"
        for d in "ab"
    )
    issue = '[[issues]]\nid = "toss"\noptions = ["heads", "tails", "edge"]\n'
    file.write_text('id = "tie"\ntitle = "Tie"\n' + issue + "".join(delegations), "utf-8")
    return file


def test_ties_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = _hopeless(tmp_path, 1)
    for solution in analysis(file).solutions.values():
        assert solution is not None
        assert solution.package == {"toss": "heads"}
        assert solution.ties == 2
        assert [other.package["toss"] for other in solution.also] == ["tails", "edge"]
    assert "Nash: the first of 3 that are equally good" in run("analyse", file)


def test_where_nothing_is_acceptable_solutions_and_bests_are_null(tmp_path: Path) -> None:
    file = _hopeless(tmp_path, 2)
    found: dict[str, Any] = json.loads(run("analyse", file, "--json"))
    assert set(found["solutions"].values()) == {None}
    assert found["best"] == {"a": None, "b": None}
    assert "no package for a, b" in run("analyse", file)


def test_people_get_tables_that_line_up() -> None:
    lines = run("analyse", RIDGE_LINE).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("  points"))
    table = lines[start : start + 7]
    assert [line.split()[0] for line in table[1:3]] == ["no", "best"]
    assert len({len(line) for line in table}) == 1
    assert "  all but railway: 94 packages" in lines


def test_full_packs_show_their_gates_and_freeze_their_benchmarks(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    (pack / "benchmarks.toml").unlink()
    output = run("analyse", pack, "--write")
    assert "quick: 2 issues" in output
    assert "acceptable_share" in output
    assert "Packages: 27 (issues: 3)" in output
    frozen = (HARBOUR / "benchmarks.toml").read_text("utf-8")
    assert (pack / "benchmarks.toml").read_text("utf-8") == frozen


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((HARBOUR, "--preset", "endless"), "Choose one of quick, full."),
        ((HARBOUR, "--json", "--write"), "which --json leaves out"),
        ((RIDGE_LINE, "--preset", "full"), "has no presets"),
        ((RIDGE_LINE, "--write"), "no benchmarks"),
    ],
)
def test_what_cannot_be_asked_is_said_plainly(
    arguments: tuple[str | Path, ...], reason: str
) -> None:
    assert reason in run("analyse", *arguments, code=2)


def test_a_broken_pack_is_told_without_a_traceback(tmp_path: Path) -> None:
    output = run("analyse", tmp_path, code=2)
    assert output.startswith(f"Error: The pack {tmp_path} cannot be used. scenario.toml:")
    assert output.count("There is no such file") == 1


def test_checking_says_what_a_pack_is_fit_for() -> None:
    assert run("check", HARBOUR).startswith("harbour: no problems found\n")
    assert "fit for analysis only" in run("check", RIDGE_LINE)
