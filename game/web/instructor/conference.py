"""A conference: the page with its people and a row for every table, controls for all of them."""

import json

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR
from game.engine.commands import (
    AdvancePhase,
    Announce,
    EndTalks,
    HoldInject,
    MoveDeadline,
    OpenChapter,
    PauseTable,
    ResumeTable,
    SendDispatch,
    SendInject,
    SetBell,
)
from game.engine.errors import Reason, Refused
from game.engine.phases import PhaseName
from game.messages import sentence
from game.service import senders
from game.service.conferences import NAME_LIMIT, Conference, Problem
from game.web import answers
from game.web.forms import Envelope, Malformed, read_command
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.instructor.running import cards, indicators
from game.web.logins import instructor_login
from game.web.present.joining import joining
from game.web.present.overview import all_alarms, controls, overview, server_signs, stranded
from game.web.present.sharing import sharing
from game.web.qr import join_qr
from game.web.status import problem_status

#: What may be told to all tables at once.
TO_ALL = (
    PauseTable,
    ResumeTable,
    MoveDeadline,
    SetBell,
    AdvancePhase,
    Announce,
    SendDispatch,
    SendInject,
    HoldInject,
    EndTalks,
    OpenChapter,
)


@bp.get("/conference/<int:id_>")
def conference(id_: int) -> ResponseReturnValue:
    """People, seats, and a row for every table."""
    found, house = owned(id_), hall()
    try:
        shown, texts = overview(house, found), house.conferences.texts(found)
    except Problem as problem:
        if problem.code != "unreadable_table":
            raise
        return _unreadable(found)
    return render_template(
        "instructor_conference.html",
        conference=found,
        rows=shown.rows,
        roster=shown.roster,
        name_limit=NAME_LIMIT,
        alarms=all_alarms(shown.rows),
        server_signs=server_signs(house, found),
        stranded=stranded(house, found, shown.roster.waiting),
        controls=controls(shown.rows, found.language),
        cards=cards(found),
        indicators=indicators(found),
        wall=house.conferences.wall(found),
        started=house.conferences.started(found),
        delegations=texts.delegations,
        preset=texts.presets[found.preset],
        sharing=sharing(house, found, instructor_login()),
        joining=joining(house.addresses, found.language),
        now_ms=round(house.tables.clock() * 1000),
    )


def _unreadable(found: Conference) -> ResponseReturnValue:
    """A class of another version: what can still be done with it."""
    page = render_template(
        "instructor_unreadable.html",
        conference=found,
        people=len(hall().conferences.people(found.id)),
        tables=hall().conferences.tables(found.id),
    )
    return page, problem_status("unreadable_table")


@bp.get("/conference/<int:id_>/raw.jsonl")
def raw_events(id_: int) -> Response:
    """Every stored event of the class as it is, of whatever version: one JSON object a line."""
    found = owned(id_)
    lines = (
        json.dumps({"table": table.number, "seq": row.seq, "event": json.loads(row.body)}) + "\n"
        for table in hall().conferences.tables(found.id)
        for row in hall().tables.raw_events(table.id)
    )
    name = f"six-party-{found.code}-raw.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(lines), mimetype="application/jsonl", headers=headers)


@bp.get("/conference/<int:id_>/qr.svg")
def qr(id_: int) -> Response:
    """The join address as a QR code."""
    return join_qr(owned(id_).code)


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
        return answers.refused_because(request, refused, back, chair=True)
    except Problem as problem:
        return answers.problem_told(request, problem, back)
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
                sender=senders.instructor(instructor_login().id),
                step=envelope.step or state.phase.step.tag,
            )
            carried_out = True
        except Refused as refused:
            if state.name is not PhaseName.LOBBY:
                last = refused
    if not carried_out:
        raise last
