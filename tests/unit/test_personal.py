"""What of an event is about a person, and what is left when that person has to be forgotten."""

from typing import Any

import pytest
from pydantic.fields import FieldInfo

from game.engine.acts import COMMAND_KINDS, EVENT_KINDS
from game.engine.acts.proposals import ProposalTabled
from game.engine.command import Command
from game.engine.event import Event, without_person

KINDS: tuple[type[Event], ...] = EVENT_KINDS
COMMANDS: tuple[type[Command], ...] = COMMAND_KINDS
#: Plain strings that are ids, codes, or names of rules: nobody typed them.
CODES = frozenset(
    {
        "accord",
        "answer",
        "cable",
        "cause",
        "channel",
        "counters",
        "delegation",
        "dispatch",
        "duty",
        "indicator",
        "inject",
        "issue",
        "move",
        "obligation",
        "offer",
        "option",
        "preset",
        "proposal",
        "red_line",
        "scenario",
        "scenario_hash",
        "slot",
        "trade",
    }
)
PERSON, OTHER = "a1b2c3d4e5f60718", "ffffffffffffffff"


def is_text(field: FieldInfo) -> bool:
    return field.annotation in (str, str | None)


def sample(kind: type[Event]) -> Event:
    """An event of that kind that names the person wherever it can, with words wherever it can."""
    given: dict[str, Any] = dict.fromkeys(kind.fields_with("id"), PERSON)
    given.update(dict.fromkeys(kind.fields_with("words"), "Ann's own words"))
    return kind.model_construct(at=1.0, **given)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_text_of_an_event_is_an_id_a_persons_words_or_a_known_code(
    kind: type[Event],
) -> None:
    texts = {name for name, field in kind.model_fields.items() if is_text(field)}
    personal = {*kind.fields_with("id"), *kind.fields_with("words")}
    assert personal <= texts
    assert texts - personal <= CODES


def test_whatever_a_command_lets_people_type_is_marked_as_words_in_events() -> None:
    typed = {
        name
        for command in COMMANDS
        for name, field in command.model_fields.items()
        if any(getattr(note, "max_length", 0) for note in field.metadata)
    }
    assert {"text", "note", "headline"} <= typed
    marked = {name for kind in KINDS for name in kind.fields_with("words")}
    assert typed <= marked


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_event_without_the_person_holds_neither_id_nor_words(kind: type[Event]) -> None:
    event = sample(kind)
    left = without_person(event, PERSON, "removed-1", "[removed]")
    values = vars(left).values()
    assert PERSON not in values
    if kind.fields_with("id"):
        assert "Ann's own words" not in values
        assert "removed-1" in values
        assert without_person(left, PERSON, "removed-2", "[gone]") == left
    assert without_person(event, OTHER, "removed-1", "[removed]") is event


def test_an_empty_note_stays_empty() -> None:
    event = ProposalTabled(
        at=1.0,
        proposal="p1",
        delegation="us",
        by=PERSON,
        package={},
        note="",
        counters=None,
        deadline=2.0,
    )
    assert without_person(event, PERSON, "mark", "[removed]").note == ""
