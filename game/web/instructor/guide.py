"""The debrief guide of a table: the teacher's plan, and a page for the wall per step."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR
from game.engine.views import INSTRUCTOR_VIEW
from game.records.names import Names
from game.report.guide.analysed import better_of
from game.report.guide.evidence import Better, Evidence
from game.report.guide.plan import Step, plan, uttered
from game.report.work import TABLE_REPORT
from game.scenario.model import Structure
from game.service import senders
from game.service.conferences import Conference, TableRecord
from game.service.reports import Found
from game.web import answers
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.logins import instructor_login
from game.web.numbers import numbered_table
from game.web.present import chapters
from game.web.present.stage import stage_for

#: The times for which a teacher can plan, in minutes.
TIMES = (15, 25, 40, 60)
USUAL = 40
_TABLE = "/conference/<int:id_>/table/<int:number>/guide"


def _minutes() -> int:
    asked = request.args.get("minutes", "")
    return int(asked) if asked in map(str, TIMES) else USUAL


def _evidence(found: Conference, record: TableRecord) -> Evidence:
    """The table's log and, as soon as it has been found out, what would have been better."""
    house = hall()
    report = house.reports.table(found, record)
    scenario = house.tables.scenario_of(record.id)
    events = house.tables.events(record.id)
    return Evidence(
        structure=scenario.structure,
        events=events,
        uttered=uttered(events, scenario.text(found.language)),
        better=_better(scenario.structure, report),
    )


def _better(structure: Structure, report: Found) -> Better | None:
    """As the table's report says, as soon as there is one."""
    if report.body is None or not report.fresh:
        return None
    return better_of(structure, TABLE_REPORT.validate_json(report.body).figures)


def _awaited(report: Found) -> bool:
    return not report.fresh and not report.failed


def _steps(found: Conference, record: TableRecord, evidence: Evidence) -> tuple[Step, ...]:
    texts = hall().tables.scenario_of(record.id).text(found.language)
    opened = hall().tables.state(record.id).opened
    return plan(evidence, texts, found.language, opened, _minutes())


@bp.get(_TABLE)
def guide(id_: int, number: int) -> ResponseReturnValue:
    """The plan: every step with its time and its questions, for the teacher's eyes."""
    found = owned(id_)
    record = numbered_table(found, number)
    over = hall().tables.state(record.id).over
    evidence = _evidence(found, record) if over else None
    return render_template(
        "guide_plan.html",
        conference=found,
        number=number,
        over=over,
        steps=() if evidence is None else _steps(found, record, evidence),
        seeking=over and _awaited(hall().reports.table(found, record)),
        minutes=_minutes(),
        times=TIMES,
    )


@bp.get(f"{_TABLE}/<int:place>")
def guide_step(id_: int, number: int, place: int) -> ResponseReturnValue:
    """One step on the wall. What is not open to the table is not on it."""
    found = owned(id_)
    record = numbered_table(found, number)
    if not hall().tables.state(record.id).over:
        return redirect(url_for("instructor.guide", id_=id_, number=number))
    evidence = _evidence(found, record)
    steps = _steps(found, record, evidence)
    if not 1 <= place <= len(steps):
        abort(404)
    step = steps[place - 1]
    stage = stage_for(hall(), record.id, INSTRUCTOR_VIEW)
    lines = (
        chapters.lines(step.chapter, evidence, Names(stage.texts, found.language))
        if step.chapter is not None and step.opened
        else []
    )
    return render_template(
        "guide_step.html",
        conference=found,
        number=number,
        stage=stage,
        step=step,
        steps=steps,
        lines=lines,
        minutes=_minutes(),
    )


@bp.post(f"{_TABLE}/<int:place>")
def open_chapter(id_: int, number: int, place: int) -> ResponseReturnValue:
    """Open the step's chapter to the table, and show it."""
    record = numbered_table(owned(id_), number)
    back = url_for("instructor.guide_step", id_=id_, number=number, place=place, minutes=_minutes())
    sender = senders.instructor(instructor_login().id)
    return answers.carry_out(request, record.id, INSTRUCTOR, back, sender)
