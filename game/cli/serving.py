"""Opening the house: ``serve``, ``link``, ``demo`` and ``practice``."""

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from game.cli.data import DEFAULT_DATABASE, database_url, keeping_time
from game.cli.logs import log_file_option
from game.cli.root import main

if TYPE_CHECKING:
    from game.app import House
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


def open_house(
    database: str,
    host: str,
    port: int,
    public_url: str | None,
    practices: int | None = None,
    keep: int | None = None,
) -> "House":
    """A house that is ready to be served; patches the standard library for gevent first.

    ``practices`` is how many may practise at once, None the usual number; ``keep`` for how many
    seconds idle conferences are kept, None without limit.
    """
    from gevent import monkey

    monkey.patch_all()
    from game.app import build
    from game.config import USUAL_PRACTICES, Config

    shown = network_address() if host in ("0.0.0.0", "::") else host  # noqa: S104
    return build(
        Config(
            database=database_url(database),
            public_url=public_url or f"http://{shown}:{port}",
            async_mode="gevent",
            practices=USUAL_PRACTICES if practices is None else practices,
            keep=keep,
        )
    )


def show_qr(url: str) -> None:
    """Draw the address as a QR code, where somebody looks at a terminal."""
    import segno

    if sys.stdout.isatty():
        segno.make(url, micro=False).terminal(compact=True)


def run(house: "House", host: str, port: int) -> None:
    """Serve until the process is told to end."""
    house.reports.prepare_at_end()
    house.realtime.socketio.start_background_task(house.ticker.run)
    house.realtime.socketio.start_background_task(house.realtime.lookout.run)
    try:
        house.realtime.socketio.run(house.app, host=host, port=port)
    except KeyboardInterrupt:
        click.echo("\nClosed. Everything that was acknowledged is stored.")
    finally:
        house.ticker.stop()
        house.realtime.lookout.stop()
        house.close()


_host = click.option(
    "--host",
    default="0.0.0.0",  # noqa: S104 - phones in the classroom must reach it
    show_default=True,
    help="The address to listen on; 127.0.0.1 keeps it to this machine.",
)
_port = click.option("--port", default=8000, show_default=True, help="The port to listen on.")
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
    keep: int | None,
) -> None:
    """Open the house: prints the instructor's one-time link and the students' address."""
    house = open_house(database, host, port, public_url, practices, keep)
    conferences, url = house.hall.conferences, house.hall.public_url
    click.echo(f"Data:       {database_url(database)}")
    click.echo(f"Instructor: {url}/instructor/enter/{conferences.invite('Instructor')}")
    click.echo("            (works once; serve again, or run `sixparty link`, for another)")
    click.echo(f"Students:   {url}")
    show_qr(url)
    click.echo("Press Ctrl+C to close.")
    run(house, host, port)


@main.command()
@click.option("--database", default=DEFAULT_DATABASE, show_default=True)
@click.option("--name", default="Instructor", show_default=True, help="Whose link.")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True)
def link(database: str, name: str, url: str) -> None:
    """Print a new one-time link for an instructor; the server may be running."""
    from game.app import build
    from game.config import Config

    house = build(Config(database=database_url(database), public_url=url))
    click.echo(f"{house.hall.public_url}/instructor/enter/{house.hall.conferences.invite(name)}")
    house.close()


@main.command()
@_host
@_port
@_public_url
@click.option("--preset", default="demo", show_default=True)
@log_file_option
def demo(host: str, port: int, public_url: str | None, preset: str) -> None:
    """Show a live table at once: six machines play it, at a human pace; nothing is kept."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="sixparty-demo-") as place:
        house = open_house(str(Path(place) / "demo.db"), host, port, public_url)
        from game.engine.actors import INSTRUCTOR
        from game.engine.commands import AdvancePhase

        conferences, url = house.hall.conferences, house.hall.public_url
        instructor = house.hall.conferences.enter(conferences.invite("Instructor"))
        conference = conferences.create(
            instructor, title="Demonstration", preset=preset, tables=1, consensus="minus_one"
        )
        table = conferences.tables(conference.id)[0]
        conferences.open_tables(conference, frozenset({table.id}))
        # Machines need no time to read: a newcomer should see them talk at once.
        house.hall.tables.submit(
            table.id, INSTRUCTOR, AdvancePhase(), command_id="demo", step="0.briefing"
        )
        click.echo(f"Watch:      {url}/watch/{conference.code}/1")
        click.echo(f"Instructor: {url}/instructor/enter/{conferences.invite('Instructor')}")
        click.echo(f"Take a seat: {url}/join/{conference.code}  (then let the instructor seat you)")
        run(house, host, port)


@main.command()
@click.option("--delegation", default="", help="For whom you speak.  [default: drawn by lot]")
@click.option("--preset", default="demo", show_default=True)
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
    """Play against five machines, alone on this machine; nothing is kept."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="sixparty-practice-") as place:
        house = open_house(str(Path(place) / "practice.db"), "127.0.0.1", port, None)
        from game.messages import sentence
        from game.service.practice import Choice
        from game.service.problems import Problem

        try:
            person = house.hall.practices.open(Choice(delegation, preset, level, seed), "127.0.0.1")
        except Problem as problem:
            house.close()
            raise click.ClickException(sentence(problem.code, problem.details)) from None
        conference = house.hall.conferences.get(person.conference_id)
        seat = f"{house.hall.public_url}/practice/seat/{conference.code}/{person.resume_code}"
        click.echo(f"Your seat:  {seat}")
        click.echo("Press Ctrl+C to close.")
        if browser and sys.stdout.isatty():
            # A moment later: by then the server listens.
            house.realtime.socketio.start_background_task(_launch, house, seat)
        run(house, "127.0.0.1", port)


def _launch(house: "House", address: str) -> None:
    """Open the browser as soon as the server has had time to listen."""
    house.realtime.socketio.sleep(1)
    click.launch(address)
