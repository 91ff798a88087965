"""Opening a database that another version, another program or an accident has made."""

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from game.app import build
from game.cli import main
from game.cli.data import database_url
from game.cli.failures import Failure
from game.cli.opening import Opened, open_server
from game.config import Config
from game.store.database import Database
from game.store.schema_version import wanted
from tests.integration.test_migrations import move_to

# --- opening what others made ------------------------------------------------------------------


def made(path: Path) -> Path:
    """A database of this version with an instructor in it."""
    house = build(Config(database_url(str(path)), "http://localhost"))
    house.hall.conferences.invite("Teacher")
    house.close()
    return path


@contextmanager
def opened(path: Path, said: list[str] | None = None) -> Iterator[Opened]:
    """The server as ``sixparty serve`` opens it, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        lines = [] if said is None else said
        config = Config(database_url(str(path)), "http://localhost")
        server = open_server(config, listener, say=lines.append)
        try:
            yield server
        finally:
            server.house.close()


def newer(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
        connection.commit()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table recipes (name text)")
        connection.commit()


def half_cut(path: Path) -> None:
    made(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path: Path) -> None:
    made(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(20 * 4096))


#: What is no database of ours, and words of the sentence that says so.
UNFIT: dict[str, tuple[Callable[[Path], object], str]] = {
    "newer": (newer, "made by a newer version of the game (9999"),
    "foreign": (foreign, "is not a database of this game"),
    "text": (lambda path: path.write_text("Dear diary\n" * 1000), "is not a database of this game"),
    "noise": (lambda path: path.write_bytes(os.urandom(50_000)), "is not a database of this game"),
    "half cut": (half_cut, "damaged"),
    "overwritten": (overwritten, "damaged"),
    "a folder": (lambda path: path.mkdir(), "is a folder"),
}


@pytest.mark.parametrize("kind", UNFIT)
def test_what_is_no_database_of_ours_is_refused_in_a_sentence_and_left_as_it_is(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "game.db"
    make, words = UNFIT[kind]
    make(path)
    before = None if path.is_dir() else path.read_bytes()
    with pytest.raises(Failure) as refused, opened(path):
        pass
    assert words in refused.value.message
    assert refused.value.exit_code == 2
    assert before is None or path.read_bytes() == before


@pytest.mark.parametrize("revision", [f"000{number}" for number in range(1, int(wanted()))])
def test_an_older_database_is_copied_brought_up_to_date_and_that_is_said(
    tmp_path: Path, revision: str
) -> None:
    path = made(tmp_path / "game.db")
    older = Database(database_url(str(path)))
    move_to(older, revision)
    older.close()
    answer = CliRunner().invoke(main, ["link", "--database", str(path)])
    assert answer.exit_code == 2
    assert f"made by an older version ({revision})" in answer.output
    said: list[str] = []
    with opened(path, said):
        pass
    (copy,) = (tmp_path / "backups").iterdir()
    assert any(f"from version {revision} to {wanted()}" in line for line in said)
    assert any(str(copy) in line for line in said)
    with closing(sqlite3.connect(copy)) as look:
        assert look.execute("select version_num from alembic_version").fetchall() == [(revision,)]
        assert look.execute("select name from instructors").fetchall() == [("Teacher",)]


def test_an_empty_file_is_a_new_database_and_a_missing_one_is_none_for_a_tool(
    tmp_path: Path,
) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    with opened(empty) as server:
        assert server.house.hall.conferences.stored().conferences == 0
    missing = tmp_path / "typo.db"
    answer = CliRunner().invoke(main, ["link", "--database", str(missing)])
    assert answer.exit_code == 2
    assert "There is no game in the database" in answer.output
    assert not missing.exists()
