"""Checking packs: moves, access, accords, obligations, mandates, and their texts."""

import shutil
from pathlib import Path

import pytest

from game.scenario.checks import check_pack
from tests.slips import HARBOUR, Slip, assert_slip, spoil

PORT = "delegations/port.toml"
STRIKE = "moves/strike.toml"
DREDGING = "moves/dredging.toml"
LEAVE = "moves/leave_hall.toml"
COME_BACK = "moves/come_back.toml"
INQUIRY = "moves/inquiry.toml"
DIPLOMACY = "diplomacy.toml"
OBLIGATIONS = "obligations.toml"
EN = "texts/en"

MOVES = [
    Slip(
        STRIKE,
        'id = "strike"',
        'id = "walkout"',
        "id",
        "Must be 'strike'",
        also=((f"{EN}/moves.toml", "strike"), (f"{EN}/moves.toml", "walkout")),
    ),
    Slip(
        INQUIRY,
        'delegation = "ministry"',
        'delegation = "mayor"',
        "delegation",
        "'mayor' is not a delegation.",
    ),
    Slip(INQUIRY, '["consultations"]', "[]", "phases", "Names no phase"),
    Slip(
        INQUIRY,
        '["consultations"]',
        '["drafting", "drafting"]',
        "phases[1]",
        "'drafting' is there twice.",
    ),
    Slip(INQUIRY, '["ledger"]', '["gossip"]', "sources[0]", "'gossip' is not a source."),
    Slip(
        INQUIRY,
        '["ledger"]',
        '["ledger"]\ncases = [{ id = "a", conditions = [] }, { id = "a", conditions = [] }]',
        "cases[1].id",
        "'a' is there twice.",
        also=((f"{EN}/moves.toml", "inquiry.cases.a"),),
    ),
    Slip(
        LEAVE,
        'sources = ["charter"]',
        'sources = ["charter"]\ncalls = "trial"',
        "calls",
        "'trial' is not a card.",
    ),
    Slip(
        DREDGING,
        "secret = true",
        'secret = true\ncalls = "hearing"',
        "secret",
        "Everybody would see what this move does.",
    ),
    Slip(DREDGING, "cost = 4", "cost = 4\nlimit = 2", "limit", "can be made once"),
    Slip(
        STRIKE,
        "cost = 5",
        'cost = 5\ndetected_by = "quay"\nrates = { none = 0, short = 0, long = 0 }',
        "detected_by",
        "Only a secret move can be detected.",
    ),
    Slip(
        DREDGING,
        "long = 100 }",
        "vast = 100 }",
        "rates.long",
        "Is missing, though 'long' is an option of the issue 'quay'.",
        also=((DREDGING, "rates.vast"),),
    ),
    Slip(
        DREDGING,
        'detected_by = "quay"\n',
        "",
        "rates",
        "Needs 'detected_by' beside it.",
    ),
    Slip(
        DREDGING,
        'detected_by = "quay"',
        'detected_by = "mole"',
        "detected_by",
        "'mole' is not an issue.",
        also=((DREDGING, "rates.none"), (DREDGING, "rates.short"), (DREDGING, "rates.long")),
    ),
    Slip(
        COME_BACK,
        'walks = "back"\n',
        "",
        "walks",
        "There is no move that brings the delegation back.",
        blamed=LEAVE,
    ),
]

VILLAGE_STANDING = 'conditions = [{ kind = "standing", delegation = "village", at_least = 9 }]'
MEETINGS_TERM = 'kind = "meetings"\ndelegation = "ministry"\nshare = 20\ntarget = 2'
MOVE_TERM = """kind = "move"
move = "strike"
share = 20
worth = { not_made = 0, hidden = 0, known = 9 }"""

