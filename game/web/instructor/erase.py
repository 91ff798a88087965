"""Deleting a conference, after a page that says what goes and what to take first."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.messages import sentence
from game.service.problems import Problem
from game.web.answers import told
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.logins import instructor_login


@bp.get("/conference/<int:id_>/delete")
def erase(id_: int) -> ResponseReturnValue:
    """What would be deleted."""
    found = owned(id_)
    house = hall()
    return render_template(
        "instructor_erase.html",
        conference=found,
        people=len(house.conferences.people(id_)),
        tables=len(house.conferences.tables(id_)),
        answers=len(house.questionnaires.of_conference(id_)),
    )


@bp.post("/conference/<int:id_>/delete")
def erase_now(id_: int) -> ResponseReturnValue:
    """Delete it, if its code was typed."""
    found = owned(id_)
    try:
        hall().erasure.erase(instructor_login(), found, request.form.get("code", ""))
    except Problem as problem:
        return told(request, problem, url_for("instructor.erase", id_=id_))
    flash(sentence("conference_deleted", {"title": found.title}), "done")
    return redirect(url_for("instructor.home"), 303)
