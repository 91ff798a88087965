"""Rosters as teachers have them: what is taken, and what is said of every line that is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.scenario.loader import load_packaged
from game.service.roster import NAME_LIMIT, BadRoster, Room, decode, parse, words_for
from game.store.directory import Expected

TEXTS = load_packaged("six_party_talks").text("en")
ROOM = Room(tables=3, seats=2, delegations=words_for(TEXTS))


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(BadRoster) as caught:
        parse(text, ROOM)
    return [(problem.line, problem.code) for problem in caught.value.problems]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_usual_marks_and_line_ends_are_all_the_same(mark: str, end: str) -> None:
    lines = [["Name", "ID", "Table", "Country"], ["Ann Lee", "7", "2", "South Korea"], ["Bob"]]
    text = end.join(mark.join(line) for line in lines)
    assert parse("\ufeff" + text, ROOM) == (Expected("Ann Lee", "7", 2, "rok"), Expected("Bob"))


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
        ('"Lee, Ann", s1', Expected("Lee, Ann", "s1")),
        ("Ann,,,", Expected("Ann")),
    ],
)
def test_without_a_header_columns_are_known_by_what_is_in_them(
    line: str, expected: Expected
) -> None:
    assert parse(line, ROOM) == (expected,)


def test_a_header_settles_the_order_and_unknown_columns_are_passed_over() -> None:
    text = "delegation,e-mail,student\nJapan,a@b,Ann\n"
    assert parse(text, ROOM) == (Expected("Ann", "", None, "japan"),)


def test_every_line_that_cannot_be_taken_is_named() -> None:
    text = "\n".join(
        [
            "name,id,table,delegation",
            "Ann,1,1,us",
            "",
            "ANN ,2,,",
            ",3,,",
            "x" * (NAME_LIMIT + 1) + ",4,9,",
            "Bob,5,,Atlantis",
            "Cy,6,1,us",
            "Di,7,1,us",
            f"Ed,{'9' * 50},zero,",
        ]
    )
    assert problems(text) == [
        (4, "roster_repeated"),
        (5, "roster_no_name"),
        (6, "roster_long_name"),
        (6, "roster_table"),
        (7, "roster_delegation"),
        (9, "roster_full"),
        (10, "roster_long_id"),
        (10, "roster_table"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_as_spreadsheets_write_them(encoding: str) -> None:
    text = "name\nZoë Müller\n"
    assert parse(decode(text.encode(encoding)), ROOM) == (Expected("Zoë Müller"),)


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
    assert all(0 < len(line.name) <= NAME_LIMIT for line in taken)


@given(st.binary())
def test_whatever_is_uploaded_can_be_read(data: bytes) -> None:
    assert isinstance(decode(data), str)
