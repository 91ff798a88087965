"""Every page in the pseudo-locale: what a page says is marked, or was given to its template.

A message is between the brackets of the pseudo-locale. What a template is given by Python (names,
scenario texts, phrases) gets marks of its own as the template writes it. Whatever stands outside
both was written by a template past the catalogue, or came ready-made from Python: then it has to be
found in what Python makes such pages of.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, Undefined, nodes
from markupsafe import Markup

from game.report.export import paper
from game.resources import folder
from game.wording.catalogues import PSEUDO
from game.wording.pseudo import CLOSING, OPENING
from game.wording.templates import tag
from tests.everyone import TABS, Everyone, Viewer, rendered
from tests.lesson import recorded
from tests.template_words import MESSAGES, READ, UNREAD, has_words, literals

GAME = Path(paper.__file__).parents[2]
TALES = ("full_accord", "walk_out")
#: Around what a template was given.
GIVEN, OVER = "\ue000", "\ue001"
_STEPS = {OPENING: 1, GIVEN: 1, CLOSING: -1, OVER: -1}


def given(value: Any) -> Any:
    """The value as a template writes it here: text that Python gave it has marks."""
    ready = hasattr(value, "__html__") or isinstance(value, Undefined) or value is None
    return value if ready else f"{GIVEN}{value}{OVER}"


def marked(make: Callable[..., str]) -> Callable[..., Markup]:
    """What Python makes ready for a page, with marks."""
    return lambda *parts, **details: Markup(f"{GIVEN}{make(*parts, **details)}{OVER}")  # noqa: S704


def with_marks(environment: Environment) -> Environment:
    """The same environment, in which everything that Python gives to a template has marks."""
    environment.finalize = given
    functions: dict[str, Any] = environment.globals
    for name in {"listed", "moment"} & functions.keys():
        functions[name] = marked(functions[name])
    return environment


class Reading(HTMLParser):
    """What a page says outside all marks, and what its template was given to say."""

    def __init__(self) -> None:
        super().__init__()
        self.plain: list[str] = []
        self.given: list[str] = []
        self.unbalanced = False
        self._depth = 0
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self._unread.append(tag)
        for name, value in attrs:
            if name in READ and value:
                self._sort(value, 0)

    def handle_endtag(self, tag: str) -> None:
        if self._unread and self._unread[-1] == tag:
            self._unread.pop()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._depth = self._sort(data, self._depth)

    def _sort(self, text: str, depth: int) -> int:
        for piece in re.split(f"([{''.join(_STEPS)}])", text):
            depth += _STEPS.get(piece, 0)
            self.unbalanced |= depth < 0
            if depth == 0 and has_words(piece):
                self.plain.append(" ".join(piece.split()))
        self.given += re.findall(f"{GIVEN}([^{GIVEN}{OVER}]*){OVER}", text)
        return depth


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a catalogue."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)


@cache
def phrases() -> frozenset[str]:
    """Every text that Python hands to pages, but for the scenario's."""
    files = [*GAME.glob("messages/*.toml"), *GAME.glob("re*/phrases/*.toml")]
    return frozenset(
        text for file in files for text in texts_in(tomllib.loads(file.read_text("utf-8")))
    )


@cache
def sources() -> str:
    """All texts of which Python makes parts of pages: phrases, scenario, teaching pack."""
    written = [*GAME.glob("scenario/packs/**/*.toml"), *GAME.glob("scenario/packs/**/*.md")]
    written += folder("docs/teaching").glob("**/*.md")
    texts = [*phrases(), *(file.read_text("utf-8") for file in written)]
    return " ".join(re.sub(r"[*_`#\\|]", "", " ".join(texts)).split())


@cache
def filled() -> re.Pattern[str]:
    """Every phrase with something in its gaps."""
    gaps = [re.split(r"{[^}]*}", text) for text in phrases() if "{" in text]
    return re.compile("|".join(".+".join(map(re.escape, parts)) for parts in gaps))


def comes_from_python(text: str) -> bool:
    """Whether Python has the text to make parts of pages of, whole or with its gaps filled."""
    return text in sources() or filled().fullmatch(text) is not None


