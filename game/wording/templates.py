"""What templates can ask for: messages in the reader's language, its numbers and its lists.

Pages and what is printed where no web server is get the same. In a template::

    {% trans name=d.name %}{{ name }} has the floor.{% endtrans %}
    {{ _('Side accords') }}
    {% trans count=n %}One line{% pluralize %}{{ count }} lines{% endtrans %}
    {{ listed(parties, flag_chip, 's') }}

A message is HTML: what stands in its placeholders is escaped, itself it is not. It is a whole
sentence or a label, never a part of a sentence.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Literal, TypeAlias

from babel.lists import format_list
from babel.numbers import format_decimal
from jinja2 import Environment
from markupsafe import Markup, escape

from game.wording.catalogues import SOURCE, formats, translations

Style: TypeAlias = Literal["standard", "or", "unit"]


def equip(environment: Environment, language: Callable[[], str]) -> None:
    """Give an environment's templates their words, in what ``language()`` says when they ask."""
    environment.policies["ext.i18n.trimmed"] = True
    environment.add_extension("jinja2.ext.i18n")
    # The templates hand a message its values, as Jinja's own newstyle functions take them.
    extended: Any = environment
    extended.newstyle_gettext = True

    def gettext(message: str, /, **values: object) -> Markup:
        return _filled(message, language(), values)

    def ngettext(one: str, many: str, n: int, /, **values: object) -> Markup:
        found = translations(language()).ngettext(one, many, n)
        return _with({"num": n, **values}, found)

    def pgettext(context: str, message: str, /, **values: object) -> Markup:
        # A catalogue's function says that it returns anything.
        found = str(translations(language()).pgettext(context, message))
        return _with({"context": context, **values}, found)

    def listed(
        items: Iterable[Any],
        show: Callable[..., str] | None = None,
        *details: Any,
        style: Style = "standard",
    ) -> Markup:
        """The items as a list in a sentence, each as ``show(item, *details)`` has it."""
        shown = [escape(show(item, *details) if show else item) for item in items]
        return listing(shown, language(), style)

    environment.globals |= {
        "_": gettext,
        "page_direction": lambda: formats(language()).text_direction,
        "gettext": gettext,
        "listed": listed,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "page_language": lambda: tag(language()),
    }
    environment.filters["number"] = lambda value: number(value, language())


def tag(language: str) -> str:
    """The language as pages and browsers call it: ``pt-BR``."""
    return language.replace("_", "-")


def listing(items: Iterable[str], language: str, style: Style = "standard") -> Markup:
    """Items as a list in a sentence of that language: "A, B and C". Plain text is escaped."""
    found = format_list([str(escape(item)) for item in items], style, formats(language))
    return Markup(found)  # noqa: S704 - its parts are escaped


def number(value: float, language: str) -> str:
    """A number with its thousands apart, as that language writes it."""
    found: str = format_decimal(value, locale=formats(language))
    return found


# A page has hundreds of messages, and is rendered at every statement: these are quick.


def _filled(message: str, language: str, values: dict[str, object]) -> Markup:
    if not values:
        return _plain(message, language)
    return _with(values, _found(message, language))


def _with(values: dict[str, object], message: str) -> Markup:
    escaped = {name: escape(value) for name, value in values.items()}
    return Markup(message % escaped)  # noqa: S704 - ours, with escaped parts


@cache
def _plain(message: str, language: str) -> Markup:
    return _with({}, _found(message, language))


@cache
def _found(message: str, language: str) -> str:
    # Most messages are read in the language in which they are written.
    return message if language == SOURCE else translations(language).gettext(message)
