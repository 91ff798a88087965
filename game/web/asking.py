"""A student's questionnaires, and the joint text to print."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.phases import PhaseName
from game.report import asking
from game.report.export.paper import print_text
from game.report.phrases import group
from game.service.conferences import Participant
from game.service.problems import Problem
from game.web.answers import told
from game.web.hall import hall
from game.web.logins import participant_login

bp = Blueprint("asking", __name__, url_prefix="/play")


@bp.get("/<pid>/<any(before, after):form>")
def page(pid: str, form: asking.Form) -> ResponseReturnValue:
    """The questionnaire with the participant's own answers in it."""
    person = participant_login(pid)
    if person.observer:
        return _refused(Problem("observer_questionnaire"), person)
    house = hall()
    language = house.conferences.get(person.conference_id).language
    return render_template(
        "questionnaire.html",
        person=person,
        form=form,
        words=group(f"asking.forms.{form}", language),
        scale=group("asking.scale", language),
        items=[(item, asking.text(item, language)) for item in asking.items(form)],
        own=house.questionnaires.own(person, form),
        open=house.questionnaires.is_open(person, form),
        limit=asking.WORDS_LIMIT,
        back=_back(person, form),
    )


@bp.post("/<pid>/<any(before, after):form>")
def save(pid: str, form: asking.Form) -> ResponseReturnValue:
    """Keep the answers."""
    person = participant_login(pid)
    try:
        hall().pace.check("wish", person.id)
        hall().questionnaires.save(person, form, request.form)
    except Problem as problem:
        return _refused(problem, person)
    language = hall().conferences.get(person.conference_id).language
    flash(str(group(f"asking.forms.{form}", language)["thanks"]), "done")
    return redirect(url_for("asking.page", pid=pid, form=form), 303)


def _refused(problem: Problem, person: Participant) -> ResponseReturnValue:
    return told(request, problem, url_for("lobby.wait", pid=person.id))


def _back(person: Participant, form: asking.Form) -> str:
    if person.table_id is None:
        return url_for("lobby.wait", pid=person.id)
    return url_for("play.score" if form == "after" else "play.page", pid=person.id)


@bp.get("/<pid>/print")
def printed(pid: str) -> ResponseReturnValue:
    """The joint text of the participant's table with its signatures, to be printed."""
    person = participant_login(pid)
    hall().pace.check("paper", person.id)
    record = None if person.table_id is None else hall().conferences.table(person.table_id)
    if record is None or hall().tables.state(record.id).name is PhaseName.LOBBY:
        return redirect(url_for("lobby.wait", pid=pid))
    conference = hall().conferences.get(person.conference_id)
    material = hall().office.material(conference, "pseudonyms", record.number)
    table = material.table(record.number)
    over = table.state.over
    back = url_for("play.score" if over else "play.page", pid=pid)
    return Response(print_text(material, table, static_asset, back))


def static_asset(path: str) -> str:
    """Where a browser finds a file of ``static/``."""
    return url_for("static", filename=path)
