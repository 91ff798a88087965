"""The web server itself: half requests, ambiguous ones, and one visitor who takes everything."""

import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
import socketio

from game.server import Limits, limits_for, raise_file_limit
from tests.house import Classroom, ServerProcess

#: The longest that anything may take; it is far quicker unless something is broken.
SECONDS = 15.0
#: Requests without their end.
HALVES = (
    b"",
    b"G",
    b"GET / HTTP/1.1",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"x" * 2_000,
    b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n",
)


class Small:
    """A server with limits of the test's own."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.port = port

    def connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def ask(self, request: bytes) -> bytes:
        """All that is answered until the connection ends or the answer is whole."""
        with closing(self.connect()) as connection:
            connection.sendall(request)
            return answer_of(connection)

    def said(self) -> str:
        """What it wrote until it ended."""
        return self.process.communicate(timeout=SECONDS)[0]


def answer_of(connection: socket.socket) -> bytes:
    """One answer; empty if the connection was closed instead."""
    got = b""
    while not whole(got):
        try:
            more = connection.recv(65_536)
        except ConnectionError:
            break
        if not more:
            break
        got += more
    return got


def whole(got: bytes) -> bool:
    head, _, body = got.partition(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return found is not None and len(body) >= int(found[1])


@contextmanager
def serving(**limits: float) -> Iterator[Small]:
    command = [sys.executable, "-m", "tests.small_server"]
    command += [f"{name}={value}" for name, value in limits.items()]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        yield Small(process, int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


def closed_after(connection: socket.socket) -> float:
    """Seconds until the server ends the connection, whatever it says before."""
    begun = time.monotonic()
    try:
        while connection.recv(65_536):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - begun


@pytest.mark.parametrize("half", HALVES)
def test_half_a_head_is_waited_for_so_long_and_no_longer(half: bytes) -> None:
    with serving(head=0.5) as server, closing(server.connect()) as connection:
        connection.sendall(half)
        assert 0.3 < closed_after(connection) < SECONDS


def test_a_head_that_comes_drop_by_drop_is_not_waited_for_longer() -> None:
    with serving(head=1.0) as server, closing(server.connect()) as connection:
        ended = False
        for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 200:
            # It never stands still for longer than this.
            if select.select([connection], [], [], 0.05)[0]:
                ended = True
                break
            connection.sendall(bytes([byte]))
        assert ended
        assert closed_after(connection) < SECONDS


@pytest.mark.parametrize(
    "begun",
    [
        b"Content-Length: 10\r\n\r\nabc",
        b"Content-Length: 10\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"Transfer-Encoding: chunked\r\n\r\n",
    ],
)
@pytest.mark.parametrize("place", [b"/echo", b"/other"])
@pytest.mark.parametrize("upgrade", [b"", b"Connection: upgrade\r\n", b"Upgrade: websocket\r\n"])
def test_half_a_body_is_waited_for_so_long_and_no_longer(
    begun: bytes, place: bytes, upgrade: bytes
) -> None:
    with serving(body=0.5) as server, closing(server.connect()) as connection:
        connection.sendall(b"POST " + place + b" HTTP/1.1\r\nHost: localhost\r\n" + upgrade + begun)
        assert closed_after(connection) < SECONDS


def test_a_whole_body_is_read_however_it_is_sent() -> None:
    with serving(head=2, body=2) as server:
        head = b"POST /echo HTTP/1.1\r\nHost: localhost\r\n"
        assert server.ask(head + b"Content-Length: 5\r\n\r\nhello").endswith(b"hello")
        chunks = b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
        assert server.ask(head + chunks).endswith(b"hello")


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "multipart/mixed; boundary=--",
        "a/b",
    ],
)
def test_a_form_with_a_file_is_read_whatever_its_body_is(kind: str) -> None:
    head = f"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
    with serving() as small:
        answer = small.ask(f"{head}Content-Length: 5\r\n\r\nhello".encode())
    assert answer.endswith(b"hello")


def test_a_connection_serves_again_until_it_has_been_idle_for_too_long() -> None:
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(head=0.3, idle=1.0) as server, closing(server.connect()) as connection:
        for _ in range(3):
            connection.sendall(request)
            assert answer_of(connection).endswith(b"answered")
            # Longer than a head may take: between two requests there is more time.
            assert select.select([connection], [], [], 0.5)[0] == []
        assert closed_after(connection) < SECONDS


def test_an_answer_may_take_longer_than_any_request() -> None:
    with serving(head=0.3, body=0.3, idle=0.3) as server:
        assert server.ask(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n").endswith(b"answered")


def test_an_answer_that_nobody_takes_is_given_up() -> None:
    with serving(write=0.5) as server, closing(server.connect()) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(1.5)
        assert closed_after(connection) < SECONDS
        assert server.ask(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").endswith(b"answered")


AMBIGUOUS = {
    "both": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "both, the other way": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n",
    "one length twice": b"Content-Length: 5\r\nContent-Length: 5\r\n",
    "two lengths in one": b"Content-Length: 5, 6\r\n",
    "a signed length": b"Content-Length: +5\r\n",
    "a negative length": b"Content-Length: -5\r\n",
    "an underlined length": b"Content-Length: 1_0\r\n",
    "a hexadecimal length": b"Content-Length: 0x5\r\n",
    "no length": b"Content-Length: \r\n",
    "an endless length": b"Content-Length: " + b"9" * 5_000 + b"\r\n",
    "two encodings": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "encodings in one": b"Transfer-Encoding: gzip, chunked\r\n",
    "an unknown encoding": b"Transfer-Encoding: xchunked\r\n",
    "a hidden encoding": b"Transfer-Encoding : chunked\r\n",
    "a hidden length": b"Content-Length : 5\r\n",
    "a folded length": b"X: y\r\n Content-Length: 5\r\n",
    "a folded encoding": b"Transfer-Encoding:\r\n chunked\r\n",
    "two hosts": b"Host: evil.example\r\n",
    "no colon": b"Content-Length\r\n",
}


@pytest.mark.parametrize("headers", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_a_request_of_which_a_proxy_might_see_another_end_is_refused(headers: bytes) -> None:
    with serving(head=2, body=2) as server:
        answer = server.ask(
            b"POST /echo HTTP/1.1\r\nHost: localhost\r\n"
            + headers
            + b"\r\n0\r\n\r\nGET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
        assert answer.startswith(b"HTTP/1.1 400")
        assert answer.count(b"HTTP/1.1") == 1


def test_of_an_addresss_connections_that_ask_for_nothing_the_oldest_give_way() -> None:
    with serving(waiting=8, connections=1_000) as server, ExitStack() as held:
        asking = held.enter_context(closing(server.connect()))
        asking.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        halves = []
        for _ in range(20):
            halves.append(held.enter_context(closing(server.connect())))
            halves[-1].sendall(b"GET / HT")
        assert answer_of(asking).endswith(b"answered")
        for old in halves[:12]:
            assert closed_after(old) < SECONDS
        for young in halves[12:]:
            young.sendall(b"TP/1.1\r\nHost: localhost\r\n\r\n")
            assert answer_of(young).endswith(b"answered")


def test_an_address_has_only_so_many_connections_and_gets_others_when_some_end() -> None:
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(connections=5) as server, ExitStack() as held:
        open_ = []
        for _ in range(5):
            open_.append(held.enter_context(closing(server.connect())))
            open_[-1].sendall(request)
            assert answer_of(open_[-1]).endswith(b"answered")
        assert server.ask(request) == b""
        open_.pop().close()
        until = time.monotonic() + SECONDS
        while not (answer := server.ask(request)) and time.monotonic() < until:
            time.sleep(0.05)
        assert answer.endswith(b"answered")


def test_a_proxy_which_speaks_for_many_has_no_caps() -> None:
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(connections=2, waiting=2, exempt=1) as server, ExitStack() as held:
        open_ = [held.enter_context(closing(server.connect())) for _ in range(10)]
        for connection in open_:
            connection.sendall(request)
            assert answer_of(connection).endswith(b"answered")


def test_stopping_ends_idle_connections_and_waits_for_what_is_being_answered() -> None:
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving() as server, closing(server.connect()) as idle, closing(server.connect()) as busy:
        idle.sendall(request)
        answer_of(idle)
        busy.sendall(request.replace(b"/ ", b"/slow "))
        time.sleep(0.3)
        server.process.terminate()
        assert closed_after(idle) < SECONDS
        assert answer_of(busy).endswith(b"answered")
        assert "stopped" in server.said()


def test_the_log_tells_of_the_apps_faults_and_nothing_that_visitors_sent() -> None:
    with serving(head=0.3) as server:
        for request in (
            b"\x81\x82\x01\x02\x03\x04secret\r\n\r\n",
            b"GET /secret\r\n\r\n",
            b"BREW /secret HTTP/9.9\r\n\r\n",
            b"GET /secret HTTP/1.1\r\nContent-Length: secret\r\n\r\n",
            b"GET /" + b"secret" * 5_000 + b" HTTP/1.1\r\n\r\n",
            b"GET /secret HT",
        ):
            server.ask(request)
        assert b" 500 " in server.ask(b"GET /fails HTTP/1.1\r\nHost: localhost\r\n\r\n")
        server.process.terminate()
        said = server.said()
    assert "a fault of the app" in said
    assert "secret" not in said
    assert "127.0.0.1" not in said


# --- how much ---


def test_where_few_files_may_be_open_no_address_can_take_them_all() -> None:
    for files in (64, 256, 1_024, 4_096, 65_536, 1_000_000):
        limits = limits_for(files)
        assert limits.connections * 2 <= files or limits.connections <= 16
        assert limits.waiting <= limits.connections
    assert limits_for(65_536) == Limits()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_server_may_open_as_many_files_as_the_system_allows() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import resource as r; from game.server import raise_file_limit as up\n"
            "hard = r.getrlimit(r.RLIMIT_NOFILE)[1]\n"
            "r.setrlimit(r.RLIMIT_NOFILE, (256, hard)); most = min(hard, 600)\n"
            "assert up(600) == most and r.getrlimit(r.RLIMIT_NOFILE) == (most, hard)\n"
            "assert up(300) == most and r.getrlimit(r.RLIMIT_NOFILE) == (most, hard)\n",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stderr) == (0, "")


# --- the real server ---


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServerProcess, Classroom]]:
    server = ServerProcess(tmp_path_factory.mktemp("real"))
    yield server, Classroom(server, server.start())
    server.kill()


def test_a_class_gets_in_while_one_visitor_holds_a_thousand_half_requests(
    real: tuple[ServerProcess, Classroom],
) -> None:
    server, room = real
    conference = room.open(tables="2", seats_per_delegation="6")
    raise_file_limit()
    with ExitStack() as held:
        for _ in range(1_000):
            half = socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS)
            held.enter_context(closing(half))
            half.sendall(b"GET / HTTP/1.1\r\n")
        for number in range(10):
            room.join(conference, f"Student {number}")


def test_a_websocket_lives_longer_than_any_request_may_take(
    real: tuple[ServerProcess, Classroom],
) -> None:
    server, room = real
    conference = room.open()
    person = room.join(conference, "Wei")
    cookie = "; ".join(f"{one.name}={one.value}" for one in room.students["Wei"].cookies)
    client = socketio.Client(reconnection=False)
    heard: list[str] = []
    client.on("hello", lambda _message: heard.append("hello"))
    client.on("panels", lambda _message: heard.append("panels"))
    client.connect(
        server.url,
        headers={"Cookie": cookie},
        auth={"live": f"wait:{person}"},
        transports=["websocket"],
        wait_timeout=SECONDS,
    )
    # Longer than a head may take.
    time.sleep(Limits().head + 1)
    room.join(conference, "Another")
    until = time.monotonic() + SECONDS
    while "panels" not in heard and time.monotonic() < until:
        time.sleep(0.05)
    assert heard[0] == "hello"
    assert "panels" in heard
    assert client.connected
    client.disconnect()


def test_nobody_of_a_class_of_forty_behind_one_address_is_told_to_wait(
    real: tuple[ServerProcess, Classroom],
) -> None:
    _, room = real
    conference = room.open(tables="2", seats_per_delegation="6")
    for number in range(40):
        room.join(conference, f"Pupil {number}")
