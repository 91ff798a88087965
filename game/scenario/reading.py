"""Reads a pack's folder: files to models, with every fault noted and none of them fatal.

What can be read is kept even where other files are broken, so that the checks can report on the
rest at once. Whether the parts agree with each other is not asked here; see ``checks``.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

from pydantic import ValidationError

from game.scenario.model import (
    Access,
    Accord,
    Benchmark,
    Conflict,
    Delegation,
    DelegationId,
    Entry,
    HistoricalPackage,
    Identifier,
    Indicator,
    Inject,
    InjectId,
    Issue,
    IssueId,
    Move,
    Obligation,
    OptionId,
    Par,
    Personality,
    Preset,
    Rules,
    Source,
)
from game.scenario.problems import Problem, Steps, problems_from
from game.scenario.texts import Texts

Part: TypeAlias = Literal[
    "frame",
    "delegations",
    "issues",
    "indicators",
    "injects",
    "moves",
    "diplomacy",
    "obligations",
    "presets",
    "history",
    "sources",
    "benchmarks",
    "personalities",
    "pars",
]
Table: TypeAlias = dict[str, Any]
EntryT = TypeVar("EntryT", bound=Entry)

FRAME_FILE = "scenario.toml"
BENCHMARKS_FILE = "benchmarks.toml"
PERSONALITIES_FILE = "personalities.toml"
PAR_FILE = "par.toml"
#: A folder with none of these is no pack.
_MARKS = (FRAME_FILE, "issues.toml", "presets.toml", "delegations", "texts")

#: The sections of the texts that have a file of their own.
TEXT_FILES = (
    "delegations",
    "objectives",
    "red_lines",
    "issues",
    "indicators",
    "presets",
    "history",
)
#: The same, of what a scenario may do without.
EXTRA_TEXT_FILES = (
    "mandates",
    "moves",
    "access",
    "accords",
    "obligations",
    "conflicts",
    "voices",
    "spoken",
)


class Frame(Entry):
    """What ``scenario.toml`` holds."""

    id: Identifier
    version: str
    languages: tuple[Identifier, ...]
    seating: tuple[Identifier, ...]
    rules: Rules


class _Issues(Entry):
    issues: tuple[Issue, ...]
    conflicts: tuple[Conflict, ...] = ()


class _Indicators(Entry):
    indicators: tuple[Indicator, ...]


class _Diplomacy(Entry):
    access: tuple[Access, ...] = ()
    accords: tuple[Accord, ...] = ()


class _Obligations(Entry):
    obligations: tuple[Obligation, ...]


class _Presets(Entry):
    presets: tuple[Preset, ...]


class _History(Entry):
    history: tuple[HistoricalPackage, ...]


class _Sources(Entry):
    sources: tuple[Source, ...]


class _Benchmarks(Entry):
    benchmarks: tuple[Benchmark, ...]


class _Personalities(Entry):
    personalities: tuple[Personality, ...]


class _Pars(Entry):
    pars: tuple[Par, ...]


@dataclass(frozen=True)
class Pack:
    """What could be read of a pack. A part that is not ``whole`` lacks some or all of its entries.

    ``delegations``, ``injects`` and ``moves`` are keyed by their files, ``raw_texts`` holds by
    language what each text file says, ``texts`` the languages that could be read throughout, and
    ``files`` the names of all files that are there.
    """

    languages: tuple[str, ...]
    frame: Frame | None
    delegations: dict[str, Delegation]
    issues: tuple[Issue, ...]
    conflicts: tuple[Conflict, ...]
    indicators: tuple[Indicator, ...]
    injects: dict[str, Inject]
    moves: dict[str, Move]
    access: tuple[Access, ...]
    accords: tuple[Accord, ...]
    obligations: tuple[Obligation, ...]
    presets: tuple[Preset, ...]
    history: tuple[HistoricalPackage, ...]
    sources: tuple[Source, ...]
    benchmarks: tuple[Benchmark, ...]
    personalities: tuple[Personality, ...]
    pars: tuple[Par, ...]
    raw_texts: dict[str, dict[str, Table]]
    text_folders: tuple[str, ...]
    files: frozenset[str]
    texts: dict[str, Texts]
    unread: frozenset[Part]
    problems: tuple[Problem, ...]

    def whole(self, *parts: Part) -> bool:
        """Whether all of these parts could be read in full."""
        return self.unread.isdisjoint(parts)

    @cached_property
    def delegation_ids(self) -> tuple[DelegationId, ...]:
        """The delegations in seating order; those that have a file, where the seating is unread."""
        return self.frame.seating if self.frame else tuple(map(_stem, self.delegations))

    @cached_property
    def option_ids(self) -> dict[IssueId, tuple[OptionId, ...]]:
        """Every issue's options."""
        return {issue.id: issue.option_ids for issue in self.issues}

    @cached_property
    def indicator_ids(self) -> frozenset[str]:
        """Every indicator's id."""
        return frozenset(indicator.id for indicator in self.indicators)

    @cached_property
    def move_ids(self) -> frozenset[str]:
        """Every move's id, as its file is named."""
        return frozenset(map(_stem, self.moves))

    def card(self, id_: InjectId) -> Inject | None:
        """The card with that id, as its file is named."""
        return next((card for file, card in self.injects.items() if _stem(file) == id_), None)


