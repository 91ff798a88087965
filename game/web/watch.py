"""The projector's and the observers' page: what is public, and never a secret."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for

from game.engine.phases import PhaseName
from game.engine.views import PUBLIC_VIEW, view_for
from game.web.hall import hall
from game.web.numbers import numbered_table
from game.web.present.table import Shown, shown
from game.web.qr import join_qr

bp = Blueprint("watch", __name__, url_prefix="/watch")


@bp.get("/<code>")
def conference(code: str) -> Any:
    """The lobby on the wall; with one table that has opened, that table."""
    found = hall().conferences.by_code(code)
    tables = hall().conferences.tables(found.id)
    if len(tables) == 1 and hall().conferences.started(found):
        return redirect(url_for("watch.table", code=found.code, number=1))
    return render_template(
        "watch_lobby.html",
        conference=found,
        tables=tables,
        people=hall().conferences.people(found.id),
        address=hall().public_url,
    )


@bp.get("/<code>/qr.svg")
def qr(code: str) -> Response:
    """The join address as a QR code."""
    return join_qr(hall().conferences.by_code(code).code)


@bp.get("/<code>/<int:number>")
def table(code: str, number: int) -> Any:
    """One table's public side."""
    found = hall().conferences.by_code(code)
    record = numbered_table(found, number)
    if hall().tables.state(record.id).name is PhaseName.LOBBY:
        return redirect(url_for("watch.conference", code=found.code))
    context = _context(record.id)
    shown_table: Shown = context["t"]
    return render_template(
        "watch.html",
        conference=found,
        number=number,
        panels=watch_panels(record.id),
        seq=shown_table.view.seq,
        now_ms=round(shown_table.now * 1000),
        **context,
    )


def _context(table_id: int) -> dict[str, Any]:
    view = view_for(hall().tables.state(table_id), PUBLIC_VIEW)
    table = shown(view, table_id)
    seats = [
        SimpleNamespace(
            delegation=d,
            present=True,
            speaking=view.floor is not None and view.floor.delegation == d.id,
        )
        for d in table.delegations
    ]
    return {"t": table, "seats": seats}


def watch_panels(table_id: int, names: Iterable[str] | None = None) -> dict[str, str]:
    """The panels of a table's public page."""
    context = _context(table_id)
    return {
        name: render_template("panel.html", group="watch", name=name, **context)
        for name in names or ("room", "world", "text", "news")
    }
