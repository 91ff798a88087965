"""Who is asking, from the signed cookie. One browser may hold several participants' logins."""

from flask import abort
from flask import session as login

from game.service.conferences import Instructor, Participant
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
    """Let this browser act for the instructor."""
    login[_INSTRUCTOR] = instructor.id
    login.permanent = True


def instructor_login() -> Instructor:
    """The instructor whose browser this is; else the answer is 403."""
    instructor = hall().conferences.instructor(login.get(_INSTRUCTOR, 0))
    if instructor is None:
        abort(403)
    return instructor