DIPLOMATIC = [
    Slip(
        DIPLOMACY,
        'between = ["village", "ministry"]',
        'between = ["village", "mayor"]',
        "access[0].between[1]",
        "'mayor' is not a delegation.",
    ),
    Slip(
        DIPLOMACY,
        'between = ["village", "ministry"]',
        'between = ["ministry", "port"]',
        "access[1].between",
        "Must be a pair of its own.",
    ),
    Slip(
        DIPLOMACY,
        'between = ["village", "ministry"]',
        'between = ["village", "village"]',
        "access[0].between",
        "Must be a pair of its own.",
    ),
    Slip(
        DIPLOMACY,
        "effects = { anger = -1 }",
        'effects = { anger = -1 }\nsources = ["gossip"]',
        "access[0].sources[0]",
        "'gossip' is not a source.",
    ),
    Slip(
        DIPLOMACY,
        'parties = ["port", "village"]',
        'parties = ["port", "mayor"]',
        "accords[0].parties[1]",
        "'mayor' is not a delegation.",
    ),
    Slip(
        DIPLOMACY,
        'parties = ["port", "village"]',
        'parties = ["port"]',
        "accords[0].parties",
        "at least two parties and leaves somebody out",
    ),
    Slip(
        DIPLOMACY,
        'parties = ["port", "village"]',
        'parties = ["port", "village", "ministry"]',
        "accords[0].parties",
        "at least two parties and leaves somebody out",
    ),
    Slip(
        DIPLOMACY,
        'quay = ["short"]',
        'quay = ["none"]',
        "accords[0].terms.quay",
        "'none' is what holds without any accord.",
    ),
    Slip(
        DIPLOMACY,
        'quay = ["short"]',
        "quay = []",
        "accords[0].terms.quay",
        "Names no option",
    ),
    Slip(
        DIPLOMACY,
        'sources = ["charter"]',
        'sources = ["gossip"]',
        "accords[0].sources[0]",
        "'gossip' is not a source.",
    ),
    Slip(
        OBLIGATIONS,
        'delegation = "port"',
        'delegation = "mayor"',
        "obligations[0].delegation",
        "'mayor' is not a delegation.",
    ),
    Slip(
        OBLIGATIONS,
        'issue = "quay"',
        'issue = "payers"',
        "obligations[0].issue",
        "Must be one of the issues that 'when' names.",
    ),
    Slip(
        OBLIGATIONS,
        'when = { quay = ["short", "long"] }',
        'when = { quay = ["short", "vast"] }',
        "obligations[0].when.quay[1]",
        "'vast' is not an option of the issue 'quay'.",
    ),
    Slip(
        OBLIGATIONS,
        "short = 50, ",
        "",
        "obligations[1].rates.short",
        "Is missing, though 'short' is an option of the issue 'quay'.",
    ),
    Slip(
        OBLIGATIONS,
        "effects = { trade = -4 }",
        'effects = { trade = -4 }\nfollow_up = "storm"',
        "obligations[0].follow_up",
        "No talks follow",
    ),
    Slip(
        OBLIGATIONS,
        'sources = ["ledger"]',
        'sources = ["gossip"]',
        "obligations[3].sources[0]",
        "'gossip' is not a source.",
    ),
    Slip(
        OBLIGATIONS,
        'id = "pay"',
        'id = "storm"',
        "obligations[3].id",
        "'storm' is also a card, issue, move, access rule, accord or obligation.",
        also=((f"{EN}/obligations.toml", "pay"), (f"{EN}/obligations.toml", "storm")),
    ),
    Slip(
        "delegations/port.toml",
        'id = "ruin"',
        'id = "storm"',
        "red_lines[0].id",
        "'storm' is also a card, move, access rule, accord or obligation.",
        also=tuple(
            (f"{EN}/{file}.toml", f"port.{line}")
            for file in ("mandates", "red_lines")
            for line in ("ruin", "storm")
        ),
    ),
    Slip(
        DIPLOMACY,
        'id = "port_ministry"',
        'id = "village_ministry"',
        "access[1].id",
        "'village_ministry' is there twice.",
        also=((DIPLOMACY, "access[1].id"), (f"{EN}/access.toml", "port_ministry")),
    ),
    Slip(
        PORT,
        'offered = { fishing = ["open"] }',
        'offered = { fishing = ["shut"] }',
        "red_lines[0].mandate.offered.fishing[0]",
        "'shut' is not an option of the issue 'fishing'.",
    ),
    Slip(
        PORT,
        "mandate = { standing = 40,",
        f"mandate = {{ {VILLAGE_STANDING}, standing = 40,",
        "red_lines[0].mandate.conditions[0]",
        "Would tell others what only 'village' may know.",
    ),
    Slip(
        PORT,
        MEETINGS_TERM,
        MOVE_TERM.replace("strike", "riot"),
        "objectives[1].terms[1].move",
        "'riot' is not a move of this delegation, or one that everybody sees.",
    ),
    Slip(
        PORT,
        MEETINGS_TERM,
        MOVE_TERM.replace("hidden = 0, ", ""),
        "objectives[1].terms[1].worth.hidden",
        "Is missing, though 'hidden' is a fate.",
    ),
    Slip(
        PORT,
        MEETINGS_TERM,
        'kind = "standing"\nshare = 20\nworst = 50\nbest = 50',
        "objectives[1].terms[1].best",
        "Must differ from the worst.",
    ),
]

