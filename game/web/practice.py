"""Practising alone: the form that opens a table of machines, and the few controls beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.views import of
from game.messages import sentence
from game.refusals import Refusal
from game.service import scenarios
from game.service.conferences import Participant
from game.service.practice import (
    CONTROLS,
    FINISHED_DAYS,
    IDLE_DAYS,
    LEVELS,
    SEED_LIMIT,
    Choice,
    playable,
)
from game.service.problems import Problem
from game.web.answers import accepted, refusal, retry_headers, told
from game.web.codes import counting_guesses
from game.web.forms import is_command_id, sent_form
from game.web.hall import hall
from game.web.logins import (
    add_participant_login,
    check_cookie,
    expect_cookie,
    my_participants,
)
from game.web.own_seats import places
from game.web.present.stage import Party, stage_for

bp = Blueprint("practice", __name__, url_prefix="/practice")

LANGUAGE = "en"


@bp.get("")
def begin() -> ResponseReturnValue:
    """What to practise; a query fills the form in."""
    return _form(request.args)


@bp.post("")
def start() -> ResponseReturnValue:
    """Open a practice, and go to its table at once."""
    form = request.form
    choice = Choice(
        delegation=form.get("delegation", ""),
        preset=form.get("preset", ""),
        # Checked by the service like the others: a form can hold anything.
        level=form.get("level", ""),  # type: ignore[arg-type]
        seed=form.get("seed", ""),
    )
    try:
        check_cookie()
        person = hall().practices.open(
            choice, request.remote_addr or "", my_participants(), sent_form(request)
        )
    except Problem as problem:
        text = sentence(problem.code, problem.details)
        return _form(form, text), problem.status, retry_headers(problem)
    return _to_the_table(person)


@bp.get("/seat/<code>/<resume_code>")
def seat(code: str, resume_code: str) -> ResponseReturnValue:
    """A button, so that nobody who only follows an address acts for somebody afterwards."""
    _sitting(code, resume_code)
    expect_cookie()
    return render_template("practice_seat.html")


@bp.post("/seat/<code>/<resume_code>")
def take_seat(code: str, resume_code: str) -> ResponseReturnValue:
    """Bring whoever practises to their seat, on any device of theirs."""
    check_cookie()
    return _to_the_table(_sitting(code, resume_code))


def _sitting(code: str, resume_code: str) -> Participant:
    """Whose seat that is, in a practice; a class's seats have no such address."""
    with counting_guesses():
        person = hall().conferences.resume(code, resume_code)
        if not hall().practices.here(person.conference_id):
            raise Problem("unknown_resume_code")
    return person


def _to_the_table(person: Participant) -> ResponseReturnValue:
    add_participant_login(person.id)
    return redirect(url_for("play.page", pid=person.id), 303)


def _form(typed: Mapping[str, str], problem: str | None = None) -> str:
    expect_cookie()
    mine = my_participants()
    scenario = scenarios.scenario(scenarios.DEFAULT)
    structure, texts = scenario.structure, scenario.text(LANGUAGE)
    fit = [preset for preset in structure.presets if playable(preset)]
    return render_template(
        "practice.html",
        mine=mine,
        places=places(mine),
        offered=hall().practices.offered,
        typed=typed,
        problem=problem,
        delegations=[
            (delegation, texts.delegations[delegation.id]) for delegation in structure.delegations
        ],
        presets=[(preset.id, texts.presets[preset.id]) for preset in fit],
        unfit=[texts.presets[p.id].name for p in structure.presets if p not in fit],
        levels=LEVELS,
        seed_limit=SEED_LIMIT,
        finished_days=FINISHED_DAYS,
        idle_days=IDLE_DAYS,
    )


@dataclass(frozen=True)
class Again:
    """What somebody has practised, to practise it again."""

    preset: str
    level: str
    seed: str
    own: str
    parties: tuple[Party, ...]


def again_for(person: Participant) -> Again | None:
    """What the person has practised; None for whoever sits in a class."""
    house = hall()
    record = None if person.table_id is None else house.conferences.table(person.table_id)
    if (
        record is None
        or person.delegation is None
        or not house.practices.here(person.conference_id)
    ):
        return None
    conference = house.conferences.get(person.conference_id)
    stage = stage_for(house, record.id, of(person.delegation))
    return Again(
        conference.preset, conference.rules.level, record.seed, person.delegation, stage.parties
    )


def control(person: Participant, back: str) -> ResponseReturnValue:
    """Pause, go on, hurry, skip, end: what whoever practises may do at their own table."""
    form = request.form
    what = next((known for known in CONTROLS if known == form.get("do")), None)
    command_id = form.get("command_id", "")
    if what is None or not is_command_id(command_id):
        return refusal(request, 422, "malformed", sentence("malformed"), back)
    try:
        hall().practices.control(person, what, command_id=command_id, step=form.get("step"))
    except Refusal as refused:
        return told(request, refused, back)
    return accepted(request, back)
