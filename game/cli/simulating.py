"""Machines play against each other: ``simulate``."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from game.cli.data import PathOption
from game.cli.packs import own_pack
from game.cli.root import main

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from game.scenario.model import ConsensusRule, Level
    from game.scenario.texts import Scenario
    from game.simulation.gates import Balance
    from game.simulation.records import Record as Played
    from game.simulation.table import Setting

T = TypeVar("T")

#: Instead of the name of a preset: all of them.
EVERY = "all"
#: More would only be a slip of the hand: so many games take days, and so many processes a farm.
MOST_GAMES, MOST_JOBS = 1_000_000, 256


@main.command()
@click.option(
    "--games",
    type=click.IntRange(1, MOST_GAMES),
    default=200,
    show_default=True,
    help="How many games (of each preset).",
)
@click.option("--seed", default="1", show_default=True, help="The same seed, the same games.")
@click.option("--preset", default="class50", show_default=True, help='A preset, or "all".')
@click.option(
    "--level",
    type=click.Choice(["cooperative", "realistic", "hard"]),
    default="realistic",
    show_default=True,
)
@click.option(
    "--consensus",
    type=click.Choice(["unanimity", "minus_one"]),
    default="unanimity",
    show_default=True,
)
@click.option(
    "--jobs",
    type=click.IntRange(1, MOST_JOBS),
    default=1,
    show_default=True,
    help="How many processes; changes nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures for programs.")
@click.option(
    "--trial",
    type=click.IntRange(0, MOST_GAMES),
    default=0,
    metavar="N",
    help="Play N of the games again: each seat refusing, accepting or stonewalling; fewer seats "
    "listening; under other house rules and levels; without what seems to decide.",
)
@click.option("--write-par", is_flag=True, help="Play every preset and freeze par in par.toml.")
@click.option("--pack", type=PathOption(exists=True), help="Another pack than the game's own.")
def simulate(
    games: int,
    seed: str,
    preset: str,
    level: "Level",
    consensus: "ConsensusRule",
    jobs: int,
    as_json: bool,
    trial: int,
    write_par: bool,
    pack: Path | None,
) -> None:
    """Let machines play games against each other and report how balanced they are."""
    from game.scenario.loader import load_pack
    from game.simulation.printing import lines
    from game.simulation.table import Setting

    folder = pack or own_pack()
    found = load_pack(folder)
    presets = [one.id for one in found.structure.presets]
    if preset not in (*presets, EVERY):
        choices = ", ".join((*presets, EVERY))
        raise click.BadParameter(f"Choose one of {choices}.", param_hint="--preset")
    if write_par:
        _write_par(found, folder, games, seed, jobs)
        return
    every: list[dict[str, object]] = []
    for each in presets if preset == EVERY else [preset]:
        setting = Setting(each, consensus, level)
        played = _simulated(found, setting, games, seed, jobs, quiet=as_json)
        balance = _balance(found, setting, played, jobs, trial, quiet=as_json)
        if as_json:
            every.append(balance.as_json())
        else:
            click.echo("\n".join(lines(balance)))
    if as_json:
        click.echo(json.dumps(every if preset == EVERY else every[0], indent=2))


def _balance(
    found: "Scenario",
    setting: "Setting",
    played: "Sequence[Played]",
    jobs: int,
    trial: int,
    *,
    quiet: bool,
) -> "Balance":
    """What those games say, and what becomes of some of them when they are played otherwise."""
    from game.simulation.counterfactual import HOUSES, effect_of, elsewhere
    from game.simulation.gates import Balance
    from game.simulation.report import report_of
    from game.simulation.strategies import DEVIATIONS, SKILLS, skill_ladder, try_out

    balance = Balance(report_of(found.structure, setting, played))
    control = played[:trial]
    if not control:
        return balance
    otherwise = [(way, seat) for way in DEVIATIONS for seat in found.structure.delegation_ids]
    trials = (try_out(found, setting, seat, way, control, jobs) for way, seat in otherwise)
    skills = skill_ladder(found, setting, control, jobs)
    houses = elsewhere(found, setting, tuple(record.seed for record in control), jobs)
    effects = (
        effect_of(found, setting, kind, subject, played, jobs) for kind, subject in balance.suspects
    )
    preset = setting.preset
    return replace(
        balance,
        trials=_watched(trials, len(otherwise), f"{preset}, one plays otherwise", quiet=quiet),
        skills=_watched(skills, SKILLS, f"{preset}, fewer listen", quiet=quiet),
        elsewhere=_watched(houses, len(HOUSES), f"{preset}, other houses", quiet=quiet),
        effects=_watched(effects, len(balance.suspects), f"{preset}, what may decide", quiet=quiet),
    )


def _write_par(found: "Scenario", folder: Path, games: int, seed: str, jobs: int) -> None:
    """Find par in every preset and keep it in the pack."""
    from game.simulation.par import TooFewAccords, format_pars, par_of
    from game.simulation.table import Setting

    pars = []
    for preset in found.structure.presets:
        played = _simulated(found, Setting(preset.id), games, seed, jobs, quiet=False)
        try:
            pars.append(par_of(found.structure, preset.id, played))
        except TooFewAccords as few:
            raise click.ClickException(str(few)) from few
    (folder / "par.toml").write_text(format_pars(pars), encoding="utf-8")
    click.echo(f"Written: {folder.name}/par.toml")


def _simulated(
    found: "Scenario", setting: "Setting", games: int, seed: str, jobs: int, *, quiet: bool
) -> "tuple[Played, ...]":
    """Play so many games with a progress bar on the error stream."""
    from game.simulation.batch import records, seeds

    running = records(found, setting, seeds(seed, games), jobs)
    return _watched(running, games, setting.preset, quiet=quiet)


def _watched(running: "Iterable[T]", length: int, label: str, *, quiet: bool) -> tuple[T, ...]:
    """Wait for all of it with a progress bar on the error stream."""
    # A bar is for people: into a file, or beside figures for programs, it would be litter.
    hidden = quiet or not length or not sys.stderr.isatty()
    with click.progressbar(
        running, length=length, label=label, file=sys.stderr, hidden=hidden
    ) as bar:
        return tuple(bar)
