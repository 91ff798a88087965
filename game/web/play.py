"""A delegation's page: what it knows, and the forms by which it acts.

The panels are alike for all seats of a delegation, so they cannot name the participant in their
forms: those post to the page's own address, ``?tab=`` saying where to come back to.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.bots.par import par_state
from game.engine.event import EVERYWHERE
from game.engine.phases import PhaseName
from game.engine.views import of
from game.messages import sentence
from game.service.conferences import Participant
from game.web import practice
from game.web.answers import carry_out, refusal, wants_json
from game.web.forms import Malformed, asked_options, chosen_options
from game.web.hall import hall
from game.web.logins import participant_login
from game.web.present import (
    accords,
    acts,
    cables,
    compose,
    crises,
    duties,
    joint_text,
    news,
    notices,
    own,
    rules,
    run,
    sheet,
    talk,
    trades,
    worth,
)
from game.web.present.stage import Stage, stage_for

bp = Blueprint("play", __name__, url_prefix="/play")

TABS = ("brief", "compose", "text", "talk", "act", "news")
#: The modules that the panels' templates take their parts from.
_PARTS = {
    "accords_part": accords,
    "acts_part": acts,
    "cables_part": cables,
    "compose_part": compose,
    "crises_part": crises,
    "duties_part": duties,
    "news_part": news,
    "notices_part": notices,
    "own": own,
    "rules_part": rules,
    "run": run,
    "talk_part": talk,
    "text_part": joint_text,
    "trades_part": trades,
    "worth_part": worth,
}


@dataclass(frozen=True)
class _Seat:
    """A participant with their place."""

    person: Participant
    table_id: int
    delegation: str

    def stage(self) -> Stage:
        """What their delegation knows."""
        return stage_for(hall(), self.table_id, of(self.delegation))


def seat_of(pid: str) -> "_Seat | None":
    """The place of the participant with that login; None if they have none yet. 403 for others."""
    return _seat(participant_login(pid))


def _place(person: Participant) -> _Seat | None:
    """The participant's place, also at a table that has not started."""
    if person.table_id is None or person.delegation is None:
        return None
    return _Seat(person, person.table_id, person.delegation)


def _seat(person: Participant) -> _Seat | None:
    """The participant's place at a table that has started, if they have one."""
    place = _place(person)
    return place if place is not None and _started(place) else None


def _started(seat: _Seat) -> bool:
    return hall().tables.state(seat.table_id).name is not PhaseName.LOBBY


def _back(seat: _Seat) -> str:
    """From where the participant opened a page to read: the table, or the lobby before it."""
    return url_for("play.page" if _started(seat) else "lobby.wait", pid=seat.person.id)


def _tab() -> str:
    asked = request.args.get("tab", "")
    return asked if asked in TABS else ""


def play_panels(
    table_id: int, delegation: str, names: Iterable[str] | None = None
) -> dict[str, str]:
    """The panels of a delegation's page by name, alike for all its seats; all unless named."""
    return _panels(stage_for(hall(), table_id, of(delegation)), names)


#: How many news, lines of a conversation (of one that has ended) and earlier proposals a panel
#: holds, so that the work for a push does not grow with the game; ``?all=1`` is a page with
#: everything that stands still.
NEWS, LINES, CLOSED_LINES, PAST = 30, 40, 8, 5


def _panels(
    stage: Stage,
    names: Iterable[str] | None = None,
    tab: str = "",
    everything: bool = False,
) -> dict[str, str]:
    limits = {
        "news_limit": NEWS,
        "line_limit": LINES,
        "closed_limit": CLOSED_LINES,
        "past_limit": PAST,
    }
    shown = dict.fromkeys(limits) if everything else limits
    return {
        name: render_template(f"panels/play/{name}.html", stage=stage, tab=tab, **shown, **_PARTS)
        for name in sorted(EVERYWHERE if names is None else names)
    }


@bp.get("/<pid>")
def page(pid: str) -> ResponseReturnValue:
    """The student's page.

    ``?counters=<proposal>`` opens the composer with that proposal in it, ``?options.<issue>=`` with
    those options.
    """
    match request.args.get("go"):
        case "score":
            return redirect(url_for("play.score", pid=pid))
        case "hints":
            return redirect(url_for("hints.page", pid=pid))
        case "brief":
            return redirect(url_for("play.brief_page", pid=pid))
        case "before" | "after" as form:
            return redirect(url_for("asking.page", pid=pid, form=form))
    seat = _seat(participant_login(pid))
    if seat is None:
        return redirect(url_for("lobby.wait", pid=pid))
    hall().presence.seen(pid)
    hall().practices.visited(seat.person.conference_id)
    stage = seat.stage()
    conference = hall().conferences.get(seat.person.conference_id)
    tab = _tab() or own.duty(stage).tab or "brief"
    everything = request.args.get("all") == "1"
    return render_template(
        "play.html",
        stage=stage,
        person=seat.person,
        role="head" if seat.person.head else "adviser",
        tab=tab,
        panels=_panels(stage, tab=tab, everything=everything),
        everything=everything,
        counter=compose.counter_to(stage, request.args.get("counters", "")),
        code=conference.code,
        level=stage.word("levels", conference.rules.level),
        begun=compose.begun(stage, asked_options(request)),
        mates=_mates(seat.person),
        table_number=_number(seat.table_id),
        machine=seat.delegation in hall().conferences.stand_ins(seat.table_id),
        **_PARTS,
    )


