"""The file of a recorded game, version 2: JSON Lines in UTF-8, a line feed after every line.

1.  The header: ``format`` ("sixparty-record"), ``version`` (2), ``scenario`` (its id), its
    ``numbers_hash``, ``texts_hash`` and ``sources_hash``, ``rules_version``, ``language`` (of what
    was written).
2.  The table's events in their order, each with its ``seq`` (1, 2, … without gaps), its ``kind``,
    its fields as the engine declares them, and the ``version`` of their shape. ``at`` is seconds
    since the epoch.
3.  The outcome: ``kind`` ("outcome"), ``events`` (how many there are), ``ending`` (null while the
    game runs), ``scores`` by delegation (``total``, ``reservation`` and ``best`` in hundredths of a
    point, ``attainment`` from -50 to 100 or null), ``text`` (the joint text, by issue),
    ``signatories``, and ``seen``: the digest of the facts that each delegation, "*public" and
    "*instructor" can see at the end, as the version ``facts`` of their list names them.

Version 1 is read as well. It had one hash of all the scenario's files, no text, and digests of
whatever the program of its day held, which no later one can make again: ``facts`` is then 0.

A file for sharing holds no names: see ``pseudonyms``. What people wrote stands in it word for word.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from game.engine.acts.table import TableOpened
from game.engine.event import Event
from game.engine.stored import Unreadable, event_of, stored
from game.scenario.model import DelegationId, Ending, IssueId, OptionId

FORMAT = "sixparty-record"
VERSION = 2

M = TypeVar("M", bound=BaseModel)


class BadRecord(Exception):
    """A file that is no recorded game; the sentence for ``code`` is in this package's catalogue."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Part(BaseModel):
    """A frozen part of a file that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Header(Part):
    """What the file is, and by which scenario and rules the game was played."""

    format: Literal["sixparty-record"] = "sixparty-record"
    version: Literal[2] = 2
    scenario: str
    numbers_hash: str
    texts_hash: str
    sources_hash: str
    rules_version: int
    language: str


class Score(Part):
    """A delegation's result in hundredths of a point; ``attainment`` in whole ones."""

    total: int
    reservation: int
    best: int | None
    attainment: int | None


class Outcome(Part):
    """What a replay must come to.

    Of version 1 there are neither ``text`` nor ``signatories``, nor facts (see above).
    """

    kind: Literal["outcome"] = "outcome"
    events: int
    ending: Ending | None
    scores: dict[DelegationId, Score]
    text: dict[IssueId, OptionId] | None
    signatories: tuple[DelegationId, ...] | None
    facts: int
    seen: dict[str, str]


@dataclass(frozen=True)
class Record:
    """A recorded game; the first event lays the table."""

    header: Header
    events: tuple[Event, ...]
    outcome: Outcome


def write(record: Record) -> str:
    """The record as the text of a file."""
    return "".join(lines_of(record))


def lines_of(record: Record) -> Iterator[str]:
    """The file line by line, each with its line feed."""
    yield _line(record.header.model_dump(mode="json"))
    for seq, event in enumerate(record.events, start=1):
        yield _line({"seq": seq, "kind": event.kind, **stored(event)})
    yield _line(record.outcome.model_dump(mode="json"))


def _line(entry: Mapping[str, Any]) -> str:
    return f"{json.dumps(entry, ensure_ascii=False)}\n"


def read(data: bytes) -> Record:
    """The record in a file's bytes. ``BadRecord`` if they are none, with the line where known."""
    lines = _lines(data)
    version = _version(lines[0])
    if version != VERSION and len(lines) > 1:
        lines = _UPCASTS[version](lines)
    header = _part(Header, lines[0], "bad_header")
    if len(lines) < 2 or lines[-1].get("kind") != "outcome":
        raise BadRecord("cut_off")
    outcome = _part(Outcome, lines[-1], "bad_outcome")
    events = tuple(_event(line, seq) for seq, line in enumerate(lines[1:-1], start=1))
    if outcome.events != len(events):
        raise BadRecord("miscounted", found=len(events), told=outcome.events)
    opened = events[0] if events else None
    if not isinstance(opened, TableOpened) or any(isinstance(e, TableOpened) for e in events[1:]):
        raise BadRecord("no_opening")
    if header != header_of(opened, header.language):
        raise BadRecord("bad_header")
    return Record(header, events, outcome)


def header_of(opened: TableOpened, language: str) -> Header:
    """The header of a game that opened like that."""
    return Header(
        scenario=opened.scenario,
        numbers_hash=opened.numbers_hash,
        texts_hash=opened.texts_hash,
        sources_hash=opened.sources_hash,
        rules_version=opened.rules_version,
        language=language,
    )


def _lines(data: bytes) -> list[dict[str, Any]]:
    """Every line as an object."""
    try:
        # Only line feeds end a line: other separators may stand in what people wrote.
        texts = data.decode("utf-8").rstrip("\r\n").split("\n")
    except UnicodeDecodeError as error:
        raise BadRecord("not_json", line=data.count(b"\n", 0, error.start) + 1) from error
    lines = []
    for number, text in enumerate(texts, start=1):
        try:
            line = json.loads(text)
        except (ValueError, RecursionError) as error:
            code = "cut_off" if 1 < number == len(texts) else "not_json"
            raise BadRecord(code, line=number) from error
        if not isinstance(line, dict):
            raise BadRecord("not_json", line=number)
        lines.append(line)
    return lines


def _version(line: dict[str, Any]) -> int:
    """The version of the format, by the first line."""
    if line.get("format") != FORMAT:
        raise BadRecord("not_ours")
    found = line.get("version")
    if found == VERSION or (isinstance(found, int) and found in _UPCASTS):
        return found
    raise BadRecord("other_version", found=str(found), wanted=VERSION)


def _from_version_1(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines as version 2 has them: see there."""
    header, *events, outcome = lines
    former = header.pop("scenario_hash", None)
    named = {"numbers_hash": former, "texts_hash": former, "sources_hash": former}
    if outcome.get("kind") == "outcome":
        if not {"state", "views"} <= outcome.keys():
            raise BadRecord("bad_outcome")
        del outcome["state"], outcome["views"]
        outcome |= {"text": None, "signatories": None, "facts": 0, "seen": {}}
    return [{**header, **named, "version": 2}, *events, outcome]


#: By version of the format what brings a file's lines to the present one.
_UPCASTS: Mapping[int, Callable[[list[dict[str, Any]]], list[dict[str, Any]]]] = {
    1: _from_version_1
}


def _part(model: type[M], line: dict[str, Any], code: str) -> M:
    try:
        return model.model_validate(line)
    except ValidationError as error:
        raise BadRecord(code) from error


def _event(line: dict[str, Any], seq: int) -> Event:
    found = line.pop("seq", None)
    if found != seq:
        raise BadRecord("out_of_order", line=seq + 1, found=str(found), wanted=seq)
    try:
        return event_of(line)
    except Unreadable as error:
        code = "newer_event" if error.why == "newer_event" else "bad_event"
        raise BadRecord(code, line=seq + 1) from error
