"""One table in depth: every channel, every private figure, the controls."""

from collections.abc import Iterable

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.actors import INSTRUCTOR
from game.engine.commands import StartTable
from game.engine.views import INSTRUCTOR_VIEW
from game.service.conferences import TableRecord
from game.web import answers
from game.web.forms import Malformed, read_command
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.numbers import numbered_table
from game.web.present import (
    awaited,
    crises,
    depth,
    joint_text,
    news,
    run,
    seats,
    sheet,
    talk,
    undisclosed,
)
from game.web.present.stage import Stage, stage_for

PANELS = ("overview", "crisis", "figures", "secrets", "text", "talk", "news")
#: The modules that the panels' templates take their parts from.
_PARTS = {
    "crises_part": crises,
    "depth_part": depth,
    "news_part": news,
    "run": run,
    "secrets_part": undisclosed,
    "sheet_part": sheet,
    "talk_part": talk,
    "text_part": joint_text,
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
    people = hall().conferences.people(record.conference_id)
    seated = seats.seats(hall(), stage, record.id, people)
    state = hall().tables.state(record.id)
    return {
        name: render_template(
            f"panels/instructor/{name}.html",
            stage=stage,
            state=state,
            seats=seated,
            awaited=awaited.awaited(stage),
            **_PARTS,
        )
        for name in (PANELS if names is None else names)
    }


@bp.get("/conference/<int:id_>/table/<int:number>")
def table(id_: int, number: int) -> ResponseReturnValue:
    """The page of one table."""
    found = owned(id_)
    record = numbered_table(found, number)
    stage = stage_for(hall(), record.id, INSTRUCTOR_VIEW)
    return render_template(
        "instructor_table.html",
        conference=found,
        number=number,
        tables=hall().conferences.tables(found.id),
        stage=stage,
        language=stage.language,
        panels=_panels(record, stage),
    )


@bp.post("/conference/<int:id_>/table/<int:number>")
@bp.post("/conference/<int:id_>/table/<int:number>/command")
def command(id_: int, number: int) -> ResponseReturnValue:
    """Carry out a control at one table; opening one also fills its empty seats."""
    found = owned(id_)
    record = numbered_table(found, number)
    back = url_for("instructor.table", id_=id_, number=number)
    try:
        opens = isinstance(read_command(request).command, StartTable)
    except Malformed:
        opens = False
    if not opens:
        return answers.carry_out(request, record.id, INSTRUCTOR, back)
    hall().conferences.open_tables(found, frozenset({record.id}))
    return answers.accepted(request, back)
