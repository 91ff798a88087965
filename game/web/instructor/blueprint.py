"""What the instructor's pages share: their addresses, and whose conference it is."""

from flask import Blueprint

from game.service.conferences import Conference
from game.web.hall import hall
from game.web.logins import instructor_login

bp = Blueprint("instructor", __name__, url_prefix="/instructor")


def owned(id_: int) -> Conference:
    """The conference, if it is the instructor's whose browser this is."""
    return hall().conferences.owned(instructor_login(), id_)
