"""Exports of a conference: files that are sent at once, and files that are being made."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from game.characters import FORMULA_SIGNS, visible_line
from game.messages import sentence
from game.report.export.glyphs import letters_without_font
from game.report.export.gradebook import ID_COLUMNS, Gradebook
from game.report.export.measures import Weights
from game.report.export.paper import print_text
from game.service import scenarios
from game.service.conferences import Conference, name_key
from game.service.handouts import FORMATS, Made, Order
from game.service.problems import Problem
from game.service.roster import LineProblem, identifiers, plain_name
from game.web.answers import told, wants_json
from game.web.asking import static_asset
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.numbers import numbered_table
from game.web.present.overview import unshown_tables

NAME_LIMIT = 80
#: How many letters without a font are named.
UNSHOWN = 40
_MIME = {"csv": "text/csv", "jsonl": "application/jsonl"}


@bp.get("/conference/<int:id_>/exports")
def exports(id_: int) -> ResponseReturnValue:
    """What can be had, with names or pseudonyms."""
    return _page(owned(id_))


def _page(
    found: Conference, typed: Mapping[str, str] | None = None, unread: Sequence[str] = ()
) -> str:
    """The exports; ``typed`` is what stands in the gradebook's form, and of ``unread`` lines
    nothing could be made."""
    house, id_ = hall(), found.id
    scenario = scenarios.scenario(found.scenario)
    return render_template(
        "instructor_exports.html",
        conference=found,
        tables=house.conferences.shown_tables(id_),
        tables_unshown=unshown_tables(house, found),
        delegations=scenario.text(found.language).delegations,
        weights=Weights(),
        parts=[field.name for field in fields(Weights)],
        makes_pdf=house.office.makes_pdf,
        typed=typed or {},
        unread=unread,
        id_columns=ID_COLUMNS,
        with_ids=sum(bool(line.student_id) for line in house.conferences.roster(id_)),
        unshown=_unshown(found) if house.office.makes_pdf else "",
    )


def _unshown(conference: Conference) -> str:
    """The letters of its names and of what was said that PDFs made here would show as boxes."""
    house = hall()
    texts = [conference.title, *(person.name for person in house.conferences.people(conference.id))]
    for table in house.conferences.shown_tables(conference.id):
        channels = house.tables.state(table.id).channels.values()
        texts += (message.text for channel in channels for message in channel.messages)
    return letters_without_font("".join(texts))[:UNSHOWN]


@bp.post("/conference/<int:id_>/exports")
def export(id_: int) -> ResponseReturnValue:
    """Send the file, or have it made and show how that stands."""
    found = owned(id_)
    try:
        order = _order(found, request.form)
        unread = _unread(found, request.form) if order.kind == "gradebook" else ()
        if unread and request.form.get("leave_out") != "true":
            return _not_understood(found, unread)
        made = hall().office.at_once(found, order)
        if made is None:
            job = hall().office.start(found, order)
            return redirect(url_for("instructor.made", id_=id_, job=job.id), 303)
    except Problem as problem:
        return _refused(problem, id_)
    except KeyError:
        return _refused(Problem("unknown_table"), id_)
    name = f"six-party-{found.code}-{order.kind}.{order.format}"
    response = Response(made, mimetype=_MIME[order.format])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(problem: Problem, id_: int) -> ResponseReturnValue:
    return told(request, problem, url_for("instructor.exports", id_=id_))


def _not_understood(conference: Conference, unread: Sequence[LineProblem]) -> ResponseReturnValue:
    """The lines of the pasted ids of which nothing could be made, and all that was typed."""
    lines = [sentence(one.code, {"line": one.line, "said": one.said}) for one in unread]
    if wants_json(request):
        message = sentence("ids_unread", {"count": len(lines)})
        return {"error": {"code": "ids_unread", "message": message, "lines": lines}}, 422
    return _page(conference, request.form, lines), 422


def _names(conference: Conference) -> list[tuple[str, str]]:
    """Everybody's name, and what they are called on the class list."""
    house = hall().conferences
    listed = {line.key: plain_name(line) for line in house.roster(conference.id)}
    return [
        (person.name, listed.get(name_key(person.name), person.name))
        for person in house.people(conference.id)
    ]


