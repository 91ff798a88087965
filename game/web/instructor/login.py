"""Entering the instructor's room: by a one-time link, or with a name and a password."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.messages import sentence
from game.service.problems import Problem
from game.web.answers import wants_json
from game.web.hall import hall
from game.web.instructor.blueprint import bp
from game.web.logins import drop_instructor_login, set_instructor_login
from game.web.status import problem_status


@bp.get("/enter/<token>")
def entrance(token: str) -> ResponseReturnValue:
    """A button, so that a program that only looks at the link does not use it up."""
    if not hall().conferences.link_is_fresh(token):
        raise Problem("bad_link")
    return render_template("instructor_enter.html")


@bp.post("/enter/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Use up the one-time link."""
    set_instructor_login(hall().conferences.enter(token))
    return redirect(url_for("instructor.home"), 303)


@bp.get("/login")
def login() -> ResponseReturnValue:
    """Name and password."""
    return _page("", request.args.get("next", ""))


@bp.post("/login")
def log_in() -> ResponseReturnValue:
    """Enter with a password; wrong ones are counted."""
    form = request.form
    name, wanted = form.get("name", ""), form.get("next", "")
    try:
        found = hall().accounts.log_in(
            name, form.get("password", ""), request.remote_addr or "unknown"
        )
    except Problem as problem:
        if wants_json(request):
            raise
        text = sentence(problem.code, problem.details)
        return _page(name, wanted, text), problem_status(problem.code)
    set_instructor_login(found)
    return redirect(_own_page(wanted), 303)


@bp.post("/logout")
def log_out() -> ResponseReturnValue:
    """Leave the instructor's room in this browser."""
    drop_instructor_login()
    return redirect(url_for("instructor.login"), 303)


def _page(name: str, wanted: str, problem: str = "") -> str:
    return render_template("instructor_login.html", name=name, next=wanted, problem=problem)


def _own_page(wanted: str) -> str:
    """Where they wanted to go, if that is a page of the instructor's room and of this house."""
    home = url_for("instructor.home")
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return wanted if plain and wanted.startswith(f"{home}/") else home
