"""Many games, in one process or several: the same seeds give the same records in the same order."""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from game.scenario.texts import Scenario
from game.simulation.records import Record, record_of
from game.simulation.table import Setting, play

#: Games handed to a process at once: few enough that none is left waiting for another.
CHUNK = 4


def seeds(seed: str, games: int, first: int = 0) -> tuple[str, ...]:
    """The seeds of so many games, counted from the first."""
    return tuple(f"{seed}-{number}" for number in range(first, first + games))


def records(
    scenario: Scenario, setting: Setting, games: tuple[str, ...], jobs: int = 1
) -> Iterator[Record]:
    """Play a game for each seed; records come in the order of the seeds."""
    if jobs <= 1:
        yield from (record_of(play(scenario, setting, seed)) for seed in games)
        return
    # Spawned rather than forked: a copy of a process with threads (a test's, a server's) may hang.
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(scenario, setting)
    ) as pool:
        with _unbroken():
            played = pool.map(_one, games, chunksize=CHUNK)
        try:
            yield from played
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def _unbroken() -> Iterator[None]:
    """Processes that begin meanwhile leave Ctrl+C to this one, which ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_work: list[tuple[Scenario, Setting]] = []


def _begin(scenario: Scenario, setting: Setting) -> None:
    """Remember in a worker process what its games have in common."""
    _work[:] = [(scenario, setting)]


def _one(seed: str) -> Record:
    scenario, setting = _work[0]
    return record_of(play(scenario, setting, seed))
