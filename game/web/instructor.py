"""The instructor's room: conferences, people and seats, every table, the controls."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from game.engine.actors import INSTRUCTOR
from game.engine.commands import (
    AdvancePhase,
    Announce,
    MoveDeadline,
    PauseTable,
    ResumeTable,
    StartTable,
)
from game.engine.errors import Reason, Refused
from game.engine.phases import PhaseName
from game.engine.results import result_of
from game.engine.state import TableState
from game.engine.views import INSTRUCTOR_VIEW, view_for
from game.messages import sentence
from game.service import scenarios
from game.service.conferences import Conference, TableRecord
from game.service.problems import Problem
from game.web import answers
from game.web.forms import Envelope, Malformed, read_command
from game.web.hall import hall
from game.web.logins import instructor_login, set_instructor_login
from game.web.numbers import numbered_table
from game.web.present import delegate
from game.web.present.table import Shown, shown
from game.web.qr import join_qr

bp = Blueprint("instructor", __name__, url_prefix="/instructor")

#: What may be told to all tables at once.
TO_ALL = (PauseTable, ResumeTable, MoveDeadline, AdvancePhase, Announce)


@bp.get("/enter/<token>")
def entrance(token: str) -> Any:
    """A button, so that a program that only looks at the link does not use it up."""
    if not hall().conferences.link_is_fresh(token):
        raise Problem("bad_link")
    return render_template("instructor_enter.html")


@bp.post("/enter/<token>")
def enter(token: str) -> Any:
    """Use up the one-time link."""
    set_instructor_login(hall().conferences.enter(token))
    return redirect(url_for("instructor.home"), 303)


@bp.get("")
def home() -> Any:
    """The instructor's conferences, and a new one."""
    scenario = scenarios.scenario(scenarios.DEFAULT)
    return render_template(
        "instructor_home.html",
        conferences=hall().conferences.of_instructor(instructor_login()),
        presets=scenario.structure.presets,
        texts=scenario.text("en"),
    )


@bp.post("/conferences")
def create() -> Any:
    """Lay the tables of a new conference."""
    form = request.form
    instructor = instructor_login()
    tables, seats = _number("tables"), _number("seats_per_delegation")
    conference = hall().conferences.create(
        instructor,
        title=form.get("title", ""),
        preset=form.get("preset", ""),
        tables=tables,
        consensus="minus_one" if form.get("consensus") == "minus_one" else "unanimity",
        seats_per_delegation=seats,
        same_fate=form.get("same_fate") == "true",
    )
    return redirect(url_for("instructor.conference", id_=conference.id), 303)


def _number(field: str) -> int:
    text = request.form.get(field, "")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _owned(id_: int) -> Conference:
    return hall().conferences.owned(instructor_login(), id_)


@bp.get("/conference/<int:id_>")
def conference(id_: int) -> Any:
    """People, seats, and a row for every table."""
    found = _owned(id_)
    house = hall()
    scenario = scenarios.scenario(found.scenario)
    rows = [_row(record) for record in house.conferences.tables(id_)]
    return render_template(
        "instructor_conference.html",
        conference=found,
        people=house.conferences.people(id_),
        presence=house.presence,
        tables=house.conferences.tables(id_),
        rows=rows,
        common_step=_common_step(rows),
        started=house.conferences.started(found),
        texts=scenario.text("en"),
        delegations=scenario.structure.delegations,
        address=house.public_url,
        now_ms=round(house.tables.clock() * 1000),
    )


def _row(record: TableRecord) -> Any:
    """What the overview says of one table."""
    state = hall().tables.state(record.id)
    table = shown(view_for(state, INSTRUCTOR_VIEW), record.id)
    held = hall().conferences.stand_ins(record.id)
    awaited = _awaited(state)
    people = [p for p in hall().conferences.people(record.conference_id) if p.table_id == record.id]
    in_lobby = state.name is PhaseName.LOBBY
    if in_lobby:
        # What the machine would hold if the table opened now.
        held = frozenset(state.setup.delegations) - {p.delegation for p in people}
    return SimpleNamespace(
        number=record.number,
        t=table,
        awaited=[table.delegation(d) for d in state.setup.delegations if d in awaited],
        held=[table.delegation(d) for d in state.setup.delegations if d in held],
        clauses=len(state.text),
        agenda=len(state.setup.agenda),
        ending=state.ending,
        in_lobby=in_lobby,
        people=len(people),
        plays=not in_lobby and not state.over,
        seats=[
            SimpleNamespace(
                delegation=table.delegation(d),
                present=d in held
                or any(p.delegation == d and hall().presence.present(p.id) for p in people),
            )
            for d in state.setup.delegations
        ],
        last=next(iter(table.news()), None),
    )


