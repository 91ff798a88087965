"""The worker: what is handed over, what is given again, what a failure leaves."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from game.service.problems import Problem
from game.service.worker import Closed, Job, Worker

PATIENCE = 60


def note(folder: Path, text: str) -> Path:
    """What the worker is asked to do here."""
    file = folder / "note.txt"
    file.write_text(text, encoding="utf-8")
    return file


def fail(_folder: Path) -> None:
    raise Problem("no_such_format")


def whereabouts(_folder: Path) -> tuple[int, str]:
    return os.getpid(), threading.current_thread().name


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


def finished(job: Job) -> Job:
    job.future.exception(timeout=PATIENCE)
    return job


def test_a_job_runs_in_another_process_and_leaves_its_file(worker: Worker) -> None:
    pid, _ = finished(worker.start(1, "where", whereabouts)).result
    assert pid != os.getpid()
    job = finished(worker.start(1, "note", note, "Hello."))
    assert job.status == "done"
    assert job.result.read_text(encoding="utf-8") == "Hello."
    assert job.result.parent == job.folder


def test_the_same_key_is_given_again_and_another_owner_gets_their_own(worker: Worker) -> None:
    first = worker.start(1, "note", note, "Hello.")
    assert worker.start(1, "note", note, "Hello.") is first
    assert worker.start(2, "note", note, "Hello.") is not first
    assert worker.job(1, first.id) is first
    assert worker.job(2, first.id) is None


def test_a_failure_is_told_and_tried_again_only_if_asked(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        job = finished(worker.start(1, "fail", fail))
    assert job.status == "failed"
    assert isinstance(job.future.exception(), Problem)
    assert worker.start(1, "fail", fail, again=False) is job
    assert finished(worker.start(1, "fail", fail)) is not job
    assert "a job failed" in caplog.text


def die(_folder: Path) -> None:
    os._exit(3)


def shout(words: bytes) -> bytes:
    return words.upper()


def collapse(_words: bytes) -> bytes:
    os._exit(3)


def test_bytes_are_converted_and_leave_nothing(worker: Worker) -> None:
    job = finished(worker.start(1, "note", note, "x"))
    large = b"peace " * 100_000
    assert worker.convert(shout, large) == large.upper()
    assert [path.name for path in job.folder.parent.iterdir()] == [job.id]


def test_after_the_process_died_its_job_has_failed_and_the_next_one_works(
    worker: Worker,
) -> None:
    first, _ = finished(worker.start(1, "where", whereabouts)).result
    assert finished(worker.start(1, "die", die)).status == "failed"
    second, _ = finished(worker.start(2, "where", whereabouts)).result
    assert second != first
    with pytest.raises(BrokenProcessPool):
        worker.convert(collapse, b"")
    assert worker.convert(shout, b"again") == b"AGAIN"


def refuse(code: str) -> None:
    raise Problem(code, count=3)


def die_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        os._exit(3)
    return "alive"


def test_a_call_gives_what_the_function_returns_or_raises(worker: Worker) -> None:
    assert worker.call(max, 3, 7) == 7
    assert worker.call(os.getpid) != os.getpid()
    with pytest.raises(Problem) as refused:
        worker.call(refuse, "no_such_format")
    assert (refused.value.code, refused.value.details) == ("no_such_format", {"count": 3})


def test_a_call_over_which_the_process_dies_is_made_once_more(
    worker: Worker, tmp_path: Path
) -> None:
    assert worker.call(die_once, tmp_path / "mark") == "alive"
    with pytest.raises(BrokenProcessPool):
        worker.call(os._exit, 3)


def test_what_hangs_is_given_up() -> None:
    worker = Worker(patience=0.2)
    with pytest.raises(BrokenProcessPool):
        worker.call(time.sleep, 3600)
    worker.close()


def nothing() -> None:
    """What needs no preparation."""


def unprepared() -> None:
    os._exit(3)


def ready(worker: Worker, prepare: Callable[[], None]) -> bool:
    """Whether it is, once what was begun has come to an end."""
    found = worker.ready(prepare)
    assert worker._prepared is not None
    worker._prepared.exception(timeout=PATIENCE)
    return found


def test_a_process_is_ready_once_it_has_prepared_itself(worker: Worker) -> None:
    assert not ready(worker, unprepared)
    # It died over that: another is begun.
    assert not ready(worker, nothing)
    assert ready(worker, nothing)


def test_a_server_that_has_ended_calls_nothing(worker: Worker) -> None:
    worker.close()
    with pytest.raises(Closed):
        worker.call(max, 3, 7)


UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent
from game.service.worker import Worker
from tests.unit.test_worker import nap
if __name__ == "__main__":
    worker, beats = Worker(), []

    def beat():
        while True:
            beats.append(1)
            gevent.sleep(0.02)

    gevent.spawn(beat)
    told = worker.convert(nap, b"x" * 2_000_000)
    assert told == b"2000000", told
    print(len(beats), flush=True)
    worker.close()
"""


def nap(given: bytes) -> bytes:
    time.sleep(1)
    return str(len(given)).encode()


def test_the_event_loop_goes_on_beside_a_job(tmp_path: Path) -> None:
    program = tmp_path / "server.py"
    program.write_text(UNDER_GEVENT, encoding="utf-8")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        timeout=PATIENCE,
    )
    assert int(done.stdout) > 20


def test_forgetting_and_closing_leave_nothing_behind(worker: Worker) -> None:
    mine, other = (finished(worker.start(n, "note", note, "x")) for n in (1, 2))
    worker.forget(1)
    assert worker.job(1, mine.id) is None
    assert not mine.folder.exists()
    assert other.folder.exists()
    worker.close()
    assert not other.folder.parent.exists()


def dawdle(folder: Path) -> None:
    (folder / "pid").write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(600)


def test_closing_ends_the_job_that_is_at_work(worker: Worker) -> None:
    file = worker.start(1, "dawdle", dawdle).folder / "pid"
    until = time.monotonic() + PATIENCE
    while not (file.exists() and file.read_text(encoding="utf-8")) and time.monotonic() < until:
        time.sleep(0.05)
    pid = int(file.read_text(encoding="utf-8"))
    worker.close()
    while _runs(pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _runs(pid)


SERVER = """
import sys, time
from game.service.worker import Worker
from tests.unit.test_worker import note, whereabouts
if __name__ == "__main__":
    worker = Worker()
    pid = worker.start(1, "where", whereabouts).future.result()[0]
    file = worker.start(1, "note", note, "x").future.result()
    print(pid, file, flush=True)
    time.sleep(600)
"""


def _runs(pid: int) -> bool:
    """Whether the process is there; one that has ended and that nobody has asked after is not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        if (
            status.exists()
            and status.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"
        ):
            return False
        os.kill(pid, 0)
    except (ProcessLookupError, FileNotFoundError):
        return False
    return True


def test_the_worker_does_not_outlive_a_server_that_was_killed(tmp_path: Path) -> None:
    program = tmp_path / "server.py"
    program.write_text(SERVER, encoding="utf-8")
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, program],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as server:
        assert server.stdout is not None
        pid, file = server.stdout.readline().split()
        server.send_signal(signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while _runs(int(pid)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _runs(int(pid))
    assert not Path(file).parents[1].exists()
