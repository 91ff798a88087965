"""The guide's pages: the teacher's plan, the steps on the wall, and the opening of chapters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.lesson import Lesson
from tests.pages import kept_out


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Lesson]:
    lesson = Lesson(tmp_path, "breakdown_after_signing")
    yield lesson
    lesson.close()


def step(lesson: Lesson, browser: FlaskClient, place: int) -> str:
    return browser.get(lesson.path(f"/table/1/guide/{place}")).get_data(as_text=True)


def opens(lesson: Lesson, browser: FlaskClient, place: int, chapter: str) -> int:
    sent = {"kind": "open_chapter", "chapter": chapter, "command_id": f"open-{chapter}"}
    return browser.post(lesson.path(f"/table/1/guide/{place}"), data=sent).status_code


def test_the_plan_tells_the_teacher_everything(lesson: Lesson) -> None:
    page = lesson.teacher_browser().get(lesson.path("/table/1/guide")).get_data(as_text=True)
    for words in ("Out of the role", "PEARLS", "INACSL", "Do not put that word on paper"):
        assert words in page
    assert "40 minutes" in page


def test_the_wall_shows_a_secret_only_after_its_chapter_was_opened(lesson: Lesson) -> None:
    browser = lesson.teacher_browser()
    secret = "Sampling is a search of our house"
    for place in range(1, 12):
        assert secret not in step(lesson, browser, place)
    assert opens(lesson, browser, 8, "cables") == 303
    assert lesson.hall.tables.state(lesson.records[0].id).opened >= {"cables"}
    assert secret in step(lesson, browser, 8)


def test_an_open_chapter_shows_what_was(lesson: Lesson) -> None:
    browser = lesson.teacher_browser()
    assert "Enrich uranium in secret</td>" not in step(lesson, browser, 6)
    opens(lesson, browser, 6, "moves")
    page = step(lesson, browser, 6)
    assert "Enrich uranium in secret</td>" in page
    assert "guide-open" not in page
    for place, chapter in enumerate(("scores", "objectives", "moves", "accords"), start=4):
        opens(lesson, browser, place, chapter)
        assert "<table" in step(lesson, browser, place)


def test_steps_lead_on_and_back_without_scripts(lesson: Lesson) -> None:
    browser = lesson.teacher_browser()
    address = lesson.path("/table/1/guide/")
    assert f'rel="next" href="{address}2?minutes=40"' in step(lesson, browser, 1)
    assert 'rel="prev"' not in step(lesson, browser, 1)
    assert f'rel="prev" href="{address}10?minutes=40"' in step(lesson, browser, 11)
    assert browser.get(f"{address}12").status_code == 404


def test_better_agreements_are_looked_for_beside_the_server(lesson: Lesson) -> None:
    browser = lesson.teacher_browser()
    page = browser.get(lesson.path("/table/1/guide")).get_data(as_text=True)
    assert 'http-equiv="refresh"' in page
    lesson.hall.reports.finish()
    page = browser.get(lesson.path("/table/1/guide")).get_data(as_text=True)
    assert 'http-equiv="refresh"' not in page
    opens(lesson, browser, 8, "cables")
    assert lesson.hall.reports.table(lesson.conference, lesson.records[0]).fresh
    assert "Other texts that would have left nobody worse off" in page


def test_the_guide_waits_for_the_end(lesson: Lesson) -> None:
    conference = lesson.hall.conferences.create(
        lesson.teacher, title="New", preset="demo", tables=1, consensus="unanimity"
    )
    browser, address = lesson.teacher_browser(), f"/instructor/conference/{conference.id}/table/1"
    assert "still going on" in browser.get(f"{address}/guide").get_data(as_text=True)
    assert browser.get(f"{address}/guide/1").status_code == 302


def test_nobody_else_sees_the_guide_or_opens_chapters(lesson: Lesson) -> None:
    student = lesson.student_browser(lesson.seated(1, "us"))
    for browser in (lesson.browser(), student, lesson.teacher_browser("Somebody else")):
        assert kept_out(browser.get(lesson.path("/table/1/guide")))
        assert kept_out(browser.get(lesson.path("/table/1/guide/1")))
        assert opens(lesson, browser, 8, "cables") == 403
    assert "cables" not in lesson.hall.tables.state(lesson.records[0].id).opened
