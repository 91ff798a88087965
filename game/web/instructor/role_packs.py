"""Role packs: a delegation's brief on paper, for any preset, before there is a table."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from game.service import scenarios
from game.web.instructor.blueprint import bp
from game.web.logins import instructor_login
from game.web.present.brief import brief_of

LANGUAGE = "en"


@bp.get("/role-packs")
def role_packs() -> ResponseReturnValue:
    """Which role packs there are to print."""
    instructor_login()
    scenario = scenarios.scenario(scenarios.DEFAULT)
    return render_template(
        "role_packs.html",
        presets=scenario.structure.presets,
        delegations=scenario.structure.delegation_ids,
        texts=scenario.text(LANGUAGE),
    )


@bp.get("/role-packs/<preset>/<delegation>")
def role_pack(preset: str, delegation: str) -> ResponseReturnValue:
    """A delegation's pack, or those of all (``all``), each on sheets of its own.

    ``?hints=1`` adds the advice on the bargain. 404 for what is no preset or delegation.
    """
    instructor_login()
    scenario = scenarios.scenario(scenarios.DEFAULT)
    structure, texts = scenario.structure, scenario.text(LANGUAGE)
    agenda = next((p.agenda for p in structure.presets if p.id == preset), None)
    chosen = [d for d in structure.delegation_ids if delegation in (d, "all")]
    if agenda is None or not chosen:
        raise NotFound
    hints = request.args.get("hints") == "1"
    return render_template(
        "role_pack.html",
        briefs=[brief_of(structure, texts, agenda, own, hints=hints) for own in chosen],
        preset=texts.presets[preset].name,
    )
