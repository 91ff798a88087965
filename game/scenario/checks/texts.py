"""Checks of ``texts/<language>/``: that they name exactly what the structure has, in full."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from game.scenario.checks.check import Check, cited, covers, problem, unknown, unknown_keys
from game.scenario.problems import Problem, Steps
from game.scenario.reading import EXTRA_TEXT_FILES, Pack, Part, Table

FULL_STOPS = (".", "。")

#: A path in a text file, what its keys stand for, and the keys that it should have.
Expectation: TypeAlias = tuple[Steps, str, tuple[str, ...]]


def _delegations(pack: Pack) -> Iterator[Expectation]:
    yield (), "a delegation", pack.delegation_ids


def _objectives(pack: Pack) -> Iterator[Expectation]:
    yield (), "a delegation", pack.delegation_ids
    for delegation in pack.delegations.values():
        ids = tuple(objective.id for objective in delegation.objectives)
        yield (delegation.id,), f"an objective of '{delegation.id}'", ids


def _red_lines(pack: Pack) -> Iterator[Expectation]:
    yield (), "a delegation", pack.delegation_ids
    for delegation in pack.delegations.values():
        ids = tuple(line.id for line in delegation.red_lines)
        yield (delegation.id,), f"a red line of '{delegation.id}'", ids


def _issues(pack: Pack) -> Iterator[Expectation]:
    yield (), "an issue", tuple(issue.id for issue in pack.issues)
    for issue in pack.issues:
        yield (issue.id, "options"), f"an option of the issue '{issue.id}'", issue.option_ids


def _clauses(pack: Pack) -> Iterator[Problem]:
    """Whatever a text can say beyond its silence needs words for the article."""
    for language, tables in pack.raw_texts.items():
        file = f"texts/{language}/issues.toml"
        found = tables.get(file, {})
        for issue in pack.issues:
            for option in issue.option_ids:
                steps: Steps = (issue.id, "options", option)
                node: Any = found
                for step in steps:
                    node = node.get(step) if isinstance(node, Mapping) else None
                lacks = isinstance(node, Mapping) and "clause" not in node
                if lacks and option != issue.silent:
                    yield problem(file, (*steps, "clause"), "Is missing: only silence has none.")


def _conflicts(pack: Pack) -> Iterator[Expectation]:
    yield (), "a conflict of clauses", tuple(conflict.id for conflict in pack.conflicts)


def _indicators(pack: Pack) -> Iterator[Expectation]:
    yield (), "an indicator", tuple(indicator.id for indicator in pack.indicators)
    for indicator in pack.indicators:
        bands = tuple(band.id for band in indicator.bands)
        yield (indicator.id, "bands"), f"a band of '{indicator.id}'", bands


def _presets(pack: Pack) -> Iterator[Expectation]:
    yield (), "a preset", tuple(preset.id for preset in pack.presets)


def _history(pack: Pack) -> Iterator[Expectation]:
    yield (), "an outcome of history", tuple(outcome.id for outcome in pack.history)


def _mandates(pack: Pack) -> Iterator[Expectation]:
    asked = {
        Path(file).stem: tuple(line.id for line in delegation.red_lines if line.mandate)
        for file, delegation in pack.delegations.items()
        if Path(file).stem in pack.delegation_ids
    }
    named = tuple(delegation for delegation, lines in asked.items() if lines)
    yield (), "a delegation with a mandate", named
    for delegation in named:
        yield (delegation,), f"a red line of '{delegation}' with a mandate", asked[delegation]


def _moves(pack: Pack) -> Iterator[Expectation]:
    yield (), "a move", tuple(move.id for move in pack.moves.values())
    for move in pack.moves.values():
        if move.cases:
            yield (move.id, "cases"), f"a case of '{move.id}'", tuple(c.id for c in move.cases)


def _access(pack: Pack) -> Iterator[Expectation]:
    yield (), "an access rule", tuple(access.id for access in pack.access)


def _accords(pack: Pack) -> Iterator[Expectation]:
    yield (), "a side accord", tuple(accord.id for accord in pack.accords)


def _obligations(pack: Pack) -> Iterator[Expectation]:
    yield (), "an obligation", tuple(found.id for found in pack.obligations)


#: Tables that a text need not have.
_OPTIONAL = ("told", "cases")


@dataclass(frozen=True)
class _Section:
    file: str
    needs: tuple[Part, ...]
    expect: Callable[[Pack], Iterator[Expectation]]


_SECTIONS = (
    _Section("delegations.toml", ("frame",), _delegations),
    _Section("objectives.toml", ("frame", "delegations"), _objectives),
    _Section("red_lines.toml", ("frame", "delegations"), _red_lines),
    _Section("issues.toml", ("issues",), _issues),
    _Section("conflicts.toml", ("issues",), _conflicts),
    _Section("indicators.toml", ("indicators",), _indicators),
    _Section("presets.toml", ("presets",), _presets),
    _Section("history.toml", ("history",), _history),
    _Section("mandates.toml", ("frame", "delegations"), _mandates),
    _Section("moves.toml", ("moves",), _moves),
    _Section("access.toml", ("diplomacy",), _access),
    _Section("accords.toml", ("diplomacy",), _accords),
    _Section("obligations.toml", ("obligations",), _obligations),
)


def _sections(pack: Pack) -> Iterator[Problem]:
    for language, tables in pack.raw_texts.items():
        for section in _SECTIONS:
            file = f"texts/{language}/{section.file}"
            if not pack.whole(*section.needs):
                continue
            # A file that is not there and should be is reported where the texts are read; the
            # files of what a scenario may do without are missed here, key by key.
            extra = section.file.removesuffix(".toml") in EXTRA_TEXT_FILES
            if file in tables or extra:
                for steps, what, ids in section.expect(pack):
                    yield from _expected(file, tables.get(file, {}), steps, ids, what)


def _expected(
    file: str, content: Table, steps: Steps, ids: tuple[str, ...], what: str
) -> Iterator[Problem]:
    node: Any = content
    for step in steps:
        # A table that may be left out is as good as empty. What is no table at this place, or
        # must be there and is not, is reported where the texts are read.
        lacking: Any = {} if step in _OPTIONAL else None
        node = node.get(step, lacking) if isinstance(node, Mapping) else None
    if isinstance(node, Mapping):
        yield from covers(file, steps, node, ids, what)


def _injects(pack: Pack) -> Iterator[Problem]:
    for language, tables in pack.raw_texts.items():
        folder = f"texts/{language}/injects"
        names = [Path(file).stem for file in pack.injects]
        yield from _files(pack, folder, ".toml", names, "card")
        for inject in pack.injects.values():
            file = f"{folder}/{inject.id}.toml"
            table = tables.get(file, {})
            yield from _expected(file, table, ("told",), inject.told, "a delegation that is told")
            deciders = tuple(decision.delegation for decision in inject.decisions)
            what = "a delegation that decides on this card"
            yield from _expected(file, table, ("decisions",), deciders, what)
            for decision in inject.decisions:
                steps: Steps = ("decisions", decision.delegation, "answers")
                yield from _expected(file, table, steps, decision.answers, "an answer")
            consequences = tuple(consequence.id for consequence in inject.consequences)
            yield from _expected(file, table, ("consequences",), consequences, "a consequence")


def _briefs(pack: Pack) -> Iterator[Problem]:
    for language in pack.raw_texts:
        folder = f"texts/{language}/briefs"
        yield from _files(pack, folder, ".toml", pack.delegation_ids, "delegation")


def _brief_texts(pack: Pack) -> Iterator[Problem]:
    """That briefs, and what objectives add to an issue, speak of what is there."""
    issues = tuple(issue.id for issue in pack.issues)
    for language, texts in pack.texts.items():
        for delegation, brief in texts.briefs.items():
            file = f"texts/{language}/briefs/{delegation}.toml"
            yield from covers(file, ("issues",), brief.issues, issues, "an issue")
            others = set(pack.delegation_ids) - {delegation}
            named = [("see_first", brief.see_first)]
            yield from unknown(file, (), named, others, "another delegation")
            yield from cited(file, (), brief.sources, pack)
            for part in ("offers", "situation", "acts", "later", "hints"):
                for number, passage in enumerate(getattr(brief, part)):
                    steps: Steps = (part, number, "issues")
                    names = enumerate(passage.issues)
                    yield from unknown(file, steps, names, issues, "an issue")
            for preset in pack.presets:
                if not brief.offer(preset.agenda):
                    reason = f"None fits the agenda of the preset '{preset.id}'."
                    yield problem(file, ("offers",), reason)
        for delegation, objectives in texts.objectives.items():
            for id_, objective in objectives.items():
                file = f"texts/{language}/objectives.toml"
                steps = (delegation, id_, "also")
                yield from unknown_keys(file, steps, objective.also, issues, "an issue")


def _files(
    pack: Pack, folder: str, suffix: str, names: Iterable[str], what: str
) -> Iterator[Problem]:
    wanted = {f"{folder}/{name}{suffix}" for name in names}
    found = {file for file in pack.files if file.startswith(f"{folder}/")}
    for file in sorted(wanted - found):
        yield problem(file, (), "There is no such file.")
    for file in sorted(found - wanted):
        yield problem(file, (), f"There is no {what} of this name.")


def _languages(pack: Pack) -> Iterator[Problem]:
    for language in pack.text_folders:
        if language not in pack.languages:
            yield problem(f"texts/{language}", (), "The scenario does not list this language.")


def _leaves(node: object, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    if isinstance(node, str):
        yield steps, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(value, (*steps, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _leaves(value, (*steps, number))


def _wording(pack: Pack) -> Iterator[Problem]:
    for tables in pack.raw_texts.values():
        for file, table in tables.items():
            for steps, text in _leaves(table):
                if not text.strip():
                    yield problem(file, steps, "Is empty.")
                elif steps[-1:] == ("clause",) and not text.rstrip().endswith(FULL_STOPS):
                    yield problem(file, steps, "A clause must end with a full stop.")


CHECKS = (
    Check(_sections),
    Check(_clauses, needs=("issues",)),
    Check(_injects, needs=("injects",)),
    Check(_briefs, needs=("frame",)),
    Check(_brief_texts, needs=("frame", "issues", "presets", "sources")),
    Check(_languages, needs=("frame",)),
    Check(_wording),
)
