"""The debrief's pages: made once, in a process of its own, and shown to whom they belong."""

import json
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from markupsafe import escape

from game.app import House, build
from game.bots import par as bots_par
from game.bots.par import ParState
from game.config import Config
from game.engine.actors import INSTRUCTOR
from game.engine.acts.channels import MessageSent
from game.engine.acts.debrief import OpenChapter
from game.engine.acts.endings import EndTalks
from game.engine.choices import Chapter
from game.engine.stored import stored, write_event
from game.records.format import Record, read
from game.report import work
from game.report.figures import table as table_module
from game.report.reading import CHAPTERS
from game.report.work import TABLE_REPORT
from game.service.reports import FAILED_FOR, TRIES, Maker
from game.service.worker import Worker
from game.store.log import StoredEvent
from game.store.schema import events
from game.web import play as play_module
from tests.logs import append
from tests.replays.record import CURRENT

GAME = read((CURRENT / "no_agreement.jsonl").read_bytes())
ACCORD = read((CURRENT / "partial_accord.jsonl").read_bytes())
TALKED = read((CURRENT / "full_accord.jsonl").read_bytes())


def job_of(game: Record) -> bytes:
    """The job to report on the recorded game."""
    return json.dumps(
        {
            "kind": "table",
            "scenario": "six_party_talks",
            "language": "en",
            "events": [stored(event) for event in game.events],
        }
    ).encode()


class Class:
    """A conference whose tables have been played as recorded; Ann sits for the US at table 1."""

    def __init__(self, folder: Path, *games: Record) -> None:
        self.config = Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1")
        self.jobs = 0
        self._play(games)
        self.house: House = build(self.config)
        self.house.reports.maker = Maker(self._make, 1)
        self.conferences = self.house.hall.conferences
        self.conference = self.conferences.get(1)
        self.tables = self.conferences.tables(1)
        (person,) = self.conferences.people(1)
        self.ann = person.id
        self.teacher = self.teacher_named("Teacher")
        self.student = self.house.app.test_client()
        with self.student.session_transaction() as login:
            login["participants"] = [person.id]

    def _play(self, games: Sequence[Record]) -> None:
        """Fill a database with the games; the server starts afterwards."""
        house = build(self.config)
        conferences = house.hall.conferences
        conference = conferences.create(
            conferences.enter(conferences.invite("Teacher")),
            title="Class",
            preset="demo",
            tables=len(games),
            consensus="unanimity",
        )
        tables = conferences.tables(conference.id)
        ann = conferences.join(conference.code, "Ann")
        conferences.seat(conference, ann.id, tables[0].id, "us")
        for table, game in zip(tables, games, strict=True):
            with house.database.writing() as connection:
                connection.execute(sa.delete(events).where(events.c.table_id == table.id))
            rows = [
                StoredEvent(seq, event.at, event.kind, write_event(event), f"c{seq}")
                for seq, event in enumerate(game.events, start=1)
            ]
            append(house.database, table.id, rows)
        house.database.close()

    def teacher_named(self, name: str) -> FlaskClient:
        browser = self.house.app.test_client()
        browser.post(f"/instructor/enter/{self.conferences.invite(name)}")
        return browser

    def _make(self, job: bytes) -> bytes:
        self.jobs += 1
        return work.make(job)

    @property
    def table_page(self) -> str:
        return f"/instructor/conference/{self.conference.id}/table/1/debrief"

    @property
    def class_page(self) -> str:
        return f"/instructor/conference/{self.conference.id}/debrief"

    def get(self, browser: FlaskClient, address: str) -> str:
        """The page, once it is there."""
        answer = browser.get(address)
        if answer.status_code == 202:
            self.house.reports.finish()
            answer = browser.get(address)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def open(self, chapter: Chapter) -> None:
        command = OpenChapter(chapter=chapter)
        self.house.hall.tables.submit(
            self.tables[0].id, INSTRUCTOR, command, command_id=f"open-{chapter}"
        )


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Class]:
    found = Class(tmp_path, ACCORD)
    yield found
    found.house.reports.finish()
    found.house.database.close()


# --- made once ---------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["", "?at=3", "?part=1", "?paper=1", "/us", "/us?paper=1"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_table_at_which_hardly_anything_has_happened_has_a_page(
    tmp_path: Path, count: int, asked: str
) -> None:
    lesson = Class(tmp_path, replace(GAME, events=GAME.events[:count]))
    lesson.teacher.get(lesson.table_page)
    lesson.house.reports.finish()
    assert lesson.teacher.get(lesson.table_page + asked).status_code == 200
    lesson.house.close()


