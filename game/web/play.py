"""A delegation's page: what it knows, and the forms by which it acts."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from game.engine.phases import PhaseName
from game.engine.results import result_of
from game.engine.views import of, view_for
from game.service.conferences import Participant
from game.web import answers
from game.web.forms import chosen_options
from game.web.hall import hall
from game.web.logins import participant_login
from game.web.present import delegate
from game.web.present.table import Shown, shown, worth_bar_of
from game.web.touched import PLAY_PANELS

bp = Blueprint("play", __name__, url_prefix="/play")


def _seat(pid: str) -> tuple[Participant, int, str] | None:
    """The participant with table and delegation, or None while they have no seat."""
    person = participant_login(pid)
    if person.table_id is None or person.delegation is None:
        return None
    return person, person.table_id, person.delegation


def _context(table_id: int, delegation: str) -> dict[str, Any]:
    state = hall().tables.state(table_id)
    table = shown(view_for(state, of(delegation)), table_id)
    return {"t": table, "d": delegate, "me": table.delegation(delegation)}


def play_panels(
    table_id: int, delegation: str, names: Iterable[str] | None = None
) -> dict[str, str]:
    """The panels of a delegation's page, alike for all its seats."""
    context = _context(table_id, delegation)
    return {
        name: render_template("panel.html", group="play", name=name, **context)
        for name in sorted(PLAY_PANELS if names is None else names)
    }


@bp.get("/<pid>")
def page(pid: str) -> Any:
    """The student's page."""
    seat = _seat(pid)
    if seat is None:
        return redirect(url_for("lobby.wait", pid=pid))
    person, table_id, delegation = seat
    if hall().tables.state(table_id).name is PhaseName.LOBBY:
        return redirect(url_for("lobby.wait", pid=pid))
    context = _context(table_id, delegation)
    table: Shown = context["t"]
    return render_template(
        "play.html",
        person=person,
        role="head" if person.head else "adviser",
        tab=request.args.get("tab", "brief"),
        panels=play_panels(table_id, delegation),
        seq=table.view.seq,
        now_ms=round(table.now * 1000),
        **context,
    )


@bp.post("/<pid>")
def act(pid: str) -> Any:
    """Forms post to their page's own address, so that a panel is alike for every seat."""
    return worth(pid) if "worth" in request.args else command(pid)


@bp.post("/<pid>/command")
def command(pid: str) -> Any:
    """Carry out a command for the participant's delegation."""
    person = participant_login(pid)
    back = url_for("play.page", pid=pid, tab=request.args.get("tab", "brief"))
    if person.table_id is None:
        return redirect(url_for("lobby.wait", pid=pid), 303) if not person.observer else _watching()
    actor = hall().conferences.actor(person)
    return answers.carry_out(request, person.table_id, actor, back)


def _watching() -> Any:
    """An observer has no table to act at."""
    from game.messages import sentence

    text = sentence("observer")
    if answers.wants_json(request):
        return {"error": {"code": "observer", "message": text}}, 403
    return render_template("refused.html", message=text, typed="", back="/"), 403


@bp.post("/<pid>/worth")
def worth(pid: str) -> Any:
    """What the text would be worth to us with the composer's options in it."""
    seat = _seat(pid)
    if seat is None:
        return redirect(url_for("lobby.wait", pid=pid), 303)
    _, table_id, delegation = seat
    context = _context(table_id, delegation)
    table: Shown = context["t"]
    known = table.scenario.structure
    package = {
        issue: option
        for issue, option in chosen_options(request.form).items()
        if issue in table.view.setup.agenda and option in known.issue(issue).option_ids
    }
    bar = table.worth(delegation, {**table.text_package(), **package})
    full_page = "fragment" not in request.args
    return render_template("worth.html", bar=bar, full_page=full_page, pid=pid, **context)


@bp.get("/<pid>/score")
def score(pid: str) -> Any:
    """How well the delegation met its goals, with every point's reason."""
    seat = _seat(pid)
    if seat is None:
        return redirect(url_for("lobby.wait", pid=pid))
    person, table_id, delegation = seat
    state = hall().tables.state(table_id)
    if not state.over:
        return redirect(url_for("play.page", pid=pid))
    context = _context(table_id, delegation)
    table: Shown = context["t"]
    structure = table.scenario.structure
    results = {d: result_of(structure, state, d) for d in structure.delegation_ids}
    own = results[delegation]
    red = table.texts.red_lines.get(delegation, {})
    return render_template(
        "score.html",
        pid=person.id,
        own=own,
        bar=worth_bar_of(own, []),
        lines=delegate.score_lines(table, own),
        charges=[(red[c.red_line], c.points / 100) for c in own.sheet.charges],
        results=[(table.delegation(d), result) for d, result in results.items()],
        **context,
    )
