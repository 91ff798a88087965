"""One table in depth: every channel, every private figure, the controls."""

from collections.abc import Iterable

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR
from game.engine.acts.table import StartTable
from game.engine.refusals import Refused
from game.engine.views import INSTRUCTOR_VIEW
from game.service import senders
from game.service.conferences import TableRecord
from game.service.problems import PROBLEMS
from game.web import answers
from game.web.forms import Malformed, read_command
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.logins import instructor_login
from game.web.numbers import numbered_table
from game.web.present import (
    alarms,
    awaited,
    crises,
    deck,
    depth,
    joint_text,
    news,
    run,
    seats,
    sheet,
    talk,
    timeline,
    undisclosed,
)
from game.web.present.overview import unshown_tables
from game.web.present.stage import Stage, stage_for

PANELS = (
    "overview",
    "chair",
    "people",
    "crisis",
    "deck",
    "figures",
    "secrets",
    "text",
    "talk",
    "timeline",
    "news",
)
#: How many lines of each conversation, news and earlier proposals a panel holds: its work must not
#: grow with the game. The timeline's and the talk's own pages have everything.
LINES, NEWS, PAST = 30, 30, 10
#: The modules that the panels' templates take their parts from.
_PARTS = {
    "crises_part": crises,
    "deck_part": deck,
    "depth_part": depth,
    "news_part": news,
    "run": run,
    "secrets_part": undisclosed,
    "sheet_part": sheet,
    "talk_part": talk,
    "text_part": joint_text,
    "timeline_part": timeline,
}


def table_panels(table_id: int, names: Iterable[str] | None = None) -> dict[str, str]:
    """The panels of the instructor's page of one table by name; all unless named."""
    record = hall().conferences.table(table_id)
    if record is None:
        raise KeyError(table_id)
    return _panels(record, stage_for(hall(), table_id, INSTRUCTOR_VIEW), names)


def _panels(
    record: TableRecord, stage: Stage, names: Iterable[str] | None = None
) -> dict[str, str]:
    conferences = hall().conferences
    people = conferences.people(record.conference_id)
    seated = seats.seats(hall(), stage, record.id, people)
    numbers = {table.id: table.number for table in conferences.tables(record.conference_id)}
    state = hall().tables.state(record.id)
    machine = frozenset(seat.delegation.id for seat in seated if seat.by_machine)
    shared = {
        "stage": stage,
        "state": state,
        "table": record,
        "seats": seated,
        "elsewhere": seats.elsewhere(record.id, people, numbers),
        "seats_per_delegation": conferences.get(record.conference_id).seats_per_delegation,
        "awaited": awaited.awaited(stage),
        "alarms": alarms.alarms(stage, machine),
        "forecast": hall().tables.forecast(record.id),
        "recent": hall().tables.recent(record.id),
        "lines": LINES,
        "news_limit": NEWS,
        "past_limit": PAST,
    }
    return {
        name: render_template(f"panels/instructor/{name}.html", **shared, **_PARTS)
        for name in (PANELS if names is None else names)
    }


@bp.get("/conference/<int:id_>/table/<int:number>")
def table(id_: int, number: int) -> ResponseReturnValue:
    """The page of one table."""
    found = owned(id_)
    record = numbered_table(found, number)
    for unshown in unshown_tables(hall(), found):
        if unshown.number == number:
            page = render_template("instructor_unshown.html", conference=found, table=unshown)
            return page, PROBLEMS["unreadable_table"].status
    stage = stage_for(hall(), record.id, INSTRUCTOR_VIEW)
    return render_template(
        "instructor_table.html",
        conference=found,
        number=number,
        tables=hall().conferences.tables(found.id),
        stage=stage,
        panels=_panels(record, stage),
    )


@bp.get("/conference/<int:id_>/table/<int:number>/timeline")
def all_events(id_: int, number: int) -> ResponseReturnValue:
    """Everything that happened at the table; ``?what=`` and ``?who=`` choose a part of it."""
    found = owned(id_)
    record = numbered_table(found, number)
    stage = stage_for(hall(), record.id, INSTRUCTOR_VIEW)
    what, who = request.args.get("what", ""), request.args.get("who", "")
    what = what if what in timeline.GROUPS else ""
    who = who if who in stage.view.setup.delegations else ""
    return render_template(
        "instructor_timeline.html",
        conference=found,
        number=number,
        stage=stage,
        what=what,
        who=who,
        groups=timeline.GROUPS,
        entries=timeline.timeline(stage, hall().tables.events(record.id), group=what, who=who),
    )


@bp.get("/conference/<int:id_>/table/<int:number>/talk")
def all_talk(id_: int, number: int) -> ResponseReturnValue:
    """Everything that was said at the table."""
    found = owned(id_)
    record = numbered_table(found, number)
    stage = stage_for(hall(), record.id, INSTRUCTOR_VIEW)
    return render_template(
        "instructor_talk.html",
        conference=found,
        number=number,
        stage=stage,
        lines=None,
        **_PARTS,
    )


@bp.post("/conference/<int:id_>/table/<int:number>")
@bp.post("/conference/<int:id_>/table/<int:number>/command")
def command(id_: int, number: int) -> ResponseReturnValue:
    """Carry out a control at one table; opening one also fills its empty seats."""
    found = owned(id_)
    record = numbered_table(found, number)
    page = "all_talk" if request.args.get("from") == "talk" else "table"
    back = url_for(f"instructor.{page}", id_=id_, number=number)
    try:
        opens = isinstance(read_command(request).command, StartTable)
    except Malformed:
        opens = False
    if not opens:
        sender = senders.instructor(instructor_login().id)
        return answers.carry_out(request, record.id, INSTRUCTOR, back, sender)
    try:
        hall().conferences.open_tables(found, frozenset({record.id}))
    except Refused as refused:
        return answers.told(request, refused, back, chair=True)
    return answers.accepted(request, back)
