"""Briefs: page one from the scenario's numbers, nothing off the agenda, plain words."""

import re
from collections.abc import Iterator

import pytest

from game.scenario.loader import load_packaged
from game.scenario.model import Preset
from game.web.present.brief import FIRST_LINES, FIRST_WANTS, BriefPage, brief_of
from tests.plain_english import AVERAGE, average, leaves, paragraphs_of, too_long

SCENARIO = load_packaged("six_party_talks")
STRUCTURE, TEXTS = SCENARIO.structure, SCENARIO.text("en")
SEATS = [
    pytest.param(preset, own, id=f"{preset.id}-{own}")
    for preset in STRUCTURE.presets
    for own in STRUCTURE.delegation_ids
]
#: By what words a text speaks of an issue that can be off the agenda.
NAMES = {
    "moratorium": r"launch|satellite|nuclear tests?\b|missile tests?\b|long-range|\brockets?\b",
    "reactor": r"\breactor|light-water",
    "normalisation": r"liaison|embass|working groups? for",
    "inter_korean": r"Kaesong|Kumgang|railway|corridor|joint project|\bzones?\b",
    "forum": r"\bforum|regional (body|security|working group)|working group on",
    "abductions": r"abduct",
}
#: Words that a reader of a second language does not know, or that hurt.
IDIOMS = (
    "small coins|cupboard|swallow|dearest|invoice|spend this|bought that horse|kidnapped|"
    "dealt with|purse|strangers|not a bolt|handshake|throw out|thereupon|thousand million|tiger"
)


def page(preset: Preset, own: str, *, hints: bool = True) -> BriefPage:
    return brief_of(STRUCTURE, TEXTS, preset.agenda, own, hints=hints)


def told(found: BriefPage) -> Iterator[str]:
    """Everything that the page says of the present, but for sources and what later happened."""
    yield from (found.mission, found.first_step, *found.red_lines, found.timeline)
    for html in (found.offer, found.situation, found.acts, found.hints, found.later):
        yield from paragraphs_of(str(html))
    for goal in found.goals:
        yield from (goal.title, goal.why)
    for issue in found.issues:
        yield from paragraphs_of(str(issue.text))


@pytest.mark.parametrize(("preset", "own"), SEATS)
def test_page_one_has_three_wants_two_red_lines_an_offer_and_a_first_step(
    preset: Preset, own: str
) -> None:
    found = page(preset, own)
    assert len(found.wants) == FIRST_WANTS
    assert [goal.points for goal in found.goals] == sorted(
        (goal.points for goal in found.goals), reverse=True
    )
    assert len(found.first_lines) == min(FIRST_LINES, len(found.red_lines)) > 0
    assert found.offer
    assert found.first_step
    assert found.see_first in {d.name for d in TEXTS.delegations.values()} - {found.name}
    assert abs(sum(goal.points for goal in found.goals) - 100) <= len(found.goals) / 2


@pytest.mark.parametrize(("preset", "own"), SEATS)
def test_brief_never_speaks_of_an_issue_that_is_off_the_agenda(preset: Preset, own: str) -> None:
    found = page(preset, own)
    assert [issue.title for issue in found.issues] == [
        TEXTS.issues[issue].title for issue in preset.agenda
    ]
    for issue, names in NAMES.items():
        if issue not in preset.agenda:
            spoken = [text for text in told(found) if re.search(names, text, re.IGNORECASE)]
            assert not spoken, (issue, spoken)


@pytest.mark.parametrize("issue", NAMES)
def test_full_agenda_speaks_of_every_issue(issue: str) -> None:
    agenda = tuple(issue.id for issue in STRUCTURE.issues)
    for own in STRUCTURE.delegation_ids:
        text = " ".join(told(brief_of(STRUCTURE, TEXTS, agenda, own, hints=True)))
        assert re.search(NAMES[issue], text, re.IGNORECASE), own


