"""Exports: what is in the files, whether it is what the engine says, and who may have them."""

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader
from werkzeug.test import TestResponse

from game.cli import main
from game.records.format import read
from game.records.outcome import differences, final_state
from game.report.export import pdf
from game.report.export.gradebook import Gradebook, Platform, gradebook
from game.report.export.material import ClassMaterial, Person
from game.report.export.measures import Parts, Weights, grade, parts
from game.report.export.sheets import Miscounted, Participation, Score, Sheet, columns_of
from game.report.export.spreadsheets import safe, sheet_csv, write_workbook
from game.scenario.loader import load_packaged
from game.service.problems import Problem
from game.service.roster import identifiers
from game.store.directory import Conference, name_key
from tests.lesson import NAMES, Lesson
from tests.pages import kept_out

PATIENCE = 100


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    """Two finished tables and one answered questionnaire; the tests only read."""
    lesson = Lesson(tmp_path_factory.mktemp("lesson"), "full_accord", "breakdown_after_signing")
    sent = {"outcome_gain": "4", "learned": '=HYPERLINK("http://x")'}
    lesson.hall.questionnaires.save(lesson.seated(1, "us"), "after", sent)
    yield lesson
    lesson.close()


@pytest.fixture(scope="module")
def teacher(lesson: Lesson) -> FlaskClient:
    return lesson.teacher_browser()


@pytest.fixture(scope="module")
def material(lesson: Lesson) -> ClassMaterial:
    return lesson.hall.office.material(lesson.conference, "names")


def export(lesson: Lesson, browser: FlaskClient, what: str, **choices: str) -> TestResponse:
    """The file, however long it takes to be made."""
    answer = browser.post(lesson.path("/exports"), data={"what": what, **choices})
    if answer.status_code != 303:
        return answer
    id_ = answer.headers["Location"].rsplit("/", 1)[1]
    job = lesson.hall.office.job(lesson.conference, id_)
    assert job is not None
    job.future.result(timeout=PATIENCE)
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Your file is ready" in page
    file = browser.get(f"{answer.headers['Location']}/file")
    file.get_data()
    file.close()
    return file


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def stored(lesson: Lesson) -> Conference:
    found = lesson.hall.office.source.directory.conference(lesson.conference.id)
    assert found is not None
    return found


# --- sheets ------------------------------------------------------------------------------------


def test_scores_are_the_engines(
    lesson: Lesson, teacher: FlaskClient, material: ClassMaterial
) -> None:
    rows = rows_of(export(lesson, teacher, "scores.csv", naming="names"))
    shares = lesson.hall.office.source.papers(stored(lesson), "names").created()
    assert tuple(rows[0]) == columns_of(Score)
    assert len(rows) == 12
    for row in rows:
        table = material.table(int(row["table"]))
        result = table.results[row["delegation"]]
        assert float(row["points"]) == result.sheet.total / 100
        assert float(row["no_deal"]) == result.reservation / 100
        assert int(row["attainment"]) == result.attainment
        assert int(row["par_score"]) == result.par_score
        assert row["ending"] == table.state.ending
        assert row["signed"] == str(row["delegation"] in table.state.signatories).lower()
        assert int(row["standing"]) == table.state.standing[row["delegation"]]
        created = shares[table.number]
        assert row["created"] == str(created)
        found = parts(table, row["delegation"], created)
        assert row["grade"] == str(grade(found, Weights()))


def test_participation_counts_every_person_and_what_the_log_says_of_them(
    lesson: Lesson, teacher: FlaskClient, material: ClassMaterial
) -> None:
    rows = rows_of(export(lesson, teacher, "participation.csv", naming="names"))
    assert tuple(rows[0]) == columns_of(Participation)
    assert [row["person"].lstrip("'") for row in rows] == [*NAMES, "Olga"]
    assert rows[-1]["role"] == "observer"
    for row, person in zip(rows, lesson.people, strict=True):
        mine = [
            event
            for table in material.tables
            for event in table.events
            if getattr(event, "by", None) == person.id
        ]
        assert int(row["acts"]) == len(mine)
        assert int(row["messages"]) == sum(event.kind == "message_sent" for event in mine)


