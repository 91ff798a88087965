"""Deleting what is no longer needed: ``purge``."""

import time
from typing import TYPE_CHECKING

import click

from game.cli.data import database_option, existing_database, keeping_time
from game.cli.failures import told
from game.cli.root import main

if TYPE_CHECKING:
    from game.store.retention import Idle


def _line(idle: "Idle") -> str:
    """What would be deleted of that conference: dates and counts, nobody's name."""
    from game.messages.durations import write_day

    kind = "practice" if idle.practice else "conference"
    counts = (
        f"{idle.tables} table(s), {idle.people} person(s), "
        f"{idle.events} event(s), {idle.answers} answer(s)"
    )
    dates = f"made {write_day(idle.created_at)}, last used {write_day(idle.last_at)}"
    return f"{idle.code}  {kind}  {dates}  {counts}  {idle.title}"


@main.command()
@click.option(
    "--older-than",
    "age",
    callback=keeping_time,
    metavar="TIME",
    required=True,
    help="Delete where nothing has happened for so long, such as 180d.",
)
@database_option
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
@click.option("--yes", is_flag=True, help="Ask for no confirmation.")
def purge(age: int, database: str, dry_run: bool, yes: bool) -> None:
    """Delete conferences and practices in which nothing has happened for long, for good.

    Stop the server first, or let it do this itself: `sixparty serve --keep 180d`.
    """
    from game.store.erasing import erase
    from game.store.retention import idle_since

    with told():
        store = existing_database(database)
        try:
            found = idle_since(store, time.time() - age)
            for idle in found:
                click.echo(_line(idle))
            if not found:
                click.echo("There is nothing that old.")
            if not found or dry_run:
                return
            if not yes:
                click.confirm(f"Delete {len(found)} for good?", abort=True)
            for idle in found:
                erase(store, idle.id)
            click.echo(f"Deleted: {len(found)}.")
        finally:
            store.close()
