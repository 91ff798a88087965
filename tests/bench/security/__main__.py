"""Tries what nobody may do: everybody everywhere, odd requests, secrets, and attacks.

Run it from the checkout; it stops by itself and leaves nothing behind:

    python -m tests.bench.security                  # about 20 minutes on two cores
    python -m tests.bench.security --requests 2000 --frames 1000 --minutes 4

Servers listen on 127.0.0.1 alone. It ends with 1 where anything was not as it should be. With
``--write`` the tables are kept in ``docs/security.md``.
"""

import argparse
import logging
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from tests.bench.security import commands, fuzz, load, routes, sockets, twins, wire
from tests.bench.security.odd import Odd
from tests.bench.security.report import Part

DOCUMENT = Path(__file__).parents[3] / "docs" / "security.md"
REQUESTS, FRAMES, SEED, MINUTES = 100_000, 20_000, 1, 20.0
#: Of how many requests in process one goes through a real server's socket too.
ON_THE_WIRE = 20
#: How much of the time is kept for what comes last (the load), and how long each of its runs is.
LAST, LOAD_SECONDS = 0.2, 20.0


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


def _routes(_options: Options) -> list[Part]:
    with folder() as place:
        return [routes.Walk(place).run()]


def _commands(_options: Options) -> list[Part]:
    with folder() as place:
        gates = commands.Gates(place)
        try:
            return [gates.run()]
        finally:
            gates.close()


def _sockets(_options: Options) -> list[Part]:
    return [sockets.run()]


def _fuzz(options: Options) -> list[Part]:
    with folder() as place:
        found = fuzz.Fuzz(_numbered(place), options.seed)
        try:
            found.run(options.requests, options.until_monotonic)
            return [found.part()]
        finally:
            found.close()


def _wire(options: Options) -> list[Part]:
    with folder() as place, wire.target(place) as server:
        count, until = options.requests // ON_THE_WIRE, options.until_monotonic
        return [
            wire.requests(server, Odd(options.seed), count, until),
            wire.frames(server, Odd(options.seed), options.frames, until),
        ]


def _twins(_options: Options) -> list[Part]:
    with folder() as place:
        return [twins.run(_numbered(place))]


def _load(_options: Options) -> list[Part]:
    with folder() as place:
        server = load.Load(place)
        try:
            return [server.run(LOAD_SECONDS)]
        finally:
            server.close()


#: Two at a time, the longest first; the load comes after them, alone.
TOGETHER: tuple[Callable[[Options], list[Part]], ...] = (
    _fuzz,
    _twins,
    _wire,
    _routes,
    _sockets,
    _commands,
)
ORDER = (_routes, _commands, _sockets, _fuzz, _wire, _twins, _load)


def _numbered(place: Path) -> Callable[[], Path]:
    """Gives a new folder in that one at every call."""
    return lambda: Path(tempfile.mkdtemp(dir=place))


def _quiet() -> None:
    """What is refused by the thousand need not be logged."""
    logging.disable(logging.ERROR)


def main() -> None:
    """Try everything, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--write", action="store_true", help=f"keep it in docs/{DOCUMENT.name}")
    chosen = parser.parse_args()
    until = time.time() + 60 * chosen.minutes * (1 - LAST)
    options = Options(chosen.requests, chosen.frames, chosen.seed, until)
    _quiet()
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawned, initializer=_quiet) as pool:
        futures = {part: pool.submit(part, options) for part in TOGETHER}
        made = {part: future.result() for part, future in futures.items()}
    made[_load] = _load(options)
    parts = [part for step in ORDER for part in made[step]]
    for part in parts:
        click.echo(part.markdown())
    faults = sum(len(part.faults) for part in parts)
    click.echo(f"Not as it should be: {faults}.")
    if chosen.write:
        command = (
            f"python -m tests.bench.security --requests {chosen.requests}"
            f" --frames {chosen.frames} --seed {chosen.seed} --minutes {chosen.minutes:g} --write"
        )
        DOCUMENT.write_text(_document(command, parts), encoding="utf-8")
    sys.exit(1 if faults else 0)


def _document(command: str, parts: list[Part]) -> str:
    head = (
        "# Security: what was tried\n\n"
        f"Made by `{command}`.\nCounts are of one run with that seed; times are told as ratios"
        " only, since they are those of whatever machine it ran on. What is expected stands in the"
        " modules of `tests/bench/security/`, short versions of which are in the test suite.\n\n"
    )
    return head + "\n".join(part.markdown() for part in parts)


if __name__ == "__main__":
    main()
