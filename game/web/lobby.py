"""Joining, coming back, waiting for a seat."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from game.engine.phases import PhaseName
from game.messages import sentence
from game.service import scenarios
from game.service.conferences import NAME_LIMIT, Conference, Participant
from game.service.problems import Problem
from game.service.seating import WISHES
from game.web.answers import wants_json
from game.web.codes import conference_with, counting_guesses
from game.web.forms import sent_form
from game.web.hall import hall
from game.web.logins import (
    add_participant_login,
    drop_participant_login,
    my_participants,
    participant_login,
)
from game.web.status import problem_status

bp = Blueprint("lobby", __name__)

#: Under how many names one browser may join a conference: a group shares a device, but no class.
NAMES_OF_A_BROWSER = 8


@bp.get("/")
def home() -> Any:
    """The code and a name; whoever has a login here already can go on."""
    return _join_page({}, mine=my_participants())


@bp.get("/join/<code>")
def join_by_link(code: str) -> Any:
    """Where the QR code leads: the code is filled in, and who is expected can pick their name."""
    typed = {"code": code}
    try:
        return _join_page(typed, conference_with(code))
    except Problem as problem:
        return _join_again(problem, typed)


@bp.post("/join")
def join() -> Any:
    """Join a conference, as a delegate or as an observer; a name that was typed wins."""
    form = request.form
    name = form.get("name", "").strip() or form.get("expected", "")
    try:
        _check_names(conference_with(form.get("code", "")))
        person = hall().conferences.join(
            form.get("code", ""),
            name,
            observer=form.get("observer") == "true",
            form=sent_form(request),
            mine=my_participants(),
        )
    except Problem as problem:
        return _join_again(problem, form)
    add_participant_login(person.id)
    return redirect(url_for("lobby.wait", pid=person.id), 303)


def _check_names(conference: Conference) -> None:
    """Refuse one more name of a browser that has joined the conference under many."""
    names = sum(person.conference_id == conference.id for person in my_participants())
    if names >= NAMES_OF_A_BROWSER:
        raise Problem("too_many_names", count=names)


def _join_page(
    typed: Mapping[str, str],
    conference: Conference | None = None,
    problem: str | None = None,
    mine: Sequence[Participant] = (),
) -> str:
    """The form for joining; with a known conference, who is still expected there."""
    open_ = conference is not None and conference.door != "closed"
    missing = hall().conferences.missing(conference.id) if conference and open_ else ()
    return render_template(
        "join.html",
        typed=typed,
        problem=problem,
        mine=mine,
        places=_places(mine),
        practice=hall().practices.offered,
        missing=missing,
        name_limit=NAME_LIMIT,
        roster_only=conference is not None and conference.door == "roster",
        scene=scenarios.scenario(scenarios.DEFAULT).text("en"),
    )


def _places(mine: Sequence[Participant]) -> dict[str, str]:
    """Where they sit, for those whose name does not tell: whoever practises."""
    house = hall()
    return {
        person.id: house.conferences.texts(conference).delegations[person.delegation].name
        for person in mine
        if person.delegation is not None and house.practices.here(person.conference_id)
        for conference in (house.conferences.get(person.conference_id),)
    }


def _join_again(problem: Problem, typed: Mapping[str, str]) -> tuple[str, int]:
    """The same form with what was typed and what is wrong with it."""
    try:
        conference = hall().conferences.by_code(typed.get("code", ""))
    except Problem:
        conference = None
    text = sentence(problem.code, problem.details)
    return _join_page(typed, conference, text), problem_status(problem.code)


@bp.get("/resume")
def come_back() -> Any:
    """For a lost or new device."""
    return render_template("resume.html", typed={}, problem=None)


@bp.post("/resume")
def resume() -> Any:
    """Come back with a resume code."""
    form = request.form
    try:
        with counting_guesses():
            person = hall().conferences.resume(form.get("code", ""), form.get("resume_code", ""))
    except Problem as problem:
        text = sentence(problem.code, problem.details)
        page = render_template("resume.html", typed=form, problem=text)
        return page, problem_status(problem.code)
    add_participant_login(person.id)
    return redirect(url_for("lobby.wait", pid=person.id), 303)


@bp.post("/leave/<pid>")
def leave(pid: str) -> Any:
    """Let this browser no longer act for the participant, who keeps their seat."""
    drop_participant_login(pid)
    flash(sentence("left_device"), "done")
    return redirect(url_for("lobby.home"), 303)


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
    return _wait_page(person, conference)


@bp.post("/wait/<pid>/wishes")
def wish(pid: str) -> Any:
    """Keep for whom somebody would like to sit, best first."""
    person = participant_login(pid)
    hall().pace.check("wish", person.id)
    wished = [id_ for place in range(1, WISHES + 1) if (id_ := request.form.get(f"wish{place}"))]
    try:
        hall().conferences.wish(person, wished)
    except Problem as problem:
        if wants_json(request):
            raise
        conference = hall().conferences.get(person.conference_id)
        text = sentence(problem.code, problem.details)
        page = _wait_page(person, conference, dict(enumerate(wished)), text)
        return page, problem_status(problem.code)
    flash(sentence("wishes_kept" if wished else "wishes_dropped"), "done")
    return redirect(url_for("lobby.wait", pid=pid), 303)


def _wait_page(
    person: Participant,
    conference: Conference,
    wished: Mapping[int, str] | None = None,
    problem: str = "",
) -> str:
    """The page of somebody who waits; ``wished`` is what stands in the form, refused or kept."""
    people, texts = hall().conferences, hall().conferences.texts(conference)
    record = people.table(person.table_id) if person.table_id is not None else None
    if wished is None:
        wished = dict(enumerate(people.wishes(conference.id).get(person.id, ())))
    return render_template(
        "wait.html",
        person=person,
        conference=conference,
        people=people.people(conference.id),
        seat=texts.delegations[person.delegation] if person.delegation else None,
        number=record.number if record else 0,
        delegations=[
            (id_, texts.delegations[id_]) for id_ in people.structure(conference).delegation_ids
        ],
        wished=wished,
        wishes=WISHES,
        problem=problem,
    )
