"""In which language a reader gets a page."""

from collections.abc import Iterator

from flask import Flask, g, has_app_context, request
from flask_babel import Babel, get_locale

from game.wording.catalogues import PSEUDO, chosen, languages
from game.wording.templates import equip

#: The cookie of who has chosen a language.
COOKIE = "language"


def speak(app: Flask, pseudo: bool = False) -> None:
    """Let every page be read in its reader's language. ``pseudo`` offers the tests' one as well."""
    offered = (*languages(), *([PSEUDO] if pseudo else []))
    Babel(app, configure_jinja=False, locale_selector=lambda: chosen(_wanted(), offered))
    equip(app.jinja_env, reading_language)


def reading_language() -> str:
    """The language of whoever reads this page: their choice, the conference's, the browser's."""
    language: str | None = g.get("reading_language")
    if language is None:
        language = g.reading_language = str(get_locale())
    return language


def of_conference(language: str) -> None:
    """Say that what is being rendered belongs to a conference in that language."""
    if has_app_context():
        g.conference_language = language


def _wanted() -> Iterator[str]:
    """Languages in which the page could be written, the most wanted first."""
    yield request.cookies.get(COOKIE, "")
    yield g.get("conference_language", "")
    yield from request.accept_languages.values()
