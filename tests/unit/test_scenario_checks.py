"""Checking packs: one thing broken, exactly that reported, where it stands."""

import shutil
from pathlib import Path

import pytest

from game.scenario.checks import check_pack
from tests.slips import HARBOUR, Slip, assert_only, spoil


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the tiny pack, to be spoilt."""
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


PORT = "delegations/port.toml"
VILLAGE = "delegations/village.toml"
MINISTRY = "delegations/ministry.toml"
STORM = "injects/storm.toml"
BLOCKADE = "injects/blockade.toml"
GROWTH = "objectives[0].terms"
EN = "texts/en"

FORM = [
    Slip("issues.toml", 'id = "quay"', "id = quay", "line 2", "Is not valid TOML"),
    Slip(PORT, "standing = 60", "standing = 160", "standing", "Must be at most 100."),
    Slip(PORT, "standing = 60", "standing = 6.5", "standing", "Must be a whole number."),
    Slip(PORT, "standing = 60\n", "", "standing", "Is missing."),
    Slip(PORT, 'flag = "xp"', 'flag = "xp"\nflags = 1', "flags", "No such key is known here."),
    Slip(PORT, "target = 2", "target = 0", "objectives[1].terms[1].target", "at least 1"),
    Slip(PORT, "long = 100 }", "long = 101 }", f"{GROWTH}[0].worth.long", "at most 100"),
    Slip(PORT, 'kind = "issue"', 'kind = "isue"', f"{GROWTH}[0]", "unknown kind 'isue'"),
    Slip(PORT, 'kind = "issue"\n', "", f"{GROWTH}[0]", "Must say its kind."),
    Slip(PORT, 'id = "ruin"', 'id = "Ruin"', "red_lines[0].id", "small letters"),
    Slip(
        PORT,
        "walk_out = 20, breakdown = 0 }",
        "walk_out = 20, breakup = 0 }",
        "objectives[2].terms[1].worth.breakup",
        "Must be one of 'full_accord'",
    ),
    Slip("presets.toml", "rounds = 2", "rounds = 99", "presets[1].rounds", "at most 12"),
    Slip(f"{EN}/issues.toml", 'title = "The quay"\n', "", "quay.title", "Is missing."),
    Slip(f"{EN}/injects/storm.toml", 'body = "', 'story = "A."\nbody = "', "story", "No such key"),
]

FRAME = [
    Slip("scenario.toml", '["en"]', '["en", "en"]', "languages[1]", "'en' is there twice."),
    Slip(
        "scenario.toml",
        'essential = ["port", "village"]',
        'essential = ["port", "mayor"]',
        "rules.essential[1]",
        "'mayor' is not a delegation.",
    ),
    Slip(
        "scenario.toml",
        '["ministry", "port", "village"]',
        '["ministry", "port"]',
        "rules.opening_order",
        "Leaves out 'village'.",
    ),
]

DELEGATIONS = [
    Slip(PORT, 'id = "port"', 'id = "pier"', "id", "Must be 'port'"),
    Slip(PORT, "weight = 50", "weight = 45", "objectives", "sum to 95, not to 100"),
    Slip(PORT, "share = 60", "share = 61", GROWTH, "sum to 101, not to 100"),
    Slip(
        PORT,
        "short = 60, long = 100 }",
        "short = 60 }",
        f"{GROWTH}[0].worth.long",
        "Is missing, though 'long' is an option of the issue 'quay'.",
    ),
    Slip(
        PORT,
        "long = 100 }",
        "long = 100, huge = 100 }",
        f"{GROWTH}[0].worth.huge",
        "'huge' is not an option of the issue 'quay'.",
    ),
    Slip(PORT, 'issue = "quay"', 'issue = "pier"', f"{GROWTH}[0].issue", "'pier' is not an issue."),
    Slip(
        PORT,
        'payers = ["state"] }',
        'payers = ["crown"] }',
        f"{GROWTH}[1].cases[0].when.payers[0]",
        "'crown' is not an option of the issue 'payers'.",
    ),
    Slip(
        PORT,
        'payers = ["state"] }',
        "payers = [] }",
        f"{GROWTH}[1].cases[0].when.payers",
        "Names no option",
    ),
    Slip(
        PORT,
        'payers = ["state"] }',
        'fishing = ["open"] }',
        f"{GROWTH}[1].cases[0].when.fishing",
        "not one of the two issues",
    ),
    Slip(
        PORT,
        '{ quay = ["short", "long"], payers = ["state"] }',
        "{}",
        f"{GROWTH}[1].cases[0].when",
        "Names no issue",
    ),
    Slip(
        PORT,
        'indicator = "anger"',
        'indicator = "mood"',
        "objectives[2].terms[0].indicator",
        "'mood' is not an indicator.",
    ),
    Slip(PORT, "best = 0", "best = 100", "objectives[2].terms[0].best", "differ from the worst"),
    Slip(
        PORT,
        'delegation = "ministry"',
        'delegation = "port"',
        "objectives[1].terms[1].delegation",
        "cannot meet itself",
    ),
    Slip(
        PORT,
        "no_agreement = 20, ",
        "",
        "objectives[2].terms[1].worth.no_agreement",
        "Is missing, though 'no_agreement' is an ending.",
    ),
    Slip(
        VILLAGE,
        'fishing = ["open"] }',
        'fishing = ["closed"] }',
        "red_lines[0].when.fishing[0]",
        "'closed' is not an option of the issue 'fishing'.",
    ),
    Slip(VILLAGE, '["survey"]', '["hearsay"]', "objectives[1].sources[0]", "'hearsay' is not"),
]

WORLD = [
    Slip("issues.toml", 'silent = "open"', 'silent = "shut"', "issues[1].silent", "'shut' is not"),
    Slip(
        "issues.toml",
        'sources = ["charter", "survey"]',
        'sources = ["charter", "rumour"]',
        "issues[1].options[2].sources[1]",
        "'rumour' is not a source.",
    ),
    Slip("indicators.toml", "initial = 20", "initial = 60", "indicators[1].initial", "0 to 50"),
    Slip(
        "indicators.toml", "maximum = 50", "maximum = 0", "indicators[1].maximum", "Must be above"
    ),
    Slip(
        "indicators.toml",
        "accord = 32",
        "accord = 70",
        "indicators[1].reference.accord",
        "70 is outside the bounds 0 to 50.",
    ),
    Slip(
        "indicators.toml",
        "up_to = 70",
        "up_to = 30",
        "indicators[0].bands[1].up_to",
        "Must be above the 30",
    ),
    Slip(
        "indicators.toml",
        "up_to = 100",
        "up_to = 99",
        "indicators[0].bands[2].up_to",
        "must reach the maximum, 100",
    ),
]

CRISES = [
    Slip(STORM, 'id = "storm"', 'id = "gale"', "id", "Must be 'storm'"),
    Slip(STORM, "weight = 3", "weight = 3\nfirst_round = 3", "first_round", "No preset has more"),
    Slip(STORM, "weight = 3", "weight = 3\nlast_round = 0", "last_round", "before the first round"),
    Slip(BLOCKADE, "at_least = 35\n", "", "conditions[0]", "Needs at_least"),
    Slip(
        BLOCKADE,
        "at_least = 35",
        "at_least = 35\nat_most = 20",
        "conditions[0].at_least",
        "Is above at_most.",
    ),
    Slip(STORM, "{ trade = -5 }", "{ trades = -5 }", "effects.trades", "not an indicator"),
    Slip(
        BLOCKADE,
        "standing = { ministry = -5 }",
        "standing = { mayor = -5 }",
        "standing.mayor",
        "'mayor' is not a delegation.",
    ),
    Slip(
        STORM,
        'default = "stay"',
        'default = "pray"',
        "decisions[1].default",
        "'pray' is not one of the answers.",
    ),
    Slip(
        STORM,
        'when = { port = "turn_away" }',
        'when = { ministry = "turn_away" }',
        "consequences[1].when.ministry",
        "decides nothing on this card",
    ),
    Slip(
        STORM,
        'when = { port = "turn_away" }',
        'when = { port = "stay" }',
        "consequences[1].when.port",
        "'stay' is not an answer that 'port' can give.",
    ),
    Slip(STORM, '["survey"]', '["gossip"]', "sources[0]", "'gossip' is not a source."),
]

PLAY = [
    Slip(
        "presets.toml",
        "pause_after_round = 1",
        "pause_after_round = 2",
        "presets[1].pause_after_round",
        "Must lie between two of the preset's 2 round(s).",
    ),
    Slip(
        "presets.toml",
        "speaker = 15",
        "speaker = 17",
        "presets[0].timings.speaker",
        "3 speakers of 17 seconds leave less than a fifth",
    ),
    Slip(
        "presets.toml",
        "pause_after_round = 1",
        "pause_after_round = 1\nlesson = { minutes = 35, joining = 5, debrief = 15 }",
        "presets[1].lesson",
        "1140 seconds of play do not fit into the 15 minutes",
    ),
    Slip(
        "presets.toml",
        "roll_call = 30",
        "roll_call = 121",
        "presets[0].timings.roll_call",
        "do not fit into the 120 of drafting",
    ),
    Slip(
        "history.toml",
        'quay = "short"',
        'quay = "shorter"',
        "history[0].package.quay",
        "'shorter' is not an option of the issue 'quay'.",
    ),
    Slip(
        "history.toml",
        'quay = "short"',
        'mole = "short"',
        "history[0].package.mole",
        "'mole' is not an issue.",
    ),
    Slip(
        "benchmarks.toml",
        "packages = 9",
        "packages = 8",
        "benchmarks[0].packages",
        "The agenda has 9 packages",
    ),
    Slip(
        "benchmarks.toml",
        "acceptable = 6",
        "acceptable = 10",
        "benchmarks[0].acceptable",
        "none and all",
    ),
    Slip(
        "benchmarks.toml",
        "best = { port = 8330, ",
        "best = { ",
        "benchmarks[0].best.port",
        "Is missing, though 'port' is a delegation.",
    ),
]

TEXTS = [
    Slip(
        f"{EN}/red_lines.toml",
        "[ministry]\n",
        "",
        "ministry",
        "Is missing, though 'ministry' is a delegation.",
    ),
    Slip(
        f"{EN}/issues.toml",
        "[payers]",
        "[payers.options.gift]\nlabel = 'A'\nsummary = 'B.'\nclause = 'C.'\n\n[payers]",
        "payers.options.gift",
        "'gift' is not an option of the issue 'payers'.",
    ),
    Slip(
        f"{EN}/indicators.toml",
        'sour = "Sour"\n',
        "",
        "anger.bands.sour",
        "Is missing, though 'sour' is a band of 'anger'.",
    ),
    Slip(
        f"{EN}/injects/storm.toml",
        'stay = "Stay ashore"',
        'stay = "Stay ashore"\npray = "Pray"',
        "decisions.village.answers.pray",
        "'pray' is not an answer.",
    ),
    Slip(
        f"{EN}/injects/storm.toml",
        'idle = "The boats stay on the beach."\n',
        "",
        "consequences.idle",
        "Is missing, though 'idle' is a consequence.",
    ),
    Slip(f"{EN}/presets.toml", 'name = "Quick"', 'name = " "', "quick.name", "Is empty."),
    Slip(
        f"{EN}/issues.toml",
        "No new quay shall be built.",
        "No new quay shall be built",
        "quay.options.none.clause",
        "must end with a full stop",
    ),
    Slip(
        f"{EN}/scenario.toml",
        "subtitle",
        "briefs = 'none'\nsubtitle",
        "briefs",
        "have files of their own",
    ),
]

SLIPS = [*FORM, *FRAME, *DELEGATIONS, *WORLD, *CRISES, *PLAY, *TEXTS]


def test_the_tiny_pack_is_sound() -> None:
    assert check_pack(HARBOUR) == ()


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_reported_where_it_stands(pack: Path, slip: Slip) -> None:
    spoil(pack, slip.file, slip.old, slip.new)
    assert_only(check_pack(pack), slip.file, slip.place, slip.reason)


@pytest.mark.parametrize(
    "file",
    [
        "issues.toml",
        "sources.toml",
        "benchmarks.toml",
        "delegations/village.toml",
        f"{EN}/presets.toml",
        f"{EN}/scenario.toml",
        f"{EN}/injects/storm.toml",
        f"{EN}/briefs/port.toml",
    ],
)
def test_only_the_missing_file_is_blamed(pack: Path, file: str) -> None:
    (pack / file).unlink()
    blamed = {(problem.file, problem.place) for problem in check_pack(pack)}
    assert blamed == {(file, "")}


def test_texts_of_a_card_that_is_not_there_are_superfluous(pack: Path) -> None:
    (pack / BLOCKADE).unlink()
    reason = "There is no card of this name."
    assert_only(check_pack(pack), f"{EN}/injects/blockade.toml", "", reason)


def test_at_least_one_language_is_needed(pack: Path) -> None:
    spoil(pack, "scenario.toml", '["en"]', "[]")
    shutil.rmtree(pack / "texts")
    assert_only(check_pack(pack), "scenario.toml", "languages", "At least one language")


def test_an_id_given_twice_is_reported_with_the_text_that_it_leaves_over(pack: Path) -> None:
    spoil(pack, PORT, 'id = "passage"', 'id = "growth"')
    found = {(p.file, p.place): p.reason for p in check_pack(pack)}
    assert found == {
        (PORT, "objectives[1].id"): "'growth' is there twice.",
        ("injects/board_letter.toml", "weights.passage"): (
            "'passage' is not an objective of 'port'."
        ),
        (f"{EN}/objectives.toml", "port.passage"): "'passage' is not an objective of 'port'.",
    }


def test_without_its_first_file_the_rest_is_still_read(pack: Path) -> None:
    (pack / "scenario.toml").unlink()
    spoil(pack, "issues.toml", 'silent = "open"', 'silent = "shut"')
    found = [(problem.file, problem.place) for problem in check_pack(pack)]
    assert found == [("issues.toml", "issues[1].silent"), ("scenario.toml", "")]


def test_files_that_nothing_asks_for_are_reported(pack: Path) -> None:
    copies = {
        "delegations/port.toml": "delegations/pier.toml",
        f"{EN}/briefs/port.toml": f"{EN}/briefs/pier.toml",
        f"{EN}/injects/storm.toml": f"{EN}/injects/gale.toml",
    }
    for original, copy in copies.items():
        shutil.copy(pack / original, pack / copy)
    spoil(pack, "delegations/pier.toml", 'id = "port"', 'id = "pier"')
    found = {problem.file: problem.reason for problem in check_pack(pack)}
    assert found == {
        "delegations/pier.toml": "The seating in scenario.toml does not name this delegation.",
        f"{EN}/briefs/pier.toml": "There is no delegation of this name.",
        f"{EN}/injects/gale.toml": "There is no card of this name.",
    }


def test_a_language_that_is_not_listed_is_reported(pack: Path) -> None:
    shutil.copytree(pack / "texts/en", pack / "texts/ko")
    assert_only(check_pack(pack), "texts/ko", "", "does not list this language")


def test_a_listed_language_needs_all_its_files(pack: Path) -> None:
    spoil(pack, "scenario.toml", '["en"]', '["en", "ko"]')
    found = {problem.file for problem in check_pack(pack)}
    english = {p.relative_to(pack / EN).as_posix() for p in (pack / EN).rglob("*.*")}
    assert found == {f"texts/ko/{file}" for file in english}


def test_a_text_that_is_misnamed_is_both_missing_and_superfluous(pack: Path) -> None:
    spoil(pack, f"{EN}/objectives.toml", "[port.growth]", "[port.grow]")
    places = [problem.place for problem in check_pack(pack)]
    assert places == ["port.growth", "port.grow"]


def test_a_preset_whose_agenda_changed_must_be_analysed_again(pack: Path) -> None:
    spoil(pack, "presets.toml", '"fishing", "payers"]', '"payers"]')
    found = [(problem.file, problem.place) for problem in check_pack(pack)]
    assert found == [
        ("benchmarks.toml", "benchmarks[1].agenda"),
        ("presets.toml", "presets[1].agenda"),
    ]


def test_an_agenda_must_mean_something_to_everybody(pack: Path) -> None:
    (pack / VILLAGE).write_text(
        """
        id = "village"
        flag = "xv"
        standing = 70
        red_lines = []

        [[objectives]]
        id = "waters"
        weight = 100
        sources = []

        [[objectives.terms]]
        kind = "issue"
        issue = "payers"
        share = 100
        worth = { port = 1, shared = 2, state = 3 }
        """,
        "utf-8",
    )
    found = {(p.file, p.place): p.reason for p in check_pack(pack) if p.file == "presets.toml"}
    assert found == {
        ("presets.toml", "presets[0].agenda"): "Serves none of the objectives of 'village'."
    }


def test_text_that_is_not_in_utf_8_is_reported_with_its_line(pack: Path) -> None:
    (pack / EN / "briefs/port.toml").write_bytes(b"# Port\n\nThe caf\xe9 on the mole.\n")
    assert_only(check_pack(pack), f"{EN}/briefs/port.toml", "line 3", "not text in UTF-8")


def test_a_source_listed_twice_is_reported(pack: Path) -> None:
    with (pack / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('[[sources]]\nid = "ledger"\nconfidence = "L"\ntitle = "Again"\nlinks = []\n')
    assert_only(check_pack(pack), "sources.toml", "sources[3].id", "'ledger' is there twice.")


def test_everything_that_is_wrong_is_reported_at_once(pack: Path) -> None:
    spoil(pack, "scenario.toml", '"port", "village"]', '"port", "mayor"]')
    spoil(pack, PORT, "weight = 50", "weight = 45")
    spoil(pack, VILLAGE, "standing = 70", "standing = 170")
    spoil(pack, "history.toml", 'id = "old_pact"', "id = old_pact")
    spoil(pack, f"{EN}/presets.toml", 'name = "Quick"', 'name = ""')
    (pack / EN / "briefs/ministry.toml").unlink()
    found = {problem.file for problem in check_pack(pack)}
    assert {PORT, VILLAGE, "history.toml", f"{EN}/presets.toml"} <= found
    assert f"{EN}/briefs/ministry.toml" in found


def test_a_folder_that_is_not_there_or_holds_no_pack_is_one_fault(tmp_path: Path) -> None:
    assert [problem.file for problem in check_pack(tmp_path / "nowhere")] == ["nowhere"]
    assert [problem.file for problem in check_pack(tmp_path)] == ["scenario.toml"]
