"""Passwords: which are refused, how they are kept, and what wrong ones cost whom."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import gevent
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from game.app import House, build, offload_for
from game.config import Config
from game.service.passwords import Passwords, check_new, directly, new_password, outdated
from game.service.problems import Problem
from game.service.throttle import (
    BURST,
    FREE_FOR_NAME,
    LONGEST_DELAY,
    PER_SECOND,
    WINDOW,
    delay_after,
)
from game.store.directory import Directory
from game.store.schema import instructors, login_tries
from tests.house import ServerProcess, Visitor

PASSWORD = "correct horse battery"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


class School:
    """A server with two instructors, whose time moves when it is told to, or when it waits."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'game.db'}"
        self.now = 1_000_000.0
        self.waited: list[float] = []
        self.house = self.open()
        for name in ("Dr Kim", "Prof Lee"):
            self.house.hall.accounts.add(name, PASSWORD)

    def open(self) -> House:
        house = build(Config(self.url, "http://127.0.0.1"))
        house.hall.tables.clock = lambda: self.now
        house.hall.accounts.throttle.sleep = self.sleep
        return house

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds

    def enter(
        self,
        password: str = PASSWORD,
        name: str = "Dr Kim",
        address: str = HERE,
        browser: FlaskClient | None = None,
    ) -> TestResponse:
        """Log in; ``waited`` has the delays of this try alone."""
        self.waited.clear()
        return (browser or self.house.app.test_client()).post(
            "/instructor/login",
            data={"name": name, "password": password},
            environ_base={"REMOTE_ADDR": address},
        )


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing that takes no time, for tests of many tries."""
    monkeypatch.setattr(Passwords, "hash", lambda _self, password: f"scrypt:32768:8:3${password}")
    monkeypatch.setattr(
        Passwords, "fits", lambda _self, password, hashed: hashed == f"scrypt:32768:8:3${password}"
    )


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    found = School(tmp_path)
    yield found
    found.house.database.close()


# --- wrong ones --------------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("wrong", [1, FREE_FOR_NAME, 40, 400])
@pytest.mark.parametrize("guessed", ["Dr Kim", "Nobody"])
def test_the_right_password_lets_in_after_any_number_of_wrong_ones_from_the_same_address(
    school: School, wrong: int, guessed: str
) -> None:
    refused = [school.enter("wrong", guessed).status_code for _ in range(wrong)]
    assert set(refused) == {403}
    for name in ("Dr Kim", "Prof Lee"):
        assert school.enter(name=name).status_code == 303
        assert sum(school.waited) <= LONGEST_DELAY


@pytest.mark.usefixtures("quick")
def test_guesses_under_ever_other_names_are_slowed_down_too(school: School) -> None:
    for number in range(60):
        assert school.enter("wrong", f"Name {number}").status_code == 403
    assert school.waited == [LONGEST_DELAY]


@pytest.mark.usefixtures("quick")
def test_other_addresses_and_other_names_do_not_wait(school: School) -> None:
    for _ in range(FREE_FOR_NAME + 2):
        school.enter("wrong")
    assert school.enter("wrong").status_code == 403
    assert school.waited
    assert school.enter(address=ELSEWHERE).status_code == 303
    assert not school.waited
    assert school.enter(name="Prof Lee").status_code == 303
    assert not school.waited


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("way", ["password", "link"])
def test_a_browser_that_has_been_in_does_not_wait_for_what_others_do(
    school: School, way: str
) -> None:
    browser = school.house.app.test_client()
    if way == "password":
        school.enter(browser=browser)
    else:
        browser.post(f"/instructor/enter/{school.house.hall.conferences.invite('Dr Kim')}")
    browser.post("/instructor/logout")
    for _ in range(BURST):
        school.enter("wrong")
    start = school.now
    # Nor does it where tries come too fast for anybody else's to be looked at.
    school.house.hall.accounts.throttle.sleep = lambda _seconds: None
    while school.enter("wrong").status_code != 429:
        assert school.now == start
    assert school.enter(browser=browser).status_code == 303
    assert not school.waited


@pytest.mark.usefixtures("quick")
def test_a_browser_that_has_been_in_waits_for_its_own_wrong_tries_and_under_other_names(
    school: School,
) -> None:
    browser = school.house.app.test_client()
    school.enter(browser=browser)
    for _ in range(10):
        assert school.enter("wrong", browser=browser).status_code == 403
    assert school.waited == [LONGEST_DELAY]
    assert school.enter().status_code == 303
    assert not school.waited, "others need not wait for what that browser did"
    for _ in range(10):
        assert school.enter("wrong", "Prof Lee", browser=browser).status_code == 403
    assert school.waited == [LONGEST_DELAY]


@pytest.mark.usefixtures("quick")
def test_nobody_makes_up_the_mark_of_a_browser_that_has_been_in(school: School) -> None:
    browser = school.house.app.test_client()
    cookie = str(school.house.app.config["SESSION_COOKIE_NAME"])
    browser.set_cookie(cookie, "eyJrbm93biI6eyIxIjoiYSJ9fQ.aaaaaa.forged")
    for _ in range(10):
        school.enter("wrong")
    school.enter(browser=browser)
    assert school.waited == [LONGEST_DELAY]


@pytest.mark.usefixtures("quick")
def test_tries_that_come_too_fast_are_refused_and_told_the_other_way_in(school: School) -> None:
    school.house.hall.accounts.throttle.sleep = lambda _seconds: None
    answers = [school.enter("wrong").status_code for _ in range(BURST + 5)]
    assert answers == [403] * BURST + [429] * 5
    for accept in ("text/html", "application/json"):
        refused = school.house.app.test_client().post(
            "/instructor/login",
            data={"name": "Dr Kim", "password": PASSWORD},
            headers={"Accept": accept},
            environ_base={"REMOTE_ADDR": HERE},
        )
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == str(round(1 / PER_SECOND))
        assert "one-time link" in refused.get_data(as_text=True)
    school.now += 1 / PER_SECOND
    assert school.enter().status_code == 303


@pytest.mark.usefixtures("quick")
def test_wrong_tries_count_in_every_process_for_a_while(school: School) -> None:
    for _ in range(10):
        school.enter("wrong")
    school.house.database.close()
    school.house = school.open()
    school.enter("wrong")
    assert school.waited == [LONGEST_DELAY]
    school.now += WINDOW + 1
    school.enter("wrong")
    assert not school.waited


def test_the_delay_grows_and_is_bounded() -> None:
    delays = [delay_after(tries, FREE_FOR_NAME) for tries in range(2_000)]
    assert delays[:FREE_FOR_NAME] == [0.0] * FREE_FOR_NAME
    assert delays == sorted(delays)
    assert delays[FREE_FOR_NAME] > 0
    assert max(delays) == LONGEST_DELAY <= 5.0


def send_together(school: School, count: int, password: str) -> list[threading.Thread]:
    threads = [threading.Thread(target=school.enter, args=(password,)) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.usefixtures("quick")
def test_tries_at_the_same_time_slow_each_other_down(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of them is known to be wrong before all have begun."""
    waited: list[float] = []
    all_begun = threading.Event()
    delayed = 10 - FREE_FOR_NAME

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == delayed:
            all_begun.set()

    school.house.hall.accounts.throttle.sleep = sleep
    monkeypatch.setattr(Passwords, "fits", lambda *_: not all_begun.wait(20))
    for thread in send_together(school, 10, "wrong"):
        thread.join()
    assert sorted(waited) == [delay_after(tries, FREE_FOR_NAME) for tries in range(3, 10)]
    assert max(waited) == LONGEST_DELAY


