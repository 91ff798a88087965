"""The questionnaires: who may answer when, who reads what, and what the teacher sees."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.engine.actors import INSTRUCTOR
from game.engine.acts.progress import AdvancePhase
from game.report import asking
from game.web.present.opinions import foreseen
from tests.lesson import Lesson
from tests.pages import kept_out

AFTER = {item.id: "4" for item in asking.items("after") if not item.open}
WORDS = "A promise without a date is worth nothing."


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Lesson]:
    lesson = Lesson(tmp_path, "full_accord", "no_agreement")
    yield lesson
    lesson.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Lesson]:
    """A lesson that has not begun."""
    lesson = Lesson(tmp_path, "full_accord")
    lesson.conference = lesson.hall.conferences.create(
        lesson.teacher, title="New", preset="demo", tables=1, consensus="unanimity"
    )
    yield lesson
    lesson.close()


def test_answers_come_back_to_their_author_and_can_be_changed(lesson: Lesson) -> None:
    person = lesson.seated(1, "us")
    browser, address = lesson.student_browser(person), f"/play/{person.id}/after"
    assert browser.post(address, data={**AFTER, "learned": WORDS}).status_code == 303
    page = browser.get(address).get_data(as_text=True)
    assert page.count("checked") == len(AFTER)
    assert WORDS in page
    assert browser.post(address, data={"outcome_gain": "2"}).status_code == 303
    assert lesson.hall.questionnaires.own(person, "after") == {"outcome_gain": 2}


def test_what_is_no_answer_is_not_kept(lesson: Lesson) -> None:
    person = lesson.seated(1, "us")
    sent = {"outcome_gain": "6", "self_pride": "x", "unknown": "3", "learned": "  "}
    browser = lesson.student_browser(person)
    assert browser.post(f"/play/{person.id}/after", data=sent).status_code == 303
    assert lesson.hall.questionnaires.own(person, "after") == {}


def test_long_words_are_cut_and_none_can_be_markup(lesson: Lesson) -> None:
    person = lesson.seated(1, "us")
    browser = lesson.student_browser(person)
    browser.post(f"/play/{person.id}/after", data={"learned": "<b>" + "x" * 2000})
    kept = lesson.hall.questionnaires.own(person, "after")["learned"]
    assert len(str(kept)) == asking.WORDS_LIMIT
    assert "<b>x" not in browser.get(f"/play/{person.id}/after").get_data(as_text=True)


def test_nobody_else_reads_or_writes_them(lesson: Lesson) -> None:
    person, other = lesson.seated(1, "us"), lesson.seated(1, "dprk")
    lesson.student_browser(person).post(f"/play/{person.id}/after", data={"learned": WORDS})
    neighbour = lesson.student_browser(other)
    assert neighbour.get(f"/play/{person.id}/after").status_code == 403
    assert neighbour.post(f"/play/{person.id}/after", data=AFTER).status_code == 403
    assert kept_out(neighbour.get(lesson.path("/questionnaires")))
    for path in (f"/play/{other.id}", f"/play/{other.id}/score", f"/play/{other.id}/after"):
        assert WORDS not in neighbour.get(path, follow_redirects=True).get_data(as_text=True)
    stranger = lesson.teacher_browser("Somebody else")
    assert stranger.get(lesson.path("/questionnaires")).status_code == 403
    assert lesson.hall.questionnaires.own(person, "after") == {"learned": WORDS}


def test_an_observer_is_not_asked(lesson: Lesson) -> None:
    observer = lesson.observer
    browser = lesson.student_browser(observer)
    for form in asking.FORMS:
        assert browser.get(f"/play/{observer.id}/{form}").status_code == 403
        assert browser.post(f"/play/{observer.id}/{form}", data=AFTER).status_code == 403
    assert lesson.hall.questionnaires.of_conference(lesson.conference.id) == ()


def test_the_first_closes_when_the_talks_begin_and_the_second_opens_when_they_end(
    fresh: Lesson,
) -> None:
    conference, conferences = fresh.conference, fresh.hall.conferences
    person = conferences.join(conference.code, "Ada")
    before = {"expect_text": "5", "own_aim": "To learn to listen."}
    fresh.hall.questionnaires.save(person, "before", before)
    conferences.auto_seat(conference)
    conferences.start(conference)
    seated = conferences.participant(person.id)
    assert seated is not None
    asked = fresh.hall.questionnaires
    assert asked.is_open(seated, "before")
    assert not asked.is_open(seated, "after")
    browser = fresh.student_browser(seated)
    assert "?go=before" in browser.get(f"/play/{person.id}").get_data(as_text=True)
    (table,) = conferences.tables(conference.id)
    fresh.hall.tables.submit(
        table.id,
        INSTRUCTOR,
        AdvancePhase(),
        command_id="advance",
        step=fresh.hall.tables.state(table.id).phase.step.tag,
    )
    assert not asked.is_open(seated, "before")
    assert browser.post(f"/play/{person.id}/before", data=before).status_code == 409
    assert asked.own(seated, "before") == {"expect_text": 5, "own_aim": "To learn to listen."}
    assert "To learn to listen." in browser.get(f"/play/{person.id}/before").get_data(as_text=True)


def test_they_never_block_and_are_offered_where_students_wait(lesson: Lesson) -> None:
    person = lesson.seated(1, "us")
    score = lesson.student_browser(person).get(f"/play/{person.id}/score").get_data(as_text=True)
    assert f"/play/{person.id}/after" in score
    assert "points of 100" in score


def test_the_teacher_sees_means_beside_results_and_is_warned_of_few(lesson: Lesson) -> None:
    for number, delegation, value in ((1, "us", "5"), (1, "dprk", "1"), (2, "us", "3")):
        person = lesson.seated(number, delegation)
        answers = dict.fromkeys(AFTER, value) | {"learned": f"{delegation} {number}"}
        lesson.student_browser(person).post(f"/play/{person.id}/after", data=answers)
    page = lesson.teacher_browser().get(lesson.path("/questionnaires")).get_data(as_text=True)
    result = lesson.hall.office.material(lesson.conference, "names").table(1).results["us"]
    assert f"<b>{result.attainment}</b>" in page
    for mean in ('<span class="few">5.0</span>', '<span class="few">3.0</span>'):
        assert mean in page
    assert "dprk 1" in page
    assert "Fewer than 5 people" in page
    assert f'<td class="numeric">{result.par_score}</td>' in page


def test_what_a_table_expected_stands_beside_what_came(lesson: Lesson) -> None:
    for delegation, text, trust in (("us", 5, 2), ("dprk", 3, 1)):
        person = lesson.seated(1, delegation)
        before = {"expect_text": text, "expect_trust": trust}
        # Given in time: the form is shut by now.
        lesson.hall.questionnaires.answers.save(person.id, "before", before, 0.0)
    material = lesson.hall.office.material(lesson.conference, "names")
    first, *_ = foreseen(material)
    assert (first.text.value, first.trust.value, first.text.people) == (4.0, 1.5, 2)
    assert first.ending == material.table(1).state.ending
    page = lesson.teacher_browser().get(lesson.path("/questionnaires")).get_data(as_text=True)
    assert "What they expected, and what came" in page


def test_who_leaves_takes_their_answers_along(lesson: Lesson) -> None:
    person = lesson.seated(1, "us")
    lesson.hall.questionnaires.save(person, "after", AFTER)
    lesson.hall.conferences.remove(lesson.conference, person.id)
    assert lesson.hall.questionnaires.of_conference(lesson.conference.id) == ()


def test_every_dimension_has_items_of_its_own_words() -> None:
    for dimension in asking.DIMENSIONS:
        assert len(asking.of_dimension(dimension)) == 2
    texts = [asking.text(item, "en") for item in asking.ITEMS]
    assert len(set(texts)) == len(texts)


def test_a_mean_is_of_people_not_of_answers() -> None:
    items = asking.of_dimension("outcome")
    given = [{"outcome_gain": 5, "outcome_fit": 5}, {"outcome_gain": 1}, {}]
    assert asking.mean(given, items) == asking.Mean(3.0, 2)
    assert asking.mean(given, items).few
    assert asking.mean([], items) == asking.Mean(None, 0)
