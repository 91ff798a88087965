"""The clock looks at every table four times a second, so a look must cost next to nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from game.app import House, build
from game.config import Config
from game.engine.phases import PhaseName
from game.service.conferences import Conference, Instructor

TABLES, BEATS = 24, 20


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = build(Config(f"sqlite:///{tmp_path / 'game.db'}", "http://localhost"))
    yield house
    house.close()


@pytest.fixture
def teacher(house: House) -> Instructor:
    conferences = house.hall.conferences
    return conferences.enter(conferences.invite("Teacher"))


def conference(house: House, teacher: Instructor, tables: int) -> Conference:
    return house.hall.conferences.create(
        teacher, title="", preset="demo", tables=tables, consensus="unanimity"
    )


@contextmanager
def asked(house: House) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    sa.event.listen(house.database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(house.database.engine, "before_cursor_execute", note)


def test_tables_where_nothing_happens_cost_no_question_a_beat(
    house: House, teacher: Instructor
) -> None:
    conference(house, teacher, TABLES)
    house.ticker.beat()
    with asked(house) as statements:
        for _ in range(BEATS):
            house.ticker.beat()
    # What is kept may have grown old meanwhile on a slow machine, once or twice.
    assert len(statements) < BEATS


def test_a_running_table_is_not_asked_for_its_machines_at_every_beat(
    house: House, teacher: Instructor
) -> None:
    found = conference(house, teacher, 1)
    conferences = house.hall.conferences
    (table,) = conferences.tables(found.id)
    conferences.join(found.code, "Ann")
    conferences.auto_seat(found)
    conferences.start(found)
    now = house.hall.tables.clock()
    house.hall.tables.clock = lambda: now
    house.ticker.beat()
    with asked(house) as statements:
        for _ in range(BEATS):
            house.ticker.beat()
    assert len(statements) < BEATS
    # What changes here is known here at once.
    before = conferences.stand_ins(table.id)
    empty = next(iter(before))
    conferences.seat(found, conferences.join(found.code, "Ben").id, table.id, empty)
    assert conferences.stand_ins(table.id) == before - {empty}


def test_a_table_that_is_laid_while_the_clock_runs_is_looked_at_with_the_next_beat(
    house: House, teacher: Instructor
) -> None:
    conference(house, teacher, 1)
    house.ticker.beat()
    later = conference(house, teacher, 1)
    conferences, tables = house.hall.conferences, house.hall.tables
    conferences.join(later.code, "Ann")
    conferences.auto_seat(later)
    conferences.start(later)
    (table,) = conferences.tables(later.id)
    deadline = tables.state(table.id).phase.deadline
    assert deadline is not None
    tables.clock = lambda: deadline
    house.ticker.beat()
    assert tables.state(table.id).name is PhaseName.PLENARY
