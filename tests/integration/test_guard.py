"""Other sites' pages: their forms, names and sockets are refused at every address."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import request, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from game.app import House, build
from game.config import Config
from game.web.cookies import FORMER_NAME
from game.web.numbers import LARGEST_ID, BoundedId

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
PUBLIC = "https://talks.school.example"
#: Origins (else pages) that are not the server's at http://localhost.
FOREIGN = (
    "http://evil.example",
    "null",
    "",
    "http://localhost:8001",
    "https://localhost",
    "http://localhost.evil.example",
    "http://evil@localhost",
    "http://localhost@evil.example",
    "//localhost",
    "localhost",
    "file://localhost",
    "http://127.0.0.1",
    "http://[::1",
    "http://localhost:99999",
    "http://localhost http://evil.example",
)


def house_at(folder: Path, public_url: str, **more: object) -> House:
    return build(Config(f"sqlite:///{folder / 'game.db'}", public_url, **more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("public")
    found = house_at(folder, PUBLIC, trusted_hosts=("other.school.example",))
    yield found
    found.database.close()


def address(rule: Rule, **values: str) -> str:
    """An address of that rule; whether there is anything at it does not matter here."""
    place = rule.rule
    for name in rule.arguments:
        words = sorted(getattr(rule._converters[name], "items", ("1",)))
        place = re.sub(rf"<[^<>]*\b{name}>", values.get(name, words[0]), place)
    assert "<" not in place
    return place


def addresses(house: House) -> list[str]:
    """One of every kind, and one that nothing is at."""
    found = [address(rule) for rule in house.app.url_map.iter_rules()]
    assert len(found) > 60
    return [*found, "/no/such/page"]


@pytest.mark.parametrize("header", ["Origin", "Referer"])
@pytest.mark.parametrize("sender", FOREIGN)
def test_no_address_takes_anything_from_another_sites_page(
    house: House, sender: str, header: str
) -> None:
    browser = house.app.test_client()
    for place in addresses(house):
        for method in UNSAFE:
            answer = browser.open(place, method=method, headers={header: sender})
            assert answer.status_code == 403, (method, place)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_address_takes_what_the_browser_says_comes_from_elsewhere(
    house: House, site: str
) -> None:
    browser = house.app.test_client()
    for place in addresses(house):
        for method in UNSAFE:
            headers = {"Sec-Fetch-Site": site, "Origin": "http://localhost"}
            answer = browser.open(place, method=method, headers=headers)
            assert answer.status_code == 403, (method, place)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost:80"},
        {"Origin": PUBLIC},
        {"Referer": "http://localhost/join/123456"},
        {"Referer": f"{PUBLIC}/join/123456"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Origin": PUBLIC, "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost", "Referer": "http://evil.example/"},
        # A proxy that ends the encryption and does not say so; the browser does.
        {"Origin": "https://localhost", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_own_pages_and_programs_are_taken(house: House, headers: dict[str, str]) -> None:
    sent = {"code": "000000", "name": "Ann"}
    answer = house.app.test_client().post("/join", data=sent, headers=headers)
    assert answer.status_code == 404
    assert "No conference has that code" in answer.get_data(as_text=True)


@pytest.mark.parametrize("sender", FOREIGN)
def test_another_sites_form_leaves_every_login_as_it_was(house: House, sender: str) -> None:
    """Forms that need no login would else put another's in its place."""
    people = house.hall.conferences
    browser = house.app.test_client()
    browser.post(f"/instructor/enter/{people.invite('Teacher')}", base_url="https://localhost")
    token = people.invite("Teacher")
    for place in ("/join", "/practice", "/resume", "/instructor/login", "/instructor/logout"):
        # The browser may or may not send the login along.
        for sending in (browser, house.app.test_client()):
            answer = sending.post(place, data={"name": "Ann"}, headers={"Origin": sender})
            assert answer.status_code == 403
    stranger = house.app.test_client()
    answer = stranger.post(f"/instructor/enter/{token}", headers={"Origin": sender})
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False)
    assert people.link_is_fresh(token)
    assert browser.get("/instructor", base_url="https://localhost").status_code == 200