def test_pseudonyms_hold_in_every_file(lesson: Lesson, teacher: FlaskClient) -> None:
    for what in ("participation.csv", "scores.csv", "answers.csv"):
        text = export(lesson, teacher, what, naming="pseudonyms").get_data(as_text=True)
        assert not any(re.search(rf"\b{name}\b", text) for name in (*NAMES[:11], "Olga"))
    assert "1-us-1" in text


def test_the_workbook_holds_what_the_csv_holds(
    lesson: Lesson, teacher: FlaskClient, tmp_path: Path
) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(export(lesson, teacher, "workbook.xlsx", naming="names").get_data())
    book = load_workbook(file)
    assert book.sheetnames == ["participation", "scores", "answers"]
    for name in book.sheetnames:
        written = rows_of(export(lesson, teacher, f"{name}.csv", naming="names"))
        head, *rows = book[name].iter_rows(values_only=True)
        assert list(head) == list(written[0])
        shown = [["" if c is None else c for c in row] for row in rows]
        assert len(shown) == len(written)
        for row, line in zip(shown, written, strict=True):
            for cell, text in zip(row, line.values(), strict=True):
                same = str(cell).lower() == text.lower() or float(cell) == float(text)
                assert same, (name, cell, text)
    assert all(cell.data_type != "f" for page in book for row in page for cell in row)


def test_no_cell_is_a_formula(lesson: Lesson, teacher: FlaskClient) -> None:
    answers = rows_of(export(lesson, teacher, "answers.csv", naming="names"))
    assert answers[0]["after.learned"] == '\'=HYPERLINK("http://x")'
    people = rows_of(export(lesson, teacher, "participation.csv", naming="names"))
    assert people[11]["person"] == "'=1+1"
    for sign in "=+-@\t\r\n":
        assert safe(f"{sign}cmd") == f"'{sign}cmd"
    assert safe(-3.5) == -3.5
    assert safe("a\x00b") == "ab"


def test_the_mark_of_utf_8_is_there_if_it_is_asked_for(
    lesson: Lesson, teacher: FlaskClient
) -> None:
    marked = export(lesson, teacher, "participation.csv", bom="true").get_data()
    assert marked.startswith(b"\xef\xbb\xbfconference,")
    assert export(lesson, teacher, "participation.csv").get_data().startswith(b"conference,")


def test_a_sheet_with_missing_rows_is_not_given_out(tmp_path: Path) -> None:
    with pytest.raises(Miscounted):
        list(sheet_csv(Sheet("short", ("a",), 2, iter([(1,)]))))
    with pytest.raises(Miscounted):
        write_workbook(tmp_path / "short.xlsx", [Sheet("short", ("a",), 2, iter([(1,)]))])
    assert not (tmp_path / "short.xlsx").exists()


# --- gradebooks --------------------------------------------------------------------------------

TALKS = ["Talks", "Talks: preparation", "Talks: reflection"]
FORM = {"weight.claimed": "100", "assignment": "Talks", "section": "B", "identifiers": "ada,al1"}


@pytest.mark.parametrize(
    "pasted",
    [
        "Ada,al1",
        "ADA\tal1",
        "ada;al1",
        "al1;Ada",
        "Name\tID\nAda\tal1",
        "SIS Login ID,Student\nal1,Ada\n",
        "No.;Name;Group;Login\n1;Ada;7;al1",
        "Ada|al1",
        "Ada <al1@x.org>",
    ],
)
def test_pasted_ids_are_read_as_a_class_list_is(pasted: str) -> None:
    found = identifiers(pasted, [("Ada", "Ada"), ("Bo", "Bo")])
    assert ({one.partition("@")[0] for one in found.by_name.values()}, found.unread) == (
        {"al1"},
        (),
    )
    assert list(found.by_name) == [name_key("Ada")]


