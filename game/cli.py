"""The ``sixparty`` command.

Nothing of the house is imported at the top: serving patches the standard library for gevent, and
that has to come before every import of what it patches.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from game.app import House
    from game.records.format import Record
    from game.scenario.model import Structure
    from game.scenario.texts import Scenario
    from game.service.accounts import Accounts

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
    house.reports.prepare_at_end()
    house.socketio.start_background_task(house.ticker.run)
    house.socketio.start_background_task(house.lookout.run)
    try:
        house.socketio.run(house.app, host=host, port=port)
    except KeyboardInterrupt:
        click.echo("\nClosed. Everything that was acknowledged is stored.")
    finally:
        house.ticker.stop()
        house.lookout.stop()
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
    house.close()


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


class Unreadable(click.ClickException):
    """A file, a database or a table that the command can make nothing of."""

    exit_code = 2


def _what(name: str, help_: str) -> "Callable[[Any], Any]":
    return click.option(f"--{name}", "what", flag_value=name, required=True, help=help_)


@main.command()
@_what("replay", "One table's whole game as a file for replay (JSON Lines).")
@_what("participation", "A row a person (CSV or XLSX).")
@_what("scores", "A row a delegation (CSV or XLSX).")
@_what("answers", "The questionnaires: a row for whoever answered (CSV or XLSX).")
@_what("workbook", "All three in one (XLSX).")
@_what("gradebook", "A grade a student, for a learning platform (CSV).")
@_what("file", "Scores, joint text and chronicle on paper (HTML or PDF).")
@_what("class", "Everything in one archive (ZIP).")
@click.option(
    "--table",
    "address",
    required=True,
    metavar="CODE[/NUMBER]",
    help="The conference's code and a table's number, which may be left out for the whole class.",
)
@click.option("--delegation", metavar="ID", help="With --file: what that delegation knew.")
@click.option("--names", is_flag=True, help="Call people by their names, not by pseudonyms.")
@click.option("--bom", is_flag=True, help="Mark CSV as UTF-8, which a spreadsheet may need.")
@click.option(
    "--platform", type=click.Choice(("canvas", "moodle")), default="canvas", show_default=True
)
@click.option("--database", default=DEFAULT_DATABASE, show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; its ending says in what format. Without it text goes to the screen.",
)
def export(what: str, address: str, database: str, output: Path | None, **choices: Any) -> None:
    """Write what was played as files: logs, sheets, grades, paper. The server may be running.

    A log holds every event, secrets included, and ends with what the game came to. Without --names
    people are called by the delegation and a number, such as us-1. What people wrote stands in the
    files word for word, so read them before you share them.
    """
    from game.exporting import write_handout, write_replay
    from game.messages import sentence
    from game.service.problems import Problem

    if "://" not in database and not Path(database).exists():
        raise Unreadable(sentence("no_database", {"path": database}))
    url = _database_url(database)
    try:
        if what == "replay" and not choices["names"]:
            write_replay(address, url, output)
        else:
            write_handout("events" if what == "replay" else what, address, url, output, choices)
    except Problem as problem:
        raise Unreadable(sentence(problem.code, problem.details)) from problem


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--public", is_flag=True, help="Tell only what everybody could see.")
@click.option("--check", is_flag=True, help="Tell nothing; see whether it comes out as recorded.")
def replay(file: Path, public: bool, check: bool) -> None:
    """Tell the recorded game in FILE, and its scores.

    With --check the game is played back: final state, scores and what every seat can see must be
    as recorded. Ends with code 1 if something is not, and 2 if FILE is no recorded game.
    """
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
        raise Unreadable(f"{file}: {why_bad(bad)}") from bad


def _scenario_of(record: "Record") -> "Scenario":
    from game.records.format import BadRecord
    from game.scenario.loader import load_packaged
    from game.scenario.problems import PackError

    try:
        return load_packaged(record.header.scenario)
    except PackError as error:
        raise BadRecord("unknown_scenario", scenario=record.header.scenario) from error


def _check(record: "Record", scenario: "Scenario") -> None:
    from game.records.outcome import differences
    from game.records.verdict import differs, passed, remarks

    for remark in remarks(record, scenario):
        click.echo(remark)
    found = differences(record, scenario)
    for difference in found:
        click.echo(differs(difference, record, scenario), err=True)
    if found:
        raise SystemExit(1)
    click.echo(passed(record, scenario))


def _tell(record: "Record", scenario: "Scenario", public: bool) -> None:
    from game.records.chronicle import chronicle, joint_text, score_table
    from game.records.verdict import remarks

    texts = scenario.text(record.header.language)
    parts = [chronicle(record, texts, public=public), joint_text(record, texts)]
    if not public:
        parts += [remarks(record, scenario), score_table(record, texts)]
    click.echo("\n\n".join(text for part in parts if (text := "\n".join(part))))


@main.group()
def instructor() -> None:
    """Look after the instructors of a shared server; it may be running."""


_database = click.option("--database", default=DEFAULT_DATABASE, show_default=True)
_generate = click.option("--generate", is_flag=True, help="Make a password up and print it once.")


@contextmanager
def _accounts(database: str) -> "Iterator[Accounts]":
    """The accounts in that database. What cannot be done is said in words, and ends the command."""
    from game.app import build
    from game.config import Config
    from game.messages import sentence
    from game.service.problems import Problem

    house = build(Config(database=_database_url(database), public_url=""))
    try:
        yield house.hall.accounts
    except Problem as problem:
        raise click.ClickException(sentence(problem.code, problem.details)) from None
    finally:
        house.database.close()


def _password(generate: bool) -> str:
    """A password as it is typed twice, unseen; or a new one, printed for once."""
    from game.service.accounts import new_password

    if not generate:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    made_up = new_password()
    click.echo(f"Password: {made_up}   (it is kept nowhere: write it down)")
    return made_up


@instructor.command()
@click.argument("name")
@_generate
@_database
def add(name: str, generate: bool, database: str) -> None:
    """Make an account for NAME, with a password that you type or have made up."""
    with _accounts(database) as accounts:
        accounts.add(name, _password(generate))
    click.echo(f"{name} can log in at /instructor/login")


@instructor.command("list")
@_database
def list_(database: str) -> None:
    """Print every instructor, whether they have a password, and how many conferences."""
    with _accounts(database) as accounts:
        for account in accounts.all():
            way = "password" if account.has_password else "link only"
            click.echo(f"{account.instructor.name}\t{way}\t{account.conferences} conference(s)")


@instructor.command()
@click.argument("name")
@_generate
@_database
def passwd(name: str, generate: bool, database: str) -> None:
    """Give NAME another password; whoever is logged in under that name has to log in again."""
    with _accounts(database) as accounts:
        accounts.named(name)
        accounts.set_password(name, _password(generate))
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


@main.group()
def scenario() -> None:
    """Look after scenario packs."""


@scenario.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
def check(path: Path | None) -> None:
    """Validate the pack at PATH (default: the one that comes with the game)."""
    from game.scenario.checks import check_pack
    from game.scenario.scorable import scorable_file

    pack = path or _own_pack()
    problems = check_pack(pack)
    for problem in problems:
        click.echo(f"{problem.file}: {problem.place}: {problem.reason}", err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{pack.name}: no problems found")
    if scorable_file(pack):
        click.echo("It is a scorable game: fit for analysis only, not for play.")


@scenario.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
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
    import json

    from game.analysis.agreement import TooManyPackagesError
    from game.analysis.points import score_table
    from game.analysis.printing import lines
    from game.analysis.scorable import game_table
    from game.analysis.survey import as_json, survey
    from game.scenario.loader import load_game, load_pack
    from game.scenario.problems import PackError

    pack = path or _own_pack()
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
    except (PackError, TooManyPackagesError) as error:
        raise click.ClickException(str(error)) from error
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
        raise click.BadParameter(f"the pack has {', '.join(known)}.", param_hint="--preset")
    return known[preset]


def _show_gates(structure: "Structure", write_to: Path | None) -> None:
    """Print every preset's figures with the gates; freeze them in that pack if there is one."""
    from game.analysis.balance import gates
    from game.analysis.benchmarks import analyse as examine
    from game.analysis.benchmarks import format_benchmarks

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
    if write_to:
        (write_to / "benchmarks.toml").write_text(format_benchmarks(reports), encoding="utf-8")
        click.echo(f"\nWritten: {write_to.name}/benchmarks.toml")
    click.echo("")


def _own_pack() -> Path:
    from game.scenario.loader import packs_folder

    return packs_folder() / "six_party_talks"
