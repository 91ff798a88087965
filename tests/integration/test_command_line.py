"""Whatever is wrong with what somebody types is one sentence that says so, with exit code 2."""

import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from game.app import build
from game.cli import main
from game.config import Config
from tests.builders import HARBOUR
from tests.house import free_port

#: Bytes without any sense, always the same.
NOISE = random.Random(1).randbytes(1_000)
#: A sentence that holds for whoever answers it: longer than an error's name.
_SENTENCE = re.compile(r"Error: \S.{15,}[.?!]")


def run(*words: str | Path, said: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=said)


def refused(*words: str | Path) -> str:
    """What the command says when it does nothing: one line, once, without a traceback."""
    answer = run(*words)
    shown = answer.output.strip()
    assert answer.exit_code == 2, (words, answer.exit_code, shown, answer.exception)
    assert isinstance(answer.exception, SystemExit), (words, answer.exception)
    assert _SENTENCE.fullmatch(shown), (words, shown)
    assert "nobody foresaw" not in shown, (words, shown)
    assert not re.search(r": *:|\.\.|Traceback|\bNone\b|\{\w*\}", shown), (words, shown)
    return shown


# --- databases ---------------------------------------------------------------------------------

#: Every command that looks after a database, without the option that names it.
WITH_DATABASE: dict[str, tuple[str, ...]] = {
    "link": ("link",),
    "instructor list": ("instructor", "list"),
    "instructor add": ("instructor", "add", "Dr Kim", "--generate"),
    "instructor passwd": ("instructor", "passwd", "Dr Kim", "--generate"),
    "instructor remove": ("instructor", "remove", "Dr Kim"),
    "backup": ("backup", "copy-of-it.db"),
    "doctor": ("doctor",),
    "purge": ("purge", "--older-than", "180d", "--yes"),
    "export": ("export", "--replay", "--table", "123456"),
    "export class": ("export", "--class", "--table", "123456", "--output", "class.zip"),
}


