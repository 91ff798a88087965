"""What the instructor's pages share: their addresses, and whose conference it is."""

from flask import Blueprint, request, url_for

from game.service.conferences import Conference
from game.web.hall import hall
from game.web.language import of_conference
from game.web.logins import instructor_login

bp = Blueprint("instructor", __name__, url_prefix="/instructor")


def owned(id_: int) -> Conference:
    """The conference, if it is the instructor's whose browser this is."""
    found = hall().conferences.owned(instructor_login(), id_)
    of_conference(found.language)
    return found


def page_of_form(conference: Conference) -> str:
    """The page that the form was on: that of a table, where it says so, or the class's."""
    number = request.form.get("back", "")
    if number.isdecimal() and len(number) < 4:
        return url_for("instructor.table", id_=conference.id, number=int(number))
    return url_for("instructor.conference", id_=conference.id)
