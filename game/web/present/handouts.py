"""The teaching pack: the pages of ``docs/teaching/``, which the game serves without the internet.

The folder is the only source. What depends on a preset's minutes stands in it as a mark,
``<!-- minutes: ID -->``, in whose place a table is made from the preset.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from game.resources import folder
from game.scenario.model import Preset
from game.scenario.texts import Scenario
from game.web.present.rules import duration, rules_of

#: The page that lists the others.
INDEX = "README"
#: The languages of a glossary's columns, by the heading of the column.
_LANGUAGES = {"Korean": "ko", "Japanese": "ja", "Chinese": "zh-Hans", "Russian": "ru"}
_MARK = re.compile(r"^<!-- minutes: (?P<preset>\w+) -->$", re.MULTILINE)
_TITLE = re.compile(r"\A# (?P<title>.+)$", re.MULTILINE)
#: HTML in a page is shown as it is written, as in everything that somebody wrote.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Handout:
    """A page of the pack: its file's name without the ending, its title, and its text."""

    name: str
    title: str
    text: Markup


def teaching_folder() -> Path:
    """Where the pack is, in a checkout or in an installed package."""
    return folder("docs/teaching")


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of the pack's pages, the one that lists the others among them."""
    return tuple(sorted(path.stem for path in teaching_folder().glob("*.md")))


def handout(name: str, scenario: Scenario, language: str) -> Handout | None:
    """The page of that name; None if there is none. Links lead from page to page of the game."""
    if name not in names():
        return None
    source = (teaching_folder() / f"{name}.md").read_text(encoding="utf-8")
    title = _TITLE.match(source)
    presets = {preset.id: preset for preset in scenario.structure.presets}
    filled = _MARK.sub(lambda mark: _minutes(presets[mark["preset"]], scenario, language), source)
    body = filled[title.end() :] if title else filled
    return Handout(name, title["title"] if title else name, _rendered(body))


def _minutes(preset: Preset, scenario: Scenario, language: str) -> str:
    """Tables (Markdown) of a preset's time: by the clock of its class, and phase by phase."""
    phases = [
        f"| {phase.label}{', each round' if phase.every_round and preset.rounds > 1 else ''} "
        f"| {phase.duration}{', twice' if phase.id == 'implementation' else ''} |"
        for phase in rules_of(scenario, language, preset).phases
    ]
    whole = [
        f"| **Play{f' in class {number}' if len(preset.sittings) > 1 else ''}, at most** "
        f"| **{duration(seconds, language)}** |"
        for number, seconds in enumerate(preset.sittings, start=1)
    ]
    head = f"| Phase, in {preset.rounds} rounds | Time |\n| --- | --- |"
    return "\n".join((*_by_the_clock(preset), head, *phases, *whole))


def _by_the_clock(preset: Preset) -> Sequence[str]:
    """When joining, play and debrief begin in each class; nothing for a preset without lessons."""
    if preset.lesson is None:
        return ()
    classes = range(1, len(preset.sittings) + 1)
    lesson, lines = preset.lesson, []
    for number in classes:
        play = lesson.joining + math.ceil(preset.sittings[number - 1] / 60)
        title = f"Class {number}: minutes" if len(classes) > 1 else "Minutes"
        lines += [
            f"| {title} | What happens |",
            "| --- | --- |",
            f"| 0–{lesson.joining} | Prebrief on respect, and joining |",
            f"| {lesson.joining}–{play} | Play |",
            f"| {play}–{lesson.minutes} | Debrief, or what is still open |",
            "",
        ]
    return lines


@lru_cache(maxsize=64)
def _rendered(markdown: str) -> Markup:
    """The page's text, with anchors, links to pages of the game, and tables that scroll."""
    tokens = _MARKDOWN.parse(markdown)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[number + 1].content))
        for child in token.children or ():
            _relink(child)
    _mark_cells(tokens)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    scrolling = '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table>'
    html = html.replace("<table>", scrolling).replace("</table>", "</table></div>")
    return Markup(html)  # noqa: S704 - HTML is off


def anchor(heading: str) -> str:
    """The heading's anchor: its words in small letters, with hyphens between."""
    return re.sub(r"[^\w-]+", "-", heading.lower()).strip("-")


def _relink(token: Token) -> None:
    """Let a link to another file of the folder lead to that page of the game."""
    target = token.attrGet("href")
    if token.type != "link_open" or not isinstance(target, str):
        return
    if "://" in target:
        token.attrSet("rel", "noreferrer")
    else:
        page, hash_, place = target.partition("#")
        page = page.removesuffix(".md")
        token.attrSet("href", ("." if page == INDEX else page) + hash_ + place)


def _mark_cells(tokens: Sequence[Token]) -> None:
    """Give a table's cells the heading of their column, for phones, and their language.

    A glossary's cells are for voices, fonts and translators in a language of their own.
    """
    headings: list[str] = []
    column = 0
    for number, token in enumerate(tokens):
        if token.type == "table_open":
            headings = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            headings.append(tokens[number + 1].content)
        elif token.type == "td_open":
            token.attrSet("data-label", headings[column])
            if language := _LANGUAGES.get(headings[column]):
                token.attrSet("lang", language)
                token.attrSet("translate", "no")
            column += 1
