"""Token buckets: a burst, then a rate; each key by itself; bounded memory."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.service.limits import Buckets


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_at_once_and_then_one_each_time_that_a_token_has_come_back() -> None:
    clock = Clock()
    buckets = Buckets(burst=3, per_second=0.5, clock=clock)
    assert [buckets.take("a") for _ in range(3)] == [0.0] * 3
    assert buckets.take("a") == 2.0
    clock.now += 1.5
    assert buckets.take("a") == 0.5
    clock.now += 0.5
    assert buckets.take("a") == 0.0
    assert buckets.take("a") == 2.0


def test_each_key_has_a_bucket_of_its_own_whatever_it_is_made_of() -> None:
    buckets = Buckets(burst=1, per_second=1, clock=Clock())
    for key in ("a", ("a", 1), 1, frozenset({"a"}), None):
        assert buckets.take(key) == 0.0
        assert buckets.take(key) > 0.0


def test_somebody_who_is_refused_pays_nothing_and_waits_no_longer_for_having_asked() -> None:
    clock = Clock()
    buckets = Buckets(burst=2, per_second=1, clock=clock)
    assert buckets.take("a", 2) == 0.0
    assert {buckets.take("a") for _ in range(50)} == {1.0}
    clock.now += 1
    assert buckets.take("a") == 0.0


def test_a_bucket_never_holds_more_than_its_burst_and_a_clock_that_goes_back_takes_nothing() -> (
    None
):
    clock = Clock()
    buckets = Buckets(burst=2, per_second=10, clock=clock)
    assert buckets.take("a") == 0.0
    clock.now += 1e9
    assert [buckets.take("a") for _ in range(3)] == [0.0, 0.0, 0.1]
    clock.now -= 5e8
    assert buckets.take("a") == 0.1


def test_only_so_many_keys_are_remembered_and_the_one_unused_for_longest_is_forgotten() -> None:
    buckets = Buckets(burst=1, per_second=0.001, clock=Clock(), most_keys=3)
    for key in "abcd":
        assert buckets.take(key) == 0.0
    assert buckets.take("d") > 0.0
    assert buckets.take("b") > 0.0
    assert buckets.take("a") == 0.0


@pytest.mark.parametrize("cost", [-1.0, 2.0, float("inf"), float("nan")])
def test_a_cost_that_can_never_be_paid_is_a_mistake_of_the_caller(cost: float) -> None:
    with pytest.raises(ValueError, match="cannot be paid"):
        Buckets(burst=1, per_second=1).take("a", cost)


@pytest.mark.parametrize(("burst", "rate", "keys"), [(0, 1, 1), (1, 0, 1), (1, 1, 0), (-1, 1, 1)])
def test_limits_that_allow_nothing_ever_are_a_mistake_of_the_caller(
    burst: float, rate: float, keys: int
) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Buckets(burst, rate, most_keys=keys)


@given(st.lists(st.floats(0, 20), min_size=1, max_size=60))
def test_in_any_span_no_more_than_the_burst_and_the_rate_are_allowed(gaps: list[float]) -> None:
    clock, allowed = Clock(), 0
    buckets = Buckets(burst=4, per_second=0.25, clock=clock)
    begun = clock.now
    for gap in gaps:
        clock.now += gap
        wait = buckets.take("a")
        allowed += wait == 0.0
        assert allowed <= 4 + (clock.now - begun) * 0.25 + 1e-6
        if wait:
            clock.now += wait + 1e-6
            assert buckets.take("a") == 0.0
            allowed += 1


def test_many_threads_at_once_never_get_more_than_there_is() -> None:
    buckets = Buckets(burst=100, per_second=1, clock=Clock())
    got: list[float] = []
    threads = [
        threading.Thread(target=lambda: got.extend(buckets.take("a") for _ in range(50)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(0.0) == 100
