"""What was played as files, and recorded games: ``export`` and ``replay``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from game.cli.data import (
    PathOption,
    check_target,
    database_option,
    database_url,
    existing_database,
)
from game.cli.failures import Failure, told
from game.cli.root import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from game.records.format import Record
    from game.scenario.texts import Scenario


def _what(name: str, help_: str) -> "Callable[[Any], Any]":
    return click.option(f"--{name}", "what", flag_value=name, required=True, help=help_)


@main.command()
@_what("replay", "One table's whole game as a file for replay (JSON Lines).")
@_what("participation", "A row a person (CSV or XLSX).")
@_what("scores", "A row a delegation (CSV or XLSX).")
@_what("answers", "The questionnaires: a row for whoever answered (CSV or XLSX).")
@_what("workbook", "All three in one (XLSX).")
@_what("gradebook", "A grade a student, for a learning platform (CSV or XLSX).")
@_what("file", "The debrief on paper, of the class or a table (HTML or PDF).")
@_what("class", "Everything in one archive (ZIP).")
@click.option(
    "--table",
    "address",
    required=True,
    metavar="CODE[/NUMBER]",
    help="The conference's code and a table's number, which may be left out for the whole class.",
)
@click.option("--delegation", metavar="ID", help="With --file: what that delegation takes home.")
@click.option("--names", is_flag=True, help="Call people by their names, not by pseudonyms.")
@click.option("--bom", is_flag=True, help="Mark CSV as UTF-8, which a spreadsheet may need.")
@click.option(
    "--platform", type=click.Choice(("canvas", "moodle")), default="canvas", show_default=True
)
@database_option
@click.option(
    "--output",
    type=PathOption(dir_okay=False),
    help="The file to write; its ending says in what format. Without it text goes to the screen.",
)
def export(what: str, address: str, database: str, output: Path | None, **choices: Any) -> None:
    """Write what was played as files: logs, sheets, grades, paper. The server may be running.

    A log holds every event, secrets included, and ends with what the game came to. Without --names
    people are called by the delegation and a number, such as us-1. What people wrote stands in the
    files word for word, so read them before you share them.
    """
    from game.exporting import write_handout, write_replay

    url = database_url(database)
    with told(output):
        if output is not None:
            check_target(output)
        existing_database(database).close()
        if what == "replay" and not choices["names"]:
            write_replay(address, url, output)
        else:
            write_handout("events" if what == "replay" else what, address, url, output, choices)


@main.command()
@click.argument("file", type=PathOption(exists=True, dir_okay=False))
@click.option("--public", is_flag=True, help="Tell only what everybody could see.")
@click.option("--check", is_flag=True, help="Tell nothing; see whether it comes out as recorded.")
def replay(file: Path, public: bool, check: bool) -> None:
    """Tell the recorded game in FILE, and its scores.

    With --check the game is played back: its ending, text, scores and what every seat can see must
    be as recorded. Ends with code 1 if something is not, and 2 if FILE is no recorded game.
    """
    from game.characters import on_terminal
    from game.records.format import BadRecord, read
    from game.records.verdict import why_bad

    try:
        record = read(file.read_bytes())
        scenario = _scenario_of(record)
        if check:
            _check(record, scenario)
        else:
            _tell(record, scenario, public)
    except BadRecord as bad:
        raise Failure(on_terminal(f"{file}: {why_bad(bad)}")) from bad


def _scenario_of(record: "Record") -> "Scenario":
    from game.records.format import BadRecord
    from game.scenario.loader import load_packaged
    from game.scenario.problems import PackError

    try:
        return load_packaged(record.header.scenario)
    except PackError as error:
        raise BadRecord("unknown_scenario", scenario=record.header.scenario) from error


def _check(record: "Record", scenario: "Scenario") -> None:
    from game.characters import on_terminal
    from game.records.outcome import differences
    from game.records.verdict import differs, passed, remarks, uncompared

    for remark in (*remarks(record, scenario), *uncompared(record)):
        click.echo(on_terminal(remark))
    found = differences(record, scenario)
    for difference in found:
        click.echo(on_terminal(differs(difference, record, scenario)), err=True)
    if found:
        raise SystemExit(1)
    click.echo(passed(record, scenario))


def _tell(record: "Record", scenario: "Scenario", public: bool) -> None:
    from game.characters import on_terminal
    from game.records.chronicle import chronicle, joint_text, score_table
    from game.records.verdict import remarks

    texts = scenario.text(record.header.language)
    parts = [chronicle(record, texts, public=public), joint_text(record, texts)]
    if not public:
        parts += [remarks(record, scenario), score_table(record, texts)]
    told = "\n\n".join(text for part in parts if (text := "\n".join(part)))
    click.echo(on_terminal(told))
