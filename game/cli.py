"""The ``sixparty`` command.

Nothing of the house is imported at the top: serving patches the standard library for gevent, and
that has to come before every import of what it patches.
"""

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from game.app import House

DEFAULT_DATABASE = "six-party-talks.db"


@click.group()
def main() -> None:
    """Six Party Talks: a negotiation game for the classroom."""


def _network_address() -> str:
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


def _database_url(database: str) -> str:
    """A SQLAlchemy URL as it is; anything else is the path of an SQLite file."""
    return database if "://" in database else f"sqlite:///{Path(database).resolve()}"


def _house(database: str, host: str, port: int, public_url: str | None) -> "House":
    from gevent import monkey

    monkey.patch_all()
    from game.app import build
    from game.config import Config

    shown = _network_address() if host in ("0.0.0.0", "::") else host  # noqa: S104
    return build(
        Config(
            database=_database_url(database),
            public_url=public_url or f"http://{shown}:{port}",
            async_mode="gevent",
        )
    )


def _qr(url: str) -> None:
    import segno

    if sys.stdout.isatty():
        segno.make(url, micro=False).terminal(compact=True)


def _run(house: "House", host: str, port: int) -> None:
    house.socketio.start_background_task(house.ticker.run)
    try:
        house.socketio.run(house.app, host=host, port=port)
    except KeyboardInterrupt:
        click.echo("\nClosed. Everything that was acknowledged is stored.")
    finally:
        house.ticker.stop()
        house.database.close()


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
def serve(host: str, port: int, public_url: str | None, database: str) -> None:
    """Open the house: prints the instructor's one-time link and the students' address."""
    house = _house(database, host, port, public_url)
    conferences, url = house.hall.conferences, house.hall.public_url
    click.echo(f"Data:       {_database_url(database)}")
    click.echo(f"Instructor: {url}/instructor/enter/{conferences.invite('Instructor')}")
    click.echo("            (works once; serve again, or run `sixparty link`, for another)")
    click.echo(f"Students:   {url}")
    _qr(url)
    click.echo("Press Ctrl+C to close.")
    _run(house, host, port)


@main.command()
@click.option("--database", default=DEFAULT_DATABASE, show_default=True)
@click.option("--name", default="Instructor", show_default=True, help="Whose link.")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True)
def link(database: str, name: str, url: str) -> None:
    """Print a new one-time link for an instructor; the server may be running."""
    from game.app import build
    from game.config import Config

    house = build(Config(database=_database_url(database), public_url=url))
    click.echo(f"{house.hall.public_url}/instructor/enter/{house.hall.conferences.invite(name)}")
    house.database.close()


@main.command()
@_host
@_port
@_public_url
@click.option("--preset", default="demo", show_default=True)
def demo(host: str, port: int, public_url: str | None, preset: str) -> None:
    """Show a live table at once: the machine's simplest delegations play; nothing is kept."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="sixparty-demo-") as place:
        house = _house(str(Path(place) / "demo.db"), host, port, public_url)
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
        _run(house, host, port)


@main.group()
def scenario() -> None:
    """Look after scenario packs."""


@scenario.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
def check(path: Path | None) -> None:
    """Validate the pack at PATH (default: the one that comes with the game)."""
    from game.scenario.checks import check_pack

    pack = path or _own_pack()
    problems = check_pack(pack)
    for problem in problems:
        click.echo(f"{problem.file}: {problem.place}: {problem.reason}", err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{pack.name}: no problems found")


@scenario.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--write", is_flag=True, help="Freeze what was found in the pack's benchmarks.toml.")
def analyse(path: Path | None, write: bool) -> None:
    """Examine every possible agreement of the pack, agenda by agenda."""
    from game.analysis.balance import gates
    from game.analysis.benchmarks import analyse as examine
    from game.analysis.benchmarks import format_benchmarks
    from game.scenario.loader import load_pack

    pack = path or _own_pack()
    reports = examine(load_pack(pack, with_benchmarks=False).structure)
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
    if write:
        (pack / "benchmarks.toml").write_text(format_benchmarks(reports), encoding="utf-8")
        click.echo(f"\nWritten: {pack.name}/benchmarks.toml")


def _own_pack() -> Path:
    from game.scenario.loader import packs_folder

    return packs_folder() / "six_party_talks"
