"""What the whole analysis of the Six Party Talks costs, against enumerating its packages.

Run it from the checkout, on a quiet machine with Unix (it reads the peak memory from the system):

    python tests/bench/bench_analysis.py

Each measurement is a process of its own, the best of five: *enumerate* adds up all delegations'
points in every package of all issues (what analysis cannot do without), *analyse* does that and
everything that ``sixparty scenario analyse --json`` reports. Seconds are without starting Python
and reading the pack; memory is the process's peak with everything in it. Compare the ratios, not
the seconds, between machines. It is a benchmark, not a test: nothing fails by being slow.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNS = 5


def measure(step: str) -> dict[str, float]:
    """Seconds, megabytes and packages of one step in this process."""
    from game.analysis.agreement import Agreements
    from game.analysis.points import score_table
    from game.analysis.survey import as_json, survey
    from game.scenario.loader import load_packaged

    structure = load_packaged("six_party_talks").structure
    agenda = tuple(issue.id for issue in structure.issues)
    start = time.perf_counter()
    table = score_table(structure, agenda)
    if step == "analyse":
        as_json(structure.id, survey(table))
    else:
        Agreements.of(table)
    seconds = time.perf_counter() - start
    # Kilobytes on Linux, bytes on macOS.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return {"seconds": seconds, "megabytes": peak, "packages": table.space.size}


def best_of_runs(step: str) -> dict[str, float]:
    """The least of each figure over several fresh processes."""
    runs = []
    for _ in range(RUNS):
        command = [sys.executable, __file__, step]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        runs.append(json.loads(done.stdout))
    return {key: min(run[key] for run in runs) for key in runs[0]}


def main() -> None:
    """Measure both and write them side by side."""
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:]:
        sys.stdout.write(json.dumps(measure(sys.argv[1])))
        return
    plain, whole = best_of_runs("enumerate"), best_of_runs("analyse")
    sys.stdout.write(f"{plain['packages']:,.0f} packages, best of {RUNS} fresh processes\n")
    for name, figures in (("enumerate", plain), ("analyse", whole)):
        sys.stdout.write(f"{name:9} {figures['seconds']:7.3f} s {figures['megabytes']:7.0f} MB\n")
    for key in ("seconds", "megabytes"):
        sys.stdout.write(f"ratio of {key}: {whole[key] / plain[key]:.1f}\n")


if __name__ == "__main__":
    main()
