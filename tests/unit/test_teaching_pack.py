"""The teaching pack: every page is there, links lead somewhere, words are plain, and it ships."""

import re
from pathlib import Path

import pytest

from game.scenario.loader import load_packaged
from game.web.present.handouts import (
    INDEX,
    anchor,
    handout,
    names,
    teaching_folder,
)
from tests.plain_english import AVERAGE, average, paragraphs_of, too_long

SCENARIO = load_packaged("six_party_talks")
FOLDER = teaching_folder()
LINK = re.compile(r"(!?)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
#: What a professor looks for.
WANTED = {
    INDEX,
    "learning-objectives",
    "lesson-plans",
    "rules",
    "timeline",
    "map",
    "whos-who",
    "glossary",
    "reading-list",
    "rubric",
    "respect",
    "ethics",
    "quiet-students",
    "names",
    "worksheet",
}
#: In the glossary, which letters a language is written in.
SCRIPTS = {
    "ko": r"^[\uac00-\ud7a3 ()]+$",
    "ja": r"^[\u3040-\u30ff\u4e00-\u9fff\uff08\uff09]+$",
    "zh-Hans": r"^[\u4e00-\u9fff]+$",
    "ru": r"^[\u0400-\u04ff \u2014-]+$",
}

each_page = pytest.mark.parametrize("name", names())


def source(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text("utf-8")


def html(name: str) -> str:
    page = handout(name, SCENARIO, "en")
    assert page is not None
    return str(page.text)


def test_pack_is_whole() -> None:
    assert set(names()) == WANTED
    listed = {Path(m["target"]).stem for m in LINK.finditer(source(INDEX))}
    assert listed == WANTED - {INDEX}


@each_page
def test_page_has_a_title_and_a_text(name: str) -> None:
    page = handout(name, SCENARIO, "en")
    assert page is not None
    assert page.title
    assert "<h1" not in page.text
    assert "<!--" not in page.text
    assert "&lt;!--" not in page.text
    assert len(page.text) > 400


@each_page
def test_links_within_the_pack_lead_somewhere_in_the_folder_and_on_the_page(name: str) -> None:
    for match in LINK.finditer(source(name)):
        target, _, place = match["target"].partition("#")
        if "://" in target:
            assert target.startswith(("https://", "http://"))
            continue
        assert (FOLDER / target).is_file(), target
        if place:
            headings = re.findall(r"^#+ (.+)$", source(Path(target).stem), re.MULTILINE)
            assert place in map(anchor, headings)
    for address in re.findall(r'href="([^"]+)"', html(name)):
        if "://" not in address:
            assert address.partition("#")[0] in {*names(), "."}


@each_page
def test_page_is_plain_english(name: str) -> None:
    paragraphs = [
        p
        for p in paragraphs_of(html(name))
        if not re.search(r"[\uac00-\ud7a3\u4e00-\u9fff\u0400-\u04ff]", p)
    ]
    if name == "reading-list":
        # Titles are as long as their authors made them.
        paragraphs = [p for p in paragraphs if not re.search(r"\b(19|20)\d\d\.$", p)]
    assert not too_long(paragraphs)
    assert average(paragraphs) <= AVERAGE


def test_rules_fit_on_one_page() -> None:
    words = len(re.sub(r"<[^>]+>", " ", html("rules")).split())
    assert words <= 450


def test_glossary_has_thirty_words_in_the_languages_of_the_parties() -> None:
    rows = re.findall(r"<tr>(.*?)</tr>", html("glossary"), re.DOTALL)[1:]
    assert len(rows) == 30
    for row in rows:
        cells = dict(re.findall(r'<td [^>]*lang="([^"]+)" translate="no">(.*?)</td>', row))
        assert cells.keys() == SCRIPTS.keys()
        for language, script in SCRIPTS.items():
            assert re.match(script, cells[language]), (language, cells[language])


def test_lesson_plans_take_their_minutes_from_the_presets() -> None:
    marks = set(re.findall(r"<!-- minutes: (\w+) -->", source("lesson-plans")))
    presets = {preset.id for preset in SCENARIO.structure.presets}
    assert marks == presets - {"demo"}
    page = re.sub(r"<[^>]+>", "", html("lesson-plans"))
    for preset in SCENARIO.structure.presets:
        if lesson := preset.lesson:
            for seconds in preset.sittings:
                play = lesson.joining + -(-seconds // 60)
                assert play + 5 <= lesson.minutes
                for span in ((0, lesson.joining), (lesson.joining, play), (play, lesson.minutes)):
                    assert "{}–{}".format(*span) in page


def test_map_is_a_picture_without_anything_from_outside() -> None:
    svg = (FOLDER / "map.svg").read_text("utf-8")
    assert "<title" in svg
    assert not re.search(r"<script|<style|<image|href=| style=", svg)
    for name in ("East Sea", "Sea of Japan", "Yellow Sea", "West Sea", "Yongbyon", "Kaesong"):
        assert name in svg


@each_page
def test_nothing_in_the_pack_is_a_delegations_secret(name: str) -> None:
    text = source(name)
    english = SCENARIO.text("en")
    for own, brief in english.briefs.items():
        secrets = [*english.red_lines[own].values(), brief.first_step]
        secrets += [passage.text for passage in (*brief.hints, *brief.offers)]
        assert not [secret for secret in secrets if secret in text]
