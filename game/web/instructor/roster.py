"""The roster: pasted or uploaded, and handed out again with who has joined."""

import csv
import io

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from game.characters import guarded
from game.messages import sentence, words
from game.service.conferences import Conference, Expected, Participant, name_key
from game.service.roster import BadRoster, LineProblem, decode
from game.web.answers import wants_json
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned

_COLUMNS = ("name", "id", "table", "delegation", "role", "joined", "expected")
#: The byte order mark tells Excel that the file is UTF-8.
_MARK = "\ufeff"


@bp.get("/conference/<int:id_>/roster")
def roster(id_: int) -> ResponseReturnValue:
    """The list as it stands, and the form that puts another in its place."""
    found = owned(id_)
    return _page(found, _as_text(found, hall().conferences.roster(found.id)))


def _page(conference: Conference, text: str, problems: tuple[str, ...] = ()) -> str:
    house = hall()
    return render_template(
        "instructor_roster.html",
        conference=conference,
        text=text,
        problems=problems,
        expected=house.conferences.roster(conference.id),
        missing={line.key for line in house.conferences.missing(conference.id)},
        texts=house.conferences.texts(conference),
        tables=len(house.conferences.tables(conference.id)),
    )


@bp.post("/conference/<int:id_>/roster")
def set_roster(id_: int) -> ResponseReturnValue:
    """Take the uploaded file, or else what was pasted; all of it or nothing."""
    found = owned(id_)
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    text = decode(data) if data else request.form.get("text", "")
    try:
        count = hall().conferences.set_roster(found, text)
    except BadRoster as bad:
        told = tuple(_told(problem) for problem in bad.problems)
        if wants_json(request):
            return {
                "error": {
                    "code": "bad_roster",
                    "message": sentence("bad_roster", {"count": len(told)}),
                    "lines": list(told),
                }
            }, 422
        return _page(found, text, told), 422
    flash(sentence("roster_taken", {"count": count}), "done")
    return redirect(url_for("instructor.conference", id_=id_), 303)


def _told(problem: LineProblem) -> str:
    return sentence(
        problem.code, {"line": problem.line, "said": problem.said, "limit": problem.limit}
    )


def _as_text(conference: Conference, lines: tuple[Expected, ...]) -> str:
    """The roster as it could be pasted again."""
    names = hall().conferences.texts(conference).delegations
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if lines:
        writer.writerow([words("roster")[column] for column in _COLUMNS[:4]])
    for line in lines:
        delegation = names[line.delegation].short if line.delegation else ""
        writer.writerow([line.name, line.student_id, line.table_number or "", delegation])
    return out.getvalue()


@bp.get("/conference/<int:id_>/roster.csv")
def roster_csv(id_: int) -> Response:
    """Everybody expected or joined, where they sit, and whether they have come. No secrets."""
    found, house = owned(id_), hall().conferences
    people = {name_key(person.name): person for person in house.people(found.id)}
    numbers = {table.id: table.number for table in house.tables(found.id)}
    names = house.texts(found).delegations
    lines = {line.key: line for line in house.roster(found.id)}
    out = io.StringIO()
    writer = csv.writer(out)
    told = words("roster")
    writer.writerow([told[column] for column in _COLUMNS])
    for key in [*lines, *(key for key in people if key not in lines)]:
        person, line = people.get(key), lines.get(key)
        seat = person if person and person.table_id is not None else None
        number = numbers[seat.table_id] if seat and seat.table_id else line and line.table_number
        delegation = seat.delegation if seat else line and line.delegation
        writer.writerow(
            [
                guarded(line.name if line else person.name if person else ""),
                guarded(line.student_id if line else ""),
                number or "",
                names[delegation].short if delegation else "",
                told.get(_role(person), ""),
                told["yes" if person else "no"],
                told["yes" if line else "no"],
            ]
        )
    return Response(
        _MARK + out.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="roster-{found.code}.csv"'},
    )


def _role(person: Participant | None) -> str:
    """What the person is here, as the catalogue's id for it."""
    if person is None:
        return ""
    if person.observer:
        return "observer"
    if person.table_id is None:
        return "waiting"
    return "head" if person.head else "adviser"
