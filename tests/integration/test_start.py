"""How a server starts: a free port, the students' address, a browser, and a quiet end."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from game.cli import listening
from game.cli.announcing import address_lines
from game.cli.browsers import has_browser
from game.cli.failures import Failure
from game.server import open_listener
from game.service.addresses import JoinAddresses
from game.service.interfaces import Interface
from tests.house import free_port
from tests.integration.test_signals import SOON

WIFI = Interface("wlan0", ("192.168.1.20",))
VPN = Interface("tun0", ("10.8.0.2",))


# --- the port ----------------------------------------------------------------------------------


def test_without_a_port_the_next_free_one_is_taken_and_one_that_was_asked_for_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(listening, "USUAL_PORT", taken)
        found = listening.first_free("127.0.0.1")
        with closing(found):
            assert taken < found.getsockname()[1] < taken + listening.TRIED
        with pytest.raises(Failure) as refused:
            listening.opened_at("127.0.0.1", taken)
        assert f"Port {taken} is taken" in refused.value.message
        monkeypatch.setattr(listening, "TRIED", 1)
        with pytest.raises(Failure) as refused:
            listening.first_free("127.0.0.1")
        assert f"Ports {taken} to {taken} are all taken" in refused.value.message


@pytest.mark.parametrize(
    "host",
    [
        "203.0.113.9",
        "no-such-host.invalid",
        "a..b",
        "http://x",
        "1.2.3.4.5",
        "x y",
        "a\0b",
        "x" * 300,
    ],
)
def test_a_host_that_this_machine_has_not_is_told(host: str) -> None:
    with pytest.raises(Failure) as refused:
        listening.opened_at(host, free_port())
    assert "Leave --host out" in refused.value.message


def test_without_a_host_it_listens_to_every_address_of_both_kinds() -> None:
    with closing(open_listener("", 0)) as listener:
        port = listener.getsockname()[1]
        hosts = ["127.0.0.1"] + (["::1"] if socket.has_dualstack_ipv6() else [])
        for host in hosts:
            socket.create_connection((host, port), timeout=SOON).close()


# --- what is said ------------------------------------------------------------------------------


def said(*interfaces: Interface, host: str = "::", fixed: str = "") -> list[str]:
    return address_lines(
        JoinAddresses(
            fixed,
            own="http://127.0.0.1:8000",
            host=host,
            port=8000,
            interfaces=lambda: interfaces,
            default=frozenset,
        )
    )


def test_every_address_is_listed_with_its_network_the_likeliest_first() -> None:
    first, second, advice = said(VPN, WIFI)
    assert first.split() == ["Students:", "http://192.168.1.20:8000", "(wlan0)"]
    assert second.split()[:2] == ["http://10.8.0.2:8000", "(tun0:"]
    assert "choose another on the class’s page" in advice
    assert said(WIFI) == ["Students:   http://192.168.1.20:8000  (wlan0)"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (lambda: said(), "on no network"),
        (lambda: said(VPN), "address of a VPN"),
        (lambda: said(Interface("eth0", ("169.254.1.1",))), "No router"),
        (lambda: said(WIFI, host="127.0.0.1"), "Only this machine"),
        (lambda: said(WIFI, fixed="http://localhost:8000"), "--public-url"),
    ],
)
def test_what_is_in_the_way_of_phones_is_said_in_words(
    lines: Callable[[], list[str]], words: str
) -> None:
    found = lines()
    assert found[0].startswith("Students:")
    assert words in found[-1]


# --- the browser -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
        ({"SSH_TTY": "/dev/ttys1"}, "darwin", False),
        ({"BROWSER": "firefox"}, "linux", True),
        ({"DISPLAY": ":0"}, "freebsd14", True),
    ],
)
def test_a_browser_is_opened_where_somebody_can_see_it(
    environment: Mapping[str, str], platform: str, expected: bool
) -> None:
    assert has_browser(environment, platform) == expected


# --- a real server -----------------------------------------------------------------------------

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and programs of POSIX")


@contextmanager
def serving(
    folder: Path,
    *options: str,
    before: tuple[str, ...] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator["subprocess.Popen[str]"]:
    """``sixparty serve`` on a free port, ended at last."""
    usual = ["--port", str(free_port()), "--database", str(folder / "game.db")]
    process = subprocess.Popen(
        [*before, sys.executable, "-u", "-m", "game", "serve", *usual, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={
            **os.environ,
            "BROWSER": "",
            "DISPLAY": "",
            "WAYLAND_DISPLAY": "",
            **(environment or {}),
        },
    )
    # A server that says nothing more must not hold the test up.
    watch = threading.Timer(SOON * 3, process.kill)
    watch.start()
    try:
        yield process
    finally:
        watch.cancel()
        process.kill()
        process.communicate()


def until_open(process: "subprocess.Popen[str]") -> list[str]:
    """What it says until it is open."""
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or "Ctrl+C" not in lines[-1]:
        line = process.stdout.readline()
        assert line, lines
        lines.append(line.rstrip())
    return lines


def test_the_browser_opens_at_the_instructors_room(tmp_path: Path) -> None:
    pipe, browser = tmp_path / "opened", tmp_path / "browser"
    os.mkfifo(pipe)
    browser.write_text(f'#!/bin/sh\necho "$1" > {pipe}\n')
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    # Without xdg-open, which would look for browsers of its own.
    path = str(Path(sys.executable).parent)
    with serving(tmp_path, environment={"PATH": path, "BROWSER": str(browser)}) as process:
        lines = until_open(process)
        opened = pipe.read_text().strip()
    (shown,) = (line.split()[1] for line in lines if line.startswith("Instructor:"))
    assert opened == shown
    assert opened.startswith("http://127.0.0.1:")
    assert "/instructor/enter/" in opened


def test_no_browser_opens_that_is_not_wanted(tmp_path: Path) -> None:
    display = {"DISPLAY": ":0", "BROWSER": "/bin/false"}
    with serving(tmp_path, "--no-browser", environment=display) as process:
        assert not any("opens in your browser" in line for line in until_open(process))


@pytest.mark.parametrize("language", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}])
def test_a_terminal_without_our_letters_is_written_to_all_the_same(
    tmp_path: Path, language: dict[str, str]
) -> None:
    more = {"COLUMNS": "40", "NO_COLOR": "1", **language}
    with serving(tmp_path, "--no-browser", environment=more) as process:
        lines = until_open(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(SOON) == 0
    assert any("/instructor/enter/" in line for line in lines)
    assert not any("Traceback" in line or "?" in line for line in lines), lines


@pytest.mark.parametrize(
    "words", [("scenario", "analyse"), ("simulate", "--games", "1"), ("--help",)]
)
def test_output_that_is_closed_ends_a_command_without_a_trace(words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        [sys.executable, "-m", "game", *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writing)
    _, complaint = process.communicate(timeout=SOON * 4)
    assert (process.returncode, complaint) == (1, "")


def test_without_any_output_a_command_does_its_work_all_the_same() -> None:
    command = f"'{sys.executable}' -m game scenario check >&-"
    ended = subprocess.run(
        ["/bin/sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def _in_a_network_of_its_own() -> tuple[str, ...]:
    """What runs a command where there is no network; skips the test where that cannot be had."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no unshare here")
    way = (unshare, "--user", "--map-root-user", "--net")
    if subprocess.run([*way, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no network of its own can be had here")
    return way


def test_without_a_network_it_says_so_and_ends_quietly(tmp_path: Path) -> None:
    with serving(tmp_path, before=_in_a_network_of_its_own()) as process:
        lines = until_open(process)
        (students,) = (line for line in lines if line.startswith("Students:"))
        assert "on no network" in students
        assert "127.0.0.1" not in students
        process.send_signal(signal.SIGINT)
        assert process.wait(SOON) == 0
