"""Checking packs: conditions and impacts, and that neither tells a secret."""

import shutil
from pathlib import Path

import pytest

from game.scenario.checks import check_pack
from tests.slips import HARBOUR, Slip, assert_slip, spoil

PORT = "delegations/port.toml"
STRIKE = "moves/strike.toml"
COME_BACK = "moves/come_back.toml"
SUBSIDY = "moves/subsidy.toml"
INQUIRY = "moves/inquiry.toml"
DIPLOMACY = "diplomacy.toml"
LETTER = "injects/board_letter.toml"
LEAK = "injects/leak.toml"
STORM = "injects/storm.toml"
HEARING = "injects/hearing.toml"

CONDITIONS = [
    Slip(
        STRIKE,
        'kind = "card", inject = "storm"',
        'kind = "card", inject = "gale"',
        "cases[0].conditions[0].inject",
        "'gale' is not a card.",
    ),
    Slip(
        STRIKE,
        'inject = "storm" }',
        'inject = "storm", answer = "shelter" }',
        "cases[0].conditions[0]",
        "Needs both delegation and answer, or neither.",
    ),
    Slip(
        STRIKE,
        'inject = "storm" }',
        'inject = "storm", delegation = "village", answer = "shelter" }',
        "cases[0].conditions[0]",
        "'village' cannot answer 'shelter' on that card.",
    ),
    Slip(
        STRIKE,
        'kind = "card", inject = "storm"',
        'kind = "away", delegation = "mayor"',
        "cases[0].conditions[0].delegation",
        "'mayor' is not a delegation.",
    ),
    Slip(
        STRIKE,
        'kind = "card", inject = "storm"',
        'kind = "meetings", between = ["port", "mayor"], at_least = 1',
        "cases[0].conditions[0].between[1]",
        "'mayor' is not a delegation.",
    ),
    Slip(
        STRIKE,
        'kind = "card", inject = "storm"',
        'kind = "meetings", between = ["port", "village"]',
        "cases[0].conditions[0]",
        "Needs at_least, at_most or both.",
    ),
    Slip(
        COME_BACK,
        'move = "subsidy"',
        'move = "present"',
        "cases[0].conditions[0].move",
        "'present' is not a move.",
    ),
    Slip(
        COME_BACK,
        'move = "subsidy"',
        'move = "subsidy", state = "hidden"',
        "cases[0].conditions[0].state",
        "Only a secret move can be hidden.",
    ),
    Slip(
        DIPLOMACY,
        '"clause", issue = "fishing", options = ["lanes", "reserve"]',
        '"clause", issue = "fishing", options = ["lanes", "shoals"]',
        "access[0].opens_when[0].fishing[1]",
        "'shoals' is not an option of the issue 'fishing'.",
    ),
    Slip(
        SUBSIDY,
        'indicator = "anger"',
        'indicator = "mood"',
        "conditions[0].indicator",
        "'mood' is not an indicator.",
    ),
    Slip(
        SUBSIDY,
        'kind = "indicator", indicator = "anger"',
        'kind = "standing", delegation = "mayor"',
        "conditions[0].delegation",
        "'mayor' is not a delegation.",
        also=((SUBSIDY, "conditions[0]"),),
    ),
]

IMPACTS = [
    Slip(STRIKE, "trade = -3 }", "mood = -3 }", "effects.mood", "'mood' is not an indicator."),
    Slip(
        LEAK,
        'exposes = ["dredging"]',
        'exposes = ["dredging", "strike"]',
        "exposes[1]",
        "'strike' is not a secret move.",
    ),
    Slip(
        STORM,
        'follow_up = "newspaper"',
        'follow_up = "gazette"',
        "consequences[1].follow_up",
        "'gazette' is not a card.",
    ),
]

