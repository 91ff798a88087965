"""The file of a recorded game, version 1: JSON Lines in UTF-8, a line feed after every line.

1.  The header: ``format`` ("sixparty-record"), ``version`` (1), ``scenario`` (its id),
    ``scenario_hash`` (of all its files), ``rules_version``, ``language`` (of what was written).
2.  The table's events in their order, each with its ``seq`` (1, 2, … without gaps), its ``kind``
    and its fields as the engine declares them. ``at`` is seconds since the epoch.
3.  The outcome: ``kind`` ("outcome"), ``events`` (how many there are), ``ending`` (null while the
    game runs), ``scores`` by delegation (``total``, ``reservation`` and ``best`` in hundredths of a
    point, ``attainment`` from -50 to 100 or null), ``state`` (the digest of the final state) and
    ``views`` (the digest of what each delegation, "*public" and "*instructor" see at the end).

A file for sharing holds no names: see ``pseudonyms``. What people wrote stands in it word for word.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from game.engine.acts import EVENTS
from game.engine.acts.table import TableOpened
from game.engine.event import Event
from game.scenario.model import DelegationId, Ending

FORMAT = "sixparty-record"
VERSION = 1

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
    version: Literal[1] = 1
    scenario: str
    scenario_hash: str
    rules_version: int
    language: str


class Score(Part):
    """A delegation's result in hundredths of a point; ``attainment`` in whole ones."""

    total: int
    reservation: int
    best: int | None
    attainment: int | None


class Outcome(Part):
    """What a replay must come to."""

    kind: Literal["outcome"] = "outcome"
    events: int
    ending: Ending | None
    scores: dict[DelegationId, Score]
    state: str
    views: dict[str, str]


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
        told = event.model_dump(mode="json", exclude={"kind"})
        yield _line({"seq": seq, "kind": event.kind, **told})
    yield _line(record.outcome.model_dump(mode="json"))


def _line(entry: Mapping[str, Any]) -> str:
    return f"{json.dumps(entry, ensure_ascii=False)}\n"


def read(data: bytes) -> Record:
    """The record in a file's bytes. ``BadRecord`` if they are none, with the line where known."""
    lines = _lines(data)
    header = _header(lines[0])
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
        scenario_hash=opened.scenario_hash,
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


def _header(line: dict[str, Any]) -> Header:
    if line.get("format") != FORMAT:
        raise BadRecord("not_ours")
    if line.get("version") != VERSION:
        raise BadRecord("other_version", found=str(line.get("version")), wanted=VERSION)
    return _part(Header, line, "bad_header")


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
        return EVENTS.validate_python(line)
    except ValidationError as error:
        raise BadRecord("bad_event", line=seq + 1) from error
