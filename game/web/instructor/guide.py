"""The debrief guide of a table: the teacher's plan, and a page for the wall per step."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR
from game.engine.views import INSTRUCTOR_VIEW
from game.service import guides, senders
from game.service.conferences import Conference, TableRecord
from game.service.reports import Found
from game.web import answers
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.logins import instructor_login
from game.web.numbers import numbered_table
from game.web.present.stage import stage_for

#: The times for which a teacher can plan, in minutes.
TIMES = (15, 25, 40, 60)
USUAL = 40
_TABLE = "/conference/<int:id_>/table/<int:number>/guide"


def _minutes() -> int:
    asked = request.args.get("minutes", "")
    return int(asked) if asked in map(str, TIMES) else USUAL


def _guide(
    found: Conference, record: TableRecord, report: Found, place: int | None = None
) -> guides.Guide:
    """The guide of an ended table, with what would have been better as soon as that is known."""
    house = hall()
    wanted = guides.Wanted(
        record.id,
        found.language,
        _minutes(),
        house.tables.state(record.id).opened,
        report.body if report.fresh else None,
        place,
    )
    return house.beside(guides.guide, house.office.database_url, wanted)


def _awaited(report: Found) -> bool:
    return not report.fresh and not report.failed


@bp.get(_TABLE)
def guide(id_: int, number: int) -> ResponseReturnValue:
    """The plan: every step with its time and its questions, for the teacher's eyes."""
    found = owned(id_)
    record = numbered_table(found, number)
    over = hall().tables.state(record.id).over
    report = hall().reports.table(found, record) if over else None
    return render_template(
        "guide_plan.html",
        conference=found,
        number=number,
        over=over,
        steps=() if report is None else _guide(found, record, report).steps,
        seeking=report is not None and _awaited(report),
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
    guide = _guide(found, record, hall().reports.table(found, record), place)
    if not 1 <= place <= len(guide.steps):
        abort(404)
    return render_template(
        "guide_step.html",
        conference=found,
        number=number,
        stage=stage_for(hall(), record.id, INSTRUCTOR_VIEW),
        step=guide.steps[place - 1],
        steps=guide.steps,
        lines=guide.lines,
        minutes=_minutes(),
    )


@bp.post(f"{_TABLE}/<int:place>")
def open_chapter(id_: int, number: int, place: int) -> ResponseReturnValue:
    """Open the step's chapter to the table, and show it."""
    record = numbered_table(owned(id_), number)
    back = url_for("instructor.guide_step", id_=id_, number=number, place=place, minutes=_minutes())
    sender = senders.instructor(instructor_login().id)
    return answers.carry_out(request, record.id, INSTRUCTOR, back, sender)
