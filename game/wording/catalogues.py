"""The catalogues: which languages there are, which of them a reader gets, and their messages."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from game.wording.pseudo import pseudo

#: The language in which templates and code are written.
SOURCE = "en"
#: The locale by which tests find words that no catalogue holds. It is English written for machines,
#: which no person asks for.
PSEUDO = "en_US_POSIX"
#: Where the catalogues are.
FOLDER = Path(__file__).parent / "locales"
#: All messages of the sources, from which catalogues are made.
TEMPLATE = FOLDER / "messages.pot"
#: Whose dates, numbers and lists the sources' English has, where that is not its own.
_FORMATS = {SOURCE: "en_GB"}


@cache
def languages() -> tuple[str, ...]:
    """The languages that people may read in, English first."""
    return (SOURCE, *sorted(file.parent.name for file in FOLDER.glob("*/messages.po")))


def chosen(wanted: Iterable[str], offered: Iterable[str]) -> str:
    """The first of the wanted languages that is offered, or its nearest kin; else English.

    Languages may be written as browsers do (``pt-BR``); what is no language is passed over.
    """
    known = list(offered)
    for language in wanted:
        asked = language.strip().replace("-", "_")
        found = negotiate_locale([asked], known, sep="_") if asked else None
        if found is not None:
            return {one.lower(): one for one in known}[found.lower()]
    return SOURCE


@cache
def formats(language: str) -> Locale:
    """By whose customs dates, numbers and lists are written for readers of that language."""
    try:
        return Locale.parse(_FORMATS.get(language, language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_FORMATS[SOURCE])


def own_name(language: str) -> str:
    """What those who speak the language call it."""
    if language == PSEUDO:
        return "Pseudo"
    return Locale.parse(language).get_display_name() or language


@cache
def translations(language: str) -> NullTranslations:
    """The messages in that language; English for one that has no catalogue."""
    file = FOLDER / language / "messages.po"
    if language == PSEUDO:
        return _readable(pseudo(_read(TEMPLATE, SOURCE)))
    if language in languages() and language != SOURCE:
        return _readable(_read(file, language))
    return NullTranslations()


def _read(file: Path, language: str) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=language, abort_invalid=True)


def _readable(catalog: Catalog) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
