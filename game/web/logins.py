"""Who is asking, from the signed cookie. One browser may hold several participants' logins."""

import secrets
from typing import NoReturn

from flask import abort, g, redirect, request, url_for
from flask import session as login

from game.service.conferences import Instructor, Participant
from game.service.login import read_login
from game.service.problems import Problem
from game.web.answers import wants_json
from game.web.hall import Hall, hall
from game.web.language import of_conference

_PEOPLE = "participants"
_INSTRUCTOR = "instructor"
#: When the cookie was written last (seconds): it is renewed once a day while it is used.
_WRITTEN = "written"
#: By instructor, the mark of a browser that has logged in under that name before.
_MARKS = "known"
#: What tells this browser from others that open the same one-time link.
_BROWSER = "browser"
#: The participant whose login was dropped last.
_LEFT = "left"
#: The newest this many logins, and marks, of a browser are kept.
KEPT, MARKS_KEPT = 24, 8
DAY = 86_400.0


def _keep() -> None:
    """Keep the cookie after the browser is closed, from now on for as long as any cookie is."""
    login[_WRITTEN] = hall().tables.clock()
    login.permanent = True


def _renew() -> None:
    """Write the cookie again from time to time, so that it does not run out while it is used."""
    if abs(hall().tables.clock() - login.get(_WRITTEN, 0.0)) >= DAY:
        _keep()


# --- participants ---


def add_participant_login(participant_id: str) -> None:
    """Let this browser act for the participant."""
    ids = [id_ for id_ in login.get(_PEOPLE, []) if id_ != participant_id]
    login[_PEOPLE] = [*ids, participant_id][-KEPT:]
    _keep()


def drop_participant_login(participant_id: str) -> None:
    """No longer let this browser act for the participant; 403 if it may not anyway."""
    ids = login.get(_PEOPLE, [])
    if participant_id not in ids:
        if login.get(_LEFT) == participant_id:
            # Tapped twice.
            return
        abort(403)
    login[_LEFT] = participant_id
    login[_PEOPLE] = [id_ for id_ in ids if id_ != participant_id]


def participant_login(participant_id: str) -> Participant:
    """The participant, if this browser may act for them; else the answer is 403."""
    if participant_id not in login.get(_PEOPLE, []):
        abort(403)
    participant = hall().conferences.participant(participant_id)
    if participant is None:
        abort(403)
    _renew()
    g.participant = participant
    of_conference(hall().conferences.get(participant.conference_id).language)
    return participant


def acting_participant() -> Participant | None:
    """The participant for whom this request's page is; None for pages of nobody."""
    found = g.get("participant")
    return found if isinstance(found, Participant) else None


def my_participants() -> list[Participant]:
    """Everybody whom this browser may act for, newest first."""
    found = [hall().conferences.participant(id_) for id_ in reversed(login.get(_PEOPLE, []))]
    return [participant for participant in found if participant is not None]


# --- instructors ---


def held_instructor_login() -> object:
    """What the browser's cookie holds as an instructor's login, good or not; None for none."""
    return login.get(_INSTRUCTOR)


def instructor_of(hall: Hall, held: object) -> Instructor | None:
    """Whose login it is that a browser holds; None if it is no longer good, or none."""
    found = read_login(held)
    return None if found is None else hall.accounts.holder(found)


def set_instructor_login(instructor: Instructor) -> None:
    """Let this browser act for the instructor, in the place of whom it acted for before."""
    before = instructor_of(hall(), held_instructor_login())
    # Who is in already goes on with the same login: another would leave the former without an end.
    if before is None or before.id != instructor.id:
        drop_instructor_login()
        login[_INSTRUCTOR] = hall().accounts.begin_login(instructor).stored()
    marks = {**login.get(_MARKS, {})}
    # The newest last. A cookie is JSON: its keys are strings.
    mark = marks.pop(str(instructor.id), None) or secrets.token_hex(8)
    login[_MARKS] = dict([*marks.items(), (str(instructor.id), mark)][-MARKS_KEPT:])
    _keep()


def known_marks() -> dict[int, str]:
    """This browser's marks by the ids of the instructors as whom it has logged in before."""
    return {int(id_): mark for id_, mark in login.get(_MARKS, {}).items()}


def drop_instructor_login() -> None:
    """This browser's login as an instructor ends, with its copies; participants' logins stay."""
    found = read_login(login.pop(_INSTRUCTOR, None))
    if found is not None:
        hall().accounts.log_out(found)


def browser_secret() -> str:
    """A secret of this browser, which it gets when it has none."""
    if _BROWSER not in login:
        login[_BROWSER] = secrets.token_hex(16)
    return str(login[_BROWSER])


def expect_cookie() -> None:
    """Give the browser a cookie with this page, so that `check_cookie` can tell if it keeps any."""
    browser_secret()


def check_cookie() -> None:
    """``Problem`` if the form's page gave the browser a cookie, and none came back with the form.

    Asked before anything is made: whoever blocks cookies could not come back to it.
    """
    if request.form.get("cookie") == "given" and not login:
        raise Problem("no_cookies")


def instructor_login() -> Instructor:
    """The instructor whose browser this is; else 403, or the way to the login for a reader."""
    found = read_login(held_instructor_login())
    instructor = None if found is None else hall().accounts.holder(found)
    if found is None or instructor is None:
        _to_the_login()
    noted = hall().accounts.noted(found)
    if noted != found:
        login[_INSTRUCTOR] = noted.stored()
    _renew()
    return instructor


def _to_the_login() -> NoReturn:
    if request.method == "GET" and not wants_json(request):
        abort(redirect(url_for("instructor.login", next=request.script_root + request.path)))
    abort(403)
