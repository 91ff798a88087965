"""A brief and the rules open as soon as somebody has a seat, print, and are nobody else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.engine.house_rules import HouseRules
from game.scenario.loader import load_packaged
from tests.everyone import Everyone, rendered
from tests.plain_english import AVERAGE, average, paragraphs_of, too_long

TEXTS = load_packaged("six_party_talks").text("en")


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    everyone = Everyone(tmp_path_factory.mktemp("briefs"), tables=1)
    yield everyone
    everyone.close()


def page(everyone: Everyone, delegation: str, what: str) -> str:
    person = next(p for p in everyone.people if p.delegation == delegation)
    path = what.format(pid=person.id)
    return rendered(everyone.student(person), path).get_data(as_text=True)


def test_whoever_has_a_seat_finds_brief_and_rules_in_the_lobby(everyone: Everyone) -> None:
    for person in everyone.people:
        lobby = rendered(everyone.student(person), f"/wait/{person.id}").get_data(as_text=True)
        for link in (f"/play/{person.id}/brief", f"/play/{person.id}/rules"):
            assert (link in lobby) is (person.delegation is not None)


@pytest.mark.parametrize("delegation", TEXTS.briefs)
def test_brief_opens_in_the_lobby_with_what_is_its_own(everyone: Everyone, delegation: str) -> None:
    body = page(everyone, delegation, "/play/{pid}/brief")
    assert TEXTS.delegations[delegation].mission.split(".")[0].replace("'", "&#39;") in body
    for other in TEXTS.briefs.keys() - {delegation}:
        assert TEXTS.briefs[other].first_step.replace("'", "&#39;") not in body
    assert "Back to the lobby" in body
    assert "css/handout.css" in body


@pytest.mark.parametrize("what", ["brief", "rules"])
def test_without_a_seat_there_is_nothing_to_read(everyone: Everyone, what: str) -> None:
    for person in everyone.people:
        answer = everyone.student(person).browser.get(f"/play/{person.id}/{what}")
        assert answer.status_code == (200 if person.delegation else 302)


@pytest.mark.parametrize("what", ["brief", "rules"])
def test_nobody_reads_the_pages_of_another(everyone: Everyone, what: str) -> None:
    first, second = [person for person in everyone.people if person.delegation][:2]
    answer = everyone.student(first).browser.get(f"/play/{second.id}/{what}")
    assert answer.status_code == 403
    assert everyone.stranger().browser.get(f"/play/{first.id}/{what}").status_code == 403


def test_rules_page_in_the_lobby_leads_back_to_it(everyone: Everyone) -> None:
    assert "Back to the lobby" in page(everyone, "us", "/play/{pid}/rules")


def test_hints_stand_in_a_brief_where_the_house_rules_allow_them(
    everyone: Everyone, tmp_path: Path
) -> None:
    assert HouseRules().hints is False
    assert "Hints for the bargain" in page(everyone, "us", "/play/{pid}/brief")


@pytest.mark.parametrize("preset", TEXTS.presets)
def test_rules_are_plain_english(everyone: Everyone, preset: str) -> None:
    body = rendered(everyone.stranger(), f"/rules/{preset}").get_data(as_text=True)
    paragraphs = paragraphs_of(body)
    assert len(paragraphs) > 40
    assert not too_long(paragraphs)
    assert average(paragraphs) <= AVERAGE
