"""Requests that no page sends are answered in words and told nothing: by every rule, to anybody.

Short runs of ``tests/bench/security``; each kind of request that once failed has a test besides.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import abort
from werkzeug.exceptions import default_exceptions

from game.app import build
from game.config import Config
from game.engine.phases import PhaseName
from tests.bench.security import wire
from tests.bench.security.commands import Gates
from tests.bench.security.fuzz import Fuzz
from tests.bench.security.odd import Odd
from tests.bench.security.routes import Walk
from tests.bench.security.world import World
from tests.integration.test_fences import addresses

#: Ranges that no file has, and such as are none.
RANGES = ("0.briefing", "bytes=99999999-", "bytes=9-1", "bytes=-0", "x", "bytes=0-0,5-", "")
#: Parts of a multipart body without a name.
NAMELESS = (
    "Content-Disposition",
    "Content-Disposition: form-data",
    'Content-Disposition: form-data; filename="a.csv"',
    "X-Nothing: here",
)

#: Viewers whom the fences' own tests do not know.
ELSEWHERE = (
    "adviser",
    "waiting",
    "removed",
    "forgotten",
    "unshared co-teacher",
    "logged-out cookie",
    "practice player",
    "co-teacher",
)


def numbered(folder: Path) -> Iterator[Path]:
    """New folders in that one."""
    number = 0
    while True:
        number += 1
        place = folder / str(number)
        place.mkdir()
        yield place


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path)
    yield found
    found.close()


@pytest.mark.parametrize("part", NAMELESS)
def test_a_part_of_a_body_that_has_no_name_is_passed_over_by_every_rule(
    world: World, part: str
) -> None:
    body = f"--x\r\n{part}\r\n\r\nwords\r\n--x--\r\n"
    place = world.place()
    browsers = [world.browser(world.viewers[n].cookie) for n in ("own delegation", "owner")]
    for rule in world.house.app.url_map.iter_rules():
        # Deleting, leaving and logging out need no field.
        if "POST" not in (rule.methods or ()) or "logout" in rule.rule or "leave" in rule.rule:
            continue
        for address in addresses(place, rule):
            for browser in browsers:
                answer = browser.post(
                    address, data=body, content_type="multipart/form-data; boundary=x"
                )
                assert answer.status_code < 500, (address, part)


@pytest.mark.parametrize("range_", RANGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_part_of_a_file_that_it_does_not_have_is_refused_in_words(
    world: World, range_: str, method: str
) -> None:
    browser = world.house.app.test_client()
    for accept in ("text/html", "application/json"):
        answer = browser.open(
            "/static/css/base.css",
            method=method,
            headers={"Range": range_, "Accept": accept},
            buffered=True,
        )
        assert answer.status_code in (200, 206, 416)


@pytest.mark.parametrize("status", sorted(default_exceptions))
def test_every_refusal_of_http_has_a_sentence_and_keeps_its_status(
    tmp_path: Path, status: int
) -> None:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))
    house.app.add_url_rule("/refused", view_func=lambda: abort(status))
    browser = house.app.test_client()
    page = browser.get("/refused")
    told = browser.get("/refused", headers={"Accept": "application/json"})
    assert (page.status_code, told.status_code) == (status, status)
    assert told.get_json()["error"]["message"] in page.get_data(as_text=True)
    house.database.close()


def test_a_table_that_cannot_be_opened_any_more_is_refused_in_words(tmp_path: Path) -> None:
    gates = Gates(tmp_path)
    opening = {"kind": "start_table"}
    for phase in PhaseName:
        answer = gates.send(phase, "instructor", opening)
        expected = {PhaseName.LOBBY: 200}.get(phase, 409)
        assert answer.status_code == expected, phase
        assert (phase is PhaseName.LOBBY) is ("error" not in (answer.get_json() or {}))
    gates.close()


def test_every_command_by_every_role_in_every_phase_is_what_the_table_of_gates_says(
    tmp_path: Path,
) -> None:
    gates = Gates(tmp_path)
    part = gates.run({"by": "somebody", "role": "instructor"})
    gates.close()
    assert part.faults == []
    assert gates.sent > 1_000


def test_every_rule_is_shut_to_whoever_has_lost_a_right_or_has_it_elsewhere(tmp_path: Path) -> None:
    part = Walk(tmp_path, ("GET", "POST"), programs=()).run(ELSEWHERE)
    assert part.faults == []
    assert len(part.rows) == len(ELSEWHERE)


# Werkzeug leaves the parts of a broken body to the garbage collector.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function SpooledTemporaryFile"
    ":pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("seed", [11])
def test_no_odd_request_fails_or_is_told_a_secret(tmp_path: Path, seed: int) -> None:
    folders = numbered(tmp_path)
    fuzz = Fuzz(lambda: next(folders), seed)
    fuzz.run(600)
    fuzz.close()
    assert fuzz.part().faults == []
    assert (fuzz.done, len(fuzz.rules) > 40) == (600, True)


def test_a_real_server_outlives_odd_bytes_and_frames_and_tells_nothing(tmp_path: Path) -> None:
    with wire.target(tmp_path) as place:
        assert place.stored == 1
        until = time.monotonic() + 60
        for part in (
            wire.requests(place, Odd(13), 200, until),
            wire.frames(place, Odd(13), 600, until),
        ):
            assert part.faults == []
            assert int(str(part.rows[-1][1])) >= 200
