"""Crisis cards that a teacher leaves out when setting up: one by one, or all grave ones."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from game.engine.house_rules import HouseRules
from game.scenario.loader import load_packaged
from game.service.problems import Problem
from game.service.setup import Setup, check_setup
from tests.everyone import Everyone

SCENARIO = load_packaged("six_party_talks")
STRUCTURE, TEXTS = SCENARIO.structure, SCENARIO.text("en")
GRAVE = {card.id for card in STRUCTURE.injects if card.loss_of_life}
FORM = {"preset": "class50", "tables": "1", "seats_per_delegation": "1", "title": "Class"}


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    everyone = Everyone(tmp_path_factory.mktemp("cards"), tables=1)
    yield everyone
    everyone.close()


@pytest.fixture(scope="module")
def teacher(everyone: Everyone) -> FlaskClient:
    return everyone.instructor().browser


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="left_out\.(\w+)" value="true" checked', page))


def test_form_offers_every_card_that_no_move_calls_and_ticks_none(teacher: FlaskClient) -> None:
    page = teacher.get("/instructor").get_data(as_text=True)
    offered = set(re.findall(r'name="left_out\.(\w+)"', page))
    assert offered == {card.id for card in STRUCTURE.optional_cards}
    assert offered.isdisjoint({move.calls for move in STRUCTURE.moves})
    assert ticked(page) == set()


def test_one_button_leaves_out_every_card_in_which_people_die(teacher: FlaskClient) -> None:
    page = teacher.post("/instructor/gentle-deck", data=FORM).get_data(as_text=True)
    assert ticked(page) == GRAVE
    assert 'value="class50" checked' in page


def test_cards_that_are_not_marked_tell_of_no_death() -> None:
    dying = r"\bdead\b|\bdied\b|\bdeath|\bkill|execut|drowned"
    for card in STRUCTURE.optional_cards:
        text = TEXTS.injects[card.id]
        told = " ".join((text.headline, text.body, *text.told.values()))
        if re.search(dying, told, re.IGNORECASE):
            assert card.loss_of_life, card.id
    assert {card.id for card in STRUCTURE.optional_cards} >= GRAVE


def test_conference_is_laid_without_the_cards_that_were_ticked(
    everyone: Everyone, teacher: FlaskClient
) -> None:
    boxes = {f"left_out.{id_}": "true" for id_ in ("flood", "airlift")}
    made = teacher.post("/instructor/conferences", data={**FORM, **boxes, "form": "0" * 32})
    assert made.status_code in (302, 303)
    page = teacher.get(made.location).get_data(as_text=True)
    assert "2 crisis cards stay out of the deck" in page
    people = everyone.hall.conferences
    conference = people.owned(everyone.teacher, int(made.location.rpartition("/")[2]))
    (record,) = people.tables(conference.id)
    rules = everyone.hall.tables.state(record.id).setup.rules
    assert rules.left_out == ("airlift", "flood")
    people.open_tables(conference, frozenset({record.id}))
    table = teacher.get(f"{made.location}/table/1").get_data(as_text=True)
    assert TEXTS.injects["drills"].headline in table
    for gone in ("flood", "airlift"):
        assert TEXTS.injects[gone].headline not in table


def test_set_up_keeps_the_cards_for_another_term(teacher: FlaskClient) -> None:
    boxes = {"left_out.flood": "true", "setup_name": "Gentle"}
    teacher.post("/instructor/setups", data={**FORM, **boxes})
    home = teacher.get("/instructor").get_data(as_text=True)
    number = re.search(r"\?setup=(\d+)", home)
    assert number is not None
    again = teacher.get(f"/instructor?setup={number[1]}").get_data(as_text=True)
    assert ticked(again) == {"flood"}


@pytest.mark.parametrize("card", ["nowhere", "council_resolution", ""])
def test_card_that_cannot_be_left_out_is_refused(card: str) -> None:
    rules = HouseRules(left_out=(card,))
    setup = Setup(preset="class50", tables=1, seats_per_delegation=1, rules=rules)
    with pytest.raises(Problem, match="unknown_card"):
        check_setup(setup, STRUCTURE)


def test_house_rules_from_before_leave_out_nothing() -> None:
    stored = HouseRules().model_dump(exclude={"left_out"})
    assert HouseRules.model_validate(stored).left_out == ()