def _unread(conference: Conference, form: Mapping[str, str]) -> tuple[LineProblem, ...]:
    return identifiers(form.get("identifiers", ""), _names(conference)).unread


def _order(conference: Conference, form: Mapping[str, str]) -> Order:
    """What the form asks for. ``Problem`` for what there is not."""
    kind, _, format_ = form.get("what", "").partition(".")
    if kind not in FORMATS or format_ not in FORMATS[kind]:
        raise Problem("no_such_format")
    number = form.get("table", "")
    if number and number not in {str(t.number) for t in hall().conferences.tables(conference.id)}:
        raise Problem("unknown_table")
    scenario = scenarios.scenario(conference.scenario)
    delegation = form.get("delegation", "") or None
    if delegation is not None and delegation not in scenario.structure.delegation_ids:
        raise Problem("unknown_table")
    return Order(
        kind=kind,
        format=format_,
        naming="names" if form.get("naming") == "names" else "pseudonyms",
        table=int(number) if number else None,
        delegation=delegation,
        bom=form.get("bom") == "true",
        platform="moodle" if form.get("platform") == "moodle" else "canvas",
        book=_book(conference, form) if kind == "gradebook" else Gradebook(conference.title),
    )


def _book(conference: Conference, form: Mapping[str, str]) -> Gradebook:
    assignment = visible_line(form.get("assignment", ""))[:NAME_LIMIT] or conference.title
    return Gradebook(
        # A heading cannot be kept from being a formula by a mark in front, or it names another.
        assignment=assignment.lstrip("".join(FORMULA_SIGNS)) or conference.code,
        section=visible_line(form.get("section", ""))[:NAME_LIMIT],
        weights=_weights(form),
        identifiers=identifiers(form.get("identifiers", ""), _names(conference)).by_name,
        id_column=next((c for c in ID_COLUMNS if c == form.get("id_column")), ID_COLUMNS[-1]),
    )


def _weights(form: Mapping[str, str]) -> Weights:
    try:
        given = {f.name: float(form.get(f"weight.{f.name}") or 0) for f in fields(Weights)}
    except ValueError:
        raise Problem("bad_weights") from None
    if not all(math.isfinite(w) and 0 <= w <= 100 for w in given.values()) or not any(
        given.values()
    ):
        raise Problem("bad_weights")
    return Weights(**given)


@bp.get("/conference/<int:id_>/exports/<job>")
def made(id_: int, job: str) -> ResponseReturnValue:
    """How a file stands that is being made; the page looks again by itself until it is there."""
    found = owned(id_)
    standing = hall().office.job(found, job)
    if standing is None:
        return _refused(Problem("made_gone"), id_)
    if standing.status == "failed":
        return _refused(hall().office.why_failed(standing), id_)
    result = standing.result if standing.status == "done" else None
    return render_template(
        "instructor_made.html",
        conference=found,
        job=standing,
        name=result.path.name if isinstance(result, Made) else None,
        size=result.path.stat().st_size if isinstance(result, Made) else 0,
    )


@bp.get("/conference/<int:id_>/exports/<job>/file")
def made_file(id_: int, job: str) -> ResponseReturnValue:
    """The file that has been made."""
    standing = hall().office.job(owned(id_), job)
    if standing is None or standing.status != "done" or not isinstance(standing.result, Made):
        return _refused(Problem("made_gone"), id_)
    path = standing.result.path
    return send_file(path, as_attachment=True, download_name=path.name)


@bp.get("/conference/<int:id_>/table/<int:number>/print")
def print_joint_text(id_: int, number: int) -> ResponseReturnValue:
    """The table's joint text with its signatures, to be printed."""
    found = owned(id_)
    record = numbered_table(found, number)
    material = hall().office.material(found, "pseudonyms", record.number)
    back = url_for("instructor.table", id_=id_, number=number)
    return Response(print_text(material, material.table(number), static_asset, back))
