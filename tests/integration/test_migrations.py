"""An older version's database comes up to this version with everything that is in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from game.app import build
from game.config import Config
from game.engine.actors import INSTRUCTOR
from game.engine.acts.clock import PauseTable
from game.engine.house_rules import HouseRules
from game.store.database import Database
from game.store.schema import metadata
from game.store.schema_version import found_in, migrate, migration_config, wanted


def move_to(database: Database, revision: str) -> None:
    config = migration_config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        going_up = revision == "head" or not _has_revision(database)
        (command.upgrade if going_up else command.downgrade)(config, revision)


def _has_revision(database: Database) -> bool:
    return sa.inspect(database.engine).has_table("alembic_version")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path / 'game.db'}")
    yield found
    found.close()


def test_the_migrations_make_the_schema_of_this_version(database: Database) -> None:
    migrate(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_class_in_full_swing_survives_the_migration(tmp_path: Path) -> None:
    """Filled by this version, taken back to the first schema, and brought up again."""
    url = f"sqlite:///{tmp_path / 'game.db'}"
    house = build(Config(url, "http://127.0.0.1"))
    people = house.hall.conferences
    teacher = people.enter(people.invite("Teacher"))
    for title, same_fate in (("First", True), ("Second", False)):
        people.create(
            teacher,
            title=title,
            preset="demo",
            tables=2,
            consensus="minus_one",
            capitals="instructor",
            same_fate=same_fate,
        )
    first = people.get(1)
    ann = people.join(first.code, "Ann")
    people.seat(first, ann.id, 1, "us")
    people.set_door(first, "closed")
    people.start(first)
    house.database.close()

    older = Database(url)
    move_to(older, "0001")
    columns = {column["name"] for column in sa.inspect(older.engine).get_columns("conferences")}
    assert {"consensus", "locked"} <= columns
    assert not {"rules", "door"} & columns
    older.close()

    again = build(Config(url, "http://127.0.0.1"))
    people = again.hall.conferences
    assert people.get(1) == first.__class__(**{**vars(first), "door": "closed"})
    assert people.get(2).door == "open"
    assert people.get(2).rules == HouseRules(
        consensus="minus_one", capitals="instructor", same_fate=False
    )
    assert [(p.name, p.table_id, p.delegation, p.head) for p in people.people(1)] == [
        ("Ann", 1, "us", True)
    ]
    assert len(people.stand_ins(1)) == 5
    again.hall.tables.submit(1, INSTRUCTOR, PauseTable(), command_id="after")
    assert again.hall.tables.state(1).paused
    with again.database.engine.connect() as connection:
        assert connection.exec_driver_sql("pragma foreign_key_check").all() == []
    again.database.close()


def test_a_database_of_the_first_version_without_any_events(database: Database) -> None:
    """What an interrupted creation could have left behind does not stop the migration."""
    move_to(database, "0001")
    with database.writing() as connection:
        connection.exec_driver_sql("insert into instructors values (1, 'Teacher', 0)")
        connection.exec_driver_sql(
            "insert into conferences values"
            " (1, '123456', 'Old', 1, 'six_party_talks', 'en', 'demo', 'unanimity', 2, 0, 0)"
        )
    migrate(database)
    with database.reading() as connection:
        found = connection.exec_driver_sql("select rules, door from conferences").one()
    assert HouseRules.model_validate_json(found[0]) == HouseRules()
    assert found[1] == "open"


def test_names_get_keys_by_their_look_and_nobody_is_lost(database: Database) -> None:
    """Where two people's keys would be one now, both stay, one by the former key."""
    migrate(database)
    move_to(database, "0007")
    names = ("Ana", "Аnа", "Bob", "B\u200bob", "Ольга")
    with database.writing() as connection:
        connection.exec_driver_sql(
            "insert into instructors (id, name, created_at) values (1, 'Teacher', 0)"
        )
        connection.exec_driver_sql(
            "insert into conferences (id, code, title, instructor_id, scenario, language, preset,"
            " seats_per_delegation, created_at) values"
            " (1, '123456', 'Old', 1, 'six_party_talks', 'en', 'demo', 6, 0)"
        )
        for number, name in enumerate(names):
            connection.exec_driver_sql(
                "insert into participants (id, conference_id, name, name_key, resume_code,"
                " observer, head, joined_at) values (?, 1, ?, ?, ?, 0, 0, 0)",
                (f"p{number}", name, name.casefold(), f"AAAA-000{number}"),
            )
            connection.exec_driver_sql(
                "insert into roster (conference_id, name_key, place, name, student_id)"
                " values (1, ?, ?, ?, '')",
                (name.casefold(), number, name),
            )
    migrate(database)
    with database.reading() as connection:
        people = connection.exec_driver_sql("select id, name_key from participants order by id")
        listed = connection.exec_driver_sql("select place, name_key from roster order by place")
        keys = [row[1] for row in people]
        assert keys == [row[1] for row in listed]
    assert keys == ["ana", "аnа", "bob", "b\u200bob", "ольга"]


@pytest.mark.parametrize("older", ["0001", "0004", "0006", "0007"])
def test_a_migration_that_ends_in_the_midst_has_changed_nothing(
    database: Database, older: str
) -> None:
    """As where the server is killed: whatever the last step fails at, none of them holds."""
    migrate(database)
    move_to(database, older)
    before = sa.inspect(database.engine).get_table_names()

    def fail(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if f"version_num='{wanted()}'" in statement:
            raise RuntimeError("killed")

    sa.event.listen(database.engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError, match="killed"):
        migrate(database)
    sa.event.remove(database.engine, "before_cursor_execute", fail)
    assert found_in(database) == older
    assert sa.inspect(database.engine).get_table_names() == before
    assert migrate(database).after == wanted()
