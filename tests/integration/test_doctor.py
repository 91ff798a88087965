"""`sixparty backup` and `sixparty doctor`: what they find, what they mend, what they leave."""

import os
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from game.app import build
from game.cli import main
from game.config import Config
from game.store.database import Database
from game.store.directory import Directory
from tests.running import Class


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def doctor(path: Path, *options: str) -> Result:
    return run("doctor", "--database", str(path), *options)


@pytest.fixture
def played(tmp_path: Path) -> Path:
    """The file of a class in its briefing, which nobody serves."""
    path = tmp_path / "game.db"
    room = Class(build(Config(f"sqlite:///{path}", "http://127.0.0.1")))
    room.house.close()
    return path


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_a_sound_database_is_well(played: Path) -> None:
    found = doctor(played)
    assert (found.exit_code, "BAD" in found.output) == (0, False)
    assert "all can be played back" in found.output


def test_a_gap_in_a_log_is_found(played: Path) -> None:
    change(played, "update events set seq = 3 where table_id = 1 and seq = 2")
    found = doctor(played)
    assert found.exit_code == 1
    assert "gaps in the log(s) of table(s) 1" in found.output


@pytest.mark.parametrize(
    "statement",
    [
        "update events set body = '{}' where table_id = 2 and seq = 2",
        "update events set body = replace(body, '\"us\"', '\"atlantis\"') where seq = 1",
        "update events set body = 'no JSON' where seq = 1",
        "delete from events where seq = 1",
    ],
)
def test_a_game_that_cannot_be_played_back_is_found(played: Path, statement: str) -> None:
    change(played, statement)
    found = doctor(played)
    assert found.exit_code == 1
    assert "cannot be shown by this version" in found.output


def test_a_row_that_refers_to_nothing_is_found(played: Path) -> None:
    change(played, "insert into stand_ins values (77, 'us')")
    found = doctor(played)
    assert (found.exit_code, "1 row(s) refer to nothing" in found.output) == (1, True)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_file_that_others_may_read_is_found_and_mended(played: Path) -> None:
    played.chmod(0o644)
    assert "other accounts of this machine can read it" in doctor(played).output
    assert doctor(played, "--repair").exit_code == 0
    assert played.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500, b"SQLite format 3\0" * 500])
def test_what_is_no_database_of_the_game_is_said_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    found = doctor(path, "--repair")
    assert found.exit_code == 1
    assert found.exception is None or isinstance(found.exception, SystemExit)
    assert path.read_bytes() == content


def test_what_can_be_read_of_a_damaged_file_is_saved(played: Path) -> None:
    """One page in the middle is overwritten, as by a bad disk: the rest goes to a new file."""
    whole = Directory(Database(f"sqlite:///{played}"))
    people = {person.name for person in whole.participants_of(1)}
    damaged = bytearray(played.read_bytes())
    size = int.from_bytes(damaged[16:18], "big")
    root = sqlite3.connect(played).execute(
        "select rootpage from sqlite_master where name = 'events'"
    )
    page = int(root.fetchone()[0]) - 1
    damaged[page * size : (page + 1) * size] = b"\xff" * size
    played.write_bytes(damaged)
    assert doctor(played).exit_code == 1
    before = played.read_bytes()
    found = doctor(played, "--repair")
    assert "rows were written to" in found.output
    assert played.read_bytes() == before
    saved = Database(f"sqlite:///{played.with_name('game-salvaged.db')}")
    assert {person.name for person in Directory(saved).participants_of(1)} == people
    saved.close()


def test_a_backup_is_whole_and_overwrites_nothing(played: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert run("backup", str(target), "--database", str(played)).exit_code == 0
    assert doctor(target).exit_code == 0
    first = target.read_bytes()
    again = run("backup", str(target), "--database", str(played))
    assert (again.exit_code, "not overwritten" in again.output) == (2, True)
    assert target.read_bytes() == first
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "words",
    [
        ("backup", "copy.db"),
        ("doctor",),
        ("link",),
        ("instructor", "list"),
        ("instructor", "add", "Dr Kim", "--generate"),
        ("purge", "--older-than", "180d", "--yes"),
        ("export", "--class", "--table", "123456"),
    ],
)
def test_a_command_that_looks_after_a_database_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run(*words, "--database", "typo.db")
    assert found.exit_code == 2
    assert "typo.db" in found.output
    assert "Traceback" not in found.output
    assert list(tmp_path.iterdir()) == []
