"""Which characters may stand in a name or a text, and which names people take for the same."""

import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.characters import (
    FORMULA_SIGNS,
    MARKS,
    guarded,
    has_letters,
    has_surrogates,
    kept,
    on_terminal,
    skeleton,
    visible_line,
)

#: Names of people as they are written: of the six parties, of Europe, and of other scripts.
REAL_NAMES = (
    *(
        "김민준",
        "이서연",
        "리영호",
        "남궁 민",
        "山田 太郎",
        "やまだ はなこ",
        "ジョン・スミス",
        "髙橋",
    ),
    *(
        "王伟",
        "歐陽娜娜",
        "𠮷田",
        "Иван Петров",
        "Ольга Ёлкина",
        "Anne-Marie O’Neill",
        "José Ñuñez",
    ),
    *(
        "Zoë Müller",
        "Łukasz Żółć",
        "Đorđe Šćepanović",
        "Ğül Işık",
        "İbrahim",
        "Þóra Björk",
        "Dvořák",
    ),
    *("Ștefan Țepeș", "Nguyễn Thị Thảo", "Αλέξανδρος Παπαδόπουλος", "Νίκος", "Հայկ Պետրոսյան"),
    *("გიორგი", "محمد علی", "فاطمة الزهراء", "شَدَّة", "عَبْدُ ٱللَّٰه", "דוד כהן", "יִצְחָק", "שרה לוי"),
    *("สมชาย ใจดี", "น้ำผึ้ง", "ปรีชา", "अनिल कुमार", "प्रिया श्रीवास्तव", "क्षत्रिय", "সুমাইয়া", "தமிழ்", "ശ്രീ"),
    *(
        "ලක්ෂ්මී",
        "မောင်မောင်",
        "ခင်ဇော်",
        "ភារុណ",
        "བསྟན་འཛིན་རྒྱ་མཚོ",
        "ሰላም",
        "Ana 🦊",
        "👩‍🔬 Mia",
        "Kim ❤️",
        "J. R. 3",
    ),
)
#: Spellings whose joiners are part of the writing.
JOINED = ("علی‌رضا", "क्‍ष", "ශ්‍රී", "র‍্য", "നന്‍")
UNSEEN = (
    *(
        "\u200b",
        "\u200d",
        "\u200c",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u061c",
    ),
    *(
        "\u3164",
        "\u115f",
        "\u1160",
        "\uffa0",
        "\u2800",
        "\u034f",
        "\ufe0f",
        "\U000e0100",
        "\u180e",
        "\u17b4",
    ),
    *(
        "\x00",
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\ue000",
        "\U000f0000",
        "\ufffe",
        "\uffff",
        "\U0001fffe",
    ),
    *("\ud800", "\U000e0041", "\ufff9", "\ufffc", "\U0001d159", "\u0378"),
)
LOOK_ALIKE = (
    *(
        ("Ana", "Аnа"),
        ("Ana", "АNА"),
        ("Ana", "Ａｎａ"),
        ("Ana", "ana"),
        ("Ana", " ANA "),
        ("Ana", "𝐀𝐧𝐚"),
    ),
    *(
        ("Ana", "𝒜na"),
        ("Ana", "Αna"),
        ("Ana", "Ɑna"),
        ("Bob", "ВоЬ"),
        ("Bob", "Воb"),
        ("Peter", "Реtеr"),
    ),
    *(
        ("Anna Kim", "Anna\u00a0Kim"),
        ("Anna Kim", "Anna  Kim"),
        ("Nina", "Νina"),
        ("Victor", "νictor"),
    ),
    *(
        ("Tom", "Тоm"),
        ("Tom", "Tо\u200bm"),
        ("Ivan", "Іvan"),
        ("Ivan", "Ιvan"),
        ("Joe", "Јое"),
        ("Sara", "Ѕаrа"),
    ),
    *(
        ("Kim", "Kіm"),
        ("Zoë", "Zое\u0308"),
        ("Al", "A1"),
        ("Bob", "B0b"),
        ("Oskar", "Օskar"),
        ("Eva", "ᎬᏙa"),
    ),
    *(
        ("Zoë", "Zoe\u0308"),
        ("김", "\u1100\u1175\u11b7"),
        ("ガ", "ｶﾞ"),
        ("Вера", "вера"),
        ("Ольга", "ОЛЬГА"),
    ),
    *(
        ("Νίκος", "ΝΊΚΟΣ"),
        ("Straße", "STRASSE"),
        ("علیرضا", "علی\u200cرضا"),
        ("Kim", "K\u034fim"),
        ("Ｋim", "kim"),
    ),
)
DIFFERENT = (
    *(
        ("Ana", "Anna"),
        ("Ian", "Lan"),
        ("Arne", "Ame"),
        ("Ana", "Ána"),
        ("Zoe", "Zoë"),
        ("Kim 1", "Kim 2"),
    ),
    *(
        ("김", "킴"),
        ("ロ", "口"),
        ("Иван", "Ivan"),
        ("Ольга", "Ольгa Б"),
        ("דו", "דן"),
        ("محمد", "أحمد"),
    ),
)


