"""The work for a page does not grow with how much has been said."""

from collections import Counter
from collections.abc import Iterator

import pytest

from game.engine.acts.table import TableOpened
from game.engine.event import Event
from game.engine.phases import PhaseName
from game.scenario.loader import load_packaged
from game.service import handouts
from game.web.play import CLOSED_LINES, LINES
from game.web.present import talk
from tests.builders import Game
from tests.everyone import Everyone, rendered

SHORT, LONG = 60, 1_500


def talked(words: int) -> tuple[Event, ...]:
    """A game in which two delegations say so much to each other, and to all."""
    scenario = load_packaged("six_party_talks")
    game = Game(scenario.structure, "two75", scenario_hash=scenario.hash)
    game.instructor.starts()
    game.advance_to(PhaseName.CONSULTATIONS)
    channel = game.meet("us", "china")
    for number in range(words):
        game.head("china").writes(channel, f"Word {number}")
        game.head("us").writes("us", f"Thought {number}")
    return tuple(game.log)


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    found = Everyone(tmp_path_factory.mktemp("long-talk"), tables=2)
    for number, words in ((1, SHORT), (2, LONG)):
        found.clear(number)
        found.tell(number, talked(words))
    yield found
    found.close()


def test_a_page_makes_no_more_lines_than_it_shows(
    everyone: Everyone, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Counter[int]()
    number = 0
    line = talk._line

    def counted(*arguments: object) -> talk.Line:
        made[number] += 1
        return line(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(talk, "_line", counted)
    for number in (1, 2):
        record = everyone.records[number - 1]
        person = next(p for p in everyone.people if (p.table_id, p.delegation) == (record.id, "us"))
        page = rendered(everyone.student(person), f"/play/{person.id}?tab=talk")
        assert f"Thought {(SHORT, LONG)[number - 1] - 1}" in page.get_data(as_text=True)
    assert made[1] == made[2] <= 3 * LINES + CLOSED_LINES


def test_a_tab_still_counts_everything_that_waits(everyone: Everyone) -> None:
    record = everyone.records[1]
    person = next(p for p in everyone.people if (p.table_id, p.delegation) == (record.id, "us"))
    page = rendered(everyone.student(person), f"/play/{person.id}").get_data(as_text=True)
    assert f">{LONG}<" in page


@pytest.mark.parametrize("path", ["print", "before", "score"])
def test_no_page_of_a_student_reads_the_log(
    everyone: Everyone, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """What is printed comes from the state that the server has; one event says when it began."""
    read: list[int | None] = []
    bodies = everyone.house.hall.office.source.log.bodies

    def counted(table_id: int, limit: int | None = None) -> object:
        found = bodies(table_id, limit)
        read.append(len(found))
        return found

    monkeypatch.setattr(everyone.house.hall.office.source.log, "bodies", counted)
    record = everyone.records[1]
    person = next(p for p in everyone.people if (p.table_id, p.delegation) == (record.id, "us"))
    rendered(everyone.student(person), f"/play/{person.id}/{path}")
    assert sum(filter(None, read)) <= 1


def test_a_log_that_is_read_late_is_the_whole_log(everyone: Everyone) -> None:
    material = everyone.house.hall.office.material(everyone.conference, "names")
    whole = handouts.Source.of(everyone.house.database).material(everyone.conference, "names")
    for late, read in zip(material.tables, whole.tables, strict=True):
        assert late.events == read.events
        assert late.state == read.state
        assert (late.begun, late.began_at) == (read.begun, read.began_at)
        assert isinstance(late.log[0], TableOpened)
        assert late.log[-1] == read.events[-1]
