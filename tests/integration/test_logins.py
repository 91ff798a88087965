"""Logins and one-time links: what ends them, for whom they are good, and for how long."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from game.app import COOKIE_SECONDS, House, build
from game.config import Config
from game.service.conferences import Instructor, Participant
from game.service.login import LINK_SECONDS, LOGIN_SECONDS, NOTED_EVERY, REPEAT_SECONDS
from game.store.schema import ended_logins, entry_links, instructors
from game.web.hall import hall
from game.web.logins import instructor_of
from tests.lesson import Lesson
from tests.pages import kept_out

PASSWORD = "correct horse battery"


class School:
    """A server with an instructor who has a password, whose time moves when it is told to."""

    def __init__(self, folder: Path) -> None:
        self.now = 1_000_000.0
        self.house: House = build(Config(f"sqlite:///{folder / 'game.db'}", "http://127.0.0.1"))
        self.conferences = self.house.hall.conferences
        self.accounts = self.house.hall.accounts
        self.house.hall.tables.clock = lambda: self.now
        self.accounts.add("Dr Kim", PASSWORD)

    def browser(self) -> FlaskClient:
        return self.house.app.test_client()

    def enter(self, way: str = "password", browser: FlaskClient | None = None) -> FlaskClient:
        """A browser that is Dr Kim's, or by "other" the one of somebody who has a link alone."""
        browser = browser or self.browser()
        if way == "password":
            sent = {"name": "Dr Kim", "password": PASSWORD}
            assert browser.post("/instructor/login", data=sent).status_code == 303
        else:
            name = "Dr Kim" if way == "link" else "Link Only"
            link = f"/instructor/enter/{self.conferences.invite(name)}"
            assert browser.post(link).status_code == 303
        return browser

    def copy(self, browser: FlaskClient) -> FlaskClient:
        """Another browser that holds a copy of the cookie."""
        copied = self.browser()
        copied.set_cookie(self.cookie, self.held(browser))
        return copied

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds logins."""
        return str(self.house.app.config["SESSION_COOKIE_NAME"])

    def held(self, browser: FlaskClient) -> str:
        """What the browser's cookie holds."""
        cookie = browser.get_cookie(self.cookie)
        assert cookie is not None
        return cookie.value

    def inside(self, browser: FlaskClient) -> bool:
        """Whether the instructor's room opens, to reading and to writing alike."""
        read = browser.get("/instructor")
        assert read.status_code == 200 or kept_out(read)
        written = browser.post("/instructor/minutes", data={"preset": "demo"})
        assert (read.status_code == 200) == (written.status_code != 403)
        return read.status_code == 200

    def join(self, name: str, browser: FlaskClient | None = None) -> tuple[FlaskClient, str]:
        browser = browser or self.browser()
        sent = {"code": self.conferences.get(1).code, "name": name}
        answer = browser.post("/join", data=sent)
        assert answer.status_code == 303
        return browser, answer.location.rsplit("/", 1)[1]

    def person(self, id_: str) -> Participant:
        found = self.conferences.participant(id_)
        assert found is not None
        return found


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    found = School(tmp_path)
    yield found
    found.house.database.close()


WAYS = ["password", "link", "other"]

# --- how an instructor's login ends ------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_copied_cookie_is_worthless_after_log_out(school: School, way: str) -> None:
    browser = school.enter(way)
    before = school.copy(browser)
    school.now += NOTED_EVERY
    assert school.inside(browser)
    refreshed = school.copy(browser)
    assert school.inside(before)
    assert school.inside(refreshed)
    browser.post("/instructor/logout")
    for copy in (browser, before, refreshed):
        assert not school.inside(copy)
    assert school.inside(school.enter(way)), "others' logins are others"


@pytest.mark.parametrize("way", WAYS)
def test_log_out_ends_that_login_alone(school: School, way: str) -> None:
    here, there = school.enter(way), school.enter(way)
    here.post("/instructor/logout")
    assert school.inside(there)


@pytest.mark.parametrize("way", WAYS)
def test_log_out_everywhere_ends_all_of_that_instructor_and_of_nobody_else(
    school: School, way: str
) -> None:
    browsers = [school.enter(way) for _ in range(3)]
    colleague = school.browser()
    colleague.post(f"/instructor/enter/{school.conferences.invite('Colleague')}")
    page = browsers[0].get("/instructor").get_data(as_text=True)
    assert 'action="/instructor/logout-everywhere"' in page
    assert browsers[0].post("/instructor/logout-everywhere").location == "/instructor/login"
    assert not any(map(school.inside, browsers))
    assert school.inside(colleague)
    assert school.inside(school.enter(way))


