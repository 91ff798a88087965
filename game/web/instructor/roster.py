"""The roster: sent, looked at, taken, and handed out again with who has joined."""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from game.messages import sentence, words
from game.report.export.sheets import Cell
from game.report.export.spreadsheets import csv_lines
from game.service import roster as lists
from game.service.conferences import Conference, Expected, Participant, name_key
from game.service.roster import BadFile, BadRoster, LineProblem, ListReading
from game.web.answers import refusal, wants_json
from game.web.forms import sent_form
from game.web.hall import hall
from game.web.instructor.blueprint import bp, owned
from game.web.instructor.class_list import BODY_LIMIT, Source, choices, source

_COLUMNS = ("name", "id", "table", "delegation", "role", "joined", "expected")
#: How many names show what a list reads as in one encoding.
_NAMES = 4


@bp.get("/conference/<int:id_>/roster")
def roster(id_: int) -> ResponseReturnValue:
    """The list as it stands, and the form that puts another in its place."""
    return _form(owned(id_))


def _form(conference: Conference, text: str | None = None, problem: str = "") -> str:
    house = hall()
    expected = house.conferences.roster(conference.id)
    return render_template(
        "instructor_roster.html",
        conference=conference,
        text=_as_text(conference, expected) if text is None else text,
        problem=problem,
        expected=[(line, lists.plain_name(line)) for line in expected],
        missing={line.key for line in house.conferences.missing(conference.id)},
        texts=house.conferences.texts(conference),
        tables=len(house.conferences.tables(conference.id)),
    )


@bp.post("/conference/<int:id_>/roster")
def set_roster(id_: int) -> ResponseReturnValue:
    """Show whom the list means, from an uploaded file or else from what was pasted.

    Nobody is taken before the same reading has been shown: what the form shows goes by a digest. A
    program that asks for JSON may take a list at once.
    """
    found = owned(id_)
    request.max_content_length = request.max_form_memory_size = BODY_LIMIT
    try:
        sent = source(request.form, request.files.get("file"))
    except RequestEntityTooLarge:
        return _refused(found, "list_large", 413, "")
    except BadFile as bad:
        return _refused(found, bad.code, 422, request.form.get("text", ""))
    said = choices(request.form)
    reading = lists.read(sent.text, hall().conferences.room(found), said)
    preview = _Preview(sent, reading)
    if request.form.get("take") != "true":
        return preview.as_json() if wants_json(request) else _preview(found, preview)
    if preview.questions or (reading.problems and not said.leave_out):
        return _not_taken(found, preview)
    if request.form.get("digest") != reading.digest and not wants_json(request):
        return _preview(found, preview, sentence("list_changed")), 409
    try:
        count = hall().conferences.set_roster(found, sent.text, said, sent_form(request))
    except BadRoster:
        # Its tables or seats have changed since the list was read, a moment ago.
        return _preview(found, preview, sentence("list_changed")), 409
    flash(sentence("roster_taken", {"count": count}), "done")
    return redirect(url_for("instructor.conference", id_=id_), 303)


def _refused(conference: Conference, code: str, status: int, text: str) -> ResponseReturnValue:
    """What is wrong with the file, and what was pasted, if anything."""
    told = sentence(code)
    if wants_json(request):
        return refusal(request, status, code, told, "")
    return _form(conference, text or None, told), status


def _not_taken(conference: Conference, preview: "_Preview") -> ResponseReturnValue:
    told = [sentence(f"list_question_{question}") for question in preview.questions]
    told += [_told(problem) for problem in preview.reading.problems]
    message = sentence("bad_roster", {"count": len(preview.reading.problems)})
    if preview.questions:
        message = sentence("list_open")
    if wants_json(request):
        error = {"code": "bad_roster", "message": message, "lines": told}
        return {"error": error}, 422
    return _preview(conference, preview, message), 422