@pytest.mark.parametrize("name", [*REAL_NAMES, *JOINED])
def test_names_of_every_script_are_kept_as_they_are(name: str) -> None:
    assert visible_line(name) == unicodedata.normalize("NFC", name)
    assert has_letters(name)


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_what_cannot_be_seen_is_dropped_wherever_it_stands(unseen: str) -> None:
    assert visible_line(unseen) == ""
    assert not has_letters(unseen)
    for text in (f"{unseen}Ana", f"A{unseen}na", f"Ana{unseen}", f"{unseen * 50}Ana{unseen * 50}"):
        assert visible_line(text).replace(" ", "") == "Ana"
        assert skeleton(text).replace(" ", "") == skeleton("Ana")


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_a_visible_line_stays_as_it_is_and_holds_nothing_else(text: str) -> None:
    line = visible_line(text)
    assert visible_line(line) == line
    assert unicodedata.is_normalized("NFC", line)
    categories = {unicodedata.category(c) for c in line if c not in "\u200c\u200d"}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert skeleton(line) == skeleton(text) or not line
    ElementTree.fromstring(f"<n>{line.replace('&', '').replace('<', '')}</n>")


@pytest.mark.parametrize("mark", ["\u0301", "\u0489", "\u20dd", "\u0e49"])
def test_marks_do_not_pile_up(mark: str) -> None:
    assert len(visible_line("Z" + mark * 38)) <= 1 + MARKS
    assert visible_line(mark * 5) == ""
    assert visible_line("A " + mark * 5 + " b") == "A b"


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKE, ids=ascii)
def test_names_that_look_alike_are_the_same(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=ascii)
def test_names_that_people_tell_apart_are_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_no_two_real_names_are_taken_for_the_same() -> None:
    assert len({skeleton(name) for name in REAL_NAMES}) == len(REAL_NAMES)


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_what_is_kept_can_stand_in_xml(text: str) -> None:
    words = kept(text).replace("&", "").replace("<", "")
    ElementTree.fromstring(f"<n>{words}</n>")
    assert not has_surrogates(kept(text))


def test_nothing_that_people_type_is_lost() -> None:
    text = "One\ttwo\nthree\r\n\u202ef\U0001f98a « é » 김"
    assert kept(text) == text


@pytest.mark.parametrize("sign", FORMULA_SIGNS, ids=ascii)
def test_no_cell_begins_with_the_sign_of_a_formula(sign: str) -> None:
    assert guarded(f"{sign}1+1").startswith("'")
    assert guarded(f"\x00{sign}1+1").startswith("'")
    assert guarded("1+1") == "1+1"


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_a_terminal_obeys_nothing(text: str) -> None:
    shown = on_terminal(text)
    assert all(unicodedata.category(c) not in ("Cc", "Zl", "Zp") or c in "\t\n" for c in shown), (
        ascii(shown)
    )
    assert not any(unicodedata.bidirectional(c) in BIDI for c in shown)


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
