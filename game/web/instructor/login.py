"""Entering the instructor's room: by a one-time link, or with a name and a password."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.messages import sentence
from game.service.login import LINK_SECONDS, LOGIN_SECONDS, REPEAT_SECONDS
from game.service.problems import Problem
from game.web.answers import retry_headers, wants_json
from game.web.hall import hall
from game.web.instructor.blueprint import bp
from game.web.logins import (
    browser_secret,
    check_cookie,
    drop_instructor_login,
    expect_cookie,
    instructor_login,
    known_marks,
    set_instructor_login,
)


@bp.get("/enter/<token>")
def entrance(token: str) -> ResponseReturnValue:
    """A button, so that a program that only looks at the link does not use it up."""
    if not hall().conferences.link_is_fresh(token, browser_secret()):
        raise Problem("bad_link", hours=round(LINK_SECONDS / 3_600))
    return render_template(
        "instructor_enter.html",
        link_hours=round(LINK_SECONDS / 3_600),
        login_hours=round(LOGIN_SECONDS / 3_600),
        repeat_minutes=round(REPEAT_SECONDS / 60),
    )


@bp.post("/enter/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Use up the one-time link; the browser that opened it may repeat that for a while."""
    check_cookie()
    set_instructor_login(hall().conferences.enter(token, browser_secret()))
    return redirect(url_for("instructor.home"), 303)


@bp.get("/login")
def login() -> ResponseReturnValue:
    """Name and password."""
    expect_cookie()
    return _page("", request.args.get("next", ""))


@bp.post("/login")
def log_in() -> ResponseReturnValue:
    """Enter with a password; wrong ones are counted, and make the next ones wait."""
    form = request.form
    name, wanted = form.get("name", ""), form.get("next", "")
    address = request.remote_addr or "unknown"
    try:
        check_cookie()
        found = hall().accounts.log_in(name, form.get("password", ""), address, known_marks())
    except Problem as problem:
        return _refused(problem, name, wanted)
    set_instructor_login(found)
    return redirect(_own_page(wanted), 303)


def _refused(problem: Problem, name: str, wanted: str) -> ResponseReturnValue:
    text = sentence(problem.code, problem.details)
    status, headers = problem.status, retry_headers(problem)
    if wants_json(request):
        return {"error": {"code": problem.code, "message": text}}, status, headers
    return _page(name, wanted, text), status, headers


@bp.post("/logout")
def log_out() -> ResponseReturnValue:
    """Leave the instructor's room in this browser."""
    drop_instructor_login()
    return redirect(url_for("instructor.login"), 303)


@bp.post("/logout-everywhere")
def log_out_everywhere() -> ResponseReturnValue:
    """End every login of this instructor, this browser's too."""
    hall().accounts.log_out_everywhere(instructor_login())
    return redirect(url_for("instructor.login"), 303)


def _page(name: str, wanted: str, problem: str = "") -> str:
    return render_template("instructor_login.html", name=name, next=wanted, problem=problem)


def _own_page(wanted: str) -> str:
    """Where they wanted to go, if that is a page of the instructor's room and of this house."""
    home = url_for("instructor.home")
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return wanted if plain and wanted.startswith(f"{home}/") else home
