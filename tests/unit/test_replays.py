"""The recorded games of ``tests/replays``: each plays back to what was recorded, and reads well."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result

from game.cli import main
from game.engine.acts import EVENT_KINDS, kind_of
from game.engine.acts.accords import AccordConcluded
from game.engine.acts.cables import CableAnswered, CableSent
from game.engine.acts.channels import MeetingOpened, MessageSent
from game.engine.acts.clock import TableResumed
from game.engine.acts.effects import FollowUpQueued, MoveExposed
from game.engine.acts.injects import InjectSettled, WeightsShifted
from game.engine.acts.moves import DelegationLeft, DelegationReturned
from game.engine.acts.phases import PhaseOpened
from game.engine.acts.ratification import RedLineCrossed
from game.engine.event import Event
from game.engine.phases import PhaseName
from game.messages import words
from game.records import phrases
from game.records.chronicle import SHIFTS, chronicle
from game.records.digest import canonical, digest
from game.records.format import Record, read, write
from game.records.outcome import differences, final_state, record, same_numbers
from game.records.pseudonyms import without_names
from game.records.sentences import Sentences
from game.scenario.loader import load_packaged
from game.scenario.model import Ending
from tests.builders import Game, harbour
from tests.replays.record import HERE, STORIES, recording
from tests.replays.tale import Story

FILES = sorted(HERE.glob("*.jsonl"))
RECORD_AGAIN = "run `python -m tests.replays.record`"

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def loaded(file: Path) -> Record:
    return read(file.read_bytes())


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["replay", *map(str, arguments)])


def plain(text: str) -> str:
    """The text without its line breaks and indents."""
    return " ".join(text.split())


# --- every file --------------------------------------------------------------------------------


@each_file
def test_a_recorded_game_plays_back_to_its_outcome(file: Path) -> None:
    recorded = loaded(file)
    scenario = load_packaged(recorded.header.scenario)
    assert same_numbers(recorded, scenario), f"{file.name} was played with others: {RECORD_AGAIN}"
    assert differences(recorded, scenario) == (), f"{file.name} has changed: {RECORD_AGAIN}"
    seats = {*final_state(recorded.events).setup.delegations, "*public", "*instructor"}
    assert recorded.outcome.views.keys() == seats
    assert recorded.outcome.ending == final_state(recorded.events).ending


@each_file
def test_a_chronicle_names_the_ending(file: Path) -> None:
    recorded = loaded(file)
    assert recorded.outcome.ending is not None
    told = run(file)
    assert told.exit_code == 0
    assert words("endings")[recorded.outcome.ending] in told.output
    assert words("endings_told")[recorded.outcome.ending] in plain(told.output)


@each_file
def test_what_the_public_reads_holds_nothing_said_in_private(file: Path) -> None:
    recorded = loaded(file)
    public = plain(run(file, "--public").output)
    whole = plain(run(file).output)
    private = [
        event.text
        for event in recorded.events
        if isinstance(event, MessageSent | CableSent | CableAnswered) and event.text
    ]
    assert private
    for text in private:
        assert text in whole
        assert text not in public
    assert "support in" in whole
    assert "support in" not in public


@each_file
def test_a_file_is_written_as_it_was_read(file: Path) -> None:
    assert write(loaded(file)).encode() == file.read_bytes()


@each_file
def test_a_file_holds_pseudonyms_alone(file: Path) -> None:
    events = loaded(file).events
    assert without_names(events) == events
    assert "head of" not in file.read_text(encoding="utf-8")


def test_every_ending_has_a_recorded_game() -> None:
    assert {loaded(file).outcome.ending for file in FILES} == set(get_args(Ending))


def test_the_recorded_games_show_what_the_rules_allow() -> None:
    games = [loaded(file).events for file in FILES]
    events = [event for game in games for event in game]
    kinds = {type(event) for event in events}
    assert kinds >= {
        MoveExposed,
        DelegationLeft,
        DelegationReturned,
        WeightsShifted,
        RedLineCrossed,
        TableResumed,
        FollowUpQueued,
    }
    settled = [event for event in events if isinstance(event, InjectSettled)]
    assert any(event.defaulted for event in settled)
    assert any(event.answers and not event.defaulted for event in settled)
    cables = [event.granted for event in events if isinstance(event, CableAnswered)]
    assert set(cables) == {True, False}
    accords = [event.confidential for event in events if isinstance(event, AccordConcluded)]
    assert set(accords) == {True, False}
    meetings = [event.public for event in events if isinstance(event, MeetingOpened)]
    assert set(meetings) == {True, False}
    assert any({*event.members} == {"rok", "dprk"} for event in _meetings(events))
    duties = [duty for game in games for duty in final_state(game).duties.values()]
    done = {pair for duty in duties for pair in zip(duty.conduct, duty.reports, strict=True)}
    assert done >= {
        ("honour", "honour"),
        ("delay", "delay"),
        ("break", "break"),
        ("break", "honour"),
        ("suspend", "suspend"),
    }


def _meetings(events: list[Event]) -> list[MeetingOpened]:
    return [event for event in events if isinstance(event, MeetingOpened)]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_recordings_are_of_todays_rules_and_scenario(story: Story) -> None:
    file = HERE / f"{story.name}.jsonl"
    same = file.exists() and recording(story) == file.read_text(encoding="utf-8")
    assert same, f"{file.name} would be recorded otherwise today: {RECORD_AGAIN}"


# --- checks ------------------------------------------------------------------------------------

Lines = list[dict[str, object]]


def tampered(tmp_path: Path, change: Callable[[Lines], object]) -> Path:
    """A copy of a recorded game, changed."""
    source = HERE / "full_accord.jsonl"
    lines = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    change(lines)
    copy = tmp_path / "copy.jsonl"
    copy.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return copy


def line_of(lines: Lines, kind: str) -> dict[str, object]:
    return next(line for line in lines if line.get("kind") == kind)


@pytest.mark.parametrize("file", FILES[:1], ids=lambda file: file.stem)
def test_a_check_passes(file: Path) -> None:
    checked = run("--check", file)
    assert checked.exit_code == 0
    assert "As recorded" in checked.output


def test_a_check_finds_other_words_in_those_who_heard_them_alone(tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        line_of(lines, "message_sent")["text"] = "Something else."

    checked = run("--check", tampered(tmp_path, change))
    assert checked.exit_code == 1
    assert "The final state is not the recorded one." in checked.output
    for viewer in ("China", "North Korea", "the instructor"):
        assert f"What {viewer} can see at the end is not what was recorded." in checked.output
    assert "What the public" not in checked.output
    assert "The score" not in checked.output


def test_a_check_finds_another_score(tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        scores = lines[-1]["scores"]
        assert isinstance(scores, dict)
        scores["us"]["total"] += 100

    checked = run("--check", tampered(tmp_path, change))
    assert checked.exit_code == 1
    assert checked.output.strip() == "The score of United States is not the recorded one."


def test_a_check_finds_another_ending(tmp_path: Path) -> None:
    def change(lines: Lines) -> None:
        lines[-1]["ending"] = "breakdown"

    checked = run("--check", tampered(tmp_path, change))
    assert checked.exit_code == 1
    assert "The game ends in “Full accord”, not in “Breakdown” as recorded." in checked.output


def test_scores_of_another_version_of_the_scenario_are_not_compared(tmp_path: Path) -> None:
    game = Game(load_packaged("six_party_talks").structure, "demo", scenario_hash="f" * 64)
    game.advance_to(PhaseName.DEBRIEF)
    played = record(game.log, game.structure, "en")
    strange = {d: s.model_copy(update={"total": 1}) for d, s in played.outcome.scores.items()}
    outcome = played.outcome.model_copy(update={"scores": strange})
    file = tmp_path / "older.jsonl"
    file.write_text(write(Record(played.header, played.events, outcome)), encoding="utf-8")
    checked = run("--check", file)
    assert checked.exit_code == 0
    assert "taken with other numbers" in checked.output
    assert "taken with other numbers" in run(file).output


def test_a_game_that_still_runs_is_told_so_far(tmp_path: Path) -> None:
    game = Game(load_packaged("six_party_talks").structure, "demo")
    game.advance_to(PhaseName.CONSULTATIONS)
    file = tmp_path / "running.jsonl"
    file.write_text(write(record(game.log, game.structure, "en")), encoding="utf-8")
    told = run(file)
    assert told.exit_code == 0
    assert "The talks are still going on." in told.output
    assert "as if the talks stopped now" in told.output


def _drop_the_end(lines: Lines) -> None:
    del lines[-1]


def _drop_an_event(lines: Lines) -> None:
    del lines[5]


def _drop_the_last_event(lines: Lines) -> None:
    del lines[-2]


def _swap(lines: Lines) -> None:
    lines[4], lines[5] = lines[5], lines[4]


def _raise_the_version(lines: Lines) -> None:
    lines[0]["version"] = 99


def _another_format(lines: Lines) -> None:
    lines[0]["format"] = "recipe"


def _unknown_kind(lines: Lines) -> None:
    lines[3]["kind"] = "tea_served"


def _unknown_proposal(lines: Lines) -> None:
    line_of(lines, "ballot_cast")["proposal"] = "p99"


def _another_hash(lines: Lines) -> None:
    lines[0]["scenario_hash"] = "0" * 64


def _unknown_option(lines: Lines) -> None:
    # The last one, lest a later one put it right.
    line_of(lines[::-1], "clauses_initialled")["package"] = {"programme": "tea"}


def _no_game(lines: Lines) -> None:
    del lines[1:-1]
    lines[-1]["events"] = 0


def _elsewhere(lines: Lines) -> None:
    lines[0]["scenario"] = lines[1]["scenario"] = "tea_party"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_drop_the_end, "The file is cut off: its last line is not the outcome."),
        (_drop_an_event, "Line 6 is out of order: it has number 6 where 5 should be."),
        (_drop_the_last_event, "where the outcome tells of"),
        (_swap, "Line 5 is out of order: it has number 5 where 4 should be."),
        (_raise_the_version, "The file is of version 99 of the format"),
        (_another_format, "This is not a recorded game"),
        (_unknown_kind, "Line 4 is not an event that this program knows."),
        (_unknown_proposal, "does not fit what happened before it."),
        (_another_hash, "The header does not fit the format or the game."),
        (_no_game, "The events do not begin with the opening of a table"),
        (_elsewhere, "the scenario “tea_party”, which does not come with this program."),
        (_unknown_option, "The game holds something that its scenario does not know."),
    ],
)
def test_a_spoilt_file_is_refused_in_a_line(
    tmp_path: Path, change: Callable[[Lines], object], sentence: str
) -> None:
    refused = run("--check", tampered(tmp_path, change))
    assert refused.exit_code == 2
    assert sentence in refused.output
    assert len(refused.output.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Line 1 is not a JSON object."),
        (b"hello\n", "Line 1 is not a JSON object."),
        (b'"hello"\n', "Line 1 is not a JSON object."),
        (b"\xff\n", "Line 1 is not a JSON object."),
        ((HERE / "full_accord.jsonl").read_bytes()[:4000], "The file is cut off"),
    ],
)
def test_what_is_no_recorded_game_is_refused_in_a_line(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    file = tmp_path / "file.jsonl"
    file.write_bytes(data)
    refused = run(file)
    assert refused.exit_code == 2
    assert sentence in refused.output
    assert len(refused.output.strip().splitlines()) == 1


# --- parts -------------------------------------------------------------------------------------


def test_a_digest_is_the_same_everywhere() -> None:
    value = {"b": frozenset({"y", "x"}), "a": (1, 2.5, None), "c": {frozenset({"q", "p"}): True}}
    assert canonical(value) == '{"a":[1,2.5,null],"b":["x","y"],"c":{"p+q":true}}'
    assert digest(value) == (
        "sha256:9af2e29088fba99947ad22468e3651e85e755d0ac00f84a60428a74332de3fd7"
    )


def test_what_has_no_canonical_form_is_an_error() -> None:
    with pytest.raises(TypeError):
        canonical(object())
    with pytest.raises(TypeError):
        canonical({1: 2})


def test_pseudonyms_count_the_people_of_each_delegation() -> None:
    game = Game().advance_to(PhaseName.CONSULTATIONS)
    game.adviser("port").writes("port", "one")
    game.head("village").writes("village", "two")
    game.head("port").writes("port", "three")
    game.adviser("port").writes("port", "four")
    spoken = [event for event in without_names(game.log) if isinstance(event, MessageSent)]
    assert [event.by for event in spoken] == ["port-1", "village-1", "port-2", "port-1"]


def test_every_event_is_told_or_left_out_on_purpose() -> None:
    own = set(vars(Sentences)["tell"].dispatcher.registry)
    elsewhere = {*SHIFTS, PhaseOpened}
    assert not own & elsewhere
    told = tomllib.loads(Path(phrases.__file__).with_name("en.toml").read_text(encoding="utf-8"))[
        "told"
    ]
    for kind in EVENT_KINDS:
        if kind in own or kind in elsewhere:
            assert kind.narrated
        else:
            assert kind.narrated is (kind_of(kind) in told), kind


def test_a_chronicle_falls_back_to_ids_where_texts_lack_them() -> None:
    game = Game(preset="full").advance_to(PhaseName.CONSULTATIONS)
    game.instructor.drops("storm")
    game.meet("port", "village")
    game.ratify(quay="short")
    game.sign().honour_everything()
    recorded = record(game.log, harbour(), "en")
    strange = load_packaged("six_party_talks").text("en")
    told = "\n".join(chronicle(recorded, strange))
    for id_ in ("port", "village", "quay", "storm", "anger"):
        assert id_ in told


def test_nothing_in_a_recorded_game_is_obeyed_by_the_terminal(tmp_path: Path) -> None:
    """Whatever people wrote is shown: colours, bells and turned text are their numbers."""
    nasty = "\x1b[31mred\x07 \x9b1m \u202etxet \u2066x\u2069 \x00"
    lines = (HERE / "full_accord.jsonl").read_text(encoding="utf-8").splitlines()
    spoken = [n for n, line in enumerate(lines) if '"plenary_spoken"' in line]
    event = json.loads(lines[spoken[0]])
    event["text"] = nasty
    lines[spoken[0]] = json.dumps(event)
    file = tmp_path / "nasty.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for options in ([], ["--public"], ["--check"]):
        result = CliRunner().invoke(main, ["replay", *options, str(file)])
        assert not set(result.output) & set("\x1b\x07\x9b\u202e\u2066\u2069\x00\r")
        if "--check" not in options:
            assert "\\u001b[31mred" in result.output
