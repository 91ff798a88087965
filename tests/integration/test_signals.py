"""How a real server ends, and what is said when it cannot open: a sentence, never a traceback."""

import ctypes
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import socketio

from tests.house import Classroom, ServerProcess, Visitor, free_port

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
#: Seconds within which a server that is told to end has ended.
SOON = 15


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A folder for data, and one for temporary files."""
    data, temporary = tmp_path / "data", tmp_path / "tmp"
    data.mkdir()
    temporary.mkdir()
    return data, temporary


class Listener:
    """A page that hears what the server says last."""

    def __init__(self, address: str, live: str) -> None:
        self.heard: list[str] = []
        self.client = socketio.Client(reconnection=False)
        for name in ("hello", "closing"):
            self.client.on(name, lambda _message, name=name: self.heard.append(name))
        self.client.connect(address, auth={"live": live}, wait_timeout=SOON)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_ends_the_server_in_order(
    places: tuple[Path, Path], number: signal.Signals
) -> None:
    data, temporary = places
    server = ServerProcess(data)
    try:
        link = server.start(environment={"TMPDIR": str(temporary)})
        room = Classroom(server, link)
        conference = room.open()
        room.join(conference, "Ann")
        base = f"/instructor/conference/{conference.id}"
        if number != signal.SIGHUP:
            # The worker is at something, with files of its own.
            assert room.teacher.post(f"{base}/exports", {"what": "class.zip"}).status == 200
            assert list(temporary.iterdir())
        page = Listener(server.url, f"watch:{conference.code}")
        assert room.teacher.post(f"{base}/door", {"door": "closed"}).status == 200
        server.signal(number)
        assert server.wait(SOON) == 0
        said = "".join(server.said)
        assert "Closed. Everything that was acknowledged is stored." in said
        assert "Traceback" not in said
        page.client.wait()
        assert page.heard[-1] == "closing"
        # One whole file, whoever read it meanwhile; a daily copy may lie beside it.
        assert {found.name for found in data.iterdir()} - {"backups"} == {"game.db"}
        with closing(sqlite3.connect(f"file:{data / 'game.db'}?immutable=1", uri=True)) as stored:
            assert stored.execute("select door from conferences").fetchall() == [("closed",)]
        until = time.monotonic() + SOON
        while list(temporary.iterdir()) and time.monotonic() < until:
            time.sleep(0.05)
        assert list(temporary.iterdir()) == []
    finally:
        server.kill()


def test_a_second_signal_ends_it_at_once(places: tuple[Path, Path]) -> None:
    server = ServerProcess(places[0])
    try:
        server.start()
        assert Visitor(server.url).get("/resume").status == 200
        # Pages have a moment to hear the last word: another signal comes within it. Two equal ones
        # that are still to be taken would count as one.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with suppress(ProcessLookupError):
                server.signal(number)
        assert server.wait(SOON) == 1
        said = "".join(server.said)
        assert "Traceback" not in said
        assert "Closed." not in said
    finally:
        server.kill()


@pytest.mark.parametrize("name", ["demo", "practice"])
def test_what_is_not_to_be_kept_goes_with_the_server(places: tuple[Path, Path], name: str) -> None:
    temporary = places[1]
    process = game(name, "--port", str(free_port()), temporary=temporary)
    lines = iterate(process)
    while "Ctrl+C" not in (line := next(lines)) and "Take a seat" not in line:
        assert "Traceback" not in line
    process.send_signal(signal.SIGTERM)
    rest = "".join(lines)
    assert process.wait(SOON) == 0
    assert "Traceback" not in rest
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("number", SIGNALS[:2], ids=lambda number: number.name)
def test_a_signal_while_it_opens_ends_it_without_a_trace(
    places: tuple[Path, Path], number: signal.Signals
) -> None:
    data, temporary = places
    process = game(
        "serve",
        "--port",
        str(free_port()),
        "--database",
        str(data / "game.db"),
        temporary=temporary,
    )
    lines = iterate(process)
    assert next(lines).startswith("Data:")
    process.send_signal(number)
    rest = "".join(lines)
    assert process.wait(SOON) == 0
    assert "Traceback" not in rest
    assert list(temporary.iterdir()) == []


# --- what keeps it from opening ----------------------------------------------------------------


def game(
    *arguments: str, temporary: Path | None = None, bound_by_rights: bool = False
) -> "subprocess.Popen[str]":
    """The command in a process of its own."""
    environment = {**os.environ}
    if temporary is not None:
        environment["TMPDIR"] = str(temporary)
    host = ["--host", "127.0.0.1"] if arguments[0] != "practice" else []
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "game", *arguments, "--no-browser", *host],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        preexec_fn=_give_up_override if bound_by_rights else None,
    )


def _give_up_override() -> None:
    """Root may write anywhere: give that up (Linux: PR_CAPBSET_DROP of CAP_DAC_OVERRIDE)."""
    if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(24, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "this right cannot be given up")


def iterate(process: "subprocess.Popen[str]") -> Iterator[str]:
    assert process.stdout is not None
    with process.stdout as said:
        yield from said


def refused(*arguments: str, bound_by_rights: bool = False) -> str:
    """What ``serve`` says when it does not open."""
    process = game("serve", *arguments, bound_by_rights=bound_by_rights)
    said, _ = process.communicate(timeout=SOON * 2)
    assert process.returncode == 2, said
    assert "Traceback" not in said
    assert "/instructor/enter/" not in said
    last = said.strip().splitlines()[-1]
    assert last.startswith("Error: ")
    assert last.endswith(".")
    return last


def test_a_port_that_is_taken_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refused("--port", port, "--database", str(tmp_path / "game.db"))
    assert port in said
    assert list(tmp_path.iterdir()) == []


def _noise(path: Path) -> None:
    path.write_bytes(os.urandom(9_000))


UNFIT: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a folder that is not there": ("missing/game.db", lambda _: None, "no folder or file"),
    "a folder": ("game.db", lambda path: path.mkdir(), "is a folder"),
    "no database": ("game.db", _noise, "is not a database of this game"),
}


@pytest.mark.parametrize("kind", UNFIT)
def test_what_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path, kind: str) -> None:
    name, make, words = UNFIT[kind]
    make(tmp_path / name)
    said = refused("--port", str(free_port()), "--database", str(tmp_path / name))
    assert words in said
    assert name.split("/")[0] in said


def test_a_folder_that_may_not_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    said = refused(
        "--port", str(free_port()), "--database", str(tmp_path / "game.db"), bound_by_rights=True
    )
    assert str(tmp_path) in said
    assert list(tmp_path.iterdir()) == []