def test_a_page_that_is_not_ready_says_so_and_asks_again(school: Class) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(job: bytes) -> bytes:
        begun.set()
        go.wait(20)
        return work.make(job)

    school.house.reports.maker = Maker(slow, 1)
    answer = school.teacher.get(school.table_page)
    assert answer.status_code == 202
    assert answer.headers["Refresh"].startswith("2; url=/")
    assert "is being made" in answer.get_data(as_text=True)
    assert begun.wait(20)
    assert school.teacher.get("/instructor").status_code == 200
    go.set()
    school.house.reports.finish()
    assert school.teacher.get(school.table_page).status_code == 200


def test_a_report_is_made_once_for_all_pages_and_readers(school: Class) -> None:
    school.get(school.teacher, school.table_page)
    for address in (school.table_page, f"{school.table_page}/us", f"{school.table_page}/dprk"):
        school.get(school.teacher, address)
    school.get(school.student, f"/play/{school.ann}/debrief")
    school.get(school.student, f"/play/{school.ann}/debrief/own")
    assert school.jobs == 1


def test_the_guide_and_the_class_compute_nothing_of_a_table_again(tmp_path: Path) -> None:
    school = Class(tmp_path, ACCORD, GAME)
    school.get(school.teacher, school.class_page)
    assert school.jobs == 3, "one a table, and the comparison"
    guide = school.table_page.replace("debrief", "guide")
    for address in (
        guide,
        f"{guide}/4",
        school.table_page,
        f"{school.class_page}?paper",
        f"{school.table_page}?paper",
        f"{school.table_page}/us?paper",
    ):
        assert school.teacher.get(address).status_code == 200
    assert school.jobs == 3
    school.house.close()


def test_opening_chapters_makes_no_new_report(school: Class) -> None:
    school.get(school.teacher, school.table_page)
    school.open("objectives")
    school.get(school.student, f"/play/{school.ann}/debrief")
    assert school.jobs == 1


def test_a_report_outlives_the_server(school: Class, tmp_path: Path) -> None:
    school.get(school.teacher, school.table_page)
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    house.reports.maker = Maker(lambda job: pytest.fail("made again"), 1)
    found = house.reports.table(school.conference, school.tables[0])
    assert found.fresh
    house.database.close()


def test_a_report_in_the_form_of_an_older_house_is_not_shown(tmp_path: Path) -> None:
    """Even while a game runs, when the last report is better than none."""
    school = Class(tmp_path, Record(ACCORD.header, ACCORD.events[:60], ACCORD.outcome))
    school.get(school.teacher, school.table_page)
    school.house.reports.maker = Maker(school.house.reports.maker.make, 2)
    assert school.teacher.get(school.table_page).status_code == 202
    school.house.reports.finish()
    assert school.jobs == 2
    school.house.database.close()