@pytest.mark.parametrize("sender", [origin for origin in FOREIGN if origin])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_socket_opens_to_another_sites_page(house: House, sender: str, method: str) -> None:
    answer = house.app.test_client().open(
        "/socket.io/?EIO=4&transport=polling", method=method, headers={"Origin": sender}
    )
    assert answer.status_code == 400
    assert "sid" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("origin", ["http://localhost", PUBLIC])
def test_a_socket_opens_to_an_own_page(house: House, origin: str) -> None:
    answer = house.app.test_client().get(
        "/socket.io/?EIO=4&transport=polling", headers={"Origin": origin}
    )
    assert answer.status_code == 200
    assert '"sid"' in answer.get_data(as_text=True)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_socket_is_read_by_a_script_element(house: House) -> None:
    answer = house.app.test_client().get("/socket.io/?EIO=4&transport=polling&j=0")
    assert answer.status_code == 400


# --- names of the server ---

TRUSTED = (
    "localhost",
    "LOCALHOST:8000",
    "127.0.0.1:8000",
    "192.168.1.20",
    "[::1]:8000",
    "[fe80::1]",
    "laptop",
    "teachers-laptop:8000",
    "laptop.local",
    "laptop.lan",
    "six.home.arpa",
    "talks.internal.",
    "talks.school.example",
    "talks.school.example:443",
    "other.school.example",
    "OTHER.school.example:8000",
)
UNTRUSTED = (
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "school.example",
    "x.talks.school.example",
    "evil.localnet",
    "evil.notlan",
    "laptop.local.evil.example",
    "evil.example.",
    "localhost,evil.example",
    "localhost/",
    "localhost:x",
    "evil.example#.local",
    "user@localhost",
    "..",
    "[::1",
    "1.2.3",
    "",
    "-",
    "évil",
)


@pytest.mark.parametrize(
    "place", ["/", "/static/css/base.css", "/socket.io/?EIO=4&transport=polling"]
)
@pytest.mark.parametrize("host", [*TRUSTED, *UNTRUSTED])
def test_pages_files_and_sockets_answer_to_the_servers_own_names_alone(
    house: House, host: str, place: str
) -> None:
    environ = {"HTTP_HOST": host}
    answer = house.app.test_client().get(place, environ_overrides=environ, buffered=True)
    assert answer.status_code == (200 if host in TRUSTED else 400)


def test_who_comes_by_a_wrong_name_is_told_how_to_allow_it(house: House) -> None:
    for accept, kind in (("text/html", "text/plain"), ("application/json", "application/json")):
        answer = house.app.test_client().get(
            "/", headers={"Host": "evil.example", "Accept": accept}
        )
        assert answer.mimetype == kind
        assert "--trusted-host evil.example" in answer.get_data(as_text=True)


def test_a_program_that_names_no_host_is_answered(house: House) -> None:
    environ = EnvironBuilder("/").get_environ()
    del environ["HTTP_HOST"]
    assert run_wsgi_app(house.app, environ)[1] == "200 OK"


# --- what browsers are told ---


def test_every_answer_tells_browsers_what_to_refuse(house: House) -> None:
    for place in addresses(house):
        answer = house.app.test_client().get(place)
        told = answer.headers["Content-Security-Policy"].split("; ")
        policy = dict(part.split(" ", 1) for part in told)
        assert policy["default-src"] == "'self'"
        assert policy["form-action"] == "'self'"
        for name in ("object-src", "base-uri", "frame-ancestors", "frame-src"):
            assert policy[name] == "'none'"
        assert not re.search(r"wss?:( |$)|\*|unsafe", policy["connect-src"] + policy["default-src"])
        assert "wss://talks.school.example" in policy["connect-src"]
        assert "ws://localhost" in policy["connect-src"]
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_plain_http_promises_no_https(tmp_path: Path) -> None:
    found = house_at(tmp_path, "http://192.168.1.20:8000")
    answer = found.app.test_client().get("/")
    assert "Strict-Transport-Security" not in answer.headers
    assert "Secure" not in login_cookie(found)
    found.database.close()


# --- cookies ---


def login_cookie(house: House, **environ: str) -> str:
    """The cookie that an instructor gets who enters."""
    token = house.hall.conferences.invite("Teacher")
    answer = house.app.test_client().post(f"/instructor/enter/{token}", environ_overrides=environ)
    assert answer.status_code == 303
    return answer.headers["Set-Cookie"]


