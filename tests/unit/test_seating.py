"""Seats: the assignment problem against brute force, and what holds of every seating."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.service.assignment import least_cost
from game.service.seating import seat_all, with_heads
from game.service.setup import TABLE_LIMIT, layouts
from game.store.directory import Participant, TableRecord

DELEGATIONS = ("dprk", "us", "china", "rok", "japan", "russia")


def person(id_: str, table: int | None = None, delegation: str | None = None) -> Participant:
    return Participant(id_, 1, id_, "", False, table, delegation, False, 0.0)


def tables(count: int) -> list[TableRecord]:
    return [TableRecord(number * 10, 1, number, "") for number in range(1, count + 1)]


@given(st.data())
def test_the_assignment_is_the_cheapest_of_all(data: st.DataObject) -> None:
    rows = data.draw(st.integers(1, 4))
    columns = data.draw(st.integers(rows, 5))
    numbers = st.lists(
        st.lists(st.integers(-20, 20), min_size=columns, max_size=columns),
        min_size=rows,
        max_size=rows,
    )
    cost = data.draw(numbers)
    chosen = least_cost(np.array(cost, dtype=np.int64))
    assert len(set(chosen)) == rows
    best = min(
        sum(cost[row][column] for row, column in enumerate(way))
        for way in permutations(range(columns), rows)
    )
    assert sum(cost[row][column] for row, column in enumerate(chosen)) == best


def test_more_rows_than_columns_cannot_be_assigned() -> None:
    with pytest.raises(ValueError, match="more rows"):
        least_cost(np.zeros((2, 1), dtype=np.int64))


@st.composite
def classes(draw: st.DrawFn) -> tuple[list[Participant], int, int, dict[str, list[str]]]:
    """Some people, some of them seated already within the limits; tables, seats, wishes."""
    table_count, seats = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    count = draw(st.integers(0, 40))
    room: Counter[tuple[int, str]] = Counter()
    people = []
    for number in range(count):
        place = draw(
            st.none() | st.tuples(st.integers(1, table_count), st.sampled_from(DELEGATIONS))
        )
        if place and draw(st.booleans()) and room[place[0] * 10, place[1]] < seats:
            room[place[0] * 10, place[1]] += 1
            people.append(person(str(number), place[0] * 10, place[1]))
        else:
            people.append(person(str(number)))
    ranked = st.permutations(DELEGATIONS).map(lambda order: list(order[:3]))
    wishes = {p.id: draw(ranked) for p in people if draw(st.booleans())}
    return with_heads(people), table_count, seats, wishes


@given(classes(), st.booleans())
def test_what_holds_of_every_seating(
    drawn: tuple[list[Participant], int, int, dict[str, list[str]]], by_wish: bool
) -> None:
    people, table_count, seats, wishes = drawn
    seated = seat_all(people, tables(table_count), DELEGATIONS, seats, wishes if by_wish else None)
    assert [p.id for p in seated] == [p.id for p in people]
    for before, after in zip(people, seated, strict=True):
        if before.table_id is not None:
            assert (after.table_id, after.delegation) == (before.table_id, before.delegation)
    places = Counter((p.table_id, p.delegation) for p in seated if p.table_id is not None)
    assert all(count <= seats for count in places.values())
    capacity = table_count * len(DELEGATIONS) * seats
    assert sum(places.values()) == min(len(people), capacity)
    heads = Counter((p.table_id, p.delegation) for p in seated if p.head)
    assert heads == dict.fromkeys(places, 1)


@given(st.integers(1, 36), st.integers(1, 3), st.data())
def test_heads_come_before_advisers_whatever_people_wish(
    count: int, table_count: int, data: st.DataObject
) -> None:
    people = [person(str(number)) for number in range(count)]
    ranked = st.permutations(DELEGATIONS).map(lambda order: list(order[:3]))
    wishes = {p.id: data.draw(ranked) for p in people}
    seated = seat_all(people, tables(table_count), DELEGATIONS, 2, wishes)
    places = Counter((p.table_id, p.delegation) for p in seated if p.table_id is not None)
    used = max(1, min(table_count, -(-count // 6)))
    if any(number > 1 for number in places.values()):
        assert len(places) == used * 6


def test_as_many_as_possible_get_one_of_their_wishes() -> None:
    people = [person(id_) for id_ in ("a", "b", "c")]
    wishes = {"a": ["us", "china"], "b": ["us"], "c": ["us", "china", "rok"]}
    for order in permutations(people):
        seated = seat_all(list(order), tables(1), DELEGATIONS, 1, wishes)
        got = {p.id: p.delegation for p in seated}
        assert got["b"] == "us"
        assert {got["a"], got["c"]} == {"china", "rok"}


def test_who_wishes_for_nothing_is_no_burden() -> None:
    people = [person(str(number)) for number in range(6)]
    seated = seat_all(people, tables(1), DELEGATIONS, 1, {"5": ["dprk"]})
    assert {p.id: p.delegation for p in seated}["5"] == "dprk"


def test_tables_fill_evenly() -> None:
    people = [person(str(number)) for number in range(13)]
    seated = seat_all(people, tables(3), DELEGATIONS, 2)
    assert sorted(Counter(p.table_id for p in seated).values()) == [4, 4, 5]


@given(st.integers(1, 999))
def test_every_proposal_has_room_for_the_class(students: int) -> None:
    for layout in layouts(students, 6):
        assert layout.tables <= TABLE_LIMIT
        assert layout.tables * 6 * layout.seats + layout.watching >= students
        assert layout.watching < 6 * layout.seats
        assert not (layout.watching and layout.machines)


@pytest.mark.parametrize(
    ("students", "tables_", "seats"),
    [(6, 1, 1), (12, 1, 2), (13, 2, 2), (18, 2, 2), (24, 2, 2), (30, 3, 2), (48, 4, 2)],
)
def test_the_first_proposal_seats_everybody_in_pairs(
    students: int, tables_: int, seats: int
) -> None:
    first = layouts(students, 6)[0]
    assert (first.tables, first.seats, first.watching, first.machines) == (tables_, seats, 0, 0)
