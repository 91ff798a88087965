"""Joining, coming back, waiting for a seat."""

import math
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
from game.web.callers import caller
from game.web.codes import conference_with, counting_guesses
from game.web.forms import sent_form
from game.web.hall import hall
from game.web.language import of_conference
from game.web.logins import (
    add_participant_login,
    check_cookie,
    drop_participant_login,
    expect_cookie,
    my_participants,
    participant_login,
)
from game.web.own_seats import own_seats, places
from game.web.present import house_rules

bp = Blueprint("lobby", __name__)

#: Under how many names one browser may join a conference: a group shares a device, but no class.
NAMES_OF_A_BROWSER = 8
#: How many may join a conference from one address at once, and each second after that. A class of
#: forty shares one, and taps twice; only a program, or a prank without cookies, is ever quicker.
JOINS, JOINS_A_SECOND = 90.0, 1.0


@bp.get("/")
def home() -> Any:
    """The code and a name; whoever has a login here already can go on."""
    return _join_page({})


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
        check_cookie()
        conference = conference_with(form.get("code", ""))
        _check_pranks(conference)
        with counting_guesses():
            person = hall().conferences.join(
                form.get("code", ""),
                name,
                observer=form.get("observer") == "true",
                form=sent_form(request),
                mine=my_participants(),
                student_id=form.get("student_id", ""),
            )
    except Problem as problem:
        return _join_again(problem, form)
    add_participant_login(person.id)
    return redirect(url_for("lobby.wait", pid=person.id), 303)


def _check_pranks(conference: Conference) -> None:
    """Refuse a browser that has joined the conference under many names, and a flood of joins."""
    names = sum(person.conference_id == conference.id for person in my_participants())
    if names >= NAMES_OF_A_BROWSER:
        raise Problem("too_many_names", count=names)
    wait = hall().joins.take((conference.id, caller(request.remote_addr)))
    if wait > 0:
        raise Problem("too_many_joins", seconds=math.ceil(wait))


def _join_page(
    typed: Mapping[str, str],
    conference: Conference | None = None,
    problem: str | None = None,
) -> str:
    """Own seats, and the form for joining; with a known conference, who is still expected there."""
    expect_cookie()
    mine = own_seats(conference)
    open_ = conference is not None and conference.door != "closed"
    people = hall().conferences
    missing = people.missing(conference.id) if conference and open_ else ()
    return render_template(
        "join.html",
        typed=typed,
        problem=problem,
        mine=mine,
        places=places(mine),
        practice=hall().practices.offered,
        missing=missing,
        asks_for_ids=bool(missing and conference and people.asks_for_ids(conference.id)),
        name_limit=NAME_LIMIT,
        roster_only=conference is not None and conference.door == "roster",
        scene=scenarios.scenario(scenarios.DEFAULT).text("en"),
    )


def _join_again(problem: Problem, typed: Mapping[str, str]) -> tuple[str, int]:
    """The same form with what was typed and what is wrong with it."""
    try:
        conference = hall().conferences.by_code(typed.get("code", ""))
    except Problem:
        conference = None
    text = sentence(problem.code, problem.details)
    return _join_page(typed, conference, text), problem.status


@bp.get("/resume")
def come_back() -> Any:
    """For a lost or new device."""
    return _resume_page({})


def _resume_page(typed: Mapping[str, str], problem: str | None = None) -> str:
    expect_cookie()
    mine = own_seats()
    return render_template(
        "resume.html", typed=typed, problem=problem, mine=mine, places=places(mine)
    )


@bp.post("/resume")
def resume() -> Any:
    """Come back with a resume code."""
    form = request.form
    try:
        check_cookie()
        with counting_guesses():
            person = hall().conferences.resume(form.get("code", ""), form.get("resume_code", ""))
    except Problem as problem:
        text = sentence(problem.code, problem.details)
        return _resume_page(form, text), problem.status
    add_participant_login(person.id)
    return redirect(url_for("lobby.wait", pid=person.id), 303)


@bp.post("/leave/<pid>")
def leave(pid: str) -> Any:
    """Let this browser no longer act for the participant, who keeps their seat."""
    drop_participant_login(pid)
    # Other tabs of this browser are open perhaps: they are asked who they are, and find out.
    hall().conferences.tell_left(pid)
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
        return page, problem.status
    flash(sentence("wishes_kept" if wished else "wishes_dropped"), "done")
    return redirect(url_for("lobby.wait", pid=pid), 303)


#: How many names of others a waiting page shows: enough for a class.
NAMES_SHOWN = 60


def wait_panels(conference_id: int, names: frozenset[str]) -> dict[str, str]:
    """What is alike on the pages of all who wait, by name: who is ``here``."""
    of_conference(hall().conferences.get(conference_id).language)
    people = hall().conferences.people(conference_id)
    return {
        name: render_template(f"panels/wait/{name}.html", **_here(people)) for name in sorted(names)
    }


def _here(people: Sequence[Participant]) -> dict[str, Any]:
    shown = people[-NAMES_SHOWN:]
    return {"joined": len(people), "shown": shown, "unnamed": len(people) - len(shown)}


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
        rules_told=house_rules.told(
            conference.rules, everything=False, language=conference.language
        ),
        **_here(people.people(conference.id)),
        started=people.started(conference),
        seat=texts.delegations[person.delegation] if person.delegation else None,
        number=record.number if record else 0,
        delegations=[
            (id_, texts.delegations[id_]) for id_ in people.structure(conference).delegation_ids
        ],
        wished=wished,
        wishes=WISHES,
        problem=problem,
    )
