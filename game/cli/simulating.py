"""Machines play against each other: ``simulate``."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from game.cli.packs import own_pack
from game.cli.root import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from game.scenario.model import ConsensusRule, Level
    from game.scenario.texts import Scenario
    from game.simulation.records import Record as Played
    from game.simulation.report import Report
    from game.simulation.statistics import Mean
    from game.simulation.strategies import Trial
    from game.simulation.table import Setting


@main.command()
@click.option("--games", default=200, show_default=True, help="How many games (of each preset).")
@click.option("--seed", default="1", show_default=True, help="The same seed, the same games.")
@click.option("--preset", default="demo", show_default=True)
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
@click.option("--jobs", default=1, show_default=True, help="How many processes; changes nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures for programs.")
@click.option("--trial", is_flag=True, help="Let each seat in turn refuse, accept, stonewall.")
@click.option("--write-par", is_flag=True, help="Play every preset and freeze par in par.toml.")
@click.option("--pack", type=click.Path(path_type=Path), help="Another pack than the game's own.")
def simulate(
    games: int,
    seed: str,
    preset: str,
    level: "Level",
    consensus: "ConsensusRule",
    jobs: int,
    as_json: bool,
    trial: bool,
    write_par: bool,
    pack: Path | None,
) -> None:
    """Let machines play games against each other and report how balanced they are."""
    from game.scenario.loader import load_pack
    from game.simulation.par import TooFewAccords, format_pars, par_of
    from game.simulation.report import report_of
    from game.simulation.table import Setting

    folder = pack or own_pack()
    found = load_pack(folder)
    presets = [one.id for one in found.structure.presets]
    if preset not in presets:
        raise click.BadParameter(f"one of {', '.join(presets)}", param_hint="--preset")
    if not write_par:
        setting = Setting(preset, consensus, level)
        played = _simulated(found, setting, games, seed, jobs, quiet=as_json)
        report = report_of(found.structure, setting, played)
        trials = list(_trials(found, setting, played, jobs)) if trial else []
        if as_json:
            figures = {**report.as_json(), "trials": [one.as_json() for one in trials]}
            click.echo(json.dumps(figures, indent=2))
        else:
            click.echo("\n".join((_report_text(report), *map(_trial_text, trials))))
        return
    pars = []
    for each in presets:
        setting = Setting(each)
        played = _simulated(found, setting, games, seed, jobs, quiet=False)
        try:
            pars.append(par_of(found.structure, each, played))
        except TooFewAccords as few:
            raise click.ClickException(str(few)) from few
    (folder / "par.toml").write_text(format_pars(pars), encoding="utf-8")
    click.echo(f"Written: {folder.name}/par.toml")


def _simulated(
    found: "Scenario", setting: "Setting", games: int, seed: str, jobs: int, *, quiet: bool
) -> "list[Played]":
    """Play so many games with a progress bar on the error stream."""
    from game.simulation.batch import records, seeds

    running = records(found, setting, seeds(seed, games), jobs)
    # A bar is for people: into a file, or beside figures for programs, it would be litter.
    hidden = quiet or not sys.stderr.isatty()
    with click.progressbar(
        running, length=games, label=setting.preset, file=sys.stderr, hidden=hidden
    ) as bar:
        return list(bar)


def _trials(
    found: "Scenario", setting: "Setting", control: "list[Played]", jobs: int
) -> "Iterator[Trial]":
    """Every seat plays otherwise in turn, in games with the seeds of those already played."""
    from game.simulation.strategies import DEVIATIONS, try_out

    seeds = tuple(record.seed for record in control)
    for deviation in DEVIATIONS:
        for delegation in found.structure.delegation_ids:
            yield try_out(found, setting, delegation, deviation, seeds, control, jobs)


def _trial_text(trial: "Trial") -> str:
    return (
        f"{trial.deviation:12} {trial.delegation:8} attains {_interval(trial.attained)}, "
        f"gain {_interval(trial.gain)}"
    )


def _report_text(report: "Report") -> str:
    """The balance report for people."""
    endings = ", ".join(f"{ending} {count}" for ending, count in report.endings.items())
    setting = report.setting
    lines = [
        f"{setting.preset}: {report.games} games, {setting.level}, {setting.consensus}",
        f"endings      {endings}",
        f"accords      {_interval(report.accord)} %",
        f"roll-calls   {report.tabled} a game, {report.failed} of them failed",
        f"mandates     asked {report.asked}, granted {report.granted}; "
        f"lines crossed without {report.crossed}",
        f"side accords {report.side_accords}, breaches {report.breaches} a game",
        f"agreement    {report.acceptable} of {report.packages} packages suit all six",
        "",
        "delegation   attainment, all games     in accords            par score in accords",
    ]
    for delegation, mean in report.attainment.items():
        deals = report.attainment_in_accords.get(delegation)
        par = report.par_score.get(delegation)
        lines.append(f"{delegation:12} {_interval(mean):25} {_interval(deals):21} {_interval(par)}")
    lines += ["", "signed in accords (per cent)"]
    accords = max(1, sum(next(iter(report.signed.values())).values()))
    for issue, options in report.signed.items():
        shares = ", ".join(f"{o} {100 * count / accords:.0f}" for o, count in options.items())
        lines.append(f"{issue:12} {shares}")
    dead = ", ".join(f"{issue}.{option}" for issue, option in report.dead) or "none"
    lines += [f"never signed: {dead}", "", "with it, less without: games, accords, attainment"]
    for kind in (report.injects, report.moves):
        lines += [
            f"{id_:24} {one.games:5}  {_interval(one.accord):22} {_interval(one.value)}"
            for id_, one in kind.items()
        ]
    return "\n".join(lines)


def _interval(mean: "Mean | None") -> str:
    return "-" if mean is None else f"{mean.mean:.1f} ({mean.low:.1f} to {mean.high:.1f})"
