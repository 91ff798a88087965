"""What is handed out of a conference: gathered from the store, made into files.

``make`` runs in the worker's process and in the command line; it opens the database itself, so that
nothing large goes through a pipe, and only reads.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias, overload

from game.engine.acts import EVENTS
from game.engine.event import Event
from game.engine.state import TableState
from game.finding import first
from game.records.format import lines_of
from game.report.export import sheets, spreadsheets
from game.report.export.gradebook import Gradebook, Platform, gradebook
from game.report.export.material import ClassMaterial, Naming, Person, TableMaterial
from game.report.export.measures import Weights
from game.report.export.sheets import Sheet
from game.scenario.model import Structure
from game.service import scenarios
from game.service.papers import Papers
from game.service.problems import Problem
from game.service.roster import plain_name
from game.store.answers import Answers
from game.store.database import Database
from game.store.directory import Conference, Directory, TableRecord, name_key
from game.store.log import EventLog
from game.store.reports import ReportStore
from game.store.schema_version import check

Kind: TypeAlias = Literal[
    "participation", "scores", "answers", "workbook", "gradebook", "events", "file", "class"
]
Format: TypeAlias = Literal["csv", "xlsx", "jsonl", "html", "pdf", "zip"]

#: Which formats there are of what; the first is the usual one.
FORMATS: dict[Kind, tuple[Format, ...]] = {
    "participation": ("csv", "xlsx"),
    "scores": ("csv", "xlsx"),
    "answers": ("csv", "xlsx"),
    "workbook": ("xlsx",),
    "gradebook": ("csv", "xlsx"),
    "events": ("jsonl", "zip"),
    "file": ("html", "pdf"),
    "class": ("zip",),
}


class StoredLog(Sequence[Event]):
    """A table's first ``length`` events, of which no more is read than is asked for.

    ``read(limit)`` reads the first so many.
    """

    def __init__(self, length: int, read: Callable[[int], Iterator[Event]]) -> None:
        self._length = length
        self._read = read

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> Event: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Event, ...]: ...

    def __getitem__(self, place: int | slice) -> Event | tuple[Event, ...]:
        alone = place == 0
        return tuple(self._read(1 if alone else self._length))[place]

    def __iter__(self) -> Iterator[Event]:
        return self._read(self._length)


@dataclass(frozen=True)
class Order:
    """What is wanted. ``table`` None means the class, ``delegation`` None the whole table.

    ``bom`` puts the mark in front of a CSV by which a spreadsheet program knows UTF-8.
    """

    kind: Kind
    format: Format
    naming: Naming = "pseudonyms"
    table: int | None = None
    delegation: str | None = None
    bom: bool = True
    platform: Platform = "canvas"
    book: Gradebook = field(default_factory=lambda: Gradebook(""))

    def __post_init__(self) -> None:
        if self.format not in FORMATS[self.kind]:
            raise Problem("no_such_format")


@dataclass(frozen=True)
class Source:
    """Reads a conference's material from the store."""

    log: EventLog
    directory: Directory
    answers: Answers
    reports: ReportStore

    @classmethod
    def of(cls, database: Database) -> "Source":
        """Everything from one database."""
        return cls(
            EventLog(database), Directory(database), Answers(database), ReportStore(database)
        )

    def material(
        self,
        conference: Conference,
        naming: Naming,
        number: int | None = None,
        states: Callable[[int], TableState] | None = None,
    ) -> ClassMaterial:
        """The conference as exports see it, with all its tables or the one of that number.

        With ``states`` (by table id) no log is read before something asks for what is in it.
        """
        scenario = scenarios.scenario(conference.scenario)
        records = self.directory.tables_of(conference.id)
        numbers = {record.id: record.number for record in records}
        lines = {line.key: line for line in self.directory.roster_of(conference.id)}
        given: dict[str, dict[tuple[str, str], int | str]] = {}
        for answer in self.answers.of_conference(conference.id):
            value = answer.rating if answer.rating is not None else answer.words or ""
            given.setdefault(answer.participant_id, {})[answer.form, answer.item] = value
        return ClassMaterial(
            title=conference.title,
            code=conference.code,
            language=conference.language,
            scenario=scenario,
            tables=tuple(
                self._table(record, scenario.structure, states)
                for record in records
                if number in (None, record.number)
            ),
            people=tuple(
                Person(
                    id=person.id,
                    name=person.name,
                    observer=person.observer,
                    head=person.head,
                    table=None if person.table_id is None else numbers[person.table_id],
                    delegation=person.delegation,
                    joined_at=person.joined_at,
                    answers=given.get(person.id, {}),
                    student_id=line.student_id if line else "",
                    listed=plain_name(line) if line else "",
                )
                for person in self.directory.participants_of(conference.id)
                for line in (lines.get(name_key(person.name)),)
            ),
            naming=naming,
            removed=self.directory.removed_from(conference.id),
        )

    def _table(
        self,
        record: TableRecord,
        structure: Structure,
        states: Callable[[int], TableState] | None,
    ) -> TableMaterial:
        if states is None:
            return TableMaterial(record.number, structure, tuple(self._events(record.id, None)))
        known = states(record.id)
        log = StoredLog(known.seq, partial(self._events, record.id))
        return TableMaterial(record.number, structure, log, known)

    def _events(self, table_id: int, limit: int | None) -> Iterator[Event]:
        return (EVENTS.validate_json(body) for body in self.log.bodies(table_id, limit))

    def papers(self, conference: Conference, naming: Naming) -> Papers:
        """The conference with what can be printed of it."""
        return Papers(conference, self.material(conference, naming), self.reports)