@pytest.mark.usefixtures("quick")
def test_who_guesses_keeps_nobody_waiting_for_the_work_of_comparing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many tries from one address one is compared at a time, the newest first; others go on."""
    compared: list[str] = []
    goes_on = threading.Event()

    def fits(_self: Passwords, password: str, hashed: str | None) -> bool:
        compared.append(password)
        if password == "wrong":
            assert goes_on.wait(20)
        return password == PASSWORD

    def until_waiting(count: int) -> None:
        for _ in range(2_000):
            if throttle.waiting == count:
                return
            threading.Event().wait(0.01)
        raise AssertionError(throttle.waiting)

    throttle = school.house.hall.accounts.throttle
    throttle.sleep = lambda _seconds: None
    monkeypatch.setattr(Passwords, "fits", fits)
    threads = send_together(school, 10, "wrong")
    until_waiting(9)
    assert school.enter(address=ELSEWHERE).status_code == 303
    threads += send_together(school, 1, PASSWORD)
    until_waiting(10)
    assert compared == ["wrong", PASSWORD]
    goes_on.set()
    for thread in threads:
        thread.join()
    assert compared == ["wrong", PASSWORD, PASSWORD, *["wrong"] * 9]
    assert throttle.waiting == 0


def stored_tries(school: School) -> list[str]:
    with school.house.database.reading() as connection:
        return list(connection.execute(sa.select(login_tries.c.who)).scalars())


@pytest.mark.usefixtures("quick")
def test_stored_tries_tell_no_address_and_go_when_they_count_no_longer(
    school: School, tmp_path: Path
) -> None:
    school.enter("wrong")
    school.enter("wrong", name="Nobody")
    tries = stored_tries(school)
    assert len(tries) == 4
    (tmp_path / "other").mkdir()
    other = School(tmp_path / "other")
    other.enter("wrong")
    assert not set(tries) & set(stored_tries(other)), "the same hashes with another key"
    other.house.database.close()
    school.house.hall.accounts.tidy()
    assert len(stored_tries(school)) == 4
    school.now += WINDOW
    school.house.hall.accounts.tidy()
    assert stored_tries(school) == []


# --- how they are kept -------------------------------------------------------------------------


def stored_hash(school: School) -> str:
    found = Directory(school.house.database).password_hash(1)
    assert found is not None
    return found


def put_hash(school: School, hashed: str) -> None:
    with school.house.database.writing() as connection:
        connection.execute(
            sa.update(instructors).where(instructors.c.id == 1).values(password_hash=hashed)
        )


@pytest.mark.parametrize(
    "method", ["scrypt", "scrypt:32768:8:1", "scrypt:16384:8:1", "pbkdf2:sha256:1000"]
)
def test_hashes_of_former_days_let_in_and_are_renewed(school: School, method: str) -> None:
    put_hash(school, generate_password_hash(PASSWORD, method=method))
    browser = school.house.app.test_client()
    browser.post(f"/instructor/enter/{school.house.hall.conferences.invite('Dr Kim')}")
    before = stored_hash(school)
    assert school.enter("wrong").status_code == 403
    assert stored_hash(school) == before
    assert school.enter().status_code == 303
    renewed = stored_hash(school)
    assert renewed.startswith("scrypt:32768:8:3$")
    assert browser.get("/instructor").status_code == 200, "it is the same password"
    assert school.enter().status_code == 303
    assert stored_hash(school) == renewed


def test_a_stronger_hash_stays(school: School) -> None:
    stronger = generate_password_hash(PASSWORD, method="scrypt:65536:8:3")
    assert not outdated(stronger)
    put_hash(school, stronger)
    assert school.enter().status_code == 303
    assert stored_hash(school) == stronger


@pytest.mark.parametrize("kept", [None, "scrypt:32768:8:1", "scrypt:32768:8:3"])
def test_a_wrong_password_costs_the_same_work_whatever_is_stored(
    monkeypatch: pytest.MonkeyPatch, kept: str | None
) -> None:
    """Passes of scrypt, counted instead of timed."""
    import hashlib

    hashed = None if kept is None else generate_password_hash(PASSWORD, method=kept)
    passes: list[int] = []
    scrypt: Callable[..., bytes] = hashlib.scrypt

    def counted(*args: object, n: int, r: int, p: int, **more: object) -> bytes:
        passes.append(n * r * p)
        return scrypt(*args, n=n, r=r, p=p, **more)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    assert not Passwords(directly).fits("wrong", hashed)
    assert sum(passes) == 2**15 * 8 * 3


def test_the_event_loop_goes_on_while_a_password_is_hashed() -> None:
    """The work waits here for something that only the loop can do."""
    ticked = threading.Event()
    gevent.spawn(ticked.set)
    assert offload_for("gevent")(lambda: ticked.wait(20))


def test_errors_of_hashing_are_raised_where_it_was_asked_for() -> None:
    def fail() -> None:
        raise ValueError("no memory")

    for mode in ("gevent", "threading"):
        with pytest.raises(ValueError, match="no memory"):
            offload_for(mode)(fail)


def test_a_real_server_lets_in_by_password_and_keeps_wrong_ones_out(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    try:
        server.start()
        house = build(Config(f"sqlite:///{server.database_file}", ""))
        house.hall.accounts.add("Dr Kim", PASSWORD)
        house.close()
        visitor = Visitor(server.url)
        sent = {"name": "Dr Kim", "password": "wrong"}
        assert visitor.post("/instructor/login", sent).status == 403
        entered = visitor.post("/instructor/login", {**sent, "password": PASSWORD})
        assert (entered.status, entered.path) == (200, "/instructor")
    finally:
        server.kill()


# --- which are refused -------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["short", "x" * 201, "", "nine char"])
def test_a_password_has_a_decent_length(school: School, password: str) -> None:
    with pytest.raises(Problem, match="bad_password"):
        school.house.hall.accounts.add("Ms New", password)
    with pytest.raises(Problem, match="bad_password"):
        school.house.hall.accounts.set_password("Dr Kim", password)
    assert len(school.house.hall.accounts.all()) == 2


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "Passw0rd2026",
        "1234567890",
        "qwertyuiop12",
        "aaaaaaaaaaaa",
        "abcdefghijkl",
        "iloveyou1234",
        "abcabcabcabc",
        "01.01.1990!!",
        "Dr Kim 2026!",
        "dr.kim.dr.kim",
        "KimKimKimKim1",
        "sixpartytalks",
        "Six Party Talks 2026",
        "six-party-talks!",
        "instructor1!",
        "teacher12345",
        "x" * 200,
        "p.a.s.s.w.o.r.d",
        "q w e r t y u i o p",
        "----------",
        " " * 12,
        "\u200b" * 12,
    ],
)
def test_what_anybody_would_try_first_is_refused(school: School, password: str) -> None:
    with pytest.raises(Problem, match="guessable_password"):
        school.house.hall.accounts.set_password("Dr Kim", password)
    with pytest.raises(Problem, match="guessable_password"):
        school.house.hall.accounts.add("Dr  Kim", password)
    assert school.enter().status_code == 303, "the former one holds"


@pytest.mark.parametrize(
    "password",
    [
        "a long password",
        "correct staple battery",
        "Vier Züge fahren nach Süden",
        "오늘은 비가 옵니다 우산을",
        "k9#Lq2vX!t",
        "7#!.%3_=)2&",
        "8492117933450021",
        "The teacher lives in Korea",
    ],
)
def test_words_that_do_not_belong_together_are_taken(school: School, password: str) -> None:
    school.house.hall.accounts.set_password("Dr Kim", password)
    assert school.enter(password).status_code == 303
    assert school.enter().status_code == 403


def test_made_up_passwords_are_long_differ_and_are_taken() -> None:
    made_up = {new_password() for _ in range(20)}
    assert len(made_up) == 20
    for password in made_up:
        assert len(password) >= 16
        check_new(password, "Dr Kim")
