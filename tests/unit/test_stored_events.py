"""Stored events of every version: what is written, what is read again, what is refused and why."""

import ast
import json
from pathlib import Path

import pytest

import game
from game.engine.acts import EVENT_KINDS
from game.engine.acts.proposals import ProposalWithdrawn
from game.engine.acts.table import TableOpened
from game.engine.event import Event
from game.engine.phases import PhaseName
from game.engine.state import RULES_VERSION
from game.engine.stored import (
    PLAYED_ON,
    UPCASTS,
    StoredDict,
    Unreadable,
    event_of,
    play_back,
    read_event,
    read_log,
    rules_age,
    stored,
    upcast,
    version_of,
    write_event,
)
from tests.builders import Game
from tests.replays.frozen_games import FROZEN

PHASE = {"at": 1.0, "kind": "phase_opened", "phase": "briefing", "round": 0, "deadline": None}
LAID = json.loads((FROZEN / "4de051a" / "breakdown.jsonl").read_text("utf-8").splitlines()[1])
LAID.pop("seq")


def rows(log: list[Event]) -> list[tuple[int, str]]:
    return [(seq, write_event(event)) for seq, event in enumerate(log, start=1)]


def changed(row: tuple[int, str], **values: object) -> tuple[int, str]:
    return row[0], json.dumps({**json.loads(row[1]), **values})


@pytest.fixture(scope="module")
def log() -> list[Event]:
    return Game().advance_to(PhaseName.DEBRIEF).log


def why(found: list[tuple[int, str]]) -> tuple[str, int]:
    with pytest.raises(Unreadable) as refusal:
        play_back(read_log(found))
    return refusal.value.why, refusal.value.seq


# --- what is written ---------------------------------------------------------------------------


def test_every_event_is_stored_with_the_version_of_its_shape(log: list[Event]) -> None:
    for event in log:
        found = json.loads(write_event(event))
        assert found == stored(event)
        assert found["version"] == version_of(event.kind)
        assert read_event(write_event(event)) == event


def test_no_kind_of_event_has_a_field_of_that_name() -> None:
    for kind in EVENT_KINDS:
        assert "version" not in kind.model_fields


def test_the_version_of_a_kind_counts_its_upcasts() -> None:
    kinds = {kind.model_fields["kind"].default for kind in EVENT_KINDS}
    for kind in kinds:
        own = sorted(version for known, version in UPCASTS if known == kind)
        assert own == list(range(1, version_of(kind))), kind


def test_stored_events_become_objects_in_one_place_alone() -> None:
    """Elsewhere a former version's events would be refused."""
    package = Path(game.__file__).parent
    users = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "EVENTS"
        and node.attr.startswith("validate")
    }
    assert users == {"engine/stored.py"}


# --- upcasting ---------------------------------------------------------------------------------


def test_an_event_without_a_version_is_of_the_first() -> None:
    assert event_of(PHASE) == event_of({**PHASE, "version": 1})


def test_the_opening_of_a_former_version_names_its_one_hash_three_times() -> None:
    event = event_of(LAID)
    assert isinstance(event, TableOpened)
    assert event.numbers_hash == event.texts_hash == event.sources_hash == LAID["scenario_hash"]


def renamed(event: StoredDict) -> StoredDict:
    return {**event, "kind": "phase_opened"}


def without_round(event: StoredDict) -> StoredDict:
    return {"round": 0, **event}


def without_deadline(event: StoredDict) -> StoredDict:
    until = event.pop("until")
    return {**event, "deadline": until}


#: As if a kind had been called otherwise, and then changed its shape twice.
LATER = {
    ("phase_begun", 1): renamed,
    ("phase_opened", 1): without_round,
    ("phase_opened", 2): without_deadline,
}


