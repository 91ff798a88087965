"""Messages in the reader's language: where they come from, and who reads in which."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from game.wording import catalogues, templates
from game.wording.catalogues import PSEUDO, chosen, formats, languages, translations
from game.wording.pseudo import CLOSING, OPENING, pseudo, written
from game.wording.templates import equip, listing, number

ROOT = Path(__file__).parents[2]
#: How the messages are extracted, as game/wording/babel.cfg says.
EXTRACT = [
    *("pybabel", "-q", "extract", "-F", str(ROOT / "game/wording/babel.cfg")),
    *("--add-comments", "Translators:", "--no-location", "--no-wrap"),
    *("--sort-output", "--omit-header"),
]


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue beside the English, as a translator hands it in."""
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "messages.po").write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "Side accords"\nmsgstr "Nebenabreden"\n\n'
        'msgid "%(count)s table"\nmsgid_plural "%(count)s tables"\n'
        'msgstr[0] "%(count)s Tisch"\nmsgstr[1] "%(count)s Tische"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    kept = (languages, translations, templates._found, templates._plain)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


def said(source: str, language: str, **values: object) -> str:
    environment = Environment(loader=DictLoader({"it": source}), autoescape=True)
    equip(environment, lambda: language)
    return environment.get_template("it").render(**values)


def test_the_list_of_messages_is_that_of_todays_templates(tmp_path: Path) -> None:
    """And the extraction finds none malformed: it would fail, or the checks below would."""
    made = tmp_path / "messages.pot"
    CommandLineInterface().run([*EXTRACT, "-o", str(made), str(ROOT / "templates")])  # type: ignore[no-untyped-call]
    assert made.read_text(encoding="utf-8") == catalogues.TEMPLATE.read_text(encoding="utf-8"), (
        "extract the messages anew: game/wording/babel.cfg says how"
    )


def test_the_pseudo_locale_keeps_every_placeholder_of_every_message() -> None:
    with catalogues.TEMPLATE.open("rb") as opened:
        source = read_po(opened)
    made = pseudo(source)
    faults = [(m.id, str(fault)) for m in made if m.id for fault in m.check(source)]
    assert not faults
    assert {m.id for m in made if m.id} == {m.id for m in source if m.id}


def gaps(catalog: Catalog, source: Catalog) -> list[str]:
    """What a catalogue lacks, has too much, or has in a form that would break a page."""
    ours = {(m.context, m.id): m for m in source if m.id}
    theirs = {(m.context, m.id): m for m in catalog if m.id}
    faults = [f"unused: {key[1]}" for key in theirs.keys() - ours.keys()]
    for key, message in ours.items():
        found = theirs.get(key)
        texts = "" if found is None or found.fuzzy else found.string
        if found is None or not (all(texts) if isinstance(texts, list | tuple) else texts):
            faults.append(f"untranslated: {key[1]}")
        elif message.python_format:
            faults += [f"{fault}: {key[1]}" for fault in found.check(source)]
    return sorted(faults)


def test_every_committed_catalogue_is_whole_and_has_no_message_that_breaks_a_page() -> None:
    with catalogues.TEMPLATE.open("rb") as opened:
        source = read_po(opened)
    for file in catalogues.FOLDER.glob("*/messages.po"):
        with file.open("rb") as opened:
            assert not gaps(read_po(opened, locale=file.parent.name), source), file


def test_what_is_wrong_with_a_catalogue_is_found() -> None:
    source, catalog = Catalog(), Catalog(locale="de")
    for message in ("Side accords", "%(name)s left", "Talk", "Act", ("one %(n)s", "%(n)s all")):
        source.add(message)
    catalog.add("Side accords", "Nebenabreden")
    catalog.add("%(name)s left", "%(nmae)s ging")
    catalog.add("Talk", "Rede", flags={"fuzzy"})
    catalog.add(("one %(n)s", "%(n)s all"), ("%(n)s", ""))
    catalog.add("Gone", "Fort")
    found = gaps(catalog, source)
    assert "left" in found[0]
    assert found[1:] == [
        "untranslated: ('one %(n)s', '%(n)s all')",
        "untranslated: Act",
        "untranslated: Talk",
        "unused: Gone",
    ]


