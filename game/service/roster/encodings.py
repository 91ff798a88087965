"""In which encoding a file is written, as far as its bytes tell, and how sure that is.

A class list is short, and a few accented letters are all that tells one encoding from another. So
every candidate is tried, and what it reads as is weighed: how likely such letters are in names of
the languages that are written in it. What none of them reads well, charset-normalizer is asked.
"""

import codecs
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path

from charset_normalizer import from_bytes

from game.service.roster.headings import heading_words, key_of

UTF_8 = "utf-8"
#: Text that was written as UTF-8, read as Windows 1252 and written as UTF-8 once more.
TWICE = "twice"
#: Marks in front of a text, the longer ones first, and what follows them.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Encodings that shift with the escape character, and how each begins to.
_SHIFTING = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp"), (b"\x1b(", "iso2022_jp"))
#: How many bytes of lines with letters beyond ASCII are weighed: more tell nothing new.
_SAMPLE = 6_000
#: By how much (natural logarithm of likelihoods) the best must lead to be sure.
_SURE = 6.0
#: A reading in which a character is on average less likely than this is nonsense.
_NONSENSE = log(2e-5)
#: What a heading of a class list adds that only this encoding shows.
_HEADING = 7.0
#: How likely other characters are: punctuation of names and lists, letters of no such language,
#: signs, and what no text has.
_PUNCTUATION = frozenset("’‘“”–—…«»·、。№ªº\u3000\u00a0\u200b\u30fb\uff0c\uff1b\uff08\uff09\uff1a")
_SIGN, _LETTER, _MARK, _NEVER = 1e-5, 2e-4, 3e-3, 1e-8
#: A capital within a word or letters of two scripts in one; a word of a name with a small initial.
_ODD_WORD, _SMALL_WORD = log(2e-3), log(0.1)


@dataclass(frozen=True)
class Decoded:
    """A file's text in one encoding, which goes by the name that Python has for it."""

    encoding: str
    text: str


@dataclass(frozen=True)
class Guess:
    """The likeliest text, whether it is sure, and other ones, the likelier first."""

    best: Decoded
    sure: bool
    others: tuple[Decoded, ...] = ()


@dataclass(frozen=True)
class _Language:
    """How likely each character is among those beyond ASCII, and blocks of rarer ones."""

    likely: Mapping[str, float]
    other: Mapping[str, float]


@dataclass(frozen=True)
class _Candidate:
    """An encoding that is tried: what is written in it, and how much must speak for it."""

    languages: tuple[str, ...]
    doubt: float


@dataclass(frozen=True)
class _Tables:
    encodings: Mapping[str, _Candidate]
    alphabets: Mapping[str, str]
    common: Mapping[str, str]


@cache
def _tables() -> _Tables:
    file = Path(__file__).parent / "letters.toml"
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    alphabets: dict[str, str] = found["alphabets"]
    common: dict[str, str] = found["common"]
    every = (*alphabets, *common)
    encodings = {
        name: _Candidate(tuple(about["languages"]) or every, about["doubt"])
        for name, about in found["encodings"].items()
    }
    return _Tables(encodings, alphabets, common)


def candidates() -> tuple[str, ...]:
    """The encodings that a teacher can choose from, the usual one first."""
    return (*_tables().encodings, "utf-16")


@cache
def _language(name: str) -> _Language:
    tables = _tables()
    if name in tables.alphabets:
        letters = dict.fromkeys(tables.alphabets[name])
        # In a whole alphabet frequencies fall slowly; of a few accented letters one leads.
        flat = 6 if len(letters) > 25 else 1
        weights = {letter: 1 / (rank + flat) for rank, letter in enumerate(letters)}
        whole = sum(weights.values()) / 0.97
        return _Language({letter: w / whole for letter, w in weights.items()}, {})
    common = dict.fromkeys("".join(tables.common[name].split()))
    return _Language(dict.fromkeys(common, 0.6 / len(common)), _RARER[name])


#: How likely a character outside the common ones is, by the block in which ``_block`` finds it.
_RARER: Mapping[str, Mapping[str, float]] = {
    "ko": {"hangul": 1.5e-4, "level 1": 1e-5, "level 2": 1e-5},
    "zh_hans": {"level 1": 8e-5, "level 2": 2.5e-5},
    "zh_hant": {"level 1": 6e-5, "level 2": 1e-5},
    "ja": {"kana": 2.4e-3, "half kana": 1e-3, "level 1": 5e-5, "level 2": 1e-5},
}
#: By language the encoding that orders its characters, and the last lead byte of the usual ones.
_ORDERED = {
    "ko": ("euc_kr", 0xC8),
    "zh_hans": ("gb2312", 0xD7),
    "zh_hant": ("big5", 0xC6),
    "ja": ("euc_jp", 0xCF),
}


@cache
def _block(character: str, language: str) -> str:
    """The block of the language's standard in which the character stands; empty if in none."""
    name = unicodedata.name(character, "")
    if name.startswith(("HIRAGANA", "KATAKANA")):
        return "kana"
    if name.startswith("HALFWIDTH KATAKANA"):
        return "half kana"
    encoding, last = _ORDERED[language]
    try:
        stored = character.encode(encoding)
    except UnicodeEncodeError:
        return ""
    if len(stored) != 2 or not name.startswith(("CJK UNIFIED", "HANGUL SYLLABLE")):
        return ""
    if name.startswith("HANGUL"):
        return "hangul"
    return "level 1" if stored[0] <= last else "level 2"


@cache
def _likelihood(character: str, language: str) -> float:
    """The logarithm of how likely the character is in names of that language."""
    table = _language(language)
    low = character.lower()
    if low in table.likely:
        return log(table.likely[low])
    if table.other and (block := _block(character, language)) in table.other:
        return log(table.other[block])
    if character in _PUNCTUATION:
        return log(_MARK)
    category = unicodedata.category(character)
    if character == "\ufffd" or category in ("Cc", "Cn", "Co", "Cs"):
        return log(_NEVER)
    cjk = unicodedata.name(character, "").startswith(("CJK", "HANGUL", "BOPOMOFO"))
    if category[0] in "LM" and not cjk:
        return log(_LETTER)
    return log(_SIGN) if not cjk else log(1e-6)


def guess(data: bytes) -> Guess:
    """The text of a file. Bytes that fit no letter become U+FFFD; a text without doubt is sure."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _sure(encoding, data)
    for begins, encoding in _SHIFTING:
        if begins in data:
            return _sure(encoding, data)
    if (wide := _unmarked_utf_16(data)) is not None:
        return _sure(wide, data)
    try:
        return twice_encoded(data.decode(UTF_8))
    except UnicodeDecodeError:
        return _weighed(data)


def decode(data: bytes, encoding: str) -> str:
    """The text in that encoding; what does not fit becomes U+FFFD. LookupError for an unknown."""
    if encoding == TWICE:
        return _mended(data.decode(UTF_8, errors="replace")) or ""
    return data.decode(encoding, errors="replace").removeprefix("\ufeff")


def twice_encoded(text: str) -> Guess:
    """Text that is Unicode already: sure, unless it looks like UTF-8 that was read as Western."""
    as_it_is = Decoded(UTF_8, text.removeprefix("\ufeff"))
    mended = _mended(as_it_is.text)
    if mended is None:
        return Guess(as_it_is, sure=True)
    return Guess(Decoded(TWICE, mended), sure=False, others=(as_it_is,))


def _sure(encoding: str, data: bytes) -> Guess:
    return Guess(Decoded(encoding, decode(data, encoding)), sure=True)


def _unmarked_utf_16(data: bytes) -> str | None:
    """The order of bytes in a text that has a zero in every other byte of its first lines."""
    head = data[:400]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    least = len(head) // 8
    # The lower half of a character is zero too, but seldom.
    if odd >= least and odd > 8 * even:
        return "utf-16-le"
    return "utf-16-be" if even >= least and even > 8 * odd else None


def _mended(text: str) -> str | None:
    """Text that is UTF-8 read as Windows 1252, as it was meant; None if it is not."""
    if text.isascii():
        return None
    try:
        stored = b"".join(_western(character) for character in text)
        return stored.decode(UTF_8)
    except UnicodeError:
        return None


def _western(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


# --- weighing ---


def _weighed(data: bytes) -> Guess:
    sample = _sample(data)
    weighed: dict[str, float] = {}
    readings: list[Decoded] = []
    for encoding, about in _tables().encodings.items():
        if (text := _read_as(sample, encoding)) is None or text in weighed:
            continue
        weight = max(_weight(text, language) for language in about.languages) - about.doubt
        weighed[text] = weight + _HEADING * _headings(text)
        readings.append(Decoded(encoding, text))
    readings.sort(key=lambda reading: -weighed[reading.text])
    best = readings[0] if readings else None
    beyond = sum(character > "\x7f" for character in best.text) if best else 0
    if best is None or weighed[best.text] < _NONSENSE * beyond:
        return _second_opinion(data, readings)
    leads = len(readings) < 2 or weighed[best.text] - weighed[readings[1].text] > _SURE
    near = [r for r in readings[1:] if weighed[best.text] - weighed[r.text] < 4 * _SURE]
    return Guess(_whole(best, data), leads, tuple(_whole(r, data) for r in near[:4]))


def _second_opinion(data: bytes, readings: list[Decoded]) -> Guess:
    """What charset-normalizer takes a text for that reads as nonsense in every candidate."""
    found = from_bytes(_sample(data)).best()
    # Read in the usual encoding of the West, every byte is at least something.
    encoding = found.encoding if found is not None else "cp1252"
    others = tuple(_whole(r, data) for r in readings[:3] if r.encoding != encoding)
    return Guess(Decoded(encoding, decode(data, encoding)), sure=False, others=others)


def _whole(reading: Decoded, data: bytes) -> Decoded:
    return Decoded(reading.encoding, decode(data, reading.encoding))


def _sample(data: bytes) -> bytes:
    """The first line, which may hold headings, and lines with bytes beyond ASCII."""
    lines = re.split(rb"[\r\n]+", data)
    chosen, size = lines[:1], 0
    for line in lines[1:]:
        if size < _SAMPLE and not line.isascii():
            chosen.append(line)
            size += len(line)
    return b"\n".join(chosen)[: 4 * _SAMPLE]


def _read_as(sample: bytes, encoding: str) -> str | None:
    """The sample's text; None where it is none. UTF-8 may have a few bad bytes: nothing else reads
    as UTF-8 by chance."""
    if encoding != UTF_8:
        try:
            return sample.decode(encoding)
        except UnicodeDecodeError:
            return None
    text = sample.decode(UTF_8, errors="replace")
    bad = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - bad
    return text if good >= bad else None


def _weight(text: str, language: str) -> float:
    """How likely the characters beyond ASCII are in that language, and words that are odd."""
    weight: float = sum(_likelihood(c, language) for c in text if c > "\x7f")
    found: list[str] = re.findall(r"[^\W\d_]+", text)
    words = [word for word in found if not word.isascii()]
    small = sum(word[0] > "\x7f" and word[0].islower() for word in words)
    return weight + sum(map(_is_odd, words)) * _ODD_WORD + small * _SMALL_WORD


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


def _is_odd(word: str) -> bool:
    """Whether a capital comes after a small letter, or letters of two alphabets stand together."""
    turns = any(
        one.islower() and after.isupper() and not (one + after).isascii()
        for one, after in pairwise(word)
    )
    alphabets = {_script(letter) for letter in word} & {"LATIN", "CYRILLIC", "GREEK"}
    several = len(alphabets) > 1 or (alphabets and len({_script(letter) for letter in word}) > 1)
    return turns or bool(several)


def _headings(text: str) -> int:
    """How many headings beyond ASCII stand in the first lines."""
    head = "\n".join(text.split("\n", 3)[:3])
    cells = {key_of(cell) for cell in re.split(r"[,;\t|\n]", head) if not cell.isascii()}
    return len(cells & heading_words())
