"""What ``sixparty export`` does: files from a database, beside a server that may be running."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import click

from game.app import build
from game.config import Config
from game.records.format import write
from game.report.export.pdf import NoPdf
from game.service.handouts import made_for
from game.service.problems import Problem
from game.service.records import recorded
from game.store.database import Database
from game.store.schema_version import check


def write_replay(address: str, url: str, output: Path | None) -> None:
    """Write a table as a recorded game without names; to the screen where no file is named."""
    database = Database(url)
    check(database)
    house = build(Config(database=url, public_url=""), database)
    try:
        text = write(recorded(house.hall.conferences, house.hall.tables, address))
    finally:
        house.close()
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8", newline="\n")


def write_handout(
    what: str, address: str, url: str, output: Path | None, choices: dict[str, Any]
) -> None:
    """Make the file that is asked for; text goes to the screen where no file is named."""
    format_ = output.suffix.removeprefix(".").lower() if output else None
    with tempfile.TemporaryDirectory() as folder:
        try:
            made = made_for(Path(folder), url, address, what, format_, choices)
        except NoPdf:
            raise Problem("no_pdf") from None
        if output is None:
            click.echo(made.path.read_text(encoding="utf-8"), nl=False)
        else:
            shutil.move(made.path, output)
