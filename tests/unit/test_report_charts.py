"""Charts: words that stay words, nothing that a page's policy forbids, and who sees which."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from game.engine.choices import Chapter
from game.records.format import read
from game.report.charts.drawing import NARROW, PAPER, WIDE, Chart, Line
from game.report.charts.labels import Labels
from game.report.charts.registry import class_chart, table_chart, table_charts
from game.report.disclosure import Reader, disclosed
from game.report.export.paper import environment
from game.report.figures.conference import class_figures
from game.report.figures.table import TableFigures
from game.scenario.loader import load_packaged
from tests.replays.record import CURRENT, figures

LABELS = Labels(load_packaged("six_party_talks").text("en"), "en")
CLASS_CHARTS = ("created", "seats")


def charts_of(found: TableFigures) -> dict[str, Chart | None]:
    """Every chart of a table by name, those of a delegation with its id.

    Who tabled nothing has no concession curve.
    """
    asked = [(name, "") for name in table_charts() if name != "worth"]
    asked += [("worth", seat) for seat in found.facts.delegations]
    asked += [("curves", seat) for seat in {bid.delegation for bid in found.bargaining.bids}]
    return {
        f"{name} {seat}".strip(): table_chart(name, found, LABELS, seat) for name, seat in asked
    }


@pytest.fixture(scope="module")
def found() -> TableFigures:
    return figures(read((CURRENT / "partial_accord.jsonl").read_bytes()))


@pytest.fixture(scope="module")
def charts(found: TableFigures) -> dict[str, Chart]:
    compared = class_figures({1: found, 2: found})
    return {
        **{name: chart for name, chart in charts_of(found).items() if chart},
        **{name: class_chart(name, compared, LABELS) for name in CLASS_CHARTS},
    }


def svg(chart: Chart, *, paper: bool) -> str:
    """The chart as the debrief's template draws it."""
    printed = environment(None, "en")
    printed.globals["paper"] = paper
    drawing = chart.paper if paper else chart.wide
    macro = "{% from 'debrief/drawing.html' import drawing with context %}"
    page = printed.from_string(macro + "{{ drawing(drawn, 'A title', 'What <it> shows') }}")
    return page.render(drawn=drawing)


each_medium = pytest.mark.parametrize("paper", [False, True], ids=["screen", "paper"])


@each_medium
def test_every_chart_is_well_formed_and_keeps_its_words(
    charts: dict[str, Chart], paper: bool
) -> None:
    for name, chart in charts.items():
        root = ElementTree.fromstring(svg(chart, paper=paper))  # noqa: S314 - our own drawing
        assert root.get("viewBox"), name
        assert root.get("aria-label") == "A title. What <it> shows"
        words = [element.text for element in root.iter() if element.tag.endswith("}text")]
        assert words, name
        assert all(words), name
    assert ">DPRK<" in svg(charts["scores"], paper=paper)
    assert ">Tension<" in svg(charts["world"], paper=paper)


@each_medium
def test_no_chart_holds_what_the_policy_forbids(charts: dict[str, Chart], paper: bool) -> None:
    for chart in charts.values():
        drawn = svg(chart, paper=paper)
        assert " style=" not in drawn
        assert "<style" not in drawn
        assert "<image" not in drawn
        assert "data:" not in drawn
        assert " id=" not in drawn, "two charts of a page could have the same"
        assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


def test_on_a_screen_every_colour_is_the_pages_own(charts: dict[str, Chart]) -> None:
    """So that a chart is dark where the page is; on paper, where there is no page, none is."""
    for chart in charts.values():
        colours = re.findall(r'(?:fill|stroke)="([^"]+)"', svg(chart, paper=False))
        assert all(re.fullmatch(r"none|currentColor|var\(--[a-z0-9-]+\)", c) for c in colours)
        colours = re.findall(r'(?:fill|stroke)="([^"]+)"', svg(chart, paper=True))
        assert all(re.fullmatch(r"none|#[0-9a-f]{6}", colour) for colour in colours)


def test_charts_of_the_same_figures_are_the_same(
    found: TableFigures, charts: dict[str, Chart]
) -> None:
    for name, chart in charts_of(found).items():
        assert chart is not None
        for format_ in (WIDE, NARROW, PAPER):
            assert chart.draw(format_) == charts[name].draw(format_)


def test_nothing_but_grey_and_words_is_needed(charts: dict[str, Chart]) -> None:
    """Where several lines share a picture, each has a dash and a mark of its own."""
    items = charts["world"].wide.items
    coloured = [i for i in items if isinstance(i, Line) and i.tone not in ("ink", "soft", "faint")]
    assert len(coloured) >= 4
    assert len({line.dash for line in coloured}) == len(coloured)
    marks = {(i.tone, i.shape) for i in items if i.kind == "mark" and i.tone != "ink"}
    assert len(marks) == len(coloured) == len({shape for _, shape in marks})


@pytest.mark.parametrize(
    ("opened", "shown"),
    [
        (set(), {"world", "pen", "network", "votes", "curves rok", "worth rok"}),
        ({"scores"}, {"scores"}),
        ({"objectives"}, {"curves", "curves russia", "worth us"}),
        ({"scores", "objectives"}, {"value"}),
    ],
)
def test_a_student_sees_a_chart_when_its_chapters_are_open(
    opened: set[Chapter], shown: set[str], found: TableFigures
) -> None:
    seen = {
        name
        for name, chart in charts_of(disclosed(found, Reader("rok", frozenset(opened)))).items()
        if chart
    }
    assert shown <= seen
    if not opened:
        assert seen == shown
    assert all(charts_of(found).values())


def written(name: str, found: TableFigures) -> int:
    chart = table_chart(name, found, LABELS)
    assert chart is not None
    return len(chart.wide.words)


def test_reasons_to_vote_alike_are_drawn_when_objectives_are_open(found: TableFigures) -> None:
    shut = disclosed(found, Reader("us", frozenset()))
    opened = disclosed(found, Reader("us", frozenset({"objectives"})))
    assert written("votes", shut) + len(opened.votes.pairs if opened.votes else ()) == written(
        "votes", opened
    )


def test_meetings_that_only_others_knew_of_are_drawn_when_talks_are_open(
    found: TableFigures,
) -> None:
    circle = replace(found.talks.circles[0], members=("dprk", "china"), public=False)
    discreet = replace(found, talks=replace(found.talks, circles=(circle,)))
    nobody = len(discreet.facts.delegations)
    assert written("network", disclosed(discreet, Reader("us", frozenset()))) == nobody
    assert written("network", disclosed(discreet, Reader("us", frozenset({"talks"})))) > nobody
    assert written("network", disclosed(discreet, Reader("china", frozenset()))) > nobody


def test_a_chart_of_an_unknown_name_is_none_at_all(found: TableFigures) -> None:
    with pytest.raises(KeyError):
        table_chart("new", found, LABELS)