@pytest.mark.parametrize("way", WAYS)
def test_a_login_runs_out_when_it_has_not_been_used_for_long(school: School, way: str) -> None:
    browser = school.enter(way)
    school.now += LOGIN_SECONDS - 1
    assert school.inside(browser)
    copy = school.copy(browser)
    school.now += LOGIN_SECONDS - 1
    assert school.inside(browser), "its use was noted"
    school.now += LOGIN_SECONDS + 1
    assert not school.inside(browser)
    assert not school.inside(copy)


def test_the_use_of_a_login_is_noted_now_and_then_alone(school: School) -> None:
    browser = school.enter()
    assert "Set-Cookie" not in browser.get("/instructor").headers
    school.now += NOTED_EVERY - 1
    assert "Set-Cookie" not in browser.get("/instructor").headers
    school.now += 1
    assert "Set-Cookie" in browser.get("/instructor").headers
    assert "Set-Cookie" not in browser.get("/instructor").headers


def test_an_answer_that_comes_late_brings_no_ended_login_back(school: School) -> None:
    """A cookie that was sent before the log-out and arrives after it."""
    browser = school.enter()
    school.now += NOTED_EVERY
    browser.get("/instructor")
    late = school.held(browser)
    browser.post("/instructor/logout")
    browser.set_cookie(school.cookie, late)
    assert not school.inside(browser)


def test_another_name_in_the_same_browser_ends_the_login_of_the_former(school: School) -> None:
    browser = school.enter()
    copy = school.copy(browser)
    school.enter("other", browser)
    assert school.inside(browser)
    assert not school.inside(copy)


def test_to_log_in_twice_leaves_one_login_which_log_out_ends(school: School) -> None:
    browser = school.enter()
    copy = school.copy(browser)
    school.enter("password", browser)
    browser.post("/instructor/logout")
    assert not school.inside(copy)


def test_whoever_came_by_link_alone_has_a_key_that_nobody_else_has(school: School) -> None:
    """Nor does a new instructor get the id of one who was removed."""
    first = school.enter("other")
    with school.house.database.reading() as connection:
        query = sa.select(instructors.c.id, instructors.c.login_key)
        before = {row.id: row.login_key for row in connection.execute(query)}
    assert all(len(key) >= 16 for key in before.values())
    school.accounts.remove("Link Only")
    school.conferences.invite("Somebody New")
    new = school.accounts.named("Somebody New")
    assert new.id not in before
    assert new.login_key not in before.values()
    assert not school.inside(first)


@pytest.mark.parametrize("held", [1, [1, ""], [1, "0123456789abcdef"], [1, "", "x", 1e6], "1", {}])
def test_instructors_cookies_of_other_versions_let_nobody_in(school: School, held: object) -> None:
    browser = school.browser()
    with browser.session_transaction() as login:
        login["instructor"] = held
    assert not school.inside(browser)
    browser.post("/instructor/logout")
    assert school.inside(school.enter("password", browser))


def test_even_with_the_right_key_a_login_of_former_days_lets_nobody_in(school: School) -> None:
    kim = school.accounts.named("Dr Kim")
    browser = school.browser()
    with browser.session_transaction() as login:
        login["instructor"] = [kim.id, kim.login_key]
    assert not school.inside(browser)


# --- who hears of it ---------------------------------------------------------------------------


def test_listeners_hear_whose_logins_may_have_ended(school: School) -> None:
    heard: list[int] = []
    school.accounts.subscribe(heard.append)
    browser, kim = school.enter(), school.accounts.named("Dr Kim")
    assert heard == []
    browser.post("/instructor/logout")
    assert heard == [kim.id]
    browser.post("/instructor/logout")
    assert heard == [kim.id], "nothing more has ended"
    browser = school.enter()
    browser.post("/instructor/logout-everywhere")
    school.accounts.set_password("Dr Kim", "another long password")
    school.accounts.remove("Dr Kim")
    assert heard == [kim.id] * 4


def test_what_a_page_held_when_it_connected_tells_whether_it_is_still_good(school: School) -> None:
    browser, kim = school.enter(), school.accounts.named("Dr Kim")

    def held() -> object:
        with browser.session_transaction() as login:
            return login.get("instructor")

    def whose(value: object) -> Instructor | None:
        with school.house.app.app_context():
            return instructor_of(hall(), value)

    before = held()
    assert whose(before) == kim
    browser.post("/instructor/logout")
    assert whose(before) is None
    school.enter("password", browser)
    before = held()
    school.now += LOGIN_SECONDS + 1
    assert whose(before) is None
    for value in (None, 1, [], [1, "key"], "text", [None] * 4):
        assert whose(value) is None


