"""Every recorded game has a recorded report, and its figures hold together."""

from pathlib import Path

import pytest

from game.records.format import read
from game.report.figures.table import TableFigures
from tests.replays.record import CLASS, CURRENT, REPORTS, class_report, figures, report

FILES = sorted(CURRENT.glob("*.jsonl"))
RECORD_AGAIN = "run `python -m tests.replays.record`"


@pytest.fixture(scope="module")
def found() -> dict[str, TableFigures]:
    return {file.stem: figures(read(file.read_bytes())) for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recorded_game_has_the_report_that_was_recorded(
    file: Path, found: dict[str, TableFigures]
) -> None:
    recorded = (REPORTS / f"{file.stem}.json").read_text(encoding="utf-8")
    assert report(found[file.stem]) == recorded, f"{file.name} reports otherwise: {RECORD_AGAIN}"


def test_the_class_has_the_report_that_was_recorded(found: dict[str, TableFigures]) -> None:
    assert class_report(found) == (REPORTS / f"{CLASS}.json").read_text(encoding="utf-8")


def test_no_report_is_left_of_a_game_that_is_gone() -> None:
    assert {f.stem for f in REPORTS.glob("*.json")} == {CLASS, *(f.stem for f in FILES)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_figures_agree_with_the_recorded_outcome(
    file: Path, found: dict[str, TableFigures]
) -> None:
    outcome, figures = read(file.read_bytes()).outcome, found[file.stem]
    assert figures.facts.ending == outcome.ending
    for score in figures.scores:
        told = outcome.scores[score.delegation]
        assert (score.total, score.reservation, score.best) == (
            told.total,
            told.reservation,
            told.best,
        )
        assert score.attainment == told.attainment
        earned = sum(objective.points for objective in score.objectives)
        assert score.total == max(0, earned - sum(score.charges.values()))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_parts_of_a_report_agree_with_each_other(
    file: Path, found: dict[str, TableFigures]
) -> None:
    figures = found[file.stem]
    bids = {bid.proposal: bid for bid in figures.bargaining.bids}
    for clause in figures.clauses:
        assert {motion.proposal for motion in clause.motions} <= bids.keys()
        if clause.proposal:
            assert bids[clause.proposal].status == "carried"
            assert bids[clause.proposal].package[clause.issue] == clause.settled
    assert sorted(figures.story, key=lambda told: told.seq) == list(figures.story)
    assert figures.moments[-1].indicators == figures.facts.indicators
    value = figures.value
    assert value is not None
    if value.placed is not None and value.placed.better:
        assert value.placed.nearest
        for better in value.placed.nearest:
            assert min(better.gains.values()) >= 0 < max(better.gains.values())
    assert sum(cell.packages for cell in value.cells) == value.acceptable
