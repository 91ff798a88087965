"""Loading packs: what comes out of the folder's files, and what is refused."""

import shutil
from pathlib import Path

import pytest

from game.scenario.loader import load_pack, load_packaged, packs_folder
from game.scenario.problems import PackError

HARBOUR = Path(__file__).parents[1] / "scenarios" / "harbour"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the tiny pack, to be spoilt."""
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_every_file_finds_its_way_into_the_scenario() -> None:
    scenario = load_pack(HARBOUR)
    structure, texts = scenario.structure, scenario.text("en")
    assert structure.id == "harbour"
    assert [issue.id for issue in structure.issues] == ["quay", "fishing", "payers"]
    assert structure.issue("quay").option_ids == ("none", "short", "long")
    assert [indicator.id for indicator in structure.indicators] == ["anger", "trade"]
    assert structure.rules.essential == ("port", "village")
    assert structure.preset("full").pause_after_round == 1
    assert structure.history[0].package["fishing"] == "lanes"
    assert {source.id for source in structure.sources} == {"charter", "survey", "ledger"}
    assert texts.title == "The Harbour of Saltmere"
    assert texts.objectives["village"]["voice"].title == "A voice in the matter"
    assert texts.red_lines["ministry"] == {}
    assert texts.injects["storm"].decisions["port"].answers["shelter"] == "Open the basin"
    assert texts.briefs["port"].see_first == "ministry"


def test_the_scenario_survives_a_round_trip_through_json() -> None:
    scenario = load_pack(HARBOUR)
    assert type(scenario).model_validate_json(scenario.model_dump_json()) == scenario


def test_delegations_come_in_seating_order(pack: Path) -> None:
    assert load_pack(pack).structure.delegation_ids == ("port", "village", "ministry")
    old, new = '["port", "village", "ministry"]', '["village", "ministry", "port"]'
    _replace(pack / "scenario.toml", old, new)
    assert load_pack(pack).structure.delegation_ids == ("village", "ministry", "port")


def test_injects_come_in_the_order_of_their_ids() -> None:
    injects = [inject.id for inject in load_pack(HARBOUR).structure.injects]
    assert injects == ["blockade", "board_letter", "hearing", "leak", "newspaper", "storm"]


def test_a_language_that_is_lacking_falls_back_on_the_first() -> None:
    scenario = load_pack(HARBOUR)
    assert scenario.text("ko") is scenario.text("en")


def test_a_second_language_is_read_beside_the_first(pack: Path) -> None:
    shutil.copytree(pack / "texts/en", pack / "texts/ko")
    _replace(pack / "texts/ko/scenario.toml", "The Harbour of Saltmere", "솔트미어 항구")
    _replace(pack / "scenario.toml", '["en"]', '["en", "ko"]')
    scenario = load_pack(pack)
    assert scenario.text("ko").title == "솔트미어 항구"
    assert scenario.text("en").title == "The Harbour of Saltmere"


def test_the_analysis_can_load_a_pack_that_has_no_benchmarks_yet(pack: Path) -> None:
    (pack / "benchmarks.toml").unlink()
    with pytest.raises(PackError):
        load_pack(pack)
    assert load_pack(pack, with_benchmarks=False).structure.benchmarks == ()


def test_an_agenda_without_acceptable_packages_has_no_best(pack: Path) -> None:
    file = pack / "benchmarks.toml"
    _replace(file, "acceptable = 6", "acceptable = 0")
    _replace(file, "best = { port = 8330, village = 8340, ministry = 8897 }", "best = {}")
    benchmark = load_pack(pack).structure.benchmark(("fishing", "quay"))
    assert benchmark is not None
    assert benchmark.best == {"port": None, "village": None, "ministry": None}


def test_the_error_carries_every_problem(pack: Path) -> None:
    (pack / "texts/en/briefs/port.toml").unlink()
    _replace(pack / "issues.toml", 'silent = "none"', 'silent = "nowhere"')
    with pytest.raises(PackError) as caught:
        load_pack(pack)
    assert [problem.file for problem in caught.value.problems] == [
        "issues.toml",
        "texts/en/briefs/port.toml",
    ]
    assert "issues.toml, issues[0].silent: 'nowhere' is not" in str(caught.value)


@pytest.mark.parametrize("name", ["", "nowhere", "../packs", "."])
def test_only_names_of_packs_are_loaded(name: str) -> None:
    with pytest.raises(PackError, match="comes with the program"):
        load_packaged(name)


def test_packs_come_with_the_program() -> None:
    assert packs_folder().is_dir()
