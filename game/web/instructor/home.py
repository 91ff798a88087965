"""Entering the house, the list of conferences, and a new one."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.commands import Capitals
from game.messages import sentence
from game.scenario.model import ConsensusRule
from game.service import scenarios
from game.service.conferences import SEAT_LIMIT, TABLE_LIMIT, TITLE_LIMIT
from game.service.problems import Problem
from game.web.answers import wants_json
from game.web.hall import hall
from game.web.instructor.blueprint import bp
from game.web.logins import instructor_login, set_instructor_login
from game.web.status import problem_status


@dataclass(frozen=True)
class NewConference:
    """The form for a new conference as it stands: numbers as they were typed."""

    title: str = ""
    preset: str = ""
    tables: str = "1"
    seats: str = "2"
    consensus: ConsensusRule = "unanimity"
    capitals: Capitals = "rule"
    same_fate: bool = True

    @property
    def bad_tables(self) -> bool:
        """Whether no conference can have that many tables."""
        return not 1 <= _number(self.tables) <= TABLE_LIMIT

    @property
    def bad_seats(self) -> bool:
        """Whether no delegation can have that many seats."""
        return not 1 <= _number(self.seats) <= SEAT_LIMIT


def _number(text: str) -> int:
    """What was typed as a number; 0 where it is none, or beyond all reason."""
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _sent() -> NewConference:
    form = request.form
    return NewConference(
        title=form.get("title", ""),
        preset=form.get("preset", ""),
        tables=form.get("tables", "").strip(),
        seats=form.get("seats_per_delegation", "").strip(),
        consensus="minus_one" if form.get("consensus") == "minus_one" else "unanimity",
        capitals="instructor" if form.get("capitals") == "instructor" else "rule",
        same_fate=form.get("same_fate") == "true",
    )


@bp.get("/enter/<token>")
def entrance(token: str) -> ResponseReturnValue:
    """A button, so that a program that only looks at the link does not use it up."""
    if not hall().conferences.link_is_fresh(token):
        raise Problem("bad_link")
    return render_template("instructor_enter.html")


@bp.post("/enter/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Use up the one-time link."""
    set_instructor_login(hall().conferences.enter(token))
    return redirect(url_for("instructor.home"), 303)


@bp.get("")
def home() -> ResponseReturnValue:
    """The instructor's conferences, and a new one."""
    return _page(NewConference())


def _page(typed: NewConference, problem: str = "") -> str:
    scenario = scenarios.scenario(scenarios.DEFAULT)
    return render_template(
        "instructor_home.html",
        conferences=hall().conferences.of_instructor(instructor_login()),
        presets=scenario.structure.presets,
        texts=scenario.text("en"),
        typed=typed,
        problem=problem,
        limits={"title": TITLE_LIMIT, "tables": TABLE_LIMIT, "seats": SEAT_LIMIT},
    )


@bp.post("/conferences")
def create() -> ResponseReturnValue:
    """Lay the tables of a new conference; refused, the form comes back as it was sent."""
    typed = _sent()
    try:
        conference = hall().conferences.create(
            instructor_login(),
            title=typed.title,
            preset=typed.preset,
            tables=_number(typed.tables),
            consensus=typed.consensus,
            capitals=typed.capitals,
            seats_per_delegation=_number(typed.seats),
            same_fate=typed.same_fate,
        )
    except Problem as problem:
        if wants_json(request):
            raise
        page = _page(typed, sentence(problem.code, problem.details))
        return page, problem_status(problem.code)
    return redirect(url_for("instructor.conference", id_=conference.id), 303)
