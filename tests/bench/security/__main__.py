"""Tries what nobody may do: everybody everywhere, odd requests, secrets, and attacks.

Run it from the checkout; it stops by itself and leaves nothing behind:

    python -m tests.bench.security                  # about 20 minutes on two cores
    python -m tests.bench.security --requests 2000 --frames 1000 --minutes 4

Servers listen on 127.0.0.1 alone. It ends with 1 where anything was not as it should be. With
``--write`` the tables are kept in ``docs/security.md``.
"""

import argparse
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click

from tests.bench.security.plan import ORDER, TOGETHER, Options, load_part, quiet
from tests.bench.security.report import Part

DOCUMENT = Path(__file__).parents[3] / "docs" / "security.md"
REQUESTS, FRAMES, SEED, MINUTES = 100_000, 20_000, 1, 20.0
#: How much of the time is kept for what comes last, the load.
LAST = 0.2


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
    quiet()
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawned, initializer=quiet) as pool:
        futures = {part: pool.submit(part, options) for part in TOGETHER}
        made = {part: future.result() for part, future in futures.items()}
    made[load_part] = load_part(options)
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
