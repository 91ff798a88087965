"""One server a database: a second is refused as long as the first is there, and not longer."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from game.app import House, build
from game.cli.failures import Failure
from game.cli.opening import open_server
from game.config import Config
from game.messages import sentence
from game.service.lease import SILENT, Tenancy, last_alive
from game.service.problems import Problem
from game.store.database import Database
from game.store.lease import Lease, LeaseBook
from game.store.problems import StoreProblem
from game.store.schema_version import migrate
from tests.house import ServerEnded, ServerProcess, Visitor


class Claims:
    """Servers that want one database, by a clock that moves when it is told to."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'game.db'}"
        self.now = 1_000_000.0
        self.database = Database(self.url)
        migrate(self.database)

    def tenancy(self, address: str, database: Database | None = None) -> Tenancy:
        return Tenancy(database or self.database, address, lambda: self.now)

    def stored(self) -> Lease:
        found = LeaseBook(self.database).lease()
        assert found is not None
        return found


@pytest.fixture
def claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Claims]:
    monkeypatch.setattr("game.service.lease._ANSWER", 0.3)
    found = Claims(tmp_path)
    yield found
    found.database.close()


@contextmanager
def serving(house: House) -> Iterator[str]:
    """Let it answer; its address."""
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def listening(answer: bytes | None) -> Iterator[str]:
    """Some other program at a port: it answers everybody alike, or with None takes and hangs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        held: list[socket.socket] = []
        done = threading.Event()

        def serve() -> None:
            while not done.is_set():
                try:
                    visitor, _ = listener.accept()
                except OSError:
                    return
                held.append(visitor)
                if answer is not None:
                    # Closed with something unread, it would be a reset.
                    visitor.recv(65_536)
                    visitor.sendall(answer)
                    visitor.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        done.set()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        for visitor in held:
            visitor.close()


def nobody() -> str:
    """An address at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def page(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.0 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


def test_a_second_server_is_refused_while_the_first_answers(tmp_path: Path) -> None:
    config = Config(f"sqlite:///{tmp_path / 'game.db'}", "http://localhost")
    house = build(config)
    with serving(house) as address:
        house.tenancy.lease = replace(house.tenancy.lease, address=address)
        house.tenancy.claim()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            with pytest.raises(Failure) as refused:
                open_server(config, listener, say=lambda _: None)
            where = {"address": address, "machine": socket.gethostname()}
            assert refused.value.message == sentence("database_open", where)
            assert "--takeover" in refused.value.message
            assert refused.value.exit_code == 2
            # What only looks after the data is no server.
            build(config).database.close()
            house.close()
            opened = open_server(config, listener, say=lambda _: None)
            opened.house.close()


@pytest.mark.parametrize("answer", [None, b""], ids=["hangs", "closes"])
def test_whoever_hangs_or_takes_no_more_counts_as_there(
    claims: Claims, answer: bytes | None
) -> None:
    with listening(answer) as address:
        claims.tenancy(address).claim()
        with pytest.raises(Problem, match="database_open"):
            claims.tenancy(nobody()).claim()


@pytest.mark.parametrize(
    "answer",
    [
        page(b"<h1>It works!</h1>"),
        page(b"not found", b"404 Not Found"),
        page(b'{"server": "another"}'),
        page(b'["server"]', b"503 Ill"),
        page(b'{"server": "cut')[:-4],
        b"220 mail.example ESMTP\r\n",
        b"\x16\x03\x01\x00\x00",
    ],
)
def test_another_program_at_the_port_of_a_killed_server_is_not_it(
    claims: Claims, answer: bytes
) -> None:
    with listening(answer) as address:
        claims.tenancy(address).claim()
        claims.tenancy(nobody()).claim()


def test_a_killed_server_is_in_nobodys_way_at_once(claims: Claims) -> None:
    claims.tenancy(nobody()).claim()
    claims.tenancy(nobody()).claim()


def test_whoever_has_the_port_of_the_former_server_takes_its_place(claims: Claims) -> None:
    """The port is taken first: asked there, the newcomer would only hear itself say nothing."""
    with listening(None) as address:
        claims.tenancy(address).claim()
        claims.tenancy(address).claim()
        elsewhere = claims.tenancy(address)
        elsewhere.lease = replace(elsewhere.lease, machine="elsewhere")
        with pytest.raises(Problem, match="database_open"):
            elsewhere.claim()


@pytest.mark.parametrize("answers", [True, False])
def test_a_server_that_ended_in_order_is_in_nobodys_way(claims: Claims, answers: bool) -> None:
    with listening(None if answers else b"") as address:
        first = claims.tenancy(address)
        first.claim()
        claims.now += 100.0
        first.release()
        claims.tenancy(nobody()).claim()
    # It stays known when the former was last alive.
    assert last_alive(claims.database) == claims.now


@pytest.mark.parametrize("moved", [0.0, SILENT - 1, -(SILENT - 1)])
def test_a_server_of_another_machine_is_believed_while_it_renews(
    claims: Claims, moved: float
) -> None:
    first = claims.tenancy(nobody())
    first.lease = replace(first.lease, machine="elsewhere")
    first.claim()
    claims.now += moved
    with pytest.raises(Problem, match="database_open"):
        claims.tenancy(nobody()).claim()
    claims.now += 2 * SILENT - moved
    claims.tenancy(nobody()).claim()


def test_of_two_who_claim_at_once_one_gets_it(claims: Claims) -> None:
    for _ in range(5):
        others = [Database(claims.url) for _ in range(4)]
        tenancies = [claims.tenancy(nobody(), other) for other in others]
        won: list[Tenancy] = []
        ready = threading.Barrier(len(tenancies))

        def claim(tenancy: Tenancy, ready: threading.Barrier, won: list[Tenancy]) -> None:
            before = LeaseBook(claims.database).lease()
            ready.wait()
            if LeaseBook(claims.database).take(tenancy.lease, before):
                won.append(tenancy)

        threads = [threading.Thread(target=claim, args=(one, ready, won)) for one in tenancies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [one.lease.id for one in won] == [claims.stored().id]
        for other in others:
            other.close()


def test_whoever_was_replaced_writes_nothing_more_and_says_so(claims: Claims) -> None:
    with listening(None) as address:
        former = claims.tenancy(address, Database(claims.url))
        former.claim()
        told: list[bool] = []
        former.when_replaced = lambda: told.append(True)
        newcomer = claims.tenancy(nobody())
        newcomer.claim(takeover=True)
    former.renew()
    assert told == [True]
    assert former.lost
    with pytest.raises(StoreProblem, match="store_taken"), former._database.writing():
        pass
    # Neither a sign of life nor an orderly end disturbs the newcomer.
    former.renew()
    former.release()
    assert claims.stored().id == newcomer.lease.id
    assert not newcomer.lost
    former._database.close()


def test_a_renewal_tells_when_the_server_was_last_alive(claims: Claims) -> None:
    tenancy = claims.tenancy(nobody())
    tenancy.claim()
    claims.now += 77.0
    tenancy.renew()
    assert last_alive(claims.database) == claims.now


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_real_servers_refuse_replace_and_follow_each_other(tmp_path: Path) -> None:
    first, second = ServerProcess(tmp_path), ServerProcess(tmp_path)
    try:
        first.start()
        with pytest.raises(ServerEnded) as refused:
            second.start()
        assert second.wait() == 2
        assert f"already open at {first.url}" in str(refused.value)
        assert "Traceback" not in str(refused.value)
        assert "/instructor/enter/" not in str(refused.value)
        # Stopped, as a machine that hangs: whoever cannot answer is still there.
        first.signal(signal.SIGSTOP)
        with pytest.raises(ServerEnded):
            second.start()
        assert second.wait() == 2
        first.signal(signal.SIGCONT)
        second.start("--takeover")
        assert first.wait() == 3
        assert "Another server has taken over this database." in "".join(first.said)
        assert Visitor(second.url).get("/healthz").status == 200
        second.kill()
        # Killed, and at once started again: at another port, and at its own.
        first.start()
        first.kill()
        first.start()
    finally:
        first.kill()
        second.kill()
