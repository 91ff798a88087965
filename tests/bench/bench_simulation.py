"""How many games machines play in a second on one core, and where the time goes.

Run it from the checkout, on a quiet machine; it stops by itself after about a minute:

    python -m tests.bench.bench_simulation                # every preset
    python -m tests.bench.bench_simulation --seconds 2    # a shorter look

For each preset it prints the games played in a second of the processor's time, the best of three
stretches, and then, of some more games under cProfile, each module's share of the time. What the
standard library and numpy did counts for the module that asked for it. Compare shares and ratios,
not the seconds, between machines: an absolute figure is this machine's at this hour. It is a
benchmark, not a test: nothing fails by being slow.
"""

import argparse
import pstats
import time
from collections import defaultdict
from cProfile import Profile
from itertools import count
from pathlib import Path
from typing import Any

import click

import game
from game.scenario.loader import load_packaged
from game.scenario.texts import Scenario
from game.simulation.table import Setting, play

ROOT = Path(game.__file__).parent
STRETCHES = 3
#: Modules below this share of the time are not listed.
WORTH_TELLING = 0.03
#: How far up a call of the library is followed to the module that asked for it.
DEPTH = 8

#: As ``pstats`` names a function: file, line, name.
Function = tuple[str, int, str]


def rate(scenario: Scenario, setting: Setting, seconds: float) -> float:
    """Games in a second of the processor's time, played for at least so many seconds."""
    begun = time.process_time()
    for number in count(1):
        play(scenario, setting, f"bench-{number}")
        spent = time.process_time() - begun
        if spent >= seconds:
            return number / spent
    raise AssertionError


def profiled(scenario: Scenario, setting: Setting, games: int) -> dict[str, float]:
    """Each module's share of the time that some games take."""
    with Profile() as profile:
        for number in range(games):
            play(scenario, setting, f"bench-{number}")
    found: Any = pstats.Stats(profile)
    shares: defaultdict[str, float] = defaultdict(float)
    for function, (_, _, own, _, _) in found.stats.items():
        for module, part in _asked_by(found.stats, function, DEPTH).items():
            shares[module] += own * part / found.total_tt
    return dict(shares)


def _asked_by(stats: Any, function: Function, depth: int) -> dict[str, float]:
    """Whose work a function is: the game's own module, or those that called the library."""
    path = Path(function[0])
    if path.is_relative_to(ROOT):
        return {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): 1.0}
    callers: dict[Function, tuple[int, int, float, float]] = stats[function][4]
    total = sum(own for _, _, own, _ in callers.values())
    if depth == 0 or total == 0:
        return {"elsewhere": 1.0}
    parts: defaultdict[str, float] = defaultdict(float)
    for caller, (_, _, own, _) in callers.items():
        for module, part in _asked_by(stats, caller, depth - 1).items():
            parts[module] += part * own / total
    return dict(parts)


def main() -> None:
    """Measure every preset and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=9.0, help="for each preset")
    parser.add_argument("--profiled", type=int, default=2, help="games of each under the profiler")
    wanted = parser.parse_args()
    scenario = load_packaged("six_party_talks")
    for preset in scenario.structure.presets:
        setting = Setting(preset.id)
        play(scenario, setting, "warm")  # tables are worked out once
        best = max(rate(scenario, setting, wanted.seconds / STRETCHES) for _ in range(STRETCHES))
        click.echo(f"{preset.id}: {best:.1f} games a second")
        shares = profiled(scenario, setting, wanted.profiled)
        for module, share in sorted(shares.items(), key=lambda pair: -pair[1]):
            if share >= WORTH_TELLING:
                click.echo(f"  {share:5.0%}  {module}")


if __name__ == "__main__":
    main()
