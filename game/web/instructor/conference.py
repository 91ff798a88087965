"""A conference: the page with its people and a row for every table, controls for all of them."""

import json

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR
from game.engine.acts.chair import Announce, SendDispatch
from game.engine.acts.clock import MoveDeadline, PauseTable, ResumeTable, SetBell
from game.engine.acts.debrief import OpenChapter
from game.engine.acts.endings import EndTalks
from game.engine.acts.injects import HoldInject, SendInject
from game.engine.acts.progress import AdvancePhase
from game.engine.phases import PhaseName
from game.engine.refusals import NOT_ALLOWED, WRONG_PHASE, Refused
from game.messages import sentence
from game.refusals import Refusal
from game.service import senders
from game.service.conferences import NAME_LIMIT, Conference, Problem
from game.web import answers
from game.web.forms import Envelope, Malformed, read_command
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.instructor.running import cards, indicators
from game.web.logins import instructor_login
from game.web.present import house_rules
from game.web.present.joining import joining
from game.web.present.overview import (
    all_alarms,
    controls,
    overview,
    server_signs,
    stranded,
    unshown_tables,
)
from game.web.present.sharing import sharing
from game.web.qr import join_qr

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
    shown, texts = overview(house, found), house.conferences.texts(found)
    return render_template(
        "instructor_conference.html",
        conference=found,
        rows=shown.rows,
        tables_unshown=unshown_tables(house, found),
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
        rules_told=house_rules.told(found.rules, everything=True, language=found.language),
        sharing=sharing(house, found, instructor_login()),
        joining=joining(house.addresses, found.language),
        now_ms=round(house.tables.clock() * 1000),
    )


@bp.get("/conference/<int:id_>/raw.jsonl")
def raw_events(id_: int) -> Response:
    """Every stored event of the class as it is, of whatever version: one JSON object a line."""
    found = owned(id_)
    lines = (
        json.dumps({"table": table.number, "seq": row.seq, **_raw(row.body)}) + "\n"
        for table in hall().conferences.tables(found.id)
        for row in hall().tables.raw_events(table.id)
    )
    name = f"six-party-{found.code}-raw.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(lines), mimetype="application/jsonl", headers=headers)


def _raw(body: str) -> dict[str, object]:
    """A stored event; as the text that it is where that is not even JSON."""
    try:
        return {"event": json.loads(body)}
    except (ValueError, RecursionError):
        return {"text": body}


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
    except Refusal as refused:
        return answers.told(request, refused, back, chair=True)
    return answers.accepted(request, back)


def _submit_to_all(conference: Conference, envelope: Envelope) -> None:
    """Tables differ (one may be paused already): one that refuses does not stop the others.

    A repeat has no second effect at any table, since all know the same command id; and where the
    page named a step, a table that has left it stays where it is.
    """
    if not isinstance(envelope.command, TO_ALL):
        raise Refused(NOT_ALLOWED)
    last: Refused | Problem = Refused(WRONG_PHASE)
    carried_out = False
    for record in hall().conferences.shown_tables(conference.id):
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
        except Problem as problem:
            if problem.code != "other_version":
                raise
            last = problem
    if not carried_out:
        raise last