def test_a_report_that_cannot_be_made_says_so(
    school: Class, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(job: bytes) -> bytes:
        raise RuntimeError("no ink")

    school.house.reports.maker = Maker(broken, 1)
    assert school.teacher.get(school.table_page).status_code == 202
    school.house.reports.finish()
    answer = school.teacher.get(school.table_page)
    assert answer.status_code == 503
    assert "could not be made" in answer.get_data(as_text=True)
    assert "no ink" in caplog.text
    # Looking again does not try again, asking for it does: once, whatever the page asks later.
    school.house.reports.maker = Maker(work.make, 1)
    assert school.teacher.get(school.table_page).status_code == 503
    answer = school.teacher.get(f"{school.table_page}?again=1")
    assert answer.status_code == 202
    assert "again" not in answer.headers["Refresh"]
    school.house.reports.finish()
    assert school.teacher.get(school.table_page).status_code == 200


def test_a_report_that_failed_is_made_by_itself_some_minutes_later(school: Class) -> None:
    now = [0.0]
    reports = school.house.reports
    reports._monotonic = lambda: now[0]

    def broken(job: bytes) -> bytes:
        raise RuntimeError("no ink")

    reports.maker = Maker(broken, 1)
    school.teacher.get(school.table_page)
    reports.finish()
    reports.maker = Maker(work.make, 1)
    now[0] = FAILED_FOR - 1
    assert school.teacher.get(school.table_page).status_code == 503
    now[0] = FAILED_FOR + 1
    assert school.teacher.get(school.table_page).status_code == 202
    reports.finish()
    assert school.teacher.get(school.table_page).status_code == 200


@pytest.mark.parametrize("deaths", range(TRIES + 1))
def test_a_worker_that_dies_is_no_fault_of_the_report(school: Class, deaths: int) -> None:
    left = [deaths]

    def dying(job: bytes) -> bytes:
        if left[0]:
            left[0] -= 1
            raise BrokenProcessPool
        return work.make(job)

    school.house.reports.maker = Maker(dying, 1)
    school.teacher.get(school.table_page)
    school.house.reports.finish()
    made = school.teacher.get(school.table_page).status_code
    assert made == (200 if deaths < TRIES else 503)


def test_the_work_is_done_in_a_process_of_its_own() -> None:
    worker = Worker()
    report = TABLE_REPORT.validate_json(worker.convert(work.make, job_of(GAME)))
    worker.close()
    assert report.figures.facts.ending == "no_agreement"
    assert report.told


def test_a_report_is_ready_when_its_game_ends(tmp_path: Path) -> None:
    running = Record(ACCORD.header, ACCORD.events[:60], ACCORD.outcome)
    school = Class(tmp_path, running)
    school.house.reports.prepare_at_end()
    school.house.hall.tables.submit(school.tables[0].id, INSTRUCTOR, EndTalks(), command_id="end")
    school.house.reports.finish()
    assert school.jobs == 1
    assert school.house.reports.table(school.conference, school.tables[0]).fresh
    school.house.database.close()


# --- who may see what --------------------------------------------------------------------------


def test_another_instructor_sees_nothing(school: Class) -> None:
    other = school.teacher_named("Somebody else")
    for address in (school.table_page, f"{school.table_page}/us", school.class_page):
        assert other.get(address).status_code == 403
    for address in (school.table_page, school.class_page):
        answer = school.student.get(address)
        assert answer.status_code == 302
        assert answer.location.startswith("/instructor/login")


def test_another_browser_sees_no_students_debrief(school: Class) -> None:
    other = school.house.app.test_client()
    for address in (f"/play/{school.ann}/debrief", f"/play/{school.ann}/debrief/own"):
        assert other.get(address).status_code == 403


def test_what_is_not_there_is_not_found(school: Class) -> None:
    assert school.teacher.get(f"{school.table_page}/atlantis").status_code == 404
    missing = f"/instructor/conference/{school.conference.id}/table/9/debrief"
    assert school.teacher.get(missing).status_code == 404


def test_before_the_end_a_student_is_sent_back_to_the_table(tmp_path: Path) -> None:
    half = Record(ACCORD.header, ACCORD.events[:60], ACCORD.outcome)
    school = Class(tmp_path, half)
    answer = school.student.get(f"/play/{school.ann}/debrief")
    assert answer.status_code == 302
    assert "still running" in school.get(school.teacher, school.table_page)
    school.house.database.close()


def test_a_student_sees_chapter_by_chapter(school: Class) -> None:
    page = school.get(school.student, f"/play/{school.ann}/debrief")
    assert "has not opened this chapter yet" in page
    assert "Concession curves" not in page
    assert "All that could have been agreed" not in page
    school.open("objectives")
    page = school.get(school.student, f"/play/{school.ann}/debrief")
    assert "Concession curves" in page
    assert "All that could have been agreed" in page
    for chapter in CHAPTERS:
        school.open(chapter)
    page = school.get(school.student, f"/play/{school.ann}/debrief")
    assert "has not opened this chapter yet" not in page


def test_where_scores_wait_to_be_opened_they_wait(tmp_path: Path) -> None:
    first = ACCORD.events[0].model_copy(update={"scores": "when_opened"})
    school = Class(tmp_path, Record(ACCORD.header, (first, *ACCORD.events[1:]), ACCORD.outcome))
    address = f"/play/{school.ann}/debrief"
    assert "What each delegation got" not in school.get(school.student, address)
    score = school.get(school.student, f"/play/{school.ann}/score")
    assert "Your teacher opens the scores" in score
    assert "points of 100" not in score
    assert "attainment" not in score
    taken_home = school.get(school.student, f"{address}/own")
    assert "points of 100" not in taken_home
    school.open("scores")
    assert "points of 100" in school.get(school.student, f"/play/{school.ann}/score")
    assert "points of 100" in school.get(school.student, f"{address}/own")
    assert "What each delegation got" in school.get(school.student, address)
    school.house.database.close()


# --- pages -------------------------------------------------------------------------------------


def test_every_chart_has_a_text_alternative_and_a_table(school: Class) -> None:
    for address in (school.table_page, f"{school.table_page}/us", school.class_page):
        page = school.get(school.teacher, address)
        figures = re.findall(r'<figure class="chart .*?</figure>', page, re.DOTALL)
        assert figures
        for figure in figures:
            labels = re.findall(r'<svg [^>]*role="img" aria-label="([^"]+)"', figure)
            assert len(labels) == 2, "one for wide screens, one for telephones"
            assert all(len(label) > 40 for label in labels)
            assert len(re.findall(r"<title>.+?</title><desc>.+?</desc>", figure)) == 2
            assert re.search(r"<table.*<th", figure, re.DOTALL)
        assert " style=" not in page


def test_the_scrubber_works_without_scripts(school: Class) -> None:
    first = school.get(school.teacher, f"{school.table_page}?at=0")
    assert 'value="0"' in first
    assert "The joint text is empty." in first
    part = school.get(school.teacher, f"{school.table_page}?at=0&part")
    assert "<html" not in part
    assert 'id="moment"' in part
    assert school.get(school.teacher, f"{school.table_page}?at=99999") == school.get(
        school.teacher, school.table_page
    )


def test_what_would_have_been_better_for_all_is_told(school: Class) -> None:
    page = school.get(school.teacher, school.table_page)
    assert "would have gained and none lost" in page


def test_debriefs_are_linked_from_where_they_are_wanted(school: Class) -> None:
    table = f"/instructor/conference/{school.conference.id}/table/1"
    assert school.table_page in school.get(school.teacher, table)
    conference = f"/instructor/conference/{school.conference.id}"
    assert school.class_page in school.get(school.teacher, conference)
    score = school.get(school.student, f"/play/{school.ann}/score")
    assert f"/play/{school.ann}/debrief" in score


def test_a_class_is_compared_as_soon_as_a_table_has_ended(tmp_path: Path) -> None:
    school = Class(tmp_path, ACCORD, GAME)
    page = school.get(school.teacher, school.class_page)
    assert "Where the same seat got apart" in page
    assert "Ranks within the same seat" not in page
    assert school.jobs == 3
    school.get(school.teacher, school.class_page)
    school.get(school.teacher, school.table_page)
    assert school.jobs == 3
    school.house.database.close()


def test_from_four_tables_on_the_same_seats_are_ranked(tmp_path: Path) -> None:
    school = Class(tmp_path, ACCORD, GAME, ACCORD, GAME)
    page = school.get(school.teacher, school.class_page)
    assert "Ranks within the same seat" in page
    assert "Ranked by par score" in page
    school.house.database.close()


def test_the_par_score_stands_beside_attainment_wherever_scores_are_shown(school: Class) -> None:
    report = TABLE_REPORT.validate_json(work.make(job_of(ACCORD)))
    (us,) = (score for score in report.figures.scores if score.delegation == "us")
    shown = str(us.par_score).replace("-", "−")
    for browser, address, mark in (
        (school.student, f"/play/{school.ann}/score", f"<b>{shown}</b><span>par score</span>"),
        (school.student, f"/play/{school.ann}/debrief", f"<b>{shown}</b></td>"),
        (
            school.student,
            f"/play/{school.ann}/debrief/own",
            f"<b>{shown}</b><span>par score</span>",
        ),
        (school.teacher, school.table_page, f"<b>{shown}</b></td>"),
        (school.teacher, school.class_page, f" · {shown}</span>"),
    ):
        page = school.get(browser, address)
        assert mark in page, address
        assert "50 what skilled play by the machine gets in this seat" in page


@pytest.mark.parametrize("why", ["stale", "missing"])
def test_without_a_par_that_holds_pages_say_so(
    school: Class, why: ParState, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (bots_par, table_module, play_module):
        monkeypatch.setattr(module, "par_state", lambda structure, preset, agenda: why)
    told = {"stale": "under other numbers or rules", "missing": "not been found for this preset"}
    for browser, address in (
        (school.student, f"/play/{school.ann}/score"),
        (school.student, f"/play/{school.ann}/debrief"),
        (school.student, f"/play/{school.ann}/debrief/own"),
        (school.teacher, school.class_page),
    ):
        page = school.get(browser, address)
        assert "n/a" in page, address
        assert told[why] in page, address


def test_what_was_written_in_private_is_read_once_its_chapter_is_open(tmp_path: Path) -> None:
    school = Class(tmp_path, TALKED)
    said = next(
        event.text
        for event in TALKED.events
        if isinstance(event, MessageSent) and len(event.members) > 1 and "us" not in event.members
    )
    address = f"/play/{school.ann}/debrief"
    shown = str(escape(said))
    assert shown not in school.get(school.student, address)
    assert shown in school.get(school.teacher, school.table_page)
    school.open("talks")
    assert shown in school.get(school.student, address)
    school.house.database.close()


def test_before_any_table_has_ended_the_class_has_no_debrief(tmp_path: Path) -> None:
    school = Class(tmp_path, Record(ACCORD.header, ACCORD.events[:60], ACCORD.outcome))
    answer = school.teacher.get(school.class_page)
    assert answer.status_code == 302
    school.house.database.close()
