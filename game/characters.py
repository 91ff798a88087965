"""Characters that people type: which may be kept, which can be seen, which look alike."""

import re
import string
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from confusable_homoglyphs import categories, confusables

#: What XML 1.0 (production 2), and so a workbook or a PDF's metadata, cannot hold. NUL, which
#: PostgreSQL refuses too, is among them.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
#: What a terminal obeys rather than shows, except for the ends of lines and tabs: control
#: characters, and those that turn the direction of writing.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
#: A cell that begins with one of these is a formula to a spreadsheet program (OWASP: CSV
#: Injection). The full-width ones are taken for the others by some.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

#: Categories of characters that have no shape of their own: control, format, surrogate, private
#: use, unassigned.
_SHAPELESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
#: Letters, marks and symbols that are drawn as nothing: the fillers of Hangul and Khmer, joiners
#: and selectors that are marks, the blank pattern of Braille, a note without a head, and the
#: place of an object.
_UNSEEN = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800),
            *(0x2D7F, 0x3164, 0xFFA0, 0xFFFC, 0x1107F, 0x16FE4, 0x1D159),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)
_MARKS = frozenset({"Mn", "Me", "Mc"})
#: How many marks may stand on one character: Thai, Hebrew and Tibetan need as many.
MARKS = 3
_JOINERS = "\u200c\u200d"
_PICTURE_SELECTOR = "\ufe0f"
#: Scripts whose spelling needs the joiners between two of their letters (Unicode, chapters 9 and
#: 12 to 16), as confusable_homoglyphs names them.
_JOINING = frozenset(
    {
        *("ARABIC", "SYRIAC", "NKO", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI"),
        *("ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR"),
    }
)
#: Digits that stand in a word for a letter.
_DIGITS_LIKE_LETTERS = {"0": "o", "1": "l"}
#: Capitals that Unicode's table calls a small L, which they are not when they are read.
_LIKE_CAPITAL_I = "\u0406\u0399\u04c0"


def has_surrogates(text: str) -> bool:
    """Whether there is half a character in it, which cannot be stored nor sent."""
    return _SURROGATE.search(text) is not None


def kept(text: str) -> str:
    """The text without what XML 1.0 forbids; everything else that people type stays."""
    return _NOT_XML.sub("", text)


def on_terminal(text: str) -> str:
    """The text with every character that a terminal would obey written as its number."""
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def guarded(text: str) -> str:
    """The words of a cell such that no spreadsheet program takes them for a formula."""
    words = kept(text)
    return f"'{words}" if words.startswith(FORMULA_SIGNS) else words


def visible_line(text: str) -> str:
    """The text as one line of characters that can be seen, in Unicode's form C.

    Joiners stay where a script or a picture needs them, and at most ``MARKS`` marks on a character.
    """
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    shown = "".join(c for c in line if c in _JOINERS or c == _PICTURE_SELECTOR or _is_seen(c))
    joined = "".join(c for place, c in enumerate(shown) if _has_use(shown, place))
    return unicodedata.normalize("NFC", " ".join("".join(_few_marks(joined)).split()))


def has_letters(text: str) -> bool:
    """Whether at least one letter or digit can be seen in it."""
    return any(unicodedata.category(c)[0] in "LN" and _is_seen(c) for c in text)


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _SHAPELESS and character not in _UNSEEN


def _has_use(text: str, place: int) -> bool:
    """Whether the character is no joiner or selector, or does something where it stands."""
    character = text[place]
    if character not in _JOINERS and character != _PICTURE_SELECTOR:
        return True
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if character == _PICTURE_SELECTOR:
        return _is_picture(before)
    if _is_picture(after):
        return _is_picture(before) or before == _PICTURE_SELECTOR
    # The end of a word may be joined too: a consonant without its vowel, as in Malayalam.
    ends = before != "" and unicodedata.category(before) == "Mn" and not after.strip()
    return _joins(before) and (ends or _joins(after))


def _is_picture(character: str) -> bool:
    return character != "" and unicodedata.category(character) in ("So", "Sk")


def _joins(character: str) -> bool:
    return character != "" and categories.alias(character) in _JOINING


def _few_marks(text: str) -> Iterator[str]:
    """The characters without marks that have nothing to stand on, or too many below them."""
    stacked, base = 0, False
    for character in text:
        category = unicodedata.category(character)
        if category not in _MARKS:
            stacked, base = 0, not character.isspace()
        elif not base:
            continue
        else:
            # A mark that takes room of its own (Mc) stands beside the others, not on them.
            stacked = 0 if category == "Mc" else stacked + 1
        if stacked <= MARKS:
            yield character


# --- look-alikes ---


@cache
def _latin_of(character: str) -> str | None:
    """The small Latin letter for which the character can be taken; None if there is none."""
    if character in string.ascii_letters:
        return character.lower()
    if character in _LIKE_CAPITAL_I:
        return "i"
    found = confusables.confusables_data.get(character, ())
    letters = (one["c"] for one in found if one["c"] in set(string.ascii_letters))
    return next((letter.lower() for letter in letters), None)


def _look(character: str) -> str | None:
    """The same, or of the character in the other case, where that alone is in the table."""
    forms = [character, character.upper()]
    if unicodedata.name(character, "").startswith("LATIN"):
        forms.append(character.lower())
    return next((found for one in forms if len(one) == 1 and (found := _latin_of(one))), None)


#: Kept, since names are compared with all others of a class again and again.
@lru_cache(maxsize=8192)
def skeleton(text: str) -> str:
    """What two texts have in common that people would take for the same: UTS 39, section 4.

    Blanks, case, width and what cannot be seen do not matter. Letters of other scripts that look
    like Latin ones are taken for these where the whole text could be read as Latin, or where it has
    Latin letters too; a name that is plainly of another script stays as it is.
    """
    plain = unicodedata.normalize("NFKD", " ".join(text.split()))
    seen = "".join(c for c in plain if _is_seen(c))
    letters = [c for c in seen if unicodedata.category(c)[0] == "L"]
    mixed = any(c in string.ascii_letters for c in letters)
    if mixed or all(_look(c) for c in letters):
        seen = "".join(_look(c) or c for c in seen)
        seen = re.sub(
            r"(?<=[^\W\d])[01]|[01](?=[^\W\d])", lambda m: _DIGITS_LIKE_LETTERS[m[0]], seen
        )
    return unicodedata.normalize("NFKC", " ".join(seen.split()).casefold())
