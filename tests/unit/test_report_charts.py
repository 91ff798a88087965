"""Charts: words that stay words, nothing that a page's policy forbids, the same every time."""

import re
from xml.etree import ElementTree

import pytest

from game.engine.choices import Chapter
from game.records.format import read
from game.report.charts.drawing import Labels, embeddable, spread
from game.report.charts.table import charts_for, class_charts, table_charts
from game.report.disclosure import Reader
from game.report.figures.conference import class_figures
from game.report.figures.table import TableFigures
from game.scenario.loader import load_packaged
from tests.replays.record import HERE, figures

TEXTS = load_packaged("six_party_talks").text("en")
LABELS = Labels(TEXTS, "en")


@pytest.fixture(scope="module")
def found() -> TableFigures:
    return figures(read((HERE / "partial_accord.jsonl").read_bytes()))


@pytest.fixture(scope="module")
def charts(found: TableFigures) -> dict[str, str]:
    return {
        **table_charts(found, LABELS),
        **class_charts(class_figures({1: found, 2: found}), LABELS),
    }


def test_every_chart_is_well_formed_and_keeps_its_words(charts: dict[str, str]) -> None:
    for name, svg in charts.items():
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing
        assert root.get("viewBox"), name
        words = [text for element in root.iter() if (text := (element.text or "").strip())]
        assert words, name
    assert "DPRK" in charts["scores"]
    assert "Tension" in charts["world"]


def test_no_chart_holds_what_the_policy_forbids(charts: dict[str, str]) -> None:
    for svg in charts.values():
        assert " style=" not in svg
        assert "<style" not in svg
        assert "<image" not in svg
        assert "data:" not in svg
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_ids_of_charts_on_one_page_do_not_meet(charts: dict[str, str]) -> None:
    ids = [id_ for svg in charts.values() for id_ in re.findall(r'\bid="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
    for svg in charts.values():
        for target in re.findall(r'(?:href="#|url\(#)([^")]+)', svg):
            assert f'id="{target}"' in svg


def test_charts_of_the_same_figures_are_the_same(
    found: TableFigures, charts: dict[str, str]
) -> None:
    assert table_charts(found, LABELS)["scores"] == charts["scores"]


def test_nothing_but_grey_and_words_is_needed(charts: dict[str, str]) -> None:
    """Where several lines share a picture, each has a dash of its own."""
    dashes = set(re.findall(r'stroke-dasharray="([^"]+)"', charts["world"]))
    assert len(dashes) >= 4


@pytest.mark.parametrize(
    ("opened", "shown"),
    [
        (set(), {"world", "network_public", "votes_public", "curve_us", "worth_us"}),
        ({"scores"}, {"scores"}),
        ({"talks"}, {"network"}),
        ({"objectives"}, {"curves", "votes", "curve_dprk", "worth_dprk"}),
        ({"scores", "objectives"}, {"value"}),
    ],
)
def test_a_student_sees_a_chart_when_its_chapters_are_open(
    opened: set[Chapter], shown: set[str], found: TableFigures, charts: dict[str, str]
) -> None:
    seen = charts_for(charts, found, Reader("us", frozenset(opened))).keys()
    assert shown <= seen
    if not opened:
        assert seen == shown
    assert charts_for(charts, found, None) == charts


def test_a_chart_of_an_unknown_kind_stays_shut(found: TableFigures) -> None:
    everything: frozenset[Chapter] = frozenset({"scores", "objectives", "talks"})
    assert charts_for({"new": "<svg/>"}, found, Reader("us", everything)) == {}


def test_names_are_moved_apart_but_no_further() -> None:
    assert spread([10, 50], 5) == [10, 50]
    low, high = spread([20, 20], 6)
    assert high - low == pytest.approx(6)
    assert (low + high) / 2 == pytest.approx(20)


def test_styles_become_attributes() -> None:
    path = '<path id="b" style="fill: #fff; stroke: none"/>'
    svg = f'<?xml version="1.0"?><svg viewBox="0 0 1 1"><g id="a">{path}</g></svg>'
    assert '<path id="x-b" fill="#fff" stroke="none"/>' in embeddable(svg, "x")
