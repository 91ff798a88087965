"""The teaching pack: the pages of ``docs/teaching/``, which the game serves without the internet.

The folder is the only source. What depends on a preset's minutes stands in it as a mark,
``<!-- minutes: ID -->``, in whose place a table is made from the preset.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from game.engine.phases import IMPLEMENTATION_STEPS, ROUND
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
    """A table (Markdown) of a preset's phases and of what they come to, one class after another."""
    rows = [
        f"| {phase.label}{', each round' if phase.every_round and preset.rounds > 1 else ''} "
        f"| {phase.duration}{', twice' if phase.id == 'implementation' else ''} |"
        for phase in rules_of(scenario, language, preset).phases
    ]
    classes = class_seconds(preset)
    whole = [
        f"| **Play{f' in class {number}' if len(classes) > 1 else ''}** "
        f"| **{duration(seconds, language)}** |"
        for number, seconds in enumerate(classes, start=1)
    ]
    heading = f"| Phase, in {preset.rounds} rounds | Time |\n| --- | --- |"
    return "\n".join((heading, *rows, *whole))


def class_seconds(preset: Preset) -> Sequence[int]:
    """How long the preset plays, at most, in each of the classes between which it pauses."""
    seconds: Mapping[str, int] = preset.timings.model_dump()
    a_round = sum(seconds[phase.value] for phase in ROUND)
    ending = seconds["ratification"] + IMPLEMENTATION_STEPS * seconds["implementation"]
    first = preset.pause_after_round
    if first is None:
        return (seconds["briefing"] + preset.rounds * a_round + ending,)
    return (
        seconds["briefing"] + first * a_round,
        (preset.rounds - first) * a_round + ending,
    )


@lru_cache(maxsize=64)
def _rendered(markdown: str) -> Markup:
    """The page's text, with anchors, links to pages of the game, and tables that scroll."""
    tokens = _MARKDOWN.parse(markdown)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[number + 1].content))
        for child in token.children or ():
            _relink(child)
    _mark_languages(tokens)
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


def _mark_languages(tokens: Sequence[Token]) -> None:
    """Say of a glossary's cells in which language they are, for voices, fonts and translators."""
    columns: list[str] = []
    column = 0
    for number, token in enumerate(tokens):
        if token.type == "table_open":
            columns = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            columns.append(_LANGUAGES.get(tokens[number + 1].content, ""))
        elif token.type == "td_open":
            if language := columns[column]:
                token.attrSet("lang", language)
                token.attrSet("translate", "no")
            column += 1
