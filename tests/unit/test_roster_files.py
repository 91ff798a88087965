"""Uploaded files: workbooks are read, everything else that is no text is told in a sentence."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from game.messages import sentence
from game.service.roster import BadFile, as_text, likeliest, parse, sheets_of
from tests.class_lists import BAD_FILES, CLASSES, ROOM, archive, workbook


def people(data: bytes, sheet: int = 0) -> list[tuple[str, str]]:
    sheets = sheets_of(data)
    assert sheets is not None
    return [(one.name, one.student_id) for one in parse(as_text(sheets[sheet].rows), ROOM)]


@pytest.mark.parametrize("language", CLASSES)
def test_a_workbook_reads_like_a_text(language: str) -> None:
    listed = CLASSES[language]
    assert people(workbook(("Class", [listed.headings, *listed.people]))) == listed.people


@pytest.mark.parametrize(
    ("cell", "read"),
    [(1001, "1001"), (1001.0, "1001"), (2023123456.0, "2023123456"), ("0012", "0012")],
)
def test_ids_are_read_as_they_are_seen(cell: object, read: str) -> None:
    assert people(workbook(("A", [("Name", "ID"), ("Ann", cell), ("Bob", "77x")]))) == [
        ("Ann", read),
        ("Bob", "77x"),
    ]


def test_zeros_that_a_format_puts_in_front_are_kept() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["Name", "Student ID"])
    page.append(["Ann", 42])
    page["B2"].number_format = "000000"
    out = io.BytesIO()
    book.save(out)
    assert people(out.getvalue()) == [("Ann", "000042")]


def test_names_with_marks_breaks_and_quotes_survive() -> None:
    rows = [
        ("Name", "Note", "ID"),
        ('Ann "Annie" Lee', "a;b\tc", 7),
        ("Bo\nKim", date(2026, 9, 1), 8),
    ]
    assert people(workbook(("A", rows))) == [('Ann "Annie" Lee', "7"), ("Bo Kim", "8")]
    assert people(workbook(("A", [("Lee, Ann",), ("Kim, Bo",)]))) == [
        ("Ann Lee", ""),
        ("Bo Kim", ""),
    ]


def test_of_several_sheets_the_one_with_headings_is_the_list() -> None:
    data = workbook(
        ("Notes", [("Remember the projector",)]),
        ("Empty", []),
        ("명단", [("이름", "학번"), ("김민준", 1)]),
    )
    sheets = sheets_of(data)
    assert sheets is not None
    assert [sheet.name for sheet in sheets] == ["Notes", "명단"]
    assert likeliest(sheets) == 1
    assert people(data, 1) == [("김민준", "1")]


def test_lines_keep_their_numbers_where_rows_are_empty() -> None:
    data = workbook(("A", [(), ("Class of 2026",), (), ("Name", "ID"), ("Ann", "x" * 90)]))
    sheets = sheets_of(data)
    assert sheets is not None
    with pytest.raises(Exception) as caught:  # noqa: PT011
        parse(as_text(sheets[0].rows), ROOM)
    assert [(one.line, one.code) for one in caught.value.problems] == [(5, "roster_long_id")]  # type: ignore[attr-defined]


def test_five_hundred_students_are_read_from_either_file() -> None:
    rows = [("Student", "Student ID", *(f"Quiz {n}" for n in range(12)))]
    rows += [(f"Maria Fernanda Oliveira {n}x", f"20260{n:03}", *["9.5"] * 12) for n in range(500)]
    assert len(people(workbook(("A", rows)))) == 500
    text = "\n".join(",".join(row) for row in rows)
    assert len(text) > 35_000
    assert sheets_of(text.encode()) is None
    assert len(parse(text, ROOM)) == 500


@pytest.mark.parametrize("code", BAD_FILES)
def test_what_is_no_list_is_told_in_a_sentence(code: str) -> None:
    with pytest.raises(BadFile) as caught:
        sheets_of(BAD_FILES[code])
    assert caught.value.code == code
    assert sentence(code).endswith(".")


@pytest.mark.parametrize("size", [10, 3_000, 60_000])
def test_a_workbook_that_is_cut_off_is_told(size: int) -> None:
    whole = workbook(("A", [("Name", "ID"), *((f"Ann {n}", n) for n in range(400))]))
    with pytest.raises(BadFile, match="list_broken"):
        sheets_of(whole[: min(size, len(whole) - 20)])


@pytest.mark.parametrize(
    "start",
    [b"<?xml version='1.0'?>\n<?mso-application?><Workbook/>", b"<!DOCTYPE html>", b" \n<TABLE>"],
)
def test_web_pages_and_xml_under_any_name_are_told(start: bytes) -> None:
    with pytest.raises(BadFile, match="list_markup"):
        sheets_of(start + b"Ann,1001\n")


def test_a_bomb_is_not_unpacked() -> None:
    for parts in (
        {"xl/worksheets/sheet1.xml": b" " * 60_000_000},
        {f"xl/{n}": b"" for n in range(2_000)},
    ):
        with pytest.raises(BadFile, match="list_large"):
            sheets_of(archive(parts))


def test_entities_are_not_unfolded() -> None:
    whole = workbook(("A", [("Name",), ("Ann",)]))
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    page = "xl/worksheets/sheet1.xml"
    assert b"Ann" in parts[page]
    entities = b'<!DOCTYPE x [<!ENTITY a "Ann"><!ENTITY b "&a;&a;&a;">]>'
    parts[page] = entities + parts[page].replace(b"Ann", b"&b;")
    with pytest.raises(BadFile, match="list_broken"):
        sheets_of(archive(parts))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "cp949", "iso2022_jp", "iso2022_kr", "utf-32"]
)
def test_text_in_any_encoding_is_text(encoding: str) -> None:
    language = "ja" if encoding == "iso2022_jp" else "ko"
    assert sheets_of(CLASSES[language].text().encode(encoding)) is None
    assert sheets_of(b"BMW Club\nBob,1\nPKim,2") is None


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0"])
)
def test_whatever_is_uploaded_is_read_or_refused(data: bytes, start: bytes) -> None:
    told = ""
    try:
        assert sheets_of(start + data) is None or start.startswith(b"PK")
    except BadFile as bad:
        told = bad.code
    assert not told or sentence(told)
