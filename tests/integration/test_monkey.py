"""Whatever is sent by the pages' own forms, no page fails."""

from pathlib import Path

from tests.monkey import Monkey


def test_a_player_at_random_finds_no_page_that_fails(tmp_path: Path) -> None:
    monkey = Monkey(tmp_path, seed=7)
    try:
        monkey.run(250)
        assert monkey.faults == {}
        assert monkey.statuses[200] > 100
        assert monkey.statuses[303] > 30
        assert len(monkey.kinds) > 15
    finally:
        monkey.close()


def test_a_page_that_fails_is_found(tmp_path: Path) -> None:
    monkey = Monkey(tmp_path, seed=7)
    try:
        monkey.house.app.view_functions["play.page"] = _broken
        monkey.run(40)
        assert any("made to fail" in fault for fault in monkey.faults)
        assert monkey.statuses[500]
    finally:
        monkey.close()


def _broken(**_: str) -> str:
    raise LookupError("made to fail")
