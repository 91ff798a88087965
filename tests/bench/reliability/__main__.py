"""Does the class go on, whatever happens to processes, the store, the time and the network?

Run it from the checkout, on Linux; it starts real servers on 127.0.0.1, ends by itself, and leaves
nothing behind:

    python -m tests.bench.reliability                    # about twenty minutes
    python -m tests.bench.reliability --kills 20 --only kills
    python -m tests.bench.reliability --write            # keeps the tables in docs/reliability.md

The same ``--seed`` draws the same moments; what is hit at them is the machine's. It ends with 1
where anything that must hold anywhere did not hold. Times are this machine's.
"""

import argparse
import logging
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.reliability.clocks import time_faults
from tests.bench.reliability.findings import Table, Verdict
from tests.bench.reliability.kills import kill_all, table_of
from tests.bench.reliability.migrations import at_migrations
from tests.bench.reliability.network import network_faults
from tests.bench.reliability.store import store_faults

DOCUMENT = Path(__file__).parents[3] / "docs" / "reliability.md"
#: The part of all kills that falls on migrations, and of the time that kills may take.
MIGRATIONS, FOR_KILLS = 0.13, 0.75


def main() -> int:
    """Run what is asked for; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=110, help="how many kills in all")
    parser.add_argument("--seed", type=int, default=1, help="draws the moments")
    parser.add_argument("--minutes", type=float, default=20.0, help="begin no kill after that")
    parser.add_argument("--only", choices=("kills", "store", "time", "network"))
    parser.add_argument("--write", action="store_true", help=f"keep the tables in {DOCUMENT.name}")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    began, verdict = time.monotonic(), Verdict()
    until = began + 60 * asked.minutes * FOR_KILLS

    def kills() -> list[Table]:
        draws = random.Random(asked.seed)
        found = [at_migrations(round(asked.kills * MIGRATIONS), draws, verdict, until)]
        found = [*kill_all(asked.kills, draws, verdict, until), *found]
        done = sum(one.kills for one in found)
        verdict.demand(done >= asked.kills * 0.9, f"only {done} kills in the time")
        return [table_of(found)]

    parts: dict[str, Callable[[], list[Table]]] = {
        "kills": kills,
        "store": lambda: store_faults(verdict),
        "time": lambda: time_faults(verdict),
        "network": lambda: network_faults(verdict),
    }
    tables = {
        name: part() for name, part in parts.items() if asked.only is None or name == asked.only
    }
    minutes = (time.monotonic() - began) / 60
    for what in verdict.broken:
        print(f"BROKEN: {what}")  # noqa: T201
    print(f"{len(verdict.broken)} broken promises, {minutes:.0f} min")  # noqa: T201
    if asked.write:
        found = [table for part in tables.values() for table in part]
        command = f"python -m tests.bench.reliability --kills {asked.kills} --seed {asked.seed}"
        DOCUMENT.write_text(document(found, verdict, f"{command} --write"), encoding="utf-8")
    return 1 if verdict.broken else 0


def document(tables: list[Table], verdict: Verdict, command: str) -> str:
    """The page that is kept."""
    broken = "\n".join(f"- {what}" for what in verdict.broken) or "- None."
    return f"""# Reliability

What was done to real servers, and what became of the class. Counts are exact and must be alike on
any machine but for chance; times are those of one machine that was busy with other work too, and
only tell of which size they are. Made by

    {command}

## Promises that did not hold

{broken}

{chr(10).join(table.markdown() + chr(10) for table in tables)}"""


if __name__ == "__main__":
    sys.exit(main())