def _other_program(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table recipes (name text)")
        connection.commit()
    return path


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _made(path: Path) -> Path:
    path.mkdir()
    return path


def _cut(path: Path) -> Path:
    build(Config(f"sqlite:///{path}", "http://localhost")).close()
    return _written(path, path.read_bytes()[: path.stat().st_size // 2])


def _newer(path: Path) -> Path:
    build(Config(f"sqlite:///{path}", "http://localhost")).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
        connection.commit()
    return path


#: What --database may name that is none, made in a folder, and words of what is said of it.
NO_DATABASES: dict[str, tuple[Callable[[Path], str | Path], str]] = {
    "nothing there": (lambda folder: folder / "typo.db", "There is no game in the database"),
    "a folder that is not there": (lambda folder: folder / "a" / "b.db", "There is no game"),
    "a folder": (lambda folder: _made(folder / "x.db"), "is a folder"),
    "text": (lambda folder: _written(folder / "x.db", b"Dear diary\n" * 900), "not a database"),
    "a few letters": (lambda folder: _written(folder / "x.db", b"hi"), "not a database"),
    "noise": (lambda folder: _written(folder / "x.db", NOISE * 9), "not a database"),
    "an empty file": (lambda folder: _written(folder / "x.db", b""), "There is no game"),
    "another program's": (lambda folder: _other_program(folder / "x.db"), "not a database"),
    "a file as folder": (lambda folder: _written(folder / "x", b"x") / "y.db", "There is no game"),
    "an empty name": (lambda _: "", "names nothing"),
    "blanks": (lambda _: "  ", "names nothing"),
    "a path too long": (lambda folder: folder / ("x" * 5_000), "too long"),
    "bytes that are no letters": (lambda _: "caf\udce9.db", "no letters"),
    "NUL": (lambda _: "a\0b.db", "names nothing"),
    "an unknown kind": (lambda _: "nonsense://x", "not in “nonsense”"),
    "MySQL": (lambda _: "mysql://u:secret@h/d", "not in “mysql”"),
    "Oracle": (lambda _: "oracle+oracledb://u:secret@h", "not in “oracle”"),
    "a web address": (lambda _: "https://example.org/game.db", "not in “https”"),
    "PostgreSQL without its driver": (lambda _: "postgresql+pg8000://u:secret@h/d", "extra"),
    "PostgreSQL's usual address": (lambda _: "postgresql://u:secret@h/d", "postgresql+psycopg://"),
    "a port that is none": (lambda _: "postgresql+psycopg://u@h:x/d", "no address of a database"),
    "only a sign": (lambda _: "://", "no address of a database"),
    "in memory": (lambda _: "sqlite://", "names no file"),
    "in memory by name": (lambda _: "sqlite:///:memory:", "names no file"),
    "another SQLite": (lambda folder: f"sqlite+pysqlcipher:///{folder / 'x.db'}", "not in"),
    "by address, nothing there": (lambda folder: f"sqlite:///{folder / 'x.db'}", "There is no"),
}


@pytest.mark.parametrize("kind", NO_DATABASES)
@pytest.mark.parametrize("command", WITH_DATABASE)
def test_a_database_that_is_none_is_told_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    make, words = NO_DATABASES[kind]
    database = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    said = refused(*WITH_DATABASE[command], "--database", database)
    assert words in said
    assert "secret" not in said
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", [name for name in WITH_DATABASE if name != "doctor"])
@pytest.mark.parametrize(("make", "words"), [(_cut, "damaged"), (_newer, "newer version")])
def test_a_database_that_cannot_be_used_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    make: Callable[[Path], Path],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    said = refused(*WITH_DATABASE[command], "--database", make(tmp_path / "x.db"))
    assert words in said
    assert "your teacher" not in said


@pytest.mark.parametrize("command", WITH_DATABASE)
def test_a_database_server_that_does_not_answer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    url = f"postgresql+psycopg://u:secret@127.0.0.1:{free_port()}/x"
    said = refused(*WITH_DATABASE[command], "--database", url)
    assert "does not answer" in said
    assert "secret" not in said


# --- packs -------------------------------------------------------------------------------------

WITH_PACK: dict[str, tuple[str, ...]] = {
    "check": ("scenario", "check"),
    "analyse": ("scenario", "analyse"),
    "analyse --write": ("scenario", "analyse", "--write"),
    "simulate": ("simulate", "--games", "1", "--preset", "quick", "--pack"),
}


def _replace(file: str, content: bytes) -> Callable[[Path], object]:
    return lambda pack: (pack / file).write_bytes(content)


def _append(file: str, text: str) -> Callable[[Path], object]:
    return lambda pack: (pack / file).write_text((pack / file).read_text() + text)


def _as_folder(file: str) -> Callable[[Path], object]:
    def change(pack: Path) -> None:
        (pack / file).unlink()
        (pack / file).mkdir()

    return change


def _emptied(pack: Path) -> None:
    shutil.rmtree(pack)
    pack.mkdir()


#: How a pack is broken, and the place and words of what is said of it.
BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "brackets within brackets": (
        _replace("issues.toml", b"a = " + b"[" * 9_000 + b"]" * 9_000),
        "issues.toml: Is nested too deeply.",
    ),
    "a number of 9,000 digits": (
        _replace("issues.toml", b"a = " + b"9" * 9_000),
        "issues.toml: Holds a number that is too long.",
    ),
    "binary": (_replace("issues.toml", bytes(range(256))), "issues.toml, line 2: Is not text"),
    "another encoding": (
        _replace("indicators.toml", "# café\n".encode("latin-1")),
        "indicators.toml, line 1: Is not text in UTF-8.",
    ),
    "UTF-16": (_replace("issues.toml", "a = 1\n".encode("utf-16")), "issues.toml, line 1"),
    "no TOML": (_replace("presets.toml", b"<xml/>"), "presets.toml, line 1: Is not valid TOML"),
    "an unknown key": (_append("scenario.toml", "\nzzz = 1\n"), "No such key is known here."),
    "a wrong type": (
        lambda pack: (pack / "scenario.toml").write_text(
            re.sub(r"^id = .*$", "id = 3", (pack / "scenario.toml").read_text(), flags=re.M)
        ),
        "scenario.toml, id: Must be text in quotation marks.",
    ),
    "empty": (_replace("scenario.toml", b""), "Is missing."),
    "a missing file": (lambda pack: (pack / "issues.toml").unlink(), "issues.toml: There is no"),
    "a folder instead of a file": (_as_folder("history.toml"), "history.toml: Is a folder"),
    "an empty folder": (
        _emptied,
        "scenario.toml: There is no such file",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("command", WITH_PACK)
def test_a_broken_pack_is_told_with_the_place(tmp_path: Path, command: str, kind: str) -> None:
    pack = Path(shutil.copytree(HARBOUR, tmp_path / "pack"))
    change, words = BROKEN[kind]
    change(pack)
    if command == "check":
        # It lists every fault, a line each.
        answer = run(*WITH_PACK[command], pack)
        lines = answer.output.splitlines()
        assert (answer.exit_code, len(set(lines))) == (2, len(lines)), answer.output
        assert all(re.fullmatch(r"\S+(, \S.*?)?: [A-Z'‘].*\.", line) for line in lines), lines
        assert words in answer.output
    else:
        assert words in refused(*WITH_PACK[command], pack)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(HARBOUR, tmp_path / "pack"))
    for file in (*pack.rglob("*.toml"), *pack.rglob("*.md")):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    answer = run("scenario", "check", pack)
    assert (answer.exit_code, "no problems found" in answer.output) == (0, True), answer.output
    assert run("simulate", "--games", "1", "--preset", "quick", "--pack", pack).exit_code == 0


#: Paths at which there is no pack.
NO_PACKS: dict[str, Callable[[Path], str | Path]] = {
    "nothing": lambda _: "",
    "not there": lambda folder: folder / "nowhere",
    "a path too long": lambda folder: folder / ("x" * 5_000),
    "NUL": lambda _: "a\0b",
    "noise": lambda folder: _written(folder / "noise.toml", NOISE),
    "an archive": lambda folder: _written(folder / "pack.zip", b"PK\3\4" + bytes(200)),
    "a device": lambda _: "/dev/null",
}


@pytest.mark.parametrize("kind", NO_PACKS)
@pytest.mark.parametrize("command", [name for name in WITH_PACK if name != "check"])
def test_a_path_without_a_pack_is_told(tmp_path: Path, command: str, kind: str) -> None:
    refused(*WITH_PACK[command], NO_PACKS[kind](tmp_path))


# --- arguments ---------------------------------------------------------------------------------

#: What may be typed wrong, command by command. None of these gets as far as to open a server.
ARGUMENTS: tuple[tuple[str, ...], ...] = (
    ("no-such-command",),
    ("--no-such-option",),
    ("serve", "--no-such-option"),
    *(
        (command, "--port", port)
        for command in ("serve", "demo", "practice", "doctor")
        for port in ("0", "-1", "70000", "abc", "", "8000.5", "99999999999999999999")
    ),
    *(
        (command, "--public-url", url)
        for command in ("serve", "demo")
        for url in (
            "",
            "talks.example.edu",
            "ftp://x",
            "http://",
            "http://h:x",
            "http://h h/",
            "http://u@h",
        )
    ),
    ("serve", "--practices", "-1"),
    ("serve", "--practices", "many"),
    ("serve", "--keep", "1h"),
    ("serve", "--keep", "for ever"),
    ("serve", "--keep", ""),
    ("serve", "surplus"),
    ("practice", "--level", "easy"),
    ("link", "--url", "not an address"),
    *(("simulate", "--games", games) for games in ("-3", "0", "abc", "", "1.5", "9" * 30)),
    *(("simulate", "--jobs", jobs) for jobs in ("-1", "0", "x", "100000")),
    ("simulate", "--trial", "-1"),
    ("simulate", "--preset", "nope", "--games", "1"),
    ("simulate", "--preset", "", "--games", "1"),
    ("simulate", "--level", "easy"),
    ("simulate", "--consensus", "none"),
    ("scenario", "check", "a", "b"),
    ("scenario", "burn"),
    ("scenario", "analyse", "--preset", "nope"),
    ("scenario", "analyse", "--json", "--write"),
    ("purge",),
    ("purge", "--older-than", "yesterday"),
    ("purge", "--older-than", "0d"),
    ("backup",),
    ("backup", ""),
    ("export",),
    ("export", "--replay"),
    ("export", "--table", "123456"),
    ("export", "--gradebook", "--table", "123456", "--platform", "blackboard"),
    ("replay",),
    ("replay", "nowhere.jsonl"),
    ("replay", ""),
    ("instructor", "add"),
    ("instructor", "promote", "Dr Kim"),
)


@pytest.mark.parametrize("words", ARGUMENTS, ids=" ".join)
def test_a_wrong_argument_is_told_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(*words)
    assert list(tmp_path.iterdir()) == []


#: What is no recorded game.
NO_GAMES = (b"", bytes(99), NOISE, b"{}\n", b"[" * 9_000, b"nul\n", b"\xef\xbb\xbf{}", b"[]\n[]\n")


@pytest.mark.parametrize("content", NO_GAMES)
def test_a_file_that_is_no_recorded_game_is_told(tmp_path: Path, content: bytes) -> None:
    refused("replay", _written(tmp_path / "game.jsonl", content))


# --- what is to be written ---------------------------------------------------------------------


@pytest.fixture
def served(tmp_path: Path) -> tuple[Path, str]:
    """A database with a class of one table, and its code."""
    path = tmp_path / "game.db"
    house = build(Config(f"sqlite:///{path}", "http://localhost"))
    conferences = house.hall.conferences
    teacher = conferences.enter(conferences.invite("Teacher"))
    made = conferences.create(
        teacher, title="Class", preset="demo", tables=1, consensus="unanimity"
    )
    house.close()
    return path, made.code


WRITERS: dict[str, tuple[str, ...]] = {
    "backup": ("backup",),
    "replay": ("export", "--replay", "--table", "{code}/1", "--output"),
    "scores": ("export", "--scores", "--table", "{code}", "--output"),
}
TARGETS: dict[str, tuple[Callable[[Path], str | Path], str]] = {
    "a folder": (lambda folder: _made(folder / "out"), "is a directory"),
    "a folder that is not there": (lambda folder: folder / "a" / "out.csv", "no folder or file"),
    "a file as folder": (
        lambda folder: _written(folder / "f", b"") / "out.csv",
        "no folder or file",
    ),
    "a name too long": (lambda folder: folder / f"{'x' * 300}.csv", "too long"),
    "nothing": (lambda _: "", "A path is needed here"),
}


@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize("command", WRITERS)
def test_what_cannot_be_written_is_told_before_any_work(
    served: tuple[Path, str], tmp_path: Path, command: str, kind: str
) -> None:
    database, code = served
    make, words = TARGETS[kind]
    target = make(tmp_path)
    filled = (word.format(code=code) for word in WRITERS[command])
    assert words in refused(*filled, target, "--database", database)


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--scores", "--table", "no code"),
        ("export", "--scores", "--table", ""),
        ("export", "--replay", "--table", "{code}/9"),
        ("export", "--replay", "--table", "{code}/x"),
        ("export", "--file", "--table", "{code}", "--delegation", "atlantis"),
        ("export", "--workbook", "--table", "{code}"),
        ("export", "--scores", "--table", "{code}", "--output", "scores.docx"),
        ("instructor", "passwd", "Nobody", "--generate"),
        ("instructor", "remove", "Nobody"),
        ("instructor", "remove", "Teacher"),
        ("instructor", "remove", "Teacher", "--heir", "Nobody"),
        ("instructor", "add", "", "--generate"),
        ("instructor", "add", "x" * 500, "--generate"),
    ],
    ids=" ".join,
)
def test_what_the_database_does_not_hold_is_told(
    served: tuple[Path, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    database, code = served
    refused(*(word.format(code=code) for word in words), "--database", database)


def test_a_fault_of_the_program_is_a_sentence_too_and_can_be_looked_into(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("private")

    monkeypatch.setattr("game.scenario.checks.check_pack", fail)
    answer = run("scenario", "check")
    assert answer.exit_code == 2
    assert answer.output.startswith("Error: The program failed in a way that nobody foresaw (KeyE")
    assert "private" not in answer.output
    monkeypatch.setenv("SIXPARTY_TRACEBACK", "1")
    assert isinstance(run("scenario", "check").exception, KeyError)


def test_every_command_explains_itself() -> None:
    for words in ((), ("scenario",), ("instructor",)):
        shown = run(*words, "--help")
        assert shown.exit_code == 0
        for command in re.findall(r"^  (\w+) ", shown.output.partition("Commands:")[2], flags=re.M):
            assert run(*words, command, "--help").exit_code == 0
    assert run().exit_code == 2
