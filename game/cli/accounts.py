"""The instructors of a shared server: ``instructor``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from game.cli.data import database_option, database_url, existing_database
from game.cli.failures import told
from game.cli.root import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from game.service.accounts import Accounts


@main.group()
def instructor() -> None:
    """Look after the instructors of a shared server; it may be running."""


_database = database_option
_generate = click.option("--generate", is_flag=True, help="Make a password up and print it once.")


@contextmanager
def _accounts(database: str) -> "Iterator[Accounts]":
    """The accounts in that database. What cannot be done is said in words, and ends the command."""
    from game.app import build
    from game.config import Config

    with told():
        found = existing_database(database)
        try:
            config = Config(database=database_url(database), public_url="")
            yield build(config, found).hall.accounts
        finally:
            found.close()


def _password(generate: bool) -> str:
    """A password as it is typed twice, unseen; or a new one."""
    from game.service.passwords import new_password

    if not generate:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return new_password()


def _print_once(generated: bool, password: str) -> None:
    """Print a password that was made up, once it has been taken."""
    if generated:
        click.echo(f"Password: {password}   (it is kept nowhere: write it down)")


@instructor.command()
@click.argument("name")
@_generate
@_database
def add(name: str, generate: bool, database: str) -> None:
    """Make an account for NAME, with a password that you type or have made up."""
    with _accounts(database) as accounts:
        password = _password(generate)
        accounts.add(name, password)
    _print_once(generate, password)
    click.echo(f"{name} can log in at /instructor/login")


@instructor.command("list")
@_database
def list_(database: str) -> None:
    """Print every instructor, whether they have a password, and how many conferences."""
    from game.characters import on_terminal

    with _accounts(database) as accounts:
        for account in accounts.all():
            way = "password" if account.has_password else "link only"
            name = on_terminal(account.instructor.name)
            click.echo(f"{name}\t{way}\t{account.conferences} conference(s)")


@instructor.command()
@click.argument("name")
@_generate
@_database
def passwd(name: str, generate: bool, database: str) -> None:
    """Give NAME another password; whoever is logged in under that name has to log in again."""
    with _accounts(database) as accounts:
        accounts.named(name)
        password = _password(generate)
        accounts.set_password(name, password)
    _print_once(generate, password)
    click.echo(f"{name} has a new password")


@instructor.command()
@click.argument("name")
@click.option("--heir", help="Who takes over their conferences.")
@_database
def remove(name: str, heir: str | None, database: str) -> None:
    """Remove the account of NAME and their saved set-ups."""
    with _accounts(database) as accounts:
        accounts.remove(name, heir)
    click.echo(f"{name} is removed")
