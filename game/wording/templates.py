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
    extended: Any = environment
    extended.install_gettext_callables(
        gettext=lambda message: _gettext(language(), message),
        ngettext=lambda one, many, n: translations(language()).ngettext(one, many, n),
        pgettext=lambda context, message: _pgettext(language(), context, message),
        npgettext=lambda context, one, many, n: translations(language()).npgettext(
            context, one, many, n
        ),
        newstyle=True,
    )

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
        "direction": lambda: formats(language()).text_direction,
        "listed": listed,
        "reading": lambda: tag(language()),
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


# Most messages are read in the language in which they are written: no catalogue is asked then.


def _gettext(language: str, message: str) -> str:
    return message if language == SOURCE else translations(language).gettext(message)


def _pgettext(language: str, context: str, message: str) -> str:
    if language == SOURCE:
        return message
    return str(translations(language).pgettext(context, message))
