"""A process beside the server for what takes long: reports, PDFs, workbooks, archives, analysis.

The server's event loop never waits for it: a job is handed over by small arguments alone (paths,
numbers), and pages ask how it stands. One job runs at a time; what is large goes by files. If the
process dies, the jobs it held fail, and the next job starts another.
"""

import logging
import multiprocessing
import os
import pickle
import secrets
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

Status: TypeAlias = Literal["waiting", "done", "failed"]
#: How many finished jobs are kept before the oldest are thrown away.
KEPT = 40
#: Seconds after which a job is taken to hang, and its process ends itself; and one of those for
#: which somebody waits.
PATIENCE, QUICK_PATIENCE = 600.0, 60.0
#: How often something quick is tried over which the process dies.
TRIES = 2
#: Seconds for which a process that was told to end is waited for.
LAST_WAIT = 2.0
_GIVEN = "given"
_LOOKS_EVERY = 0.5
_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class Closed(Exception):
    """The server ends: nothing is made any more."""


class Beside(Protocol):
    """Calls a function where that stops nobody, and gives what it returns, or raises."""

    def __call__(self, function: Callable[..., _Result], *arguments: Any) -> _Result:
        """Wait for the function, which a module has, with arguments that can be pickled.

        ``Closed`` where the server ends meanwhile.
        """
        ...


def here(function: Callable[..., _Result], *arguments: Any) -> _Result:
    """Call it at once, in a server in which every request has a thread of its own."""
    return function(*arguments)


@dataclass(frozen=True)
class Job:
    """Something being made. ``owner`` is the conference it is about."""

    id: str
    key: str
    owner: int
    folder: Path
    future: "Future[Any]"

    @property
    def status(self) -> Status:
        """How it stands."""
        if not self.future.done():
            return "waiting"
        return "failed" if _failed(self.future) else "done"

    @property
    def result(self) -> Any:
        """What the job's function returned. Only of a job that is done."""
        return self.future.result(timeout=0)