@dataclass(frozen=True)
class Made:
    """A file that has been made: its name, and how many rows or pages of files are in it."""

    path: Path
    rows: int


def make(folder: Path, database_url: str, conference_id: int, order: Order) -> Made:
    """Make the file in that folder."""
    database = Database(database_url)
    try:
        source = Source.of(database)
        conference = source.directory.conference(conference_id)
        if conference is None:
            raise Problem("unknown_code")
        # A gradebook without names could be imported nowhere.
        naming = "names" if order.kind == "gradebook" else order.naming
        return write(folder, source.papers(conference, naming), order)
    finally:
        database.close()


def write(folder: Path, papers: Papers, order: Order) -> Made:
    """Make the file of that conference."""
    path = folder / file_name(papers.material, order)
    return Made(path, _WRITERS[order.kind](path, papers, order))


def made_for(
    folder: Path,
    database_url: str,
    address: str,
    what: str,
    format_: str | None,
    choices: Mapping[str, Any],
) -> Made:
    """Make what the command line asks for; ``address`` is a code and perhaps a table's number.

    Without a format it is the usual one.
    """
    code, _, number = address.partition("/")
    database = Database(database_url)
    try:
        check(database)
        source = Source.of(database)
        conference = source.directory.conference_by_code(code)
        if conference is None:
            raise Problem("unknown_code")
        numbers = {str(table.number) for table in source.directory.tables_of(conference.id)}
        if number and number not in numbers:
            raise Problem("unknown_table")
        kind = first((kind for kind in FORMATS if kind == what), what)
        chosen = next((f for f in FORMATS[kind] if f == (format_ or FORMATS[kind][0])), None)
        if chosen is None or (format_ is None and chosen in ("xlsx", "pdf", "zip")):
            raise Problem("which_format", formats=", ".join(FORMATS[kind]))
        named = choices["names"] or kind == "gradebook"
        order = Order(
            kind=kind,
            format=chosen,
            naming="names" if named else "pseudonyms",
            table=int(number) if number else None,
            delegation=_known_delegation(conference, choices["delegation"]),
            bom=choices["bom"],
            platform=choices["platform"],
            book=Gradebook(conference.title),
        )
        return write(folder, source.papers(conference, order.naming), order)
    finally:
        database.close()


