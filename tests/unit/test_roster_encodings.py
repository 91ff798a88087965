"""In which encoding a class list is: found, or asked about; never nonsense without a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.service.roster import decode, guess, parse, read, twice_encoded
from tests.class_lists import CLASSES, DELIMITERS, MARKED, ROOM

EVERY = [
    (language, encoding)
    for language, listed in CLASSES.items()
    for encoding in (*MARKED, *listed.encodings)
]


def people(text: str) -> list[tuple[str, str]]:
    return [(line.name, line.student_id) for line in parse(text, ROOM)]


@pytest.mark.parametrize(("language", "encoding"), EVERY)
@pytest.mark.parametrize("mark", DELIMITERS)
def test_a_list_reads_as_it_was_written(language: str, encoding: str, mark: str) -> None:
    """Or the right reading stands among those from which the teacher chooses."""
    listed = CLASSES[language]
    written = listed.text(mark).replace("’", "'")
    found = guess(written.encode(encoding))
    readings = {one.text for one in (found.best, *found.others)}
    assert found.best.text == written or (written in readings and not found.sure)
    assert people(written) == [(name.replace("’", "'"), id_) for name, id_ in listed.people]


@pytest.mark.parametrize(("language", "encoding"), EVERY)
@pytest.mark.parametrize("least", [1, 2])
@pytest.mark.parametrize("headed", [True, False])
def test_what_is_sure_is_right_however_short_the_list(
    language: str, encoding: str, least: int, headed: bool
) -> None:
    lines = CLASSES[language].text().replace("’", "'").splitlines(keepends=True)
    written = "".join(lines[0 if headed else 1 : 1 + least])
    found = guess(written.encode(encoding))
    assert found.best.text == written or not found.sure


def test_nearly_all_lists_need_no_question() -> None:
    """Of the lists above; the others are asked about."""
    sure = right = 0
    for language, encoding in EVERY:
        written = CLASSES[language].text().replace("’", "'")
        found = guess(written.encode(encoding))
        right += found.best.text == written
        sure += found.sure and found.best.text == written
    assert right >= 0.95 * len(EVERY)
    assert sure >= 0.9 * len(EVERY)


@pytest.mark.parametrize("language", ["ko", "ja", "fr", "ru"])
@pytest.mark.parametrize("place", ["in a name", "at the end"])
def test_one_bad_byte_is_told_where_it_stands(language: str, place: str) -> None:
    """UTF-8 stays UTF-8, and the name with the bad byte is not taken."""
    data = bytearray(CLASSES[language].text().encode())
    first = data.index(b"\n") + 1
    at = next(i for i in range(first, len(data)) if data[i] > 0x7F)
    if place == "in a name":
        data[at] = 0xFF
    else:
        data += "Zoé".encode()[:-1] + b",1999"
    found = guess(bytes(data))
    assert found.best.encoding == "utf-8"
    told = read(found.best.text, ROOM)
    assert [problem.code for problem in told.problems] == ["roster_unreadable"]
    assert all("\ufffd" not in person.name for person in told.expected)


@pytest.mark.parametrize("language", ["fr", "de", "ko", "ru", "ja", "pl"])
def test_utf_8_that_was_read_as_western_is_mended_and_asked_about(language: str) -> None:
    written = CLASSES[language].text().replace("’", "'")
    stored = bytes(written.encode())
    # As programs read it: what Windows 1252 leaves open they take as Latin 1.
    garbled = "".join(
        bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in stored
    )
    for found in (guess(garbled.encode()), twice_encoded(garbled)):
        assert (found.best.text, found.sure) == (written, False)
        assert [one.text for one in found.others] == [garbled]
    assert decode(garbled.encode(), "twice") == written


@pytest.mark.parametrize("language", CLASSES)
@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known_where_the_lines_have_plain_letters(
    language: str, mark: str
) -> None:
    written = "Student;Student ID;E-mail\r\n" + CLASSES[language].text(";")
    assert guess(written.encode(mark)).best.text == written


def test_text_without_accents_is_sure() -> None:
    found = guess(b"name,id\nAnn,1\n")
    assert (found.best.text, found.sure) == ("name,id\nAnn,1\n", True)


@given(st.binary(max_size=400))
def test_whatever_is_uploaded_can_be_read(data: bytes) -> None:
    found = guess(data)
    assert all(isinstance(one.text, str) for one in (found.best, *found.others))
    assert decode(data, found.best.encoding) is not None
