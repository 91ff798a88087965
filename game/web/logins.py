"""Who is asking, from the signed cookie. One browser may hold several participants' logins."""

from flask import abort, redirect, request, url_for
from flask import session as login

from game.service.conferences import Instructor, Participant
from game.web.answers import wants_json
from game.web.hall import hall

_PEOPLE = "participants"
_INSTRUCTOR = "instructor"
#: The newest this many logins of a browser are kept.
KEPT = 24


def add_participant_login(participant_id: str) -> None:
    """Let this browser act for the participant."""
    ids = [id_ for id_ in login.get(_PEOPLE, []) if id_ != participant_id]
    login[_PEOPLE] = [*ids, participant_id][-KEPT:]
    login.permanent = True


def participant_login(participant_id: str) -> Participant:
    """The participant, if this browser may act for them; else the answer is 403."""
    if participant_id not in login.get(_PEOPLE, []):
        abort(403)
    participant = hall().conferences.participant(participant_id)
    if participant is None:
        abort(403)
    return participant


def my_participants() -> list[Participant]:
    """Everybody whom this browser may act for, newest first."""
    found = [hall().conferences.participant(id_) for id_ in reversed(login.get(_PEOPLE, []))]
    return [participant for participant in found if participant is not None]


def set_instructor_login(instructor: Instructor) -> None:
    """Let this browser act for the instructor, until their password changes."""
    login[_INSTRUCTOR] = [instructor.id, instructor.login_key]
    login.permanent = True


def drop_instructor_login() -> None:
    """This browser is no instructor's any more; participants' logins stay."""
    login.pop(_INSTRUCTOR, None)


def instructor_login() -> Instructor:
    """The instructor whose browser this is; else 403, or the way to the login for a reader."""
    held = login.get(_INSTRUCTOR)
    # A cookie of an older version holds the id alone.
    id_, key = held if isinstance(held, list) else (held or 0, "")
    instructor = hall().conferences.instructor(id_)
    if instructor is None or instructor.login_key != key:
        if request.method == "GET" and not wants_json(request):
            abort(redirect(url_for("instructor.login", next=request.script_root + request.path)))
        abort(403)
    return instructor