class Worker:
    """Starts its process with the first job, and ends it with ``close``.

    A job that takes longer than ``patience`` seconds is taken to hang: its process ends itself.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._prepared: Future[Any] | None = None
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._home: Path | None = None
        self._jobs: dict[str, Job] = {}
        self._processes: set[BaseProcess] = set()
        self._closing = False

    def start(
        self,
        owner: int,
        key: str,
        function: Callable[..., Any],
        *arguments: Any,
        again: bool = True,
    ) -> Job:
        """Let the function be called as ``function(folder, *arguments)`` in the other process.

        A job of the same owner and key that waits or is done is given again: the key names what is
        made, and of what. One that failed is tried ``again``. Arguments must be small: they go
        through a pipe.
        """
        with self._lock:
            for job in self._jobs.values():
                failed = again and job.status == "failed"
                if (job.owner, job.key) == (owner, key) and not failed:
                    return job
            id_ = secrets.token_hex(8)
            folder = self._place() / id_
            folder.mkdir()
            future = self._submit(function, folder, *arguments)
            future.add_done_callback(self._tell_failure)
            job = self._jobs[id_] = Job(id_, key, owner, folder, future)
            self._tidy()
            return job

    def convert(self, function: Callable[[bytes], bytes], given: bytes) -> bytes:
        """What the function makes of the bytes in the other process; whatever it raises there.

        Waits for it, which blocks the caller's thread alone; under gevent, its greenlet.
        ``BrokenProcessPool`` where the process died over it.
        """
        with self._lock:
            folder = Path(tempfile.mkdtemp(dir=self._place()))
            (folder / _GIVEN).write_bytes(given)
            future = self._submit(_convert, folder, function)
        try:
            made: Path = future.result()
            return made.read_bytes()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def call(self, function: Callable[..., _Result], *arguments: Any) -> _Result:
        """As ``Beside``: what the function returns, or raises, in the other process.

        Arguments and result go by files, as those of ``convert``. Where the process dies over it,
        or over what another asked of it, another tries once more.
        """
        given = pickle.dumps((function, arguments))
        for attempt in range(1, TRIES + 1):
            try:
                made = self.convert(_call, given)
            except (BrokenExecutor, CancelledError, OSError) as error:
                if self._closing:
                    raise Closed from error
                if attempt == TRIES or not isinstance(error, BrokenExecutor):
                    raise
            else:
                result: _Result = pickle.loads(made)  # noqa: S301 - made by our own process
                return result
        raise AssertionError("unreachable")

    def ready(self, prepare: Callable[[], None]) -> bool:
        """Whether its process has been started and has prepared itself, which takes some seconds.

        Where it has not, that is begun, and nobody waits for it.
        """
        if self._closing:
            return False
        with self._lock:
            begun = self._prepared
            if begun is None or (begun.done() and _failed(begun)):
                begun = self._prepared = self._submit(prepare)
            return begun.done() and not _failed(begun)

    def job(self, owner: int, id_: str) -> Job | None:
        """The owner's job with that id."""
        with self._lock:
            job = self._jobs.get(id_)
        return job if job is not None and job.owner == owner else None

    def forget(self, owner: int) -> None:
        """Throw away everything that was made for that owner."""
        with self._lock:
            for job in [job for job in self._jobs.values() if job.owner == owner]:
                self._drop(job)

    def close(self) -> None:
        """End the process, and throw away all that was made.

        When it returns the process has ended: one that still read the database would keep the
        server from leaving one whole file.
        """
        self._closing = True
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
            for process in self._processes:
                process.terminate()
                process.join(LAST_WAIT)
            if self._home is not None:
                shutil.rmtree(self._home, ignore_errors=True)
            self._pool, self._home, self._jobs, self._processes = None, None, {}, set()

    def _place(self) -> Path:
        if self._home is None:
            self._home = Path(tempfile.mkdtemp(prefix="sixparty-made-"))
        return self._home

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        if self._closing:
            raise Closed
        others = set(multiprocessing.active_children()) - self._processes
        try:
            return self._executor().submit(_in_time, self._patience, function, *arguments)
        except BrokenProcessPool:
            # It died since the last job: this one is the next, and gets a new process.
            self._pool = None
            return self._executor().submit(_in_time, self._patience, function, *arguments)
        finally:
            # The pool starts its process with a job, and does not say which one it is.
            self._processes = set(multiprocessing.active_children()) - others

    def _executor(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, not forked: a fork would take the server's sockets and locks along.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                max_workers=1,
                mp_context=spawn,
                initializer=_end_with_the_server,
                initargs=(self._place(),),
            )
        return self._pool

    def _tell_failure(self, future: "Future[Any]") -> None:
        if future.cancelled() or self._closing:
            return
        if (error := future.exception()) is not None:
            _log.error("a job failed", exc_info=error)

    def _tidy(self) -> None:
        finished = [job for job in self._jobs.values() if job.status != "waiting"]
        for job in finished[: max(0, len(finished) - KEPT)]:
            self._drop(job)

    def _drop(self, job: Job) -> None:
        job.future.cancel()
        self._jobs.pop(job.id, None)
        shutil.rmtree(job.folder, ignore_errors=True)


def _failed(done: "Future[Any]") -> bool:
    return done.cancelled() or done.exception() is not None


def _in_time(patience: float, function: Callable[..., Any], *arguments: Any) -> Any:
    """In the worker's process: call the function, and end the process if it never comes back."""
    alarm = threading.Timer(patience, os._exit, (1,))
    alarm.daemon = True
    alarm.start()
    try:
        return function(*arguments)
    finally:
        alarm.cancel()


def _convert(folder: Path, function: Callable[[bytes], bytes]) -> Path:
    made = folder / "made"
    made.write_bytes(function((folder / _GIVEN).read_bytes()))
    return made


def _call(given: bytes) -> bytes:
    function, arguments = pickle.loads(given)  # noqa: S301 - written by the server itself
    return pickle.dumps(function(*arguments))


def _end_with_the_server(home: Path) -> None:
    """In the worker's process: do not outlive a server that was killed, nor leave its files.

    A server that closes throws away the folder: that too ends the process, whatever it is at.
    """
    for name in ("SIGINT", "SIGHUP", "SIGBREAK"):
        # Signals to the whole terminal are for the server, which ends this process itself.
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)
    # What a job keeps for a moment goes with the folder, wherever the job is ended.
    tempfile.tempdir = str(home)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        while parent.is_alive() and home.exists():
            parent.join(timeout=_LOOKS_EVERY)
        shutil.rmtree(home, ignore_errors=True)
        os._exit(1)

    threading.Thread(target=watch, name="watch the server", daemon=True).start()
