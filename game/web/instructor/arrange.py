"""People's business: seats, heads, the door, the start, and who else runs the conference."""

from typing import get_args

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from game.messages import sentence
from game.service.conferences import Conference, DoorState
from game.service.problems import Problem
from game.web import answers
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned, page_of_form
from game.web.logins import instructor_login
from game.web.numbers import whole
from game.web.status import problem_status

_SEATING = "seat, swap, auto_seat, by_wish, head, remove"


@bp.post(f"/conference/<int:id_>/<any({_SEATING}, door, start):what>")
def arrange(id_: int, what: str) -> ResponseReturnValue:
    """Carry it out and go back to the page; what cannot be done is said in words."""
    found = owned(id_)
    back = page_of_form(found)
    try:
        _seats(found, what)
    except Problem as problem:
        text = sentence(problem.code, problem.details)
        return answers.refusal(request, problem_status(problem.code), problem.code, text, back)
    return answers.accepted(request, back)


def _seats(conference: Conference, what: str) -> None:
    form, people = request.form, hall().conferences
    person = form.get("participant", "")
    match what:
        case "seat":
            people.seat(conference, person, *_place(form.get("place", "")))
        case "swap":
            people.swap(conference, person, form.get("other", ""))
        case "auto_seat":
            people.auto_seat(conference)
        case "by_wish":
            granted = people.seat_by_wish(conference)
            flash(sentence("wishes_granted", vars(granted)), "done")
        case "head":
            people.make_head(conference, person)
        case "remove":
            people.remove(conference, person)
        case "door":
            doors: tuple[DoorState, ...] = get_args(DoorState)
            wanted = form.get("door")
            people.set_door(conference, next((d for d in doors if d == wanted), conference.door))
        case "start":
            people.start(conference)


def _place(sent: str) -> tuple[int, str] | tuple[None, None]:
    """The place "<table>:<delegation>", or "none" for no seat. ``Problem`` for anything else."""
    table, _, delegation = sent.partition(":")
    if sent == "none":
        return None, None
    if not (whole(table) and delegation):
        raise Problem("unknown_table")
    return whole(table), delegation


@bp.post("/conference/<int:id_>/share")
def share(id_: int) -> ResponseReturnValue:
    """Let another instructor run the conference too."""
    found, back = owned(id_), url_for("instructor.conference", id_=id_)
    try:
        hall().conferences.share(instructor_login(), found, request.form.get("name", ""))
    except Problem as problem:
        text = sentence(problem.code, problem.details)
        return answers.refusal(request, problem_status(problem.code), problem.code, text, back)
    return answers.accepted(request, back)


@bp.post("/conference/<int:id_>/unshare/<int:other>")
def unshare(id_: int, other: int) -> ResponseReturnValue:
    """No longer let them; whoever leaves by themselves goes home."""
    instructor = instructor_login()
    hall().conferences.unshare(instructor, owned(id_), other)
    if other == instructor.id:
        return redirect(url_for("instructor.home"), 303)
    return redirect(url_for("instructor.conference", id_=id_), 303)
