"""The machine's simplest delegations play a whole game through the one door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.engine import events as e
from game.service.conferences import Conferences
from game.service.stand_ins import StandIns
from game.service.tables import Tables
from game.service.ticker import Ticker
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'game.db'}")
    database.migrate()
    yield database
    database.close()


class Clock:
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 50_000.0

    def __call__(self) -> float:
        return self.now


def test_stand_ins_talk_propose_vote_and_finish(database: Database) -> None:
    clock = Clock()
    directory = Directory(database)
    tables = Tables(EventLog(database), directory, clock=clock)
    conferences = Conferences(directory, tables)
    instructor = conferences.enter(conferences.invite("Teacher"))
    conference = conferences.create(
        instructor, title="", preset="demo", tables=1, consensus="minus_one"
    )
    table = conferences.tables(conference.id)[0].id
    conferences.open_tables(conference, frozenset({table}))
    assert len(conferences.stand_ins(table)) == 6
    ticker = Ticker(tables, conferences, StandIns(tables, conferences))
    for _ in range(900):
        clock.now += 1.0
        ticker.beat()
    state = tables.state(table)
    kinds = {type(event) for event in tables.events(table)}
    assert state.over
    assert {e.PlenarySpoken, e.ProposalTabled, e.BallotCast, e.RollCallClosed} <= kinds
    speakers = {said.delegation for said in state.statements}
    assert speakers >= set(state.setup.delegations)
