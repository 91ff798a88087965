"""What all charts share: the canvas, the marks, and SVG that a page can hold.

Matplotlib is imported where a chart is drawn, never before: it takes a second and 35 MB.
"""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from game.messages import words
from game.scenario.model import DelegationId
from game.scenario.texts import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1d1b18"
SOFT = "#5f594e"
FAINT = "#d9d2c3"
#: The six seats in seating order: dark enough for paper, and each with a mark and a dash.
COLOURS = ("#9c1f2e", "#7a3b8f", "#95510f", "#0b6670", "#4d5661", "#1f4e9c")
MARKS = ("o", "s", "^", "D", "v", "P")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))
WIDTH = 7.6

_STYLE: Any = {
    "svg.fonttype": "none",
    "font.family": ["sans-serif"],
    "font.size": 11,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "hatch.linewidth": 0.8,
}


@dataclass(frozen=True)
class Labels:
    """The words on charts, in one language."""

    texts: Texts
    language: str

    def word(self, key: str, **details: str | int) -> str:
        """The house's word for something on a chart."""
        return words("charts", self.language)[key].format(**details)

    def ending(self, ending: str | None) -> str:
        """How the talks ended."""
        return words("endings", self.language).get(ending or "", "")

    def short(self, delegation: DelegationId) -> str:
        """A delegation's short name."""
        found = self.texts.delegations.get(delegation)
        return found.short if found else delegation

    def indicator(self, indicator: str) -> str:
        """An indicator's name."""
        found = self.texts.indicators.get(indicator)
        return found.name if found else indicator

    def phase(self, phase: str) -> str:
        """A phase's name."""
        return words("phases", self.language).get(phase, phase)


def draw(name: str, size: tuple[float, float], paint: Callable[["Figure"], None]) -> str:
    """The SVG of a figure of that size (inches) after painting; the same for the same strokes.

    ``name`` keeps its ids apart from those of other charts of a page.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({**_STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=size, layout="constrained")
        paint(figure)
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return embeddable(written.getvalue(), name)


def embeddable(svg: str, name: str) -> str:
    """An SVG document as an element of a page whose policy allows no inline styles.

    Styles become attributes, ids carry the chart's name, what only a document needs is dropped.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' style="([^"]*)"', _attributes, svg)
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'xlink:href="#([^"]+)"', rf'href="#{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    head = re.search(r'viewBox="([^"]*)"', svg)
    box = head.group(1) if head else "0 0 1 1"
    body = svg[svg.index(">") + 1 :].strip()
    return (
        f'<svg viewBox="{box}" xmlns="http://www.w3.org/2000/svg" aria-hidden="true" '
        f'stroke-linejoin="round" stroke-linecap="butt" font-family="sans-serif">{body}'
    )


def _attributes(found: "re.Match[str]") -> str:
    """Declarations as presentation attributes; the page chooses the family of the letters."""
    pairs = (part.partition(":") for part in found.group(1).split(";"))
    return "".join(
        f' {key.strip()}="{value.strip()}"'
        for key, _, value in pairs
        if key.strip() not in ("", "font-family")
    )


def minutes(axes: "Axes", labels: Labels, seconds: int) -> float:
    """Label the axis across as time of play; the number of seconds of its unit."""
    unit, word = _unit(seconds)
    axes.set_xlabel(labels.word(word))
    axes.set_xlim(0, max(1.0, seconds / unit) * 1.02)
    return unit


def _unit(seconds: int) -> tuple[float, str]:
    if seconds > 4 * 86_400:
        return 86_400.0, "days"
    return (3_600.0, "hours") if seconds > 4 * 3_600 else (60.0, "minutes")


def spread(heights: Sequence[float], apart: float) -> list[float]:
    """The heights moved as little as need be so that names written there do not overlap."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed: dict[int, float] = {}
    for position, index in enumerate(order):
        lowest = placed[order[position - 1]] + apart if position else heights[index]
        placed[index] = max(heights[index], lowest)
    excess = max((placed[i] - heights[i] for i in placed), default=0.0) / 2
    return [placed[i] - excess for i in range(len(heights))]
