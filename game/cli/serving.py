"""Opening a server: ``serve``, ``demo`` and ``practice``; and ``link`` for one that is open."""

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from game.cli.data import DEFAULT_DATABASE, database_url, existing_database, keeping_time
from game.cli.failures import told
from game.cli.logs import log_file_option
from game.cli.opening import no_port, open_server
from game.cli.root import main
from game.cli.running import end_at_signals, leave, run

if TYPE_CHECKING:
    from game.app import House
    from game.config import Config
    from game.scenario.model import Level


def network_address() -> str:
    """This machine's address on the local network; its own where there is no network.

    Connecting a datagram socket sends nothing: it only asks which way packets would go. The
    address is one of those that are kept for documentation.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; ends the command where nothing can.

    Patches the standard library for gevent first, which has to come before all else.
    """
    from gevent import monkey

    monkey.patch_all()
    end_at_signals()
    from game.server import open_listener

    try:
        return open_listener(host, port)
    except OSError as error:
        raise no_port(host, port, error) from error


def settings(
    database: str,
    host: str,
    port: int,
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

    shown = network_address() if host in ("0.0.0.0", "::") else host  # noqa: S104
    return Config(
        database=database_url(database),
        public_url=public_url or f"http://{shown}:{port}",
        async_mode="gevent",
        practices=USUAL_PRACTICES if practices is None else practices,
        health_token=os.environ.get("SIXPARTY_HEALTH_TOKEN", ""),
        trusted_hosts=trusted_hosts,
        behind_proxy=behind_proxy,
        keep=keep,
    )


def show_qr(url: str) -> None:
    """Draw the address as a QR code, where somebody looks at a terminal."""
    import segno

    if sys.stdout.isatty():
        segno.make(url, micro=False).terminal(compact=True)


_host = click.option(
    "--host",
    default="0.0.0.0",  # noqa: S104 - phones in the classroom must reach it
    show_default=True,
    help="The address to listen on; 127.0.0.1 keeps it to this machine.",
)
_port = click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=8000,
    show_default=True,
    help="The port to listen on.",
)
_public_url = click.option(
    "--public-url", help="The address that students type, where it is not this machine's own."
)


@main.command()
@_host
@_port
@_public_url
@click.option(
    "--database",
    default=DEFAULT_DATABASE,
    show_default=True,
    help="The path of an SQLite file, or a SQLAlchemy URL such as postgresql+psycopg://…",
)
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
@log_file_option
def serve(
    host: str,
    port: int,
    public_url: str | None,
    database: str,
    practices: int | None,
    takeover: bool,
    trusted_hosts: tuple[str, ...],
    behind_proxy: bool,
    keep: int | None,
) -> None:
    """Open the house: prints the instructor's one-time link and the students' address."""
    listener = listen(host, port)
    config = settings(
        database, host, port, public_url, practices, trusted_hosts, behind_proxy, keep
    )
    click.echo(f"Data:       {config.database}")
    opened = open_server(config, listener, takeover=takeover)
    hall = opened.house.hall
    with told():
        token = hall.conferences.invite("Instructor")
    click.echo(f"Instructor: {hall.public_url}/instructor/enter/{token}")
    click.echo("            (works once, for a day; `sixparty link` makes another)")
    click.echo(f"Students:   {hall.public_url}")
    show_qr(hall.public_url)
    click.echo("Press Ctrl+C to close.")
    leave(run(opened.house, listener, opened.alive_at, behind_proxy=behind_proxy))


@main.command()
@click.option("--database", default=DEFAULT_DATABASE, show_default=True)
@click.option("--name", default="Instructor", show_default=True, help="Whose link.")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True)
def link(database: str, name: str, url: str) -> None:
    """Print a new one-time link for an instructor; the server may be running."""
    from game.app import build
    from game.config import Config

    with told():
        config = Config(database=database_url(database), public_url=url)
        house = build(config, existing_database(database))
        try:
            token = house.hall.conferences.invite(name)
        finally:
            house.database.close()
    click.echo(f"{house.hall.public_url}/instructor/enter/{token}")


@main.command()
@_host
@_port
@_public_url
@click.option("--preset", default="demo", show_default=True)
@log_file_option
def demo(host: str, port: int, public_url: str | None, preset: str) -> None:
    """Show a live table at once: six bots play it, at a human pace; nothing is kept."""
    with _passing("demo", host, port, public_url) as (house, listener):
        from game.engine.actors import INSTRUCTOR
        from game.engine.commands import AdvancePhase
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
        click.echo(f"Watch:      {url}/watch/{conference.code}/1")
        click.echo(f"Instructor: {url}/instructor/enter/{conferences.invite('Instructor')}")
        click.echo(f"Take a seat: {url}/join/{conference.code}  (then let the instructor seat you)")
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
@click.option("--browser/--no-browser", default=True, help="Open your browser at your seat.")
@log_file_option
def practice(
    delegation: str, preset: str, level: "Level", seed: str, port: int, browser: bool
) -> None:
    """Play against five bots, alone on this machine; nothing is kept."""
    with _passing("practice", "127.0.0.1", port, None) as (house, listener):
        from game.service.practice import Choice

        person = house.hall.practices.open(Choice(delegation, preset, level, seed), "127.0.0.1")
        conference = house.hall.conferences.get(person.conference_id)
        seat = f"{house.hall.public_url}/practice/seat/{conference.code}/{person.resume_code}"
        click.echo(f"Your seat:  {seat}")
        click.echo("Press Ctrl+C to close.")
        if browser and sys.stdout.isatty():
            # A moment later: by then the server answers.
            house.realtime.socketio.start_background_task(_launch, house, seat)
        code = run(house, listener, house.hall.tables.clock(), behind_proxy=False)
    leave(code)


@contextmanager
def _passing(
    name: str, host: str, port: int, public_url: str | None
) -> Iterator[tuple["House", socket.socket]]:
    """A server on a database that goes with it; what cannot be done is said in a sentence."""
    listener = listen(host, port)
    with tempfile.TemporaryDirectory(prefix=f"sixparty-{name}-") as place, told():
        config = settings(str(Path(place) / f"{name}.db"), host, port, public_url)
        opened = open_server(config, listener, say=lambda _text: None)
        try:
            yield opened.house, listener
        finally:
            opened.house.close()


def _launch(house: "House", address: str) -> None:
    """Open the browser as soon as the server has had time to answer."""
    house.realtime.socketio.sleep(1)
    click.launch(address)
