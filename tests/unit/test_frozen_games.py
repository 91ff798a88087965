"""Games of former versions come to what they came to then, and nobody has changed them since."""

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from game.cli import main
from game.messages import words
from game.records.chronicle import chronicle
from game.records.facts import FACTS, VERSION
from game.records.format import read, write
from game.records.outcome import differences, record_of, same_numbers
from game.report.figures.table import table_figures
from game.scenario.hashes import Hashes, numbers_hash
from game.scenario.loader import load_packaged
from game.scenario.texts import Scenario
from tests.replays.frozen_games import FROZEN, Frozen, frozen, outcome

#: What is in each folder, as one hash: whoever changes what is frozen has to say so here.
CONTENTS = {
    "4de051a": "334bf0d0c070c74cb0d0689bdba060a2",
    "c0429e1": "e6c65d30e998af0d5d0cf914e9ffeb30",
}
ALL = {of.folder.name: of for of in frozen()}
GAMES = [(version, game) for version, of in ALL.items() for game in of.games]

each_game = pytest.mark.parametrize(("version", "game"), GAMES)


def contents(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(f"{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:32]


def of_its_day(of: Frozen) -> Scenario:
    """The scenario by which the games were played, in today's words."""
    today = load_packaged(of.numbers.id)
    hashes = Hashes(numbers=numbers_hash(of.numbers), texts="", sources="")
    return today.model_copy(update={"structure": of.numbers, "hashes": hashes})


@pytest.mark.parametrize("version", CONTENTS)
def test_what_is_frozen_has_not_been_changed(version: str) -> None:
    assert contents(FROZEN / version) == CONTENTS[version], "what is frozen is never recorded again"


def test_every_frozen_folder_is_checked() -> None:
    assert ALL.keys() == CONTENTS.keys()
    for of in ALL.values():
        assert of.outcomes["games"].keys() == of.games.keys()


@each_game
def test_a_game_of_a_former_version_comes_to_what_it_came_to(version: str, game: str) -> None:
    """Ending, joint text, scores by its own numbers, and what every seat could see."""
    of = ALL[version]
    told = of.outcomes
    assert outcome(of.recorded(game), of.numbers, told["facts"]) == told["games"][game]


@each_game
def test_its_scores_are_those_that_its_file_tells(version: str, game: str) -> None:
    of = ALL[version]
    recorded = of.recorded(game)
    found = of.outcomes["games"][game]
    assert {d: s.model_dump() for d, s in recorded.outcome.scores.items()} == found["scores"]
    assert recorded.outcome.ending == found["ending"]


@each_game
def test_a_file_of_a_former_version_is_told_and_checked(version: str, game: str) -> None:
    file = ALL[version].games[game]
    told = CliRunner().invoke(main, ["replay", str(file)])
    assert told.exit_code == 0
    ending = ALL[version].recorded(game).outcome.ending
    assert ending is not None
    assert words("endings")[ending] in told.output
    checked = CliRunner().invoke(main, ["replay", "--check", str(file)])
    assert checked.exit_code == 0, checked.output
    assert "what each seat could see is not compared" in checked.output
    assert "taken with other numbers" in checked.output
    assert "As recorded, as far as it is compared" in checked.output


@each_game
def test_it_is_written_in_the_present_format_and_checked_whole(version: str, game: str) -> None:
    of = ALL[version]
    events, scenario = of.recorded(game).events, of_its_day(of)
    again = read(write(record_of(events, of.numbers, "en")).encode())
    assert again.events == events
    assert again.outcome.facts == VERSION
    assert differences(again, scenario) == ()
    # By one hash of all files nobody can tell whether the numbers were others.
    assert not same_numbers(again, scenario)
    assert list(chronicle(again, scenario.text("en")))


@each_game
def test_its_debrief_can_be_made_and_says_that_the_numbers_are_others(
    version: str, game: str
) -> None:
    scenario = load_packaged("six_party_talks")
    titles = {issue: text.title for issue, text in scenario.text("en").issues.items()}
    found = table_figures(scenario.structure, ALL[version].recorded(game).events, titles)
    assert found.facts.numbers_changed
    assert found.facts.ending == ALL[version].outcomes["games"][game]["ending"]


def test_the_list_of_facts_only_grows() -> None:
    names = [fact.name for fact in FACTS]
    assert len(set(names)) == len(names)
    assert {fact.since for fact in FACTS} == set(range(1, VERSION + 1))
    counted = [sum(fact.since <= version for fact in FACTS) for version in range(1, VERSION + 1)]
    assert counted == [33, 36]
