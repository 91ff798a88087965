"""The debrief: of a table, of a delegation, of the class.

A report is made in a process of its own and kept. Until it is there the page says so and asks
again; nothing of it is computed here.
"""

from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.report.disclosure import Reader
from game.report.figures.conference import CLASS_FIGURES
from game.report.reading import (
    CHAPTERS,
    ClassDebrief,
    Debrief,
    Wording,
    debrief_of,
    reader_for,
)
from game.report.work import TABLE_REPORT
from game.service import scenarios
from game.service.conferences import Conference, TableRecord
from game.service.papers import Printout
from game.service.reports import Found
from game.web.asking import static_asset
from game.web.hall import hall
from game.web.instructor.blueprint import owned
from game.web.logins import participant_login
from game.web.numbers import numbered_table
from game.web.practice import Again, again_for

bp = Blueprint("debrief", __name__)

#: Seconds until a page whose report is being made asks again.
AGAIN = 2


def _at() -> int | None:
    """The moment that is asked for."""
    asked = request.args.get("at", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else None


def _waiting(found: Found, back: str) -> ResponseReturnValue:
    """The report is being made, or cannot be."""
    status = 503 if found.failed else 202
    page = render_template("debrief/making.html", failed=found.failed, back=back)
    # Without the question, which would otherwise be asked at every look.
    return page, status, {} if found.failed else {"Refresh": f"{AGAIN}; url={request.path}"}


def _again() -> bool:
    """Whether somebody asks for a report to be made that could not be made before."""
    return request.args.get("again") == "1"


def table_report(
    conference: Conference,
    record: TableRecord,
    delegation: str | None = None,
    *,
    everything: bool = False,
) -> Debrief | Found:
    """The report as the instructor sees it, or with ``delegation`` as that delegation does.

    ``everything``: with all chapters open. What was found instead, where there is none yet.
    """
    found, body = _newest(conference, record)
    if body is None:
        return found
    return debrief_of(
        TABLE_REPORT.validate_json(body),
        hall().tables.scenario_of(record.id),
        conference.language,
        _reader(record, delegation, everything=everything),
        record.number,
        at=_at(),
        fresh=found.fresh,
    )


def _newest(conference: Conference, record: TableRecord) -> tuple[Found, str | None]:
    """What was found of the table's report, and the report if there is one to be shown."""
    found = hall().reports.table(conference, record, again=_again())
    over = hall().tables.state(record.id).over
    # While a game runs, the last report is better than none; of an ended one only the whole counts.
    shown = not over or found.fresh or found.failed
    return found, found.body if shown else None


def _reader(record: TableRecord, delegation: str | None, *, everything: bool) -> Reader | None:
    """For whose eyes a report is made; None for the instructor's."""
    if delegation is None:
        return None
    reader = reader_for(hall().tables.state(record.id), delegation)
    return replace(reader, opened=frozenset(CHAPTERS)) if everything else reader


def _printed() -> bool:
    """Whether the page is asked for as it goes on paper."""
    return "paper" in request.args


def table_page(debrief: Debrief, back: str, address: str, **more: object) -> str:
    """The page of a table's report, or with ``?part`` the moment alone.

    ``back`` is where it came from, ``address`` its own.
    """
    # Before the start there is no moment to look at.
    part = "part" in request.args and debrief.figures.moments
    template = "debrief/moment.html" if part else "debrief/table.html"
    return render_template(
        template,
        d=debrief,
        w=debrief.wording,
        chapters=CHAPTERS,
        back=back,
        address=address,
        **more,
    )


@bp.get("/instructor/conference/<int:id_>/table/<int:number>/debrief")
def table(id_: int, number: int) -> ResponseReturnValue:
    """Everything about one table, for its instructor, at any time."""
    conference = owned(id_)
    record = numbered_table(conference, number)
    back = url_for("instructor.table", id_=id_, number=number)
    address = url_for("debrief.table", id_=id_, number=number)
    if _printed():
        return _on_paper(conference, record, back, address)
    report = table_report(conference, record)
    if isinstance(report, Found):
        return _waiting(report, back)
    return table_page(
        report,
        back,
        address,
        conference=conference,
        opened=hall().tables.state(record.id).opened,
    )


@bp.get("/instructor/conference/<int:id_>/table/<int:number>/debrief/<delegation>")
def delegation(id_: int, number: int, delegation: str) -> ResponseReturnValue:
    """What a delegation takes home, as its instructor sees it."""
    conference = owned(id_)
    record = numbered_table(conference, number)
    if delegation not in hall().tables.state(record.id).setup.delegations:
        abort(404)
    back = url_for("debrief.table", id_=id_, number=number)
    address = url_for("debrief.delegation", id_=id_, number=number, delegation=delegation)
    if _printed():
        return _on_paper(conference, record, back, address, delegation)
    report = table_report(conference, record)
    if isinstance(report, Found):
        return _waiting(report, back)
    return delegation_page(report, delegation, back, address)


@bp.get("/instructor/conference/<int:id_>/debrief")
def conference(id_: int) -> ResponseReturnValue:
    """All tables of the class side by side, as soon as one has ended."""
    found = owned(id_)
    back = url_for("instructor.conference", id_=id_)
    if not hall().reports.comparable(found):
        return redirect(back)
    report = hall().reports.conference(found, again=_again())
    if report.body is None or not (report.fresh or report.failed):
        return _waiting(report, back)
    address = url_for("debrief.conference", id_=id_)
    if _printed():
        return hall().office.printed(found, Printout(report.body, static_asset(""), address))
    scenario = scenarios.scenario(found.scenario)
    wording = Wording(scenario.structure, scenario.text(found.language), found.language)
    debrief = ClassDebrief(CLASS_FIGURES.validate_json(report.body), wording)
    return render_template(
        "debrief/class.html",
        d=debrief,
        w=wording,
        conference=found,
        back=back,
        address=address,
    )


@bp.get("/play/<pid>/debrief")
def play(pid: str) -> ResponseReturnValue:
    """The table's report for a student: what was public, what was theirs, what is opened."""
    return _student(pid, own=False)


@bp.get("/play/<pid>/debrief/own")
def own(pid: str) -> ResponseReturnValue:
    """What a student takes home."""
    return _student(pid, own=True)


def _student(pid: str, *, own: bool) -> ResponseReturnValue:
    person = participant_login(pid)
    record = None if person.table_id is None else hall().conferences.table(person.table_id)
    if record is None or person.delegation is None or not hall().tables.state(record.id).over:
        return redirect(url_for("play.page", pid=pid))
    back = url_for("play.score", pid=pid)
    conference = hall().conferences.get(person.conference_id)
    # Nobody's secrets are left to keep when one person has played with machines.
    again = again_for(person)
    everything = again is not None
    address = url_for("debrief.own" if own else "debrief.play", pid=pid)
    if _printed():
        reader = _reader(record, person.delegation, everything=everything)
        part = person.delegation if own else None
        return _on_paper(conference, record, back, address, part, reader)
    report = table_report(conference, record, person.delegation, everything=everything)
    if isinstance(report, Found):
        return _waiting(report, back)
    if own:
        return delegation_page(report, person.delegation, back, address, again)
    return table_page(report, back, address, person=person, again=again)


def _on_paper(
    conference: Conference,
    record: TableRecord,
    back: str,
    address: str,
    delegation: str | None = None,
    reader: Reader | None = None,
) -> ResponseReturnValue:
    """The report as it is printed; ``back`` and ``address`` as for ``table_page``.

    Of the whole table, or of the delegation's part; for the instructor, or for the reader's eyes.
    """
    found, body = _newest(conference, record)
    if body is None:
        return _waiting(found, back)
    return hall().office.printed(
        conference,
        Printout(
            report=body,
            assets=static_asset(""),
            back=address,
            number=record.number,
            reader=reader,
            delegation=delegation,
            at=_at(),
            fresh=found.fresh,
        ),
    )


def delegation_page(
    debrief: Debrief,
    delegation: str,
    back: str,
    address: str,
    again: Again | None = None,
) -> str:
    """The page that a delegation takes home; ``again`` where it may be practised again."""
    return render_template(
        "debrief/delegation.html",
        d=debrief,
        w=debrief.wording,
        own=delegation,
        me=debrief.wording.party(delegation),
        again=again,
        back=back,
        address=address,
    )
