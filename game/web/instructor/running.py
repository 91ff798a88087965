"""The class while it runs: the machine's seats, the wall, and what is pushed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from game.scenario.model import IndicatorId, InjectId
from game.service import scenarios
from game.service.conferences import Conference
from game.service.problems import Problem
from game.service.wall import chosen_wall
from game.web import answers
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned, page_of_form
from game.web.language import of_conference
from game.web.numbers import whole
from game.web.present.overview import TableRow, all_alarms, controls, server_signs, stranded
from game.web.present.roster import roster


@dataclass(frozen=True)
class Card:
    """A card that could be sent to every table; ``private`` is one of a single capital."""

    id: InjectId
    headline: str
    private: bool


def cards(conference: Conference) -> tuple[Card, ...]:
    """The whole deck: tables differ in which cards have fallen."""
    scenario = scenarios.scenario(conference.scenario)
    texts = scenario.text(conference.language)
    found = [
        Card(c.id, texts.injects[c.id].headline, c.private) for c in scenario.structure.injects
    ]
    return tuple(sorted(found, key=lambda card: (card.private, card.headline)))


def indicators(conference: Conference) -> tuple[tuple[IndicatorId, str], ...]:
    """The scenario's indicators by name, for what a dispatch does."""
    scenario = scenarios.scenario(conference.scenario)
    texts = scenario.text(conference.language)
    return tuple((i.id, texts.indicators[i.id].name) for i in scenario.structure.indicators)


def class_panels(
    conference: Conference, rows: Mapping[int, TableRow], names: Iterable[str]
) -> dict[str, str]:
    """The named panels of the class's page, from its tables' rows by number.

    Names are ``alarms``, ``controls``, ``glance``, ``row-<number>`` and ``seats-<number>``.
    """
    of_conference(conference.language)
    ordered = tuple(rows[number] for number in sorted(rows))
    people = hall().conferences.people(conference.id)
    places = [
        (record, rows[record.number].seats)
        for record in hall().conferences.tables(conference.id)
        if record.number in rows
    ]
    everybody = roster(hall(), conference, people, places)
    shared = {
        "conference": conference,
        "rows": ordered,
        "started": True,
        "alarms": all_alarms(ordered),
        "server_signs": server_signs(hall(), conference),
        "controls": controls(ordered, conference.language),
        "cards": cards(conference),
        "indicators": indicators(conference),
        "roster": everybody,
        "stranded": stranded(hall(), conference, everybody.waiting),
    }
    found = {}
    for name in names:
        template, _, number = name.partition("-")
        row = rows[int(number)] if number else None
        found[name] = render_template(f"panels/conference/{template}.html", r=row, **shared)
    return found


@bp.post("/conference/<int:id_>/<any(machine, take_back, wall):what>")
def change(id_: int, what: str) -> ResponseReturnValue:
    """What is changed in a running class beside its tables' games."""
    found = owned(id_)
    back = page_of_form(found)
    try:
        _change(found, what)
    except Problem as problem:
        return answers.told(request, problem, back)
    return answers.accepted(request, back)


def _change(conference: Conference, what: str) -> None:
    form, people = request.form, hall().conferences
    match what:
        case "wall":
            wall = chosen_wall(
                form.get("mode", ""),
                form.get("table", ""),
                form.get("seconds", "").strip(),
                statements=form.get("statements") == "true",
                names=form.get("names") == "true",
            )
            if wall is None:
                raise Problem("unknown_wall")
            people.show_on_wall(conference, wall)
        case _:
            # Which delegation is meant: "<table>/<delegation>".
            table, _, delegation = form.get("held", "").partition("/")
            act = people.hand_to_machine if what == "machine" else people.take_back
            act(conference, whole(table), delegation)
