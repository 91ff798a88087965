"""The list of conferences, and a new one: typed, proposed for a class, or from a saved set-up."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.messages import sentence, words
from game.messages.durations import write_day, write_duration
from game.refusals import Refusal
from game.scenario.model import ROUND_LIMIT, Inject
from game.service import lesson, scenarios, senders
from game.service.conferences import TITLE_LIMIT, SentForm
from game.service.problems import Problem
from game.service.setup import CLASS_LIMIT, SEAT_LIMIT, TABLE_LIMIT
from game.service.setups import SETUP_NAME_LIMIT
from game.web import answers
from game.web.answers import wants_json
from game.web.forms import sent_form
from game.web.hall import hall
from game.web.instructor.blueprint import bp
from game.web.instructor.setup_form import TIMINGS, SetupForm, form_of, read_setup
from game.web.logins import instructor_login
from game.web.numbers import whole
from game.web.present import house_rules

_LIMITS = {
    "title": TITLE_LIMIT,
    "tables": TABLE_LIMIT,
    "seats": SEAT_LIMIT,
    "students": CLASS_LIMIT,
    "rounds": ROUND_LIMIT,
    "setup_name": SETUP_NAME_LIMIT,
}


@bp.get("")
def home() -> ResponseReturnValue:
    """The instructor's conferences, and a new one; ``?setup=`` fills in a saved set-up."""
    asked = request.args.get("setup", "")
    if not asked.isdecimal():
        return _page(SetupForm())
    saved = hall().setups.get(instructor_login(), whole(asked))
    return _page(form_of(saved.setup), used=saved.name)


def _gravest_first(card: Inject) -> tuple[bool, bool, str]:
    """Cards in which people die come first, those that one delegation alone learns of last."""
    return card.private, not card.loss_of_life, card.id


def _page(typed: SetupForm, problem: str = "", fault: str = "", used: str = "") -> str:
    """The page with the form as it stands; ``fault`` is the step whose time is wrong."""
    scenario = scenarios.scenario(scenarios.DEFAULT)
    structure, house, instructor = scenario.structure, hall(), instructor_login()
    conferences = house.conferences.of_instructor(instructor)
    moments = house.retention.kept_until([conference.id for conference in conferences])
    return render_template(
        "instructor_home.html",
        instructor=instructor,
        conferences=conferences,
        kept_until={id_: write_day(moment) for id_, moment in moments.items()},
        keep_days=house.retention.days,
        setups=house.setups.of(instructor),
        presets=structure.presets,
        cards=sorted(structure.optional_cards, key=_gravest_first),
        texts=scenario.text("en"),
        typed=typed,
        choices=house_rules.choices(typed.rules),
        switches=house_rules.switches(typed.rules),
        chosen=typed.chosen_preset(structure),
        length=sum(typed.played_preset(structure).sittings),
        plan=[
            (sitting, sitting.begins(typed.bell))
            for sitting in lesson.sittings(typed.played_preset(structure))
        ],
        layouts=typed.layouts(structure),
        timings=TIMINGS,
        timing_words=words("timings"),
        duration=write_duration,
        problem=problem,
        fault=fault,
        used=used,
        limits=_LIMITS,
        copies=house.copies.possible,
    )


@bp.post("/copy")
def copy_database() -> ResponseReturnValue:
    """Make a copy of the database beside it: a file on the server, which nobody is sent."""
    instructor_login()
    back = url_for("instructor.home")
    try:
        made = hall().copies.make()
    except Refusal as problem:
        return answers.told(request, problem, back)
    flash(sentence("copy_made", {"name": made.name, "folder": made.folder}), "done")
    return answers.accepted(request, back)


