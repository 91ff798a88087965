"""Every word of every template comes from a catalogue."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from game.resources import folder
from game.wording.templates import equip
from tests.template_words import VALUE, Roles, calls_while_imported, roles_of, words_of

TEMPLATES = folder("templates")
SOURCES = {
    path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(Path(TEMPLATES).rglob("*.html"))
}


def _environment() -> Environment:
    found = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    equip(found, lambda: "en")
    return found


ENVIRONMENT = _environment()


@pytest.fixture(scope="module")
def roles() -> Roles:
    return roles_of(ENVIRONMENT, SOURCES)


@pytest.mark.parametrize("name", SOURCES)
def test_no_template_says_anything_past_the_catalogue(roles: Roles, name: str) -> None:
    assert not words_of(ENVIRONMENT, roles, SOURCES[name])


@pytest.mark.parametrize("name", SOURCES)
def test_no_message_is_asked_for_when_a_template_is_imported(name: str) -> None:
    """An imported template is read once for all readers: its macros alone know who reads."""
    imported = rf"\{{%-? from '{re.escape(name)}' import (?:(?! with context)[^%])*%\}}"
    if any(re.search(imported, source) for source in SOURCES.values()):
        assert not list(calls_while_imported(ENVIRONMENT, SOURCES[name]))


def test_the_scripts_say_what_the_page_brings_and_nothing_else() -> None:
    scripts = [file.read_text(encoding="utf-8") for file in folder("static").glob("js/*.js")]
    said = {word for script in scripts for word in re.findall(r"\bwords\.(\w+)", script)}
    brought = re.findall(
        r'<p data-word="(\w+)">{% trans %}[^{]+{% endtrans %}</p>', SOURCES["base.html"]
    )
    assert sorted(said - {"js"}) == sorted(brought)
    literal = r"toast\(\s*[\"'`]|textContent = [\"'`][^\"'`]*[a-z]{2}"
    assert not [script for script in scripts if re.search(literal, script)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Plain words</p>", ["Plain words"]),
        ("<p>{{ n }} left</p>", ["left"]),
        ("<p>{% if n %}one{% else %}{% trans %}two{% endtrans %}{% endif %}</p>", ["one"]),
        ("<p>{{ 'yes' if n else 'no' }}</p>", ["no", "yes"]),
        ("<p>{{ name ~ ' has the floor' }}</p>", [" has the floor"]),
        ("<p>{{ {'a': 'first'}[n] }}</p>", ["first"]),
        ("<p>{{ x or 'nobody' }}</p>", ["nobody"]),
        ("<p>{{ x | join(' with ') }}</p>", [" with "]),
        ("<input placeholder='Your name'>", ["Your name"]),
        ('<input placeholder="Your name">', ["Your name"]),
        ('<b title="{{ n }} left">1 x</b>', ["1 x", "left"]),
        ('<b title="{{ \'here\' if n }}"></b>', ["here"]),
        ("{% macro tag(text, kind) %}<b class='{{ kind }}'>{{ text }}</b>{% endmacro %}"
         "{{ tag('away', 'calm') }}{{ tag(text=_('here'), kind='calm') }}", ["away"]),
        ("{% set told = 'Nothing is agreed' %}{{ told }}", ["Nothing is agreed"]),
        ("{% set told = [('calm', 'Nothing')] %}", ["Nothing"]),
        ("{% for id, name in [('a', 'The first')] %}{{ name }}{% endfor %}", ["The first"]),
        ("{% set told %}in words{% endset %}{{ told }}", ["in words"]),
        ("{% call f() %}in a call{% endcall %}", ["in a call"]),
        ("{% block main %}in a block{% endblock %}", ["in a block"]),
    ],
)  # fmt: skip
def test_every_kind_of_literal_is_found(source: str, found: list[str]) -> None:
    roles = roles_of(ENVIRONMENT, {"it": source})
    words = [word for _, word in words_of(ENVIRONMENT, roles, source)]
    assert [word.replace(VALUE, "").strip() for word in words] == [word.strip() for word in found]


@pytest.mark.parametrize(
    "source",
    [
        "<p class='note' data-x='some words'>{{ _('Words') }} · 1 / 2 &nbsp; –</p>",
        '<p class="{% block body_class %}page wide{% endblock %}"></p>',
        "<p{{ ' hidden' if n }} id=\"a-{{ n }}\">{{ x | join(', ') }}</p>",
        "{% macro wrong(bad) %}{% if bad %} autofocus{% endif %}{% endmacro %}<b{{ wrong(1) }}>",
        "<p>{% trans n, all=m %}{{ n }} of {{ all }}{% endtrans %}</p>",
        "<p>{{ ngettext('%(num)s one', '%(num)s many', n) }} {{ '%.1f' | format(n) }}</p>",
        "<script>let words = 'these';</script><style>b { color: red }</style>",
        "{% set kind = {'a': 'calm', 'b': ['brass', 'clock']}[n] %}<b class='{{ kind }}'></b>",
        "{# Words for whoever reads this. #}{% if phase == 'The end' %}{% endif %}",
    ],
)
def test_what_nobody_reads_needs_no_catalogue(source: str) -> None:
    roles = roles_of(ENVIRONMENT, {"it": source})
    assert not words_of(ENVIRONMENT, roles, source)