@dataclass(frozen=True)
class _Preview:
    """A list that was sent, and whom it means."""

    source: Source
    reading: ListReading

    @property
    def questions(self) -> tuple[str, ...]:
        """Everything that has to be answered before anybody is taken."""
        return (*(() if self.source.sure else ("encoding",)), *self.reading.questions)

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        reading = self.reading
        return {
            "people": [
                {
                    "line": line,
                    "name": person.name,
                    "id": person.student_id,
                    "table": person.table_number,
                    "delegation": person.delegation,
                }
                for line, person in reading.people
            ],
            "left_out": [{"line": one.line, "why": _why(one)} for one in reading.left_out],
            "problems": [_told(problem) for problem in reading.problems],
            "notices": [_told(notice) for notice in reading.notices],
            "questions": list(self.questions),
            "encoding": self.source.encoding,
        }

    def samples(self, conference: Conference) -> list[tuple[str, list[str]]]:
        """Each encoding that may be meant, with a few of the names that are not plain ASCII."""
        room = hall().conferences.room(conference)
        found = []
        for decoded in self.source.readings:
            people = lists.read(decoded.text, room, choices(request.form)).expected
            names = [person.name for person in people if not person.name.isascii()]
            found.append((decoded.encoding, (names or [p.name for p in people])[:_NAMES]))
        return found


def _preview(conference: Conference, preview: _Preview, problem: str = "") -> str:
    source_, reading = preview.source, preview.reading
    return render_template(
        "instructor_roster_preview.html",
        conference=conference,
        form=request.form,
        source=source_,
        reading=reading,
        questions=preview.questions,
        ask={question: sentence(f"list_question_{question}") for question in preview.questions},
        samples=[] if source_.sure else preview.samples(conference),
        encodings=lists.candidates(),
        called=words("encodings"),
        roles=[(role, words("list_columns")[role]) for role in lists.CHOICES],
        role_words=words("list_columns"),
        problem=problem,
        problems={one.line: _told(one) for one in reversed(reading.problems)},
        left_out=[(one.line, _why(one), one.said) for one in reading.left_out],
        notices=[_told(one) for one in reading.notices],
        texts=hall().conferences.texts(conference),
        before=len(hall().conferences.roster(conference.id)),
    )


def _why(told: LineProblem) -> str:
    return sentence(told.code, {"limit": told.limit})


def _told(problem: LineProblem) -> str:
    return sentence(
        problem.code, {"line": problem.line, "said": problem.said, "limit": problem.limit}
    )


def _as_text(conference: Conference, lines: tuple[Expected, ...]) -> str:
    """The roster as it could be pasted again."""
    names = hall().conferences.texts(conference).delegations
    head = [words("roster")[column] for column in _COLUMNS[:4]]
    rows = [
        [
            lists.plain_name(line),
            line.student_id,
            line.table_number,
            names[line.delegation].short if line.delegation else None,
        ]
        for line in lines
    ]
    return "".join(csv_lines(head, rows, guard=False)) if lines else ""


@bp.get("/conference/<int:id_>/roster.csv")
def roster_csv(id_: int) -> Response:
    """Everybody expected or joined, where they sit, and whether they have come. No secrets."""
    found, house = owned(id_), hall().conferences
    people = {name_key(person.name): person for person in house.people(found.id)}
    numbers = {table.id: table.number for table in house.tables(found.id)}
    names = house.texts(found).delegations
    lines = {line.key: line for line in house.roster(found.id)}
    told = words("roster")
    rows: list[list[Cell]] = []
    for key in [*lines, *(key for key in people if key not in lines)]:
        person, line = people.get(key), lines.get(key)
        seat = person if person and person.table_id is not None else None
        expected_at = line.table_number if line else None
        number = numbers[seat.table_id] if seat and seat.table_id else expected_at
        delegation = seat.delegation if seat else line and line.delegation
        rows.append(
            [
                lists.plain_name(line) if line else person.name if person else "",
                line.student_id if line else "",
                number,
                names[delegation].short if delegation else "",
                told.get(_role(person), ""),
                told["yes" if person else "no"],
                told["yes" if line else "no"],
            ]
        )
    return Response(
        "".join(csv_lines([told[column] for column in _COLUMNS], rows, bom=True)),
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