PLAY = [
    Slip(
        "presets.toml",
        "cable = 20",
        "cable = 121",
        "presets[0].timings.cable",
        "do not fit into the 120 of drafting",
    ),
    Slip(
        "benchmarks.toml",
        'inject = "board_letter"',
        'inject = "storm"',
        "benchmarks[0].directed",
        "Does not name the pack's directives",
    ),
]

TEXTS = [
    Slip(
        f"{EN}/moves.toml",
        "[subsidy]",
        "[subsidies]",
        "subsidy",
        "Is missing, though 'subsidy' is a move.",
        also=((f"{EN}/moves.toml", "subsidies"),),
    ),
    Slip(
        f"{EN}/moves.toml",
        "with_honour",
        "with_pride",
        "come_back.cases.with_honour",
        "Is missing, though 'with_honour' is a case of 'come_back'.",
        also=((f"{EN}/moves.toml", "come_back.cases.with_pride"),),
    ),
    Slip(
        f"{EN}/access.toml",
        "port_ministry",
        "port_minister",
        "port_ministry",
        "Is missing, though 'port_ministry' is an access rule.",
        also=((f"{EN}/access.toml", "port_minister"),),
    ),
    Slip(
        f"{EN}/accords.toml",
        "[pilotage]",
        "[pilots]",
        "pilotage",
        "Is missing, though 'pilotage' is a side accord.",
        also=((f"{EN}/accords.toml", "pilots"),),
    ),
    Slip(
        f"{EN}/obligations.toml",
        "[pay]",
        "[paying]",
        "pay",
        "Is missing, though 'pay' is an obligation.",
        also=((f"{EN}/obligations.toml", "paying"),),
    ),
    Slip(
        f"{EN}/mandates.toml",
        "ruin",
        "doom",
        "port.ruin",
        "Is missing, though 'ruin' is a red line of 'port' with a mandate.",
        also=((f"{EN}/mandates.toml", "port.doom"),),
    ),
    Slip(
        f"{EN}/injects/leak.toml",
        "port =",
        "village =",
        "told.port",
        "Is missing, though 'port' is a delegation that is told.",
        also=((f"{EN}/injects/leak.toml", "told.village"),),
    ),
]

SLIPS = [*MOVES, *DIPLOMATIC, *PLAY, *TEXTS]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the tiny pack, to be spoilt."""
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_reported_where_it_stands(pack: Path, slip: Slip) -> None:
    spoil(pack, slip.file, slip.old, slip.new)
    assert_slip(check_pack(pack), slip)
