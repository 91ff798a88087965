"""In which language a reader gets a page, and how they choose another."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, g, has_app_context, redirect, request, url_for
from flask import session as login
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale

from game.wording.catalogues import PSEUDO, chosen, languages, own_name
from game.wording.templates import equip

bp = Blueprint("language", __name__)

#: Where a browser's cookie holds the language that its reader has chosen.
CHOICE = "language"


def speak(app: Flask, pseudo: bool = False) -> None:
    """Let every page be read in its reader's language. ``pseudo`` offers the tests' one as well."""
    offered = (*languages(), *([PSEUDO] if pseudo else []))
    app.extensions["languages"] = {language: own_name(language) for language in offered}
    Babel(app, configure_jinja=False, locale_selector=lambda: chosen(_wanted(), offered))
    equip(app.jinja_env, reading_language)
    app.jinja_env.globals["offered_languages"] = app.extensions["languages"]


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
    yield str(login.get(CHOICE, ""))
    yield g.get("conference_language", "")
    yield from request.accept_languages.values()


@bp.post("/language")
def choose() -> ResponseReturnValue:
    """Keep the language that a reader has chosen, and show their page in it."""
    wanted = request.form.get("language", "")
    if wanted in current_app.extensions["languages"]:
        login[CHOICE] = wanted
        login.permanent = True
    # A path alone, which leads to no other server. Forms of others never come so far.
    asked_on = urlsplit(request.referrer or "").path
    known = asked_on.startswith("/") and not asked_on.startswith("//")
    return redirect(asked_on if known else url_for("lobby.home"), 303)
