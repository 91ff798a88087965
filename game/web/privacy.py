"""What is stored: of everybody in general, and of one participant for themselves."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from game.messages.durations import write_day, write_moment
from game.records.names import Names
from game.report import asking
from game.service.own_data import OwnData
from game.service.practice import FINISHED_DAYS, IDLE_DAYS
from game.web.hall import hall
from game.web.logins import participant_login
from game.web.present.own_data import answers, deeds

bp = Blueprint("privacy", __name__)


@bp.get("/privacy")
def page() -> ResponseReturnValue:
    """What is stored, where, for how long, and who sees it."""
    house = hall()
    return render_template(
        "privacy.html",
        keep_days=house.retention.days,
        practice=house.practices.offered,
        finished_days=FINISHED_DAYS,
        idle_days=IDLE_DAYS,
        cookie=current_app.config["SESSION_COOKIE_NAME"],
    )


@bp.get("/me/<pid>")
def me(pid: str) -> ResponseReturnValue:
    """What is stored of the participant, for whoever holds their login."""
    person = participant_login(pid)
    conference = hall().conferences.get(person.conference_id)
    stored = hall().own_data.of(person)
    until = hall().retention.kept_until([conference.id])
    names = Names(hall().conferences.texts(conference), conference.language)
    return render_template(
        "own_data.html",
        person=person,
        stored=stored,
        joined=write_moment(stored.joined_at),
        names=names,
        answers=answers(stored, conference.language),
        deeds=deeds(stored, names),
        kept_until="".join(write_day(moment) for moment in until.values()),
    )


@bp.get("/me/<pid>/data.json")
def download(pid: str) -> Response:
    """The same as a file."""
    stored = hall().own_data.of(participant_login(pid))
    return Response(
        json.dumps(_with_items(stored), ensure_ascii=False, indent=2) + "\n",
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="six-party-talks-my-data.json"'},
    )


def _with_items(stored: OwnData) -> Mapping[str, Any]:
    """The data with each question beside its answer."""
    texts = {(item.form, item.id): asking.text(item, "en") for item in asking.ITEMS}
    found = stored.as_json()
    for answer in found["answers"]:
        answer["question"] = texts.get((answer["questionnaire"], answer["item"]), "")
    return found
