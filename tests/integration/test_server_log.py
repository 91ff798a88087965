"""The log of a real server holds no name, word, code or address, whatever is sent to it."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import Classroom, ServerProcess
from tests.pages import submit

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (INFO|WARNING|ERROR) [\w.]+: \S.*")
NAMES = ("Annabella", "Bartholomew", "Cecily", "Demetrius", "Esmeralda", "Ferdinand")
WORDS = "Nobody outside may ever read these words"
#: Requests that no browser sends: each with words that must not be logged.
NOISE = (
    b"\x81\x82Annabella\r\n\r\n",
    b"Annabella\r\n\r\n",
    b"ANNABELLA / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /Annabella HTTP/9.9\r\nHost: x\r\n\r\n",
    b"GET /join/Annabella?name=Annabella HTTP/1.1\r\nHost x Annabella\r\n\r\n",
    b"POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: Annabella\r\n\r\nname=Annabella",
    b"POST /join HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nAnnabella\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"Annabella" * 20_000 + b"\r\n\r\n",
    b"GET /socket.io/?EIO=4&transport=polling&sid=Annabella HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: QW5uYWJlbGxhQW5uYQ==\r\n\r\n\x81\xfeAnnabella\xff\xff\x88\x80",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n\x81\x82Annabella",
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path, "--log-file", str(tmp_path / "server.log"))
    yield server
    server.kill()


def send_raw(server: ServerProcess, noise: bytes) -> None:
    """Send it, and go: once politely, once with a reset in the middle."""
    for linger in (b"\x00" * 8, b"\x01\x00\x00\x00\x00\x00\x00\x00"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            wire.sendall(noise)
            wire.settimeout(0.2)
            try:
                while wire.recv(65_536):
                    pass
            except OSError:
                continue


def test_nothing_that_anybody_sent_is_in_the_log(server: ServerProcess, tmp_path: Path) -> None:
    link = server.start()
    classroom = Classroom(server, link)
    conference = classroom.open()
    for name in NAMES:
        classroom.join(conference, name)
    classroom.teacher.post(f"/instructor/conference/{conference.id}/auto_seat", {})
    classroom.teacher.post(f"/instructor/conference/{conference.id}/start", {})
    name, student = next(iter(classroom.students.items()))
    page = f"/play/{classroom.ids[name]}"
    submit(student, page, "send_message", {}, text=WORDS)
    assert WORDS in student.get(page).body
    for noise in NOISE:
        send_raw(server, noise)
    for odd in (f"/join/{conference.code}x", "/instructor/conference/" + "9" * 19, "/me/Annabella"):
        classroom.teacher.get(odd)
        student.post(odd, {"name": "Annabella", "text": WORDS})
    assert WORDS in student.get(page).body
    resume_codes = [
        code
        for joined, visitor in classroom.students.items()
        for code in re.findall(
            r"[A-Z2-9]{4}-[A-Z2-9]{4}", visitor.get(f"/play/{classroom.ids[joined]}").body
        )
    ]
    assert len(resume_codes) == len(NAMES)
    server.kill()
    logged = (tmp_path / "server.log").read_text(encoding="utf-8")
    (told,) = [n for n, line in enumerate(server.said) if line.startswith("Press Ctrl+C")]
    on_the_terminal = [line for line in server.said[:told] if LINE.match(line)] + server.said[
        told + 1 :
    ]
    assert logged.splitlines() == [line.rstrip("\n") for line in on_the_terminal]
    assert "malformed request" in logged
    assert not [line for line in logged.splitlines() if not LINE.fullmatch(line)]
    secrets = [*NAMES, WORDS, conference.code, "127.0.0.1", link.rpartition("/")[2]]
    for secret in (*secrets, *classroom.ids.values(), *resume_codes):
        assert secret not in logged, secret
    # A malformed request a minute is told, however many there were.
    assert logged.count("malformed request") <= 2
