"""The queue of looks: the sooner of two counts, and nothing is looked at before its time."""

from hypothesis import given
from hypothesis import strategies as st

from game.service.looks import Looks

TIMES = st.floats(0, 100)


@given(st.lists(st.tuples(st.integers(1, 5), TIMES)), TIMES)
def test_a_table_is_due_once_and_by_the_soonest_of_its_looks(
    put: list[tuple[int, float]], now: float
) -> None:
    looks, soonest = Looks(), dict[int, float]()
    for table, at in put:
        looks.put(table, at)
        soonest[table] = min(at, soonest.get(table, at))
    assert looks.due(now) == sorted(table for table, at in soonest.items() if at <= now)
    assert looks.due(now) == []
    assert looks.due(100) == sorted(table for table, at in soonest.items() if at > now)


def test_what_was_taken_out_may_be_put_in_for_a_later_look() -> None:
    looks = Looks()
    looks.put(1, 5)
    assert looks.due(5) == [1]
    looks.put(1, 9)
    assert looks.due(8) == []
    assert looks.due(9) == [1]
