"""The teaching pack in the game: for everybody, but for the role packs, which are the teacher's."""

import re
from collections.abc import Iterator

import pytest

from game.scenario.loader import load_packaged
from game.web.present.handouts import INDEX, names
from tests.everyone import Everyone, rendered

SCENARIO = load_packaged("six_party_talks")
TEXTS = SCENARIO.text("en")
PRESETS = [preset.id for preset in SCENARIO.structure.presets]


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    everyone = Everyone(tmp_path_factory.mktemp("teaching"), tables=1)
    yield everyone
    everyone.close()


@pytest.mark.parametrize("name", sorted({*names()} - {INDEX}))
def test_page_of_the_pack_opens_and_all_that_it_links_to_does(
    everyone: Everyone, name: str
) -> None:
    stranger = everyone.stranger()
    body = rendered(stranger, f"/teaching/{name}").get_data(as_text=True)
    main = body[body.index("<main") :]
    for address in re.findall(r'(?:href|src)="([^"]+)"', main):
        if "://" not in address:
            path = address if address.startswith("/") else f"/teaching/{address}"
            assert stranger.browser.get(path, follow_redirects=True).status_code == 200, path


def test_index_lists_every_page(everyone: Everyone) -> None:
    body = rendered(everyone.stranger(), "/teaching/").get_data(as_text=True)
    for name in {*names()} - {INDEX}:
        assert f'href="{name}"' in body


@pytest.mark.parametrize("name", ["nowhere", "README.md", "..%2F..%2FREADME", "map", "map.svg"])
def test_only_pages_and_pictures_of_the_pack_are_served(everyone: Everyone, name: str) -> None:
    answer = everyone.stranger().browser.get(f"/teaching/{name}")
    assert answer.status_code == (200 if name.startswith("map") else 404)


def test_first_page_says_which_year_it_is_at_the_table(everyone: Everyone) -> None:
    for path in ("/", f"/join/{everyone.conference.code}"):
        body = rendered(everyone.stranger(), path).get_data(as_text=True)
        assert TEXTS.timeline in body
        assert 'href="/teaching/timeline"' in body


def test_pack_is_reached_from_the_teachers_page_and_from_the_lobby(everyone: Everyone) -> None:
    home = rendered(everyone.instructor(), "/instructor").get_data(as_text=True)
    assert 'href="/teaching/"' in home
    assert 'href="/instructor/role-packs"' in home
    person = next(p for p in everyone.people if p.delegation)
    lobby = rendered(everyone.student(person), f"/wait/{person.id}").get_data(as_text=True)
    assert 'href="/teaching/glossary"' in lobby


@pytest.mark.parametrize("preset", PRESETS)
def test_role_packs_hold_one_delegation_each(everyone: Everyone, preset: str) -> None:
    teacher = everyone.instructor()
    for own in TEXTS.briefs:
        path = f"/instructor/role-packs/{preset}/{own}"
        body = rendered(teacher, path).get_data(as_text=True)
        steps = [brief.first_step for brief in TEXTS.briefs.values() if brief.first_step in body]
        assert steps == [TEXTS.briefs[own].first_step]
        assert "Hints for the bargain" not in body
    every = rendered(teacher, f"/instructor/role-packs/{preset}/all?hints=1").get_data(as_text=True)
    assert every.count("Hints for the bargain") == len(TEXTS.briefs)
    assert every.count("new-sheet") == len(TEXTS.briefs) - 1


@pytest.mark.parametrize("path", ["", "/class50/us", "/class50/all?hints=1"])
def test_role_packs_are_the_teachers_alone(everyone: Everyone, path: str) -> None:
    person = next(p for p in everyone.people if p.delegation)
    for viewer in (everyone.student(person), everyone.stranger()):
        answer = viewer.browser.get(f"/instructor/role-packs{path}")
        assert answer.status_code in (302, 303, 401, 403)
        assert not any(
            brief.first_step in answer.get_data(as_text=True) for brief in TEXTS.briefs.values()
        )


@pytest.mark.parametrize("path", ["nowhere/us", "class50/nowhere", "class50/us%20"])
def test_role_packs_of_nothing_are_not_found(everyone: Everyone, path: str) -> None:
    teacher = everyone.instructor()
    assert teacher.browser.get(f"/instructor/role-packs/{path}").status_code == 404
