"""Who makes a report when: one at a time, those of classes before those of practices."""

import contextlib
import threading

from game.service.turns import Turns

SECONDS = 10.0


def test_the_urgent_go_first_and_nobody_at_the_same_time() -> None:
    turns, begun = Turns(), threading.Event()
    order: list[str] = []
    go_on, inside = threading.Event(), threading.Lock()

    def work(name: str, *, urgent: bool) -> None:
        with turns.turn(urgent=urgent):
            assert inside.acquire(blocking=False)
            begun.set()
            order.append(name)
            if name == "first":
                go_on.wait(SECONDS)
            inside.release()

    first = threading.Thread(target=work, args=("first",), kwargs={"urgent": False})
    first.start()
    assert begun.wait(SECONDS)
    others = [
        threading.Thread(target=work, args=(name,), kwargs={"urgent": name == "class"})
        for name in ("practice", "another practice", "class")
    ]
    for other in others:
        other.start()
    while turns._urgent == 0:
        begun.wait(0.01)
    go_on.set()
    for thread in (first, *others):
        thread.join(SECONDS)
    assert order[:2] == ["first", "class"]
    assert sorted(order[2:]) == ["another practice", "practice"]


def test_a_turn_is_given_back_after_a_fault() -> None:
    turns = Turns()
    for urgent in (True, False):
        with contextlib.suppress(ValueError), turns.turn(urgent=urgent):
            raise ValueError
    with turns.turn(urgent=False):
        pass