@pytest.mark.parametrize(
    ("pasted", "ids"),
    [
        ("Lovelace, Ada, al1", {"ada lovelace": "al1"}),
        ("al1, Lovelace, Ada", {"ada lovelace": "al1"}),
        ('"Lovelace, Ada";countess', {"ada lovelace": "countess"}),
        ("First name;Last name;ID\nAda;Lovelace;7", {"ada lovelace": "7"}),
        ("Ada Lovelace\tcountess", {"ada lovelace": "countess"}),
    ],
)
def test_pasted_names_are_found_in_either_order(pasted: str, ids: dict[str, str]) -> None:
    found = identifiers(pasted, [("Ada Lovelace", "Ada Lovelace")])
    assert (found.by_name, found.unread) == (ids, ())


def test_of_every_pasted_line_that_means_nobody_it_is_said() -> None:
    names = [("Ada", "Ada"), ("Kim (…01)", "Kim"), ("Kim (…02)", "Kim")]
    found = identifiers("Ada,1\nEve,2\nAda\nKim,3\nKim (…02),4", names)
    assert found.by_name == {name_key("Ada"): "1", name_key("Kim (…02)"): "4"}
    assert [(one.line, one.code) for one in found.unread] == [
        (2, "ids_unknown_name"),
        (3, "ids_no_id"),
        (4, "ids_namesakes"),
    ]
    headed = identifiers("Name,ID\nAda,1\nEve,2\nPoints Possible,\n,3", names)
    assert headed.by_name == {name_key("Ada"): "1"}
    assert [one.line for one in headed.unread] == [3, 5]