def test_the_cookie_is_for_https_alone_where_the_public_address_is(house: House) -> None:
    cookie = login_cookie(house)
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_cookies_of_two_servers_on_one_machine_do_not_touch(tmp_path: Path) -> None:
    """One browser goes to and fro between two ports; a browser has one jar for both."""
    jar: dict[str, str] = {}
    houses = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        houses.append(house_at(tmp_path / name, "http://127.0.0.1"))

    def go(house: House, method: str, place: str) -> int:
        browser = house.app.test_client(use_cookies=False)
        sent = "; ".join(f"{name}={value}" for name, value in jar.items())
        answer = browser.open(place, method=method, headers={"Cookie": sent})
        for header in answer.headers.getlist("Set-Cookie"):
            name, _, value = header.split(";")[0].partition("=")
            jar[name] = value
        return answer.status_code

    for house in houses:
        assert go(house, "POST", f"/instructor/enter/{house.hall.conferences.invite('T')}") == 303
    assert [go(house, "GET", "/instructor") for house in houses] == [200, 200]
    go(houses[1], "POST", "/instructor/logout")
    assert [go(house, "GET", "/instructor") for house in houses] == [200, 302]
    for house in houses:
        house.database.close()


def former_browser(house: House, **login: object) -> FlaskClient:
    """A browser with a cookie from before cookies had a server's name."""
    app, browser = house.app, house.app.test_client()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    browser.set_cookie(FORMER_NAME, signer.dumps(login))
    return browser


def test_a_login_from_before_is_kept_and_its_cookie_goes(tmp_path: Path) -> None:
    found = house_at(tmp_path, "http://127.0.0.1")
    people = found.hall.conferences
    teacher = people.enter(people.invite("Teacher"))
    conference = people.create(teacher, title="", preset="demo", tables=1, consensus="unanimity")
    student = people.join(conference.code, "Ann")
    browser = former_browser(found, participants=[student.id], instructor=[teacher.id, "key"])
    assert browser.get(f"/wait/{student.id}").status_code == 200
    assert browser.get_cookie(FORMER_NAME) is None
    assert browser.get(f"/wait/{student.id}").status_code == 200
    # An instructor's of before cannot be ended by a log-out: they log in anew.
    assert browser.get("/instructor").status_code == 302
    found.database.close()


def test_another_servers_cookie_of_the_former_name_is_left_alone(tmp_path: Path) -> None:
    found = house_at(tmp_path, "http://127.0.0.1")
    browser = found.app.test_client()
    browser.set_cookie(FORMER_NAME, "signed.by.another")
    browser.post(f"/instructor/enter/{found.hall.conferences.invite('Teacher')}")
    assert browser.get("/instructor").status_code == 200
    kept = browser.get_cookie(FORMER_NAME)
    assert kept is not None
    assert kept.value == "signed.by.another"
    found.database.close()


# --- behind a proxy, and below a path ---

FORWARDED = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.7",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "talks.school.example",
    "HTTP_X_FORWARDED_PREFIX": "/talks",
}
#: The same server told of its path by the proxy, by its public address, or by both.
PATHS = {
    "told by the proxy": (PUBLIC, FORWARDED, ""),
    "told by the settings": (f"{PUBLIC}/talks", {}, ""),
    "not taken off by the proxy": (f"{PUBLIC}/talks", {}, "/talks"),
    "told by both": (f"{PUBLIC}/talks/", FORWARDED, ""),
}