def _known_delegation(conference: Conference, asked: str | None) -> str | None:
    structure = scenarios.scenario(conference.scenario).structure
    if asked is not None and asked not in structure.delegation_ids:
        raise Problem("unknown_table")
    return asked


def file_name(material: ClassMaterial, order: Order) -> str:
    """What the file is called: plain letters, so that every system takes it."""
    parts = ["six-party", material.code, order.kind]
    if order.kind == "gradebook":
        parts.append(order.platform)
    if order.table is not None:
        parts.append(f"table-{order.table}")
    if order.delegation is not None:
        parts.append(order.delegation)
    return f"{'-'.join(parts)}.{order.format}"


def sheet_of(kind: Kind, papers: Papers, weights: Weights) -> Sheet:
    """The sheet of that kind."""
    material = papers.material
    match kind:
        case "participation":
            return sheets.participation(material)
        case "answers":
            return sheets.answers(material)
        case _:
            return sheets.scores(material, papers.created(), weights)


def _lines(path: Path, lines: Iterator[str]) -> int:
    """Write the lines; how many there were."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write(line)
            count += 1
    return count


def _sheet(path: Path, papers: Papers, order: Order) -> int:
    return _write_sheet(path, sheet_of(order.kind, papers, order.book.weights), order)


def _write_sheet(path: Path, sheet: Sheet, order: Order) -> int:
    if order.format == "xlsx":
        return spreadsheets.write_workbook(path, [sheet])
    return _lines(path, spreadsheets.sheet_csv(sheet, bom=order.bom)) - 1


def _workbook(path: Path, papers: Papers, order: Order) -> int:
    kinds: tuple[Kind, ...] = ("participation", "scores", "answers")
    return spreadsheets.write_workbook(
        path, (sheet_of(kind, papers, order.book.weights) for kind in kinds)
    )


def _gradebook(path: Path, papers: Papers, order: Order) -> int:
    sheet = gradebook(order.platform, order.book, papers.material, papers.created())
    return _write_sheet(path, sheet, order)


def _events(path: Path, papers: Papers, order: Order) -> int:
    """One table's log, or an archive of every table's."""
    material = papers.material
    if order.format == "jsonl":
        if order.table is None:
            raise Problem("which_table", tables=len(material.tables), conference=material.code)
        return _lines(path, event_lines(material, order.table))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        return _add_logs(archive, material)


def event_lines(material: ClassMaterial, number: int) -> Iterator[str]:
    """A table's log as a recorded game, line by line."""
    return lines_of(material.record(material.table(number)))


def _file(path: Path, papers: Papers, order: Order) -> int:
    papers.write(path, order.table, order.delegation)
    return 1


def _class(path: Path, papers: Papers, order: Order) -> int:
    """Everything in one archive: reports of class, tables and delegations, sheets, logs."""
    material = papers.material
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        put: Callable[[str, str], None] = archive.writestr
        count = papers.add_to(archive, path.parent)
        for kind in ("participation", "scores", "answers"):
            sheet = sheet_of(kind, papers, order.book.weights)
            put(f"{kind}.csv", "".join(spreadsheets.sheet_csv(sheet, bom=order.bom)))
        return count + 3 + _add_logs(archive, material)


def _add_logs(archive: zipfile.ZipFile, material: ClassMaterial) -> int:
    for table in material.tables:
        log = "".join(event_lines(material, table.number))
        archive.writestr(f"table-{table.number}/events.jsonl", log)
    return len(material.tables)


_WRITERS: dict[Kind, Callable[[Path, Papers, Order], int]] = {
    "participation": _sheet,
    "scores": _sheet,
    "answers": _sheet,
    "workbook": _workbook,
    "gradebook": _gradebook,
    "events": _events,
    "file": _file,
    "class": _class,
}
