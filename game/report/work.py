"""Makes reports: a job in, a report out, both JSON. The server lets its worker call it.

A table's job holds its scenario's name, a language and its events; a class's job the reports of
its tables by number.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from game.engine.acts import EVENTS
from game.records.names import Names
from game.report.charts.drawing import Labels
from game.report.charts.table import class_charts, table_charts
from game.report.figures.conference import ClassFigures, class_figures
from game.report.figures.played import Played
from game.report.figures.table import TableFigures, figures_of
from game.report.telling import Telling, tellings
from game.scenario.loader import load_packaged

#: Changes whenever a report would be made otherwise of the same events.
VERSION = 3


class Job(BaseModel):
    """What a job has in common: whose words, in which language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str
    language: str


class TableJob(Job):
    """A table's log to report on."""

    kind: Literal["table"] = "table"
    events: tuple[dict[str, Any], ...]


class ClassJob(Job):
    """The tables of a class, each as the text of its report."""

    kind: Literal["class"] = "class"
    tables: dict[int, str]


AnyJob: TypeAlias = Annotated[TableJob | ClassJob, Field(discriminator="kind")]
_JOBS: TypeAdapter[TableJob | ClassJob] = TypeAdapter(AnyJob)


@dataclass(frozen=True)
class TableReport:
    """A table's figures, the words for its story by seq, its charts by name."""

    figures: TableFigures
    told: dict[int, Telling]
    charts: dict[str, str]


@dataclass(frozen=True)
class ClassReport:
    """The figures of a class and its charts by name."""

    figures: ClassFigures
    charts: dict[str, str]


TABLE_REPORT: TypeAdapter[TableReport] = TypeAdapter(TableReport)
CLASS_REPORT: TypeAdapter[ClassReport] = TypeAdapter(ClassReport)


def make(job: bytes) -> bytes:
    """The report that the job asks for."""
    asked = _JOBS.validate_json(job)
    if isinstance(asked, TableJob):
        return TABLE_REPORT.dump_json(_table(asked))
    return CLASS_REPORT.dump_json(_class(asked))


def _table(job: TableJob) -> TableReport:
    scenario = load_packaged(job.scenario)
    texts = scenario.text(job.language)
    events = (EVENTS.validate_python(event) for event in job.events)
    played = Played.of(scenario.structure, events)
    figures = figures_of(played, {issue: text.title for issue, text in texts.issues.items()})
    return TableReport(
        figures=figures,
        told=tellings(played, figures.story, Names(texts, job.language)),
        charts=table_charts(figures, Labels(texts, job.language)),
    )


def _class(job: ClassJob) -> ClassReport:
    tables = {
        number: TABLE_REPORT.validate_json(report).figures for number, report in job.tables.items()
    }
    figures = class_figures(tables)
    texts = load_packaged(job.scenario).text(job.language)
    return ClassReport(figures, class_charts(figures, Labels(texts, job.language)))
