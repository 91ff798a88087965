"""The debrief guide of a table, made of its log: the server has it made beside its event loop."""

from collections.abc import Set
from dataclasses import dataclass

from game.engine.choices import Chapter
from game.records.names import Names
from game.report.guide import chapters
from game.report.guide.analysed import better_of
from game.report.guide.evidence import Evidence
from game.report.guide.plan import Step, plan, uttered
from game.report.work import TABLE_REPORT
from game.service.tables import Tables
from game.store.database import Database
from game.store.directory import Directory
from game.store.log import EventLog


@dataclass(frozen=True)
class Guide:
    """The steps of a table's debrief, and the rows of the chapter at the place that was asked for.

    No rows where that step opens no chapter, or one that is not open to the table yet.
    """

    steps: tuple[Step, ...]
    lines: tuple[chapters.Line, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """Of which table, in which language and for how many minutes; ``place`` counts from 1.

    ``report`` is the table's report as it is kept, where there is one of its present state: by it
    the guide knows what would have been better. ``opened`` are the chapters that the table may see.
    """

    table_id: int
    language: str
    minutes: int
    opened: Set[Chapter]
    report: str | None = None
    place: int | None = None


def guide(database_url: str, wanted: Wanted) -> Guide:
    """Make it of what is stored."""
    database = Database(database_url)
    try:
        tables = Tables(EventLog(database), Directory(database))
        events = tables.events(wanted.table_id)
        scenario = tables.scenario_of(wanted.table_id)
    finally:
        database.close()
    texts, body = scenario.text(wanted.language), wanted.report
    evidence = Evidence(
        structure=scenario.structure,
        events=events,
        uttered=uttered(events, texts),
        better=None
        if body is None
        else better_of(scenario.structure, TABLE_REPORT.validate_json(body).figures),
    )
    steps = plan(evidence, texts, wanted.language, wanted.opened, wanted.minutes)
    if wanted.place is None or not 1 <= wanted.place <= len(steps):
        return Guide(steps)
    step = steps[wanted.place - 1]
    if step.chapter is None or not step.opened:
        return Guide(steps)
    names = Names(texts, wanted.language)
    return Guide(steps, tuple(chapters.lines(step.chapter, evidence, names)))
