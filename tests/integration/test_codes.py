"""Join codes: wrong ones are counted, right ones always work, and names are shown by choice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from game.app import House, build
from game.config import Config
from game.service.conferences import CODE_DIGITS, PUBLIC_CODE_DIGITS, Conference
from game.service.limits import Buckets
from game.web.callers import caller
from game.web.codes import GUESSES, GUESSES_A_SECOND
from game.web.lobby import NAMES_OF_A_BROWSER
from tests.school import Clock

SOMEWHERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"
#: Every way to try a code: the method, the address, and what is sent.
WAYS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("GET", "/join/{code}", {}),
    ("POST", "/join", {"code": "{code}", "name": "Ann"}),
    ("POST", "/resume", {"code": "{code}", "resume_code": "ABCD-EFGH"}),
    ("GET", "/practice/seat/{code}/ABCD-EFGH", {}),
    ("GET", "/watch/{code}", {}),
    ("GET", "/watch/{code}/wall", {}),
    ("GET", "/watch/{code}/rotation", {}),
    ("GET", "/watch/{code}/qr.svg", {}),
    ("GET", "/watch/{code}/1", {}),
)


class Place:
    """A house with a conference, whose limits follow a clock of the test's own."""

    def __init__(self, folder: Path, public_url: str, **more: bool) -> None:
        self.house: House = build(
            Config(f"sqlite:///{folder / 'game.db'}", public_url, **more)  # type: ignore[arg-type]
        )
        self.clock = Clock()
        self.house.hall.guesses = Buckets(GUESSES, GUESSES_A_SECOND, self.clock)
        self.people = self.house.hall.conferences
        self.teacher = self.people.enter(self.people.invite("Teacher"))
        self.conference: Conference = self.people.create(
            self.teacher, title="Class", preset="demo", tables=8, consensus="unanimity"
        )

    def browser(self, address: str = SOMEWHERE) -> FlaskClient:
        browser = self.house.app.test_client()
        browser.environ_base["REMOTE_ADDR"] = address
        return browser

    def wrong(self, number: int) -> str:
        """A code that no conference has."""
        return str(10 ** (len(self.conference.code) - 1) * 2 + number).replace(
            self.conference.code, "1" * len(self.conference.code)
        )

    def instructors_browser(self) -> FlaskClient:
        browser = self.browser()
        browser.post(f"/instructor/enter/{self.people.invite('Teacher')}")
        return browser


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path, "http://192.168.1.20:8000")
    yield found
    found.house.database.close()


def tried(browser: FlaskClient, way: int, code: str) -> int:
    method, address, sent = WAYS[way]
    data = {name: value.format(code=code) for name, value in sent.items()}
    return browser.open(address.format(code=code), method=method, data=data).status_code


def test_every_address_that_takes_a_code_is_tried_here(place: Place) -> None:
    rules = {rule.rule for rule in place.house.app.url_map.iter_rules() if "code" in rule.arguments}
    named = {address.partition("{")[0] for _, address, _ in WAYS}
    assert {rule.partition("<")[0] for rule in rules} <= named
    assert len(rules) == len(WAYS) - 2


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_wrong_codes_are_refused_after_some_and_then_one_each_few_seconds(
    place: Place, way: int
) -> None:
    browser = place.browser()
    allowed = [tried(browser, way, place.wrong(number)) for number in range(int(GUESSES))]
    assert set(allowed) == {404}
    assert tried(browser, way, place.wrong(1)) == 429
    place.clock.now += 1 / GUESSES_A_SECOND - 0.1
    assert tried(browser, way, place.wrong(1)) == 429
    place.clock.now += 0.2
    assert tried(browser, way, place.wrong(1)) == 404
    assert tried(browser, way, place.wrong(1)) == 429


def test_wrong_codes_are_counted_together_over_all_addresses_and_sockets(place: Place) -> None:
    browser = place.browser()
    for number in range(int(GUESSES)):
        assert tried(browser, number % len(WAYS), place.wrong(number)) == 404
    assert {tried(browser, way, place.wrong(0)) for way in range(len(WAYS))} == {429}


def test_sockets_count_what_they_try_too(place: Place) -> None:
    browser = place.browser()
    live = "/socket.io/?EIO=4&transport=polling"
    for number in range(int(GUESSES)):
        sid = browser.get(live).get_data(as_text=True).split('"sid":"')[1].split('"')[0]
        name = f"watch:{place.wrong(number)}" + (":1" if number % 2 else "")
        browser.post(f"{live}&sid={sid}", data=f'40{{"live":"{name}"}}')
    assert tried(browser, 0, place.wrong(0)) == 429


def test_a_sentence_says_how_long_to_wait(place: Place) -> None:
    browser = place.browser()
    for number in range(int(GUESSES)):
        tried(browser, 0, place.wrong(number))
    page = browser.get(f"/join/{place.wrong(0)}").get_data(as_text=True)
    assert "Too many wrong codes" in page
    assert "Wait 5 seconds" in page


def test_a_right_code_is_never_refused_for_the_wrong_ones_of_others(place: Place) -> None:
    """A prankster sits in the class: all come from one address."""
    prankster = place.browser()
    for number in range(int(GUESSES) + 5):
        tried(prankster, 0, place.wrong(number))
    code = place.conference.code
    for number in range(40):
        pupil = place.browser()
        assert pupil.get(f"/join/{code}").status_code == 200
        joined = pupil.post("/join", data={"code": code, "name": f"Pupil {number}"})
        assert joined.status_code == 303
    assert place.browser().get(f"/watch/{code}").status_code == 200
    person = place.people.people(place.conference.id)[0]
    back = {"code": code, "resume_code": person.resume_code}
    assert place.browser().post("/resume", data=back).status_code == 303


