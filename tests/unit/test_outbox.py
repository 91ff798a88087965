"""What is marked is pushed once, a moment later, outside whatever lock it was marked under."""

import threading
from collections.abc import Callable, Mapping
from functools import partial

from flask import Flask, request

from game.realtime.outbox import Outbox, Span
from game.web.language import speak

SECONDS = 15.0
SHORT, LONG = 0.01, 0.1


def _app() -> Flask:
    app = Flask("post")
    speak(app)
    return app


class Post:
    """An outbox that notes what leaves it. Every room is occupied but for those in ``empty``."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Mapping[str, object]]] = []
        self.empty: set[str] = set()
        self.rests = 0
        self.outbox = Outbox(
            _app(),
            "http://class.example",
            self._emit,
            lambda room: room not in self.empty,
            spawn=self._spawn,
            rest=self._rest,
        )

    def _emit(self, event: str, message: Mapping[str, object], *, to: str) -> None:
        self.sent.append((to, event, message))

    def _spawn(self, run: Callable[[], None]) -> None:
        threading.Thread(target=run, daemon=True).start()

    def _rest(self) -> None:
        self.rests += 1

    def wait(self) -> None:
        assert self.outbox.wait_until_empty(SECONDS)

    def panels_of(self, room: str) -> list[Mapping[str, object]]:
        """What the room was pushed, in order."""
        return [message for to, event, message in self.sent if (to, event) == (room, "panels")]


def echo(names: frozenset[str]) -> dict[str, str]:
    """Panels that say their own names."""
    return {name: name for name in sorted(names)}


def test_what_a_room_hears_in_a_moment_is_one_push_that_begins_where_the_first_began() -> None:
    post = Post()
    post.outbox.mark("us", echo, {"talk"}, gather=LONG, span=Span(3, 4))
    post.outbox.mark("us", echo, {"news", "talk"}, gather=LONG, span=Span(4, 7))
    post.wait()
    (push,) = post.panels_of("us")
    assert push == {"prev": 3, "seq": 7, "lang": "en", "panels": {"news": "news", "talk": "talk"}}
    post.outbox.mark("us", echo, {"act"}, gather=SHORT, span=Span(7, 8))
    post.wait()
    assert post.panels_of("us")[1:] == [
        {"prev": 7, "seq": 8, "lang": "en", "panels": {"act": "act"}}
    ]


def test_what_is_marked_while_its_room_is_rendered_is_pushed_afterwards() -> None:
    post = Post()

    def render(names: frozenset[str]) -> dict[str, str]:
        if "talk" in names:
            post.outbox.mark("us", render, {"news"}, gather=SHORT, span=Span(1, 2))
        return echo(names)

    post.outbox.mark("us", render, {"talk"}, gather=SHORT, span=Span(0, 1))
    post.wait()
    assert [(push["prev"], push["seq"]) for push in post.panels_of("us")] == [(0, 1), (1, 2)]


def test_a_page_that_has_the_counted_panels_still_gets_those_outside_the_count() -> None:
    post = Post()
    post.outbox.mark("wall", echo, {"text", "room"}, gather=SHORT, span=Span(0, 1))
    post.outbox.mark("wall", echo, {"room"}, gather=SHORT)
    post.wait()
    assert [push["seq"] for push in post.panels_of("wall")] == [1, None]


def test_a_rooms_moment_begins_with_what_it_heard_itself() -> None:
    post, began = Post(), threading.Event()

    def render(names: frozenset[str]) -> dict[str, str]:
        began.set()
        return echo(names)

    # A long gathering elsewhere neither holds up a room nor takes it along.
    post.outbox.mark("instructor", echo, {"row-1"}, gather=LONG)
    post.outbox.mark("us", render, {"talk"}, gather=SHORT, span=Span(0, 1))
    assert began.wait(SECONDS)
    post.wait()
    assert [to for to, _, _ in post.sent] == ["us", "instructor"]


def test_of_the_rooms_that_are_due_the_one_that_has_waited_longest_comes_first() -> None:
    post, gate = Post(), threading.Event()

    def hold(names: frozenset[str]) -> dict[str, str]:
        gate.wait(SECONDS)
        return echo(names)

    post.outbox.mark("first", hold, {"a"}, gather=0)
    post.outbox.mark("instructor", echo, {"row-1"}, gather=SHORT)
    for number in range(6):
        post.outbox.mark(f"seat {number}", echo, {"talk"}, gather=0, span=Span(0, 1))
    threading.Timer(5 * SHORT, gate.set).start()
    post.wait()
    assert [to for to, _, _ in post.sent][:2] == ["first", "instructor"]


def test_an_empty_room_costs_nothing() -> None:
    post = Post()
    rendered: list[frozenset[str]] = []

    def render(names: frozenset[str]) -> dict[str, str]:
        rendered.append(names)
        return echo(names)

    post.empty.add("us")
    post.outbox.mark("us", render, {"talk"}, gather=SHORT, span=Span(0, 1))
    # Somebody who left before the push does not cause it to be made either.
    post.outbox.mark("china", render, {"talk"}, gather=LONG, span=Span(0, 1))
    post.empty.add("china")
    post.wait()
    assert rendered == []
    assert post.sent == []


def test_a_page_that_cannot_be_rendered_is_fetched_again_and_holds_up_nobody() -> None:
    post = Post()

    def broken(_names: frozenset[str]) -> dict[str, str]:
        raise KeyError("no such table")

    post.outbox.mark("us", broken, {"talk"}, gather=SHORT, span=Span(0, 1))
    post.outbox.mark("china", echo, {"talk"}, gather=SHORT, span=Span(0, 1))
    post.wait()
    assert post.sent[0] == ("us", "refresh", {})
    assert len(post.panels_of("china")) == 1


def test_requests_have_their_turn_after_every_room() -> None:
    post = Post()
    for number in range(5):
        post.outbox.mark(f"seat {number}", echo, {"talk"}, gather=SHORT, span=Span(0, 1))
    post.wait()
    assert post.rests == 5


def test_pages_are_rendered_under_the_address_at_which_they_are_read() -> None:
    post = Post()

    def render(found: list[str], _names: frozenset[str]) -> dict[str, str]:
        found.append(request.url_root)
        return {}

    found: list[str] = []
    post.outbox.mark("us", partial(render, found), {"talk"}, gather=SHORT)
    post.wait()
    assert found == ["http://class.example/"]