def test_ids_that_are_not_understood_are_said_and_what_was_typed_comes_back(
    lesson: Lesson, teacher: FlaskClient
) -> None:
    form = {**FORM, "identifiers": "Ada\tal1\nNobody\tn1", "platform": "moodle"}
    data = {"what": "gradebook.csv", **form}
    answer = teacher.post(lesson.path("/exports"), data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Line 2: nobody of the class has the name in “Nobody · n1”." in page
    assert "Ada\tal1\nNobody\tn1</textarea>" in page
    for kept in ('value="B"', 'value="Talks"', 'value="moodle" checked', 'value="100"'):
        assert kept in page, kept
    as_json = teacher.post(
        lesson.path("/exports"), data=data, headers={"Accept": "application/json"}
    )
    assert (as_json.status_code, len(as_json.get_json()["error"]["lines"])) == (422, 1)
    rows = rows_of(export(lesson, teacher, "gradebook.csv", **form, leave_out="true"))
    assert rows[0]["identifier"] == "al1"


def test_the_class_lists_ids_stand_in_every_export_with_names(tmp_path: Path) -> None:
    lesson = Lesson(tmp_path, "full_accord")
    try:
        people = [(person.name, f"00{number}") for number, person in enumerate(lesson.people)]
        roster = "name,id\n" + "\n".join(f'"{name}",{id_}' for name, id_ in people)
        lesson.hall.conferences.set_roster(lesson.conference, roster)
        sent = {"outcome_gain": "4"}
        lesson.hall.questionnaires.save(lesson.seated(1, "us"), "after", sent)
        by_name = dict(people)
        teacher = lesson.teacher_browser()
        for what in ("participation.csv", "answers.csv"):
            for row in rows_of(export(lesson, teacher, what, naming="names")):
                assert row["student_id"] == by_name[row["person"].lstrip("'")]
            assert not any(row["student_id"] for row in rows_of(export(lesson, teacher, what)))
        for row in rows_of(export(lesson, teacher, "scores.csv", naming="names")):
            names = row["people"].lstrip("'").split("; ")
            assert row["student_ids"].split("; ") == [by_name[name] for name in names]
        form = {"weight.claimed": "1", "id_column": "SIS User ID", "identifiers": "Ada,x7"}
        for row in rows_of(export(lesson, teacher, "gradebook.csv", **form))[1:]:
            name = row["Student"].lstrip("'")
            assert row["SIS User ID"] == ("x7" if name == "Ada" else by_name[name])
            assert row["SIS Login ID"] == ""
        moodle = export(lesson, teacher, "gradebook.xlsx", platform="moodle", **form)
        page = load_workbook(io.BytesIO(moodle.get_data())).active
        assert page is not None
        found = [tuple(row)[:2] for row in page.iter_rows(min_row=2, values_only=True)]
        assert found[0] == ("x7", "Ada")
        assert found[1][0] == by_name[str(found[1][1]).lstrip("'")]
        book = load_workbook(
            io.BytesIO(export(lesson, teacher, "workbook.xlsx", naming="names").get_data())
        )
        for sheet, column in (("participation", "student_id"), ("scores", "student_ids")):
            head = [cell.value for cell in book[sheet][1]]
            assert book[sheet][2][head.index(column)].value
        lesson.hall.conferences.set_roster(lesson.conference, "name,id\nAda,new")
        again = rows_of(export(lesson, teacher, "gradebook.csv", **{**form, "identifiers": ""}))
        assert again[1]["SIS User ID"] == "new"
    finally:
        lesson.close()


def test_grades_of_namesakes_go_to_each_under_their_own_id() -> None:
    people = tuple(
        Person(mark, f"Kim (…{mark})", False, True, None, None, 0.0, {}, f"10{mark}", "Kim")
        for mark in ("01", "02")
    )
    scenario = load_packaged("six_party_talks")
    material = ClassMaterial("Class", "1", "en", scenario, (), people, "names")
    wanted: tuple[tuple[Platform, tuple[int, int]], ...] = (("canvas", (0, 3)), ("moodle", (1, 0)))
    for platform, columns in wanted:
        sheet = gradebook(platform, Gradebook("Talks"), material, {})
        rows = list(sheet.counted())[-2:]
        assert [tuple(row[c] for c in columns) for row in rows] == [
            ("Kim", "1001"),
            ("Kim", "1002"),
        ]


def test_canvas_gets_its_columns_and_missing_grades_stay_blank(
    lesson: Lesson, teacher: FlaskClient, material: ClassMaterial
) -> None:
    answer = export(lesson, teacher, "gradebook.csv", **FORM)
    head, possible, *rows = csv.reader(io.StringIO(answer.get_data(as_text=True)))
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *TALKS]
    assert possible == ["    Points Possible", "", "", "", "", "100", "100", "100"]
    assert all(row[6:] == ["", ""] for row in rows)
    assert len(rows) == 12
    assert rows[0][0] == "Ada"
    assert (rows[0][3], rows[0][4]) == ("al1", "B")
    for row, person in zip(rows, material.people, strict=False):
        assert person.table is not None
        assert person.delegation is not None
        score = material.table(person.table).results[person.delegation].par_score
        assert score is not None
        assert float(row[5]) == max(0, score)


def test_moodle_gets_an_identifier_and_a_grade(lesson: Lesson, teacher: FlaskClient) -> None:
    answer = export(lesson, teacher, "gradebook.csv", platform="moodle", **FORM)
    rows = rows_of(answer)
    assert list(rows[0]) == ["identifier", "fullname", *TALKS]
    assert (rows[0]["identifier"], rows[0]["fullname"]) == ("al1", "Ada")


def test_weights_that_are_none_are_refused(lesson: Lesson, teacher: FlaskClient) -> None:
    for wrong in ({"weight.claimed": "x"}, {"weight.claimed": "-1"}, {"weight.claimed": "nan"}, {}):
        data = {"what": "gradebook.csv", **wrong}
        assert teacher.post(lesson.path("/exports"), data=data).status_code == 422


def test_the_parts_of_a_grade_count_the_same_by_default() -> None:
    usual = asdict(Weights())
    assert set(usual.values()) == {100 / len(usual)}
    assert grade(Parts(0, 100, 100, 100, 100), Weights()) == 80


