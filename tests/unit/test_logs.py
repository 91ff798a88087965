"""The log tells what failed and where, and nothing that anybody typed or is called."""

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from game.app import build
from game.cli import logs
from game.config import Config

SECRET = "Ann said that 10.1.2.3 has KQ7M-2XHB and 483920"


class Log:
    """A log that is written into memory, by a clock that moves when it is told to."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.now = 100.0
        target = logging.StreamHandler(self.stream)
        target.setFormatter(logs.LineOrMore())
        self.handler = logs.Sparing(target, clock=lambda: self.now)

    def lines(self) -> list[str]:
        return self.stream.getvalue().splitlines()

    def say(self, name: str, message: str, *details: object, error: object = None) -> None:
        record = logging.LogRecord(name, logging.ERROR, "x.py", 1, message, details, None)
        if isinstance(error, BaseException):
            record.exc_info = (type(error), error, error.__traceback__)
        self.handler.handle(record)


@contextmanager
def configured(folder: Path) -> Iterator[io.StringIO]:
    """Logging as the server has it; gives what is written. Its file holds the same."""
    stream = io.StringIO()
    end = logs.configure(folder / "log.txt", stream)
    try:
        yield stream
    finally:
        end()
    assert (folder / "log.txt").read_text(encoding="utf-8") == stream.getvalue()


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


@pytest.mark.parametrize("name", ["game.service.ticker", "game", "engineio.server", "py.warnings"])
@pytest.mark.parametrize("error", [ValueError(SECRET), KeyError(SECRET), RuntimeError(SECRET)])
def test_an_exception_is_told_by_type_and_place_in_one_line(name: str, error: Exception) -> None:
    log = Log()
    log.say(name, "table %s", 3, error=raised(error))
    (line,) = log.lines()
    assert type(error).__name__ in line
    assert "test_logs.py:" in line
    assert "in raised" in line
    assert not [word for word in SECRET.split() if len(word) > 4 and word in line]


def test_what_an_exception_came_from_is_told_the_same_way() -> None:
    log = Log()
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as cause:
            raise RuntimeError(SECRET) from cause
    except RuntimeError as error:
        log.say("game.service.worker", "a job failed", error=error)
    assert "RuntimeError at " in log.lines()[0]
    assert "from KeyError at " in log.lines()[0]
    assert "Ann" not in log.lines()[0]


@pytest.mark.parametrize(
    "secret",
    [
        "10.1.2.3",
        "fe80::1c2d:3e4f:5a6b:7c8d",
        "2001:db8::1",
        "KQ7M-2XHB",
        "KQ7M2XHB",
        "483920",
        "4839201177",
        "a1b2c3d4e5f60718",
        "Zx3-_lfP0qkW9rT2mN4bV6cX8zA1sD5f",
    ],
)
def test_addresses_codes_ids_and_tokens_are_blotted_out(secret: str) -> None:
    log = Log()
    log.say("game.service.reports", "report of %s", f"table 3, {secret}\nand more")
    (line,) = log.lines()
    assert secret not in line
    assert "report of table 3, #" in line


@pytest.mark.parametrize("name", ["game", "engineio.server", "gevent", "weasyprint", "root"])
def test_what_libraries_put_into_words_is_left_out(name: str) -> None:
    log = Log()
    log.say(name, f"Exception on /join/483920 [GET] {SECRET}")
    log.say(name, "bad request from %s", SECRET)
    for line in log.lines():
        assert not [word for word in SECRET.split() if len(word) > 4 and word in line]


def test_a_kind_of_line_comes_once_a_minute_with_a_count_of_the_others() -> None:
    log = Log()
    for number in range(42):
        log.say("game.service.ticker", "table %s", number, error=raised(ValueError(str(number))))
    log.say("game.service.ticker", "chores")
    assert len(log.lines()) == 2
    log.now += logs.QUIET
    log.say("game.service.outbox", "something else")
    assert len(log.lines()) == 4
    assert "… 41 more like this: table 0: ValueError at" in log.lines()[2]
    log.say("game.service.ticker", "table %s", 9, error=raised(ValueError("9")))
    assert len(log.lines()) == 5


def test_what_was_left_out_is_told_at_the_end_too() -> None:
    log = Log()
    for _ in range(3):
        log.say("game.service.ticker", "chores")
    log.handler.close()
    assert "… 2 more like this: chores" in log.lines()[-1]


def test_no_more_kinds_are_remembered_than_fit() -> None:
    log = Log()
    for number in range(3 * logs.KINDS):
        log.say("game.service.ticker", f"kind {chr(200 + number)}")
        assert len(log.handler._quiet) <= logs.KINDS
    assert len(log.lines()) == 3 * logs.KINDS


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("10.1.2.3 - - [2026-11-27] Invalid HTTP method: 'Ann'\n", "malformed request"),
        ("Expected GET method; Got command='\\x81\\x82Ann'\n", "malformed request"),
        ("anything else that holds Ann\n", "left out"),
        (
            'Traceback (most recent call last):\n  File "/srv/game/web/play.py", line 7, in page\n'
            '    say("Ann")\nValueError: Ann\n'
            "2026-11-27T01:02:03Z <Greenlet> failed with ValueError\n\n",
            "ValueError at game/web/play.py:7 in page",
        ),
        (
            'Traceback (most recent call last):\n  File "a.py", line 7, in page\n'
            "BlockingIOError: [Errno 11] Ann\n",
            "connection ended early",
        ),
    ],
)
def test_the_error_stream_is_reduced_to_what_kind_of_thing_it_was(
    tmp_path: Path, written: str, told: str
) -> None:
    with configured(tmp_path) as log:
        for part in (written[:9], written[9:]):
            sys.stderr.write(part)
    (line,) = log.getvalue().splitlines()
    assert told in line
    assert "Ann" not in line
    assert "10.1.2.3" not in line


def test_unhandled_errors_and_warnings_hold_nothing_either(tmp_path: Path) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    with configured(tmp_path) as log:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        sys.excepthook(ValueError, raised(ValueError(SECRET)), None)
        logging.getLogger("py.warnings").warning("%s", SECRET)
    assert log.getvalue().count("ValueError at ") == 2
    assert log.getvalue().count("left out") == 1
    assert "Ann" not in log.getvalue()


def test_a_request_that_fails_is_told_by_its_kind(tmp_path: Path) -> None:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://127.0.0.1"))

    def fail(code: str) -> str:
        raise ValueError(SECRET + code)

    house.app.add_url_rule("/fail/<code>", "broken", fail)
    with configured(tmp_path) as log:
        answer = house.app.test_client().get("/fail/483920?name=Ann", headers={"Cookie": "a=Ann"})
    assert answer.status_code == 500
    (line,) = [line for line in log.getvalue().splitlines() if " ERROR " in line]
    assert "a request failed (GET broken): ValueError at" in line
    assert not [word for word in SECRET.split() if len(word) > 4 and word in line]
    house.close()


def test_a_file_that_cannot_be_written_is_refused_and_nothing_is_left_changed(
    tmp_path: Path,
) -> None:
    before = (sys.stderr, list(logging.getLogger().handlers))
    with pytest.raises(OSError, match="No such file"):
        logs.configure(tmp_path / "missing" / "log.txt")
    assert (sys.stderr, list(logging.getLogger().handlers)) == before