def read_pack(path: Path, *, with_benchmarks: bool = True) -> Pack:
    """Read the pack's folder; never raises for a fault in its content."""
    reader = _Reader(path)
    frame = reader.entry(Frame, FRAME_FILE, "frame")
    delegations = reader.folder(Delegation, "delegations", "delegations")
    issues = reader.entry(_Issues, "issues.toml", "issues")
    indicators = reader.entry(_Indicators, "indicators.toml", "indicators")
    injects = reader.folder(Inject, "injects", "injects")
    moves = reader.folder(Move, "moves", "moves")
    diplomacy = reader.optional(_Diplomacy, "diplomacy.toml", "diplomacy")
    obligations = reader.optional(_Obligations, "obligations.toml", "obligations")
    presets = reader.entry(_Presets, "presets.toml", "presets")
    history = reader.entry(_History, "history.toml", "history")
    sources = reader.entry(_Sources, "sources.toml", "sources")
    benchmarks: tuple[Benchmark, ...] = ()
    if with_benchmarks:
        read = reader.entry(_Benchmarks, BENCHMARKS_FILE, "benchmarks")
        benchmarks = read.benchmarks if read else ()
    else:
        reader.unread.add("benchmarks")
    personalities = reader.optional(_Personalities, PERSONALITIES_FILE, "personalities")
    pars = reader.optional(_Pars, PAR_FILE, "pars")
    text_folders = reader.subfolders("texts")
    languages = frame.languages if frame else text_folders
    texts = {language: reader.language(language) for language in dict.fromkeys(languages)}
    return Pack(
        languages=tuple(texts),
        frame=frame,
        delegations=delegations,
        issues=issues.issues if issues else (),
        conflicts=issues.conflicts if issues else (),
        indicators=indicators.indicators if indicators else (),
        injects=injects,
        moves=moves,
        access=diplomacy.access if diplomacy else (),
        accords=diplomacy.accords if diplomacy else (),
        obligations=obligations.obligations if obligations else (),
        presets=presets.presets if presets else (),
        history=history.history if history else (),
        sources=sources.sources if sources else (),
        benchmarks=tuple(_with_blanks(b, tuple(map(_stem, delegations))) for b in benchmarks),
        personalities=personalities.personalities if personalities else (),
        pars=pars.pars if pars else (),
        raw_texts=reader.texts,
        text_folders=text_folders,
        files=frozenset(reader.found),
        texts={language: text for language, text in texts.items() if text},
        unread=frozenset(reader.unread),
        problems=tuple(reader.problems),
    )


def nothing_at(path: Path) -> tuple[Problem, ...]:
    """What is wrong with a path at which there is no pack at all; nothing where there is one.

    Of a folder without a single file of a pack that is said once, not of every file.
    """
    if not path.exists():
        return (Problem(path.name, "", "There is no such folder or file."),)
    if path.is_dir() and not any((path / name).exists() for name in _MARKS):
        return (Problem(FRAME_FILE, "", "There is no such file: this is no folder of a pack."),)
    return ()


def read_file(model: type[EntryT], path: Path) -> tuple[EntryT | None, tuple[Problem, ...]]:
    """That one file as the model, None if it does not fit; and what is wrong with it."""
    reader = _Reader(path.parent)
    entry = reader.entry(model, path.name, "frame")
    return entry, tuple(reader.problems)