def test_ended_logins_are_kept_as_long_as_a_copy_could_be_good(school: School) -> None:
    def kept() -> int:
        with school.house.database.reading() as connection:
            return len(connection.execute(sa.select(ended_logins.c.login)).all())

    browser = school.enter()
    school.now += NOTED_EVERY
    browser.get("/instructor")
    copy = school.copy(browser)
    browser.post("/instructor/logout")
    school.now += LOGIN_SECONDS - 1
    school.accounts.tidy()
    assert kept() == 1
    assert not school.inside(copy)
    school.now += 2
    school.accounts.tidy()
    assert kept() == 0
    assert not school.inside(copy)


# --- one-time links ----------------------------------------------------------------------------


def link(school: School, name: str = "Dr Kim") -> str:
    return f"/instructor/enter/{school.conferences.invite(name)}"


def test_only_looking_at_a_link_never_uses_it_up(school: School) -> None:
    address = link(school)
    for look in ("GET", "HEAD", "OPTIONS"):
        for _ in range(3):
            assert school.browser().open(address, method=look).status_code == 200
    assert school.browser().post(address).status_code == 303


def test_a_link_is_good_for_a_day(school: School) -> None:
    address = link(school)
    school.now += LINK_SECONDS - 1
    assert school.browser().get(address).status_code == 200
    late = link(school)
    assert school.browser().post(address).status_code == 303
    school.now += LINK_SECONDS + 1
    for browser in (school.browser(), school.enter()):
        for method in ("GET", "POST"):
            answer = browser.open(late, method=method)
            assert answer.status_code == 403
            assert "older than 24 hours" in answer.get_data(as_text=True)


def test_an_answer_that_got_lost_can_be_had_again_by_the_same_browser_alone(
    school: School,
) -> None:
    address = link(school)
    browser, other = school.browser(), school.browser()
    assert browser.get(address).status_code == other.get(address).status_code == 200
    lost = school.copy(browser)
    assert lost.post(address).status_code == 303
    # The browser's own cookie is as it was before: the answer never came.
    assert not school.inside(browser)
    assert other.get(address).status_code == other.post(address).status_code == 403
    assert school.browser().post(address).status_code == 403
    school.now += REPEAT_SECONDS - 1
    assert browser.get(address).status_code == 200
    assert browser.post(address).status_code == 303
    assert school.inside(browser)
    assert browser.post(address).status_code == 303, "and once more, should that get lost too"
    school.now += 1
    assert browser.get(address).status_code == browser.post(address).status_code == 403
    assert school.inside(browser)


@pytest.mark.parametrize("ending", ["logout", "logout-everywhere", "passwd"])
def test_no_copy_gets_back_by_the_link_once_its_login_was_ended(
    school: School, ending: str
) -> None:
    address = link(school)
    browser = school.browser()
    browser.get(address)
    browser.post(address)
    copy = school.copy(browser)
    if ending == "passwd":
        school.accounts.set_password("Dr Kim", "another long password")
    else:
        browser.post(f"/instructor/{ending}")
    assert copy.post(address).status_code == 403
    assert not school.inside(copy)


def test_old_links_are_deleted_and_good_ones_kept(school: School) -> None:
    def kept() -> int:
        with school.house.database.reading() as connection:
            return len(connection.execute(sa.select(entry_links.c.token_hash)).all())

    link(school)
    school.now += LINK_SECONDS
    good = link(school)
    school.now += REPEAT_SECONDS + 1
    school.accounts.tidy()
    assert kept() == 1
    assert school.browser().post(good).status_code == 303


# --- students ----------------------------------------------------------------------------------


@pytest.fixture
def lesson(school: School) -> School:
    school.conferences.create(
        school.accounts.named("Dr Kim"),
        title="Class",
        preset="demo",
        tables=1,
        consensus="unanimity",
    )
    return school


def test_a_students_cookie_of_former_days_is_good(lesson: School) -> None:
    _, id_ = lesson.join("Ann")
    browser = lesson.browser()
    with browser.session_transaction() as login:
        login["participants"] = [id_]
    assert browser.get(f"/wait/{id_}").status_code == 200


def test_a_students_login_lasts_a_fortnight_after_its_last_day_of_use(lesson: School) -> None:
    assert COOKIE_SECONDS == 14 * 86_400
    browser, id_ = lesson.join("Ann")
    assert "Set-Cookie" not in browser.get(f"/wait/{id_}").headers
    lesson.now += 86_400
    assert "Expires" in browser.get(f"/wait/{id_}").headers["Set-Cookie"]


def has_the_way_to_leave(browser: FlaskClient, page: str, id_: str) -> None:
    answer = browser.get(page)
    assert answer.status_code in (200, 202), (page, answer.location)
    assert answer.get_data(as_text=True).count(f'action="/leave/{id_}"') == 1, page


def leaves(browser: FlaskClient, id_: str, pages: list[str]) -> None:
    assert browser.post(f"/leave/{id_}").location == "/"
    for page in pages:
        assert browser.get(page).status_code == 403, page


