"""Exporting a table as a recorded game, from a real database, and playing it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from game.cli import main
from game.engine.actors import CLOCK, INSTRUCTOR
from game.engine.acts.channels import SendMessage
from game.engine.acts.table import StartTable
from game.engine.due import next_due
from game.records.format import read
from game.records.outcome import differences, record
from game.service.conferences import Conferences
from game.service.tables import Tables
from game.store.database import Database
from game.store.directory import Conference, Directory
from game.store.log import EventLog
from game.store.schema_version import migrate

PEOPLE = ("Ada", "Boris", "Chen", "Dina", "Emil", "Farah")


class School:
    """A conference whose table has been played to its end through the service."""

    def __init__(self, file: Path, tables: int) -> None:
        self.database = Database(f"sqlite:///{file}")
        migrate(self.database)
        self.now = 1_700_000_000.0
        directory = Directory(self.database)
        self.tables = Tables(EventLog(self.database), directory, clock=lambda: self.now)
        self.conferences = Conferences(directory, self.tables)
        self.conference = self._open(tables)
        self.table = self.conferences.tables(self.conference.id)[0].id
        self._play()

    def _open(self, tables: int) -> Conference:
        instructor = self.conferences.enter(self.conferences.invite("Ms Instructor"))
        return self.conferences.create(
            instructor, title="Class 4b", preset="demo", tables=tables, consensus="unanimity"
        )

    def _play(self) -> None:
        for name in PEOPLE:
            self.conferences.join(self.conference.code, name)
        self.conferences.auto_seat(self.conference)
        self.tables.submit(self.table, INSTRUCTOR, StartTable(), command_id="start")
        for person in self.conferences.people(self.conference.id):
            actor = self.conferences.actor(person)
            assert actor.delegation is not None
            said = SendMessage(channel=actor.delegation, text="We begin.")
            self.tables.submit(self.table, actor, said, command_id=f"m-{actor.delegation}")
        while (due := next_due(self.tables.state(self.table))) is not None:
            self.now = max(self.now, due[0])
            self.tables.submit(self.table, CLOCK, due[1], command_id=f"{due[1].ref}-{self.now}")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "game.db"


@pytest.fixture
def school(file: Path) -> Iterator[School]:
    school = School(file, tables=1)
    yield school
    school.database.close()


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_an_exported_game_is_what_a_replay_checks(
    school: School, file: Path, tmp_path: Path
) -> None:
    output = tmp_path / "game.jsonl"
    code = school.conference.code
    exported = run("export", "--replay", "--table", code, "--database", file, "--output", output)
    assert exported.exit_code == 0, exported.output
    scenario = school.tables.scenario_of(school.table)
    recorded = read(output.read_bytes())
    assert recorded == record(school.tables.events(school.table), scenario.structure, "en")
    assert recorded.outcome.ending == "no_agreement"
    assert differences(recorded, scenario) == ()
    checked = run("replay", "--check", output)
    assert checked.exit_code == 0, checked.output


def test_an_exported_game_holds_nobody(school: School, file: Path) -> None:
    address = f"{school.conference.code}/1"
    text = run("export", "--replay", "--table", address, "--database", file).output
    people = school.conferences.people(school.conference.id)
    assert "us-1" in text
    for secret in (
        *PEOPLE,
        *(person.id for person in people),
        *(person.resume_code for person in people),
        "Ms Instructor",
        "Class 4b",
        school.conference.code,
    ):
        assert secret not in text


def test_a_table_of_several_must_be_named(file: Path) -> None:
    school = School(file, tables=3)
    code = school.conference.code
    school.database.close()
    refused = run("export", "--replay", "--table", code, "--database", file)
    assert refused.exit_code == 2
    assert f"3 tables. Say which, for example {code}/1." in refused.output
    assert run("export", "--replay", "--table", f"{code}/2", "--database", file).exit_code == 0
    assert run("export", "--replay", "--table", f"{code}/4", "--database", file).exit_code == 2


def test_a_database_that_is_not_there_is_not_made(file: Path) -> None:
    refused = run("export", "--replay", "--table", "123456", "--database", file)
    assert refused.exit_code == 2
    assert "There is no game in the database" in refused.output
    assert not file.exists()


def test_an_unknown_code_is_told(school: School, file: Path) -> None:
    refused = run("export", "--replay", "--table", "x", "--database", file)
    assert refused.exit_code == 2
    assert "No conference has that code" in refused.output
