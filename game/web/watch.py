"""The projector's and the observers' page: what is public, and never a secret.

``/watch/<code>/wall`` shows what the instructor chose, ``/watch/<code>/rotation`` one table after
the other by itself: each page names the next, so that a browser without scripts turns them too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.engine.phases import PhaseName
from game.engine.views import PUBLIC_VIEW
from game.service.conferences import Conference, Participant, TableRecord
from game.service.wall import Wall, chosen_wall
from game.web.codes import conference_with
from game.web.hall import hall
from game.web.logins import my_participants
from game.web.numbers import numbered_table
from game.web.present import crises, joint_text, news, notices, run, seats, talk, undertakings
from game.web.present.joining import joining
from game.web.present.stage import Stage, stage_for
from game.web.qr import join_qr

bp = Blueprint("watch", __name__, url_prefix="/watch")

PANELS = ("room", "world", "text", "news", "notice")
#: The modules that the panels' templates take their parts from.
_PARTS = {
    "crises_part": crises,
    "news_part": news,
    "notices_part": notices,
    "run": run,
    "talk_part": talk,
    "text_part": joint_text,
    "undertakings": undertakings,
}
#: How many news the wall holds.
NEWS = 12


@dataclass(frozen=True)
class _Room:
    """A table that could be shown, and whether there is anything to see yet."""

    number: int
    open: bool


@dataclass(frozen=True)
class Turning:
    """A rotation at one of its tables: how long it stays, and where its page goes from there.

    ``hold`` and ``go_on`` are the addresses that stop it here and let it run.
    """

    seconds: int
    held: bool
    following: str
    hold: str
    go_on: str


@bp.get("/<code>")
def conference(code: str) -> ResponseReturnValue:
    """The lobby on the wall; with one table that has opened, that table."""
    found = conference_with(code)
    records = hall().conferences.tables(found.id)
    if len(records) == 1 and _is_open(records[0]):
        return redirect(url_for("watch.table", code=found.code, number=1))
    return _lobby(found)


def _lobby(found: Conference, wall: str = "") -> str:
    records = hall().conferences.tables(found.id)
    people = hall().conferences.people(found.id)
    return render_template(
        "watch_lobby.html",
        conference=found,
        rooms=[_Room(record.number, _is_open(record)) for record in records],
        joined=len(people),
        names=[person.name for person in people] if _names_shown(found) else [],
        joining=joining(hall().addresses, found.language),
        wall=wall,
        mine=_readers(found, wall),
    )


def _readers(found: Conference, wall: str) -> list[Participant]:
    """Who of the conference may be reading; nobody on the wall that the instructor steers."""
    if wall:
        return []
    return [person for person in my_participants() if person.conference_id == found.id]


def _names_shown(found: Conference) -> bool:
    """Whether whoever knows the code may read who has joined: while people come in, by choice."""
    conferences = hall().conferences
    coming = found.door != "closed" and not conferences.started(found)
    return coming and conferences.wall(found).names


@bp.get("/<code>/wall")
def wall(code: str) -> ResponseReturnValue:
    """What the instructor chose for the wall."""
    found = conference_with(code)
    chosen = hall().conferences.wall(found)
    marked = chosen.stored()
    match chosen.mode:
        case "blank":
            return render_template("watch_blank.html", conference=found, wall=marked)
        case "rotation":
            return _turn(found, chosen.seconds, "watch.wall", marked)
        case "table":
            record = numbered_table(found, chosen.table)
            return _table(found, record, wall=marked) if _is_open(record) else _lobby(found, marked)
        case _:
            return _lobby(found, marked)


@bp.get("/<code>/rotation")
def rotation(code: str) -> ResponseReturnValue:
    """One table after the other; ``?seconds=`` is how long each stays."""
    found = conference_with(code)
    asked = chosen_wall("rotation", "1", request.args.get("seconds", "")) or Wall()
    return _turn(found, asked.seconds, "watch.rotation", f"turning {asked.seconds}")


def _turn(found: Conference, seconds: int, endpoint: str, wall: str) -> str:
    """The rotation at the ``?at=``-th of the tables that have opened; ``?hold=1`` stops it."""
    open_ = [record for record in hall().conferences.tables(found.id) if _is_open(record)]
    if not open_:
        return _lobby(found, wall)
    at = request.args.get("at", "0")
    place = int(at) % len(open_) if at.isdecimal() and len(at) < 9 else 0
    held = request.args.get("hold") == "1"

    def address(place: int, *, hold: bool) -> str:
        query: dict[str, Any] = {"at": place, "hold": 1 if hold else None}
        if endpoint == "watch.rotation":
            query["seconds"] = seconds
        return url_for(endpoint, code=found.code, **query)

    following = (place + 1) % len(open_)
    turning = Turning(
        seconds=seconds,
        held=held,
        following=address(following, hold=False),
        hold=address(place, hold=True),
        go_on=address(following, hold=False),
    )
    return _table(found, open_[place], turning=turning, wall=f"{wall} {place} {held}")


def _is_open(record: TableRecord) -> bool:
    tables = hall().tables
    return tables.unshown(record.id) is None and tables.state(record.id).name is not PhaseName.LOBBY


@bp.get("/<code>/qr.svg")
def qr(code: str) -> Response:
    """The join address as a QR code."""
    return join_qr(conference_with(code).code)


@bp.get("/<code>/<int:number>")
def table(code: str, number: int) -> ResponseReturnValue:
    """One table's public side."""
    found = conference_with(code)
    record = numbered_table(found, number)
    if not _is_open(record):
        return redirect(url_for("watch.conference", code=found.code))
    return _table(found, record)


def _table(
    found: Conference, record: TableRecord, *, turning: Turning | None = None, wall: str = ""
) -> str:
    stage = stage_for(hall(), record.id, PUBLIC_VIEW)
    return render_template(
        "watch.html",
        conference=found,
        number=record.number,
        stage=stage,
        turning=turning,
        wall=wall,
        mine=_readers(found, wall),
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
    conferences = hall().conferences
    people = conferences.people(record.conference_id)
    statements = conferences.wall(conferences.get(record.conference_id)).statements
    # Names and resume codes stay here: the template gets the chairs alone.
    chairs = seats.chairs(stage, seats.seats(hall(), stage, record.id, people))
    return {
        name: render_template(
            f"panels/watch/{name}.html",
            stage=stage,
            chairs=chairs,
            statements=statements,
            news_limit=NEWS,
            **_PARTS,
        )
        for name in (PANELS if names is None else names)
    }