def constants(environment: Environment) -> frozenset[str]:
    """Literals of the templates that pass no catalogue: codes, which nobody is to read."""
    assert environment.loader is not None
    found: set[str] = set()
    for name in environment.list_templates(extensions=["html"]):
        tree = environment.parse(environment.loader.get_source(environment, name)[0])
        messages = [call for call in tree.find_all(nodes.Call) if _is_message(call)]
        said = {id(argument) for call in messages for argument in call.args}
        found |= {
            one.value
            for part in tree.find_all(nodes.Const)
            for one in literals(part)
            if id(one) not in said and has_words(one.value)
        }
    return frozenset(found)


def _is_message(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in MESSAGES


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    found = Everyone(tmp_path_factory.mktemp("pseudo"), len(TALES), pseudo=True)
    with_marks(found.house.app.jinja_env)
    usual = paper.environment

    def on_paper(asset: paper.Asset | None, language: str) -> Environment:
        return with_marks(usual(asset, language))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "environment", on_paper)
        yield found
    found.close()


@pytest.fixture(scope="module")
def codes(everyone: Everyone) -> frozenset[str]:
    return constants(everyone.house.app.jinja_env) - phrases()


def faults(viewer: Viewer, path: str, codes: frozenset[str]) -> Iterator[str]:
    answer = rendered(viewer, path)
    if answer.mimetype != "text/html" or answer.status_code not in (200, 202):
        return
    page = answer.get_data(as_text=True)
    assert "<html" not in page or f'<html lang="{given(tag(PSEUDO))}"' in page, path
    reading = Reading()
    reading.feed(page)
    if reading.unbalanced:
        yield f"{path}: a mark is lost"
    yield from (f"{path}: {text!r}" for text in reading.plain if not comes_from_python(text))
    yield from (f"{path}: {text!r} is a code" for text in reading.given if text in codes)


def pages(everyone: Everyone, share: float) -> Iterator[tuple[Viewer, str]]:
    seated = [p for p in everyone.people if p.table_id == everyone.records[0].id]
    observer = next(p for p in everyone.people if p.observer)
    for place, person in enumerate((*seated[:2], observer)):
        viewer = everyone.student(person)
        for tab in TABS[place::2] if place < 2 else TABS[:1]:
            yield from ((viewer, path) for path in everyone.pages_of_student(person, tab))
        yield viewer, f"/me/{person.id}"
    teacher = everyone.instructor()
    for number in range(1, len(TALES) + 1):
        yield from ((teacher, path) for path in everyone.pages_of_instructor(number))
        yield from ((everyone.stranger(), path) for path in everyone.public_pages(number))
    if share == 1.0:
        everyone.house.reports.finish()
        yield from ((teacher, path) for path in everyone.quiet_pages_of_instructor(1))
        yield from ((everyone.stranger(), path) for path in everyone.quiet_public_pages())
        yield from (
            (everyone.student(seated[0]), path)
            for path in everyone.slow_pages_of_student(seated[0])
        )


@pytest.mark.parametrize("share", [0.15, 0.4, 0.7, 1.0])
def test_no_page_says_a_word_that_no_catalogue_holds(
    everyone: Everyone, codes: frozenset[str], share: float
) -> None:
    for number, tale in enumerate(TALES, start=1):
        events = recorded(tale).events
        everyone.clear(number)
        everyone.tell(number, events[: round(share * len(events))])
    found = [
        fault for viewer, path in pages(everyone, share) for fault in faults(viewer, path, codes)
    ]
    assert not found, "\n".join(sorted(set(found))[:60])


@pytest.mark.parametrize(
    ("page", "plain"),
    [
        (f"<p>{OPENING}šåîð{CLOSING} plainly</p>", ["plainly"]),
        (f"<p>{OPENING}Ţåļķ <b>ţö</b> {GIVEN}Ann{OVER}{CLOSING}</p>", []),
        (f"<p>{GIVEN}Ann{OVER} 12 ·</p>", []),
        (f'<p title="here">{GIVEN}Ann{OVER}</p>', ["here"]),
        (f'<p title="{OPENING}ĥéŕé{CLOSING}" class="here"></p>', []),
    ],
)
def test_the_reading_tells_what_is_marked(page: str, plain: list[str]) -> None:
    reading = Reading()
    reading.feed(page)
    assert reading.plain == plain
