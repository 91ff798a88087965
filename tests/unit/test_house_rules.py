"""A house rule is declared once: form, saved set-up, table and pages are made from its field."""

import json
from typing import Any

import pytest

from game.engine.acts import EVENTS
from game.engine.acts.table import OpenTable, TableOpened, lay_table, open_table
from game.engine.house_rules import FOR_INSTRUCTORS, HouseRules, TableRules
from game.messages import rule_words
from game.service.setup import Setup
from game.web.instructor.setup_form import form_of, read_setup
from game.web.present import house_rules
from game.web.present.house_rules import CHOICES, SWITCHES
from tests.builders import harbour

#: Values other than the usual ones, of every rule.
UNUSUAL: dict[str, Any] = {
    "consensus": "minus_one",
    "talk": "in_person",
    "capitals": "instructor",
    "votes": "anonymous",
    "scores": "when_opened",
    "timings": harbour().preset("full").timings,
    "rounds": 5,
    "left_out": ("storm",),
    "level": "hard",
    "late_comers": "wait",
    "hints": True,
    "same_fate": False,
    "bell": "10:50",
}
EVERY_CHOICE = [(name, choice) for name, ids in CHOICES.items() for choice in ids]


def test_the_unusual_values_are_of_every_rule() -> None:
    assert UNUSUAL.keys() == HouseRules.model_fields.keys()
    usual = HouseRules()
    assert all(getattr(usual, name) != value for name, value in UNUSUAL.items())


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_of_a_rule_has_its_words(name: str) -> None:
    words = rule_words(name)
    assert set(words["choices"]) == set(words["told"]) == set(CHOICES[name])
    assert words["label"]
    assert words["hint"]


@pytest.mark.parametrize("name", UNUSUAL)
def test_of_every_rule_something_is_told_where_it_is_not_the_usual_one(name: str) -> None:
    rules = HouseRules(**{name: UNUSUAL[name]})
    usual = house_rules.told(HouseRules(), everything=True)
    new = set(house_rules.told(rules, everything=True)) - set(usual)
    assert len(new) == 1
    own = FOR_INSTRUCTORS in HouseRules.model_fields[name].metadata
    assert new.isdisjoint(house_rules.told(rules, everything=False)) is own


@pytest.mark.parametrize(("name", "choice"), EVERY_CHOICE)
def test_what_is_chosen_in_the_form_is_the_rule(name: str, choice: str) -> None:
    typed = read_setup({name: choice})
    assert getattr(typed.rules, name) == choice
    (shown,) = [rule for rule in house_rules.choices(typed.rules) if rule.name == name]
    assert shown.chosen == choice
    assert choice in dict(shown.options)


@pytest.mark.parametrize("name", SWITCHES)
def test_what_is_switched_on_in_the_form_is_the_rule(name: str) -> None:
    for sent, on in (({name: "true"}, True), ({}, False)):
        typed = read_setup(sent)
        assert getattr(typed.rules, name) is on
        (shown,) = [rule for rule in house_rules.switches(typed.rules) if rule.name == name]
        assert shown.on is on


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_that_there_is_not_is_the_usual_one(name: str) -> None:
    assert getattr(read_setup({name: "nonsense"}).rules, name) == getattr(HouseRules(), name)


def test_a_saved_set_up_comes_back_into_the_form_with_every_rule() -> None:
    structure = harbour()
    setup = Setup(preset="quick", tables=1, seats_per_delegation=1, rules=HouseRules(**UNUSUAL))
    saved = Setup.model_validate_json(setup.model_dump_json())
    assert form_of(saved).setup(structure) == setup


def laid(**rules: Any) -> TableOpened:
    return lay_table(harbour(), "0" * 64, OpenTable(preset="quick", **rules), 0.0)


@pytest.mark.parametrize("name", TableRules.model_fields)
def test_a_rule_of_the_table_reaches_its_first_event_and_its_state(name: str) -> None:
    opened = laid(**{name: UNUSUAL[name]})
    assert getattr(opened, name) == UNUSUAL[name]
    assert getattr(open_table(opened).setup.rules, name) == UNUSUAL[name]
    stored = json.loads(opened.model_dump_json())
    assert EVENTS.validate_python(stored) == opened
    # As it was stored before there was one model for all of them: beside the event's own fields.
    assert name in stored
    assert "rules" not in stored


def test_a_table_that_was_laid_before_cards_could_be_left_out_is_read() -> None:
    stored = json.loads(laid().model_dump_json())
    del stored["left_out"]
    assert EVENTS.validate_python(stored) == laid()