@pytest.mark.parametrize(
    "former",
    [
        {"at": 1.0, "kind": "phase_begun", "phase": "briefing", "until": None},
        {"at": 1.0, "kind": "phase_begun", "phase": "briefing", "until": None, "version": 1},
        {"at": 1.0, "kind": "phase_opened", "phase": "briefing", "until": None},
        {"at": 1.0, "kind": "phase_opened", "phase": "briefing", "until": None, "version": 1},
        {**PHASE, "until": None, "version": 2},
        {**PHASE, "version": 3},
    ],
)
def test_events_of_all_former_versions_are_brought_up_step_by_step(former: StoredDict) -> None:
    before = json.dumps(former)
    assert event_of(former, LATER) == event_of(PHASE)
    assert json.dumps(former) == before, "what is stored stays as it is"
    assert version_of("phase_opened", LATER) == 3


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ({**PHASE, "version": 2}, "newer_event"),
        ({**PHASE, "version": 0}, "broken_event"),
        ({**PHASE, "version": "1"}, "broken_event"),
        ({**PHASE, "version": None}, "broken_event"),
        ({**PHASE, "kind": "tea_served"}, "unknown_kind"),
        ({**PHASE, "kind": 7}, "broken_event"),
        ({**PHASE, "phase": "teatime"}, "broken_event"),
        ({**PHASE, "more": 1}, "broken_event"),
        ({"kind": "phase_opened"}, "broken_event"),
        ({"at": 1.0}, "broken_event"),
        ({}, "broken_event"),
        ([], "broken_event"),
        ("phase_opened", "broken_event"),
        (None, "broken_event"),
        ({"kind": "table_opened"}, "broken_event"),
    ],
)
def test_what_is_no_event_is_refused_with_the_reason(found: object, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        event_of(found)
    assert refusal.value.why == reason


@pytest.mark.parametrize("body", ["", "{", "nought", "[" * 100_000, "\x00", '"\\ud800"', "{}"])
def test_a_row_that_holds_no_object_is_broken(body: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_event(body)
    assert refusal.value.why == "broken_event"


def test_an_upcast_gets_a_copy_without_the_version() -> None:
    found: list[StoredDict] = []

    def keep(event: StoredDict) -> StoredDict:
        found.append(event)
        return event

    upcast(PHASE, {("phase_opened", 1): keep})
    assert found == [PHASE]


# --- logs --------------------------------------------------------------------------------------


def test_a_whole_log_is_read_and_played_back(log: list[Event]) -> None:
    assert list(read_log(rows(log))) == log
    assert play_back(read_log(rows(log))).seq == len(log)


def test_a_log_that_cannot_be_read_tells_at_which_event(log: list[Event]) -> None:
    good = rows(log)
    assert why([]) == ("no_opening", 0)
    assert why(good[1:]) == ("missing_event", 1)
    assert why([*good[:3], *good[4:]]) == ("missing_event", 4)
    assert why([*good[:3], (4, "{"), *good[4:]]) == ("broken_event", 4)
    assert why([*good[:3], changed(good[3], kind="tea_served")]) == ("unknown_kind", 4)
    assert why([*good[:3], changed(good[3], version=9)]) == ("newer_event", 4)
    assert why([good[0], (2, good[0][1])]) == ("no_opening", 2)
    assert why([(1, good[1][1])]) == ("no_opening", 1)
    lost = ProposalWithdrawn(at=1.0, proposal="p99")
    assert why([*good, (len(good) + 1, write_event(lost))]) == ("does_not_fit", len(good) + 1)


# --- rules -------------------------------------------------------------------------------------


def laid(rules: int) -> TableOpened:
    event = event_of({**LAID, "rules_version": rules})
    assert isinstance(event, TableOpened)
    return event


def test_a_table_under_newer_rules_is_refused_whatever_its_events_look_like(
    log: list[Event],
) -> None:
    first, *others = rows(log)
    newer = changed(first, rules_version=RULES_VERSION + 1, version=7, flavour="new")
    assert why([newer, *others]) == ("newer_rules", 1)


def test_rules_are_todays_or_known_to_be_played_on_or_older() -> None:
    assert rules_age(laid(RULES_VERSION)) == "today"
    for rules in range(1, RULES_VERSION):
        assert rules_age(laid(rules)) == ("played_on" if rules in PLAYED_ON else "older")
    assert max(PLAYED_ON) < RULES_VERSION
    assert laid(2).rules_version in PLAYED_ON, "games of 4de051a are played on"
