"""Loops that go on until they are stopped, whatever happens in them.

The clock, the bots, what is done now and then, and the pushes all run in such a loop. A fault is
logged once, waits longer each time it comes again, and is shown by the server's health.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from game.store.problems import StoreProblem

#: Seconds until the next try after a fault: the first, and the most.
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
_log = logging.getLogger(__name__)


@dataclass
class Pulse:
    """The signs of life of a loop that means to go round every ``every`` seconds.

    ``at`` is when it last went round without a fault, by the monotonic clock.
    """

    name: str
    every: float
    at: float = field(default_factory=time.monotonic)
    faults: int = 0
    running: bool = False

    def age(self) -> float:
        """Seconds since it last went round without a fault."""
        return time.monotonic() - self.at


class Loop:
    """Calls ``step`` every ``every`` seconds until stopped. Nothing leaves it but a stop."""

    def __init__(self, name: str, step: Callable[[], None], every: float) -> None:
        self.pulse = Pulse(name, every)
        self._step = step
        self._stopped = threading.Event()

    def run(self) -> None:
        """Go round until stopped."""
        self.pulse.running = True
        faults_in_a_row = 0
        wait = self.pulse.every
        while not self._stopped.wait(wait):
            if self.once():
                faults_in_a_row, wait = 0, self.pulse.every
            else:
                wait = max(self.pulse.every, min(LONGEST_WAIT, FIRST_WAIT * 2**faults_in_a_row))
                faults_in_a_row = min(faults_in_a_row + 1, 10)
        self.pulse.running = False

    def once(self) -> bool:
        """Go round once; whether there was no fault."""
        try:
            self._step()
        except Exception:
            self.pulse.faults += 1
            _log.exception("a fault in the loop %r", self.pulse.name)
            return False
        self.pulse.at = time.monotonic()
        return True

    def stop(self) -> None:
        """End the run before the next round."""
        self._stopped.set()


@dataclass
class Task:
    """Something to be done every ``every`` seconds."""

    name: str
    every: float
    do: Callable[[], None]


class Tasks:
    """What is done now and then. A task that fails is logged and does not keep others waiting."""

    def __init__(
        self, tasks: Sequence[Task], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._tasks = tuple(tasks)
        self._monotonic = monotonic
        self._due: dict[str, float] = {}

    def step(self) -> None:
        """Do whatever is due. The first call does everything."""
        for task in self._tasks:
            now = self._monotonic()
            if now < self._due.get(task.name, now):
                continue
            self._due[task.name] = now + task.every
            try:
                task.do()
            except StoreProblem as problem:
                _log.warning("the task %r has to wait: %s", task.name, problem.code)
            except Exception:
                _log.exception("the task %r failed", task.name)
