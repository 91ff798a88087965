"""What is kept is read once a moment, and never again once it is known to have changed."""

import pytest

from game.service.kept import MOMENT, MOST_KEYS, Kept


class Clock:
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_is_kept_is_read_once_a_moment() -> None:
    clock, asked = Clock(), list[str]()

    def read(key: str) -> int:
        asked.append(key)
        return len(asked)

    kept = Kept(read, clock)
    assert [kept["a"], kept["a"], kept["b"], kept["a"]] == [1, 1, 2, 1]
    clock.now += MOMENT
    assert kept["a"] == 3


def test_what_has_changed_is_read_anew() -> None:
    value = ["before"]
    kept: Kept[int, str] = Kept(lambda _: value[0], Clock())
    assert kept[1] == "before"
    value[0] = "after"
    assert kept[1] == "before"
    kept.forget()
    assert kept[1] == "after"


def test_what_was_read_while_it_changed_is_not_kept() -> None:
    value = ["before"]

    def read(_key: int) -> str:
        found = value[0]
        if found == "before":
            value[0] = "after"
            kept.forget()
        return found

    kept: Kept[int, str] = Kept(read, Clock())
    assert kept[1] == "before"
    assert kept[1] == "after"


def test_a_failure_is_not_kept() -> None:
    known: dict[str, int] = {}
    kept = Kept(known.__getitem__, Clock())
    with pytest.raises(KeyError):
        kept["a"]
    known["a"] = 1
    assert kept["a"] == 1


def test_no_more_is_kept_than_so_many_whatever_is_asked_for() -> None:
    asked: list[int] = []
    kept = Kept(asked.append, Clock())
    for key in range(MOST_KEYS + 1):
        kept[key]
    del asked[:]
    assert kept[MOST_KEYS] is kept[1] is None
    assert asked == []
    kept[0]
    assert asked == [0]
