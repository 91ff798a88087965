"""The server's clock never goes back, whatever the machine's clocks say."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.service.clock import LAG, Clock

#: A moment like today's, in seconds since the epoch.
START = 1_700_000_000.0
HOUR = 3_600.0

#: What happens between two looks: how the wall clock moves, and how the monotonic one does. A
#: machine that sleeps, a clock that is set, even a monotonic clock that is none.
_steps = st.tuples(
    st.floats(-10 * HOUR, 10 * HOUR, allow_nan=False), st.floats(-5.0, HOUR, allow_nan=False)
)


class Machine:
    """The two clocks of a machine."""

    def __init__(self) -> None:
        self.wall = START
        self.monotonic = 50.0

    def clock(self, begin: float = 0.0) -> Clock:
        return Clock(begin, lambda: self.wall, lambda: self.monotonic)

    def live(self, seconds: float) -> None:
        """Time passes, and both clocks tell it."""
        self.wall += seconds
        self.monotonic += seconds


@given(st.lists(_steps), st.floats(START - HOUR, START + HOUR))
def test_it_never_goes_back(steps: Sequence[tuple[float, float]], begin: float) -> None:
    machine = Machine()
    clock = machine.clock(begin)
    told = [clock()]
    for wall, monotonic in steps:
        machine.wall += wall
        machine.monotonic += monotonic
        told.append(clock())
    assert told[0] >= begin
    assert all(before <= after for before, after in itertools.pairwise(told))


@given(st.lists(_steps))
def test_it_is_never_behind_the_wall_clock(steps: Sequence[tuple[float, float]]) -> None:
    machine = Machine()
    clock = machine.clock()
    for wall, monotonic in steps:
        machine.wall += wall
        machine.monotonic += monotonic
        assert clock() >= machine.wall
        assert clock.ahead >= 0.0


@given(st.floats(0.0, 100 * HOUR))
def test_it_follows_forward_steps_at_once(step: float) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += step
    assert clock() == machine.wall
    assert clock.ahead == 0.0


@pytest.mark.parametrize("back", [1.0, 5.0, 120.0, 600.0, HOUR])
def test_set_back_it_goes_on_at_nearly_the_true_pace(back: float) -> None:
    machine = Machine()
    clock = machine.clock()
    before = clock()
    machine.wall -= back
    assert clock() == before
    assert clock.ahead == pytest.approx(back)
    machine.live(60.0)
    assert clock() - before == pytest.approx(60.0, rel=2 * LAG)


@pytest.mark.parametrize("back", [1.0, 5.0, 120.0])
def test_it_and_the_wall_clock_meet_again(back: float) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall -= back
    clock()
    needed = back / LAG
    for _ in range(100):
        machine.live(needed / 99)
        clock()
    assert clock() == machine.wall


@given(st.floats(0.0, 48 * HOUR))
def test_it_begins_no_earlier_than_what_is_stored(later: float) -> None:
    """A server that starts with its clock set back goes on where the log ended."""
    machine = Machine()
    clock = machine.clock(begin=START + later)
    assert clock() >= START + later
    machine.live(10.0)
    assert clock() == pytest.approx(START + later + 10.0, abs=1.0)
