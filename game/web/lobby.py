"""Joining, coming back, waiting for a seat."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from game.engine.phases import PhaseName
from game.messages import sentence
from game.service.problems import Problem
from game.web.hall import hall
from game.web.logins import add_participant_login, my_participants, participant_login
from game.web.status import problem_status

bp = Blueprint("lobby", __name__)


@bp.get("/")
def home() -> Any:
    """The code and a name; whoever has a login here already can go on."""
    return render_template("join.html", typed={}, problem=None, mine=my_participants())


@bp.get("/join/<code>")
def join_by_link(code: str) -> Any:
    """Where the QR code leads: the code is filled in."""
    typed = {"code": code}
    try:
        hall().conferences.by_code(code)
    except Problem as problem:
        return _again("join.html", problem, typed)
    return render_template("join.html", typed=typed, problem=None, mine=[])


@bp.post("/join")
def join() -> Any:
    """Join a conference, as a delegate or as an observer."""
    form = request.form
    try:
        person = hall().conferences.join(
            form.get("code", ""), form.get("name", ""), observer=form.get("observer") == "true"
        )
    except Problem as problem:
        return _again("join.html", problem, form)
    add_participant_login(person.id)
    return redirect(url_for("lobby.wait", pid=person.id), 303)


@bp.get("/resume")
def come_back() -> Any:
    """For a lost or new device."""
    return render_template("resume.html", typed={}, problem=None)


@bp.post("/resume")
def resume() -> Any:
    """Come back with a resume code."""
    form = request.form
    try:
        person = hall().conferences.resume(form.get("code", ""), form.get("resume_code", ""))
    except Problem as problem:
        return _again("resume.html", problem, form)
    add_participant_login(person.id)
    return redirect(url_for("lobby.wait", pid=person.id), 303)


def _again(template: str, problem: Problem, typed: Mapping[str, str]) -> tuple[str, int]:
    """The same form with what was typed and what is wrong with it."""
    text = sentence(problem.code, problem.details)
    page = render_template(template, typed=typed, problem=text, mine=[])
    return page, problem_status(problem.code)


@bp.get("/wait/<pid>")
def wait(pid: str) -> Any:
    """The lobby of one participant; goes on to the table once that has opened."""
    person = participant_login(pid)
    house = hall()
    conference = house.conferences.get(person.conference_id)
    if person.table_id is not None:
        if house.tables.state(person.table_id).name is not PhaseName.LOBBY:
            return redirect(url_for("play.page", pid=pid))
    elif person.observer and house.conferences.started(conference):
        return redirect(url_for("watch.conference", code=conference.code))
    return render_template("wait.html", person=person, conference=conference, **_here(pid))


def _here(pid: str) -> dict[str, Any]:
    house = hall()
    person = house.conferences.participant(pid)
    if person is None:
        return {"people": [], "seat": None, "number": 0}
    people = house.conferences.people(person.conference_id)
    seat, number = None, 0
    if person.table_id is not None and person.delegation is not None:
        record = house.conferences.table(person.table_id)
        number = record.number if record else 0
        texts = house.tables.scenario_of(person.table_id).text("en")
        seat = texts.delegations[person.delegation]
    return {"people": people, "seat": seat, "number": number}
