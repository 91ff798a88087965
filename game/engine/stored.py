"""Stored events: what is written of an event, and events of every version read again.

An event is stored as a JSON object of its fields with its ``kind`` and its ``version``: the version
of the shape that the kind has. One that names none is of version 1. When a kind changes its shape,
``UPCASTS`` gets a function that brings the former shape to the new one, and with that the kind has
a version more. Nothing that has been stored is ever written anew for that.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

from pydantic import ValidationError

from game.engine.acts import EVENTS
from game.engine.acts.table import TableOpened, open_table
from game.engine.apply import apply
from game.engine.event import Event
from game.engine.state import RULES_VERSION, TableState

#: An event as it is stored: JSON's objects, lists, numbers and texts.
StoredDict: TypeAlias = dict[str, Any]
#: Brings an event of one version to the next, or to version 1 of another kind. It gets a copy of
#: the stored object without its version, and returns the same.
Upcast: TypeAlias = Callable[[StoredDict], StoredDict]
Upcasts: TypeAlias = Mapping[tuple[str, int], Upcast]

#: Why a log cannot be read. Its table was laid under rules, or an event was written, by a newer
#: version of the game; this one knows no such kind of event; one is not what an event of its kind
#: is, or is missing, or does not fit those before it; the first does not lay the table.
WhyUnreadable: TypeAlias = Literal[
    "newer_rules",
    "newer_event",
    "unknown_kind",
    "broken_event",
    "missing_event",
    "does_not_fit",
    "no_opening",
]


def _name_three_hashes(event: StoredDict) -> StoredDict:
    """Before there were three, one hash of all files stood for the whole scenario.

    It is like none of the three, so that such a table counts as laid with other numbers: whether
    it was cannot be told from it.
    """
    former = event.pop("scenario_hash")
    return {**event, "numbers_hash": former, "texts_hash": former, "sources_hash": former}


#: By kind and version what brings it to the next version.
UPCASTS: Upcasts = {("table_opened", 1): _name_three_hashes}

#: Earlier rules under which a game may have been begun that is played on under today's. All that
#: was recorded under them means the same today, after ``UPCASTS``; of other rules nothing is known.
PLAYED_ON = frozenset({2})

RulesAge: TypeAlias = Literal["today", "played_on", "older"]


class Unreadable(ValueError):
    """A stored event, or a log, of which this version of the game can make nothing.

    ``seq`` is the event's number in its log, 0 where that is not known or the log is meant.
    """

    def __init__(self, why: WhyUnreadable, kind: str = "?", seq: int = 0) -> None:
        super().__init__(f"{why}: {kind}, {seq}")
        self.why = why
        self.kind = kind
        self.seq = seq


def version_of(kind: str, upcasts: Upcasts = UPCASTS) -> int:
    """The version in which events of the kind are written today."""
    return 1 + max((version for known, version in upcasts if known == kind), default=0)


def stored(event: Event) -> StoredDict:
    """The event as it is stored."""
    return {**event.model_dump(mode="json"), "version": version_of(event.kind)}


def write_event(event: Event) -> str:
    """The event as the text that is stored."""
    # Written by pydantic, which is quicker; its text ends with the brace of the object.
    return f'{event.model_dump_json()[:-1]},"version":{version_of(event.kind)}}}'


def read_event(body: str) -> Event:
    """The event that was stored as that text. ``Unreadable`` where it makes none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("broken_event", "?") from error
    return event_of(found)


def event_of(found: object, upcasts: Upcasts = UPCASTS) -> Event:
    """The event that was stored as that object. ``Unreadable`` where it makes none."""
    try:
        return EVENTS.validate_python(upcast(found, upcasts))
    except ValidationError as error:
        kind = found.get("kind") if isinstance(found, dict) else None
        unknown = any(fault["type"] == "union_tag_invalid" for fault in error.errors())
        why: WhyUnreadable = "unknown_kind" if unknown else "broken_event"
        raise Unreadable(why, kind if isinstance(kind, str) else "?") from error


def upcast(found: object, upcasts: Upcasts = UPCASTS) -> StoredDict:
    """What was stored in the shape of today, without its version; what is given stays as it is."""
    if not isinstance(found, dict) or not isinstance(found.get("kind"), str):
        raise Unreadable("broken_event", "?")
    event = dict(found)
    kind, version = event["kind"], event.pop("version", 1)
    if not isinstance(version, int) or version < 1:
        raise Unreadable("broken_event", kind)
    while (change := upcasts.get((kind, version))) is not None:
        try:
            event = change(event)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable("broken_event", kind) from error
        version = version + 1 if event["kind"] == kind else 1
        kind = event["kind"]
    if version > version_of(kind, upcasts):
        raise Unreadable("newer_event", kind)
    return event


def read_log(rows: Iterable[tuple[int, str]]) -> Iterator[Event]:
    """The events of a whole log, each given as its number and the text that is stored.

    ``Unreadable`` at the first of which nothing can be made, and where one is missing.
    """
    expected = 0
    for expected, (seq, body) in enumerate(rows, start=1):
        if seq != expected:
            raise Unreadable("missing_event", seq=expected)
        if expected == 1:
            _check_rules(body)
        try:
            event = read_event(body)
        except Unreadable as error:
            raise Unreadable(error.why, error.kind, seq) from error
        if isinstance(event, TableOpened) != (expected == 1):
            raise Unreadable("no_opening", event.kind, seq)
        yield event
    if not expected:
        raise Unreadable("no_opening")


def play_back(events: Iterable[Event]) -> TableState:
    """The state after a log's events. ``Unreadable`` where one does not fit those before it."""
    stream = iter(events)
    opened = next(stream, None)
    if not isinstance(opened, TableOpened):
        raise Unreadable("no_opening")
    state = open_table(opened)
    for event in stream:
        try:
            state = apply(state, event)
        except (LookupError, ValueError, TypeError, ArithmeticError) as error:
            # Whatever another version recorded may break what this one takes for granted.
            raise Unreadable("does_not_fit", event.kind, state.seq + 1) from error
    return state


def _check_rules(body: str) -> None:
    """``Unreadable`` for a table under newer rules: asked first, whatever its events look like."""
    try:
        opened = json.loads(body)
    except (ValueError, RecursionError):
        return
    found = opened.get("rules_version") if isinstance(opened, dict) else None
    if isinstance(found, int) and found > RULES_VERSION:
        raise Unreadable("newer_rules", str(opened.get("kind")), 1)


def rules_age(laid: TableOpened) -> RulesAge:
    """How today's rules stand to those under which the table was laid.

    ``today``: the same; ``played_on``: earlier ones under which a game can be played on; ``older``:
    others, so that it can only be looked at. Newer ones make a log ``Unreadable``.
    """
    if laid.rules_version == RULES_VERSION:
        return "today"
    return "played_on" if laid.rules_version in PLAYED_ON else "older"
