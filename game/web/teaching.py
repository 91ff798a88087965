"""The teaching pack for everybody: what a class reads before and after, and what its teacher needs.

Nothing in it is secret. The role packs, which are, stand on the instructor's pages.
"""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from game.service import scenarios
from game.web.present.handouts import INDEX, handout, teaching_folder

bp = Blueprint("teaching", __name__, url_prefix="/teaching")

LANGUAGE = "en"
PICTURES = ("map.svg",)


@bp.get("/")
def index() -> ResponseReturnValue:
    """What the pack holds."""
    return page(INDEX)


@bp.get("/<name>")
def page(name: str) -> ResponseReturnValue:
    """A page or a picture of the pack; 404 if there is none of that name."""
    if name in PICTURES:
        return Response((teaching_folder() / name).read_bytes(), mimetype="image/svg+xml")
    found = handout(name, scenarios.scenario(scenarios.DEFAULT), LANGUAGE)
    if found is None:
        raise NotFound
    return render_template("teaching.html", page=found, is_index=name == INDEX)