def test_every_page_before_and_during_the_talks_has_the_way_to_leave_on_this_device(
    lesson: School,
) -> None:
    browser, id_ = lesson.join("Ann")
    conference = lesson.conferences.get(1)
    before = [f"/wait/{id_}", f"/play/{id_}/before"]
    for page in before:
        has_the_way_to_leave(browser, page, id_)
    lesson.conferences.seat(conference, id_, 1, "us")
    has_the_way_to_leave(browser, before[0], id_)
    lesson.conferences.start(conference)
    during = [f"/play/{id_}{more}" for more in ("", "?tab=talk", "?all=1", "/rules")]
    for page in during:
        has_the_way_to_leave(browser, page, id_)
    leaves(browser, id_, before + during)


def test_every_page_after_the_talks_has_the_way_to_leave_on_this_device(tmp_path: Path) -> None:
    played = Lesson(tmp_path, "walk_out")
    student = played.seated(1, "us")
    browser = played.student_browser(student)
    places = ("", "/score", "/after", "/debrief", "/debrief/own")
    pages = [f"/play/{student.id}{place}" for place in places]
    for _ in ("while the report is made", "when it is there"):
        for page in pages:
            has_the_way_to_leave(browser, page, student.id)
        played.hall.reports.finish()
    assert browser.get(pages[-1]).status_code == 200
    leaves(browser, student.id, pages)
    played.close()


def test_who_leaves_keeps_their_seat_and_comes_back_by_their_code(lesson: School) -> None:
    browser, ann = lesson.join("Ann")
    _, ben = lesson.join("Ben", browser)
    lesson.enter("password", browser)
    assert browser.post(f"/leave/{ann}").status_code == 303
    entrance = browser.get("/").get_data(as_text=True)
    assert "You have left on this device" in entrance
    assert f"/wait/{ann}" not in entrance
    assert f"/wait/{ben}" in entrance
    assert browser.get(f"/wait/{ben}").status_code == 200
    assert lesson.inside(browser)
    code = {"code": lesson.conferences.get(1).code, "resume_code": lesson.person(ann).resume_code}
    assert browser.post("/resume", data=code).location == f"/wait/{ann}"


def test_the_entrance_asks_before_anybody_goes_on_as_somebody_else(lesson: School) -> None:
    browser, ann = lesson.join("Ann")
    entrance = browser.get("/").get_data(as_text=True)
    assert "Not you?" in entrance
    assert f'action="/leave/{ann}"' in entrance


def test_nobody_is_made_to_leave_by_others_or_by_an_address(lesson: School) -> None:
    browser, ann = lesson.join("Ann")
    other, _ = lesson.join("Ben")
    assert other.post(f"/leave/{ann}").status_code == 403
    assert browser.get(f"/leave/{ann}").status_code == 405
    assert browser.get(f"/wait/{ann}").status_code == 200


def test_a_participant_who_was_removed_can_be_left_too(lesson: School) -> None:
    browser, ann = lesson.join("Ann")
    lesson.conferences.remove(lesson.conferences.get(1), ann)
    assert browser.post(f"/leave/{ann}").status_code == 303


# --- resume codes ------------------------------------------------------------------------------


def test_a_new_resume_code_replaces_the_old_one_at_once(lesson: School) -> None:
    browser, ann = lesson.join("Ann")
    teacher, code = lesson.enter(), lesson.conferences.get(1).code
    old = lesson.person(ann).resume_code
    page = teacher.get("/instructor/conference/1").get_data(as_text=True)
    assert 'formaction="/instructor/conference/1/new_code"' in page
    renewed = teacher.post("/instructor/conference/1/new_code", data={"participant": ann})
    assert renewed.status_code == 303
    new = lesson.person(ann).resume_code
    assert new != old
    page = teacher.get("/instructor/conference/1").get_data(as_text=True)
    assert new in page
    assert old not in page

    def resume(resume_code: str) -> int:
        sent = {"code": code, "resume_code": resume_code}
        return lesson.browser().post("/resume", data=sent).status_code

    assert resume(old) == 404
    assert resume(new) == 303
    assert new in browser.get(f"/wait/{ann}").get_data(as_text=True)


def test_a_new_resume_code_is_given_by_those_who_run_the_conference_alone(lesson: School) -> None:
    browser, ann = lesson.join("Ann")
    old = lesson.person(ann).resume_code
    for who in (browser, lesson.browser(), lesson.enter("other")):
        answer = who.post("/instructor/conference/1/new_code", data={"participant": ann})
        assert kept_out(answer)
    unknown = lesson.enter().post(
        "/instructor/conference/1/new_code", data={"participant": "nobody"}
    )
    assert unknown.status_code == 404
    assert lesson.person(ann).resume_code == old
