"""Hints, for those who ask and where the house rules allow it: one question, one answer."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.service import thinking
from game.web.hall import hall
from game.web.play import seat_of
from game.web.present import compose, run
from game.web.present import hints as hints_part

bp = Blueprint("hints", __name__, url_prefix="/play")


@bp.get("/<pid>/hints")
def page(pid: str) -> ResponseReturnValue:
    """The questions that may be asked, and the answer to the one that was: ``?about``, ``?ask``.

    What is asked is recorded nowhere.
    """
    hall().pace.check("question", pid)
    seat = seat_of(pid)
    if seat is None:
        return redirect(url_for("lobby.wait", pid=pid))
    stage = seat.stage()
    if stage.over:
        return redirect(url_for("play.page", pid=pid))
    if not stage.hints:
        abort(404)
    about, ask = request.args.get("about", ""), request.args.get("ask", "")
    others = tuple(party for party in stage.parties if party.id != stage.own)
    asked = thinking.Asked(about if about in {party.id for party in others} else None, ask)
    answered = hall().beside(
        thinking.hints, stage.view, stage.own, stage.language, stage.now, asked
    )
    return render_template(
        "hints.html",
        stage=stage,
        person=seat.person,
        run=run,
        composes=compose.is_open(stage),
        others=others,
        questions=hints_part.crises_asked(stage),
        about=about,
        ask=ask,
        wants=hints_part.wants(stage, answered.wants),
        bridge=hints_part.bridge(stage, answered.bridge),
        advice=hints_part.advice(stage, answered.advice),
    )