class _Reader:
    """Reads a pack's files and collects what it finds wrong on the way."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.problems: list[Problem] = []
        self.unread: set[Part] = set()
        self.found: set[str] = set()
        self.texts: dict[str, dict[str, Table]] = {}

    def entry(self, model: type[EntryT], file: str, part: Part) -> EntryT | None:
        """The file's content as that model; None, and the part unread, if it does not fit."""
        table = self._table(file)
        if table is not None:
            try:
                return model.model_validate(table)
            except ValidationError as error:
                self.problems += problems_from(error, lambda steps: (file, steps))
        self.unread.add(part)
        return None

    def optional(self, model: type[EntryT], file: str, part: Part) -> EntryT | None:
        """As ``entry``, but a file that is not there is no fault."""
        return self.entry(model, file, part) if self._exists(file) else None

    def _exists(self, file: str) -> bool:
        return (self._root / file).exists()

    def folder(self, model: type[EntryT], folder: str, part: Part) -> dict[str, EntryT]:
        """The folder's files as that model, by file, in the order of their names."""
        entries = {file: self.entry(model, file, part) for file in self._files(f"{folder}/*.toml")}
        return {file: entry for file, entry in entries.items() if entry}

    def subfolders(self, folder: str) -> tuple[str, ...]:
        """The names of the folders within the folder."""
        return tuple(sorted(p.name for p in (self._root / folder).glob("*") if p.is_dir()))

    def language(self, language: str) -> Texts | None:
        """All texts in that language, or None if a file of theirs is missing or does not fit."""
        base = f"texts/{language}"
        before = len(self.problems)
        extras = [
            name for name in EXTRA_TEXT_FILES if (self._root / base / f"{name}.toml").exists()
        ]
        sections = (*TEXT_FILES, *extras)
        files = {name: f"{base}/{name}.toml" for name in ("scenario", *sections)}
        injects = self._files(f"{base}/injects/*.toml")
        briefs = self._files(f"{base}/briefs/*.toml")
        tables = self._readable((*files.values(), *injects, *briefs))
        self.texts[language] = tables

        head = tables.get(files["scenario"], {})
        for name in (*TEXT_FILES, *EXTRA_TEXT_FILES, "injects", "briefs"):
            if name in head:
                self.problems.append(
                    Problem(files["scenario"], name, "These texts have files of their own.")
                )
        data = head | {name: tables.get(files[name], {}) for name in sections}
        data["injects"] = {_stem(file): tables[file] for file in injects if file in tables}
        data["briefs"] = {_stem(file): tables[file] for file in briefs if file in tables}
        head_is_read = files["scenario"] in tables

        def locate(steps: Steps) -> tuple[str, Steps]:
            section = str(steps[0])
            if section in sections:
                return files[section], steps[1:]
            if section in ("injects", "briefs"):
                return f"{base}/{section}/{steps[1]}.toml", steps[2:]
            return files["scenario"], steps

        try:
            texts = Texts.model_validate(data)
        except ValidationError as error:
            found = problems_from(error, locate)
            self.problems += (p for p in found if head_is_read or p.file != files["scenario"])
            return None
        return texts if len(self.problems) == before else None

    def _readable(self, files: tuple[str, ...]) -> dict[str, Table]:
        contents = {file: self._table(file) for file in files}
        return {file: content for file, content in contents.items() if content is not None}

    def _files(self, pattern: str) -> tuple[str, ...]:
        return tuple(sorted(p.relative_to(self._root).as_posix() for p in self._root.glob(pattern)))

    def _text(self, file: str) -> str | None:
        try:
            content = (self._root / file).read_bytes()
        except OSError as error:
            self.problems.append(Problem(file, "", _unreadable(error)))
            return None
        self.found.add(file)
        try:
            # Some editors of Windows mark UTF-8 with a byte order mark.
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.problems.append(Problem(file, f"line {line}", "Is not text in UTF-8."))
            return None

    def _table(self, file: str) -> Table | None:
        text = self._text(file)
        if text is None:
            return None
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            # The line stands only in the message: tomllib gives it no attribute before 3.14.
            message = str(error)
            found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
            line = found[1] if found and found[1] else str(len(text.splitlines()))
            reason = message[: found.start()] if found else message
            self.problems.append(Problem(file, f"line {line}", f"Is not valid TOML: {reason}."))
            return None
        except RecursionError:
            self.problems.append(Problem(file, "", "Is nested too deeply."))
            return None
        except ValueError:
            # A number of thousands of digits.
            self.problems.append(Problem(file, "", "Holds a number that is too long."))
            return None


def _unreadable(error: OSError) -> str:
    """Why a file cannot be read, in words for the pack's author."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "There is no such file."
    if isinstance(error, IsADirectoryError):
        return "Is a folder, and should be a file."
    return f"Cannot be read: {error.strerror}."


def _with_blanks(benchmark: Benchmark, delegations: tuple[DelegationId, ...]) -> Benchmark:
    """TOML has no word for nothing: where no package is acceptable, every best is None."""
    if benchmark.acceptable or benchmark.best:
        return benchmark
    return benchmark.model_copy(update={"best": dict.fromkeys(delegations)})


def _stem(file: str) -> str:
    return Path(file).stem
