"""Deleting a conference: everything of it goes, nothing of others does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from game.service.handouts import Order
from game.store.erasing import belonging
from game.store.schema import metadata
from tests.lesson import Lesson
from tests.pages import kept_out

#: What belongs to the house or to instructors, not to a conference.
KEPT = {
    "settings",
    "instructors",
    "entry_links",
    "ended_logins",
    "login_tries",
    "setups",
    "answered_forms",
}


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Lesson]:
    lesson = Lesson(tmp_path, "full_accord")
    lesson.hall.questionnaires.save(lesson.seated(1, "us"), "after", {"learned": "Patience."})
    yield lesson
    lesson.close()


def rows(lesson: Lesson) -> dict[str, int]:
    with lesson.house.database.reading() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
            or 0
            for table in metadata.sorted_tables
        }


def test_every_table_of_the_database_is_a_conferences_or_known_to_stay() -> None:
    assert {table.name for table in belonging(1)} | KEPT == set(metadata.tables)


def test_everything_goes_and_a_neighbour_stays(lesson: Lesson) -> None:
    neighbour = lesson.hall.conferences.create(
        lesson.teacher, title="Other", preset="demo", tables=1, consensus="unanimity"
    )
    lesson.hall.conferences.join(neighbour.code, "Zoë")
    person, browser = lesson.seated(1, "us"), lesson.teacher_browser()
    student = lesson.student_browser(person)
    answer = browser.post(lesson.path("/delete"), data={"code": lesson.conference.code})
    assert answer.status_code == 303
    left = rows(lesson)
    assert (left["conferences"], left["tables"], left["participants"]) == (1, 1, 1)
    assert (left["answers"], left["events"]) == (0, 1)
    assert browser.get(lesson.path()).status_code == 404
    assert student.get(f"/play/{person.id}").status_code == 403
    assert browser.get(f"/instructor/conference/{neighbour.id}").status_code == 200
    lesson.house.ticker.beat()


def test_nothing_can_be_read_from_the_file_afterwards(lesson: Lesson, tmp_path: Path) -> None:
    browser = lesson.teacher_browser()
    files = [tmp_path / "game.db", tmp_path / "game.db-wal"]
    assert any(b"Patience." in file.read_bytes() for file in files)
    browser.post(lesson.path("/delete"), data={"code": lesson.conference.code})
    for words in (b"Patience.", b"Farah", b"We are talking. But"):
        assert not any(words in file.read_bytes() for file in files), words


def test_what_was_made_of_it_goes_too(lesson: Lesson) -> None:
    job = lesson.hall.office.start(lesson.conference, Order("workbook", "xlsx"))
    job.future.result(timeout=60)
    assert job.folder.exists()
    lesson.hall.erasure.erase(lesson.teacher, lesson.conference, lesson.conference.code)
    assert not job.folder.exists()


def test_it_has_to_be_confirmed_by_the_owner(lesson: Lesson) -> None:
    browser = lesson.teacher_browser()
    page = browser.get(lesson.path("/delete")).get_data(as_text=True)
    assert "7 people" in page
    assert 'value="class.zip"' in page
    before = rows(lesson)
    assert browser.post(lesson.path("/delete"), data={"code": "000000"}).status_code == 422
    for other in (lesson.teacher_browser("Somebody else"), lesson.browser()):
        assert kept_out(other.get(lesson.path("/delete")))
        sent = {"code": lesson.conference.code}
        assert other.post(lesson.path("/delete"), data=sent).status_code == 403
    assert {**rows(lesson), **dict.fromkeys(KEPT)} == {**before, **dict.fromkeys(KEPT)}


def test_whom_it_is_shared_with_cannot_delete_it(lesson: Lesson) -> None:
    colleague = lesson.teacher_browser("Colleague")
    lesson.hall.conferences.share(lesson.teacher, lesson.conference, "Colleague")
    sent = {"code": lesson.conference.code}
    assert colleague.post(lesson.path("/delete"), data=sent).status_code == 403
    assert lesson.hall.conferences.get(lesson.conference.id) == lesson.conference