@pytest.mark.parametrize(("preset", "own"), SEATS)
def test_hints_show_only_where_they_are_allowed(preset: Preset, own: str) -> None:
    assert page(preset, own, hints=True).hints
    assert not page(preset, own, hints=False).hints


@pytest.mark.parametrize(("preset", "own"), SEATS)
def test_composite_time_line_is_explained_and_later_history_set_apart(
    preset: Preset, own: str
) -> None:
    found = page(preset, own)
    assert "composite" in found.timeline
    assert "August 2003" in found.timeline
    assert found.later
    present = [found.mission, found.first_step, found.offer, found.situation, found.acts]
    present += [issue.text for issue in found.issues]
    years = {int(year) for text in present for year in re.findall(r"\b(?:19|20)\d\d\b", str(text))}
    assert all(year <= 2003 for year in years), years


@pytest.mark.parametrize(("preset", "own"), SEATS)
def test_brief_quotes_no_points_but_those_that_the_page_computes(preset: Preset, own: str) -> None:
    assert not [text for text in told(page(preset, own)) if re.search(r"\bpoints?\b", text)]


@pytest.mark.parametrize("own", STRUCTURE.delegation_ids)
def test_brief_is_plain_english(own: str) -> None:
    agenda = tuple(issue.id for issue in STRUCTURE.issues)
    text = list(told(brief_of(STRUCTURE, TEXTS, agenda, own, hints=True)))
    assert not too_long(text)
    assert average(text) <= AVERAGE


@pytest.mark.parametrize("own", STRUCTURE.delegation_ids)
def test_brief_has_no_idiom_and_no_word_that_hurts(own: str) -> None:
    parts = (TEXTS.briefs[own].model_dump(), TEXTS.delegations[own].mission)
    rest = (TEXTS.red_lines[own], TEXTS.mandates.get(own, {}))
    objectives = [one.model_dump() for one in TEXTS.objectives[own].values()]
    text = list(leaves((*parts, *rest, *objectives)))
    assert not [one for one in text if re.search(IDIOMS, one, re.IGNORECASE)]


@pytest.mark.parametrize("own", STRUCTURE.delegation_ids)
def test_page_one_reads_in_a_minute_and_the_whole_of_a_short_class_in_nine(own: str) -> None:
    """At some 120 words a minute, which readers of a second language do."""
    preset = STRUCTURE.preset("class50")
    found = page(preset, own, hints=False)
    first = (found.mission, found.first_step, str(found.offer), *found.first_lines)
    assert sum(len(text.split()) for text in first) <= 120
    assert sum(len(text.split()) for text in told(found)) <= 9 * 120


@pytest.mark.parametrize("own", STRUCTURE.delegation_ids)
def test_sources_of_a_brief_have_titles_and_links(own: str) -> None:
    found = page(STRUCTURE.presets[0], own)
    assert found.sources
    assert all(source.title and source.link.startswith("http") for source in found.sources)


# --- cards -------------------------------------------------------------------------------------

#: What was said of the dead, the missing and the hungry and should not have been.
JOKES = (
    "furniture|plain envelope|as much as fifteen|absence of noise|subordinate clause|horse twice|"
    "thousand million|sense of a mild|empty houses, and|try the ice"
)


def card_texts(card: str) -> list[str]:
    return list(leaves(TEXTS.injects[card].model_dump()))


@pytest.mark.parametrize("card", TEXTS.injects)
def test_card_has_no_sentence_of_more_than_twenty_words(card: str) -> None:
    assert not too_long(card_texts(card))


def test_cards_have_sentences_of_twelve_words_on_average() -> None:
    every = [text for card in TEXTS.injects for text in card_texts(card)]
    assert average(every, answers=True) <= AVERAGE


@pytest.mark.parametrize("card", TEXTS.injects)
def test_card_makes_no_joke_and_needs_no_idiom(card: str) -> None:
    found = [t for t in card_texts(card) if re.search(f"{JOKES}|{IDIOMS}", t, re.IGNORECASE)]
    assert not found
