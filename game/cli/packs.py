"""Looking after scenario packs: ``scenario``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from game.cli.data import PathOption
from game.cli.failures import MISUSED, Failure
from game.cli.root import main

if TYPE_CHECKING:
    from game.scenario.hashes import Hashes
    from game.scenario.model import Structure


@main.group()
def scenario() -> None:
    """Look after scenario packs."""


@scenario.command()
@click.argument("path", type=PathOption(exists=True), required=False)
@click.option("--mark", "marking", is_flag=True, help="Mark what it is now in edition.toml.")
def check(path: Path | None, marking: bool) -> None:
    """Validate the pack at PATH (default: the one that comes with the game).

    Prints a line for each fault, and ends with code 2 if there is any. Of a pack without faults it
    says which of its numbers, texts and sources have changed since they were marked.
    """
    from game.bots.par import stale
    from game.characters import on_terminal
    from game.scenario.checks import check_pack
    from game.scenario.loader import load_pack
    from game.scenario.scorable import scorable_file

    pack = path or own_pack()
    problems = check_pack(pack)
    for problem in problems:
        click.echo(on_terminal(str(problem)), err=True)
    if problems:
        raise SystemExit(MISUSED)
    click.echo(f"{pack.name}: no problems found")
    if scorable_file(pack):
        click.echo("It is a scorable game: fit for analysis only, not for play.")
        return
    loaded = load_pack(pack)
    for preset in stale(loaded.structure):
        click.echo(f"par.toml: {preset}: Is out of date: run `sixparty simulate --write-par`.")
    _show_edition(pack, loaded.hashes, marking=marking)


#: What a change of each of the three means.
_CHANGED = {
    "numbers": "changed: tables that were set up before are scored with these, and told so",
    "texts": "changed: games and pars stay what they are",
    "sources": "changed: games and pars stay what they are",
}


def _show_edition(pack: Path, hashes: "Hashes", *, marking: bool) -> None:
    """Print which of the three have changed since they were marked; mark them if that is asked."""
    from game.characters import on_terminal
    from game.scenario.edition import EDITION_FILE, mark, marked

    before, problems = marked(pack)
    for problem in problems if not marking else ():
        click.echo(on_terminal(str(problem)), err=True)
    if problems and not marking:
        raise SystemExit(MISUSED)
    changed = () if before is None else hashes.changed_since(before)
    for name, value in hashes.model_dump().items():
        standing = "not marked" if before is None else _CHANGED.get(name) if name in changed else ""
        click.echo(f"{name:8} {value}  {standing or 'unchanged'}")
    if marking:
        mark(pack, hashes)
        click.echo(f"Written: {pack.name}/{EDITION_FILE}")
    elif before is None:
        click.echo("With --mark they are kept, and the next check says which of them changed.")


@scenario.command()
@click.argument("path", type=PathOption(exists=True), required=False)
@click.option("--preset", help="Take this preset's agenda instead of all the pack's issues.")
@click.option(
    "--json", "for_programs", is_flag=True, help="Print one JSON object, points in points."
)
@click.option("--write", is_flag=True, help="Freeze what was found in the pack's benchmarks.toml.")
def analyse(path: Path | None, preset: str | None, for_programs: bool, write: bool) -> None:
    """Examine every possible agreement of the pack at PATH (default: the game's own).

    Prints what all prefer to no deal, the efficient frontier, the bargaining solutions and which
    coalitions could have agreed; and for each preset's agenda whether the numbers keep their
    balance. PATH may be a scorable game: one TOML file of issues, points and reservation values.
    """

    from game.analysis.agreement import TooManyPackagesError
    from game.analysis.points import score_table
    from game.analysis.printing import lines
    from game.analysis.scorable import game_table
    from game.analysis.survey import as_json, survey
    from game.scenario.loader import load_game, load_pack

    pack = path or own_pack()
    if for_programs and write:
        raise click.UsageError("--write goes with the gates, which --json leaves out.")
    try:
        if game := load_game(pack):
            if preset or write:
                raise click.UsageError("A scorable game has no presets and no benchmarks.")
            name, table = game.id, game_table(game)
        else:
            structure = load_pack(pack, with_benchmarks=False).structure
            name, table = structure.id, score_table(structure, _agenda(structure, preset))
            if not for_programs:
                _show_gates(structure, pack if write else None)
        surveyed = survey(table)
    except TooManyPackagesError as error:
        raise Failure(str(error)) from error
    if for_programs:
        click.echo(json.dumps(as_json(name, surveyed), ensure_ascii=False, indent=2))
        return
    for line in lines(surveyed):
        click.echo(line)


def _agenda(structure: "Structure", preset: str | None) -> tuple[str, ...]:
    """The preset's agenda; all of the pack's issues where none is named."""
    if preset is None:
        return tuple(issue.id for issue in structure.issues)
    known = {found.id: found.agenda for found in structure.presets}
    if preset not in known:
        raise click.BadParameter(f"Choose one of {', '.join(known)}.", param_hint="--preset")
    return known[preset]


def _show_gates(structure: "Structure", write_to: Path | None) -> None:
    """Print every preset's figures with the gates; freeze them in that pack if there is one."""
    from game.analysis.balance import gates
    from game.analysis.benchmarks import analyse as examine
    from game.analysis.benchmarks import format_benchmarks
    from game.analysis.points import score_table
    from game.analysis.record import lines as record_lines

    reports = examine(structure)
    for report, results in gates(reports):
        found = report.benchmark
        click.echo(f"\n{', '.join(report.presets)}: {len(found.agenda)} issues")
        click.echo(f"  packages {found.packages:,}, acceptable to all {found.acceptable:,}")
        for delegation, reservation in found.reservation.items():
            best = found.best[delegation]
            shown = "-" if best is None else f"{best / 100:.2f}"
            click.echo(f"  {delegation:8} no deal {reservation / 100:.2f}  best {shown}")
        for gate in results:
            mark = "ok  " if gate.passed else "FAIL"
            click.echo(
                f"  {mark} {gate.id} {gate.subject}: {gate.value} (from {gate.low} to {gate.high})"
            )
        for line in record_lines(structure, score_table(structure, found.agenda)):
            click.echo(line)
    if write_to:
        (write_to / "benchmarks.toml").write_text(format_benchmarks(reports), encoding="utf-8")
        click.echo(f"\nWritten: {write_to.name}/benchmarks.toml")
    click.echo("")


def own_pack() -> Path:
    """The folder of the pack that comes with the game."""
    from game.scenario.loader import packs_folder

    return packs_folder() / "six_party_talks"
