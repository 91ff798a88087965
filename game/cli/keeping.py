"""Looking after the database: ``backup`` and ``doctor``."""

from pathlib import Path

import click

from game.cli.data import (
    PathOption,
    check_file,
    check_target,
    database_option,
    database_url,
    existing_database,
    file_of,
)
from game.cli.failures import told
from game.cli.root import main


@main.command()
@click.argument("file", type=PathOption(dir_okay=False))
@database_option
def backup(file: Path, database: str) -> None:
    """Write a whole, checked copy of the database to FILE; the server may be running.

    FILE must not be there yet. To go back to the copy, end the server and name the copy with
    --database, or put it in the place of the database file.
    """
    from game.store.backup import back_up

    with told(file):
        check_target(file)
        found = existing_database(database)
        try:
            size = back_up(found, file)
        finally:
            found.close()
    click.echo(f"{file}: {size:,} bytes, checked.")


@main.command()
@database_option
@click.option("--repair", is_flag=True, help="Mend what can be mended, after a copy was made.")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="The port."
)
def doctor(database: str, repair: bool, port: int) -> None:
    """Look at the database, its games, the disk, the clock and what PDFs need; says what is wrong.

    Ends with code 0 if all is well, and 1 if something is not.
    """
    from game.service.examination import examine

    with told():
        url = database_url(database)
        # With --repair even a file whose beginning is lost is looked at.
        if (path := file_of(url)) is not None and not (repair and path.is_file()):
            check_file(path)
        findings = examine(url, port=port, repair=repair)
    for finding in findings:
        mark = "ok  " if finding.well else "BAD "
        click.echo(f"{mark} {finding.about}: {finding.text}")
        for line in finding.advice:
            click.echo(f"       {line}")
    if not all(finding.well for finding in findings):
        raise SystemExit(1)