SECRETS = [
    Slip(
        "injects/blockade.toml",
        'kind = "indicator"\nindicator = "anger"',
        'kind = "standing"\ndelegation = "ministry"',
        "conditions[0]",
        "Would tell others what only 'ministry' may know.",
    ),
    Slip(
        SUBSIDY,
        'kind = "indicator", indicator = "anger"',
        'kind = "standing", delegation = "port"',
        "conditions[0]",
        "Would tell others what only 'port' may know.",
    ),
    Slip(
        STRIKE,
        'kind = "card", inject = "storm"',
        'kind = "standing", delegation = "port", at_least = 50',
        "cases[0].conditions[0]",
        "Would tell others what only 'port' may know.",
    ),
    *(
        Slip(
            COME_BACK,
            'kind = "move", move = "subsidy"',
            f'kind = "move", move = "dredging", state = "{state}"',
            "cases[0].conditions[0]",
            "Would tell others what only 'port' may know.",
        )
        for state in ("made", "hidden", "not_made")
    ),
    Slip(
        SUBSIDY,
        'kind = "indicator", indicator = "anger", at_least = 20',
        'kind = "move", move = "dredging", state = "hidden"',
        "conditions[0]",
        "Would tell others what only 'port' may know.",
    ),
    Slip(
        DIPLOMACY,
        'kind = "move", move = "subsidy"',
        'kind = "move", move = "dredging", state = "made"',
        "access[0].opens_when[1]",
        "Would tell others what only 'port' may know.",
    ),
    Slip(
        DIPLOMACY,
        "public = false",
        'public = false\nopens_when = [{ kind = "move", move = "dredging", state = "hidden" }]',
        "access[1].opens_when[0]",
        "Would tell others what only 'port' may know.",
    ),
    Slip(
        LEAK,
        'state = "hidden"',
        'state = "not_made"',
        "conditions[0]",
        "Would tell others what only 'port' may know.",
    ),
    Slip(
        LEAK,
        'exposes = ["dredging"]\n',
        "",
        "conditions[0]",
        "Would tell others what only 'port' may know.",
    ),
    Slip(
        STRIKE,
        'kind = "card", inject = "storm"',
        'kind = "meetings", between = ["ministry", "port"], at_least = 1',
        "cases[0].conditions[0]",
        "Would tell others what only 'ministry' and 'port' may know.",
    ),
    Slip(
        DIPLOMACY,
        'kind = "move", move = "subsidy"',
        'kind = "meetings", between = ["port", "ministry"], at_least = 1',
        "access[0].opens_when[1]",
        "Would tell others what only 'ministry' and 'port' may know.",
    ),
    Slip(
        STRIKE,
        'kind = "card", inject = "storm"',
        'kind = "card", inject = "board_letter"',
        "cases[0].conditions[0]",
        "Would tell others what only 'port' may know.",
    ),
    Slip(
        LETTER,
        'known_to = ["port"]',
        'known_to = ["port"]\nfollow_up = "storm"',
        "follow_up",
        "Others would see this card fall",
    ),
    Slip(
        DIPLOMACY,
        "public = false",
        'public = false\nfollow_up = "storm"',
        "access[1].follow_up",
        "Others would see this card fall",
    ),
    Slip(
        DIPLOMACY,
        "public = false",
        "public = false\neffects = { anger = 1 }",
        "access[1].effects",
        "cannot move what everybody sees",
    ),
    Slip(
        DIPLOMACY,
        "public = false",
        'public = false\nexposes = ["dredging"]',
        "access[1].exposes",
        "cannot move what everybody sees",
    ),
    Slip(
        DIPLOMACY,
        "public = false\nstanding = { ministry = -3 }",
        "public = false\nstanding = { ministry = -3, village = 1 }",
        "access[1].standing.village",
        "'village' is not a delegation that knows of this.",
    ),
]

#: Conditions that may be asked: those who learn the answer know it anyway, or are meant to.
OWN_STANDING = 'conditions = [{ kind = "standing", delegation = "port", at_least = 9 }]'
OWN_SECRET = 'conditions = [{ kind = "move", move = "dredging", state = "made" }]'
OWN_MEETINGS = 'opens_when = [{ kind = "meetings", between = ["port", "ministry"], at_most = 2 }]'
OWN_LETTER = 'conditions = [{ kind = "card", inject = "board_letter" }]'

