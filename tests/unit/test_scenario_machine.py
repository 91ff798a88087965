"""Characters, voices and pars in a pack: they may be left out, and slips in them are reported."""

import shutil
from pathlib import Path

import pytest

from game.scenario.checks import check_pack
from game.scenario.loader import load_pack
from game.scenario.problems import Problem
from game.scenario.voices import FILLINGS, Voice
from tests.builders import HARBOUR

CHARACTERS = """
[[personalities]]
delegation = "port"
concession = 2.0
regard = { village = 1.5 }
holds = { quay = 0.5 }
never = { quay = ["short"] }
first_steps = [
  { share = 0.4, options = { quay = ["long"] } },
  { share = 0.5, options = { quay = ["none"] } },
]
shuns = ["ministry"]
provocations = ["strike"]
"""
PARS = """
[[pars]]
preset = "quick"
games = 200
deals = 150
depends = "0123"
seats = { port = 4000, village = 5000, ministry = 6000 }
"""

SPOKEN = """
[quay]
topic = ["the quay"]
[quay.options]
long = ["a long quay"]
"""


def voices() -> str:
    lines = []
    for delegation in ("port", "village", "ministry"):
        lines.append(f"[{delegation}]")
        lines += [f'{occasion} = ["Well."]' for occasion in FILLINGS]
    return "\n".join([*lines, "# why"])


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the tiny pack with all that the machine needs."""
    copy = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    (copy / "personalities.toml").write_text(CHARACTERS, "utf-8")
    (copy / "par.toml").write_text(PARS, "utf-8")
    (copy / "texts" / "en" / "spoken.toml").write_text(SPOKEN, "utf-8")
    (copy / "texts" / "en" / "voices.toml").write_text(voices(), "utf-8")
    return copy


def test_all_of_it_is_read(pack: Path) -> None:
    scenario = load_pack(pack)
    structure = scenario.structure
    assert structure.personality("port").concession == 2.0
    assert structure.personality("village").concession == 1.0
    par = structure.par("quick")
    assert par is not None
    assert par.seats["village"] == 5000
    assert structure.par("full") is None
    assert scenario.text("en").voices["port"].thank == ("Well.",)


def test_none_of_it_is_needed() -> None:
    scenario = load_pack(HARBOUR)
    assert scenario.structure.personalities == ()
    assert scenario.structure.pars == ()
    assert scenario.text("en").voices == {}


def test_voices_and_what_they_fill_in_have_the_same_occasions() -> None:
    assert set(Voice.model_fields) - {"reasons"} == set(FILLINGS)


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "reason"),
    [
        ("personalities.toml", '"port"', '"pier"', "delegation", "not a delegation"),
        ("personalities.toml", "village = 1.5", "port = 1.5", "regard.port", "another delegation"),
        ("personalities.toml", '["ministry"]', '["port"]', "shuns[0]", "another delegation"),
        ("personalities.toml", "quay = 0.5", "pier = 0.5", "holds.pier", "not an issue"),
        ("personalities.toml", '["short"]', '["wide"]', "never.quay[0]", "not an option"),
        ("personalities.toml", '["short"]', "[]", "never.quay", "Names no option"),
        (
            "personalities.toml",
            'quay = ["none"]',
            'quay = ["wide"]',
            "first_steps[1].options.quay[0]",
            "not an option",
        ),
        (
            "personalities.toml",
            'quay = ["none"]',
            'pier = ["none"]',
            "first_steps[1].options.pier",
            "not an issue",
        ),
        ("personalities.toml", "share = 0.5", "share = 0.7", "first_steps", "more than 1 together"),
        ("personalities.toml", '"strike"', '"subsidy"', "provocations[0]", "of this delegation"),
        ("personalities.toml", "concession = 2.0", "floor = 1.0", "floor", "below the top"),
        ("personalities.toml", "concession = 2.0", "concession = 20.0", "concession", "at most 10"),
        ("par.toml", '"quick"', '"slow"', "preset", "not a preset"),
        ("par.toml", "port = 4000, ", "", "seats.port", "Is missing"),
        ("par.toml", "port = 4000", "port = 0", "seats.port", "at least 1"),
        ("texts/en/voices.toml", "[village]", "[hamlet]", "village", "Is missing"),
        ("texts/en/voices.toml", "Well.", "{weight}", "port.opening[0]", "fill in 'weight'"),
        ("texts/en/voices.toml", "Well.", "{issue", "port.opening[0]", "not closed"),
        (
            "texts/en/voices.toml",
            "# why",
            "[port.reasons.pier]",
            "reasons.pier",
            "not an issue",
        ),
        ("texts/en/spoken.toml", "[quay]", "[pier]", "pier", "not an issue"),
        ("texts/en/spoken.toml", "long =", "wide =", "quay.options.wide", "not an option"),
        ("texts/en/voices.toml", '["Well."]', "[]", "port.opening", "at least 1"),
    ],
)
def test_slips_are_reported_where_they_stand(
    pack: Path, file: str, old: str, new: str, place: str, reason: str
) -> None:
    text = (pack / file).read_text("utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), "utf-8")
    found = check_pack(pack)
    assert any(fits(problem, file, place, reason) for problem in found), found


def fits(problem: Problem, file: str, place: str, reason: str) -> bool:
    return problem.file == file and problem.place.endswith(place) and reason in problem.reason


def test_who_is_characterised_twice_is_reported(pack: Path) -> None:
    (pack / "personalities.toml").write_text(CHARACTERS * 2, "utf-8")
    (found,) = check_pack(pack)
    assert "'port' is there twice" in found.reason