def _common_step(rows: Iterable[Any]) -> str:
    """The step of every table that plays; empty where they differ, and each means its own."""
    steps = {row.t.step for row in rows if row.plays}
    return steps.pop() if len(steps) == 1 else ""


def _awaited(state: TableState) -> set[str]:
    """The delegations on whom something waits: votes, answers, decisions, else readiness."""
    everybody = set(state.setup.delegations)
    waiting: set[str] = set()
    for proposal in state.open_proposals():
        waiting |= everybody - set(proposal.ballots)
    for crisis in state.open_crises():
        waiting |= set(crisis.asked) - set(crisis.answers)
    if state.name is PhaseName.RATIFICATION:
        waiting |= everybody - set(state.decisions)
    if not waiting and not state.over and state.name is not PhaseName.LOBBY:
        waiting = everybody - state.ready
    return waiting


@bp.get("/conference/<int:id_>/qr.svg")
def qr(id_: int) -> Response:
    """The join address as a QR code."""
    return join_qr(_owned(id_).code)


@bp.post("/conference/<int:id_>/<any(seat, auto_seat, head, remove, lock, start):what>")
def arrange(id_: int, what: str) -> Any:
    """People's business: seats, heads, the door, the start."""
    found, form, people = _owned(id_), request.form, hall().conferences
    person = form.get("participant", "")
    table, _, delegation = form.get("place", "").partition(":")
    actions = {
        "seat": lambda: people.seat(
            found, person, int(table) if table.isdecimal() else None, delegation or None
        ),
        "auto_seat": lambda: people.auto_seat(found),
        "head": lambda: people.make_head(found, person),
        "remove": lambda: people.remove(found, person),
        "lock": lambda: people.lock(found, form.get("locked") == "true"),
        "start": lambda: people.start(found),
    }
    actions[what]()
    return redirect(url_for("instructor.conference", id_=id_), 303)


def _context(table_id: int) -> dict[str, Any]:
    state = hall().tables.state(table_id)
    table: Shown = shown(view_for(state, INSTRUCTOR_VIEW), table_id)
    structure = table.scenario.structure
    return {
        "t": table,
        "d": delegate,
        "figures": [
            (
                table.delegation(id_),
                table.appraise(id_, table.text_package()).result,
                result_of(structure, state, id_),
                state.standing[id_],
            )
            for id_ in structure.delegation_ids
        ],
        "deck": [
            (card.id, table.texts.injects[card.id].headline)
            for card in structure.injects
            if card.id not in state.crises
        ],
    }


def table_panels(table_id: int, names: Iterable[str] | None = None) -> dict[str, str]:
    """The panels of the instructor's page of one table."""
    context = _context(table_id)
    return {
        name: render_template("panel.html", group="instructor", name=name, **context)
        for name in names or ("overview", "talk", "text")
    }


@bp.get("/conference/<int:id_>/table/<int:number>")
def table(id_: int, number: int) -> Any:
    """One table in depth: every channel, every private figure, the controls."""
    found = _owned(id_)
    record = numbered_table(found, number)
    context = _context(record.id)
    shown_table: Shown = context["t"]
    return render_template(
        "instructor_table.html",
        conference=found,
        number=number,
        panels=table_panels(record.id),
        seq=shown_table.view.seq,
        now_ms=round(shown_table.now * 1000),
        **context,
    )


@bp.post("/conference/<int:id_>/table/<int:number>")
@bp.post("/conference/<int:id_>/table/<int:number>/command")
def command(id_: int, number: int) -> Any:
    """Carry out a control at one table; opening one also fills its empty seats."""
    found = _owned(id_)
    record = numbered_table(found, number)
    back = url_for("instructor.table", id_=id_, number=number)
    try:
        opens = isinstance(read_command(request).command, StartTable)
    except Malformed:
        opens = False
    if not opens:
        return answers.carry_out(request, record.id, INSTRUCTOR, back)
    hall().conferences.open_tables(found, frozenset({record.id}))
    return _accepted(back)


@bp.post("/conference/<int:id_>/all/command")
def command_all(id_: int) -> Any:
    """Carry out a control at every table that plays; refused only where every one refuses."""
    found = _owned(id_)
    back = url_for("instructor.conference", id_=id_)
    try:
        _submit_to_all(found, read_command(request))
    except Malformed:
        return answers.refusal(request, 422, "malformed", sentence("malformed"), back)
    except Refused as refused:
        return answers.refused_because(request, refused, back)
    return _accepted(back)


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


def _accepted(back: str) -> Any:
    if answers.wants_json(request):
        return {"accepted": True}
    return redirect(back, 303)