def test_the_pseudo_locale_marks_and_stretches_what_is_read_and_nothing_else() -> None:
    text = 'Take <a href="%(link)s">%(name)s</a>&nbsp;100 %%'
    made = written(text)
    assert made.startswith(OPENING)
    assert made.endswith(CLOSING)
    assert '<a href="%(link)s">%(name)s</a>&nbsp;' in made
    assert "%%" in made
    assert "Take" not in made
    plain = "Nothing is agreed until everything is agreed."
    assert 1.3 < len(written(plain)) / len(plain) < 1.6


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["de"], "de"),
        (["de-AT", "en"], "de"),
        (["pt-BR"], "pt_BR"),
        (["pt"], "en"),
        (["fr", "de"], "de"),
        (["fr"], "en"),
        (["en-US"], "en"),
        (["", "de"], "de"),
        (["*", "x" * 300, "../../etc", "de"], "de"),
        ([PSEUDO], "en"),
        ([], "en"),
    ],
)
def test_a_reader_gets_the_first_language_of_theirs_that_has_a_catalogue(
    wanted: list[str], found: str
) -> None:
    assert chosen(wanted, ["en", "de", "pt_BR"]) == found


def test_english_needs_no_catalogue() -> None:
    assert languages()[0] == "en"
    assert said("{{ _('Side accords') }}", "en") == "Side accords"


def test_an_unknown_language_reads_english() -> None:
    assert said("{{ _('Side accords') }}", "xx") == "Side accords"
    assert formats("xx") == formats("en")


@pytest.mark.usefixtures("german")
def test_a_catalogue_is_all_that_another_language_needs() -> None:
    assert languages() == ("en", "de")
    assert said("{{ _('Side accords') }}", "de") == "Nebenabreden"
    tables = "{% trans count=n %}{{ count }} table{% pluralize %}{{ count }} tables{% endtrans %}"
    assert [said(tables, "de", n=n) for n in (1, 2)] == ["1 Tisch", "2 Tische"]
    assert said("{% trans %}Not translated yet{% endtrans %}", "de") == "Not translated yet"


@pytest.mark.parametrize("language", ["en", PSEUDO])
def test_what_is_put_into_a_message_is_escaped_and_the_message_is_not(language: str) -> None:
    source = "{% trans name %}<b>You</b> are {{ name }}{% endtrans %}"
    made = said(source, language, name="<script>")
    assert "<b>" in made
    assert "&lt;script&gt;" in made
    assert said(source, language, name=Markup("<i>Ann</i>")).count("<i>Ann</i>") == 1


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{{ _('Kept, %%') }} {% trans %}Kept, %{% endtrans %}", "Kept, % Kept, %"),
        ("{% trans n %}{{ n }} %{% endtrans %} {{ _('%(n)s %%', n=n) }}", "2 % 2 %"),
        ("{% trans message='a', one='b' %}{{ message }}{{ one }}{% endtrans %}", "ab"),
        ("{% trans 'verb' %}Open{% endtrans %} {{ pgettext('verb', 'Open') }}", "Open Open"),
        ("{{ ngettext('once', '%(num)s times', 1) }} {{ ngettext('once', '%(num)s times', n) }}",
         "once 2 times"),
        ("{% trans %}\n  Two\n  lines\n{% endtrans %}", "Two lines"),
        ("{{ _('A & B') }} {{ _('a') ~ '<' }}", "A & B a&lt;"),
    ],
)  # fmt: skip
def test_every_form_of_message_is_filled(source: str, found: str) -> None:
    assert said(source, "en", n=2) == found


@pytest.mark.parametrize(
    ("items", "style", "found"),
    [
        ([], "standard", ""),
        (["A"], "standard", "A"),
        (["A", "B"], "standard", "A and B"),
        (["A", "B", "C"], "standard", "A, B and C"),
        (["A", "B"], "or", "A or B"),
        (["A", "B", "C"], "unit", "A, B, C"),
        (["<A>", Markup("<b>B</b>")], "standard", "&lt;A&gt; and <b>B</b>"),
        (["{0}", "{1}"], "standard", "{0} and {1}"),
    ],
)
def test_a_list_is_written_as_english_writes_it(items: list[str], style: str, found: str) -> None:
    assert listing(items, "en", style) == found  # type: ignore[arg-type]


def test_lists_and_numbers_follow_the_language() -> None:
    assert listing(["A", "B", "C"], "de") == "A, B und C"
    assert [number(1234567, language) for language in ("en", "de")] == ["1,234,567", "1.234.567"]
    source = "{{ listed(parties, show, '!') }} {{ n | number }}"
    made = said(source, "de", parties=["a", "b"], show=lambda one, mark: one + mark, n=1000)
    assert made == "a! und b! 1.000"
