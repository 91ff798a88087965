"""History beside the table: promises and principles are not scored as deeds."""

from game.report.figures.history import precedents
from tests.builders import Game
from tests.machines import talks
from tests.unit.test_report_figures import played

FURTHER = {"agreed_framework_1994", "leap_day_2012", "singapore_2018", "hanoi_2019"}


def test_a_statement_of_principles_is_not_scored() -> None:
    game = Game(talks().structure, "two75").ratify(programme="shutdown", verification="seals")
    found = {p.id: p for p in precedents(played(game.sign()))}
    for entry in talks().structure.history:
        scored = entry.signed and not entry.principles
        assert bool(found[entry.id].worth) is scored, entry.id
        assert found[entry.id].sources
    assert found["joint_statement_2005"].principles
    assert not found["joint_statement_2005"].worth


def test_there_are_benchmarks_before_and_after_the_six_party_talks() -> None:
    texts = talks().text("en").history
    assert {entry.id for entry in talks().structure.history} > FURTHER
    assert [entry.date for entry in talks().structure.history] == sorted(
        entry.date for entry in talks().structure.history
    )
    assert all(texts[id_].summary for id_ in FURTHER)