@pytest.mark.parametrize("way", PATHS)
def test_every_address_on_a_page_stands_below_the_servers_path(tmp_path: Path, way: str) -> None:
    public_url, environ, taken = PATHS[way]
    found = house_at(tmp_path, public_url, behind_proxy=True)
    people, browser = found.hall.conferences, found.app.test_client()

    def get(place: str) -> str:
        answer = browser.get(taken + place, environ_overrides=environ, buffered=True)
        return answer.get_data(as_text=True)

    token = people.invite("Teacher")
    entered = browser.post(f"{taken}/instructor/enter/{token}", environ_overrides=environ)
    assert entered.headers["Location"] == "/talks/instructor"
    assert {"Path=/talks", "Secure"} <= set(entered.headers["Set-Cookie"].split("; "))
    browser.set_cookie(found.app.config["SESSION_COOKIE_NAME"], cookie_value(entered), path="/")
    teacher = people.instructor(1)
    assert teacher is not None
    conference = people.create(
        teacher, title="Class", preset="demo", tables=1, consensus="unanimity"
    )
    joined = people.join(conference.code, "Ann")
    people.seat(conference, joined.id, people.tables(conference.id)[0].id, "us")
    people.start(conference)
    sent = {"code": conference.code, "resume_code": joined.resume_code}
    back = browser.post(f"{taken}/resume", data=sent, environ_overrides=environ)
    assert back.headers["Location"] == f"/talks/wait/{joined.id}"
    browser.set_cookie(found.app.config["SESSION_COOKIE_NAME"], cookie_value(back), path="/")
    pages = (
        "/",
        "/resume",
        "/practice",
        "/no/such/page",
        f"/join/{conference.code}",
        f"/play/{joined.id}",
        f"/watch/{conference.code}/rotation",
        f"/watch/{conference.code}/1",
        "/instructor",
        f"/instructor/conference/{conference.id}",
        f"/instructor/conference/{conference.id}/table/1",
    )
    for place in pages:
        page = get(place)
        found_addresses = re.findall(r'(?:href|src|action|formaction|data-socket)="(/[^"]*)"', page)
        assert len(found_addresses) > 5, place
        assert [one for one in found_addresses if not one.startswith("/talks/")] == [], place
        assert 'data-socket="/talks/socket.io"' in page
    assert ":root" in get("/static/css/tokens.css")
    assert '"sid"' in get("/socket.io/?EIO=4&transport=polling")
    # What is pushed is made outside any request, and has the same addresses.
    with found.app.test_request_context(base_url=found.hall.public_url):
        own = url_for("lobby.home")
    assert own == ("/" if way == "told by the proxy" else "/talks/")
    found.database.close()


def cookie_value(answer: TestResponse) -> str:
    return answer.headers["Set-Cookie"].split(";")[0].partition("=")[2]


def test_behind_a_proxy_the_visitors_address_and_https_are_believed(tmp_path: Path) -> None:
    found = house_at(tmp_path, PUBLIC, behind_proxy=True)
    with found.app.test_client() as browser:
        browser.get("/", environ_overrides=FORWARDED)
        assert (request.remote_addr, request.is_secure) == ("203.0.113.7", True)
        assert request.host == "talks.school.example"
    found.database.close()


def test_without_a_proxy_nothing_that_is_forwarded_is_believed(tmp_path: Path) -> None:
    found = house_at(tmp_path, "http://127.0.0.1")
    with found.app.test_client() as browser:
        page = browser.get("/", environ_overrides=FORWARDED).get_data(as_text=True)
        assert (request.remote_addr, request.is_secure) == ("127.0.0.1", False)
        assert "/talks" not in page
    found.database.close()


@pytest.mark.parametrize("prefix", ["//evil.example", "/a b", '/"x', "evil", "/a//b", "/ü"])
def test_a_prefix_that_is_no_plain_path_is_not_believed(tmp_path: Path, prefix: str) -> None:
    found = house_at(tmp_path, PUBLIC, behind_proxy=True)
    headers = {**FORWARDED, "HTTP_X_FORWARDED_PREFIX": prefix}
    page = found.app.test_client().get("/", environ_overrides=headers).get_data(as_text=True)
    assert 'data-socket="/socket.io"' in page
    found.database.close()


# --- numbers in addresses ---


@pytest.mark.parametrize("number", ["9" * 19, "9" * 80, str(2**63), str(LARGEST_ID + 1), "0" * 17])
def test_a_number_that_no_id_can_be_is_no_address(house: House, number: str) -> None:
    browser = house.app.test_client()
    browser.post(f"/instructor/enter/{house.hall.conferences.invite('Teacher')}")
    walked = 0
    for rule in house.app.url_map.iter_rules():
        for name in rule.arguments:
            if not isinstance(rule._converters[name], BoundedId):
                continue
            walked += 1
            place = address(rule, **{name: number})
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                answer = browser.open(place, method=method)
                assert answer.status_code == 404, (method, place)
    assert walked == sum(rule.rule.count("<int:") for rule in house.app.url_map.iter_rules())
