"""A reader's language: their own choice, the conference's, the browser's, or else English."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.wording.catalogues import PSEUDO
from tests.everyone import Everyone

SPOKEN = 'lang="en-US-POSIX"'


@pytest.fixture
def everyone(tmp_path: Path) -> Everyone:
    found = Everyone(tmp_path, 1, pseudo=True)
    found.speak("en")
    return found


def page(browser: FlaskClient, path: str, **headers: str) -> str:
    return browser.get(path, headers=headers).get_data(as_text=True)


def choose(browser: FlaskClient, language: str, **headers: str) -> str:
    answer = browser.post("/language", data={"language": language}, headers=headers)
    assert answer.status_code == 303
    return answer.location


def test_a_choice_holds_on_every_page_until_there_is_another(everyone: Everyone) -> None:
    browser = everyone.house.app.test_client()
    code = everyone.conference.code
    assert '<html lang="en"' in page(browser, "/")
    choose(browser, PSEUDO)
    for path in ("/", f"/join/{code}", f"/watch/{code}", "/no-such-page"):
        assert f"<html {SPOKEN}" in page(browser, path), path
    choose(browser, "en")
    assert '<html lang="en"' in page(browser, f"/watch/{code}")


@pytest.mark.parametrize("language", ["de", "", "../en", "en_US_posix", "x" * 1000])
def test_what_is_no_language_here_changes_nothing(everyone: Everyone, language: str) -> None:
    browser = everyone.house.app.test_client()
    choose(browser, language)
    assert '<html lang="en"' in page(browser, "/")


@pytest.mark.parametrize(
    ("referrer", "place"),
    [
        ("http://localhost/practice?x=1", "/practice"),
        ("http://localhost//elsewhere.example/", "/"),
        ("http://localhost", "/"),
    ],
)
def test_a_choice_leads_back_to_where_it_was_made(
    everyone: Everyone, referrer: str, place: str
) -> None:
    assert choose(everyone.house.app.test_client(), "en", Referer=referrer) == place


def test_a_conference_speaks_its_own_language_to_those_who_chose_none(everyone: Everyone) -> None:
    everyone.speak(PSEUDO)
    browser = everyone.house.app.test_client()
    code = everyone.conference.code
    assert f"<html {SPOKEN}" in page(browser, f"/watch/{code}", **{"Accept-Language": "en"})
    assert '<html lang="en"' in page(browser, "/")
    choose(browser, "en")
    assert '<html lang="en"' in page(browser, f"/watch/{code}")


def test_a_browsers_language_counts_where_nothing_else_is_known(everyone: Everyone) -> None:
    browser = everyone.house.app.test_client()
    for asked, found in (("en-US-POSIX, en", SPOKEN), ("xx, q=;;", 'lang="en"'), ("", 'lang="en"')):
        assert f"<html {found}" in page(browser, "/", **{"Accept-Language": asked}), asked


def test_nobody_is_asked_for_a_language_where_there_is_one(tmp_path: Path) -> None:
    everyone = Everyone(tmp_path, 1)
    assert "/language" not in page(everyone.house.app.test_client(), "/")
