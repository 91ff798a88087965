"""Rosters as teachers have them: whom each line means, what is left out, what has to be asked."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.service.names import NAME_LIMIT
from game.service.roster import (
    ROSTER_LIMIT,
    BadRoster,
    Choices,
    ListReading,
    namesakes,
    parse,
    plain_name,
    read,
)
from game.store.directory import Expected
from tests.class_lists import DELIMITERS, ROOM


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(BadRoster) as caught:
        parse(text, ROOM)
    return [(problem.line, problem.code) for problem in caught.value.problems]


def names(text: str, choices: Choices | None = None) -> list[str]:
    return [line.name for line in parse(text, ROOM, choices)]


def pairs(text: str) -> list[tuple[str, str]]:
    return [(line.name, line.student_id) for line in parse(text, ROOM)]


def left_out(found: ListReading) -> list[tuple[int, str]]:
    return [(told.line, told.code) for told in found.left_out]


# --- what parts the cells ---


@pytest.mark.parametrize("mark", [*DELIMITERS, "\uff0c", "\uff1b", "、"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_usual_marks_and_line_ends_are_all_the_same(mark: str, end: str) -> None:
    lines = [["Name", "ID", "Table", "Country"], ["Ann Lee", "7", "2", "South Korea"], ["Bob"]]
    text = end.join(mark.join(line) for line in lines)
    assert parse("\ufeff" + text, ROOM) == (Expected("Ann Lee", "7", 2, "rok"), Expected("Bob"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sep=;\nName;ID\nLee, Ann;1", [("Ann Lee", "1")]),
        ('"sep=|"\nName|ID\nLee, Ann|1', [("Ann Lee", "1")]),
        ("Name;ID;Note\nAnn;1;1,5\nBob;2;2,3", [("Ann", "1"), ("Bob", "2")]),
        ("Name;ID\nMüller, Anna;1\nGroß, Tim;2", [("Anna Müller", "1"), ("Tim Groß", "2")]),
        ('Name,ID,Note\n"Lee, Ann",1,"a;b\nand more"\nBob,2,', [("Ann Lee", "1"), ("Bob", "2")]),
        ('Name\tID\nAnn "Annie" Lee\t1', [('Ann "Annie" Lee', "1")]),
        ('Name,ID\nAnn "Annie, 1\nBob,2', [('Ann "Annie', "1"), ("Bob", "2")]),
        ("Name|ID\nLee, Ann|1", [("Ann Lee", "1")]),
        ('Name,ID\nAnn,="0012"\nBob,\'0013', [("Ann", "0012"), ("Bob", "0013")]),
        ("Name,ID\n'=cmd(),1", [("=cmd()", "1")]),
        ("Name,ID\nAnn,1\nBob,2\nCy,3", [("Ann", "1"), ("Bob", "2"), ("Cy", "3")]),
        ("Nr.,Name\n1,Ann\n2,Bob\n3,Cy", [("Ann", ""), ("Bob", ""), ("Cy", "")]),
    ],
)
def test_cells_are_parted_as_the_text_means_them(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert pairs(text) == expected


# --- lists without headings ---


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ann", Expected("Ann")),
        ("  Ann   Lee ", Expected("Ann Lee")),
        ("Ann, s1", Expected("Ann", "s1")),
        ("Ann, dprk", Expected("Ann", "", None, "dprk")),
        ("Ann, 2, us", Expected("Ann", "", 2, "us")),
        ("Ann, 77, us", Expected("Ann", "77", None, "us")),
        ("Ann, s1, 2", Expected("Ann", "s1", 2)),
        ("Ann, s1, 2, us", Expected("Ann", "s1", 2, "us")),
        ("Ann, s1, table 3, US", Expected("Ann", "s1", 3, "us")),
        ('"Lee, Ann", s1', Expected("Ann Lee", "s1")),
        ("Ann,,,", Expected("Ann")),
        ("1001\tAnn Lee", Expected("Ann Lee", "1001")),
        ("ann@school.org;Ann Lee", Expected("Ann Lee", "ann@school.org")),
        ("Ann Lee <ann@school.org>", Expected("Ann Lee", "ann@school.org")),
        ("China;Ann Lee", Expected("Ann Lee", "", None, "china")),
    ],
)
def test_without_a_header_columns_are_known_by_what_is_in_them(
    line: str, expected: Expected
) -> None:
    assert parse(line, ROOM) == (expected,)


@pytest.mark.parametrize(
    "text",
    [
        "1. Ann\n2. Bob",
        "1) Ann\n2) Bob",
        "1\tAnn\n2\tBob",
        "(1) Ann\n(2) Bob",
        "1;Ann;x7\n2;Bob;x8",
    ],
)
def test_numbers_that_count_the_lines_are_no_ids(text: str) -> None:
    found = parse(text, ROOM)
    assert [line.name for line in found] == ["Ann", "Bob"]
    assert all(line.student_id in ("", "x7", "x8") for line in found)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee (1001)\nBob Stone (1002)",
        "Ann Lee 1001\nBob Stone 1002",
        "Ann Lee - 1001\nBob Stone - 1002",
        "1001 Ann Lee\n1002 Bob Stone",
        "1. Ann Lee (1001)\n2. Bob Stone (1002)",
        "Class 4b\n- Ann Lee #1001\n- Bob Stone #1002",
        "| Name | ID |\n|:---|---:|\n| Ann Lee | 1001 |\n| Bob Stone | 1002 |",
        "Students\n\u2022 Ann Lee, 1001\n\u2022 Bob Stone, 1002",
    ],
)
def test_lists_that_were_typed_are_read_too(text: str) -> None:
    found = read(text, ROOM, Choices(headed=True) if text.startswith("Class") else None)
    assert [(p.name, p.student_id) for p in found.expected] == [
        ("Ann Lee", "1001"),
        ("Bob Stone", "1002"),
    ]
    assert found.problems == ()


@pytest.mark.parametrize("text", ["Ann Lee, Bob Stone, Cleo Park", "Ann;Bob;Cy;Di;Ed"])
def test_people_on_one_line_are_people(text: str) -> None:
    assert len(parse(text, ROOM)) == len(text.split(",")) + text.count(";")


@pytest.mark.parametrize("none", ["", "-", "N/A", "#N/A", "null", "?"])
def test_what_stands_for_no_id_is_none(none: str) -> None:
    assert pairs(f"name,id\nAnn,{none}\nBob,{none}\nCy,7") == [
        ("Ann", ""),
        ("Bob", ""),
        ("Cy", "7"),
    ]


def test_people_of_a_mail_program_stand_on_one_line() -> None:
    text = 'Ann Lee <ann@x.edu>; "Stone, Bob" <bob@x.edu>; <cy@x.edu>'
    assert pairs(text) == [
        ("Ann Lee", "ann@x.edu"),
        ("Bob Stone", "bob@x.edu"),
        ("cy@x.edu", "cy@x.edu"),
    ]


# --- headings ---

HEADINGS = {
    "en": ("First name", "Last name", "Student ID", "E-mail"),
    "en, shouted": ("FIRST_NAME", "LAST_NAME", "STUDENT_NO.", "Email Address"),
    "en, run together": ("FirstName", "LastName", "StudentID", "EmailAddress"),
    "de": ("Vorname", "Nachname", "Matrikel-Nr.", "E-Mail-Adresse"),
    "de, name": ("Vorname(n)", "Name", "Matrikelnummer", "E-Mail"),
    "fr": ("Prénom", "Nom de famille", "N° étudiant", "Adresse e-mail"),
    "fr, name": ("PRENOM", "NOM", "Numéro étudiant", "Courriel"),
    "es": ("Nombre(s)", "Apellidos", "Matrícula", "Correo electrónico"),
    "it": ("Nome", "Cognome", "Matricola", "Posta elettronica"),
    "pt": ("Nome", "Sobrenome", "Número de matrícula", "Endereço de e-mail"),
    "nl": ("Voornaam", "Achternaam", "Leerlingnummer", "E-mailadres"),
    "sv": ("Förnamn", "Efternamn", "Personnummer", "E-post"),
    "da": ("Fornavn", "Efternavn", "Studienummer", "Mail"),
    "no": ("Fornavn", "Etternavn", "Studentnummer", "E-postadresse"),
    "fi": ("Etunimi", "Sukunimi", "Opiskelijanumero", "Sähköposti"),
    "pl": ("Imię", "Nazwisko", "Nr albumu", "Adres e-mail"),
    "ru": ("Имя", "Фамилия", "Номер студенческого билета", "Эл. почта"),
    "ko": ("이름", "성", "학번", "이메일"),
    "zh_hans": ("名", "姓", "学号", "邮箱"),
    "zh_hant": ("名字", "姓氏", "學號", "電子郵件"),
    "ja": ("名", "姓", "学籍番号", "メールアドレス"),
}


@pytest.mark.parametrize("language", HEADINGS)
@pytest.mark.parametrize("mark", DELIMITERS)
@pytest.mark.parametrize("turned", [False, True])
def test_first_and_last_name_are_joined_whatever_they_are_called(
    language: str, mark: str, turned: bool
) -> None:
    rows = [HEADINGS[language], ("Min-jun", "Kim", "0012", "mj@x"), ("Ann", "Lee", "0013", "al@x")]
    text = "\n".join(mark.join(row[::-1] if turned else row) for row in rows)
    assert pairs(text) == [("Min-jun Kim", "0012"), ("Ann Lee", "0013")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("성,이름\n김,민준", "김민준"),
        ("이름;성\n민준;김", "김민준"),
        ("姓,名\n王,伟", "王伟"),
        ("姓;名;学籍番号\n佐藤;太郎;1", "佐藤 太郎"),
        ("First name,Last name\n太郎,さとう", "さとう 太郎"),
        ("First,Last\n민준,김", "김민준"),
        ("Name\n김, 민준", "김민준"),
        ('Name\n"Kim, Min-jun"', "Min-jun Kim"),
        ('Student\n"King, Martin Luther, Jr."', "Martin Luther King Jr."),
        ('Name\n"Smith, Jr."', "Smith, Jr."),
        ("First name,Middle name,Last name\nMary,Ann,Lee", "Mary Ann Lee"),
        ("Фамилия;Имя;Отчество\nЖук;Юлия;Львовна", "Юлия Львовна Жук"),  # noqa: RUF001
        ("Voornaam;Tussenvoegsel;Achternaam\nJan;van der;Berg", "Jan van der Berg"),
        ("Nombre;Primer apellido;Segundo apellido\nAna;Ruiz;Gómez", "Ana Ruiz Gómez"),
        ('"Name (Last, First)"\n"Lee, Ann"', "Ann Lee"),
        ("First name,Last name\nMadonna,", "Madonna"),
        ("Full name,First name,Last name\nAnn B. Lee,Ann,Lee", "Ann B. Lee"),
    ],
)
def test_a_name_is_put_together_as_its_script_does(text: str, expected: str) -> None:
    assert names(text) == [expected]


@pytest.mark.parametrize(
    "heading",
    ["Name", "Full Name", "Student name:", "NAME*", "이름", "성명", "姓名", "氏名", "ФИО", "Naam",
     "Namn", "Navn", "Nimi", "Nom et prénom", "Nombre y apellidos", "Cognome e nome",
     "Imię i nazwisko", "Nome completo", "Schüler/in", "Nom", "Nombre", "Nome"],
)  # fmt: skip
def test_a_column_of_whole_names_is_known(heading: str) -> None:
    assert names(f"{heading};X\nAnn Lee;a\nBob Stone;b") == ["Ann Lee", "Bob Stone"]


def test_a_header_settles_the_order_and_unknown_columns_are_passed_over_and_told() -> None:
    text = "delegation,shoe size,student\nJapan,43,Ann\n"
    assert parse(text, ROOM) == (Expected("Ann", "", None, "japan"),)
    assert [column.heading for column in read(text, ROOM).unused] == ["shoe size"]


@pytest.mark.parametrize(
    ("heading", "cells", "tables"),
    [
        ("Table", ("1", "2"), (1, 2)),
        ("Group", ("Group 1", "group 3"), (1, 3)),
        ("Gruppe", ("Gruppe 2", "1"), (2, 1)),
        ("모둠", ("1모둠", "2모둠"), (1, 2)),
        ("小组", ("第1组", "第2组"), (1, 2)),
        ("Section", ("POL 101", "POL 101"), (None, None)),
        ("Group", ("1", "7"), (None, None)),
        ("Klasse", ("10b", "10b"), (None, None)),
        ("Группа", ("ПО-1", "ПО-2"), (None, None)),
    ],
)
def test_groups_are_tables_where_all_of_them_are(
    heading: str, cells: Sequence[str], tables: tuple[int | None, ...]
) -> None:
    text = f"Name;{heading}\nAnn;{cells[0]}\nBob;{cells[1]}"
    assert tuple(line.table_number for line in parse(text, ROOM)) == tables


def test_titles_above_the_headings_and_headings_again_are_left_out() -> None:
    found = read("Class of 2026\n\nNr.;Name;ID\n1;Ann;7\nNr.;Name;ID\n2;Bob;8\n", ROOM)
    assert [(p.name, p.student_id) for p in found.expected] == [("Ann", "7"), ("Bob", "8")]
    assert left_out(found) == [(1, "list_above"), (5, "list_headings_again")]


# --- what other tools write ---

TOOLS = {
    "Canvas": (
        "Student,ID,SIS User ID,SIS Login ID,Section,Essay (12)\n"
        ",,,,,Manual Posting\n    Points Possible,,,,,10\n"
        '"Lee, Ann",17,u1,al1,POL 1,9\n"Kim, Bo",18,u2,bk2,POL 1,8\n'
        '"Student, Test",19,,x9f,POL 1,\n',
        [("Ann Lee", "u1"), ("Bo Kim", "u2")],
        [(2, "list_no_person"), (3, "list_tools_own"), (6, "list_tools_own")],
    ),
    "Canvas without SIS": (
        'Student,ID,SIS User ID,SIS Login ID,Section\n"Lee, Ann",17,,,A\n"Kim, Bo",18,,,A\n',
        [("Ann Lee", "17"), ("Bo Kim", "18")],
        [],
    ),
    "Moodle": (
        "First name,Surname,ID number,Institution,Email address,Groups,Roles\n"
        "Ann,Lee,0012,,al@x,,Student\nT,Each,0001,,t@x,,Non-editing teacher\n",
        [("Ann Lee", "0012")],
        [(3, "list_staff")],
    ),
    "Moodle, German": (
        "Vorname;Nachname;Matrikelnummer;E-Mail-Adresse;Kurs (Gesamt)\nAnna;Groß;12;a@x;-\n",
        [("Anna Groß", "12")],
        [],
    ),
    "Blackboard": (
        '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Availability"\n'
        '"Lee"\t"Ann"\t"al1"\t"0012"\t"Yes"\n"Each"\t"T"\t"t_previewuser"\t""\t"Yes"\n',
        [("Ann Lee", "0012")],
        [(3, "list_tools_own")],
    ),
    "Google Classroom": (
        "Last Name,First Name,Email Address,Quiz\nDate,,,2026-01-01\nPoints,,,10\n"
        "Lee,Ann,al@x.org,9\nClass Average,,,9\n",
        [("Ann Lee", "al@x.org")],
        [(2, "list_tools_own"), (3, "list_tools_own"), (5, "list_tools_own")],
    ),
    "Brightspace": (
        "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n"
        "#1001,#al,Lee,Ann,al@x,#\n#1002,#bk,Kim,Bo,bk@x,#\n",
        [("Ann Lee", "1001"), ("Bo Kim", "1002")],
        [],
    ),
    "Teams": ("FirstName,LastName,Email Address\nAnn,Lee,al@x\n", [("Ann Lee", "al@x")], []),
    "a data frame": (
        ",name,student_id\n0,Ann,1001.0\n1,Bo,1002.0\n",
        [("Ann", "1001"), ("Bo", "1002")],
        [],
    ),
    "NEIS": (
        "번호,학번,성명\n1,10101,김민준\n2,10102,이서연\n",
        [("김민준", "10101"), ("이서연", "10102")],
        [],
    ),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_lists_of_other_tools_are_read_and_their_own_lines_left_out_and_told(tool: str) -> None:
    text, expected, out = TOOLS[tool]
    found = read(text, ROOM)
    assert [(p.name, p.student_id) for p in found.expected] == expected
    assert left_out(found) == out
    assert (found.questions, found.problems) == ((), ())


def test_a_gradebooks_section_is_named_among_what_is_left_out() -> None:
    found = read(TOOLS["Canvas"][0], ROOM)
    assert [c.heading for c in found.unused] == ["ID", "SIS Login ID", "Section", "Essay (12)"]


# --- questions ---


@pytest.mark.parametrize(
    "first", ["Foo;Bar", "Pangalan;Bilang", "שם;מספר", "ชื่อ;รหัส", "x_y;z", "Klassenbester;E-Mail"]
)
def test_a_first_line_that_looks_like_headings_is_asked_about(first: str) -> None:
    text = f"{first}\nAnn Lee;1001\nBob Stone;1002\n"
    assert read(text, ROOM).questions == ("headings",)
    with pytest.raises(BadRoster, match="1 lines"):
        parse(text, ROOM)
    assert names(text, Choices(headed=True)) == ["Ann Lee", "Bob Stone"]
    assert len(names(text, Choices(headed=False, columns={0: "name"}))) == 3


def test_a_single_word_above_whole_names_is_asked_about() -> None:
    text = "Pangalan\nAnn Lee\nBob Stone\nCy Young"
    assert read(text, ROOM).questions == ("headings",)
    assert read("Cher\nAnn\nBob Stone", ROOM).questions == ()


@pytest.mark.parametrize("mark", DELIMITERS)
def test_two_columns_of_names_are_asked_about(mark: str) -> None:
    text = f"Kim{mark}Min-jun\nLee{mark}Seo-yeon"
    assert read(text, ROOM).questions == ("order",)
    assert names(text, Choices(order="last_first")) == ["Min-jun Kim", "Seo-yeon Lee"]
    assert names(text, Choices(order="first_last")) == ["Kim Min-jun", "Lee Seo-yeon"]


def test_a_name_in_two_scripts_is_no_first_and_last_name() -> None:
    text = "Kim Min-jun\t김민준\t1001\nLee Ann\t이안\t1002"
    assert read(text, ROOM).questions == ("columns",)
    assert names(text, Choices(columns={1: "name"})) == ["김민준", "이안"]


def test_columns_that_tell_nothing_are_asked_about() -> None:
    text = "x,y,z,q\na,b,c,d"
    assert read(text, ROOM).questions == ("columns",)
    assert names(text, Choices(columns={3: "first", 1: "last"})) == ["q y", "d b"]
    assert names(text, Choices(columns={2: "name"})) == ["z", "c"]


def test_a_teacher_can_say_what_a_column_holds_and_leave_one_out() -> None:
    text = "Name,Nick,ID\nAnn Lee,Annie,7"
    assert parse(text, ROOM, Choices(columns={1: "name"})) == (Expected("Annie", "7"),)
    assert parse(text, ROOM, Choices(columns={2: ""})) == (Expected("Ann Lee"),)


# --- the same name ---


@pytest.mark.parametrize(
    ("ids", "marks"),
    [
        (("1001", "1002"), ("…01", "…02")),
        (("12026", "22026"), ("12…", "22…")),
        (("kim.m1@x.edu", "kim.m2@x.edu"), ("…m1", "…m2")),
        (("7", "8"), ("7", "8")),
        (("1001", "1002", "1102"), ("…01", "…002", "11…")),
        (("", "1002"), ("", "…02")),
    ],
)
def test_namesakes_are_told_apart_by_the_least_of_their_ids(
    ids: tuple[str, ...], marks: tuple[str, ...]
) -> None:
    found = parse("name,id\n" + "\n".join(f"Min-jun Kim,{one}" for one in ids), ROOM)
    assert [line.name for line in found] == [
        f"Min-jun Kim ({mark})" if mark else "Min-jun Kim" for mark in marks
    ]
    assert [line.student_id for line in found] == list(ids)
    assert {plain_name(line) for line in found} == {"Min-jun Kim"}
    assert len(namesakes("min-jun  KIM", found)) == sum(map(bool, marks))


def test_a_name_that_ends_in_brackets_keeps_them() -> None:
    for name in ("Ann (Annie) Lee", "Ann Lee (US)", "Ann (01)"):
        assert plain_name(Expected(name, "7701")) in (name, "Ann")
    assert plain_name(Expected("Ann Lee (US)", "7701")) == "Ann Lee (US)"


def test_the_same_person_twice_is_one_and_an_id_for_two_is_told() -> None:
    found = read("name,id\nAnn,1\nANN,1\nBob,1", ROOM)
    assert [p.name for p in found.expected] == ["Ann", "Bob"]
    assert left_out(found) == [(3, "list_same_again")]
    assert [(one.line, one.code, one.limit) for one in found.notices] == [(4, "list_shared_id", 2)]


# --- what cannot be taken ---


def test_every_line_that_cannot_be_taken_is_named() -> None:
    text = "\n".join(
        [
            "name,id,table,delegation",
            "Ann,1,1,us",
            "",
            "ANN ,,,",
            "ann,,,",
            ",3,,",
            "x" * (NAME_LIMIT + 1) + ",4,9,",
            "Bob,5,,Atlantis",
            "Cy,6,1,us",
            "Di,7,1,us",
            f"Ed,{'9' * 90},zero,",
            "Fay,2.02E+09,,",
        ]
    )
    assert problems(text) == [
        (5, "roster_repeated"),
        (6, "roster_no_name"),
        (7, "roster_long_name"),
        (7, "roster_table"),
        (8, "roster_delegation"),
        (10, "roster_full"),
        (11, "roster_long_id"),
        (11, "roster_table"),
        (12, "roster_rounded_id"),
    ]
    kept = names(text, Choices(leave_out=True))
    assert kept == ["Ann (1)", "ANN", "Cy"]


@pytest.mark.parametrize(
    "name",
    ["Maria Fernanda dos Santos Oliveira Cavalcanti", "x" * NAME_LIMIT, "김" * NAME_LIMIT],
)
def test_long_names_are_taken_whole(name: str) -> None:
    assert names(f"name,id\n{name},1") == [name]


def test_a_roster_has_a_longest() -> None:
    lines = "\n".join(f"Ann {n}x" for n in range(ROSTER_LIMIT + 1))
    assert problems(lines) == [(ROSTER_LIMIT + 1, "roster_long")]


def test_an_empty_roster_expects_nobody() -> None:
    assert parse("", ROOM) == parse("\n \n", ROOM) == parse("name,id\n", ROOM) == ()


@given(st.text())
def test_whatever_is_pasted_is_taken_whole_or_refused_by_line(text: str) -> None:
    taken: tuple[Expected, ...] = ()
    lines: list[int] = []
    try:
        taken = parse(text, ROOM)
    except BadRoster as bad:
        lines = [problem.line for problem in bad.problems]
    assert not (taken and lines)
    assert all(1 <= line <= 1 + len(text) for line in lines)
    assert len({line.key for line in taken}) == len(taken)
    assert all(0 < len(line.name) <= NAME_LIMIT + 16 for line in taken)


@given(st.text(alphabet="ab1,;\t\n\"'@ <>.김", max_size=200))
def test_whatever_is_read_is_told_once_and_the_digest_is_of_that(text: str) -> None:
    found = read(text, ROOM)
    taken, out = {line for line, _ in found.people}, {one.line for one in found.left_out}
    bad = {one.line for one in found.problems}
    assert not taken & bad
    assert not out & (taken | bad)
    assert set(found.said) >= taken | out | bad
    assert found.digest == read(text, ROOM).digest
