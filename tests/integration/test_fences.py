"""Every address of the house is tried with logins that must not pass."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from game.app import House, build
from game.config import Config
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog

#: The instructor's room is open to its owner alone, but for the ways into it.
ENTRANCES = frozenset(
    {"instructor.entrance", "instructor.enter", "instructor.login", "instructor.log_in"}
)
#: What anybody may do who has only lost their way: these change nothing of anybody's.
HARMLESS = frozenset({"instructor.log_out"})
#: Pages of the instructor's own that name no conference: another instructor has their own.
OWN = frozenset(
    {
        "instructor.copy_database",
        "instructor.gentle_deck",
        "instructor.role_packs",
        "instructor.role_pack",
        "instructor.home",
        "instructor.create",
        "instructor.propose",
        "instructor.minutes",
        "instructor.plan",
        "instructor.log_out_everywhere",
        "instructor.save_setup",
    }
)


#: Open to everybody: ways in, the scenario's rules, files, and what is public of a table.
OPEN = frozenset(
    {
        "static",
        "health.healthz",
        "health.metrics",
        "language.choose",
        "lobby.home",
        "lobby.join",
        "lobby.join_by_link",
        "lobby.resume",
        "lobby.come_back",
        "practice.begin",
        "practice.seat",
        "practice.start",
        "practice.take_seat",
        "privacy.page",
        "teaching.index",
        "teaching.page",
        "rules.of_preset",
        "watch.conference",
        "watch.wall",
        "watch.rotation",
        "watch.qr",
        "watch.table",
    }
)


@dataclass
class Place:
    """A conference with a student, an observer and a saved set-up; and an outsider."""

    house: House
    path: Path
    ids: dict[str, object]
    student: FlaskClient
    observer: FlaskClient
    other: FlaskClient
    stranger: FlaskClient

    def stored(self) -> list[object]:
        """All that a forbidden request might have changed."""
        database = Database(f"sqlite:///{self.path}")
        directory = Directory(database)
        try:
            return [
                directory.conference(1),
                directory.participants_of(1),
                directory.roster_of(1),
                directory.wishes_of(1),
                directory.setups_of(1),
                directory.co_instructors(1),
                directory.stand_ins_of(1),
                [(row.seq, row.body) for row in EventLog(database).read(1)],
            ]
        finally:
            database.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    people = house.hall.conferences

    def instructor(name: str) -> FlaskClient:
        browser = house.app.test_client()
        assert browser.post(f"/instructor/enter/{people.invite(name)}").status_code == 303
        return browser

    owner, other = instructor("Owner"), instructor("Other")
    usual = {"preset": "demo", "tables": "1", "seats_per_delegation": "2"}
    assert owner.post("/instructor/conferences", data=usual).status_code == 303
    kept = owner.post("/instructor/setups", data={**usual, "setup_name": "Kept"})
    assert kept.status_code == 200
    code = people.get(1).code
    browsers = {}
    for name, observer in (("Student", "false"), ("Observer", "true")):
        browsers[name] = house.app.test_client()
        sent = {"code": code, "name": name, "observer": observer}
        assert browsers[name].post("/join", data=sent).status_code == 303
    student = next(p for p in people.people(1) if p.name == "Student")
    people.seat(people.get(1), student.id, 1, "us")
    people.start(people.get(1))
    ids: dict[str, object] = {
        "id_": 1,
        "number": 1,
        "pid": student.id,
        "code": code,
        # A real one: it must not open a seat of a class by an address.
        "resume_code": student.resume_code,
        "token": "none",
        "what": "",
        "name": "timeline",
        "other": 1,
        "setup_id": 1,
        "filename": "css/base.css",
        "file": "css/base.css",
        "delegation": "us",
        "preset": "demo",
        "job": "none",
        "form": "before",
        "place": 1,
    }
    yield Place(
        house,
        tmp_path / "game.db",
        ids,
        browsers["Student"],
        browsers["Observer"],
        other,
        house.app.test_client(),
    )
    house.database.close()


def addresses(place: Place, rule: Rule) -> list[str]:
    """The rule's address with real ids in it: one for each word where it takes several."""
    converter = rule._converters.get("what")
    words = sorted(getattr(converter, "items", ("",))) if converter else [""]
    adapter = place.house.app.url_map.bind("127.0.0.1")
    return [
        adapter.build(
            rule.endpoint, {name: {**place.ids, "what": word}[name] for name in rule.arguments}
        )
        for word in words
    ]


def instructors_rules(place: Place) -> list[Rule]:
    rules = [
        rule
        for rule in place.house.app.url_map.iter_rules()
        if rule.rule.startswith("/instructor") and rule.endpoint not in ENTRANCES | HARMLESS
    ]
    assert len(rules) > 15
    return rules


def shut(browser: FlaskClient, address: str, method: str) -> bool:
    """Whether the answer is a refusal, or the way to the login."""
    data = {"kind": "pause_table", "command_id": "x", "name": "Other", "participant": "none"}
    answer = browser.open(address, method=method, data=data)
    to_login = answer.status_code == 302 and "/instructor/login" in answer.headers["Location"]
    return answer.status_code in (403, 404, 405) or to_login


@pytest.mark.parametrize("who", ["student", "observer", "stranger"])
def test_nobody_but_an_instructor_gets_into_the_instructors_room(place: Place, who: str) -> None:
    before = place.stored()
    browser: FlaskClient = getattr(place, who)
    for rule in instructors_rules(place):
        for address in addresses(place, rule):
            for method in ("GET", "POST"):
                assert shut(browser, address, method), (who, method, address)
    assert place.stored() == before


def test_another_instructor_gets_into_none_of_the_owners(place: Place) -> None:
    before = place.stored()
    for rule in instructors_rules(place):
        if rule.endpoint not in OWN:
            for address in addresses(place, rule):
                for method in ("GET", "POST"):
                    assert shut(place.other, address, method), (method, address)
    assert place.stored() == before


def test_nobody_acts_for_somebody_else(place: Place) -> None:
    """No page of a participant opens to another's login, an instructor's among them."""
    before = place.stored()
    for rule in place.house.app.url_map.iter_rules():
        if "pid" in rule.arguments:
            for address in addresses(place, rule):
                for method in ("GET", "POST"):
                    for browser in (place.observer, place.other, place.stranger):
                        assert shut(browser, address, method), (method, address)
    assert place.stored() == before


def test_the_walk_knows_every_address(place: Place) -> None:
    """A new kind of address has to be given an id here, or the walk would pass it by."""
    for rule in place.house.app.url_map.iter_rules():
        assert rule.arguments <= place.ids.keys(), rule
        assert addresses(place, rule)


def test_every_address_is_somebodys_or_is_meant_to_be_open(place: Place) -> None:
    """One that is neither walked above nor named as open has been forgotten."""
    for rule in place.house.app.url_map.iter_rules():
        walked = rule.rule.startswith("/instructor") or "pid" in rule.arguments
        assert walked != (rule.endpoint in OPEN), rule


def test_a_login_of_an_instructor_who_is_gone_is_good_for_nothing(place: Place) -> None:
    place.house.hall.accounts.remove("Other")
    assert shut(place.other, "/instructor", "GET")
    assert place.other.post("/instructor/conferences").status_code == 403
