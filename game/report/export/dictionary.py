"""The data dictionary: every column of every export and every kind of event, as Markdown.

``python -m game.report.export.dictionary`` prints it; a test holds ``docs/data-dictionary.md`` to
it. Columns are described in the catalogue, events by their classes' own words.
"""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping

from game.engine.acts import EVENT_KINDS, kind_of
from game.engine.event import EVERYBODY, Event
from game.report.asking import ITEMS, text
from game.report.export.sheets import (
    ANSWER_HEAD,
    Participation,
    Score,
    answer_columns,
    columns_of,
)
from game.report.phrases import group


def columns(sheet: str) -> dict[str, str]:
    """Every column of that sheet and what it means. KeyError for one that is not described."""
    said = group(f"columns.{sheet}")
    if sheet != "answers":
        row = Participation if sheet == "participation" else Score
        return {column: said[column] for column in columns_of(row)}
    items = {
        f"{item.form}.{item.id}": said["open" if item.open else "rating"] + text(item, "en")
        for item in ITEMS
    }
    return {c: said[c] if c in ANSWER_HEAD else items[c] for c in answer_columns()}


def event_kinds() -> tuple[type[Event], ...]:
    """Every kind of event, by its name."""
    return tuple(sorted(EVENT_KINDS, key=kind_of))


def lines() -> Iterator[str]:
    """The dictionary line by line."""
    words = group("dictionary")
    yield from (f"# {words['title']}", "", words["lead"], "")
    for sheet in ("participation", "scores", "answers"):
        yield from (f"## {words[sheet]}", "", words[f"{sheet}_lead"], "")
        yield from _table(words, columns(sheet).items())
    yield from (f"## {words['gradebook']}", "", words["gradebook_lead"], "")
    yield from (f"## {words['events']}", "", words["events_lead"], "")
    for event in event_kinds():
        yield from (f"### `{kind_of(event)}`", "", f"{_said(event)} {_known_to(event, words)}", "")
        yield from _table(words, _fields(event))


def _table(words: Mapping[str, str], rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from (f"| {words['column']} | {words['meaning']} |", "| --- | --- |")
    for name, described in rows:
        yield f"| `{name}` | {described.replace('|', chr(92) + '|')} |"
    yield ""


def _said(documented: object) -> str:
    return " ".join((inspect.getdoc(documented) or "").split())


def _known_to(event: type[Event], words: Mapping[str, str]) -> str:
    """Who may know of it, as its class says."""
    who = words["everybody"] if event.audience is EVERYBODY else event.audience.said
    return f"{words['known_to']} {who[0].lower()}{who[1:]}"


def _fields(event: type[Event]) -> Iterator[tuple[str, str]]:
    for name, field in event.model_fields.items():
        if name not in ("kind", "at"):
            shown = re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", str(field.annotation))
            shown = re.sub(r"<(?:class|enum) '(\w+)'>", r"\1", shown)
            yield name, shown


def main() -> None:
    """Print the dictionary."""
    sys.stdout.write("\n".join(lines()))


if __name__ == "__main__":
    main()