def test_a_grade_leaves_out_what_the_game_does_not_tell() -> None:
    weights = Weights(claimed=60, created=15, mandate=10, commitments=10, crises=5)
    assert grade(Parts(50, 100, 100, 100, 100), weights) == 70
    assert grade(Parts(50, None, 100, None, None), weights) == round((30 + 10) / 0.7, 1)
    assert grade(Parts(None, 100, 100, 100, 100), weights) is None
    assert grade(Parts(50, None, None, None, None), Weights(claimed=0)) is None


# --- logs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("naming", ["names", "pseudonyms"])
def test_a_log_plays_back_to_the_same_state(
    lesson: Lesson, teacher: FlaskClient, material: ClassMaterial, naming: str
) -> None:
    answer = export(lesson, teacher, "events.jsonl", table="1", naming=naming)
    record = read(answer.get_data())
    assert differences(record, material.scenario) == ()
    assert len(record.events) == len(material.table(1).events)
    state = lesson.hall.tables.state(lesson.records[0].id)
    played = final_state(record.events)
    assert (played.ending, played.indicators, played.text) == (
        state.ending,
        state.indicators,
        state.text,
    )
    us = lesson.seated(1, "us")
    said = {getattr(event, "by", None) for event in record.events}
    assert (us.name in said) == (naming == "names")
    assert ("1-us-1" in said) == (naming == "pseudonyms")
    assert us.id not in answer.get_data(as_text=True)


# --- paper -------------------------------------------------------------------------------------


def needs_pdf() -> None:
    """Skip where the system's libraries are missing; but where CI is set that is a failure."""
    if pdf.available():
        return
    why = "WeasyPrint finds no Pango (on Debian: apt-get install libpangoft2-1.0-0)"
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def test_a_pdf_has_pages_with_the_text_and_its_signatures(
    lesson: Lesson, teacher: FlaskClient, tmp_path: Path, material: ClassMaterial
) -> None:
    needs_pdf()
    file = tmp_path / "file.pdf"
    file.write_bytes(export(lesson, teacher, "file.pdf", table="1", naming="names").get_data())
    reader = PdfReader(file)
    assert 4 <= len(reader.pages) <= 16
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("Joint Statement of the Six-Party Talks", "Article 1. The nuclear programme",
                  "Republic of Korea", "Class 4b · Table 1 · ", "Who voted with whom"):  # fmt: skip
        assert words in text
    assert lesson.seated(1, "japan").name in text
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF's own boolean
    assert reader.metadata is not None
    assert reader.metadata.title == "Debrief · Table 1"
    figures = [part for part in structure(root["/StructTreeRoot"]) if part.get("/S") == "/Figure"]
    charts = [part for part in figures if len(part.get("/Alt", "")) > 40]
    assert len(charts) >= 6


def structure(part: Any) -> Iterator[Any]:
    """The elements of a tagged PDF's tree."""
    part = part.get_object()
    if isinstance(part, list):
        for kid in part:
            yield from structure(kid)
    elif isinstance(part, dict):
        yield part
        if "/K" in part:
            yield from structure(part["/K"])


def test_what_a_delegation_takes_home_fits_on_five_pages(
    lesson: Lesson, teacher: FlaskClient, tmp_path: Path
) -> None:
    needs_pdf()
    file = tmp_path / "file.pdf"
    file.write_bytes(export(lesson, teacher, "file.pdf", table="2", delegation="dprk").get_data())
    assert len(PdfReader(file).pages) <= 5


def test_a_delegations_paper_without_a_table_is_refused_in_words(
    lesson: Lesson, teacher: FlaskClient
) -> None:
    wrong = {"what": "file.html", "delegation": "us"}
    address = teacher.post(lesson.path("/exports"), data=wrong).headers["Location"]
    job = lesson.hall.office.job(lesson.conference, address.rsplit("/", 1)[1])
    assert job is not None
    assert isinstance(job.future.exception(timeout=PATIENCE), Problem)
    answer = teacher.get(address)
    assert answer.status_code == 422
    assert "Say which" in answer.get_data(as_text=True)


def test_the_class_on_paper_is_its_report(lesson: Lesson, teacher: FlaskClient) -> None:
    page = export(lesson, teacher, "file.html").get_data(as_text=True)
    for words in ("Who got what as which delegation", "What each table made of what there was"):
        assert words in page


