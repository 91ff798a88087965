"""Instructors' accounts: logging in, sharing, the command line, and what must never be told."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from game.app import House, build
from game.cli import main
from game.config import Config
from game.service.accounts import Accounts
from game.store.directory import Directory

PASSWORD = "correct horse battery"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    found.hall.accounts.add("Dr Kim", PASSWORD)
    yield found
    found.database.close()


def enter(house: House, name: str = "Dr Kim", password: str = PASSWORD) -> FlaskClient:
    browser = house.app.test_client()
    sent = {"name": name, "password": password}
    assert browser.post("/instructor/login", data=sent).status_code == 303
    return browser


def test_name_and_password_lead_to_where_one_wanted_to_go(house: House) -> None:
    browser = house.app.test_client()
    asked = browser.get("/instructor/conference/1")
    assert asked.headers["Location"] == "/instructor/login?next=/instructor/conference/1"
    page = browser.get(asked.headers["Location"]).get_data(as_text=True)
    assert 'name="next" value="/instructor/conference/1"' in page
    sent = {"name": " dr  KIM ", "password": PASSWORD, "next": "/instructor/conference/1"}
    entered = browser.post("/instructor/login", data=sent)
    assert entered.headers["Location"] == "/instructor/conference/1"
    assert "Dr Kim" in browser.get("/instructor").get_data(as_text=True)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/play/x", "/instructor/\\evil", ""]
)
def test_a_login_leads_nowhere_else(house: House, elsewhere: str) -> None:
    sent = {"name": "Dr Kim", "password": PASSWORD, "next": elsewhere}
    answer = house.app.test_client().post("/instructor/login", data=sent)
    assert answer.headers["Location"] == "/instructor"


@pytest.mark.parametrize(
    ("name", "password"),
    [("Dr Kim", "wrong"), ("Nobody", PASSWORD), ("Dr Kim", ""), ("", ""), ("Linked", "")],
)
def test_what_is_wrong_is_not_told_apart(house: House, name: str, password: str) -> None:
    house.hall.conferences.invite("Linked")
    answer = house.app.test_client().post(
        "/instructor/login", data={"name": name, "password": password}
    )
    assert answer.status_code == 403
    assert "No instructor has that name and password" in answer.get_data(as_text=True)


def test_another_password_ends_the_logins_with_the_former(house: House) -> None:
    browser = enter(house)
    assert browser.get("/instructor").status_code == 200
    house.hall.accounts.set_password("Dr Kim", "another long password")
    assert browser.get("/instructor").status_code == 302
    assert enter(house, password="another long password").get("/instructor").status_code == 200


def test_logging_out_keeps_a_students_seat_in_the_same_browser(house: House) -> None:
    browser = enter(house)
    setup = {"preset": "demo", "tables": "1", "seats_per_delegation": "1"}
    browser.post("/instructor/conferences", data=setup)
    code = house.hall.conferences.get(1).code
    seat = browser.post("/join", data={"code": code, "name": "Ann"}).headers["Location"]
    assert browser.post("/instructor/logout").headers["Location"] == "/instructor/login"
    assert browser.get("/instructor").status_code == 302
    assert browser.get(seat).status_code == 200


def test_passwords_and_their_hashes_are_on_no_page_and_in_no_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    directory = Directory(house.database)
    hashed = directory.password_hash(1)
    assert hashed is not None
    assert hashed.startswith("scrypt:")
    assert PASSWORD not in hashed
    browser = house.app.test_client()
    pages = [
        browser.post("/instructor/login", data={"name": "Dr Kim", "password": "wrong-secret"}),
        browser.post("/instructor/login", data={"name": "Dr Kim", "password": PASSWORD}),
        browser.get("/instructor"),
    ]
    setup = {"preset": "demo", "tables": "1", "seats_per_delegation": "1"}
    browser.post("/instructor/conferences", data=setup)
    pages += [browser.get(f"/instructor/conference/1{place}") for place in ("", "/roster")]
    key = directory.accounts()[0].instructor.login_key
    for page in pages:
        told = page.get_data(as_text=True) + str(page.headers)
        for secret in (PASSWORD, "wrong-secret", hashed, hashed.rsplit("$", 1)[1]):
            assert secret not in told
        assert key not in page.get_data(as_text=True)
    for secret in (PASSWORD, "wrong-secret", hashed):
        assert secret not in caplog.text


# --- sharing ---


def open_conference(house: House, browser: FlaskClient) -> None:
    setup = {"title": "IR", "preset": "demo", "tables": "1", "seats_per_delegation": "1"}
    assert browser.post("/instructor/conferences", data=setup).status_code == 303


def test_a_shared_conference_is_run_by_both_and_shared_by_its_owner_alone(house: House) -> None:
    accounts: Accounts = house.hall.accounts
    accounts.add("Prof Lee", PASSWORD)
    accounts.add("Third", PASSWORD)
    owner, lee, third = enter(house), enter(house, "Prof Lee"), enter(house, "Third")
    open_conference(house, owner)
    base = "/instructor/conference/1"
    assert lee.get(base).status_code == 403
    assert owner.post(f"{base}/share", data={"name": "prof lee"}).status_code == 303
    assert owner.post(f"{base}/share", data={"name": "Prof Lee"}).status_code == 303
    assert lee.get(base).status_code == 200
    assert lee.post(f"{base}/door", data={"door": "closed"}).status_code == 303
    assert house.hall.conferences.get(1).door == "closed"
    home = lee.get("/instructor").get_data(as_text=True)
    assert "shared with you" in home
    assert home.count(base) == 1
    assert lee.post(f"{base}/share", data={"name": "Third"}).status_code == 403
    assert lee.post(f"{base}/unshare/1").status_code == 403
    assert third.get(base).status_code == 403
    assert "shared with you" not in third.get("/instructor").get_data(as_text=True)
    lee_id = accounts.named("Prof Lee").id
    assert owner.post(f"{base}/unshare/{lee_id}").status_code == 303
    assert lee.get(base).status_code == 403
    owner.post(f"{base}/share", data={"name": "Prof Lee"})
    assert lee.post(f"{base}/unshare/{lee_id}").headers["Location"] == "/instructor"
    assert lee.get(base).status_code == 403


@pytest.mark.parametrize(("name", "status"), [("Nobody", 404), ("Dr Kim", 409), ("", 404)])
def test_whom_a_conference_cannot_be_shared_with(house: House, name: str, status: int) -> None:
    owner = enter(house)
    open_conference(house, owner)
    answer = owner.post("/instructor/conference/1/share", data={"name": name})
    assert answer.status_code == status
    assert house.hall.conferences.co_instructors(1) == ()


# --- the command line ---


def run(tmp_path: Path, *words: str, typed: str = "") -> tuple[int, str]:
    database = str(tmp_path / "game.db")
    result = CliRunner().invoke(main, ["instructor", *words, "--database", database], input=typed)
    return result.exit_code, result.output


def test_accounts_from_the_command_line(house: House, tmp_path: Path) -> None:
    twice = "a long password\na long password\n"
    code, said = run(tmp_path, "add", "Prof Lee", typed=twice)
    assert code == 0
    assert "a long password" not in said
    assert house.hall.accounts.log_in("Prof Lee", "a long password", "x").name == "Prof Lee"
    code, said = run(tmp_path, "passwd", "prof lee", "--generate")
    made_up = said.split()[1]
    assert house.hall.accounts.log_in("Prof Lee", made_up, "x").name == "Prof Lee"
    house.hall.conferences.invite("Linked")
    assert run(tmp_path, "list") == (
        0,
        "Dr Kim\tpassword\t0 conference(s)\n"
        "Linked\tlink only\t0 conference(s)\n"
        "Prof Lee\tpassword\t0 conference(s)\n",
    )


def test_the_command_line_says_what_it_cannot_do(house: House, tmp_path: Path) -> None:
    code, said = run(tmp_path, "add", "dr kim", "--generate")
    assert (code, "already an instructor" in said) == (2, True)
    code, said = run(tmp_path, "add", "Prof Lee", typed="short\nshort\n")
    assert (code, "10 to 200 characters" in said) == (2, True)
    code, said = run(tmp_path, "passwd", "Nobody", "--generate")
    assert (code, "no instructor called" in said, "Password" in said) == (2, True, False)


def test_whoever_has_conferences_is_removed_for_an_heir_alone(house: House, tmp_path: Path) -> None:
    house.hall.accounts.add("Prof Lee", PASSWORD)
    owner, lee = enter(house), enter(house, "Prof Lee")
    open_conference(house, owner)
    owner.post("/instructor/conference/1/share", data={"name": "Prof Lee"})
    for heir in ((), ("--heir", "Dr Kim"), ("--heir", "Nobody")):
        assert run(tmp_path, "remove", "Dr Kim", *heir)[0] == 2
    assert run(tmp_path, "remove", "Dr Kim", "--heir", "Prof Lee") == (0, "Dr Kim is removed\n")
    assert lee.get("/instructor/conference/1").status_code == 200
    assert house.hall.conferences.co_instructors(1) == ()
    assert owner.get("/instructor/conference/1").status_code == 302
