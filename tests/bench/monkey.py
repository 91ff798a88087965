"""Looks for pages and forms that fail: a player at random by the pages' own forms.

Run it from the checkout; it stops by itself and leaves nothing behind:

    python -m tests.bench.monkey                       # 2,000 steps, about a minute
    python -m tests.bench.monkey --steps 20000 --seed 1

A step is a request, sensible or not (see ``tests/monkey.py``). It ends with 1 where any was
answered by 500 or more, or the clock failed, and names one request for each fault.
"""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

import click

from tests.monkey import Monkey

STEPS, SEED = 2_000, 1
#: A run stops after so many seconds, whatever it was to do.
LONGEST = 3_600.0
#: Steps between two looks at the time.
PART = 200


def main() -> None:
    """Play, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    logging.disable(logging.ERROR)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        monkey = Monkey(Path(folder), chosen.seed)
        try:
            while monkey.done < chosen.steps and time.monotonic() - began < LONGEST:
                monkey.run(min(PART, chosen.steps - monkey.done))
        finally:
            monkey.close()
    click.echo(
        f"{monkey.done} requests with seed {chosen.seed} in {time.monotonic() - began:.0f} s"
    )
    click.echo(f"answers: {dict(sorted(monkey.statuses.items()))}")
    click.echo(f"most sent: {dict(monkey.kinds.most_common(60))}")
    for fault, example in monkey.faults.items():
        click.echo(f"FAULT {fault}\n      {example}")
    sys.exit(1 if monkey.faults else 0)


if __name__ == "__main__":
    main()