def test_another_address_is_not_refused_for_it(place: Place) -> None:
    for number in range(int(GUESSES) + 1):
        tried(place.browser(), 0, place.wrong(number))
    assert tried(place.browser(ELSEWHERE), 0, place.wrong(0)) == 404


@pytest.mark.parametrize("code", ["", " ", "abc", "\x00", "١٢٣٤٥٦", "1" * 5_000, "%s", "1'--"])
def test_what_is_no_code_at_all_is_an_unknown_code(place: Place, code: str) -> None:
    sent = {"code": code, "name": "Ann"}
    assert place.browser().post("/join", data=sent).status_code == 404


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("a socket", "a socket"),
    ],
)
def test_an_address_is_counted_by_what_one_visitor_has_for_themselves(
    address: str | None, counted: str
) -> None:
    assert caller(address) == counted


# --- longer codes where strangers can try ---


@pytest.mark.parametrize(
    ("public_url", "behind_proxy", "digits"),
    [
        ("http://192.168.1.20:8000", False, CODE_DIGITS),
        ("http://192.168.1.20:8000", True, PUBLIC_CODE_DIGITS),
        ("https://talks.school.example", False, PUBLIC_CODE_DIGITS),
        ("https://talks.school.example/talks", True, PUBLIC_CODE_DIGITS),
    ],
)
def test_codes_are_as_long_as_strangers_can_try(
    tmp_path: Path, public_url: str, behind_proxy: bool, digits: int
) -> None:
    place = Place(tmp_path, public_url, behind_proxy=behind_proxy)
    code = place.conference.code
    assert (len(code), code.isdecimal(), code[0] != "0") == (digits, True, True)
    assert place.browser().get(f"/join/{code}").status_code == 200
    spaced = f"{code[:3]} {code[3:6]} {code[6:]}"
    joined = place.browser().post("/join", data={"code": spaced, "name": "Ann"})
    assert joined.status_code == 303
    place.house.database.close()


# --- who is shown on the wall ---


def walls(place: Place) -> str:
    """What anybody sees who knows the code."""
    pages = ("", "/wall", "/rotation")
    return "".join(
        place.browser().get(f"/watch/{place.conference.code}{page}").get_data(as_text=True)
        for page in pages
    )


def choose(place: Place, **fields: str) -> None:
    answer = place.instructors_browser().post(
        f"/instructor/conference/{place.conference.id}/wall", data={"mode": "lobby", **fields}
    )
    assert answer.status_code == 303


def test_on_a_local_network_names_are_shown_until_the_teacher_hides_them(place: Place) -> None:
    place.people.join(place.conference.code, "Zenobia")
    assert walls(place).count("Zenobia") == 3
    choose(place)
    assert "Zenobia" not in walls(place)
    assert walls(place).count("1 has joined") == 3
    choose(place, names="true")
    assert walls(place).count("Zenobia") == 3


def test_on_a_public_server_names_are_hidden_until_the_teacher_shows_them(tmp_path: Path) -> None:
    place = Place(tmp_path, "https://talks.school.example")
    place.people.join(place.conference.code, "Zenobia")
    assert "Zenobia" not in walls(place)
    with place.house.app.app_context():
        shown = place.house.app.test_client()
        shown.post(
            f"/instructor/enter/{place.people.invite('Teacher')}", base_url="https://localhost"
        )
        shown.post(
            f"/instructor/conference/{place.conference.id}/wall",
            data={"mode": "lobby", "names": "true"},
            base_url="https://localhost",
        )
    assert walls(place).count("Zenobia") == 3
    place.house.database.close()


@pytest.mark.parametrize("chosen", ["", "true"])
def test_names_are_never_shown_with_the_door_closed_or_after_the_start(
    place: Place, chosen: str
) -> None:
    person = place.people.join(place.conference.code, "Zenobia")
    choose(place, names=chosen)
    place.people.set_door(place.conference, "closed")
    assert "Zenobia" not in walls(place)
    place.people.set_door(place.conference, "open")
    assert ("Zenobia" in walls(place)) == bool(chosen)
    table = place.people.tables(place.conference.id)[0]
    place.people.seat(place.conference, person.id, table.id, "us")
    place.people.start(place.conference)
    assert "Zenobia" not in walls(place)


# --- how many names a browser has ---


def test_one_browser_joins_a_conference_under_a_few_names_and_another_goes_on(
    place: Place,
) -> None:
    code, browser = place.conference.code, place.browser()
    for number in range(NAMES_OF_A_BROWSER):
        joined = browser.post("/join", data={"code": code, "name": f"Name {number}"})
        assert joined.status_code == 303
    refused = browser.post("/join", data={"code": code, "name": "One more"})
    assert refused.status_code == 429
    assert "joined 8 times already" in refused.get_data(as_text=True)
    watching = {"code": code, "name": "One more", "observer": "true"}
    assert browser.post("/join", data=watching).status_code == 429
    other = place.people.create(
        place.teacher, title="Other", preset="demo", tables=1, consensus="unanimity"
    )
    elsewhere = browser.post("/join", data={"code": other.code, "name": "Name"})
    assert elsewhere.status_code == 303
    neighbour = place.browser().post("/join", data={"code": code, "name": "One more"})
    assert neighbour.status_code == 303
    # Who was removed is no longer counted.
    place.people.remove(place.conference, place.people.people(place.conference.id)[0].id)
    assert browser.post("/join", data={"code": code, "name": "Again"}).status_code == 303
