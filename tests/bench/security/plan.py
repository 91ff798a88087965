"""The parts of the run, and which of them may run at the same time.

A module of its own, since the processes in which they run import it by name.
"""

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.security import commands, fuzz, load, routes, sockets, twins, wire
from tests.bench.security.odd import Odd
from tests.bench.security.report import Part

#: Of how many requests in process one goes through a real server's socket too.
ON_THE_WIRE = 20
#: How many seconds the others are watched during each attack.
LOAD_SECONDS = 15.0


@dataclass(frozen=True)
class Options:
    """How much is to be tried. ``until`` is on the wall clock: other processes know it too."""

    requests: int
    frames: int
    seed: int
    until: float

    @property
    def until_monotonic(self) -> float:
        """The same moment on this process's monotonic clock."""
        return time.monotonic() + self.until - time.time()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that goes with what is in it."""
    with tempfile.TemporaryDirectory(prefix="sixparty-security-") as place:
        yield Path(place)


def routes_part(_options: Options) -> list[Part]:
    with folder() as place:
        return [routes.Walk(place).run()]


def commands_part(_options: Options) -> list[Part]:
    with folder() as place:
        gates = commands.Gates(place)
        try:
            return [gates.run()]
        finally:
            gates.close()


def sockets_part(_options: Options) -> list[Part]:
    return [sockets.run()]


def fuzz_part(options: Options) -> list[Part]:
    with folder() as place:
        found = fuzz.Fuzz(_numbered(place), options.seed)
        try:
            found.run(options.requests, options.until_monotonic)
            return [found.part()]
        finally:
            found.close()


def wire_part(options: Options) -> list[Part]:
    with folder() as place, wire.target(place) as server:
        count, until = options.requests // ON_THE_WIRE, options.until_monotonic
        return [
            wire.requests(server, Odd(options.seed), count, until),
            wire.frames(server, Odd(options.seed), options.frames, until),
        ]


def twins_part(options: Options) -> list[Part]:
    with folder() as place:
        return [twins.run(_numbered(place), until=options.until_monotonic)]


def load_part(_options: Options) -> list[Part]:
    with folder() as place:
        server = load.Load(place)
        try:
            return [server.run(LOAD_SECONDS)]
        finally:
            server.close()


#: Two at a time; the last goes on as long as there is time. The load comes after them, alone.
TOGETHER: tuple[Callable[[Options], list[Part]], ...] = (
    twins_part,
    wire_part,
    routes_part,
    sockets_part,
    commands_part,
    fuzz_part,
)
ORDER = (routes_part, commands_part, sockets_part, fuzz_part, wire_part, twins_part, load_part)


def _numbered(place: Path) -> Callable[[], Path]:
    """Gives a new folder in that one at every call."""
    return lambda: Path(tempfile.mkdtemp(dir=place))


def quiet() -> None:
    """What is refused by the thousand need not be logged."""
    logging.disable(logging.ERROR)
