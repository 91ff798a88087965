"""People's business: seats, heads, the door, the start, and who else runs the conference."""

from collections.abc import Callable, Mapping
from typing import Final, get_args

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from game.messages import sentence
from game.service import senders
from game.service.conferences import Conference, DoorState
from game.service.problems import Problem
from game.web import answers
from game.web.forms import sent_form
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned, page_of_form
from game.web.logins import instructor_login
from game.web.numbers import whole


def _place(sent: str) -> tuple[int, str] | tuple[None, None]:
    """The place "<table>:<delegation>", or "none" for no seat. ``Problem`` for anything else."""
    table, _, delegation = sent.partition(":")
    if sent == "none":
        return None, None
    if not (whole(table) and delegation):
        raise Problem("unknown_table")
    return whole(table), delegation


def _seat(conference: Conference, person: str) -> None:
    place = _place(request.form.get("place", ""))
    hall().conferences.seat(conference, person, *place)


def _swap(conference: Conference, person: str) -> None:
    hall().conferences.swap(conference, person, request.form.get("other", ""))


def _auto_seat(conference: Conference, _person: str) -> None:
    hall().conferences.auto_seat(conference)


def _by_wish(conference: Conference, _person: str) -> str:
    return sentence("wishes_granted", vars(hall().conferences.seat_by_wish(conference)))


def _head(conference: Conference, person: str) -> None:
    hall().conferences.make_head(conference, person)


def _new_code(conference: Conference, person: str) -> str:
    renewed = hall().conferences.renew_resume_code(conference, person)
    details = {"name": renewed.name, "code": renewed.resume_code}
    return sentence("resume_code_renewed", details)


def _remove(conference: Conference, person: str) -> None:
    hall().conferences.remove(conference, person)


def _disown(conference: Conference, person: str) -> None:
    hall().conferences.remove(conference, person, disowned=True)


def _rename(conference: Conference, person: str) -> str:
    before = hall().conferences.names(conference.id).get(person, "")
    renamed = hall().conferences.rename(conference, person, request.form.get("name", ""))
    return sentence("renamed", {"former": before, "name": renamed.name})


def _remove_waiting(conference: Conference, _person: str) -> str:
    gone = hall().conferences.remove_all(conference, observers=False)
    return sentence("removed_all", {"count": gone})


def _remove_observers(conference: Conference, _person: str) -> str:
    gone = hall().conferences.remove_all(conference, observers=True)
    return sentence("removed_all", {"count": gone})


def _forget(conference: Conference, person: str) -> str:
    hall().erasure.forget(conference, person)
    return sentence("person_forgotten")


def _door(conference: Conference, _person: str) -> None:
    doors: tuple[DoorState, ...] = get_args(DoorState)
    wanted = request.form.get("door")
    chosen = next((door for door in doors if door == wanted), conference.door)
    hall().conferences.set_door(conference, chosen)


def _address(_conference: Conference, _person: str) -> None:
    hall().addresses.choose(request.form.get("address", ""))


def _ids(conference: Conference, _person: str) -> None:
    hall().conferences.ask_for_ids(conference, request.form.get("ask") == "true")


def _start(conference: Conference, _person: str) -> None:
    hall().conferences.start(conference)


#: What a form of the class's page may ask for, by its address. Each may say a sentence for the
#: instructor.
_ACTS: Final[Mapping[str, Callable[[Conference, str], str | None]]] = {
    "seat": _seat,
    "swap": _swap,
    "auto_seat": _auto_seat,
    "by_wish": _by_wish,
    "head": _head,
    "new_code": _new_code,
    "remove": _remove,
    "disown": _disown,
    "rename": _rename,
    "remove_waiting": _remove_waiting,
    "remove_observers": _remove_observers,
    "forget": _forget,
    "door": _door,
    "address": _address,
    "ids": _ids,
    "start": _start,
}
_NAMES = ", ".join(_ACTS)


@bp.post(f"/conference/<int:id_>/<any({_NAMES}):what>")
def arrange(id_: int, what: str) -> ResponseReturnValue:
    """Carry it out and go back to the page; what cannot be done is said in words."""
    found = owned(id_)
    back = page_of_form(found)
    form = sent_form(request, senders.instructor(instructor_login().id))
    if hall().conferences.was_done(form):
        # Tapped twice: an exchange must not be taken back by that.
        return answers.accepted(request, back)
    try:
        said = _ACTS[what](found, request.form.get("participant", ""))
    except Problem as problem:
        return answers.told(request, problem, back)
    hall().conferences.mark_done(form)
    if said is not None:
        flash(said, "done")
    return answers.accepted(request, back)


@bp.post("/conference/<int:id_>/share")
def share(id_: int) -> ResponseReturnValue:
    """Let another instructor run the conference too."""
    found, back = owned(id_), url_for("instructor.conference", id_=id_)
    try:
        hall().conferences.share(instructor_login(), found, request.form.get("name", ""))
    except Problem as problem:
        return answers.told(request, problem, back)
    return answers.accepted(request, back)


@bp.post("/conference/<int:id_>/unshare/<int:other>")
def unshare(id_: int, other: int) -> ResponseReturnValue:
    """No longer let them; whoever leaves by themselves goes home."""
    instructor = instructor_login()
    hall().conferences.unshare(instructor, owned(id_), other)
    if other == instructor.id:
        return redirect(url_for("instructor.home"), 303)
    return redirect(url_for("instructor.conference", id_=id_), 303)
