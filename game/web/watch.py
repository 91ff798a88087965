"""The projector's and the observers' page: what is public, and never a secret."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from game.engine.phases import PhaseName
from game.engine.views import PUBLIC_VIEW
from game.service.conferences import TableRecord
from game.web.hall import hall
from game.web.numbers import numbered_table
from game.web.present import crises, joint_text, news, run, seats, talk
from game.web.present.stage import Stage, stage_for
from game.web.qr import join_qr

bp = Blueprint("watch", __name__, url_prefix="/watch")

PANELS = ("room", "world", "text", "news")
#: The modules that the panels' templates take their parts from.
_PARTS = {
    "crises_part": crises,
    "news_part": news,
    "run": run,
    "talk_part": talk,
    "text_part": joint_text,
}


@dataclass(frozen=True)
class _Room:
    """A table that could be shown, and whether there is anything to see yet."""

    number: int
    open: bool


@bp.get("/<code>")
def conference(code: str) -> ResponseReturnValue:
    """The lobby on the wall; with one table that has opened, that table."""
    found = hall().conferences.by_code(code)
    records = hall().conferences.tables(found.id)
    rooms = [_Room(record.number, _is_open(record)) for record in records]
    if len(rooms) == 1 and rooms[0].open:
        return redirect(url_for("watch.table", code=found.code, number=1))
    return render_template(
        "watch_lobby.html",
        conference=found,
        language=found.language,
        rooms=rooms,
        people=hall().conferences.people(found.id),
        address=hall().public_url,
    )


def _is_open(record: TableRecord) -> bool:
    return hall().tables.state(record.id).name is not PhaseName.LOBBY


@bp.get("/<code>/qr.svg")
def qr(code: str) -> Response:
    """The join address as a QR code."""
    return join_qr(hall().conferences.by_code(code).code)


@bp.get("/<code>/<int:number>")
def table(code: str, number: int) -> ResponseReturnValue:
    """One table's public side."""
    found = hall().conferences.by_code(code)
    record = numbered_table(found, number)
    if not _is_open(record):
        return redirect(url_for("watch.conference", code=found.code))
    stage = stage_for(hall(), record.id, PUBLIC_VIEW)
    return render_template(
        "watch.html",
        conference=found,
        number=number,
        stage=stage,
        language=stage.language,
        panels=_panels(record, stage),
    )


def watch_panels(table_id: int, names: Iterable[str] | None = None) -> dict[str, str]:
    """The panels of a table's public page by name; all unless named."""
    record = hall().conferences.table(table_id)
    if record is None:
        raise KeyError(table_id)
    return _panels(record, stage_for(hall(), table_id, PUBLIC_VIEW), names)


def _panels(
    record: TableRecord, stage: Stage, names: Iterable[str] | None = None
) -> dict[str, str]:
    people = hall().conferences.people(record.conference_id)
    # Names and resume codes stay here: the template gets the chairs alone.
    chairs = seats.chairs(stage, seats.seats(hall(), stage, record.id, people))
    return {
        name: render_template(f"panels/watch/{name}.html", stage=stage, chairs=chairs, **_PARTS)
        for name in (PANELS if names is None else names)
    }
