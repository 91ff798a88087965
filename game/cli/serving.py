"""Opening a server: ``serve``, ``demo`` and ``practice``; and ``link`` for one that is open."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from game.cli.browsers import has_browser, open_browser
from game.cli.data import (
    database_option,
    database_url,
    existing_database,
    keeping_time,
    shown_url,
)
from game.cli.failures import told
from game.cli.listening import USUAL_PORT, listen
from game.cli.logs import log_file_option
from game.cli.opening import open_server
from game.cli.root import main
from game.cli.running import leave, run

if TYPE_CHECKING:
    from game.app import House
    from game.config import Config
    from game.scenario.model import Level


def settings(
    database: str,
    public_url: str | None,
    practices: int | None = None,
    trusted_hosts: tuple[str, ...] = (),
    behind_proxy: bool = False,
    keep: int | None = None,
) -> "Config":
    """The settings of a server in service; the rest is as in `game.config.Config`.

    ``practices`` None is the usual number.
    """
    from game.config import USUAL_PRACTICES, Config

    return Config(
        database=database_url(database),
        public_url=public_url or "",
        async_mode="gevent",
        practices=USUAL_PRACTICES if practices is None else practices,
        health_token=os.environ.get("SIXPARTY_HEALTH_TOKEN", ""),
        trusted_hosts=trusted_hosts,
        behind_proxy=behind_proxy,
        keep=keep,
        pseudo_locale=bool(os.environ.get("SIXPARTY_PSEUDO_LOCALE")),
    )


def _web_address(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> str | None:
    """An address of the web without its last slash."""
    if value is not None and not _is_web_address(value):
        raise click.BadParameter(
            f"{value!r} is no web address such as https://talks.example.edu or http://10.0.0.5:8000."
        )
    return None if value is None else value.rstrip("/")


def _is_web_address(text: str) -> bool:
    # Nothing of the game is imported here: what it imports has to be patched for gevent first.
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and not set(text) & set(' @?#<>"')
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


_host = click.option(
    "--host",
    help="The address to listen on; 127.0.0.1 keeps it to this machine.  [default: every address]",
)
_port = click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    help=f"The port to listen on.  [default: {USUAL_PORT}, or the next that is free]",
)
_public_url = click.option(
    "--public-url",
    callback=_web_address,
    help="The address that students type, where it is not this machine's own.",
)
_browser = click.option(
    "--browser/--no-browser",
    default=None,
    help="Open your browser.  [default: where there is a display]",
)


@main.command(
    # An option NAME-OF-IT that is not given is what SIXPARTY_NAME_OF_IT says.
    context_settings={"auto_envvar_prefix": "SIXPARTY"},
    epilog="Each option can also be set in the environment: SIXPARTY_PORT=80 is --port 80."
    " What the command line says counts first.",
)
@_host
@_port
@_public_url
@database_option
@click.option(
    "--practices",
    type=click.IntRange(min=0),
    help="How many people may practise alone at once; 0 switches it off.  [default: 40]",
)
@click.option(
    "--takeover",
    is_flag=True,
    help="Open the database even if another server has it open; that one then ends.",
)
@click.option(
    "--trusted-host",
    "trusted_hosts",
    multiple=True,
    metavar="NAME",
    help="Another name under which the server may be reached; may be given several times.",
)
@click.option(
    "--behind-proxy",
    is_flag=True,
    help="Requests come through a proxy, whose X-Forwarded headers are believed.",
)
@click.option(
    "--keep",
    callback=keeping_time,
    metavar="TIME",
    help="Delete conferences in which nothing has happened for so long, such as 180d."
    "  [default: keep them]",
)
@_browser
@log_file_option
def serve(
    host: str | None,
    port: int | None,
    public_url: str | None,
    database: str,
    practices: int | None,
    takeover: bool,
    trusted_hosts: tuple[str, ...],
    behind_proxy: bool,
    keep: int | None,
    browser: bool | None,
) -> None:
    """Open the house: shows the instructor's room, and prints the students' address."""
    listener = listen(host, port)
    from game.cli.announcing import announce
    from game.messages import words

    said = words("serve")
    config = settings(database, public_url, practices, trusted_hosts, behind_proxy, keep)
    click.echo(said["data"].format(database=shown_url(config.database)))
    _say_other_port(port, listener)
    opened = open_server(config, listener, takeover=takeover)
    # Whatever ends it from here on, the database is given back.
    with closing(opened.house) as house:
        hall = house.hall
        with told():
            token = hall.conferences.invite("Instructor")
        shows = has_browser() if browser is None else browser
        here = house.own_address if shows and not public_url else hall.public_url
        link_ = f"{here}/instructor/enter/{token}"
        click.echo(said["instructor"].format(link=link_))
        click.echo(said["opens" if shows else "once"])
        announce(hall.addresses)
        click.echo(said["end"])
        if shows:
            _show_soon(house, link_)
        code = run(house, listener, opened.alive_at, behind_proxy=behind_proxy)
    leave(code)


@main.command()
@database_option
@click.option("--name", default="Instructor", show_default=True, help="Whose link.")
@click.option(
    "--url",
    callback=_web_address,
    help="The server's address.  [default: where it runs on this machine]",
)
def link(database: str, name: str, url: str | None) -> None:
    """Print a new one-time link for an instructor; the server may be running."""
    from game.app import build
    from game.config import Config
    from game.service.lease import address_of

    with told():
        found = existing_database(database)
        try:
            where = url or address_of(found) or f"http://127.0.0.1:{USUAL_PORT}"
            config = Config(database=database_url(database), public_url=where)
            token = build(config, found).hall.conferences.invite(name)
        finally:
            found.close()
    click.echo(f"{where}/instructor/enter/{token}")


@main.command()
@_host
@_port
@_public_url
@click.option("--preset", default="demo", show_default=True)
@_browser
@log_file_option
def demo(
    host: str | None,
    port: int | None,
    public_url: str | None,
    preset: str,
    browser: bool | None,
) -> None:
    """Show a live table at once: six bots play it, at a human pace; nothing is kept."""
    with _passing("demo", host, port, public_url) as (house, listener):
        from game.engine.actors import INSTRUCTOR
        from game.engine.acts.progress import AdvancePhase
        from game.service.senders import SERVER

        conferences, url = house.hall.conferences, house.hall.public_url
        instructor = conferences.enter(conferences.invite("Instructor"))
        conference = conferences.create(
            instructor, title="Demonstration", preset=preset, tables=1, consensus="minus_one"
        )
        table = conferences.tables(conference.id)[0]
        conferences.open_tables(conference, frozenset({table.id}))
        # Bots need no time to read: a newcomer should see them talk at once.
        house.hall.tables.submit(
            table.id,
            INSTRUCTOR,
            AdvancePhase(),
            command_id="begin",
            sender=SERVER,
            step="0.briefing",
        )
        watch = f"{url}/watch/{conference.code}/1"
        click.echo(f"Watch:      {watch}")
        click.echo(f"Instructor: {url}/instructor/enter/{conferences.invite('Instructor')}")
        click.echo(f"Take a seat: {url}/join/{conference.code}  (then let the instructor seat you)")
        if has_browser() if browser is None else browser:
            _show_soon(house, watch)
        code = run(house, listener, house.hall.tables.clock(), behind_proxy=False)
    leave(code)


@main.command()
@click.option("--delegation", default="", help="For whom you speak.  [default: drawn by lot]")
@click.option("--preset", default="class50", show_default=True)
@click.option(
    "--level",
    type=click.Choice(["cooperative", "realistic", "hard"]),
    default="realistic",
    show_default=True,
    help="How hard the other five are.",
)
@click.option("--seed", default="", help="The same seed brings the same crises.")
@_port
@_browser
@log_file_option
def practice(
    delegation: str,
    preset: str,
    level: "Level",
    seed: str,
    port: int | None,
    browser: bool | None,
) -> None:
    """Play against five bots, alone on this machine; nothing is kept."""
    with _passing("practice", "127.0.0.1", port, None) as (house, listener):
        from game.service.practice import Choice

        person = house.hall.practices.open(Choice(delegation, preset, level, seed), "127.0.0.1")
        conference = house.hall.conferences.get(person.conference_id)
        seat = f"{house.hall.public_url}/practice/seat/{conference.code}/{person.resume_code}"
        click.echo(f"Your seat:  {seat}")
        click.echo("Press Ctrl+C to close.")
        if has_browser() if browser is None else browser:
            _show_soon(house, seat)
        code = run(house, listener, house.hall.tables.clock(), behind_proxy=False)
    leave(code)


@contextmanager
def _passing(
    name: str, host: str | None, port: int | None, public_url: str | None
) -> Iterator[tuple["House", socket.socket]]:
    """A server on a database that goes with it; what cannot be done is said in a sentence."""
    listener = listen(host, port)
    with tempfile.TemporaryDirectory(prefix=f"sixparty-{name}-") as place, told():
        config = settings(str(Path(place) / f"{name}.db"), public_url)
        _say_other_port(port, listener)
        opened = open_server(config, listener, say=lambda _text: None)
        try:
            yield opened.house, listener
        finally:
            opened.house.close()


def _say_other_port(asked: int | None, listener: socket.socket) -> None:
    """Say which port it is, where it is not the usual one and nobody asked for it."""
    from game.messages import words

    port = listener.getsockname()[1]
    if asked is None and port != USUAL_PORT:
        click.echo(words("serve")["other_port"].format(usual=USUAL_PORT, port=port))


def _show_soon(house: "House", address: str) -> None:
    """Open the browser as soon as the server has had time to answer."""

    def show() -> None:
        house.realtime.socketio.sleep(1)
        open_browser(address)

    house.realtime.socketio.start_background_task(show)
