"""Records the games of this folder anew: ``python -m tests.replays.record``.

Beside each game stands its report (``reports/``, all figures of the debrief as JSON, a part of it
on each line), and one that compares them all as if they were the tables of a class.

A story is played with one seed after the other until it ends as it must and shows what it must,
so that the same files come out every time, and new ones when the scenario's numbers change.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from game.engine.refusals import Refused
from game.records.format import Record, read, write
from game.records.outcome import record
from game.report.figures.conference import CLASS_FIGURES, class_figures
from game.report.figures.table import TABLE_FIGURES, TableFigures, table_figures
from game.scenario.loader import load_packaged
from tests.replays import accords, breakdowns, failures
from tests.replays.tale import Story

HERE = Path(__file__).parent
REPORTS = HERE / "reports"
CLASS = "all_tables"
STORIES: tuple[Story, ...] = (*accords.STORIES, *failures.STORIES, *breakdowns.STORIES)
#: How many seeds each story may try. No two stories share one, so that their fates differ.
TRIES = 200


def recording(story: Story) -> str:
    """The story as the text of a file. LookupError if no seed lets it happen."""
    why = ""
    first = TRIES * STORIES.index(story)
    for seed in range(first, first + TRIES):
        try:
            tale = story.told(seed)
        except (Refused, AssertionError) as error:
            why = f"{type(error).__name__}: {error}"
            continue
        if tale.state.ending == story.ending and story.shows(tale):
            return write(record(tale.log, tale.structure, "en"))
        why = f"ended in {tale.state.ending}"
    raise LookupError(f"{story.name}: no seed lets this story happen any more (last: {why})")


def figures(recorded: Record) -> TableFigures:
    """The figures of a recorded game, by the scenario of today."""
    scenario = load_packaged(recorded.header.scenario)
    texts = scenario.text(recorded.header.language)
    titles = {issue: text.title for issue, text in texts.issues.items()}
    return table_figures(scenario.structure, recorded.events, titles)


def report(found: TableFigures) -> str:
    """The figures as the text of a file."""
    return _lines(TABLE_FIGURES.dump_json(found))


def class_report(tables: Mapping[str, TableFigures]) -> str:
    """All games compared, numbered by their names' order, as the text of a file."""
    numbered = {number: tables[name] for number, name in enumerate(sorted(tables), start=1)}
    return _lines(CLASS_FIGURES.dump_json(class_figures(numbered)))


def _lines(report: bytes) -> str:
    """A line for each part, so that a change shows where it is."""
    parts = json.loads(report)
    lines = (f"{json.dumps(key)}: {json.dumps(part)}" for key, part in parts.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Write every story's file, and the reports."""
    REPORTS.mkdir(exist_ok=True)
    found = {}
    for story in STORIES:
        text = recording(story)
        _write(HERE / f"{story.name}.jsonl", text)
        found[story.name] = figures(read(text.encode()))
        _write(REPORTS / f"{story.name}.json", report(found[story.name]))
    _write(REPORTS / f"{CLASS}.json", class_report(found))


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
