"""The rules of a preset for everybody, to be read before a class."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from game.service import scenarios
from game.web.present.rules import rules_of

bp = Blueprint("rules", __name__)


@bp.get("/rules/<preset>")
def of_preset(preset: str) -> ResponseReturnValue:
    """The rules as that preset of the game plays them; 404 if there is none of that name."""
    scenario = scenarios.scenario(scenarios.DEFAULT)
    found = next((p for p in scenario.structure.presets if p.id == preset), None)
    if found is None:
        raise NotFound
    language = scenario.structure.languages[0]
    return render_template("rules.html", rules=rules_of(scenario, language, found), back=None)