def _number(table_id: int) -> int:
    record = hall().conferences.table(table_id)
    return 0 if record is None else record.number


def _mates(person: Participant) -> list[Participant]:
    """The others of the participant's delegation."""
    place = (person.table_id, person.delegation)
    return [
        other
        for other in hall().conferences.people(person.conference_id)
        if (other.table_id, other.delegation) == place and other.id != person.id
    ]


@bp.post("/<pid>")
def act(pid: str) -> ResponseReturnValue:
    """What the page's own forms send: a command, a question (``?worth``), or a control of practice.

    The last (``?practice``) is for whoever practises alone.
    """
    if "practice" in request.args:
        return practice.control(participant_login(pid), url_for("play.page", pid=pid))
    return worth_of(pid) if "worth" in request.args else command(pid)


@bp.post("/<pid>/command")
def command(pid: str) -> ResponseReturnValue:
    """Carry out a command for the participant's delegation."""
    person = participant_login(pid)
    hall().presence.seen(person.id)
    back = url_for("play.page", pid=pid, tab=_tab() or None)
    if person.table_id is None or person.delegation is None:
        return _without_seat(person)
    return carry_out(request, person.table_id, hall().conferences.actor(person), back)


def _without_seat(person: Participant) -> ResponseReturnValue:
    code = "observer" if person.observer else "no_seat"
    back = url_for("lobby.wait", pid=person.id)
    return refusal(request, 403 if person.observer else 409, code, sentence(code), back)


@bp.post("/<pid>/worth")
def worth_of(pid: str) -> ResponseReturnValue:
    """What the joint text would be worth to us with the composer's choices in it.

    A program that accepts JSON gets numbers, the page's script the worth bar alone, and a browser
    without scripts (``?worth=page``) a page with the composer as it was sent.
    """
    person = participant_login(pid)
    hall().pace.check("question", person.id)
    seat = _seat(person)
    if seat is None:
        return _without_seat(person)
    stage = seat.stage()
    back = url_for("play.page", pid=pid, tab="compose")
    try:
        package = compose.known_options(stage, chosen_options(request))
    except Malformed:
        return refusal(request, 422, "malformed", sentence("malformed"), back)
    bar = worth.worth_bar(stage, {**stage.standing_text(), **package})
    if wants_json(request):
        return jsonify(bar)
    if request.args.get("worth") != "page":
        return render_template("panels/play/worth.html", bar=bar)
    composer = compose.composer(
        stage,
        chosen=package,
        note=request.form.get("note", ""),
        counters=request.form.get("counters", ""),
    )
    return render_template(
        "worth.html",
        stage=stage,
        person=person,
        role="head" if person.head else "adviser",
        form=composer,
        bar=bar,
        **_PARTS,
    )


@bp.get("/<pid>/score")
def score(pid: str) -> ResponseReturnValue:
    """How well the delegation met its objectives, with every point's reason."""
    seat = _seat(participant_login(pid))
    if seat is None:
        return redirect(url_for("lobby.wait", pid=pid))
    state = hall().tables.state(seat.table_id)
    if not state.over:
        return redirect(url_for("play.page", pid=pid))
    stage = seat.stage()
    if "scores" not in state.opened:
        return render_template("score_shut.html", stage=stage, person=seat.person)
    return render_template(
        "score.html",
        par=par_state(stage.structure, state.setup.preset, state.setup.agenda),
        best_known=stage.structure.benchmark(state.setup.agenda) is not None,
        numbers_changed=hall().tables.edition(seat.table_id) != "current",
        stage=stage,
        person=seat.person,
        sheet=sheet.own_sheet(stage, state),
        standings=sheet.standings(stage, state),
        signers=sheet.signers(stage),
        kept=sheet.carried_out(stage, state),
        again=practice.again_for(seat.person),
        **_PARTS,
    )


@bp.get("/<pid>/rules")
def rules_page(pid: str) -> ResponseReturnValue:
    """The rules as the participant's table plays them, from the lobby on."""
    seat = _place(participant_login(pid))
    if seat is None:
        return redirect(url_for("lobby.wait", pid=pid))
    stage = seat.stage()
    scenario = hall().tables.scenario_of(seat.table_id)
    return render_template(
        "rules.html",
        rules=rules.rules_of(scenario, stage.language, stage.view.setup, seat.delegation),
        practice=stage.practice,
        back=_back(seat),
        running=_started(seat),
    )


@bp.get("/<pid>/brief")
def brief_page(pid: str) -> ResponseReturnValue:
    """The delegation's whole brief on one page, from the lobby on."""
    seat = _place(participant_login(pid))
    if seat is None:
        return redirect(url_for("lobby.wait", pid=pid))
    stage = seat.stage()
    return render_template(
        "brief.html",
        b=own.brief(stage),
        preset=stage.texts.presets[stage.view.setup.preset].name,
        back=_back(seat),
        running=_started(seat),
    )