@bp.post("/conferences")
def create() -> ResponseReturnValue:
    """Lay the tables of a new conference; refused, the form comes back as it was sent."""
    typed, instructor = read_setup(request.form), instructor_login()
    try:
        setup = typed.setup(scenarios.scenario(scenarios.DEFAULT).structure)
        form = _sent()
        conference = hall().conferences.set_up(instructor, typed.title, setup, form=form)
    except Problem as problem:
        return _refused(typed, problem)
    return redirect(url_for("instructor.conference", id_=conference.id), 303)


@bp.post("/proposal")
def propose() -> ResponseReturnValue:
    """The form with tables and seats for the class; ``layout`` "tables x seats" takes another."""
    instructor_login()
    typed = read_setup(request.form)
    found = typed.layouts(scenarios.scenario(scenarios.DEFAULT).structure)
    if not found:
        return _refused(typed, Problem("bad_class", limit=CLASS_LIMIT))
    wanted = request.form.get("layout", "")
    chosen = next((one for one in found if f"{one.tables}x{one.seats}" == wanted), found[0])
    return _page(typed.laid(chosen))


@bp.post("/gentle-deck")
def gentle_deck() -> ResponseReturnValue:
    """The form with every card left out in which people die."""
    instructor_login()
    structure = scenarios.scenario(scenarios.DEFAULT).structure
    grave = sorted(card.id for card in structure.optional_cards if card.loss_of_life)
    typed = read_setup(request.form)
    rules = typed.rules.model_copy(update={"left_out": tuple(grave)})
    return _page(replace(typed, rules=rules))


@bp.post("/plan")
def plan() -> ResponseReturnValue:
    """The form as it stands, with what its times come to: asked for while it is filled in."""
    instructor_login()
    return _page(read_setup(request.form))


@bp.post("/minutes")
def minutes() -> ResponseReturnValue:
    """The form with the chosen preset's own minutes and rounds in it, to be changed."""
    instructor_login()
    typed = read_setup(request.form)
    preset = typed.chosen_preset(scenarios.scenario(scenarios.DEFAULT).structure)
    seconds: dict[str, int] = preset.timings.model_dump()
    shown = {name: write_duration(value) for name, value in seconds.items()}
    return _page(SetupForm(**{**vars(typed), "timings": shown, "rounds": str(preset.rounds)}))


# --- saved set-ups ---


@bp.post("/setups")
def save_setup() -> ResponseReturnValue:
    """Keep what was typed under a name."""
    typed, instructor = read_setup(request.form), instructor_login()
    try:
        setup = typed.setup(scenarios.scenario(scenarios.DEFAULT).structure)
        hall().setups.save(instructor, typed.setup_name, setup)
    except Problem as problem:
        return _refused(typed, problem)
    flash(sentence("setup_saved", {"name": " ".join(typed.setup_name.split())}), "done")
    return _page(SetupForm(**{**vars(typed), "setup_name": ""}))


@bp.post("/setups/<int:setup_id>/<any(rename, delete):what>")
def change_setup(setup_id: int, what: str) -> ResponseReturnValue:
    """Give a saved set-up another name, or delete it."""
    instructor, back = instructor_login(), url_for("instructor.home")
    form = _sent()
    if hall().conferences.was_done(form):
        return answers.accepted(request, back)
    try:
        if what == "rename":
            hall().setups.rename(instructor, setup_id, request.form.get("name", ""))
        else:
            hall().setups.remove(instructor, setup_id)
    except Problem as problem:
        return answers.told(request, problem, back)
    hall().conferences.mark_done(form)
    return answers.accepted(request, back)


def _sent() -> SentForm | None:
    return sent_form(request, senders.instructor(instructor_login().id))


def _refused(typed: SetupForm, problem: Problem) -> ResponseReturnValue:
    """The form as it was sent, and why nothing came of it."""
    if wants_json(request):
        raise problem
    names = words("timings")
    told = {key: names.get(str(value), value) for key, value in problem.details.items()}
    fault = str(problem.details.get("step", "")) or problem.code
    return _page(typed, sentence(problem.code, told), fault), problem.status
