"""How long conferences are kept: by the command line, by the server, and what pages say of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from game.app import House, build
from game.cli import main
from game.config import Config
from game.service.conferences import Conference
from game.service.wall import Wall
from game.store.retention import idle_since, last_moments
from tests.lesson import Lesson
from tests.practising import Clock, Home

DAY = 86_400.0


class Kept:
    """A server with that keeping time, and a clock that moves only when it is told to."""

    def __init__(self, folder: Path, keep: int | None) -> None:
        url = f"sqlite:///{folder / 'game.db'}"
        self.house: House = build(Config(url, "http://127.0.0.1", keep=keep))
        self.hall = self.house.hall
        self.clock = self.hall.tables.clock = self.hall.questionnaires.clock = Clock()
        self.teacher = self.hall.conferences.enter(self.hall.conferences.invite("Teacher"))

    def conference(self, title: str) -> Conference:
        return self.hall.conferences.create(
            self.teacher, title=title, preset="demo", tables=1, consensus="unanimity"
        )

    def titles(self) -> set[str]:
        return {c.title for c in self.hall.conferences.of_instructor(self.teacher)}

    def home_page(self) -> str:
        browser = self.house.app.test_client()
        browser.post(f"/instructor/enter/{self.hall.conferences.invite('Teacher')}")
        return browser.get("/instructor").get_data(as_text=True)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path, round(30 * DAY))
    yield kept
    kept.house.close()


def files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("game.db*")))


def test_the_server_deletes_what_is_idle_for_so_long_and_nothing_else(
    kept: Kept, tmp_path: Path
) -> None:
    kept.conference("Nothing happened")
    joined, answered, played = (kept.conference(t) for t in ("Joined", "Answered", "Played"))
    person = kept.hall.conferences.join(answered.code, "Ann")
    kept.clock.now += 20 * DAY
    kept.hall.conferences.join(joined.code, "Bob")
    kept.hall.questionnaires.save(person, "before", {"own_aim": "To listen."})
    people = kept.hall.conferences
    carl = people.join(played.code, "Carl")
    people.seat(played, carl.id, people.tables(played.id)[0].id, "us")
    people.start(played)
    people.remove(played, carl.id)
    kept.clock.now += 11 * DAY
    kept.hall.retention.sweep()
    assert kept.titles() == {"Joined", "Answered", "Played"}
    kept.clock.now += 20 * DAY
    kept.hall.retention.sweep()
    assert kept.titles() == set()
    for words in (b"Ann", b"Bob", b"To listen.", b"Nothing happened"):
        assert words not in files(tmp_path), words


def test_once_a_day_is_enough(kept: Kept) -> None:
    kept.hall.retention.sweep()
    kept.conference("Old")
    kept.clock.now += 0.9 * DAY
    kept.hall.retention.keep = round(0.5 * DAY)
    kept.hall.retention.sweep()
    assert kept.titles() == {"Old"}
    kept.clock.now += 0.2 * DAY
    kept.hall.retention.sweep()
    assert kept.titles() == set()


def test_without_a_setting_nothing_is_deleted_and_the_pages_say_so(tmp_path: Path) -> None:
    kept = Kept(tmp_path, None)
    kept.conference("Old")
    kept.clock.now += 5_000 * DAY
    kept.hall.retention.sweep()
    assert kept.titles() == {"Old"}
    assert "kept until you delete it" in kept.home_page()
    public = kept.house.app.test_client().get("/privacy").get_data(as_text=True)
    assert "until its teacher deletes it" in public
    kept.house.close()


def test_the_pages_say_until_when(kept: Kept) -> None:
    kept.conference("Mine")
    assert re.search(r"kept until <time datetime=\"1970-01-31\">", kept.home_page())
    assert "30 days after" in kept.home_page()
    public = kept.house.app.test_client().get("/privacy").get_data(as_text=True)
    assert "30 days after anything happened there last" in public


def purge(folder: Path, *arguments: str, answer: str = "") -> Result:
    database = str(folder / "game.db")
    return CliRunner().invoke(main, ["purge", "--database", database, *arguments], input=answer)


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Lesson]:
    """A class that was played long ago, with everything that hangs on it, and a new one."""
    lesson = Lesson(tmp_path, "full_accord")
    hall = lesson.hall
    hall.questionnaires.clock = lambda: 5_000.0
    hall.questionnaires.save(lesson.seated(1, "us"), "after", {"learned": "Patience."})
    hall.conferences.show_on_wall(lesson.conference, Wall("blank"))
    hall.reports.table(lesson.conference, lesson.records[0])
    hall.reports.finish()
    with lesson.house.database.writing() as connection:
        for table, column in (("conferences", "created_at"), ("participants", "joined_at")):
            connection.exec_driver_sql(f"update {table} set {column} = 5000")  # noqa: S608
    hall.conferences.create(
        lesson.teacher, title="New", preset="demo", tables=1, consensus="unanimity"
    )
    yield lesson
    lesson.close()


def test_purge_lists_without_names_asks_and_deletes_all_of_it(
    played: Lesson, tmp_path: Path
) -> None:
    names = [person.name for person in played.people if len(person.name) > 3]
    (idle,) = idle_since(played.house.database, 1e9)
    assert (idle.tables, idle.people, idle.answers) == (1, 7, 1)
    assert idle.events == len(played.hall.tables.events(played.records[0].id))
    listed = purge(tmp_path, "--older-than", "180d", "--dry-run")
    assert listed.exit_code == 0
    for part in (played.conference.code, "Class 4b", "7 person(s)", "1 table(s)", "1970-01-01"):
        assert part in listed.output
    assert not [name for name in names if name in listed.output]
    assert "New" not in listed.output
    refused = purge(tmp_path, "--older-than", "180d", answer="n\n")
    assert refused.exit_code == 1
    assert "Class 4b" in purge(tmp_path, "--older-than", "180d", "--dry-run").output
    done = purge(tmp_path, "--older-than", "180d", answer="y\n")
    assert (done.exit_code, "Deleted: 1." in done.output) == (0, True)
    for words in ("Patience.", "Farah", "Class 4b", f"wall-{played.conference.id}"):
        assert words.encode() not in files(tmp_path), words
    assert "nothing that old" in purge(tmp_path, "--older-than", "180d", "--yes").output


def test_practices_are_purged_too(home: Home, tmp_path: Path) -> None:
    home.practise()
    home.house.close()
    assert "practice" in purge(tmp_path, "--older-than", "1d", "--yes").output
    assert last_moments(home.house.database) == {}


@pytest.mark.parametrize("age", ["", "7", "30:00", "23h", "-180d", "half a year"])
@pytest.mark.parametrize("command", [["purge", "--older-than"], ["serve", "--keep"]])
def test_a_time_of_less_than_a_day_is_refused(command: list[str], age: str) -> None:
    result = CliRunner().invoke(main, [*command, age])
    assert result.exit_code == 2
    assert "at least a day" in result.output


def test_purge_makes_no_new_database_and_reads_no_other_file(tmp_path: Path) -> None:
    missing = purge(tmp_path, "--older-than", "180d")
    assert (missing.exit_code, "no game in the database" in missing.output) == (2, True)
    assert not (tmp_path / "game.db").exists()
    (tmp_path / "game.db").write_bytes(b"no database at all, but long enough to be read" * 40)
    other = purge(tmp_path, "--older-than", "180d")
    assert (other.exit_code, "database" in other.output) == (2, True)
