"""A conference: its people and their seats, a row for every table, controls for all of them."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR
from game.engine.commands import AdvancePhase, Announce, MoveDeadline, PauseTable, ResumeTable
from game.engine.errors import Reason, Refused
from game.engine.phases import PhaseName
from game.messages import sentence
from game.service.conferences import Conference
from game.service.problems import Problem
from game.web import answers
from game.web.forms import Envelope, Malformed, read_command
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.present.overview import overview
from game.web.qr import join_qr
from game.web.status import problem_status

#: What may be told to all tables at once.
TO_ALL = (PauseTable, ResumeTable, MoveDeadline, AdvancePhase, Announce)


@bp.get("/conference/<int:id_>")
def conference(id_: int) -> ResponseReturnValue:
    """People, seats, and a row for every table."""
    found, house = owned(id_), hall()
    shown = overview(house, found)
    return render_template(
        "instructor_conference.html",
        conference=found,
        language=found.language,
        rows=shown.rows,
        roster=shown.roster,
        common_step=shown.common_step,
        started=house.conferences.started(found),
        address=house.public_url,
        now_ms=round(house.tables.clock() * 1000),
    )


@bp.get("/conference/<int:id_>/qr.svg")
def qr(id_: int) -> Response:
    """The join address as a QR code."""
    return join_qr(owned(id_).code)


@bp.post("/conference/<int:id_>/<any(seat, auto_seat, head, remove, lock, start):what>")
def arrange(id_: int, what: str) -> ResponseReturnValue:
    """People's business: seats, heads, the door, the start."""
    found = owned(id_)
    back = url_for("instructor.conference", id_=id_)
    try:
        _arrange(found, what)
    except Problem as problem:
        text = sentence(problem.code, problem.details)
        return answers.refusal(request, problem_status(problem.code), problem.code, text, back)
    return redirect(back, 303)


def _arrange(conference: Conference, what: str) -> None:
    form, people = request.form, hall().conferences
    person = form.get("participant", "")
    match what:
        case "seat":
            # A place is "<table>:<delegation>"; anything else means no seat.
            table, _, delegation = form.get("place", "").partition(":")
            table_id = int(table) if table.isdecimal() else None
            people.seat(conference, person, table_id, delegation or None)
        case "auto_seat":
            people.auto_seat(conference)
        case "head":
            people.make_head(conference, person)
        case "remove":
            people.remove(conference, person)
        case "lock":
            people.lock(conference, form.get("locked") == "true")
        case "start":
            people.start(conference)


@bp.post("/conference/<int:id_>/all/command")
def command_all(id_: int) -> ResponseReturnValue:
    """Carry out a control at every table that plays; refused only where every one refuses."""
    found = owned(id_)
    back = url_for("instructor.conference", id_=id_)
    try:
        _submit_to_all(found, read_command(request))
    except Malformed:
        return answers.refusal(request, 422, "malformed", sentence("malformed"), back)
    except Refused as refused:
        return answers.refused_because(request, refused, back)
    return answers.accepted(request, back)


def _submit_to_all(conference: Conference, envelope: Envelope) -> None:
    """Tables differ (one may be paused already): one that refuses does not stop the others.

    A repeat has no second effect at any table, since all know the same command id; and where the
    page named a step, a table that has left it stays where it is.
    """
    if not isinstance(envelope.command, TO_ALL):
        raise Refused(Reason.NOT_ALLOWED)
    last = Refused(Reason.WRONG_PHASE)
    carried_out = False
    for record in hall().conferences.tables(conference.id):
        state = hall().tables.state(record.id)
        try:
            hall().tables.submit(
                record.id,
                INSTRUCTOR,
                envelope.command,
                command_id=envelope.command_id,
                step=envelope.step or state.phase.step.tag,
            )
            carried_out = True
        except Refused as refused:
            if state.name is not PhaseName.LOBBY and not state.over:
                last = refused
    if not carried_out:
        raise last