@pytest.mark.parametrize("more", ["/table/1/debrief", "/table/1/debrief/us", "/debrief"])
def test_a_debrief_is_printed_from_its_page_by_the_same_templates(
    lesson: Lesson, teacher: FlaskClient, more: str
) -> None:
    teacher.get(lesson.path(more))
    lesson.house.reports.finish()
    screen = teacher.get(lesson.path(more)).get_data(as_text=True)
    paper = teacher.get(lesson.path(f"{more}?paper")).get_data(as_text=True)
    assert "?paper" in screen
    heads = [set(re.findall(r"<h2[^>]*>([^<]+)</h2>", page)) for page in (screen, paper)]
    assert len(heads[0] & heads[1]) >= 2
    for left_out in ("<details", "<script", "<form", "style="):
        assert left_out not in paper


def test_without_the_extra_the_page_says_that_the_browser_prints(
    lesson: Lesson, teacher: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("game.service.office.installed", lambda: False)
    page = teacher.get(lesson.path("/exports")).get_data(as_text=True)
    assert "HTML to print" in page
    assert 'value="file.pdf"' not in page
    refused = teacher.post(lesson.path("/exports"), data={"what": "file.pdf"})
    assert refused.status_code == 409
    assert "print it from your browser" in refused.get_data(as_text=True)


def test_the_page_names_the_letters_that_a_pdf_would_show_as_boxes(
    lesson: Lesson, teacher: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def without_font(text: str) -> str:
        asked.append(text)
        return "🦊"

    monkeypatch.setattr("game.web.instructor.exports.letters_without_font", without_font)
    page = teacher.get(lesson.path("/exports")).get_data(as_text=True)
    assert "No font of this machine has these letters" in page
    assert "🦊" in page
    people = lesson.hall.conferences.people(lesson.conference.id)
    assert all(person.name in asked[0] for person in people)
    monkeypatch.setattr("game.web.instructor.exports.letters_without_font", lambda _text: "")
    assert "No font" not in teacher.get(lesson.path("/exports")).get_data(as_text=True)


def test_a_delegations_file_tells_what_it_could_know(lesson: Lesson, teacher: FlaskClient) -> None:
    whole = export(lesson, teacher, "file.html", table="2").get_data(as_text=True)
    own = export(lesson, teacher, "file.html", table="2", delegation="japan")
    text = own.get_data(as_text=True)
    secret = "Sampling is a search of our house"
    assert secret in whole
    assert secret not in text
    assert "What you were after, and what you got" in text
    assert "What you were after, and what you got" not in whole
    assert "<style>" in text
    fetched = re.findall(r'(?:src|href)="(?!data:|#)([^"]*)"', text)
    assert fetched == [], "a page that stands alone fetches nothing"


def test_the_archive_holds_every_paper_sheet_and_log(
    tmp_path: Path, lesson: Lesson, teacher: FlaskClient
) -> None:
    file = tmp_path / "class.zip"
    file.write_bytes(export(lesson, teacher, "class.zip", naming="pseudonyms").get_data())
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        delegations = lesson.hall.tables.state(lesson.records[0].id).setup.delegations
        ending = "pdf" if pdf.available() else "html"
        papers = {f"table-{n}/{who}.{ending}" for n in (1, 2) for who in ("table", *delegations)}
        logs = {"table-1/events.jsonl", "table-2/events.jsonl"}
        assert names == {f"class.{ending}"} | papers | logs | {
            "participation.csv",
            "scores.csv",
            "answers.csv",
        }
        assert len(read(archive.read("table-2/events.jsonl")).events) > 100
        assert b"Ada" not in archive.read("scores.csv")


def test_the_joint_text_is_printed_for_students_and_teacher(
    lesson: Lesson, teacher: FlaskClient
) -> None:
    person = lesson.seated(1, "japan")
    student = lesson.student_browser(person).get(f"/play/{person.id}/print")
    for answer in (student, teacher.get(lesson.path("/table/1/print"))):
        page = answer.get_data(as_text=True)
        assert page.count('<span class="signature">') == 6
        assert "United States of America</span>" in page
        assert "Article 11" in page
        assert "style=" not in page
        assert "<style" not in page


# --- who may have them, and how ----------------------------------------------------------------


def test_nobody_else_gets_anything(lesson: Lesson, teacher: FlaskClient) -> None:
    made = teacher.post(lesson.path("/exports"), data={"what": "workbook.xlsx"}).headers["Location"]
    student = lesson.student_browser(lesson.seated(1, "us"))
    for browser in (lesson.browser(), student, lesson.teacher_browser("Somebody else")):
        for page in (lesson.path("/exports"), made, f"{made}/file", lesson.path("/table/1/print")):
            assert kept_out(browser.get(page))
        for what in ("participation.csv", "class.zip", "events.jsonl"):
            answer = browser.post(lesson.path("/exports"), data={"what": what, "table": "1"})
            assert answer.status_code == 403
    stranger = lesson.student_browser(lesson.seated(2, "us"))
    assert stranger.get(f"/play/{lesson.seated(1, 'us').id}/print").status_code == 403


def test_what_there_is_not_is_refused(lesson: Lesson, teacher: FlaskClient) -> None:
    for wrong in (
        {"what": "scores.pdf"},
        {"what": "secrets.csv"},
        {},
        {"what": "events.jsonl", "table": "7"},
        {"what": "file.html", "delegation": "atlantis"},
    ):
        assert teacher.post(lesson.path("/exports"), data=wrong).status_code in (404, 422)
    gone = teacher.get(lesson.path("/exports/nothing"))
    assert gone.status_code == 410
    assert "Ask for it again" in gone.get_data(as_text=True)


def test_the_same_file_is_not_made_twice(lesson: Lesson, teacher: FlaskClient) -> None:
    sent = {"what": "workbook.xlsx", "naming": "pseudonyms"}
    first, second = (teacher.post(lesson.path("/exports"), data=sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_what_is_being_made_says_so_and_looks_again(lesson: Lesson, teacher: FlaskClient) -> None:
    made = teacher.post(lesson.path("/exports"), data={"what": "workbook.xlsx", "bom": "true"})
    page = teacher.get(made.headers["Location"]).get_data(as_text=True)
    assert "Being made" in page or "Your file is ready" in page
    assert ('http-equiv="refresh"' in page) == ("Being made" in page)


# --- the command line --------------------------------------------------------------------------


def run(lesson: Lesson, *arguments: str) -> tuple[int, str]:
    database = lesson.url.removeprefix("sqlite:///")
    result = CliRunner().invoke(main, ["export", "--database", database, *arguments])
    return result.exit_code, result.output


def test_the_command_line_writes_the_same_files(lesson: Lesson, tmp_path: Path) -> None:
    code = lesson.conference.code
    status, text = run(lesson, "--participation", "--table", code, "--names")
    assert status == 0
    assert len(text.splitlines()) == 14
    for what, file in (("--scores", "scores.xlsx"), ("--gradebook", "grades.csv"),
                       ("--file", "file.html")):  # fmt: skip
        path = tmp_path / file
        assert run(lesson, what, "--table", code, "--output", str(path)) == (0, "")
        assert path.stat().st_size > 100
    status, text = run(lesson, "--replay", "--table", f"{code}/1", "--names")
    assert status == 0
    assert any(lesson.seated(1, "us").name in line for line in text.splitlines())


def test_the_command_line_says_what_it_cannot_do(lesson: Lesson, tmp_path: Path) -> None:
    code = lesson.conference.code
    assert "one of: zip" in run(lesson, "--class", "--table", code)[1]
    wrong = str(tmp_path / "scores.txt")
    assert run(lesson, "--scores", "--table", code, "--output", wrong)[0] == 2
    assert run(lesson, "--scores", "--table", "000000")[0] == 2
    assert run(lesson, "--file", "--table", code, "--delegation", "atlantis")[0] == 2
