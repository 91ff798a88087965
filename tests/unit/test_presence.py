"""Presence is advisory: with patience, and never against whoever acts."""

import pytest

from game.realtime.presence import ALIVE, GRACE, Presence


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def presence(clock: Clock) -> Presence:
    presence = Presence(clock)
    presence.came("ann")
    assert presence.changed() == {"ann"}
    return presence


def test_the_grace_is_longer_than_a_loss_of_twenty_seconds() -> None:
    assert GRACE > 20


def test_a_refresh_shows_nobody_as_gone(presence: Presence, clock: Clock) -> None:
    presence.went("ann")
    clock.now += 1
    assert presence.changed() == frozenset()
    presence.came("ann")
    assert presence.present("ann")
    assert presence.changed() == frozenset()


def test_twenty_seconds_without_a_network_show_nobody_as_gone(
    presence: Presence, clock: Clock
) -> None:
    presence.went("ann")
    for _ in range(20):
        clock.now += 1
        assert presence.present("ann")
        assert presence.changed() == frozenset()
    presence.came("ann")
    clock.now += 1_000
    assert presence.present("ann")
    assert presence.changed() == frozenset()


def test_who_stays_away_is_told_once(presence: Presence, clock: Clock) -> None:
    presence.went("ann")
    clock.now += GRACE
    assert not presence.present("ann")
    assert presence.changed() == {"ann"}
    assert presence.changed() == frozenset()


def test_two_pages_are_one_person(presence: Presence, clock: Clock) -> None:
    presence.came("ann")
    presence.went("ann")
    clock.now += 10 * GRACE
    assert presence.present("ann")


def test_who_acts_without_any_page_is_here(presence: Presence, clock: Clock) -> None:
    presence.went("ann")
    clock.now += GRACE
    assert presence.changed() == {"ann"}
    for _ in range(20):
        presence.seen("ann")
        clock.now += ALIVE - 1
        assert presence.present("ann")
    clock.now += 1
    assert not presence.present("ann")


def test_the_grace_does_not_cut_short_what_an_act_has_earned(
    presence: Presence, clock: Clock
) -> None:
    presence.seen("ann")
    presence.went("ann")
    clock.now += ALIVE - 1
    assert presence.present("ann")