HARMLESS = [
    (STRIKE, "cost = 5", f"cost = 5\n{OWN_STANDING}"),
    (STRIKE, "cost = 5", f"cost = 5\n{OWN_SECRET}"),
    (COME_BACK, 'move = "subsidy"', 'move = "dredging", state = "known"'),
    (COME_BACK, 'move = "subsidy"', 'move = "subsidy", state = "not_made"'),
    (LEAK, 'state = "hidden"', 'state = "made"'),
    (DIPLOMACY, "public = false", f"public = false\n{OWN_MEETINGS}"),
    (STRIKE, 'inject = "storm" }', 'inject = "storm", delegation = "port", answer = "shelter" }'),
    (LETTER, 'known_to = ["port"]', f'known_to = ["port"]\n{OWN_STANDING}'),
    (PORT, "mandate = { standing", f"mandate = {{ {OWN_LETTER}, standing"),
    # What follows from an answer is the answer's doing, and may be seen.
    (LETTER, 'id = "displeased"', 'follow_up = "hearing"\nid = "displeased"'),
]

PRIVATE_CARDS = [
    Slip(
        LETTER,
        "standing = { port = -1 }",
        "standing = { port = -1 }\neffects = { anger = 1 }",
        "effects",
        "cannot move what everybody sees",
    ),
    Slip(
        LETTER,
        "standing = { port = -5 }",
        'standing = { port = -5 }\nexposes = ["dredging"]',
        "consequences[0].exposes",
        "cannot move what everybody sees",
    ),
    Slip(
        LETTER,
        "standing = { port = -5 }",
        "standing = { village = 5 }",
        "consequences[0].standing.village",
        "'village' is not a delegation that knows of this.",
    ),
    Slip(
        LETTER,
        'known_to = ["port"]',
        'known_to = ["port", "mayor"]\n',
        "known_to[1]",
        "'mayor' is not a delegation.",
        also=((LETTER, "weights"),),
    ),
    Slip(
        LEAK,
        'exposes = ["dredging"]',
        'exposes = ["dredging"]\nweights = { growth = -5, passage = 5 }',
        "weights",
        "Needs a card that is known to one delegation.",
        also=tuple(("benchmarks.toml", f"benchmarks[{i}].directed") for i in range(2)),
    ),
    Slip(
        LETTER,
        "passage = 10 }",
        "passage = 9 }",
        "weights",
        "The shifts sum to -1, not to 0.",
    ),
    Slip(
        LETTER,
        "growth = -10, passage = 10",
        "growth = -50, passage = 50",
        "weights.growth",
        "Leaves the objective a weight of 0.",
    ),
    Slip(
        LETTER,
        "passage = 10 }",
        "peace = 10 }",
        "weights.peace",
        "'peace' is not an objective of 'port'.",
    ),
    Slip(
        HEARING,
        "weight = 0",
        "weight = 0\nfirst_round = 0",
        "first_round",
        "Must be at least 1.",
    ),
    Slip(
        INQUIRY,
        'calls = "hearing"\n',
        "",
        "weight",
        "Is never drawn, and nothing calls the card or is followed by it.",
        blamed=HEARING,
    ),
]

SLIPS = [*CONDITIONS, *IMPACTS, *SECRETS, *PRIVATE_CARDS]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the tiny pack, to be spoilt."""
    return Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_reported_where_it_stands(pack: Path, slip: Slip) -> None:
    spoil(pack, slip.file, slip.old, slip.new)
    assert_slip(check_pack(pack), slip)


@pytest.mark.parametrize(("file", "old", "new"), HARMLESS)
def test_what_tells_nobody_a_secret_may_be_asked(pack: Path, file: str, old: str, new: str) -> None:
    spoil(pack, file, old, new)
    assert check_pack(pack) == ()
